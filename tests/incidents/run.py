"""Runs the cases of this folder: run.py PROGRAM [--mend] [--keep FOLDER] [FILE...]; see README.md."""

import concurrent.futures
import os
import subprocess
import sys
import tempfile

from estate import Estate, Mistake
from inventory import Inventory
from mend import add_bystanders, mended

NOW = "2026-11-25T03:12:00Z"
STATUS = {"allow": 0, "deny": 1, "unknown": 2}


class Case:
    def __init__(self, where, title, prelude):
        self.where, self.title = where, title
        self.lines = list(prelude)
        self.expected, self.says, self.gaps, self.depends, self.mends = None, [], [], [], None
        self.remedies = []
        self.later, self.because = None, []


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
            elif word in ("~", "gap", "depends", "remedy"):
                {"~": case.says, "gap": case.gaps, "depends": case.depends, "remedy": case.remedies}[word].append(rest)
            elif word == "mends":
                case.mends = rest
            elif word == "then":
                case.later = []
            elif word == "because":
                case.because.append(rest)
            elif case.later is not None:
                case.later.append(line)
            else:
                case.lines.append(line)
    return cases


def run(program, *args, config="/nonexistent"):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "ROLEHOP_NOW": NOW, "HOME": "/nonexistent",
           "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
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
    for text in map(estate.fill, case.remedies):
        without, text = text.startswith("!"), text.lstrip("!")
        if any(text in r["summary"] for r in trace["remedies"]) == without:
            yield "%s remedy: %s" % ("a" if without else "no", text)
    for text in map(estate.fill, case.depends):
        keys = [d["key"] for h in trace["hops"] for g in h["gates"] for d in g.get("depends", [])]
        if text not in keys:
            yield "does not depend on %s but on %s" % (text, ", ".join(sorted(set(keys))))


def built(case, more=(), later=False):
    """The estate of a case."""
    estate = Estate()
    for line in case.lines + (case.later if later else []):
        estate.change(line)
    estate.apply()
    for line in more:
        estate.apply_line(estate.fill(line))
    return estate


def question(estate):
    return estate.command or ["trace", "--machine", estate.fill("<machine>"), "--state", "T"]


def cause_of(because):
    """A change that a flip names, in the words of a case."""
    return "%s of %s" % (because["what"], because["of"]) if because["what"] else \
        "%s %s %s" % (because["change"], because["kind"], because["of"])


def judge_pair(program, case, folder):
    """What a second import changed, and what the flip of the machine's Task is put down to."""
    inventory = Inventory(run, program, built(case), folder)
    later = built(case, later=True)
    Inventory(run, program, later, folder)
    machine = later.fill("<machine>")
    flips = [r for r in inventory.lines("diff") if r["change"] == "flipped" and r["machine"] == machine]
    got = [[f["from"], f["to"]] + ["together"] * f["together"] + ["unproved"] * (not f["proved"]) for f in flips]
    if got != [case.expected]:
        return ["%s instead of %s" % (got, case.expected)]
    causes = sorted(map(cause_of, flips[0]["because"]))
    wanted = sorted(map(later.fill, case.because))
    return [] if causes == wanted else ["because of %s" % "; ".join(causes)]


def judge(program, case, folder):
    if case.later is not None:
        return judge_pair(program, case, folder)
    try:
        estate = built(case)
    except (Mistake, ValueError, KeyError, IndexError) as e:
        return ["%s: %s" % (type(e).__name__, e)]
    try:
        inventory = Inventory(run, program, estate, folder)
        trace, status = inventory.asked(question(estate))
    except ValueError as e:
        return [str(e)]
    problems = list(unmet(case, estate, trace, status))
    if problems:
        problems.append("it says: " + trace["summary"])
    return problems


def mend(program, case, folder):
    """Each remedy of a case that is denied, carried out."""
    if case.later is not None or case.expected[0] != "deny":
        return []
    estate = built(case)
    add_bystanders(estate)
    inventory = Inventory(run, program, estate, folder)
    trace, _ = inventory.asked(question(estate))
    return list(mended(inventory, estate, question(estate), trace, case.mends == "nothing", folder))


def main(args):
    keep, check = None, judge
    program = os.path.abspath(args.pop(0))
    if "--keep" in args:
        i = args.index("--keep")
        keep, args = os.path.abspath(args[i + 1]), args[:i] + args[i + 2:]
    every = 1
    if "--every" in args:
        i = args.index("--every")
        every, args = int(args[i + 1]), args[:i] + args[i + 2:]
    if "--mend" in args:
        args.remove("--mend")
        check = mend
    here = os.path.dirname(os.path.abspath(__file__))
    paths = args or sorted(os.path.join(here, f) for f in os.listdir(here) if f.endswith(".case"))
    cases = [c for path in paths for c in read_cases(path)][::every]
    failed = 0
    with tempfile.TemporaryDirectory() as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folders = [os.path.join(keep or work, "%s-%s" % tuple(c.where.split(":"))) for c in cases]
        for case, problems in zip(cases, pool.map(lambda p: check(program, *p), zip(cases, folders))):
            if problems:
                failed += 1
                print("FAILED %s: %s" % (case.where, case.title))
                for problem in problems:
                    print("    " + problem)
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
