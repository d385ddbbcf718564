"""Look with real AiiDA at stores that killed processes left. One question as JSON on stdin, one answer on stdout.

{"dumps": [folder]} answers with what the tables of each store hold; {"log": [folder]} puts databases into write-ahead-log mode;
{"stores": [{"path", "before", "after", "wanted", "isSwept"}]} answers for each with its state, "before", "after" or "empty", and its
problems: its tables are not those of a wanted state, contents that nodes name are missing or damaged, AiiDA does not take it as a
profile, or its maintenance fails. "since" is the moment in UTC at which the stores were prepared: what is newer is as new as any other.
"""

import hashlib
import json
import sqlite3
import sys
from pathlib import Path

TABLES = ('db_dbuser', 'db_dbcomputer', 'db_dbauthinfo', 'db_dbgroup', 'db_dbnode', 'db_dbcomment', 'db_dblog', 'db_dblink', 'db_dbgroup_dbnodes')


TIMES = ('ctime', 'mtime', 'time')


def as_prepared(row, since):
    """The values of a row, with a word in place of a time after this one and of the UUID of a row that was made after it."""
    values = dict(row)
    new = {name for name in TIMES if (values.get(name) or '') > since}
    if 'uuid' in values and new & {'ctime', 'time'}:
        new.add('uuid')
    return [(name, 'new' if name in new else value) for name, value in values.items()]


def dump(folder, since):
    """A text that is the same for the same rows; also that the database is whole."""
    connection = sqlite3.connect(Path(folder) / 'database.sqlite')
    try:
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)], 'integrity'
        assert connection.execute('PRAGMA foreign_key_check').fetchall() == [], 'foreign keys'
        connection.row_factory = sqlite3.Row
        digest = hashlib.sha256()
        for table in TABLES:
            for row in connection.execute(f'SELECT * FROM {table} ORDER BY id'):
                digest.update(repr(as_prepared(row, since)).encode())
            digest.update(b'|')
        return digest.hexdigest()
    finally:
        connection.close()


def use_log(folder):
    connection = sqlite3.connect(Path(folder) / 'database.sqlite')
    assert connection.execute('PRAGMA journal_mode = WAL').fetchone() == ('wal',)
    connection.close()


def named_keys(folder):
    def keys(entry):
        if 'k' in entry:
            yield entry['k']
        for inner in entry.get('o', {}).values():
            yield from keys(inner)

    connection = sqlite3.connect(Path(folder) / 'database.sqlite')
    try:
        rows = connection.execute("SELECT repository_metadata FROM db_dbnode WHERE repository_metadata <> '{}'")
        return {key for (text,) in rows for key in keys(json.loads(text))}
    finally:
        connection.close()


def state_of(store, since):
    """Tables may be the same before and after: then it is as after."""
    found = dump(store['path'], since)
    if found == store['after']:
        return 'after'
    if found == store['before']:
        return 'before'
    return 'empty' if store['before'] is None and is_empty(store['path']) else 'between'


def problems_of(store, state):
    from aiida import orm
    from aiida.manage.configuration.profile import Profile
    from aiida.storage.sqlite_dos.backend import SqliteDosStorage

    folder = store['path']
    storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': folder}}
    backend = SqliteDosStorage(Profile('killed', {'storage': storage, 'process_control': {'backend': None, 'config': {}}}))
    try:
        if state not in store['wanted']:
            yield f'tables are {state}, and not as {" or ".join(store["wanted"])}'
        yield from missing(backend, folder)
        if store['isSwept']:
            if unreferenced := backend.get_unreferenced_keyset():
                yield f'{len(unreferenced)} orphans are left after a maintenance'
            if left := list((Path(folder) / 'container/sandbox').iterdir()):
                yield f'left in the sandbox: {left}'
            if beside := [file.name for file in Path(folder).iterdir() if is_beside(file)]:
                yield f'beside the database: {beside}'
        backend.maintain(full=False)
        backend.maintain(full=True)
        yield from missing(backend, folder)
        orm.QueryBuilder(backend=backend).append(orm.Node).count()
    finally:
        backend.close()


def is_beside(file):
    """Something of SQLite's, but for a journal that was not begun: that goes with the next change of a row."""
    if file.name == 'database.sqlite-journal':
        return file.read_bytes()[:1] not in (b'', b'\0')
    return file.name.startswith('database.sqlite-')


def is_empty(folder):
    """A new store in which nothing is yet."""
    connection = sqlite3.connect(Path(folder) / 'database.sqlite')
    try:
        return connection.execute('SELECT count(*) FROM db_dbnode').fetchone() == (0,)
    finally:
        connection.close()


def missing(backend, folder):
    repository = backend.get_repository()
    found = {
        key
        for key, stream in repository.iter_object_streams(list(named_keys(folder)))
        if hashlib.sha256(stream.read()).hexdigest() == key
    }
    if lost := named_keys(folder) - found:
        yield f'{len(lost)} contents are missing or damaged'


def main():
    question = json.load(sys.stdin)
    answer = {}
    for folder in question.get('log', []):
        use_log(folder)
    since = question.get('since')
    for folder in question.get('dumps', []):
        answer[folder] = dump(folder, since)
    for store in question.get('stores', []):
        state = None
        try:
            state = state_of(store, since)
            problems = list(problems_of(store, state))
        except Exception as error:  # whatever AiiDA says of it is a problem of the store
            problems = [f'{type(error).__name__}: {error}']
        answer[store['path']] = {'state': state, 'problems': problems}
    print(json.dumps(answer))


if __name__ == '__main__':
    main()
