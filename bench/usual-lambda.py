"""What many run today: decompress a CloudTrail file, parse all of it, and keep the console logins.

Prints the milliseconds of each round for the files that are named, as JSON.
"""

import gzip
import json
import sys
import time


def console_logins(path):
    with open(path, "rb") as file:
        records = json.loads(gzip.decompress(file.read()))["Records"]
    return [record for record in records if record.get("eventName") == "ConsoleLogin"]


rounds, paths = int(sys.argv[1]), sys.argv[2:]
took = []
for _ in range(rounds):
    start = time.perf_counter()
    for path in paths:
        console_logins(path)
    took.append((time.perf_counter() - start) * 1000)
json.dump(took, sys.stdout)
