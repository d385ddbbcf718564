"""Import the same archives, in the same order and with the same options, with Stemma and with real AiiDA, and compare.

Both stores end with the same rows (references as UUIDs and e-mails, exact JSON), links, members and files, but for the
time of change of nodes, which AiiDA sets even where nothing changed. AiiDA then opens the store that Stemma wrote as a
profile: its validation passes, every file is read through its ORM, an archive is created from it, it packs its files, and
Stemma reads and writes it on.

Used by compare_with_aiida.py; alone: compare_imports.py FIXTURES_FOLDER.
"""

import hashlib
import json
import sqlite3
import sys
from pathlib import Path
from uuid import uuid4

from archive_dump import by_identity, rows
from checks import run_alone, same, with_database
from compare_stores import Profile
from import_cases import FIRST_USER, Proofs, import_cases

#: Sequences of archives, with options of both: name in AiiDA's import_archive → value, and ours.
PLAIN = ('', {})
MODES = (
    PLAIN,
    ('--extras-mode-existing keep_existing', {'merge_extras': ('k', 'c', 'l')}),
    ('--extras-mode-existing update_existing', {'merge_extras': ('k', 'c', 'u')}),
    ('--extras-mode-existing mirror', {'merge_extras': ('n', 'c', 'u')}),
    ('--extras-mode-new none', {'import_new_extras': False}),
    ('--comment-mode overwrite', {'merge_comments': 'overwrite'}),
    ('--include-authinfos', {'include_authinfos': True}),
    ('--no-import-group', {'create_group': False}),
)
IMPORT_GROUP = 'core.import'


class Ours:
    """A store that Stemma makes and fills."""

    def __init__(self, stemma, folder):
        self.stemma = stemma
        self.path = folder / f'store-{uuid4().hex}'
        status, made = stemma.run('store', 'init', str(self.path))
        assert status == 0 and made['created'], made

    def take(self, archive, *flags):
        return self.stemma.run('import', str(archive), '--store', str(self.path), *flags)

    def tables(self):
        return tables_of(self.path)

    def opened(self):
        """The store as a profile of AiiDA's; opening it validates it."""
        from aiida.manage.configuration.profile import Profile as Configured
        from aiida.storage.sqlite_dos.backend import SqliteDosStorage

        storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': str(self.path)}}
        configured = Configured(self.path.name, {'storage': storage, 'process_control': {'backend': None, 'config': {}}})
        return SqliteDosStorage(configured)


def tables_of(folder):
    connection = sqlite3.connect(folder / 'database.sqlite')
    try:
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert connection.execute('PRAGMA foreign_key_check').fetchall() == []
        names = ('db_dbuser', 'db_dbcomputer', 'db_dbauthinfo', 'db_dbgroup', 'db_dbnode', 'db_dbcomment', 'db_dblog',
                 'db_dblink', 'db_dbgroup_dbnodes')
        return {name: rows(connection.execute, name) for name in names}
    finally:
        connection.close()


def comparable(tables):
    """Without what may differ: UUID and time of import groups, the time of change of nodes, the order of merged keys."""
    imports = {row['id']: number for number, row in enumerate(
        row for row in tables['db_dbgroup'] if row['type_string'] == IMPORT_GROUP and row['description'].startswith('Group generated')
    )}
    for row in tables['db_dbgroup']:
        if row['id'] in imports:
            row.update(uuid=f'import {imports[row["id"]]}', label='', time='')
    for row in tables['db_dbnode']:
        row['mtime'] = ''
        for column in ('extras', 'repository_metadata'):  # merged and migrated in another order
            row[column] = json.dumps(json.loads(row[column]), sort_keys=True)
    return by_identity(tables, lambda node: node['extras'])


def check_sequence(stemma, archives, flags, options, work):
    from aiida.tools.archive import import_archive

    ours, theirs = Ours(stemma, work), Profile(work)
    first_user(theirs)
    for archive, current in archives:
        before = tables_of(ours.path)
        status, dry = ours.take(archive, '--dry-run', *flags)
        assert status == 0, dry
        assert tables_of(ours.path) == before, 'a dry run changed the store'
        status, done = ours.take(archive, *flags)
        assert status == 0, done
        for told in ('new', 'existing', 'changed'):
            same(f'dry run, {told}', dry[0][told], done[0][told])
        import_archive(current, backend=theirs.backend, **options)
    theirs.backend.get_session().commit()
    mine, other = comparable(ours.tables()), comparable(tables_of(theirs.path))
    same('after import', mine, other)
    if not flags:
        check_opened(ours, theirs, work, stemma)


def first_user(profile):
    """The user that a store of Stemma's begins with, as AiiDA's own, to whom import groups belong."""
    from aiida import orm

    orm.User(email=FIRST_USER, backend=profile.backend).store()
    profile.configured.default_user_email = FIRST_USER


def check_opened(ours, theirs, work, stemma):
    """AiiDA works with the store that Stemma wrote, and Stemma with what AiiDA has made of it."""
    from aiida import orm
    from aiida.tools.archive import create_archive
    from disk_objectstore import Container

    backend = ours.opened()
    try:
        repository = backend.get_repository()
        same('objects', set(repository.list_objects()), set(theirs.backend.get_repository().list_objects()))
        for key in repository.list_objects():
            same('object', hashlib.sha256(repository.get_object_content(key)).hexdigest(), key)
        with Container(ours.path / 'container') as container:
            same('issues', [name for name, keys in vars(container.validate()).items() if keys], [])
        for node in orm.QueryBuilder(backend=backend).append(orm.Node).all(flat=True):
            for root, _, names in node.base.repository.walk():
                for name in names:
                    node.base.repository.get_object_content(str(root / name), 'rb')
        target = work / f'{uuid4().hex}.aiida'
        create_archive(None, filename=target, backend=backend)
        backend.maintain(full=False, compress=True)
    finally:
        backend.close()
    status, report = stemma.run('store', 'verify', str(ours.path))
    assert status == 0, report
    status, again = ours.take(target, '--no-import-group')
    assert status == 0, again
    counts = again[0]['new']
    same('new in its own export', counts, {name: 0 for name in counts})


def check_refused(stemma, good, bad, code, work):
    """AiiDA refuses, and so does Stemma; neither leaves anything."""
    from aiida.tools.archive import exceptions, import_archive

    ours, theirs = Ours(stemma, work), Profile(work)
    first_user(theirs)
    for archive in good:
        assert ours.take(archive)[0] == 0
        import_archive(archive, backend=theirs.backend)
    try:
        import_archive(bad, backend=theirs.backend)
    except exceptions.ArchiveImportError:
        pass
    else:
        raise AssertionError('AiiDA takes it')
    before = tables_of(ours.path)
    status, refused = ours.take(bad)
    same('code', [status, refused['error']['code']], [1, code])
    same('left', tables_of(ours.path), before)


def compare_imports(stemma, folder, work, migrated):
    """Titles and checks. `migrated` gives AiiDA's own current version of an archive."""
    folder = Path(folder)
    at = lambda name: (folder / f'{name}.aiida', migrated(folder / f'{name}.aiida'))
    sequences = (
        ('bands, then failures', [at('qe-si-bands'), at('qe-failures')]),
        ('failures twice', [at('qe-failures'), at('qe-failures')]),
        ('rich, then simple', [at('generated_main_0001_rich'), at('export_main_0001_simple')]),
        ('legacy, then its later version', [at('export_0.4_simple'), at('export_main_0001_simple')]),
        ('many', [at(name) for name in ('arithmetic.add', 'arithmetic.add_old', 'export_0.9_simple', 'qe-si-eos', 'export_0.4_no_Nodes')]),
    )
    for title, archives in sequences:
        for words, options in MODES if 'rich' in title else (PLAIN,):
            yield f'import: {title} {words}', lambda archives=archives, words=words, options=options: check_sequence(
                stemma, archives, words.split(), options, work
            )
    rich, _ = at('generated_main_0001_rich')
    changed = with_database(
        rich, work / 'changed.aiida',
        """UPDATE db_dbnode SET extras = '{"ours": 1, "a": {"b": 2.0}, "_aiida_hash": "x"}' WHERE id % 2 = 0""",
        "UPDATE db_dbcomment SET content = 'later', mtime = '2099-01-01 00:00:00.000000'",
        "UPDATE db_dbcomputer SET label = 'another label'",
        "UPDATE db_dbgroup SET label = label || ' changed', description = 'changed'",
        "UPDATE db_dbnode SET label = 'changed', attributes = '{}'",
    )
    for words, options in MODES:
        yield f'import: the same nodes changed {words}', lambda words=words, options=options: check_sequence(
            stemma, [(rich, rich), (changed, changed)], words.split(), options, work
        )
    others = with_database(
        rich, work / 'others.aiida',
        "UPDATE db_dbnode SET uuid = substr(uuid, 1, 24) || substr('000000000000' || id, -12)",
        "UPDATE db_dbcomputer SET uuid = substr(uuid, 1, 24) || substr('000000000000' || id, -12)",
        "UPDATE db_dbgroup SET uuid = substr(uuid, 1, 24) || substr('000000000000' || id, -12)",
        "UPDATE db_dbcomment SET uuid = substr(uuid, 1, 24) || substr('000000000000' || id, -12)",
        "UPDATE db_dblog SET uuid = substr(uuid, 1, 24) || substr('000000000000' || id, -12)",
    )
    yield 'import: other nodes under taken labels', lambda: check_sequence(
        stemma, [(rich, rich), (others, others), (others, others)], [], {}, work
    )
    yield from import_cases(Proofs(stemma, folder, work, migrated, Ours, comparable))
    bands, _ = at('qe-si-bands')
    for title, statement, code in (
        ('a second creator', "UPDATE db_dblink SET label = label || '_x', input_id = (SELECT max(input_id) FROM db_dblink WHERE type = 'create' AND input_id <> (SELECT min(input_id) FROM db_dblink WHERE type = 'create')) WHERE id = (SELECT min(id) FROM db_dblink WHERE type = 'create')", 'import/uniqueness'),
        ('a link to itself', "INSERT INTO db_dblink (input_id, output_id, label, type) SELECT max(id), max(id), 'x', 'create' FROM db_dbnode", 'import/validation'),
        ('a link between the wrong classes', "UPDATE db_dblink SET type = 'return' WHERE id = (SELECT max(id) FROM db_dblink WHERE type = 'input_calc')", 'import/validation'),
        ('an owner that is not there', 'UPDATE db_dbnode SET user_id = 99999 WHERE id = (SELECT max(id) FROM db_dbnode WHERE uuid NOT IN (SELECT uuid FROM db_dbnode ORDER BY id LIMIT 1))', 'import/validation'),
    ):
        bad = with_database(bands, work / f'{title}.aiida', statement)
        good = [bands] if title == 'a second creator' else []
        yield f'import refused: {title}', lambda good=good, bad=bad, code=code: check_refused(stemma, good, bad, code, work)


def main(folder):
    return run_alone(lambda stemma, work: compare_imports(stemma, folder, work, migrated_in(work)))


def migrated_in(work):
    """AiiDA's own migration of an archive to the current version, made once; the archive itself where it is current."""
    from aiida.storage.sqlite_zip.migrator import get_schema_version_head, migrate
    from aiida.storage.sqlite_zip.utils import read_version

    def migrated(path):
        if read_version(path) == get_schema_version_head():
            return path
        target = work / f'migrated-{path.name}'
        if not target.exists():
            migrate(path, target, get_schema_version_head())
        return target

    return migrated


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
