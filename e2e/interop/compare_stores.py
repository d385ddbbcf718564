"""Read profile folders that real AiiDA made, and that it is writing, with Stemma, and compare with what AiiDA says.

Profiles with loose, packed, compressed and repacked files: what info, nodes, show and cat print is what AiiDA's ORM says;
traversals and exports are AiiDA's own (the checks of compare_with_aiida.py). Then a process of AiiDA keeps the profile
open, holds a transaction, writes without a break, packs files: Stemma reads a state that was whole, AiiDA never waits for it,
and nothing in the folder changes by reading.

Used by compare_with_aiida.py; alone: compare_stores.py FIXTURES_FOLDER.
"""

import hashlib
import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

from checks import run_alone, same

WRITES = 400
READS = 12


class Profile:
    """A core.sqlite_dos profile, as Stemma reads it (`path`) and as AiiDA opens it (`backend`)."""

    is_legacy = False

    is_legacy = False

    def __init__(self, folder, *archives):
        from aiida.manage.configuration.profile import Profile as Configured
        from aiida.storage.sqlite_dos.backend import SqliteDosStorage

        self.path = folder / f'sqlite_dos_{uuid4().hex}'
        storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': str(self.path)}}
        self.configured = Configured(
            f'stores-{self.path.name}', {'storage': storage, 'process_control': {'backend': None, 'config': {}}}
        )
        SqliteDosStorage.initialise(self.configured)
        self.backend = SqliteDosStorage(self.configured)
        for archive in archives:
            self.take(archive)

    def take(self, archive):
        from aiida.tools.archive import import_archive

        import_archive(archive, backend=self.backend, create_group=False)

    def container(self):
        return self.backend.get_container()

    def entities(self, kind):
        from aiida import orm

        found = orm.QueryBuilder(backend=self.backend).append(kind).all(flat=True)
        return sorted(found, key=lambda entity: entity.uuid)

    def let_go(self):
        """AiiDA closes the profile, so that no log of it stands beside the index of packs."""
        from aiida.storage.sqlite_dos.backend import SqliteDosStorage

        self.backend.close()
        self.backend = SqliteDosStorage(self.configured)


def everything(folder):
    """Names, bytes and times of all that lies in a folder."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_size, path.lstat().st_mtime_ns, path.lstat().st_ctime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None,
        )
        for path in [folder, *sorted(folder.rglob('*'))]
    }


def files_of(node):
    return {
        str(root / name): node.base.repository.get_object_content(str(root / name), 'rb')
        for root, _, names in node.base.repository.walk() for name in names
    }


def check_reading(stemma, profile):
    """Every verb that reads, over every node; nothing in the folder is another one afterwards."""
    from aiida import orm

    before = everything(profile.path)
    status, info = stemma.run('info', str(profile.path), '--detailed')
    assert status == 0, info
    after_info = everything(profile.path)
    nodes = profile.entities(orm.Node)
    counts = {
        'nodes': len(nodes), 'groups': len(profile.entities(orm.Group)), 'computers': len(profile.entities(orm.Computer)),
        'users': orm.QueryBuilder(backend=profile.backend).append(orm.User).count(),
        'files': len(set(profile.container().list_all_objects())),
    }
    same('counts', {name: info['counts'][name] for name in counts}, counts)
    same('identity', {name: info[name] for name in ('kind', 'container', 'version', 'aiidaVersion', 'createdAt')}, {
        'kind': 'store', 'container': 'store', 'version': profile.backend.migrator.get_schema_version_head(),
        'aiidaVersion': None, 'createdAt': None,
    })
    status, listed = stemma.run('nodes', str(profile.path), '--limit', '0')
    same('listed', sorted(row['uuid'] for row in listed['rows']), [node.uuid for node in nodes])
    for node in nodes:
        status, shown = stemma.run('show', str(profile.path), str(node.pk))
        same('shown', [shown['uuid'], shown['label'], shown['nodeType']], [node.uuid, node.label, node.node_type])
        same('attributes', shown['attributes'], json.loads(json.dumps(node.base.attributes.all)))
        same('extras', shown['extras'], json.loads(json.dumps(node.base.extras.all)))
        contents = files_of(node)
        same('files', [entry['path'] for entry in shown['files']], sorted(contents))
        for entry in shown['files']:
            same(f'size of {entry["path"]}', entry['sizeBytes'], len(contents[entry['path']]))
            same(f'bytes of {entry["path"]}', stemma.cat(profile.path, node.uuid, entry['path']), contents[entry['path']])
    same('the folder', after_info, before)  # AiiDA itself may leave another log of its index behind later


def check_transaction(stemma, profile):
    """What AiiDA has not finished is not seen, what it has finished is; neither waits for the other."""
    count = counted(stemma, profile)
    for begin in ('BEGIN IMMEDIATE', 'BEGIN EXCLUSIVE'):
        connection = sqlite3.connect(profile.path / 'database.sqlite', isolation_level=None)
        connection.execute('PRAGMA cache_size = 5')  # so that pages reach the file before the end
        connection.execute(begin)
        connection.execute("UPDATE db_dbnode SET label = label || ' of a transaction', description = hex(randomblob(5000))")
        journal = profile.path / 'database.sqlite-journal'
        assert journal.exists()
        beside = sorted(profile.path.iterdir())
        _, listed = stemma.run('nodes', str(profile.path), '--limit', '0')
        assert not any(row['label'].endswith('of a transaction') for row in listed['rows']), 'an unfinished change was read'
        same('beside the database', sorted(profile.path.iterdir()), beside)
        connection.execute('ROLLBACK')
        connection.close()
    same('nodes', counted(stemma, profile), count)


def check_crash(stemma, profile):
    """A process that died in a transaction: its journal stays where it is, and is rolled back for reading."""
    script = (
        'import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("PRAGMA cache_size = 5");'
        'c.execute("BEGIN"); c.execute("UPDATE db_dbnode SET label = \'torn\', description = hex(randomblob(5000))"); os._exit(1)'
    )
    subprocess.run([sys.executable, '-c', script, profile.path / 'database.sqlite'], check=False)
    assert (profile.path / 'database.sqlite-journal').exists()
    before = everything(profile.path)
    _, listed = stemma.run('nodes', str(profile.path), '--limit', '0')
    assert listed['rows'] and not any(row['label'] == 'torn' for row in listed['rows']), listed
    same('the folder', everything(profile.path), before)
    sqlite3.connect(profile.path / 'database.sqlite').execute('SELECT count(*) FROM db_dbnode').fetchone()  # rolls back


def counted(stemma, profile):
    status, info = stemma.run('info', str(profile.path))
    assert status == 0, info
    return info['counts']['nodes']


WRITER = '''
import sys, time
from aiida.manage.configuration.profile import Profile
from aiida.manage.manager import get_manager
from aiida.storage.sqlite_dos.backend import SqliteDosStorage
profile = Profile('writer', {'storage': {'backend': 'core.sqlite_dos', 'config': {'filepath': sys.argv[1]}},
                             'process_control': {'backend': None, 'config': {}}})
manager = get_manager()
manager.load_profile(profile, allow_switch=True)
from aiida import orm
user = orm.QueryBuilder().append(orm.User).first(flat=True)
longest = 0
for i in range(int(sys.argv[2])):
    began = time.monotonic()
    orm.SinglefileData(__import__('io').BytesIO(b'file %d' % i), filename=f'{i}.txt', user=user, label=f'written {i}').store()
    longest = max(longest, time.monotonic() - began)
    if i % 20 == 19:
        manager.get_profile_storage().maintain(full=i % 40 == 39, compress=True)
print(longest)
'''


def check_busy(stemma, profile):
    """While another process stores nodes and packs their files, each reading is of one moment, and the writer is never refused."""
    before = counted(stemma, profile)
    profile.let_go()
    profile.backend.close()
    writer = subprocess.Popen(
        [sys.executable, '-W', 'ignore', '-c', WRITER, str(profile.path), str(WRITES)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    seen = [before]
    readings = 0
    while writer.poll() is None or readings < READS:
        status, listed = stemma.run('nodes', str(profile.path), '--limit', '0', '--sort', 'pk')
        assert status == 0, listed
        rows = [row for row in listed['rows'] if row['label'].startswith('written ')]
        same('written nodes', [row['label'] for row in rows], [f'written {i}' for i in range(len(rows))])
        assert listed['total'] >= seen[-1], 'nodes were lost'
        seen.append(listed['total'])
        if rows:
            last = rows[-1]
            number = last['label'].split()[1]
            same('file', stemma.cat(profile.path, last['uuid'], f'{number}.txt'), f'file {number}'.encode())
        readings += 1
    output, errors = writer.communicate()
    assert writer.returncode == 0, errors[-2000:]
    same('nodes at the end', counted(stemma, profile), before + WRITES)
    assert len(set(seen)) > 2, f'nothing was written while {readings} readings were made'


def compare_stores(stemma, folder, work, cases, check_traversal, check_export):
    """Titles and checks; each check raises what is wrong."""
    folder = Path(folder)
    rng = random.Random(9)
    simple, rich, bands = (
        folder / f'{name}.aiida' for name in ('export_main_0001_simple', 'generated_main_0001_rich', 'qe-si-bands')
    )
    empty, loose, mixed = Profile(work), Profile(work, simple, rich), Profile(work, bands)
    mixed.backend.maintain(full=False, compress=True)
    mixed.take(rich)
    mixed.backend.maintain(full=False, compress=False)
    mixed.take(simple)
    for name, profile in (('empty', empty), ('loose', loose), ('packed and loose', mixed)):
        yield f'profile, {name}: read while AiiDA has it open', lambda profile=profile: check_reading(stemma, profile)
        profile.let_go()
        yield f'profile, {name}: read by itself', lambda profile=profile: check_reading(stemma, profile)
    mixed.backend.maintain(full=True, compress=True)
    yield 'profile, repacked', lambda: check_reading(stemma, mixed)
    for profile in (loose, mixed):
        for number, (entities, flags, rules, options) in enumerate(cases(profile, 4, rng)):
            def both(entities=entities, flags=flags, rules=rules, options=options, profile=profile):
                check_traversal(stemma, profile, entities, flags, rules)
                check_export(stemma, profile, entities, flags, rules, options, work)

            yield f'profile: export #{number} {" ".join(flags)}', both
    yield 'profile: transactions', lambda: check_transaction(stemma, mixed)
    yield 'profile: a crash', lambda: check_crash(stemma, mixed)
    yield 'profile: AiiDA writes and packs', lambda: check_busy(stemma, loose)


def main(folder):
    from compare_with_aiida import cases, check_export, check_traversal

    return run_alone(
        lambda stemma, work: compare_stores(stemma, folder, work, cases, check_traversal, check_export)
    )


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
