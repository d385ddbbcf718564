"""Edit the same store with Stemma and with real AiiDA, and compare.

After each edit both stores have the same rows, ids and texts of JSON included; of times it counts whether they were set. What
AiiDA refuses Stemma refuses, and changes nothing. AiiDA then opens the store that Stemma edited as a profile, reads what was
written through its ORM and edits it on, and Stemma sees that.

Used by compare_with_aiida.py; alone: compare_edits.py FIXTURES_FOLDER.
"""

import json
import math
import random
import shutil
import struct
import sys
from pathlib import Path

from checks import run_alone, same
from compare_imports import FIRST_USER, Ours, tables_of

TIMES = {'db_dbnode': ('mtime',), 'db_dbcomment': ('ctime', 'mtime'), 'db_dbgroup': ('time',)}
SEED = 20261122


def numbers():
    """Fractions of every size, as a person may type them: AiiDA rounds them, and makes some of them whole."""
    chance = random.Random(SEED)
    anywhere = (struct.unpack('<d', struct.pack('<Q', chance.getrandbits(64)))[0] for _ in range(400))
    typed = [repr(value) for value in anywhere if math.isfinite(value)]
    typed += [f'{chance.uniform(-1, 1):.{chance.randrange(1, 20)}f}e{chance.randrange(-20, 25)}' for _ in range(400)]
    typed += [str(chance.randrange(10**14) + 0.5) for _ in range(100)] + [str(chance.randrange(-10**25, 10**25)) for _ in range(50)]
    return '[' + ','.join([*typed, '1e16', '99999999999999.9', '-0.0', '-0', '0.00001', '0.0001', '1E+2']) + ']'


VALUES = (
    numbers(),
    '{ "b" : [ ] ,\n"a": {}, "\\u00fc\\ud83d\\ude00": "\\u00e9\\/\\u007f\\u0000\\ud800", "ä": [true, false, null], "nested": {"a.b": 1.50}}',
    '"text"',
    'null',
)


class Pair:
    """One store twice: ours to edit, and a copy that AiiDA edits."""

    def __init__(self, stemma, archive, work):
        from aiida.manage.configuration.profile import Profile as Configured
        from aiida.storage.sqlite_dos.backend import SqliteDosStorage

        self.stemma = stemma
        self.ours = Ours(stemma, work)
        assert self.ours.take(archive)[0] == 0
        theirs = Path(f'{self.ours.path}-aiida')
        shutil.copytree(self.ours.path, theirs)
        storage = {'backend': 'core.sqlite_dos', 'config': {'filepath': str(theirs)}}
        configured = Configured(theirs.name, {'storage': storage, 'process_control': {'backend': None, 'config': {}}})
        configured.default_user_email = FIRST_USER
        self.theirs, self.backend = theirs, SqliteDosStorage(configured)
        self.before = tables_of(self.ours.path)

    def run(self, *words):
        return self.stemma.run(*words, '--store', str(self.ours.path))

    def both(self, title, words, edit):
        status, told = self.run(*words)
        assert status == 0, (title, told)
        edit()
        self.backend.get_session().commit()
        mine, other = tables_of(self.ours.path), tables_of(self.theirs)
        same(title, self.comparable(mine), self.comparable(other))
        return told

    def refused(self, title, words, code, edit):
        before = tables_of(self.ours.path)
        status, told = self.run(*words)
        same(f'{title}: code', [status, told.get('error', {}).get('code')], [1, code])
        same(f'{title}: left', tables_of(self.ours.path), before)
        try:
            edit()
        except Exception:
            self.backend.get_session().rollback()
        else:
            raise AssertionError(f'{title}: AiiDA takes it')

    def comparable(self, tables):
        """Times as set or not, the UUIDs of new rows as new."""
        known = {table: {row['id']: row for row in rows} for table, rows in self.before.items()}
        for table, columns in TIMES.items():
            for row in tables[table]:
                old = known[table].get(row['id'])
                if not old or old['uuid'] != row['uuid']:
                    row['uuid'] = 'new'
                for column in columns:
                    if not old or old[column] != row[column]:
                        assert len(row[column]) == len('2026-03-01 09:15:02.104233'), row
                        row[column] = 'set'
        return tables

    def done(self):
        self.backend.close()


def check_edits(stemma, archive, work):
    from aiida import orm

    pair = Pair(stemma, archive, work)
    backend = pair.backend
    nodes = [row['id'] for row in pair.before['db_dbnode']]
    first, second, third = nodes[0], nodes[1], nodes[-1]
    load = lambda pk: orm.Node.get_collection(backend).get(id=pk)
    groups = orm.Group.get_collection(backend)
    group = lambda label: groups.get(label=label, type_string='core')
    user = orm.User.get_collection(backend).get(email=FIRST_USER)

    # Labels, descriptions, extras.
    pair.both('label', ['node', 'label', str(first), '-l', 'ünï\u202e'], lambda: setattr(load(first), 'label', 'ünï\u202e'))
    pair.both('no label', ['node', 'label', str(second), '-l', ''] if load(second).label else ['node', 'label', str(second), '-l', 'x'],
              lambda: setattr(load(second), 'label', '' if load(second).label else 'x'))
    pair.both('description', ['node', 'description', str(first), '-d', 'a\nb'], lambda: setattr(load(first), 'description', 'a\nb'))
    for at, value in enumerate(VALUES):
        pair.both(f'extra {at}', ['node', 'extras', str(first), '-k', f'key {at}', '--value', value],
                  lambda at=at, value=value: load(first).base.extras.set(f'key {at}', json.loads(value)))
    pair.both('extra in its place', ['node', 'extras', str(first), '-k', 'key 1', '--value', '10.0'],
              lambda: load(first).base.extras.set('key 1', 10.0))
    pair.both('extra of several', ['node', 'extras', str(second), str(third), '-k', 'ü', '--value', '1'],
              lambda: [load(pk).base.extras.set('ü', 1) for pk in (second, third)])
    pair.both('extra deleted', ['node', 'extras', str(first), '-k', 'key 0', '--delete'], lambda: load(first).base.extras.delete('key 0'))

    def rename():
        extras = load(first).base.extras.all
        extras['other'] = extras.pop('key 1')
        load(first).base.extras.reset(extras)

    pair.both('extra renamed', ['node', 'extras', str(first), '-k', 'key 1', '--rename', 'other'], rename)
    pair.both('all extras', ['node', 'extras', str(second), '--replace', '{"z": 1e20, "a": {"b": [1.0]}}'],
              lambda: load(second).base.extras.reset({'z': 1e20, 'a': {'b': [1.0]}}))
    pair.both('no extras', ['node', 'extras', str(second), '--replace', '{}'], lambda: load(second).base.extras.clear())

    # Comments.
    told = pair.both('comment', ['node', 'comment', 'add', 'well\ndone ü', '-N', str(first)],
                     lambda: load(first).base.comments.add('well\ndone ü', user=user))
    pk = told['comments'][0]['pk']
    pair.both('comment edited', ['node', 'comment', 'update', str(pk), 'better'], lambda: load(first).base.comments.update(pk, 'better'))
    pair.both('second comment', ['node', 'comment', 'add', 'second', '-N', str(first)], lambda: load(first).base.comments.add('second', user=user))
    pair.both('comment deleted', ['node', 'comment', 'remove', str(pk)], lambda: load(first).base.comments.remove(pk))

    # Groups.
    pair.both('group', ['group', 'create', 'of ours', '-d', ''], lambda: orm.Group('of ours', user=user, backend=backend).store())
    pair.both('add', ['group', 'add-nodes', '-G', 'of ours', str(third), str(first)],
              lambda: group('of ours').add_nodes([load(third), load(first)]))
    pair.both('add again', ['group', 'add-nodes', '-G', 'of ours', str(second), str(first)],
              lambda: group('of ours').add_nodes([load(second), load(first)]))
    pair.both('remove', ['group', 'remove-nodes', '-G', 'of ours', str(first)], lambda: group('of ours').remove_nodes([load(first)]))
    pair.both('relabel', ['group', 'relabel', 'of ours', 'renamed'], lambda: setattr(group('of ours'), 'label', 'renamed'))
    pair.both('describe', ['group', 'description', 'renamed', 'what for'], lambda: setattr(group('renamed'), 'description', 'what for'))
    pair.both('second group', ['group', 'create', 'of ours'], lambda: orm.Group('of ours', user=user, backend=backend).store())
    pair.both('label of another type', ['group', 'create', import_label(pair)],
              lambda: orm.Group(import_label(pair), user=user, backend=backend).store())
    pair.both('clear', ['group', 'remove-nodes', '-G', 'renamed', '--clear'], lambda: group('renamed').clear())
    pair.both('filled again', ['group', 'add-nodes', '-G', 'renamed', str(second)], lambda: group('renamed').add_nodes([load(second)]))
    pair.both('deleted', ['group', 'delete', 'renamed'], lambda: groups.delete(group('renamed').pk))
    imported = next(row for row in pair.before['db_dbgroup'] if row['type_string'] == 'core.import')
    pair.both('import group', ['group', 'relabel', imported['uuid'], 'mine'],
              lambda: setattr(groups.get(uuid=imported['uuid']), 'label', 'mine'))
    pair.both('less in the import group', ['group', 'remove-nodes', '-G', imported['uuid'], str(first)],
              lambda: groups.get(uuid=imported['uuid']).remove_nodes([load(first)]))

    # What neither takes.
    extras = load(first).base.extras
    for title, words, code, edit in (
        ('a dot', ['node', 'extras', str(first), '-k', 'a.b', '--value', '1'], 'import/validation', lambda: extras.set('a.b', 1)),
        ('no key', ['node', 'extras', str(first), '-k', '', '--value', '1'], 'import/validation', lambda: extras.set('', 1)),
        ('NaN', ['node', 'extras', str(first), '-k', 'n', '--value', '[NaN]'], 'import/validation', lambda: extras.set('n', [math.nan])),
        ('infinity', ['node', 'extras', str(first), '-k', 'n', '--value', '1e999'], 'import/validation', lambda: extras.set('n', json.loads('1e999'))),
        ('a key that is not there', ['node', 'extras', str(first), '-k', 'none', '--delete'], 'import/validation', lambda: extras.delete('none')),
        ('a taken label', ['group', 'relabel', 'of ours', import_label(pair)], 'import/uniqueness',
         lambda: setattr(group('of ours'), 'label', import_label(pair))),
        ('no label', ['group', 'create', ''], 'import/validation', lambda: orm.Group('', user=user, backend=backend)),
        ('a comment that is not there', ['node', 'comment', 'remove', '9999'], 'import/validation', lambda: load(first).base.comments.remove(9999)),
    ):
        pair.refused(title, words, code, edit)
    check_opened(pair, first, work)
    pair.done()


def import_label(pair):
    return next(row['label'] for row in pair.before['db_dbgroup'] if row['type_string'] == 'core.import')


def check_opened(pair, pk, work):
    """AiiDA reads and edits what Stemma wrote, archives it, and Stemma reads and edits it on."""
    from aiida import orm
    from aiida.tools.archive import create_archive

    backend = pair.ours.opened()
    try:
        mine, theirs = (orm.Node.get_collection(one).get(id=pk) for one in (backend, pair.backend))
        same('extras', mine.base.extras.all, theirs.base.extras.all)
        same('comments', [one.content for one in mine.base.comments.all()], [one.content for one in theirs.base.comments.all()])
        create_archive(None, filename=work / f'{pair.ours.path.name}.aiida', backend=backend)
        mine.base.extras.set('by AiiDA', {'a': 1.0})
        mine.label = 'by AiiDA'
        backend.get_session().commit()
    finally:
        backend.close()
    status, [row] = pair.run('node', 'label', str(pk))
    same('label by AiiDA', [status, row['label']], [0, 'by AiiDA'])
    status, told = pair.run('node', 'extras', str(pk), '-k', 'by AiiDA', '--delete')
    same('edited on', [status, told['changed']], [0, 1])
    status, report = pair.stemma.run('store', 'verify', str(pair.ours.path))
    assert status == 0, report


def compare_edits(stemma, folder, work):
    """Titles and checks."""
    for name in ('generated_main_0001_rich', 'qe-failures', 'export_0.9_simple'):
        archive = Path(folder) / f'{name}.aiida'
        yield f'edits: {name}', lambda archive=archive: check_edits(stemma, archive, work)


if __name__ == '__main__':
    sys.exit(run_alone(lambda stemma, work: compare_edits(stemma, sys.argv[1], work)))
