"""Reads lines of JSON with orjson. Prints the lines, those that are not JSON, and the seconds."""

import sys
import time

import orjson


def main() -> None:
    read = failed = 0
    start = time.perf_counter()
    with open(sys.argv[1], "rb") as file:
        for line in file:
            try:
                orjson.loads(line)
                read += 1
            except orjson.JSONDecodeError:
                failed += 1
    print(read + failed, failed, time.perf_counter() - start)


main()
