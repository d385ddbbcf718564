"""Stores that Stemma makes, fills and maintains, and AiiDA beside it: other processes that read and write at the same time, locks of
both sides, maintenance of both sides, and a new store beside one of AiiDA's own.

Used by compare_with_aiida.py; alone: compare_upkeep.py FIXTURES_FOLDER.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from checks import run_alone, same
from compare_imports import Ours, tables_of
from compare_stores import Profile

ROOT = Path(__file__).parents[2]


def schema(file):
    """Tables, columns, references and indexes of a database, in whatever order they were declared."""
    connection = sqlite3.connect(file)
    ask = lambda sql: connection.execute(sql).fetchall()
    try:
        found = {}
        for (table,) in ask("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            indexes = [(unique, origin, partial, ask(f'PRAGMA index_info({name})')) for _, name, unique, origin, partial in ask(f'PRAGMA index_list({table})')]
            found[table] = {
                'columns': ask(f'PRAGMA table_info({table})'),
                'references': sorted(row[2:] for row in ask(f'PRAGMA foreign_key_list({table})')),
                'indexes': sorted(map(repr, indexes)),
            }
        return {**found, 'names of indexes': sorted(ask("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"))}
    finally:
        connection.close()


def journal_mode(file):
    header = Path(file).read_bytes()[18:20]
    return {b'\x01\x01': 'journal', b'\x02\x02': 'log'}[header]


def check_new_store(stemma, work):
    """Folder, configuration, tables and index of packs are those that AiiDA makes, but for random ids."""
    ours, theirs = Ours(stemma, work), Profile(work)
    theirs.backend.close()
    names = lambda path: sorted(str(file.relative_to(path)) for file in path.rglob('*') if not file.name.endswith(('-wal', '-shm')))
    same('files', names(ours.path), names(theirs.path))
    config = lambda path: {**json.loads((path / 'container/config.json').read_text()), 'container_id': ''}
    same('config.json', config(ours.path), config(theirs.path))
    for file in ('database.sqlite', 'container/packs.idx'):
        same(f'schema of {file}', schema(ours.path / file), schema(theirs.path / file))
        same(f'mode of {file}', journal_mode(ours.path / file), journal_mode(theirs.path / file))
    for path in (ours.path, theirs.path):
        connection = sqlite3.connect(path / 'database.sqlite')
        identity = json.loads((path / 'container/config.json').read_text())['container_id']
        setting = connection.execute('SELECT id, key, val, description FROM db_dbsetting').fetchall()
        assert setting == [(1, 'repository|uuid', json.dumps(identity), 'Repository UUID')], setting
        assert connection.execute('SELECT version_num FROM alembic_version').fetchall() == [('main_0002',)]
        connection.close()


def check_sound(stemma, ours):
    """Stemma and AiiDA find every content, and nothing that should not be there lies beside the database."""
    status, report = stemma.run('store', 'verify', str(ours.path))
    assert status == 0, report
    backend = ours.opened()
    try:
        repository = backend.get_repository()
        for key, stream in repository.iter_object_streams(list(repository.list_objects())):
            assert hashlib.sha256(stream.read()).hexdigest() == key
        assert backend.get_unreferenced_keyset() == set()
    finally:
        backend.close()
    left = [file.name for file in ours.path.iterdir() if file.name.startswith('database.sqlite-')]
    assert left == [], left
    assert journal_mode(ours.path / 'database.sqlite') == 'journal'


def check_maintenance(stemma, archives, work):
    """Each side maintains what the other one has filled and maintained; nothing is lost on the way."""
    ours = Ours(stemma, work)
    for archive in archives[:2]:
        assert ours.take(archive)[0] == 0
    before = tables_of(ours.path)
    for full in ([], ['--full']):
        status, planned = stemma.run('store', 'maintain', str(ours.path), '--dry-run', *full)
        assert status == 0, planned
        status, done = stemma.run('store', 'maintain', str(ours.path), *full)
        assert status == 0, done
        same('planned', {**planned, 'dryRun': False}, done)
        check_sound(stemma, ours)
        backend = ours.opened()
        backend.maintain(full=bool(full), compress=True)
        backend.close()
        check_sound(stemma, ours)
        assert ours.take(archives[2 if full else 3])[0] == 0
        check_sound(stemma, ours)
        backend = ours.opened()
        backend.maintain(full=True, compress=True)
        backend.close()
        check_sound(stemma, ours)
    status, done = stemma.run('store', 'maintain', str(ours.path), '--full')
    assert status == 0, done
    check_sound(stemma, ours)
    after = tables_of(ours.path)
    same('nodes', [row['uuid'] for row in before['db_dbnode']], [row['uuid'] for row in after['db_dbnode']][: len(before['db_dbnode'])])
    assert len(after['db_dbnode']) > len(before['db_dbnode'])


def check_orphans(stemma, archive, work):
    """What AiiDA's deletion leaves is swept as AiiDA's maintenance would; what is young stays but for a full one."""
    from aiida.tools import delete_nodes

    ours = Ours(stemma, work)
    assert ours.take(archive)[0] == 0
    backend = ours.opened()
    try:
        from aiida import orm

        pks = orm.QueryBuilder(backend=backend).append(orm.Node, project='id').all(flat=True)
        delete_nodes(pks, dry_run=False, backend=backend)
        orphans = len(backend.get_unreferenced_keyset())
        assert orphans > 10
    finally:
        backend.close()
    status, kept = stemma.run('store', 'maintain', str(ours.path))
    same('young', [kept['orphansKept']['count'], kept['orphansRemoved']['count']], [orphans, 0])
    status, done = stemma.run('store', 'maintain', str(ours.path), '--full')
    same('removed', [status, done['orphansRemoved']['count']], [0, orphans])
    check_sound(stemma, ours)


@contextmanager
def at_work(folder, work):
    """A process of AiiDA's beside us; its last line is added to the list."""
    script = Path(__file__).with_name('aiida_at_work.py')
    told = []
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        told.append(process.stdout.readline().strip())
        assert told == ['ready'], process.stderr.read()
        yield told, process.pid
    finally:
        out, err = process.communicate()
        told.append(out.strip())
        assert process.returncode == 0, err


def start(*arguments):
    return subprocess.Popen(['node', str(ROOT / 'build/stemma.mjs'), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def check_beside(stemma, archives, work, does):
    """AiiDA reads or writes all the time; imports go through, and neither side notices an error."""
    ours = Ours(stemma, work)
    assert ours.take(archives[0])[0] == 0
    with at_work(ours.path, does) as (told, _):
        for archive in archives[1:]:
            status, done = ours.take(archive)
            assert status == 0, done
            status, done = stemma.run('store', 'maintain', str(ours.path))
            assert status == 0, done
    times = int(told[-1])
    assert times > 0
    written = [row for row in tables_of(ours.path)['db_dbnode'] if 'singlefile' in row['node_type']]
    if does == 'writes':
        assert len(written) >= times, (len(written), times)
    check_sound(stemma, ours)


def check_held(stemma, archive, work):
    """While AiiDA is in a transaction nothing is imported, and the message names the process."""
    ours = Ours(stemma, work)
    before = tables_of(ours.path)
    with at_work(ours.path, 'holds') as (_, pid):
        for arguments in (['import', str(archive), '--store', str(ours.path)], ['store', 'maintain', str(ours.path)]):
            status, refused = stemma.run(*arguments)
            same('code', [status, refused['error']['code']], [1, 'store/locked'])
            assert [holder['pid'] for holder in refused['error']['details']['holders']] == [pid], refused
            assert f'process {pid}' in refused['error']['message']
    same('tables', tables_of(ours.path), before)
    assert ours.take(archive)[0] == 0
    check_sound(stemma, ours)


def check_two_at_once(stemma, archives, work):
    """Two imports at the same moment: each waits for the other, both are in the store at the end."""
    ours = Ours(stemma, work)
    both = [start('import', str(archive), '--store', str(ours.path), '--no-import-group', '--json') for archive in archives]
    nodes = 0
    for process in both:
        out, err = process.communicate()
        assert process.returncode == 0, (out, err)
        nodes += json.loads(out)[0]['new']['nodes']
    assert len(tables_of(ours.path)['db_dbnode']) == nodes
    check_sound(stemma, ours)


def check_records(stemma, archive, work):
    """A profile of AiiDA's configuration: its exclusive lock keeps us out, and a change of ours keeps that away."""
    from aiida.common.exceptions import LockingProfileError
    from aiida.manage.configuration import get_config
    from aiida.manage.configuration.profile import Profile as Configured
    from aiida.manage.profile_access import ProfileAccessManager

    ours = Ours(stemma, work)
    storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': str(ours.path)}}
    profile = Configured('upkeep', {'storage': storage, 'process_control': {'backend': None, 'config': {}}})
    config = get_config(create=True)
    config.add_profile(profile)
    config.store()
    try:
        with at_work(ours.path, 'locks') as (_, pid):
            status, refused = ours.take(archive)
            same('code', [status, refused['error']['code']], [1, 'store/locked'])
            assert str(pid) in refused['error']['message'] and 'upkeep' in refused['error']['message'], refused
        with at_work(ours.path, 'holds'):  # our import waits for it, and has told AiiDA that it is there
            importing = start('import', str(archive), '--store', str(ours.path))
            records = Path(os.environ['AIIDA_PATH']) / '.aiida/access/upkeep'
            until = time.time() + 5
            while not list(records.glob(f'{importing.pid}.pid')) and time.time() < until:
                time.sleep(0.02)
            try:
                with ProfileAccessManager(profile).lock():
                    raise AssertionError('AiiDA has the profile for itself although Stemma imports')
            except LockingProfileError as error:
                assert str(importing.pid) in str(error), error
            full, refused = stemma.run('store', 'maintain', str(ours.path), '--full')
            same('full', [full, refused['error']['code']], [1, 'store/locked'])
        importing.communicate()
        assert not (records / f'{importing.pid}.pid').exists(), 'a record is left'  # AiiDA's own stay until it locks
        assert ours.take(archive)[0] == 0
        status, done = stemma.run('store', 'maintain', str(ours.path), '--full')
        assert status == 0, done
        assert list(records.glob('*.lock')) == [], 'a lock is left'
    finally:
        config.remove_profile('upkeep')
        config.store()
    check_sound(stemma, ours)


def compare_upkeep(stemma, folder, work):
    """Titles and checks."""
    at = lambda name: Path(folder) / f'{name}.aiida'
    archives = [at('qe-si-bands'), at('generated_main_0001_rich'), at('qe-failures'), at('export_main_0001_simple')]
    yield 'store: a new one is AiiDA\'s', lambda: check_new_store(stemma, work)
    yield 'store: maintained by both in turn', lambda: check_maintenance(stemma, archives, work)
    yield 'store: orphans of AiiDA\'s deletion', lambda: check_orphans(stemma, archives[0], work)
    yield 'store: AiiDA reads all the time', lambda: check_beside(stemma, archives, work, 'reads')
    yield 'store: AiiDA writes all the time', lambda: check_beside(stemma, archives, work, 'writes')
    yield 'store: AiiDA is in a transaction', lambda: check_held(stemma, archives[1], work)
    yield 'store: two imports at once', lambda: check_two_at_once(stemma, [archives[0], archives[2]], work)
    yield 'store: records of who uses a profile', lambda: check_records(stemma, archives[3], work)


def main(folder):
    return run_alone(lambda stemma, work: compare_upkeep(stemma, folder, work))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
