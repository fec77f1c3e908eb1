#!/usr/bin/env python3
"""The explorer in a terminal beside others: tests/bench/terminal.py BUILD ESTATES [PART OF A ROW'S NAME].

Programs run on a pty of 140x40. A key's time ends with the last byte before 25 ms of silence, or where our
frame ends; a start's time where the text that is waited for has come. Nothing sleeps. Times are those that
the program's process ran (to the nanosecond): what a person waits for on a machine that does nothing else.
The clock on the wall goes into bench.json as well.
"""
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time

if len(sys.argv) < 3:
    sys.exit(__doc__)
BUILD, ESTATES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
QUICK = bool(os.environ.get("QUICK"))
ROLEHOP = os.path.join(BUILD, "rolehop")
COLUMNS, ROWS = 140, 40
SILENCE, LIMIT = 0.025, 300.0
STARTS, KEYS = (5, 60) if QUICK else (15, 300)
FRAME_END = b"\x1b[?2026l"
HERE = os.path.join(BUILD, "bench")
rows = []


class Program:
    """A program on a terminal of its own."""

    def __init__(self, *argv, folder=None):
        home = os.path.join(HERE, "home")
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        environment = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                       "TMPDIR": HERE}
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(folder or HERE)
            os.execvpe(argv[0], argv, environment)
        self.seen = b""
        self.came = self.began

    def read(self, patience):
        """What comes within so many seconds; empty: nothing."""
        if not select.select([self.fd], [], [], patience)[0]:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        self.came = time.monotonic()
        self.seen += data
        return data

    def wait(self, text, limit=LIMIT):
        """Seconds that it ran until the text has come; what came before is forgotten.

        It goes on running before we see that the text is there: but it ran no longer than the clock on the wall
        went until it came, so the lesser of both counts.
        """
        asked, before, text = time.monotonic(), self.cpu(), text.encode()
        while text not in self.seen:
            if time.monotonic() - asked > limit:
                raise TimeoutError(f"{text!r} does not come")
            self.read(1)
        self.seen = self.seen.split(text, 1)[1]
        return min(self.cpu() - before, max(0.0, self.came - asked))

    def quiet(self, seconds):
        """Reads until nothing comes for so long."""
        while self.read(seconds):
            pass
        self.seen = b""

    def key(self, key, end=None):
        """(seconds that it ran until the paint, bytes, seconds on the wall) of a key."""
        self.quiet(SILENCE)
        asked, before = time.monotonic(), self.cpu()
        os.write(self.fd, key.encode())
        size = 0
        while end is None or end not in self.seen:
            data = self.read(SILENCE if size else 5)
            size += len(data)
            if not data:
                break
        return min(self.cpu() - before, max(0.0, self.came - asked)), size, self.came - asked

    def cpu(self):
        """Seconds that it has run."""
        with open(f"/proc/{self.pid}/schedstat", encoding="utf-8") as file:
            return int(file.read().split()[0]) / 1e9

    def private(self):
        """Megabytes that only this process has."""
        text = open(f"/proc/{self.pid}/smaps_rollup", encoding="utf-8").read()
        return sum(int(n) for n in re.findall(r"^Private_\w+: +(\d+) kB", text, re.M)) / 1024

    def settle(self):
        """Until it does nothing any more."""
        before = -1.0
        while self.cpu() - before > 0.002:
            before = self.cpu()
            end = time.monotonic() + 1
            while time.monotonic() < end:
                self.read(max(0.0, end - time.monotonic()))
        self.seen = b""

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        while self.read(1):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def row(name, unit, ours, other, other_name, goal=1.0, wall=None):
    """ours and other: seconds, megabytes, ...: what there should be less of; wall: ours by the clock."""
    ratio = other / ours if ours else 1000.0
    met = ratio >= goal
    rows.append({"name": name, "ours": ours, "other": other, "other_name": other_name, "unit": unit,
                 "ratio": round(ratio, 3), "goal": goal, "met": met} | ({"wall": wall} if wall is not None else {}))
    print(f"{name:58} {ours:10.3f} {other:10.3f}  {ratio:8.2f} {goal:6.2f}  {'met' if met else 'MISSED'}  {unit}, {other_name}",
          flush=True)


def skip(name, why):
    rows.append({"name": name, "skipped": why})
    print(f"{name:58} skipped: {why}", flush=True)


# ---- the programs beside ---------------------------------------------------------------------------


def text_file():
    """As many lines as the large estate has roles."""
    path = os.path.join(HERE, "lines.txt")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as file:
            for i in range(30000 if QUICK else 300000):
                file.write(f"arn:aws:iam::{100000000000 + i // 300}:role/line-{i:06d}\n")
    return path


def repository():
    """A repository with a commit for every tenth role."""
    path = os.path.join(HERE, "repository")
    if not os.path.isdir(path):
        subprocess.run(["git", "init", "-q", path], check=True)
        commits = "".join(f"commit refs/heads/main\ncommitter A <a@example.org> {1700000000 + i} +0000\ndata 12\ncommit {i:05d}\n"
                          for i in range(3000 if QUICK else 30000))
        subprocess.run(["git", "-C", path, "fast-import", "--quiet"], input=commits.encode(), check=True)
        subprocess.run(["git", "-C", path, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return path


def peers():
    """name: (words, folder, what shows that the first rows are there, a key)"""
    found = {}
    for name, make in (("htop", lambda: (["htop", "-d", "100"], None, "PID", "\x1b[B")),
                       ("tig", lambda: (["tig"], repository(), "commit 0" if QUICK else "commit 2", "j")),
                       ("less", lambda: (["less", text_file()], None, "line-000010", "j"))):
        if shutil.which(name):
            found[name] = make()
    return found


def first_rows(argv, folder, text):
    """(seconds run, seconds on the wall) of some starts."""
    found = []
    for _ in range(STARTS):
        program = Program(*argv, folder=folder)
        program.wait(text)
        found.append((program.cpu(), program.came - program.began))
        program.close()
    return found


def keys(program, key, back, end=None):
    """(seconds run, bytes, seconds on the wall) of many keys; one that paints nothing does not count."""
    found = [program.key(key if i % 40 < 30 else back, end) for i in range(KEYS)]
    return [one for one in found if one[1]]


def middle(values):
    return 1e3 * quantile(values, 0.5)


def beside(estate):
    ours = [ROLEHOP, "--db", estate]
    others = peers()
    for name in ("htop", "tig", "less"):
        if name not in others:
            skip(f"explorer: first rows, beside {name}", f"{name} is not installed")
            continue
        mine, their = [], []
        for _ in range(2):  # in turn
            mine += first_rows(ours, None, "billing-")
            their += first_rows(*others[name][:3])
        # The best of each counts: what else runs on the machine makes a start only slower.
        best = [1e3 * min(run for run, _ in side) for side in (mine, their)]
        row(f"explorer: first rows, beside {name}", "ms", *best, name, 1.0 if name == "htop" else 0.1,
            1e3 * min(wall for _, wall in mine))
    program = Program(*ours)
    program.wait("billing-")
    program.settle()
    mine = keys(program, "j", "k", FRAME_END)
    whole = keys(program, "j", "k")
    for name in ("htop", "tig", "less"):
        if name not in others:
            skip(f"explorer: key to paint, beside {name}", f"{name} is not installed")
            continue
        words, folder, text, key = others[name]
        peer = Program(*words, folder=folder)
        peer.wait(text)
        peer.quiet(0.3)
        their = keys(peer, key, "\x1b[A" if key.startswith("\x1b") else "k")
        peer.close()
        # No worse than htop is the goal; the others show a text.
        row(f"explorer: key to paint, p50, beside {name}", "ms", middle([one[0] for one in mine]),
            middle([one[0] for one in their]), name, 1.0 if name == "htop" else 0.1, middle([one[2] for one in mine]))
    for what, found in (("key to paint", mine), ("key to all panes painted", whole)):
        row(f"explorer: {what}, p99", "ms", 1e3 * quantile([one[0] for one in found], 0.99), 16, "a frame of 16 ms", 1.0,
            1e3 * quantile([one[2] for one in found], 0.99))
    for what, part in (("p50", 0.5), ("p99", 0.99)):
        row(f"explorer: bytes of a key with all panes, {what}", "bytes", quantile([one[1] for one in whole], part), 4096, "4 KB")
    program.close()


# ---- ours alone ------------------------------------------------------------------------------------


def while_judging(estate):
    """Keys while verdicts come in: nothing in the background keeps a key waiting."""
    program = Program(ROLEHOP, "--db", estate)
    program.wait("verdicts ")
    found = keys(program, "j", "k", FRAME_END)
    row("explorer: key to paint while verdicts come in, p50", "ms", middle([one[0] for one in found]), 16, "a frame of 16 ms", 1.0,
        middle([one[2] for one in found]))
    program.close()


def rest_and_memory(estate):
    program = Program(ROLEHOP, "--db", estate)
    program.wait("billing-")
    program.settle()
    for key in "1234":
        program.key(key, FRAME_END)
        program.settle()
    row("explorer: private memory, all judged, every tab open", "MB", program.private(), 64, "64 MB")
    program.key("2", FRAME_END)
    program.settle()
    before, seconds = program.cpu(), 5
    size, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        size += len(program.read(max(0.0, end - time.monotonic())))
    row("explorer: CPU at rest", "ms", 1e3 * (program.cpu() - before), 10, "10 ms in 5 s: a tick of the clock")
    row("explorer: bytes at rest", "bytes", size, 0.001, "none")
    program.close()


def filters(estate, name):
    """Every letter of some words, one after the other."""
    program = Program(ROLEHOP, "--db", estate)
    program.wait("billing-")
    program.settle()
    program.key("2", FRAME_END)
    program.settle()
    found = []
    for word in ("prod", "billing 0042", "^orders-dev", "'staging", "odr", "zzz", "!prod 00199", "wrk$"):
        program.key("/", FRAME_END)
        found += [program.key(letter, FRAME_END) for letter in word]
        program.key("\x1b", FRAME_END)
        program.quiet(0.2)
    for what, part in (("p50", 0.5), ("p99", 0.99)):
        row(f"{name}, {what}", "ms", 1e3 * quantile([one[0] for one in found], part), 16, "a frame of 16 ms", 1.0,
            1e3 * quantile([one[2] for one in found], part))
    program.close()


def extreme():
    """A list that no memory should hold: the names lie in a file, and an index leads to what they hold."""
    n = int(os.environ.get("EXTREME") or (1500000 if QUICK else 15000000))
    if n == 0:
        return skip("explorer: a list of millions", "EXTREME=0")
    title = f"explorer, {n:,} roles: "
    program = Program(ROLEHOP, "--db", make_extreme(n))
    program.wait("Workflows")
    row(title + "first screen", "ms", 1e3 * program.cpu(), 100, "100 ms")
    program.key("2", FRAME_END)
    seconds = program.wait(f"2 Roles {n}")
    row(title + "all names read", "s", seconds, n / 100000, "100,000 a second")
    program.settle()
    hits = []
    names = sqlite3.connect(f"file:{make_extreme(n)}?mode=ro", uri=True)
    for i in range(10):
        place = (i * 7919 + 12345) * 104729 % (n - 1) + 1
        name, = names.execute("SELECT name FROM entity WHERE kind = 1 AND account = ? AND name GLOB ?",
                              (str(100000000000 + (place - 1) // 15000), f"role-{place:08d}-*")).fetchone()
        for word in (f"{place:08d}", f"^role-{place:08d}"):
            program.key("/", FRAME_END)
            for letter in word + "q":  # nothing matches
                program.key(letter, FRAME_END)
            program.quiet(0.2)  # the list is empty: what comes now is all of a row
            wrote = time.monotonic()
            os.write(program.fd, b"\x7f")
            ran = program.wait(name[len("role-00000000"):])  # which nobody typed
            hits.append((ran, program.came - wrote))
            program.key("\x1b", FRAME_END)
            program.quiet(0.1)
    row(title + "first hit of a prefix or substring, p99", "ms", 1e3 * quantile([one[0] for one in hits], 0.99), 50, "50 ms", 1.0,
        1e3 * quantile([one[1] for one in hits], 0.99))
    for what, word in (("a miss", "qqzzx"), ("letters in order", "re7x9")):
        program.key("/", FRAME_END)
        program.quiet(SILENCE)
        before = program.cpu()
        os.write(program.fd, word.encode())
        program.settle()
        row(title + what, "s", program.cpu() - before, 2, "2 s")
        program.key("\x1b", FRAME_END)
        program.key("\x1b", FRAME_END)
    row(title + "private memory", "MB", program.private(), 64, "64 MB")
    program.key("!", FRAME_END)
    log = open(os.path.join(HERE, "home/.local/state/rolehop/log"), encoding="utf-8").read()
    names, index = (int(text) for text in re.search(r"(\d+) bytes of names, (\d+) bytes of index", log).groups())
    row(title + "index beside the names", "bytes", index, 1.3 * names, "1.3 times the names")
    program.close()


PARTS = [("explorer: first rows, key to paint", beside),
         ("explorer: key to paint while verdicts come in", while_judging),
         ("explorer: rest and memory", rest_and_memory),
         ("explorer: filter as you type", lambda estate: filters(estate, "explorer: filter as you type")),
         ("explorer: a list of millions", lambda _: extreme())]


def main():
    os.makedirs(HERE, exist_ok=True)
    for name, run in PARTS:
        if ONLY not in name:
            continue
        try:
            run(os.path.join(ESTATES, "large.db"))
        except (OSError, TimeoutError) as error:
            skip(name, str(error))
    path = os.path.join(BUILD, "bench.json")
    before = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            before = json.load(file)
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join("  " + json.dumps(one) for one in before + rows) + "\n]\n")


def make_extreme(n):
    path = os.path.join(ESTATES, f"extreme-{n}.db")
    if not os.path.exists(path):
        subprocess.run([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "extreme.py"), ROLEHOP, path,
                        str(n), os.environ.get("SEED", "1")], check=True)
    return path


if __name__ == "__main__":
    main()
