#!/usr/bin/env python3
"""What gcov saw of a room: report.py BUILD ROOM. A line that no test reaches is named, and a branch with its number on its line; where
the line is marked with the comment "unreached: answers unknown" it is allowed, once in 300 lines. gcov counts both ways of each test
that the compiler makes, those within && and || too. A mark on a line that a test does reach is an error."""
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
            untaken = ", ".join(str(i) for i, way in enumerate(ways) if way == 0)
            yield number, f"branch {untaken} of {len(ways)}"


def tell(source, lines, branches):
    """Prints the places that no test reaches; (the source's counts of lines and of ways, marks, places without one)."""
    text = open(source).read().split("\n")
    marks = {number for number, line in enumerate(text, 1) if MARK in line}
    bare = 0
    for number, what in missed(source, lines, branches):
        is_marked = number in marks
        bare += not is_marked
        print(f"{source}:{number}: {what}{' (marked)' if is_marked else ''}: {text[number - 1].strip()}")
        marks.discard(number)
    for number in sorted(marks):
        bare += 1
        print(f"{source}:{number}: marked, and a test reaches it: {text[number - 1].strip()}")
    counts = list(lines[source].values())
    ways = [way for all_ways in branches.get(source, {}).values() for way in all_ways]
    return counts, ways, sum(MARK in line for line in text), bare


def row(name, counts, ways):
    print(f"{name:28} {sum(map(bool, counts)):6} of {len(counts):4} lines {sum(map(bool, ways)):6} of {len(ways):4} branches")


def main():
    build, room = sys.argv[1:]
    lines, branches = gcov(build, room)
    told = {source: tell(source, lines, branches) for source in sorted(lines)}
    total = sum(len(open(source).readlines()) for source in lines)
    allowed = total // LINES_PER_MARK
    marked = sum(marks for _, _, marks, _ in told.values())
    bare = sum(bare for _, _, _, bare in told.values())
    for source, (counts, ways, _, _) in told.items():
        row(source, counts, ways)
    row(f"src/{room}", [count for counts, *_ in told.values() for count in counts],
        [way for _, ways, *_ in told.values() for way in ways])
    print(f"{marked} marked of {allowed} allowed in {total} lines, {bare} without a mark")
    return 1 if bare or marked > allowed or not told else 0


if __name__ == "__main__":
    sys.exit(main())
