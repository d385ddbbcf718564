"""More imports that Stemma and AiiDA do alike, for compare_imports.py: what stands in no fixture is made from one by SQL.

AiiDA imports into a storage in memory here, which takes a tenth of the time of a profile folder. Every sequence ends with the
same rows, links, members and file contents in both.
"""

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from uuid import uuid4

from archive_dump import by_identity, rows
from checks import relabelled, same, with_database

FIRST_USER = 'aiida@localhost'
TABLES = (
    'db_dbuser', 'db_dbcomputer', 'db_dbauthinfo', 'db_dbgroup', 'db_dbnode', 'db_dbcomment', 'db_dblog', 'db_dblink',
    'db_dbgroup_dbnodes',
)
#: What AiiDA 2 migrates; older archives it has never read.
OLDEST = 'export_0.4'
WITH_UUID = ('db_dbnode', 'db_dbcomputer', 'db_dbgroup', 'db_dbcomment', 'db_dblog')
IN_GROUP = 'import 0'


class Theirs:
    """AiiDA's own storage in memory."""

    def __init__(self):
        from aiida.storage.sqlite_temp import SqliteTempBackend

        self.backend = SqliteTempBackend(SqliteTempBackend.create_profile('theirs', default_user_email=FIRST_USER))

    def take(self, archive, **options):
        from aiida.tools.archive import import_archive

        made = {name: option(self.backend) if callable(option) else option for name, option in options.items()}
        import_archive(archive, backend=self.backend, **made)

    def tables(self):
        from sqlalchemy import text

        session = self.backend.get_session()
        session.commit()
        return {table: rows(lambda sql: session.connection().execute(text(sql)).cursor, table) for table in TABLES}

    def close(self):
        self.backend.close()


class Proofs:
    """What all cases share: the command, a folder for archives, AiiDA's own versions of old ones."""

    def __init__(self, stemma, folder, work, migrated, ours, comparable):
        self.stemma, self.folder, self.work = stemma, Path(folder), work
        self.migrated, self.ours, self.comparable = migrated, ours, comparable

    def at(self, name):
        return self.folder / f'{name}.aiida'

    def changed(self, name, *statements):
        return with_database(self.at(name), self.work / f'{uuid4().hex}.aiida', *statements)

    def both(self, *steps, settle=None, as_is=False):
        """Import in turn, each step (archive, flags, options of AiiDA, AiiDA's archive where it is another one), and compare.

        `as_is`: without a look at which groups are of an import, as the archive holds such groups itself.
        """
        comparable = by_identity if as_is else self.comparable
        ours, theirs = self.ours(self.stemma, self.work), Theirs()
        try:
            for archive, flags, options, *other in steps:
                status, done = ours.take(archive, *flags.split())
                assert status == 0, done
                theirs.take(other[0] if other else archive, **options)
            mine, other = comparable(ours.tables()), comparable(theirs.tables())
            if settle:
                settle(mine, other)
            same('after import', mine, other)
            same('contents', contents(ours.path), set(theirs.backend.get_repository().list_objects()))
        finally:
            theirs.close()
            shutil.rmtree(ours.path)

    def refused(self, good, bad, code):
        """Both refuse, and nothing is left."""
        from aiida.tools.archive import exceptions

        ours, theirs = self.ours(self.stemma, self.work), Theirs()
        try:
            for archive in good:
                assert ours.take(archive)[0] == 0
                theirs.take(archive)
            before, there = ours.tables(), theirs.tables()
            try:
                theirs.take(bad)
            except exceptions.ArchiveImportError:
                pass
            else:
                raise AssertionError('AiiDA takes it')
            status, refusal = ours.take(bad)
            same('code', [status, refusal.get('error', {}).get('code') if isinstance(refusal, dict) else refusal], [1, code])
            same('left', ours.tables(), before)
            same('left in AiiDA', theirs.tables(), there)
        finally:
            theirs.close()
            shutil.rmtree(ours.path)

    # Every fixture, whole and after a part of it.

    def fixture(self, path):
        current = self.current(path)
        part = self.part(path)
        settle = without_lacking_times if 'null_fields' in path.name else None
        plain = ('--no-import-group', {'create_group': False}) if path.is_dir() else ('', {})
        self.both((path, *plain, current), settle=settle, as_is=path.is_dir())
        if part:
            self.both((part, *plain), (path, *plain, current), settle=settle, as_is=path.is_dir())

    def current(self, path):
        """The archive as AiiDA can import it: its own migration, ours of what it does not read."""
        if path.is_dir():
            return self.from_profile(path)
        if path.name < OLDEST and path.name.startswith('export_0.'):
            target = self.work / f'{uuid4().hex}.aiida'
            status, done = self.stemma.run('migrate', str(path), str(target))
            assert status == 0, done
            return target
        status, info = self.stemma.run('info', str(path))
        if info['version'] == '1.0':
            path = relabelled(path, self.work / f'main-{path.name}', 'main_0000')
        return self.migrated(path)

    def from_profile(self, folder):
        """AiiDA's own export of a profile folder."""
        from aiida.manage.configuration.profile import Profile
        from aiida.storage.sqlite_dos.backend import SqliteDosStorage
        from aiida.tools.archive import create_archive

        copy, target = self.work / uuid4().hex, self.work / f'{uuid4().hex}.aiida'
        shutil.copytree(folder, copy)
        for name in ('loose', 'packs', 'duplicates', 'sandbox'):  # AiiDA wants those, too, that a clone left out as empty
            (copy / 'container' / name).mkdir(exist_ok=True)
        storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': str(copy)}}
        backend = SqliteDosStorage(Profile(copy.name, {'storage': storage, 'process_control': {'backend': None, 'config': {}}}))
        create_archive(None, filename=target, backend=backend)
        backend.close()
        shutil.rmtree(copy)
        return target

    def part(self, path):
        """An export of one node in the middle with what belongs to it; None where there are no nodes."""
        status, listed = self.stemma.run('nodes', str(path), '--limit', '0')
        uuids = [row['uuid'] for row in listed['rows']]
        target = self.work / f'{uuid4().hex}.aiida'
        for uuid in uuids[len(uuids) // 2:] + uuids[:len(uuids) // 2]:
            status, done = self.stemma.run('export', str(path), str(target), '-N', uuid)
            if status == 0:
                return target
            assert done['error']['code'].startswith('export/'), done
        assert not uuids, 'no part of it can be exported'
        return None

    # Extras, comments, users, computers, groups.

    def extras(self, mode, triple):
        """All sorts of extras on both sides; NULL extras, which AiiDA takes only as an empty object."""
        first = self.changed(
            'generated_main_0001_rich',
            """UPDATE db_dbnode SET extras = '{"both": 1.0, "mine": [1, {"a": null}], "_aiida_hash": "a"}' WHERE id % 4 = 0""",
            """UPDATE db_dbnode SET extras = '{}' WHERE id % 4 = 1""",
            """UPDATE db_dbnode SET extras = '{"same": {"a": 1, "b": 2}}' WHERE id % 4 = 2""",
        )
        statements = (
            """UPDATE db_dbnode SET extras = '{"both": 1, "theirs": "ü", "_aiida_hash": "b", "_aiida_": 0}' WHERE id % 4 = 0""",
            """UPDATE db_dbnode SET extras = '{"new": true}' WHERE id % 4 = 1""",
            """UPDATE db_dbnode SET extras = '{"same": {"b": 2, "a": 1}}' WHERE id % 4 = 2""",
        )
        theirs = self.changed('generated_main_0001_rich', *statements, "UPDATE db_dbnode SET extras = '{}' WHERE id % 4 = 3")
        ours = self.changed('generated_main_0001_rich', *statements, 'UPDATE db_dbnode SET extras = NULL WHERE id % 4 = 3')
        flags = f'--extras-mode-existing {mode}'
        self.both((first, '', {}), (ours, flags, {'merge_extras': triple}, theirs))
        self.both((ours, flags, {'merge_extras': triple}, theirs))

    def comments(self, mode):
        """A comment that became newer, one that was newer here, one of the same time, a new one of another user."""
        first = self.changed(
            'qe-failures',
            "UPDATE db_dbcomment SET mtime = '2026-06-01 12:00:00.000000'",
        )
        later = self.changed(
            'qe-failures',
            "UPDATE db_dbcomment SET content = 'later', mtime = '2026-06-01 12:00:00.000001' WHERE id % 3 = 0",
            "UPDATE db_dbcomment SET content = 'earlier', mtime = '2026-05-31 23:59:59.999999' WHERE id % 3 = 1",
            "UPDATE db_dbcomment SET content = 'at once', mtime = '2026-06-01 12:00:00.000000' WHERE id % 3 = 2",
            "INSERT INTO db_dbuser SELECT 77, 'second@example.org', 'S', '', ''",
            "INSERT INTO db_dbcomment SELECT 900 + id, substr(uuid, 1, 30) || '00000' || id, dbnode_id, ctime, mtime, 77, 'of another'"
            ' FROM db_dbcomment WHERE id < 3',
        )

        def without_their_times(mine, other):
            # AiiDA puts the time of the import in place of the comment's where it takes the newer one.
            times = {dict(row)['mtime'][:10] for row in mine['db_dbcomment']}
            assert times <= {'2026-06-01', '2026-05-31'}, times
            without(mine, other, 'db_dbcomment', 'mtime')

        settle = without_their_times if mode == 'newest' else None
        flags = f'--comment-mode {mode}'
        self.both((first, '', {}), (later, flags, {'merge_comments': mode}), settle=settle)
        self.both((later, flags, {'merge_comments': mode}), (first, flags, {'merge_comments': mode}), settle=settle)

    def users(self):
        """Users are the same by their e-mails, whatever their names and ids."""
        more = self.changed(
            'qe-si-bands',
            "INSERT INTO db_dbuser SELECT 50 + id, email || '.org', 'New', '', 'Elsewhere' FROM db_dbuser",
            'UPDATE db_dbnode SET user_id = user_id + 50 WHERE id % 2 = 0',
            other_uuids('db_dbnode', 1), other_uuids('db_dbcomment', 1), other_uuids('db_dblog', 1),
            'UPDATE db_dbgroup SET user_id = user_id + 50',
            'UPDATE db_dbcomment SET user_id = user_id + 50 WHERE id % 2 = 0',
        )
        named = self.changed('qe-si-bands', "UPDATE db_dbuser SET first_name = 'Another', institution = 'x'")
        local = self.changed('qe-si-bands', f"UPDATE db_dbuser SET email = '{FIRST_USER}'")
        self.both((self.at('qe-si-bands'), '', {}), (more, '', {}), (named, '', {}))
        self.both((local, '', {}), (more, '', {}))

    def labels(self):
        """Computers and groups under taken labels: each gets the next free number, also where one was taken before."""
        taken = 'generated_main_0001_rich'
        others = [
            self.changed(taken, *(other_uuids(table, number) for table in WITH_UUID)) for number in range(1, 5)
        ]
        named = self.changed(
            taken,
            *(other_uuids(table, 6) for table in WITH_UUID),
            "UPDATE db_dbcomputer SET label = label || ' (Imported #0)'",
            "UPDATE db_dbgroup SET label = label || ' (Imported #1)', type_string = 'core.auto'",
        )
        self.both((self.at(taken), '', {}), (named, '', {}), *((other, '', {}) for other in others), (others[1], '', {}))

    def order_of_labels(self):
        """Two groups of one file and label, and one called as the other would be: who comes first by UUID chooses first."""
        taken = 'generated_main_0001_rich'
        for first, second in (('1', 'e'), ('e', '1')):
            both = self.changed(
                taken,
                *(other_uuids(table, 7) for table in WITH_UUID),
                *(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ORDER BY id LIMIT 1" for table, columns, values in (
                    ('db_dbgroup', 'id, uuid, label, type_string, time, description, extras, user_id',
                     f"9000, '{second}' || substr(uuid, 2), label, 'core.auto', time, description, extras, user_id"),
                    ('db_dbgroup', 'id, uuid, label, type_string, time, description, extras, user_id',
                     "9001, '8' || substr(uuid, 2), label || ' (Imported #0)', type_string, time, description, extras, user_id"),
                    ('db_dbcomputer', 'id, uuid, label, hostname, description, scheduler_type, transport_type, metadata',
                     f"9000, '{second}' || substr(uuid, 2), label || ' (Imported #0)', hostname, description, scheduler_type, transport_type, metadata"),
                )),
                f"UPDATE db_dbgroup SET uuid = '{first}' || substr(uuid, 2) WHERE id = (SELECT min(id) FROM db_dbgroup)",
                f"UPDATE db_dbcomputer SET uuid = '{first}' || substr(uuid, 2) WHERE id = (SELECT min(id) FROM db_dbcomputer)",
            )
            self.both((self.at(taken), '', {}), (both, '', {}))

    def groups(self):
        """A group that is there stays as it is, its members too; a new one comes with members that were there."""
        name = 'qe-failures'
        fewer = self.changed(name, 'DELETE FROM db_dbgroup_dbnodes WHERE id % 2 = 0', "UPDATE db_dbgroup SET description = 'old'")
        second = self.changed(
            name,
            "UPDATE db_dbgroup SET label = 'new', extras = '{\"a\": 1.0}'",
            "INSERT INTO db_dbgroup SELECT 60, '7' || substr(uuid, 2), 'second', 'core.auto', time, description, extras, user_id FROM db_dbgroup",
            'INSERT INTO db_dbgroup_dbnodes SELECT 5000 + id, id, 60 FROM db_dbnode WHERE id % 5 = 0',
        )
        self.both((fewer, '', {}), (self.at(name), '', {}), (second, '', {}))

    def import_group(self):
        """Into the group of a label or UUID, with nodes that are in it already, and into one that is made."""
        from aiida import orm

        def named(label):
            def group(backend):
                found = orm.QueryBuilder(backend=backend).append(orm.Group, filters={'label': label}).all(flat=True)
                return found[0] if found else orm.Group(label=label, backend=backend)

            return group

        bands, failures = self.at('qe-si-bands'), self.at('qe-failures')

        def settle(mine, other):
            for tables in (mine, other):  # made at another moment, under another UUID
                tables['members'] = sorted(('' if not group.startswith(IN_GROUP) else group, node) for group, node in tables['members'])
                made = [dict(row) for row in tables['db_dbgroup'] if dict(row)['label'] == 'mine']
                same('groups that were made', len(made), 1)
                tables['db_dbgroup'] = sorted(
                    tuple((key, '' if dict(row)['label'] == 'mine' and key in ('uuid', 'time') else value) for key, value in row)
                    for row in tables['db_dbgroup']
                )

        into = {'group': named('silicon/bands')}
        self.both((bands, '', {}), (failures, '-G silicon/bands', into), (failures, '-G silicon/bands', into))
        uuid = sqlite_value(bands, "SELECT uuid FROM db_dbgroup WHERE label = 'silicon/bands'")
        self.both((bands, '', {}), (failures, f'-G {uuid}', into))
        self.both((bands, '-G mine', {'group': named('mine')}), (failures, '-G mine', {'group': named('mine')}), settle=settle)

    def authinfos(self):
        """One for each user and computer; the one that is there stays."""
        name = 'generated_main_0001_rich'
        second = self.changed(
            name,
            "UPDATE db_dbauthinfo SET auth_params = '{\"username\": \"other\"}', enabled = 0",
            "INSERT INTO db_dbauthinfo SELECT 40, u.id, c.id, '{\"m\": 1.0}', '{}', 0 FROM db_dbuser u, db_dbcomputer c"
            ' WHERE NOT EXISTS (SELECT 1 FROM db_dbauthinfo a WHERE a.aiidauser_id = u.id AND a.dbcomputer_id = c.id) LIMIT 1',
        )
        flag, option = '--include-authinfos', {'include_authinfos': True}
        self.both((self.at(name), '', {}), (second, flag, option), (self.at(name), flag, option))
        self.both((self.at(name), flag, option), (second, flag, option))

    def engine_state(self):
        """Checkpoints go, of nodes of all classes only where AiiDA takes them; so does what belongs to a profile."""
        changed = self.changed(
            'generated_main_0001_rich',
            "UPDATE db_dbnode SET attributes = json_set(attributes, '$.checkpoints', 'c: 1', '$.checkpoint', 1)",
            """UPDATE db_dbnode SET extras = '{"_aiida_hash": "h", "hidden": true, "_aiida": 1, "x_aiida_y": 2}'""",
            "UPDATE db_dbnode SET node_type = 'data.code.Code.' WHERE node_type = 'data.core.code.portable.PortableCode.'",
        )
        self.both((changed, '', {}))
        self.both((changed, '--extras-mode-new none', {'import_new_extras': False}))

    def links(self):
        """Links of a later archive between nodes that are there; the same link under other ids; dangling ones."""
        name = 'qe-si-bands'
        without = self.changed(name, "DELETE FROM db_dblink WHERE type IN ('return', 'call_work', 'input_work')")
        odd = self.changed(
            name,
            'UPDATE db_dblink SET id = id + 100000',
            "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT input_id, 999999, 'dangling', type FROM db_dblink LIMIT 3",
            # two workflows may return one node
            "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT w.id, r.output_id, 'again_' || r.id, 'return' FROM db_dblink r,"
            " db_dbnode w WHERE r.type = 'return' AND w.node_type LIKE 'process.workflow.%' AND w.id <> r.input_id",
        )
        self.both((without, '', {}), (self.at(name), '', {}), (odd, '', {}))
        self.both((odd, '', {}), (without, '', {}))

    def refusals(self):
        """Titles, what is there before, and statements that make a file that contradicts it or itself."""
        name = 'qe-failures'
        good = [self.at(name)]
        other = "(SELECT max(id) FROM db_dbnode WHERE node_type LIKE '%s%%' AND id <> %s)"
        first = lambda type_, column: f"(SELECT {column} FROM db_dblink WHERE type = '{type_}' ORDER BY id LIMIT 1)"
        insert = 'INSERT INTO db_dblink (input_id, output_id, label, type) VALUES (%s, %s, %s, %s)'
        rows_ = {
            'a second input of one label': (
                'input_calc', other % ('data.', first('input_calc', 'input_id')), first('input_calc', 'output_id'), first('input_calc', 'label')),
            'a second input of one label to a workflow': (
                'input_work', other % ('data.', first('input_work', 'input_id')), first('input_work', 'output_id'), first('input_work', 'label')),
            'a second output of one label': (
                'create', first('create', 'input_id'), "(SELECT max(n.id) FROM db_dbnode n WHERE n.node_type LIKE 'data.%' AND NOT EXISTS (SELECT 1 FROM db_dblink l WHERE l.output_id = n.id AND l.type = 'create'))", first('create', 'label')),
            'two nodes returned under one label': (
                'return', first('return', 'input_id'), other % ('data.', first('return', 'output_id')), first('return', 'label')),
            'a second caller': (
                'call_calc', other % ('process.workflow.', first('call_calc', 'input_id')), first('call_calc', 'output_id'), "'another'"),
            'a second caller of a workflow': (
                'call_work', other % ('process.workflow.', first('call_work', 'input_id')), first('call_work', 'output_id'), "'another'"),
        }
        for title, (type_, source, target, label) in rows_.items():
            yield title, good, self.changed(name, insert % (source, target, label, f"'{type_}'")), 'import/uniqueness'
        wrong = {
            'a workflow that creates': "UPDATE db_dblink SET type = 'create' WHERE id = (SELECT min(id) FROM db_dblink WHERE type = 'return')",
            'an input that is no data': "UPDATE db_dblink SET type = 'input_calc' WHERE id = (SELECT min(id) FROM db_dblink WHERE type = 'call_calc')",
            'a call of data': "UPDATE db_dblink SET type = 'call_work' WHERE id = (SELECT min(id) FROM db_dblink WHERE type = 'return')",
        }
        for title, statement in wrong.items():
            yield title, [], self.changed(name, statement), 'import/validation'
        for title, statement in (
            ('a group of nobody', 'UPDATE db_dbgroup SET user_id = 4711'),
            ('a comment of nobody', 'UPDATE db_dbcomment SET user_id = 4711'),
            ('a log of no node', 'UPDATE db_dblog SET dbnode_id = 471100 WHERE id = (SELECT max(id) FROM db_dblog)'),
            ('a node on no computer', 'UPDATE db_dbnode SET dbcomputer_id = 4711 WHERE dbcomputer_id IS NOT NULL'),
        ):
            yield title, [], self.changed(name, statement), 'import/validation'

    # Parts of a file.

    def parts(self):
        """A part of a file is what AiiDA gets from its own export of that part."""
        from aiida import orm
        from aiida.tools.archive import create_archive

        name = 'qe-failures'
        group = sqlite_value(self.at('qe-si-bands'), "SELECT uuid FROM db_dbgroup WHERE label = 'Si/PBE/TM-NC'")
        node = sqlite_value(self.at(name), "SELECT uuid FROM db_dbnode WHERE node_type LIKE 'data.core.dict.%' ORDER BY id DESC LIMIT 1")
        data = sqlite_value(self.at(name), "SELECT uuid FROM db_dbnode WHERE node_type LIKE 'data.%' ORDER BY id LIMIT 1")
        plain = '--no-import-group --include-authinfos'
        for archive, flags, kind, uuid, rules in (
            ('qe-si-bands', f'--only-group {group}', orm.Group, group, {}),
            (name, f'--nodes {node}', orm.Node, node, {}),
            (name, f'--nodes {node} --no-create-backward', orm.Node, node, {'create_backward': False}),
            (name, f'--nodes {data} --input-calc-forward', orm.Node, data, {'input_calc_forward': True}),
        ):
            theirs, target = Theirs(), self.work / f'{uuid4().hex}.aiida'
            try:
                theirs.take(self.at(archive), create_group=False, include_authinfos=True)
                chosen = orm.QueryBuilder(backend=theirs.backend).append(kind, filters={'uuid': uuid}).one()[0]
                create_archive([chosen], filename=target, backend=theirs.backend, include_authinfos=True, **rules)
            finally:
                theirs.close()
            options = {'create_group': False, 'include_authinfos': True}
            self.both((self.at(archive), f'{flags} {plain}', options, target))
            self.both((self.at('qe-si-bands'), plain, options), (self.at(archive), f'{flags} {plain}', options, target))

    # Round trips.

    def cycles(self):
        """Three times out of a store into a fresh one: everything stays as it is, its times and bytes too."""
        store = self.ours(self.stemma, self.work)
        for name in ('generated_main_0001_rich', 'qe-failures', 'qe-si-bands', 'export_0.9_simple'):
            assert store.take(self.at(name), '--no-import-group', '--include-authinfos')[0] == 0
        first, files, exported = store.tables(), contents(store.path, with_bytes=True), None
        for number in range(3):
            archive = self.work / f'cycle-{number}.aiida'
            status, done = self.stemma.run('export', str(store.path), str(archive), '--all', '--include-authinfos')
            assert status == 0, done
            again = self.ours(self.stemma, self.work)
            status, done = again.take(archive, '--no-import-group', '--include-authinfos')
            assert status == 0 and done[0]['relabelled'] == [], done
            same(f'cycle {number}', by_identity(again.tables()), by_identity(first))
            same(f'contents in cycle {number}', contents(again.path, with_bytes=True), files)
            dump = everything_in(archive)
            if exported:
                same(f'export {number}', dump, exported)
            exported = dump
            shutil.rmtree(store.path)
            store = again
        theirs = Theirs()
        try:  # and AiiDA finds the same in the last one
            theirs.take(archive, create_group=False, include_authinfos=True)
            same('in AiiDA', by_identity(theirs.tables()), by_identity(first))
        finally:
            theirs.close()
            shutil.rmtree(store.path)


def other_uuids(table, number):
    """The statement that makes other rows of those of a table."""
    return f"UPDATE {table} SET uuid = substr(uuid, 1, 24) || printf('%012d', 10 * id + {number})"


def without(mine, other, table, column):
    for tables in (mine, other):
        tables[table] = sorted((tuple((name, '' if name == column else value) for name, value in row) for row in tables[table]), key=repr)


def without_lacking_times(mine, other):
    """A time that an old archive lacks is that of its migration, with us of its writing."""
    for table, column in (('db_dbgroup', 'time'), ('db_dbnode', 'ctime'), ('db_dblog', 'time'), ('db_dbcomment', 'ctime'), ('db_dbcomment', 'mtime')):
        without(mine, other, table, column)


def contents(folder, with_bytes=False):
    """Keys of all that a container holds, each compared with its bytes; with the bytes' sizes if asked for."""
    container = folder / 'container'
    found = {}

    def add(key, data):
        assert hashlib.sha256(data).hexdigest() == key, key
        found[key] = len(data)

    for file in (container / 'loose').rglob('*'):
        if file.is_file():
            add(file.parent.name + file.name, file.read_bytes())
    connection = sqlite3.connect(f'file:{container / "packs.idx"}?mode=ro', uri=True)
    for key, compressed, offset, length, pack in connection.execute('SELECT hashkey, compressed, "offset", length, pack_id FROM db_object'):
        assert not compressed
        with (container / 'packs' / str(pack)).open('rb') as file:
            file.seek(offset)
            add(key, file.read(length))
    connection.close()
    return found if with_bytes else set(found)


def everything_in(archive):
    """Rows of an archive by their identities, and its files."""
    from archive_dump import raw_archive

    raw = raw_archive(archive)
    return {**by_identity(raw['tables']), 'files': raw['files'], 'schema': raw['schema']}


def sqlite_value(archive, query):
    import tempfile
    import zipfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(zipfile.ZipFile(archive).read('db.sqlite3'))
        file.flush()
        return sqlite3.connect(file.name).execute(query).fetchone()[0]


def import_cases(proofs):
    """Titles and checks."""
    fixtures = sorted(path for path in proofs.folder.iterdir() if path.suffix == '.aiida' or path.name == 'aiida-profile')
    for path in fixtures:
        if path.name in ('0.10_dangling_link.aiida', 'empty.aiida'):  # AiiDA does not migrate it; is no archive
            continue
        yield f'import: {path.name}, whole and after a part', lambda path=path: proofs.fixture(path)
    for mode, triple in (('none', ('k', 'n', 'l')), ('keep_existing', ('k', 'c', 'l')), ('update_existing', ('k', 'c', 'u')), ('mirror', ('n', 'c', 'u'))):
        yield f'import: extras of all sorts, {mode}', lambda mode=mode, triple=triple: proofs.extras(mode, triple)
    for mode in ('leave', 'newest', 'overwrite'):
        yield f'import: older and newer comments, {mode}', lambda mode=mode: proofs.comments(mode)
    for name in ('users', 'labels', 'order_of_labels', 'groups', 'import_group', 'authinfos', 'engine_state', 'links', 'parts', 'cycles'):
        yield f'import: {name.replace("_", " ")}', getattr(proofs, name)
    for title, good, bad, code in proofs.refusals():
        yield f'import refused: {title}', lambda good=good, bad=bad, code=code: proofs.refused(good, bad, code)
