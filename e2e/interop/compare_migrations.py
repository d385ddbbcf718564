"""Migrate the same archives with Stemma and with real AiiDA, and compare what comes out.

For every archive of versions 0.4 to main_0001, and both versions that can be written: all tables hold the same rows (ids,
every column, exact JSON), the files and what metadata.json says are the same, and AiiDA takes ours: its own migration and
import go on from it. Versions 0.1 to 0.3, which AiiDA of today refuses, are compared with the next version of the same
family, and the pre-release 1.0 with what AiiDA makes of it under the name main_0000. What AiiDA refuses, Stemma refuses.

Used by compare_with_aiida.py.
"""

import json
import random
import re
import sqlite3
import tarfile
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from archive_dump import JSON_COLUMNS, exact, raw_archive, rows
from checks import changed, check_import, relabelled, same, with_database

TARGETS = ('main_0000', 'main_0001')
#: Archive, and the one that AiiDA migrates in its place.
FIXTURES = (
    *((f'export_0.{minor}_simple.aiida', None) for minor in range(4, 14)),
    ('export_0.4_simple.tar.gz', None), ('export_0.4_no_Nodes.aiida', None),
    ('0.10_null_fields.aiida', None), ('0.10_unknown_nodes_in_group.aiida', None),
    ('export_0.3_simple.aiida', 'export_0.4_simple.aiida'),
    ('export_0.2_simple.aiida', 'export_0.4_simple.aiida'), ('export_0.2_simple.tar.gz', 'export_0.4_simple.aiida'),
    ('export_0.1_simple.aiida', 'export_0.4_simple.aiida'),
    ('export_main_0000_simple.aiida', None), ('export_main_0001_simple.aiida', None), ('graph1.aiida', '1.0'),
    ('arithmetic.add.aiida', None), ('arithmetic.add_old.aiida', None), ('generated_main_0001_rich.aiida', None),
    ('qe-si-bands.aiida', None), ('qe-failures.aiida', None),
)
#: What both must refuse: archive, wanted version, and Stemma's code.
REFUSED = (
    ('0.10_dangling_link.aiida', 'main_0001', 'archive/corrupt'),
    ('empty.aiida', 'main_0001', 'archive/corrupt'),
    ('qe-si-bands.aiida', '0.13', 'usage'),
    ('export_0.9_simple.aiida', '0.5', 'usage'),
    ('export_0.9_simple.aiida', 'main_0009', 'usage'),
)
#: Members of metadata.json that tell who wrote when.
WRITERS = ('aiida_version', 'stemma_version', 'mtime', 'conversion_info')
#: Times that were null are the time of the migration: AiiDA's by the local clock, ours in UTC.
TIMES = ('ctime', 'mtime', 'time')


def tables_of(path):
    """Every table of an archive, whatever its name, with exact values; rows by their own order."""
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / 'db.sqlite3'
        database.write_bytes(archive.read('db.sqlite3'))
        connection = sqlite3.connect(database)
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = {name: rows(connection.execute, name) for name in names}
        connection.close()
        return dump


def comparable(table, row):
    """JSON exactly, but for the order of keys where AiiDA's own steps take them out and put them back."""
    return {
        name: json.dumps(json.loads(value), sort_keys=True)
        if name in JSON_COLUMNS and isinstance(value, str) else exact(name, value)
        for name, value in row.items()
    }


def same_rows(mine, other, began):
    same('tables', sorted(mine), sorted(other))
    for table in sorted(mine):
        left = sorted((comparable(table, row) for row in mine[table]), key=repr)
        right = sorted((comparable(table, row) for row in other[table]), key=repr)
        if all('id' in row for row in left + right):
            left.sort(key=lambda row: row['id'])
            right.sort(key=lambda row: row['id'])
        for one, two in zip(left, right):
            for name in TIMES:
                if name in one and one[name] != two[name] and is_now(one[name], began, timezone.utc):
                    assert is_now(two[name], began, None), f'{table}.{name}: {two[name]} by AiiDA'
                    one[name] = two[name] = 'now'
        same(f'rows of {table}', left, right)


def is_now(stored, began, zone):
    """True for a stored time between the start of this comparison and now, by the clock of that zone."""
    at = datetime.fromisoformat(stored)
    start = began.astimezone(zone).replace(tzinfo=None) - timedelta(seconds=1)
    return start <= at <= datetime.now(zone).replace(tzinfo=None) + timedelta(seconds=1)


def same_metadata(mine, other):
    sentences = [[re.sub(r' with .*', '', one) for one in each.get('conversion_info', [])] for each in (mine, other)]
    steps = [[one for one in each if one.startswith('Converted from version ')] for each in sentences]
    same('steps of conversion_info', steps[0], steps[1])
    left = {name: value for name, value in mine.items() if name not in WRITERS}
    right = {name: value for name, value in other.items() if name not in WRITERS}
    same('metadata', left, right)


def aiida_takes(path, folder, version):
    """AiiDA migrates ours on, if it is not of today, and imports it: all that is in it arrives."""
    from aiida.tools.archive.abstract import get_format

    if version != 'main_0001':
        onward = folder / 'onward.aiida'
        get_format().migrate(path, onward, 'main_0001', force=True)
        path = onward
    check_import(path, raw_archive(path), include_authinfos=True)


def check_migration(stemma, path, stand_in, version, folder, is_imported=True):
    """`stand_in`: what AiiDA migrates instead."""
    from aiida.tools.archive.abstract import get_format

    began = datetime.now(timezone.utc)
    ours, theirs = folder / f'ours-{version}.aiida', folder / f'theirs-{version}.aiida'
    before = path.read_bytes()
    status, reply = stemma.run('migrate', str(path), str(ours), '--version', version, '--force')
    assert status == 0, reply
    assert path.read_bytes() == before, 'the archive was changed'
    get_format().migrate(stand_in or path, theirs, version, force=True)
    mine, other = raw_archive(ours, is_sound=is_imported), raw_archive(theirs, is_sound=is_imported)
    same('files', mine['files'], other['files'])
    tables = tables_of(ours)
    same_rows(tables, tables_of(theirs), began)
    if stand_in is None:
        same_metadata(mine['metadata'], other['metadata'])
    assert mine['metadata']['export_version'] == version == reply['to']
    if mine['metadata'].get('stemma_version'):  # a copy keeps the order of its source
        assert mine['directory'][:2] == ['metadata.json', 'db.sqlite3'], mine['directory'][:4]
    same('counts', [reply['counts'][kind] for kind in ('nodes', 'links', 'groups', 'files')], [
        *(len(tables[table]) for table in ('db_dbnode', 'db_dblink', 'db_dbgroup')),
        len(mine['files']),
    ])
    if is_imported:
        aiida_takes(ours, folder, version)


def stand_in_for(path, name, version, folder):
    """What AiiDA migrates in place of an archive whose version it does not know."""
    if name != '1.0':
        return name and path.with_name(name)
    # Its tables are those of main_0000. A file that has the wanted version would only be copied.
    return relabelled(path, folder / 'relabelled.aiida', 'main_0000' if version == 'main_0001' else 'main_0001')


def made_harder(fixtures, folder):
    """Archives with what real ones can hold and ours do not: (path, may AiiDA import it)."""
    simple = Path(fixtures) / 'export_main_0000_simple.aiida'
    now = "'2026-01-01 00:00:00.000000'"
    yield with_database(
        simple, folder / 'nulls.aiida',
        'UPDATE db_dbnode SET label = NULL, description = NULL, ctime = NULL, mtime = NULL WHERE id % 2',
        'UPDATE db_dbnode SET attributes = NULL, extras = NULL, process_type = NULL',
        'UPDATE db_dbgroup SET description = NULL, time = NULL, type_string = NULL',
        'UPDATE db_dbcomputer SET description = NULL, hostname = NULL, metadata = NULL, scheduler_type = NULL, transport_type = NULL',
        'UPDATE db_dbuser SET first_name = NULL, last_name = NULL, institution = NULL',
        f"INSERT INTO db_dbcomment SELECT 1, 'c1', id, NULL, {now}, user_id, NULL FROM db_dbnode LIMIT 1",
        f"INSERT INTO db_dbcomment SELECT 2, 'c2', NULL, {now}, {now}, user_id, 'orphan' FROM db_dbnode LIMIT 1",
        f"INSERT INTO db_dbcomment SELECT 3, 'c3', id, {now}, {now}, NULL, 'orphan' FROM db_dbnode LIMIT 1",
        'INSERT INTO db_dbauthinfo SELECT 4, u.id, c.id, NULL, NULL, NULL FROM db_dbuser u, db_dbcomputer c',
        'INSERT INTO db_dbauthinfo SELECT 5, NULL, c.id, NULL, NULL, 0 FROM db_dbcomputer c',
        'INSERT INTO db_dbauthinfo SELECT 6, u.id, NULL, NULL, NULL, 1 FROM db_dbuser u',
        "INSERT INTO db_dblog SELECT 7, 'l1', NULL, NULL, NULL, id, NULL, NULL FROM db_dbnode LIMIT 1",
    ), False
    yield with_database(
        simple, folder / 'odd.aiida',
        """UPDATE db_dbnode SET attributes = '{"checkpoints": "x", "f": 10.0, "n": 1152921504606846976, "e": 1e300}' WHERE id % 2""",
        "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, 999999, 'gone', type FROM db_dblink LIMIT 3",
        "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, output_id, label, type FROM db_dblink",
        'INSERT INTO db_dblink (input_id, output_id, label, type) SELECT NULL, output_id, label, NULL FROM db_dblink LIMIT 2',
        "UPDATE db_dbnode SET repository_metadata = '{}', node_type = NULL WHERE id = (SELECT min(id) FROM db_dbnode)",
        'UPDATE db_dbgroup SET user_id = NULL, label = NULL WHERE id = (SELECT min(id) FROM db_dbgroup)',
    ), False
    rich = Path(fixtures) / 'generated_main_0001_rich.aiida'
    yield relabelled(rich, folder / 'rich-as-main_0000.aiida', 'main_0000'), True
    legacy = Path(fixtures) / 'export_0.9_simple.aiida'
    yield changed(legacy, folder / 'legacy-values.aiida', 'data.json', odd_values), True
    yield with_many_files(legacy, folder / 'large.aiida'), True
    yield as_tar(legacy, folder / 'legacy.tar.gz', 'w:gz'), True
    yield as_tar(Path(fixtures) / 'export_0.6_simple.aiida', folder / 'legacy.tar', 'w:'), True


def odd_values(data):
    """A legacy data.json with numbers that a plain parser loses, text of all kinds, and attributes in another order."""
    parsed = json.loads(data)
    for position, attributes in enumerate(parsed['node_attributes'].values()):
        attributes.update({'f': 10.0, 'n': 2**60, 'e': 1e300, 'z': -0.0, 'text': 'é "\\ \u2028 😀', 'deep': {'b': [1.0, {'a': None}], 'a': position}})
    for extras in parsed['node_extras'].values():
        extras.update({'é': [], 'empty': {}, 'ten': 10.0})
    return json.dumps(parsed, ensure_ascii=False).encode()


def with_many_files(path, target):
    """A legacy archive large enough for its files to be read beside data.json (electron/migrate/files-thread.ts)."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith('/')}
    nodes = sorted({name[:45] for name in members if name.startswith('nodes/')})
    for position, node in enumerate(nodes):
        for number in range(300):
            members[f'{node}path/folder {number % 7}/é {number}'] = b'' if number % 3 else f'{number % 50}'.encode()
        members[f'{node}path/large'] = random.Random(position).randbytes(1024 * 1024 + position)
        members[f'{node}path/again'] = members[f'{node}path/large']
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            archive.writestr(name, members[name])
    assert target.stat().st_size > 5e6, target.stat().st_size
    return target


def as_tar(path, target, mode):
    """The same archive as a tar."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(target, mode) as tar:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        for member in sorted(Path(folder).iterdir()):
            tar.add(member, member.name)
    return target


def check_refusal(stemma, path, version, code, folder):
    from aiida.tools.archive.abstract import get_format

    ours, theirs = folder / 'ours-refused.aiida', folder / 'theirs-refused.aiida'
    status, reply = stemma.run('migrate', str(path), str(ours), '--version', version)
    assert status != 0 and reply['error']['code'] == code, reply
    assert not ours.exists()
    try:
        get_format().migrate(path, theirs, version)
    except Exception:
        return
    raise AssertionError('AiiDA migrates it')


def compare_migrations(stemma, fixtures, folder):
    """Yields (title, function that checks it) for each comparison."""

    def migration(path, name, version, is_imported=True):
        return lambda: check_migration(
            stemma, path, stand_in_for(path, name, version, folder), version, folder, is_imported
        )

    for name, stand_in in FIXTURES:
        for version in TARGETS:
            yield f'migrate {name} to {version}', migration(Path(fixtures) / name, stand_in, version)
    for path, is_imported in made_harder(fixtures, folder):
        for version in TARGETS:
            yield f'migrate {path.name} to {version}', migration(path, None, version, is_imported)
    for name, version, code in REFUSED:
        yield f'refuse to migrate {name} to {version}', (
            lambda name=name, version=version, code=code:
            check_refusal(stemma, Path(fixtures) / name, version, code, folder)
        )
