"""Delete the same nodes from the same store with Stemma and with real AiiDA, and compare; then undo imports.

For every case the rules lead to the same nodes, and afterwards all tables are the same, row by row. An import that is undone
leaves every table as it was before it, and AiiDA opens the store, packs it and finds nothing wrong with the notes that
Stemma keeps beside its database.

Used by compare_with_aiida.py; alone: compare_deletions.py FIXTURES_FOLDER.
"""

import itertools
import random
import shutil
import sqlite3
import sys
from pathlib import Path
from uuid import uuid4

from archive_dump import rows
from checks import run_alone, same
from compare_imports import Ours

SEED = 20261122
SWITCHES = ('create_forward', 'call_calc_forward', 'call_work_forward')
TABLES = ('db_dbuser', 'db_dbcomputer', 'db_dbauthinfo', 'db_dbgroup', 'db_dbnode', 'db_dbcomment', 'db_dblog',
          'db_dblink', 'db_dbgroup_dbnodes', 'db_dbsetting', 'alembic_version')
FIXTURES = (
    ('generated_main_0001_rich', 8), ('qe-failures', 10), ('qe-si-bands', 6), ('qe-si-eos', 4), ('arithmetic.add', 3),
)


def every_row(folder):
    connection = sqlite3.connect(folder / 'database.sqlite')
    try:
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert connection.execute('PRAGMA foreign_key_check').fetchall() == []
        return {table: sorted(rows(connection.execute, table), key=repr) for table in TABLES}
    finally:
        connection.close()


def flags_of(rules):
    return [f'--{"" if on else "no-"}{rule.replace("_", "-")}' for rule, on in rules.items()]


def copied(store, work):
    copy = Ours.__new__(Ours)
    copy.stemma, copy.path = store.stemma, work / f'store-{uuid4().hex}'
    shutil.copytree(store.path, copy.path)
    return copy


def check_nodes(store, pks, rules):
    """The rules lead to the same nodes; nothing is deleted."""
    from aiida.tools.graph.graph_traversers import get_nodes_delete

    before = every_row(store.path)
    status, ours = store.stemma.run('delete', *map(str, pks), '--store', str(store.path), '-n', *flags_of(rules))
    assert status == 0, ours
    same('dry run', every_row(store.path), before)
    backend = store.opened()
    try:
        theirs = get_nodes_delete(pks, backend=backend, **rules)['nodes']
    finally:
        backend.close()
    uuids = {row['uuid']: row['id'] for row in before['db_dbnode']}
    same('nodes', {uuids[node['uuid']] for node in ours['nodes']}, theirs)
    same('count', ours['counts']['nodes'], len(theirs))
    return ours


def check_deleted(store, pks, groups, rules, work):
    """All tables are the same afterwards."""
    from aiida.tools.graph.deletions import delete_group_nodes, delete_nodes

    ours, theirs = copied(store, work), copied(store, work)
    before = every_row(store.path)
    named = [*map(str, pks), *(['-G', *map(str, groups)] if groups else [])]
    status, told = ours.stemma.run('delete', *named, '--store', str(ours.path), '--force', *flags_of(rules))
    assert status == 0, told
    backend = theirs.opened()
    try:
        if groups:
            delete_group_nodes(groups, dry_run=False, backend=backend, **rules)
        else:
            delete_nodes(pks, dry_run=False, backend=backend, **rules)
    finally:
        backend.close()
    mine = every_row(ours.path)
    same('after deletion', mine, every_row(theirs.path))
    gone = {table: len(before[table]) - len(mine[table]) for table in TABLES}
    for table, kind in (('db_dbnode', 'nodes'), ('db_dblink', 'links'), ('db_dbcomment', 'comments'), ('db_dblog', 'logs'),
                        ('db_dbgroup_dbnodes', 'memberships')):
        same(f'told {kind}', told['counts'][kind], gone[table])
    shutil.rmtree(ours.path)
    shutil.rmtree(theirs.path)


def check_undone(stemma, first, second, flags, work):
    """An undone import leaves the store as it was; AiiDA goes on with it, and sees nothing of the notes beside it."""
    store = Ours(stemma, work)
    for archive in first:
        status, done = store.take(archive)
        assert status == 0, done
    before = every_row(store.path)
    status, done = store.take(second, *flags)
    assert status == 0, done
    assert every_row(store.path) != before
    status, listed = stemma.run('store', 'history', str(store.path))
    assert status == 0 and listed[0]['file']['name'] == second.name, listed
    status, undone = stemma.run('store', 'undo', str(listed[0]['importId']), str(store.path))
    assert status == 0, undone
    same('after the undo', every_row(store.path), before)
    backend = store.opened()
    try:
        backend.maintain(full=True)
    finally:
        backend.close()
    status, listed = stemma.run('store', 'history', str(store.path))
    assert status == 0 and listed[0]['undoneAt'] is not None, listed
    status, report = stemma.run('store', 'verify', str(store.path))
    assert status == 0 and report['ok'], report


def compare_deletions(stemma, folder, work):
    """(title, check) of every case. A check raises where the two differ."""
    folder = Path(folder)
    chance = random.Random(SEED)
    for name, count in FIXTURES:
        store = Ours(stemma, work)
        status, done = store.take(folder / f'{name}.aiida', '--include-authinfos')
        assert status == 0, done
        nodes = [row['id'] for row in every_row(store.path)['db_dbnode']]
        groups = [row['id'] for row in every_row(store.path)['db_dbgroup']]
        all_rules = [dict(zip(SWITCHES, on)) for on in itertools.product((True, False), repeat=3)]
        for number in range(count):
            pks = sorted(chance.sample(nodes, 1 + number % 3))
            for rules in all_rules:
                yield f'delete: {name} {pks} {rules}', lambda store=store, pks=pks, rules=rules: check_nodes(store, pks, rules)
            rules = all_rules[number % len(all_rules)]
            yield f'deleted: {name} {pks} {rules}', lambda store=store, pks=pks, rules=rules: check_deleted(
                store, pks, [], rules, work
            )
        group = chance.choice(groups)
        yield f'deleted: {name} group {group}', lambda store=store, group=group: check_deleted(store, [], [group], {}, work)
    rich, bands, failures = (folder / f'{name}.aiida' for name in ('generated_main_0001_rich', 'qe-si-bands', 'qe-failures'))
    old = folder / 'export_0.9_simple.aiida'
    for title, first, second, flags in (
        ('into an empty store', [], rich, ['--include-authinfos']),
        ('that overlaps', [bands], failures, []),
        ('that was there', [failures], bands, ['--extras-mode-existing', 'mirror', '--comment-mode', 'overwrite']),
        ('without a group', [rich, bands], failures, ['--no-import-group']),
        ('of an old archive', [rich], old, []),
    ):
        yield f'undo: an import {title}', lambda first=first, second=second, flags=flags: check_undone(
            stemma, first, second, flags, work
        )


def main(folder):
    return run_alone(lambda stemma, work: compare_deletions(stemma, folder, work))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
