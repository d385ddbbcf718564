"""Run one program and say what it cost: `measure.py [--watch FOLDER… --] REPORT PROGRAM ARGUMENT…`.

Times and memory are the system's own accounting of the finished process and of those it waited for, all threads
included. The program's output goes to REPORT.out and REPORT.err. What the watched folders take on the disk together is looked
at twenty times a second: its most, and the end.
"""

import json
import os
import subprocess
import sys
import threading
import time

PACE = 0.05


def taken(folders):
    """Bytes on the disk of everything in these folders."""
    total = 0
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    stat = os.lstat(os.path.join(path, name))
                except FileNotFoundError:
                    continue  # gone meanwhile
                total += stat.st_blocks * 512
    return total


class Watch(threading.Thread):
    def __init__(self, folders):
        super().__init__(daemon=True)
        self.folders, self.most, self.ended = folders, 0, threading.Event()

    def run(self):
        while not self.ended.wait(PACE):
            self.most = max(self.most, taken(self.folders))

    def result(self):
        self.ended.set()
        self.join()
        end = taken(self.folders)
        return {'mostDisk': max(self.most, end), 'endDisk': end}


words = sys.argv[1:]
folders = words[1 : words.index('--')] if words[0] == '--watch' else []
report, *command = words[words.index('--') + 1 :] if folders else words
watch = Watch(folders)
if folders:
    watch.start()
with open(f'{report}.out', 'wb') as output, open(f'{report}.err', 'wb') as errors:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)
with open(report, 'w') as file:
    json.dump(
        {
            'status': os.waitstatus_to_exitcode(status),
            'wall': wall,
            'cpu': usage.ru_utime + usage.ru_stime,
            'peakBytes': peak,
            **(watch.result() if folders else {}),
        },
        file,
    )
