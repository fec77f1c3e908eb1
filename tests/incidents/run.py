"""Runs the cases of this folder: run.py PROGRAM [--keep FOLDER] [FILE...]; see README.md."""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

from estate import Estate, Mistake

NOW = "2026-11-25T03:12:00Z"
STATUS = {"allow": 0, "deny": 1, "unknown": 2}


class Case:
    def __init__(self, where, title, prelude):
        self.where, self.title = where, title
        self.lines = list(prelude)
        self.expected, self.says, self.gaps, self.depends, self.mends = None, [], [], [], None


def read_cases(path):
    """The cases of a file: lines before the first `==` belong to all of them."""
    prelude, case, cases, number = [], None, [], 0
    held = ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            number += 1
            line = held + line.rstrip("\n").strip() if held else line.rstrip("\n")
            held = ""
            if line.endswith("\\"):
                held = line[:-1]
                continue
            word, _, rest = line.strip().partition(" ")
            if not line.strip() or word == "#":
                continue
            if word == "==":
                case = Case("%s:%d" % (os.path.basename(path), number), rest, prelude)
                cases.append(case)
            elif case is None:
                prelude.append(line)
            elif word == "=>":
                case.expected = rest.split()
            elif word in ("~", "gap", "depends"):
                {"~": case.says, "gap": case.gaps, "depends": case.depends}[word].append(rest)
            elif word == "mends":
                case.mends = rest
            else:
                case.lines.append(line)
    return cases


def run(program, *args):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "ROLEHOP_NOW": NOW, "HOME": "/nonexistent",
           **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
    return subprocess.run([program, *args], capture_output=True, text=True, env=env, check=False)


def answer_of(trace):
    """What is compared, in the words of a case."""
    words = [trace["verdict"]]
    blocking = trace["blocking"]
    if blocking:
        words += [str(blocking["hop"]), blocking["gate"], blocking["account"]]
    words.append(trace["cause"] or "-")
    if not trace["complete"]:
        words.append("incomplete")
    return words


def unmet(case, estate, trace, status):
    """What is not as the case expects, in words."""
    wanted = [estate.fill("<%s>" % w) if w in ("home", "away", "third", "management") else w for w in case.expected]
    got = answer_of(trace)
    if got != wanted and not (len(wanted) == 1 and wanted == got[:1] == ["allow"] and got[1:] == ["-"]):
        yield "%s instead of %s" % (" ".join(got), " ".join(wanted))
    if status != STATUS[got[0]]:
        yield "exit status %d" % status
    for text in map(estate.fill, case.says):
        if text not in trace["summary"]:
            yield "the summary does not say: " + text
    for text in map(estate.fill, case.gaps):
        if not any(text in g["missing"] for g in trace["gaps"]):
            yield "no gap: " + text
    for text in map(estate.fill, case.depends):
        keys = [d["key"] for h in trace["hops"] for g in h["gates"] for d in g.get("depends", [])]
        if text not in keys:
            yield "does not depend on %s but on %s" % (text, ", ".join(sorted(set(keys))))


def judge(program, case, folder):
    estate = Estate()
    try:
        for line in case.lines:
            estate.change(line)
        estate.apply()
    except (Mistake, ValueError, KeyError, IndexError) as e:
        return ["%s: %s" % (type(e).__name__, e)]
    files, db = os.path.join(folder, "files"), os.path.join(folder, "inventory.db")
    os.makedirs(files, exist_ok=True)
    estate.write(files)
    done = run(program, "import", "--quiet", "--db", db, files)
    if done.returncode != 0:
        return ["import: " + done.stderr.strip()]
    command = estate.command or ["trace", "--machine", estate.fill("<machine>"), "--state", "T"]
    done = run(program, "--db", db, *command, "--format", "json")
    try:
        trace = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return ["no answer: %s%s" % (done.stdout, done.stderr.strip())]
    problems = list(unmet(case, estate, trace, done.returncode))
    if problems:
        problems.append("it says: " + trace["summary"])
    return problems


def main(args):
    keep = None
    program = os.path.abspath(args.pop(0))
    if "--keep" in args:
        i = args.index("--keep")
        keep, args = os.path.abspath(args[i + 1]), args[:i] + args[i + 2:]
    here = os.path.dirname(os.path.abspath(__file__))
    paths = args or sorted(os.path.join(here, f) for f in os.listdir(here) if f.endswith(".case"))
    cases = [c for path in paths for c in read_cases(path)]
    failed = 0
    with tempfile.TemporaryDirectory() as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folders = [os.path.join(keep or work, "%s-%s" % tuple(c.where.split(":"))) for c in cases]
        for case, problems in zip(cases, pool.map(lambda p: judge(program, *p), zip(cases, folders))):
            if problems:
                failed += 1
                print("FAILED %s: %s" % (case.where, case.title))
                for problem in problems:
                    print("    " + problem)
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
