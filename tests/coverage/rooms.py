#!/usr/bin/env python3
"""What gcov saw of the rooms that decide: rooms.py BUILD [PLACE...]. Prints lines and branches of each room, what nothing reached of each
PLACE (a room src/ROOM or a source), and fails if a room is below the bounds."""
import sys

from report import gcov, missed

ROOMS = ("base", "model", "policy", "asl", "store", "trace")
LINES, BRANCHES = 0.95, 0.90


def share(counts):
    """(reached, of how many, as a part of 1)."""
    reached = sum(map(bool, counts))
    return reached, len(counts), reached / len(counts)


def show(source, lines, branches):
    text = open(source).read().split("\n")
    for number, what in missed(source, lines, branches):
        print(f"{source}:{number}: {what}: {text[number - 1].strip()}")


def main():
    build, *places = sys.argv[1:]
    low = []
    for room in ROOMS:
        lines, branches = gcov(build, room)
        for source in sorted(lines):
            if any(source == place or source.startswith(place.rstrip("/") + "/") for place in places):
                show(source, lines, branches)
        of_lines = share([count for counts in lines.values() for count in counts.values()])
        of_ways = share([way for all_ways in branches.values() for ways in all_ways.values() for way in ways])
        is_low = of_lines[2] < LINES or of_ways[2] < BRANCHES
        if is_low:
            low.append(room)
        print(f"{room:8} {of_lines[0]:5} of {of_lines[1]:5} lines {of_lines[2]:7.2%}"
              f" {of_ways[0]:5} of {of_ways[1]:5} branches {of_ways[2]:7.2%}{'  TOO FEW' if is_low else ''}")
    print(f"{len(ROOMS) - len(low)} rooms of {len(ROOMS)} reach {LINES:.0%} of lines and {BRANCHES:.0%} of branches")
    return 1 if low else 0


sys.exit(main())
