#!/usr/bin/env python3
"""Changes every row of the judge's tables, one cell at a time, and expects a test to fail: run.py BUILD [WORD], of
the tables in whose file or name WORD is.

Of a text another letter comes first, true and false change places, an enumerator becomes each of its siblings, a function the next one of
its column (each other one, where there are few), and each row is left out. What no test of tests/unit/test_policy_* (those of tests/eval among them) notices must stand in
equivalent.txt beside this file, with the reason why nothing can tell it from what it was. Needs gcc, python3 and the archive of `make tests`."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

FLAGS = "-std=c11 -O0 -w -D_XOPEN_SOURCE=700 -Iinclude -Isrc -Itests/unit".split()
LIBS = "libcjson yaml-0.1".split()
JOBS = 2
FEW = 6
PATIENCE = 120  # seconds, of one change
# File, and the words that begin each of its tables.
TABLES = [
    ("src/policy/cond.c", "cond_ops[] = {"),
    ("src/policy/context.c", "context_rows[] = {"),
    ("src/policy/fill_who.c", "principal_types[] = {"),
    ("src/policy/fill_who.c", "unplaced_actions[] = {"),
    ("src/policy/layers.c", "rcp_prefixes[] = {"),
    ("src/policy/layers.c", "layer_rows[] = {"),
    ("src/policy/layers.c", "grant_rows[] = {"),
    ("src/policy/near.c", "misnamed_rows[] = {"),
    ("src/policy/near.c", "parts[] = {"),
    ("src/policy/near.c", "near_forms[FORM_UNCLEAR + 1] = {"),
    ("src/policy/own_account.c", "sqs_own[] = {"),
    ("src/policy/own_account.c", "kms_own[] = {"),
    ("src/policy/own_account.c", "s3_own[] = {"),
    ("src/policy/own_account.c", "s3express_own[] = {"),
    ("src/policy/own_account.c", "cloudhsm_own[] = {"),
    ("src/policy/own_account.c", "payment_own[] = {"),
    ("src/policy/own_account.c", "lambda_shared[] = {"),
    ("src/policy/own_account.c", "own_rows[] = {"),
    ("src/policy/parse_principals.c", "prefixes[] = {"),
    ("src/policy/parse_principals.c", "principal_kinds[] = {"),
    ("src/policy/parse.c", "known[] = {"),
    ("src/policy/public.c", "fixing_keys[] = {"),
    ("src/policy/special.c", "special_rows[] = {"),
    ("src/policy/special.c", "unlocking_rows[] = {"),
    ("src/policy/special.c", "monitored_actions[] = {"),
    ("src/policy/statement.c", "gateways[] = {"),
    ("src/policy/who.c", "services[] = {"),
]
SIBLINGS = [
    {"true", "false"},
    {"VARS_NONE", "VARS_LITERAL", "VARS_GLOB"},
    {"FORM_ACCOUNT", "FORM_SERVICE", "FORM_FEDERATED", "FORM_CANONICAL"},
    {"WORTH_DELEGATION", "WORTH_LIMITED", "WORTH_ALL"},
    {"SPECIAL_NONE", "SPECIAL_REFUSED", "SPECIAL_FREE", "SPECIAL_ALWAYS", "SPECIAL_OPEN"},
    {"TRI_YES", "TRI_NO", "TRI_UNKNOWN"},
]
FUNCTION = re.compile(r"(cond|literal|fill|exempt|special)_[a-z_]+")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|[A-Za-z_][A-Za-z0-9_]*|[\[\]{},]', re.S)


class Row:
    def __init__(self, start):
        self.start = start
        self.end = start
        self.cells = []  # (token, where it begins)
        self.name = ""   # what the table calls it: its place, or its first cell


def rows_of(text, head):
    """The rows of a table: what stands between commas outside of inner braces."""
    at = text.index(head) + len(head)
    rows, row, depth, place = [], Row(at), 0, False
    for match in TOKEN.finditer(text, at):
        token = match.group()
        place = (place or token == "[") and token != "]"
        if token == "}" and depth == 0:
            break
        depth += {"{": 1, "}": -1}.get(token, 0)
        if token == "," and depth == 0:
            row.end = match.end()
            if row.name != "NULL":  # which ends a list
                rows.append(row)
            row = Row(match.end())
        elif token[0] not in "[]{},/" and token != "STR_INIT":
            row.name = row.name or token.strip('"')
            if not place:
                row.cells.append((token, match.start()))
            row.end = match.end()
    return rows + ([row] if row.cells else [])


def instead(token, column):
    """What may stand in place of a cell. `column`: the functions of its table."""
    if token.startswith('"'):
        return ['"Zz' + token[2:] if token != '""' else '"Zz"']
    if FUNCTION.fullmatch(token):
        return column if len(column) <= FEW else [column[(column.index(token) + 1) % len(column)]]
    return [other for group in SIBLINGS if token in group for other in sorted(group - {token})]


def mutants(path, head):
    """(what was changed, the whole changed text) of each change."""
    text = open(path).read()
    rows = rows_of(text, head)
    column = list(dict.fromkeys(token for row in rows for token, _ in row.cells if FUNCTION.fullmatch(token)))
    names = {}
    for row in rows:
        names[row.name] = names.get(row.name, 0) + 1
        name = row.name if names[row.name] == 1 else f"{row.name}#{names[row.name]}"
        for i, (token, at) in enumerate(row.cells):
            for other in instead(token, column):
                if other != token:
                    yield f"{name}, cell {i + 1}: {token} -> {other}", text[:at] + other + text[at + len(token):]
        yield f"{name}: left out", text[:row.start] + text[row.end:]


class Bench:
    """One program of all tests that look at the judge, but for the file that is changed."""

    def __init__(self, build):
        self.scratch = tempfile.TemporaryDirectory()
        self.archive = f"{build}/librolehop.a"
        self.libs = subprocess.run(["pkg-config", "--libs", *LIBS], capture_output=True, text=True, check=True).stdout.split()
        names = sorted(name[:-2] for name in os.listdir("tests/unit") if re.match(r"test_policy_.*\.c$", name))
        names.sort(key=lambda name: (name != "test_policy_eval_cases", name == "test_policy_unknown", name))
        self.objects = [self.compile(f"tests/unit/{name}.c", name, f"-Dmain={name}") for name in names]
        with open(f"{self.scratch.name}/all.c", "w") as out:
            out.write("".join(f"int {name}(void);\n" for name in names))
            out.write("int main(void)\n{\n" + "".join(f"if ({name}()) return 1;\n" for name in names) + "return 0;\n}\n")
        self.objects.append(self.compile(out.name, "all"))

    def compile(self, source, name, *more):
        out = f"{self.scratch.name}/{name}.o"
        subprocess.run(["gcc", *FLAGS, *more, "-c", "-o", out, source], check=True)
        return out

    def noticed(self, path, text, number):
        """Does a test fail? The archive's own object of that file is not taken, as all that it defines is there."""
        source = f"{self.scratch.name}/mutant{number}.c"
        program = f"{self.scratch.name}/run{number}"
        with open(source, "w") as out:
            out.write(text)
        mutant = self.compile(source, f"mutant{number}")
        subprocess.run(["gcc", "-o", program, mutant, *self.objects, self.archive, "-lcmocka", *self.libs, "-lm"], check=True)
        try:
            run = subprocess.run([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE,
                                 env={**os.environ, "ROLEHOP_TESTS": os.path.abspath("tests")})
        except subprocess.TimeoutExpired:
            return True
        finally:
            for name in (source, mutant, program):
                os.unlink(name)
        return run.returncode != 0


def equivalents(path):
    known = {}
    for line in open(path):
        if line.strip() and not line.startswith("#"):
            file, change, why = line.rstrip("\n").split(" | ")
            known[(file, change)] = why
    return known


def main():
    bench = Bench(sys.argv[1])
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    tables = [(path, head) for path, head in TABLES if word in path or word in head]
    known = equivalents("tests/mutate/equivalent.txt")
    unused = set(known)
    cond = "src/policy/cond.c"
    if bench.noticed(cond, open(cond).read(), "none"):
        print("the tests fail as it is")
        return 1
    work = [(path, *mutant) for path, head in tables for mutant in mutants(path, head)]
    survivors = excused = 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results = pool.map(lambda item: bench.noticed(item[1][0], item[1][2], item[0]), enumerate(work))
        for (path, change, _), noticed in zip(work, results):
            if not noticed and (path, change) in unused:
                unused.remove((path, change))
                excused += 1
            elif not noticed:
                survivors += 1
                print(f"survived: {path} | {change}", flush=True)
    for path, change in sorted(unused if not word else []):
        print(f"equivalent.txt: {path} | {change}: is noticed, or there no more")
    print(f"{len(work)} changes, {len(work) - survivors - excused} noticed, {excused} that nothing can tell, {survivors} survived")
    return 1 if survivors or (unused and not word) else 0


sys.exit(main())
