"""A process of AiiDA's that works with a store while Stemma does: aiida_at_work.py FOLDER (writes|reads|holds|locks) .

`writes` stores nodes with files, `reads` counts them and reads files, `holds` keeps a write transaction open, `locks` has the profile
for itself. Each says "ready" when it has begun and goes on until its stdin ends; then it prints how often it did its work.
"""

import logging
import sys
import threading
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings('ignore')


def main(folder, work):
    from aiida.manage.configuration import get_config
    from aiida.manage.manager import get_manager
    from aiida.manage.profile_access import ProfileAccessManager
    from sqlalchemy import text

    name = next((profile.name for profile in get_config().profiles if profile.storage_config.get('filepath') == folder), None)
    if work == 'locks':
        with ProfileAccessManager(get_config().get_profile(name)).lock():
            print('ready', flush=True)
            sys.stdin.read()
        return
    if name is None:
        from aiida.manage.configuration.profile import Profile

        profile = Profile('at-work', {'storage': {'backend': 'core.sqlite_dos', 'config': {'filepath': folder}}, 'process_control': {'backend': None, 'config': {}}})
    else:
        profile = get_config().get_profile(name)
    get_manager().load_profile(profile, allow_switch=True)
    from aiida import orm

    backend = get_manager().get_profile_storage()
    user = orm.QueryBuilder(backend=backend).append(orm.User).first(flat=True)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    if work == 'holds':
        session = backend.get_session()
        session.execute(text("UPDATE db_dbuser SET first_name = 'held'"))
        print('ready', flush=True)
        ended.wait()
        session.rollback()
        return
    done = 0
    while not ended.is_set():
        if work == 'writes':
            node = orm.SinglefileData.from_string(f'written meanwhile {done}', user=user, backend=backend)
            node.store()
        else:
            orm.QueryBuilder(backend=backend).append(orm.Node).count()
            for node in orm.QueryBuilder(backend=backend).append(orm.SinglefileData).limit(3).all(flat=True):
                node.get_content()
        done += 1
        if done == 1:
            print('ready', flush=True)
    print(done)


if __name__ == '__main__':
    main(*sys.argv[1:])
