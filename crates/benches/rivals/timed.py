"""Runs a program. Prints its seconds, its CPU seconds and the peak of its memory in KiB, in the last line of standard error."""

import resource
import subprocess
import sys
import time


def main() -> None:
    start = time.perf_counter()
    subprocess.run(sys.argv[1:])
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=sys.stderr)


main()
