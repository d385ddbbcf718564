"""Export the same selections with Stemma and with real AiiDA, and compare what comes out; then migrate the same archives.

For every case: the traversal sets are equal; AiiDA's own export and ours hold the same rows (ids, exact JSON), links,
members and files; AiiDA imports ours into an empty storage, and finds there what was exported. Where AiiDA refuses to
export, Stemma must refuse as well. Archives that AiiDA does not open are given to it migrated (main_0000) or relabelled
and migrated (the pre-release 1.0); Stemma reads the original.

Usage: compare_with_aiida.py FIXTURES_FOLDER. Prints "N passed, N failed" as its last line.
"""

import base64
import itertools
import json
import logging
import random
import subprocess
import sys
import tempfile
import traceback
import warnings
import zipfile
from pathlib import Path

from archive_dump import raw_archive, with_ids
from checks import check_import, relabelled, same, with_database
from compare_deletions import compare_deletions
from compare_edits import compare_edits
from compare_imports import compare_imports, migrated_in
from compare_migrations import compare_migrations
from compare_stores import compare_stores
from compare_upkeep import compare_upkeep

SEED = 20261122
SWITCHES = (
    'input_calc_forward', 'create_backward', 'return_backward',
    'input_work_forward', 'call_calc_backward', 'call_work_backward',
)
#: Archive and number of seeded selections; each also gets its fixed ones (all; groups; computers).
FIXTURES = (
    ('export_main_0000_simple.aiida', 2), ('export_main_0001_simple.aiida', 2), ('graph1.aiida', 3),
    ('arithmetic.add.aiida', 2), ('arithmetic.add_old.aiida', 2), ('generated_main_0001_rich.aiida', 6),
    ('qe-si-bands.aiida', 12), ('qe-si-eos.aiida', 12), ('qe-failures.aiida', 14), ('qe-si-relax-trajectory.aiida', 12),
    ('export_0.4_simple.aiida', 1), ('export_0.4_simple.tar.gz', 1), ('export_0.6_simple.aiida', 1),
    ('export_0.9_simple.aiida', 2), ('export_0.13_simple.aiida', 1),
)
MIN_EXPORTS = 40
MANY_ADDED = 10


class Stemma:
    """The built command, kept running."""

    def __init__(self):
        script = Path(__file__).with_name('stemma-calls.mjs')
        self.process = subprocess.Popen(
            ['node', str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding='utf8'
        )

    def call(self, *arguments):
        """Run one verb; returns its status and what it printed."""
        self.process.stdin.write(json.dumps(arguments) + '\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, 'the stemma process ended'
        return json.loads(line)

    def cat(self, path, node, name):
        """The bytes of a file of a node."""
        reply = self.call('cat', str(path), node, name)
        assert reply['status'] == 0, reply['stderr']
        return base64.b64decode(reply['stdout'])

    def run(self, *arguments):
        """Run one verb with --json; returns (status, the JSON value it printed)."""
        reply = self.call(*arguments, '--json')
        assert reply['stdout'], f'nothing on stdout, on stderr: {reply["stderr"]}'
        return reply['status'], json.loads(reply['stdout'])

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


class Fixture:
    """One archive, as Stemma reads it (`path`) and as AiiDA opens it (`backend`)."""

    def __init__(self, path, folder):
        from aiida.storage.sqlite_zip.backend import SqliteZipBackend

        self.path = path
        self.is_legacy = '_0.' in path.name
        if path.is_dir():  # AiiDA opens unpacked folders too, but cannot read files in them
            path = path.with_name(f'{path.name}.aiida')
        self.backend = SqliteZipBackend(SqliteZipBackend.create_profile(self.readable(path, folder)))

    @staticmethod
    def readable(path, folder):
        from aiida.tools.archive.abstract import get_format

        version = get_format().read_version(path)
        if version == 'main_0001':
            return path
        if version == '1.0':
            path = relabelled(path, folder / f'relabelled-{path.name}', 'main_0000')
        migrated = folder / f'migrated-{path.name}'
        get_format().migrate(path, migrated, 'main_0001')
        return migrated

    def entities(self, kind):
        from aiida import orm

        found = orm.QueryBuilder(backend=self.backend).append(kind).all(flat=True)
        return sorted(found, key=lambda entity: entity.uuid)


def unpacked(path, work):
    """The same archive as a folder; the file is copied beside it, where `Fixture` looks for it."""
    folder = work / 'unpacked'
    (work / 'unpacked.aiida').write_bytes(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def made_harder(folder, work):
    """Copies of the fixtures with what real archives can hold and ours do not."""
    yield unpacked(Path(folder) / 'qe-si-relax-trajectory.aiida', work), 2
    rich = Path(folder) / 'generated_main_0001_rich.aiida'
    checkpoints = json.dumps(json.dumps({'checkpoints': ['}', '{', '\\"', 'é']}))
    yield with_database(
        rich, work / 'engine-state.aiida',
        # Engine state in front, at the end and nested; the nested one is not the engine's and stays.
        f"""UPDATE db_dbnode SET attributes = '{{"checkpoints" : {checkpoints},"nested": {{"checkpoints": 1.0}}, ' || substr(attributes, 2)
            WHERE node_type LIKE 'process.calculation.%'""",
        """UPDATE db_dbnode SET attributes = substr(attributes, 1, length(attributes) - 1) || ', "checkpoints": "x" }'
            WHERE node_type LIKE 'process.workflow.%'""",
        """UPDATE db_dbnode SET attributes = '{"checkpoints": 10.0, "big": 1152921504606846976}' WHERE node_type LIKE 'data.core.dict%'""",
    ), 3
    yield with_database(
        rich, work / 'strange-links.aiida',
        'INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, output_id, label, type FROM db_dblink',
        "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, 999999, 'gone', type FROM db_dblink LIMIT 3",
        "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, output_id, 'odd', 'inputlink' FROM db_dblink LIMIT 3",
        "INSERT INTO db_dbgroup_dbnodes (dbnode_id, dbgroup_id) SELECT 999999, id FROM db_dbgroup",
    ), 3
    yield with_database(
        Path(folder) / 'qe-si-bands.aiida', work / 'not-ended.aiida',
        """UPDATE db_dbnode SET attributes = json_remove(attributes, '$.sealed')
            WHERE id = (SELECT max(id) FROM db_dbnode WHERE node_type LIKE 'process.workflow.%')""",
    ), 3


def cases(fixture, count, rng):
    """Fixed and seeded selections with rules and options: (entities or None for all, flags, rules, options)."""
    from aiida import orm

    nodes, groups = fixture.entities(orm.Node), fixture.entities(orm.Group)
    computers = fixture.entities(orm.Computer)
    options = {'compression': 6, 'include_comments': True, 'include_logs': True, 'include_authinfos': False}
    yield None, ['-a'], {}, {**options, 'include_authinfos': True, 'compression': 0}
    if groups:
        yield groups[:1], ['-G', groups[0].uuid], {}, options
    if computers:
        chosen = [computers[0], nodes[0]]
        yield chosen, ['-Y', computers[0].label, '-N', nodes[0].uuid], {}, {**options, 'include_authinfos': True}
    for _ in range(count):
        chosen = rng.sample(nodes, rng.randint(1, min(4, len(nodes))))
        flags = ['-N', *(rng.choice([node.uuid, str(node.pk)]) for node in chosen)]
        if groups and rng.random() < 0.2:
            group = rng.choice(groups)
            chosen.append(group)
            flags += ['-G', rng.choice([group.uuid, group.label])]
        rules = {rule: rng.random() < 0.5 for rule in SWITCHES if rng.random() < 0.5}
        yield chosen, flags, rules, {
            'compression': rng.choice([0, 1, 6, 9]),
            'include_comments': rng.random() < 0.7,
            'include_logs': rng.random() < 0.7,
            'include_authinfos': rng.random() < 0.5,
        }


def rule_flags(rules):
    return [f'--{"" if on else "no-"}{rule.replace("_", "-")}' for rule, on in rules.items()]


def option_flags(options):
    switches = [
        f'--{"include" if options[f"include_{kind}"] else "exclude"}-{kind}' for kind in ('comments', 'logs', 'authinfos')
    ]
    return [*switches, '--compress', str(options['compression'])]


def aiida_closure(fixture, entities, rules):
    """UUIDs of the starting set and of all nodes, and links by UUID, as AiiDA's traversal finds them."""
    from aiida import orm
    from aiida.tools.graph.graph_traversers import get_nodes_export

    uuid = dict(orm.QueryBuilder(backend=fixture.backend).append(orm.Node, project=['id', 'uuid']).all())
    if entities is None:
        start = set(uuid)
    else:
        start = {entity.pk for entity in entities if isinstance(entity, orm.Node)}
        for group in (entity for entity in entities if isinstance(entity, orm.Group)):
            start |= {node.pk for node in group.nodes}
    found = get_nodes_export(starting_pks=start, get_links=True, backend=fixture.backend, **rules)
    links = {(uuid[link.source_id], uuid[link.target_id], link.link_type, link.link_label) for link in found['links']}
    return {uuid[pk] for pk in start}, {uuid[pk] for pk in found['nodes']}, links


def check_traversal(stemma, fixture, entities, flags, rules):
    start, nodes, links = aiida_closure(fixture, entities, rules)
    status, ours = stemma.run('traverse', str(fixture.path), *flags, *rule_flags(rules))
    assert status == 0, ours
    same('selected', {node['uuid'] for node in ours['nodes'] if node['reason'] is None}, start)
    same('nodes', [node['uuid'] for node in ours['nodes']], sorted(nodes))
    same('links', [tuple(link) for link in ours['links']], sorted(links))
    assert ours['counts']['nodes'] == len(nodes) and ours['counts']['links'] == len(links)
    assert sum(ours['addedByRule'].values()) == len(nodes) - len(start)
    check_reasons(ours, start)
    return ours, len(nodes) - len(start)


def check_reasons(ours, start):
    """Depth, rule and link of each node again, from the links alone, by sorting all ways to reach it."""
    order = list(ours['rules'])
    known = {uuid: None for uuid in start}
    depth = {uuid: 0 for uuid in start}
    level = 1
    while True:
        ways = {}
        for source, target, kind, label in ours['links']:
            for origin, reached, rule in ((source, target, f'{kind}_forward'), (target, source, f'{kind}_backward')):
                if ours['rules'][rule] and depth.get(origin) == level - 1 and reached not in depth:
                    ways.setdefault(reached, []).append((order.index(rule), origin, label))
        if not ways:
            break
        for reached, options in ways.items():
            rule, origin, label = min(options)
            known[reached] = {'rule': order[rule], 'from': origin, 'linkLabel': label}
            depth[reached] = level
        level += 1
    for node in ours['nodes']:
        same(f'reason of {node["uuid"]}', node['reason'], known[node['uuid']])
        assert node['depth'] == depth[node['uuid']]


def check_export(stemma, fixture, entities, flags, rules, options, folder):
    """Returns True if both wrote an archive, False if both refused."""
    from aiida.tools.archive import create_archive
    from aiida.tools.archive.exceptions import ExportValidationError

    ours, theirs = folder / 'ours.aiida', folder / 'theirs.aiida'
    for path in (ours, theirs):
        path.unlink(missing_ok=True)
    status, reply = stemma.run(
        'export', str(fixture.path), str(ours), *flags, *rule_flags(rules), *option_flags(options)
    )
    try:
        create_archive(entities, filename=theirs, backend=fixture.backend, **options, **rules)
    except ExportValidationError:
        assert status == 1 and reply['error']['code'] == 'export/unsealed', reply
        assert not ours.exists()
        return False
    assert status == 0, reply
    mine, other = raw_archive(ours), raw_archive(theirs)
    tables = [files_in_order(each['tables']) if fixture.is_legacy else each['tables'] for each in (mine, other)]
    same('rows', with_ids(tables[0]), with_ids(tables[1]))
    same('files', mine['files'], other['files'])
    same('schema', mine['schema'], other['schema'])
    check_layout(mine, options)
    check_metadata(mine['metadata'], other['metadata'])
    check_counts(reply['counts'], mine)
    check_import(ours, mine, options['include_authinfos'])
    return True


def files_in_order(tables):
    """AiiDA's conversion lists the files of a node in the order of a Python set, another one each time."""
    nodes = [
        {**row, 'repository_metadata': json.dumps(json.loads(row['repository_metadata']), sort_keys=True)}
        for row in tables['db_dbnode']
    ]
    return {**tables, 'db_dbnode': nodes}


def check_layout(mine, options):
    assert mine['directory'][:2] == ['metadata.json', 'db.sqlite3'], mine['directory'][:4]
    assert mine['local_order'][-2:] == ['db.sqlite3', 'metadata.json'], mine['local_order'][-4:]


def check_metadata(mine, other):
    # AiiDA exports from its own migration, which has told of itself; Stemma exports from the old archive and tells of it.
    for key in ('ctime', 'aiida_version', 'stemma_version', 'conversion_info'):
        mine.pop(key, None)
        other.pop(key, None)
    for metadata in (mine, other):
        start = metadata['creation_parameters']['entities_starting_set']
        for kind in start or {}:
            start[kind] = sorted(start[kind])
    same('metadata', mine, other)


def check_counts(counts, mine):
    tables = mine['tables']
    same('counts', {kind: counts[kind] for kind in counts if kind != 'selected'}, {
        'nodes': len(tables['db_dbnode']), 'links': len(tables['db_dblink']),
        'computers': len(tables['db_dbcomputer']), 'users': len(tables['db_dbuser']),
        'groups': len(tables['db_dbgroup']), 'comments': len(tables['db_dbcomment']),
        'logs': len(tables['db_dblog']), 'files': len(mine['files']),
    })


def main(folder):
    from aiida.manage.manager import get_manager
    from aiida.storage.sqlite_temp import SqliteTempBackend

    logging.disable(logging.CRITICAL)
    warnings.filterwarnings('ignore')  # AiiDA switches its own on when it is imported
    get_manager().load_profile(SqliteTempBackend.create_profile('interop'), allow_switch=True)
    rng = random.Random(SEED)
    stemma = Stemma()
    passed = failed = exports = with_many = refused = migrations = 0
    with tempfile.TemporaryDirectory() as work:
        archives = [(Path(folder) / name, count) for name, count in FIXTURES]
        for path, count in [*archives, *made_harder(folder, Path(work))]:
            fixture = Fixture(path, Path(work))
            for number, (entities, flags, rules, options) in enumerate(cases(fixture, count, rng)):
                title = f'{path.name} #{number} {" ".join(flags + rule_flags(rules) + option_flags(options))}'
                try:
                    _, added = check_traversal(stemma, fixture, entities, flags, rules)
                    if check_export(stemma, fixture, entities, flags, rules, options, Path(work)):
                        exports += 1
                        with_many += added >= MANY_ADDED
                    else:
                        refused += 1
                    passed += 1
                except Exception as error:
                    failed += 1
                    print(f'FAILED {title}\n  {error}')
                    if not isinstance(error, AssertionError):
                        traceback.print_exc()
            fixture.backend.close()
        profiles = compare_stores(stemma, folder, Path(work), cases, check_traversal, check_export)
        imports = compare_imports(stemma, folder, Path(work), migrated_in(Path(work)))
        edits = compare_edits(stemma, folder, Path(work))
        deletions = compare_deletions(stemma, folder, Path(work))
        for title, check in itertools.chain(
            compare_migrations(stemma, folder, Path(work)), profiles, imports, edits, deletions,
            compare_upkeep(stemma, folder, Path(work)),
        ):
            try:
                check()
                passed += 1
                migrations += not title.startswith(('profile', 'import', 'edits', 'delete', 'undo', 'store'))
            except Exception as error:
                failed += 1
                print(f'FAILED {title}\n  {error}')
                if not isinstance(error, AssertionError):
                    traceback.print_exc()
    stemma.close()
    print(f'{migrations} migrations and their refusals equal AiiDA\'s')
    print(f'{exports} exports equal AiiDA\'s, {with_many} of them with {MANY_ADDED} nodes or more added by rules; '
          f'{refused} refused by both')
    if not failed and with_many < MIN_EXPORTS:
        print('FAILED: too few exports with nodes added by rules')
        failed += 1
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
