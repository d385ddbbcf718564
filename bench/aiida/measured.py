"""What AiiDA does for the same questions, each in a process of its own: `measured.py WHAT ARCHIVE [arguments]`.

With `import` and `export-store` the second word is a profile folder (`core.sqlite_dos`), which `make-store` makes.

The archive is read where it lies, as the read-only storage `core.sqlite_zip` that AiiDA itself opens for
`verdi archive info` and `verdi archive import`: no import of minutes goes before, and both programs start from the same
file. What AiiDA prints of its own timings is not used; whoever starts this process measures all of it.
"""

import sys

COLUMNS = [
    'id', 'uuid', 'node_type', 'process_type', 'label', 'description', 'ctime', 'mtime',
    'attributes.process_state', 'attributes.exit_status',
]  # fmt: skip

USER = 'aiida@localhost'


def storage(path):
    from aiida.storage.sqlite_zip.backend import SqliteZipBackend

    return SqliteZipBackend(SqliteZipBackend.create_profile(path))


def group_nodes(backend, label):
    from aiida import orm

    query = orm.QueryBuilder(backend=backend)
    query.append(orm.Group, filters={'label': label}, tag='group')
    query.append(orm.Node, with_group='group', project='id')
    return set(query.all(flat=True))


def listing(backend):
    """What a table of all nodes shows."""
    from aiida import orm

    query = orm.QueryBuilder(backend=backend)
    query.append(orm.Node, project=COLUMNS)
    return sum(1 for _ in query.iterall(batch_size=1000))


def newest(backend):
    """The last hundred of them, and how many there are: what a table shows at first."""
    from aiida import orm

    query = orm.QueryBuilder(backend=backend)
    query.append(orm.Node, project=COLUMNS, tag='node')
    query.order_by({'node': {'ctime': 'desc'}})
    query.limit(100)
    query.all()
    return query.limit(None).count()


def closure(backend, starting_ids):
    """The nodes and links that an export of these would hold."""
    from aiida.tools.graph.graph_traversers import get_nodes_export

    return len(get_nodes_export(starting_ids, get_links=True, backend=backend)['nodes'])


def export(backend, entities, target, compression):
    from aiida.tools.archive.create import create_archive

    create_archive(
        entities, filename=target, backend=backend, compression=int(compression), overwrite=True, test_run=False
    )


def profile(folder):
    """A profile folder as AiiDA's own storage; made the first time."""
    from pathlib import Path

    from aiida.manage.configuration.profile import Profile
    from aiida.storage.sqlite_dos.backend import SqliteDosStorage

    storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': folder}}
    configured = Profile('bench', {'storage': storage, 'process_control': {'backend': None, 'config': {}}})
    configured.default_user_email = USER
    if not Path(folder).exists():
        from aiida import orm

        SqliteDosStorage.initialise(configured)
        backend = SqliteDosStorage(configured)
        orm.User(email=USER, backend=backend).store()
        backend.close()
    return SqliteDosStorage(configured)


def with_store(what, folder, arguments):
    backend = profile(folder)
    if what == 'import':
        from aiida.tools.archive.imports import import_archive

        archive, is_tried = arguments
        try:
            import_archive(archive, backend=backend, test_run=is_tried == 'dry')
        except Exception as error:
            if type(error).__name__ != 'ImportTestRun':
                raise
    elif what == 'export-store':
        export(backend, None, *arguments)
    backend.close()


def main():
    what, path, *arguments = sys.argv[1:]
    if what in ('make-store', 'import', 'export-store'):
        with_store(what, path, arguments)
        return
    backend = storage(path)
    from aiida import orm

    if what == 'newest':
        print(newest(backend))
    elif what == 'list':
        print(listing(backend))
    elif what == 'closure-all':
        print(closure(backend, set(orm.QueryBuilder(backend=backend).append(orm.Node, project='id').all(flat=True))))
    elif what == 'closure-group':
        print(closure(backend, group_nodes(backend, arguments[0])))
    elif what == 'export-all':
        export(backend, None, *arguments)
    elif what == 'export-group':
        target, compression, label = arguments
        query = orm.QueryBuilder(backend=backend).append(orm.Group, filters={'label': label})
        export(backend, query.all(flat=True), target, compression)
    else:
        sys.exit(f'unknown: {what}')
    backend.close()


main()
