"""Run one program and say what it cost: `measure.py REPORT PROGRAM ARGUMENT…`.

Times and memory are the system's own accounting of the finished process and of those it waited for, all threads
included. The program's output goes to REPORT.out and REPORT.err.
"""

import json
import os
import subprocess
import sys
import time

report, *command = sys.argv[1:]
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
        },
        file,
    )
