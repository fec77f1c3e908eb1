#!/usr/bin/env python3
"""Changes every row of the judge's tables, one cell at a time, and expects a test to fail: run.py BUILD.

A cell that is a name loses its first letter to another, true and false change places, an enumerator becomes its neighbour, a function
becomes the one of the next row; and each row is left out whole where the table has no fixed places. What survives must be in
equivalent.txt beside this file, with the reason why nothing can tell it from what it was. Needs gcc and the build of `make tests`."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

FLAGS = "-std=c11 -O0 -w -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/unit".split()
# File, the line that begins the table, and whether rows may be left out.
TABLES = [
    ("src/policy/cond.c", "cond_ops[] = {", True),
    ("src/policy/context.c", "context_rows[] = {", True),
    ("src/policy/fill_who.c", "principal_types[] = {", False),
    ("src/policy/layers.c", "rcp_prefixes[] = {", True),
    ("src/policy/layers.c", "layer_rows[] = {", False),
    ("src/policy/layers.c", "grant_rows[] = {", False),
    ("src/policy/layers.c", "special_rows[] = {", True),
    ("src/policy/near.c", "misnamed_rows[] = {", True),
    ("src/policy/near.c", "near_forms[] = {", False),
    ("src/policy/parse.c", "prefixes[] = {", True),
    ("src/policy/parse.c", "principal_kinds[] = {", True),
    ("src/policy/who.c", "services[] = {", True),
]
NEIGHBOURS = {
    "VARS_LITERAL": "VARS_GLOB", "VARS_GLOB": "VARS_LITERAL", "VARS_NONE": "VARS_LITERAL",
    "V_ALLOW": "V_DENY_IMPLICIT", "V_DENY_IMPLICIT": "V_ALLOW",
    "FORM_ACCOUNT": "FORM_SERVICE", "FORM_SERVICE": "FORM_FEDERATED", "FORM_FEDERATED": "FORM_SERVICE",
    "FORM_CANONICAL": "FORM_SERVICE",
}
CELL = re.compile(r'"(?:[^"\\]|\\.)*"|\b[a-zA-Z_][a-zA-Z0-9_]*\b')


def table_of(text, head):
    """Where the rows begin and end: between the table's own braces."""
    start = text.index(head) + len(head)
    depth = 1
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return start, end
    raise ValueError(head)


def functions(body):
    return [name for name in re.findall(r"\b(?:fill|cond|literal|exempt|special)_[a-z_]+\b", body)]


def changed_cell(cell, names):
    """What a cell becomes, or None where it is no cell of a row."""
    if cell.startswith('"'):
        return None if cell == '""' else '"Zz' + cell[2:]
    if cell in ("true", "false"):
        return "false" if cell == "true" else "true"
    if cell in NEIGHBOURS:
        return NEIGHBOURS[cell]
    if cell in names:
        return next((name for name in names if name != cell), None)
    return None


def mutants(path, head, removable):
    """(place, what was changed, the whole changed text)."""
    text = open(path).read()
    start, end = table_of(text, head)
    body = text[start:end]
    names = functions(body)
    for match in CELL.finditer(body):
        line = body[:match.start()].count("\n") + text[:start].count("\n") + 1
        if body[:match.start()].rstrip().endswith("["):
            continue
        to = changed_cell(match.group(), names)
        if to is not None:
            new = text[:start + match.start()] + to + text[start + match.end():]
            yield f"{path}:{line}", f"{match.group()} -> {to}", new
    if not removable:
        return
    rows = re.finditer(r"\t\{.*\},\n", body) if "\t{" in body else re.finditer(r'STR_INIT\("[^"]*"\),|"[^"]*",', body)
    for row in rows:
        line = body[:row.start()].count("\n") + text[:start].count("\n") + 1
        yield f"{path}:{line}", f"without {row.group().strip()}", text[:start + row.start()] + text[start + row.end():]


class Bench:
    """The object files of a build, and the tests that look at the judge."""

    def __init__(self, build):
        self.build = build
        self.objects = subprocess.run(["find", f"{build}/obj/src", f"{build}/obj/gen", "-name", "*.o", "-not", "-name", "main.o"],
                                      capture_output=True, text=True, check=True).stdout.split()
        self.tests = sorted(name[:-2] for name in os.listdir("tests/unit") if re.match(r"test_policy_.*\.c$", name))
        self.libs = subprocess.run(["pkg-config", "--libs", "libcjson", "libcrypto", "sqlite3", "ncursesw"],
                                   capture_output=True, text=True, check=True).stdout.split()
        self.libs += subprocess.run(["pkg-config", "--silence-errors", "--libs", "yaml-0.1", "zlib"],
                                    capture_output=True, text=True).stdout.split()
        self.scratch = tempfile.mkdtemp()
        self.test_objects = {}
        for test in self.tests:
            self.test_objects[test] = f"{self.scratch}/{test}.o"
            subprocess.check_call(["gcc", *FLAGS, "-c", "-o", self.test_objects[test], f"tests/unit/{test}.c"])

    def killed(self, path, text, number):
        source = f"{self.scratch}/mutant{number}.c"
        mutant = f"{self.scratch}/mutant{number}.o"
        with open(source, "w") as out:
            out.write(text)
        if subprocess.call(["gcc", *FLAGS, "-c", "-o", mutant, source], stderr=subprocess.DEVNULL):
            return "does not compile"
        others = [o for o in self.objects if not o.endswith("/" + path[:-2] + ".o")]
        archive = f"{self.scratch}/mutant{number}.a"
        for test in self.tests:
            program = f"{self.scratch}/run{number}"
            subprocess.check_call(["gcc", "-o", program, self.test_objects[test], mutant, *others, "-lcmocka", *self.libs, "-lm"])
            run = subprocess.run([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120,
                                 env={**os.environ, "ROLEHOP_TESTS": os.path.abspath("tests")})
            if run.returncode:
                return test
        return None


def main():
    bench = Bench(sys.argv[1])
    known = {}
    for line in open("tests/mutate/equivalent.txt"):
        if line.strip() and not line.startswith("#"):
            place, what, why = line.rstrip("\n").split(" | ")
            known[(place, what)] = why
    work = [(path, *mutant) for path, head, removable in TABLES for mutant in mutants(path, head, removable)]
    survivors = excused = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda item: bench.killed(item[1][0], item[1][3], item[0]), enumerate(work))
        for (path, place, what, _), result in zip(work, results):
            if result is not None:
                continue
            why = known.pop((path, what), None)
            excused += why is not None
            survivors += why is None
            if why is None:
                print(f"survived: {place}: {what}", flush=True)
    for place, what in known:
        print(f"equivalent.txt: {place}: {what} is killed, or there no more")
    print(f"{len(work)} changes, {len(work) - survivors - excused} noticed, {excused} that nothing can tell, {survivors} survived")
    return 1 if survivors or known else 0


sys.exit(main())
