"""The least that a cold start can do, in Python: inflate db.sqlite3 of an archive to a file, with its CRC."""

import shutil
import sys
import zipfile

source, target = sys.argv[1:]
with zipfile.ZipFile(source) as archive, archive.open('db.sqlite3') as database, open(target, 'wb') as file:
    shutil.copyfileobj(database, file, 1024 * 1024)
