#!/usr/bin/env python3
"""What gcov saw of a room: report.py BUILD ROOM. A place that no test reaches is named; one that is marked with the comment
"unreached: answers unknown" on its line is allowed, once in 300 lines. gcov counts both ways of each test that the compiler makes."""
import glob
import gzip
import json
import os
import subprocess
import sys
import tempfile

MARK = "unreached: answers unknown"
LINES_PER_MARK = 300


def gcov(build, room):
    """(lines, branches) of each source: line -> count, line -> [count of each way]; sums over all that include it."""
    lines, branches = {}, {}
    notes = glob.glob(f"{build}/obj/src/{room}/*.gcda")
    with tempfile.TemporaryDirectory() as scratch:
        for note in notes:
            subprocess.run(["gcov", "--json-format", "--branch-probabilities", os.path.abspath(note)], cwd=scratch,
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in glob.glob(f"{scratch}/*.gcov.json.gz"):
            with gzip.open(name) as text:
                read(json.load(text), room, lines, branches)
    return lines, branches


def read(data, room, lines, branches):
    for file in data["files"]:
        source = os.path.normpath(file["file"])
        if not source.startswith(f"src/{room}/"):
            continue
        for line in file["lines"]:
            number = line["line_number"]
            known = lines.setdefault(source, {})
            known[number] = known.get(number, 0) + line["count"]
            ways = [branch["count"] for branch in line["branches"] if not branch.get("throw")]
            before = branches.setdefault(source, {}).get(number)
            if before and len(before) == len(ways):
                ways = [a + b for a, b in zip(before, ways)]
            if ways:
                branches[source][number] = ways


def missed(source, lines, branches):
    """(line, what) of each place that no test reaches."""
    for number, count in sorted(lines[source].items()):
        ways = branches.get(source, {}).get(number, [])
        if count == 0:
            yield number, "line"
        elif 0 in ways:
            yield number, f"{ways.count(0)} of {len(ways)} branches"


def main():
    build, room = sys.argv[1:]
    lines, branches = gcov(build, room)
    total = sum(len(open(source).readlines()) for source in lines)
    marked = unmarked = 0
    for source in sorted(lines):
        text = open(source).read().split("\n")
        for number, what in missed(source, lines, branches):
            is_marked = MARK in text[number - 1]
            marked += is_marked
            unmarked += not is_marked
            print(f"{source}:{number}: {what}{' (marked)' if is_marked else ''}: {text[number - 1].strip()}")
    reached = sum(1 for source in lines for count in lines[source].values() if count)
    known = sum(len(lines[source]) for source in lines)
    ways = [count for source in branches for all_ways in branches[source].values() for count in all_ways]
    print(f"src/{room}: {reached} of {known} lines, {sum(1 for w in ways if w)} of {len(ways)} branches; "
          f"{marked} marked, {total // LINES_PER_MARK} allowed, {unmarked} without a mark")
    return 1 if unmarked or marked > total // LINES_PER_MARK else 0


sys.exit(main())
