"""What the comparisons with AiiDA share: comparing, changing archives, importing with AiiDA."""

import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from archive_dump import by_identity, rows

LINK_TYPES = ('input_calc', 'input_work', 'create', 'return', 'call_calc', 'call_work')


def same(what, ours, theirs):
    if ours == theirs:
        return
    if isinstance(ours, dict):
        for key in sorted(set(ours) | set(theirs), key=str):
            same(f'{what} {key}', ours.get(key), theirs.get(key))
    if isinstance(ours, (list, set)):
        extra = [item for item in ours if item not in theirs][:2]
        missing = [item for item in theirs if item not in ours][:2]
        raise AssertionError(f'{what}: {len(ours)} against {len(theirs)}; only ours {str(extra)[:600]}; only theirs {str(missing)[:600]}')
    raise AssertionError(f'{what}: {str(ours)[:300]} against {str(theirs)[:300]}')


def changed(path, target, member, change):
    """A copy of an archive in which one member went through `change`."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, change(data) if name == member else data)
    return target


def relabelled(path, target, version):
    """A copy with another version in its metadata."""
    return changed(
        path, target, 'metadata.json', lambda data: json.dumps({**json.loads(data), 'export_version': version}).encode()
    )


def with_database(path, target, *statements):
    """A copy whose database went through these SQL statements."""

    def change(data):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / 'db.sqlite3'
            file.write_bytes(data)
            connection = sqlite3.connect(file)
            for statement in statements:
                connection.execute(statement)
            connection.commit()
            connection.close()
            return file.read_bytes()

    return changed(path, target, 'db.sqlite3', change)


def kept_extras(node):
    """What AiiDA's import keeps of a new node's extras."""
    hidden = {'hidden'} if node['node_type'].endswith('code.Code.') else set()
    return {key: value for key, value in node['extras'].items() if not key.startswith('_aiida_') and key not in hidden}


def check_import(path, mine, include_authinfos):
    """AiiDA imports an archive into an empty storage, and finds there what `raw_archive` read from it."""
    from aiida.storage.sqlite_temp import SqliteTempBackend
    from aiida.tools.archive import import_archive
    from sqlalchemy import text

    backend = SqliteTempBackend(SqliteTempBackend.create_profile('imported'))
    try:
        import_archive(path, backend=backend, create_group=False, include_authinfos=include_authinfos)
        connection = backend.get_session().connection()
        tables = {
            table: rows(lambda sql: connection.execute(text(sql)).cursor, table)
            for table in mine['tables']
        }
        found, expected = by_identity(tables), by_identity(mine['tables'], kept_extras)
        # Links of unknown types are in AiiDA's exports of everything, and its import passes them over.
        expected['links'] = [link for link in expected['links'] if link[2] in LINK_TYPES]
        emails = {dict(row)['email'] for row in expected['db_dbuser']}
        # The storage had a user of its own before.
        found['db_dbuser'] = [row for row in found['db_dbuser'] if dict(row)['email'] in emails]
        same('imported', found, expected)
        stored = set(backend.get_repository().list_objects())
        same('imported files', stored, set(mine['files']))
    finally:
        backend.close()


def run_alone(checks_of):
    """Run the checks that `checks_of(stemma, work)` gives and print how many passed; 1 when one failed. For one comparison by itself."""
    import logging
    import warnings

    import compare_with_aiida
    from aiida.manage.manager import get_manager
    from aiida.storage.sqlite_temp import SqliteTempBackend

    logging.disable(logging.CRITICAL)
    warnings.filterwarnings('ignore')
    get_manager().load_profile(SqliteTempBackend.create_profile('interop'), allow_switch=True)
    stemma = compare_with_aiida.Stemma()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        for title, check in checks_of(stemma, Path(work)):
            try:
                check()
                passed += 1
            except Exception as error:
                failed += 1
                print(f'FAILED {title}\n  {type(error).__name__} {str(error)[:1500]}')
    stemma.close()
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0
