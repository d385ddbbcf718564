"""Everything an AiiDA archive or storage holds, keyed by identities that survive an import, ready to be compared."""

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path

JSON_COLUMNS = {'attributes', 'extras', 'metadata', 'auth_params', 'repository_metadata'}
COPIED_TABLES = (
    'db_dbuser', 'db_dbcomputer', 'db_dbauthinfo', 'db_dbgroup', 'db_dbnode', 'db_dbcomment', 'db_dblog',
)


def exact(column, value):
    """JSON as a text in which 10 and 10.0 differ and the order of keys counts; anything else as it is."""
    if column not in JSON_COLUMNS:
        return value
    return json.dumps(json.loads(value) if isinstance(value, str) else value)


def rows(execute, table):
    cursor = execute(f'SELECT * FROM {table}')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def statement_parts(sql):
    """A CREATE statement cut at its constraints, those sorted: AiiDA writes them in another order each time."""
    text = ' '.join((sql or '').split())
    first, *constraints = text.removesuffix(')').strip().split(' CONSTRAINT ')
    return first.rstrip(', '), *sorted(part.rstrip(', ') for part in constraints)


def raw_archive(path, is_sound=True):
    """The tables of an archive with their ids, and its files: for two archives from one source."""
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        damaged = archive.testzip()
        assert damaged is None, f'{path}: {damaged} is damaged'
        database = Path(folder) / 'db.sqlite3'
        database.write_bytes(archive.read('db.sqlite3'))
        connection = sqlite3.connect(database)
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert not is_sound or connection.execute('PRAGMA foreign_key_check').fetchall() == []
        tables = {table: rows(connection.execute, table) for table in COPIED_TABLES + ('db_dblink', 'db_dbgroup_dbnodes')}
        schema = sorted(
            (kind, name, *statement_parts(sql))
            for kind, name, sql in connection.execute('SELECT type, name, sql FROM sqlite_master')
            if 'db_dbsetting' not in name and not name.startswith('sqlite_autoindex_db_dbsetting')
        )
        connection.close()
        return {
            'tables': tables,
            'schema': schema,
            'metadata': json.loads(archive.read('metadata.json')),
            'files': {
                name.removeprefix('repo/'): hashlib.sha256(archive.read(name)).hexdigest()
                for name in archive.namelist() if name.startswith('repo/') and not name.endswith('/')
            },
            'directory': archive.namelist(),
            'local_order': [info.filename for info in sorted(archive.infolist(), key=lambda info: info.header_offset)],
        }


def with_ids(tables):
    """Rows with their own ids; links and memberships without, as those are numbered anew by whoever writes."""
    dump = {
        table: sorted(
            tuple((name, exact(name, value)) for name, value in sorted(row.items())) for row in tables[table]
        )
        for table in COPIED_TABLES
    }
    dump['links'] = sorted((r['input_id'], r['output_id'], r['type'], r['label']) for r in tables['db_dblink'])
    dump['members'] = sorted((r['dbgroup_id'], r['dbnode_id']) for r in tables['db_dbgroup_dbnodes'])
    return dump


def by_identity(tables, strip=lambda node: node['extras']):
    """Rows without ids: references become UUIDs and e-mails, so that two storages can be compared."""
    user = {r['id']: r['email'] for r in tables['db_dbuser']}
    computer = {r['id']: r['uuid'] for r in tables['db_dbcomputer']}
    node = {r['id']: r['uuid'] for r in tables['db_dbnode']}
    group = {r['id']: r['uuid'] for r in tables['db_dbgroup']}
    references = {'user_id': user, 'aiidauser_id': user, 'dbcomputer_id': computer, 'dbnode_id': node}
    dump = {}
    for table in COPIED_TABLES:
        dump[table] = []
        for row in tables[table]:
            if table == 'db_dbnode':
                row = {**row, 'extras': strip({**row, 'extras': json.loads(row['extras'])})}
            dump[table].append(tuple(
                (name, references[name].get(value) if name in references else exact(name, value))
                for name, value in sorted(row.items()) if name != 'id'
            ))
        dump[table].sort(key=repr)
    dump['links'] = sorted((node[r['input_id']], node[r['output_id']], r['type'], r['label']) for r in tables['db_dblink'])
    dump['members'] = sorted((group[r['dbgroup_id']], node[r['dbnode_id']]) for r in tables['db_dbgroup_dbnodes'])
    return dump
