#!/usr/bin/env python3
"""Makes the n-th call fail: tests/security/faults.py PROGRAM BUILD [POINTS [WORD...]].

For every n, or for POINTS of them spread over all, the n-th call of each kind of fault.c fails: an allocation, a read,
write, open, lock, step of SQLite, a call of the network ... (of a sync's allocations: one for each chain of callers).
WORD: of commands or kinds of that name alone. Whatever
fails, the command ends by itself: with the answer that it has otherwise, or with an error that says something; an
answer is never another one. The inventory is whole afterwards and holds what it held or what it was to hold; the
terminal is as it was. Nothing is left behind that is not without the fault: no memory, descriptor or mapping (left.c),
no file, no child; plant.c leaves each of them, and is found out first. Only a sync asks for a socket. Prints "N passed, N failed[, N skipped]".

Looking at an inventory takes longer than the command that may have changed it. What has been looked at once is known
by its bytes, and copied anew only where they changed.
"""
import difflib
import ctypes
import hashlib
import itertools
import json
import os
import platform
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, ROOT + "/tests/sync")
from stub import Estate, Stub, secret_of  # noqa: E402

EXAMPLE = ROOT + "/src/app/example"
MACHINE = "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv"
TARGET = "arn:aws:iam::222222222222:role/TrustingAccountRl"
PATIENCE = 60
KINDS = ("read", "write", "open", "close", "fsync", "truncate", "rename", "mode", "stat", "lock", "map", "pipe", "wait", "fork",
         "step", "alloc")
NETWORK = ("socket", "connect", "send", "receive")
COMMANDS = {
    "import": ["import", EXAMPLE],
    "trace": ["trace", "--format", "json", "--machine", MACHINE],
    "scan": ["scan", "--format", "csv"],
    "who-can": ["who-can", "--format", "json", "--assume", TARGET],
    "list": ["list", "trusts", "--format", "json"],
    "diff": ["diff", "--format", "json"],
    "export": ["export"],
    "demo": ["demo"],
    "played": ["--play", "KEYS"],
    "explorer": [],
    "sync": ["sync", "--format", "json"],
}
WRITING = ("import", "sync")
CONNECTING = ("sync",)
# Every list, and a finding's cause, with what is then on the screen.
KEYS = "dump -\n1\ndump -\n2\ndump -\n4\ndump -\n5\ndump -\ngg Enter\ndump -\n"
ROWS = 24
NCURSES = ("libncurses", "libtinfo")
# Numbers of unlink and unlinkat.
UNLINKS = ("87", "263")
# What plant.c leaves behind, and what is then told; nothing of what is none of it.
PLANTS = {
    "nothing": "", "middle": "", "memory": "memory", "held": "memory", "descriptor": "descriptor", "file": "the file",
    "mapping": "mapping", "child": "a child", "child's memory": "memory",
}
# How a screen says that it is not what it would be.
SAID = (b"NOT ALL COULD BE READ", b"SQLite: ", b"cannot be ", b"(! says why)")


class Bench:
    """A folder with an inventory, as it is before a command and after it."""

    def __init__(self, program, library, folder, url):
        self.library, self.folder = library, folder
        self.program = shutil.copy(program, folder)  # another may be built meanwhile
        self.good, self.db, self.mark = folder + "/good.db", folder + "/now.db", folder + "/mark"
        self.left = folder + "/left"
        self.home, self.tmp = folder + "/home", folder + "/tmp"
        self.env = {"PATH": os.environ["PATH"], "HOME": self.home, "TMPDIR": self.tmp, "ROLEHOP_NOW": "2026-11-25T03:12:00Z", "LC_ALL": "C.UTF-8",
                    "TERM": "xterm-256color", "AWS_ENDPOINT_URL": url, "AWS_MAX_ATTEMPTS": "1",
                    "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1",
                    "AWS_ACCESS_KEY_ID": "AKIA111111111111", "AWS_SECRET_ACCESS_KEY": secret_of("AKIA111111111111")}
        with open(folder + "/KEYS", "w") as keys:
            keys.write(KEYS)
        self.known = {}  # what was seen of an inventory, by its bytes
        self.stays = {}  # the files that a command leaves without a fault
        os.mkdir(self.home)
        os.mkdir(self.tmp)
        first = folder + "/first.json"
        with open(EXAMPLE + "/account-222222222222.json") as f, open(first, "w") as g:
            g.write(f.read().replace("SecretCacheConsumerWfw", "AnotherWfw"))
        self.run(["import", first], db=self.good)
        self.run(["import", EXAMPLE + "/machine-%s.json" % MACHINE.rsplit(":", 1)[1]], db=self.good)
        with open(self.good, "rb") as f:
            self.good_bytes = f.read()
        self.before = content(self.run, self.good)
        self.after = {}
        for name in WRITING:
            self.fresh()
            self.run(COMMANDS[name])
            self.after[name] = content(self.run, self.db)
            assert self.before != self.after[name]

    # ---- runs --------------------------------------------------------------------------------------

    def env_of(self, kind, at):
        if not kind:
            return self.env
        return dict(self.env, LD_PRELOAD=self.library, FAULT_KIND=kind, FAULT_AT=str(at), FAULT_MARK=self.mark,
                    FAULT_LEFT=self.left)

    def run(self, args, kind=None, at=0, db=None):
        args = [self.folder + "/KEYS" if a == "KEYS" else a for a in args]
        with open(self.folder + "/out", "wb+") as out, open(self.folder + "/err", "wb+") as err:
            try:
                # The parent's descriptors are none that a child inherits; so no fork is needed to begin it.
                done = subprocess.run([self.program, "--db", db or self.db] + args, env=self.env_of(kind, at), close_fds=False,
                                      stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=PATIENCE, check=False)
            except subprocess.TimeoutExpired:
                return None, b"", b"it does not end"
            out.seek(0)
            err.seek(0)
            return done.returncode, out.read(), err.read()

    def run_in_terminal(self, kind, at):
        """The explorer from its start to `Q`. What the terminal's modes were and are is added to what it said."""
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        before = modes_of(theirs)
        child = subprocess.Popen([self.program, "--db", self.db], env=self.env_of(kind, at), stdin=theirs, stdout=theirs,
                                 stderr=theirs, start_new_session=True)
        said, asked, ended, begun = b"", 0, False, time.monotonic()
        while time.monotonic() < begun + PATIENCE:
            if select.select([ours], [], [], 0.002)[0]:
                said += os.read(ours, 65536)
            elif ended:
                break
            ended = child.poll() is not None
            # What it wrote first may be what could not be written.
            if not ended and (b"\x1b[?1049h" in said and not asked or time.monotonic() > begun + asked + 1):
                asked += 1
                os.write(ours, b"Q")
        status = child.poll()
        if status is None:
            child.kill()
            child.wait()
        after = modes_of(theirs)
        left = said.rfind(b"\x1b[?1049l") >= said.rfind(b"\x1b[?1049h") or kind == "write"
        os.close(ours)
        os.close(theirs)
        return status, before == after and left, said

    def perform(self, name, kind, at):
        """Its status, whether the terminal is as it was, and what it said."""
        if name == "explorer":
            status, restored, err = self.run_in_terminal(kind, at)
            return status, restored, b"", err
        status, out, err = self.run(COMMANDS[name], kind, at)
        return status, True, out, err

    # ---- the inventory -----------------------------------------------------------------------------

    def files(self):
        """The inventory, and whatever is beside it with its name."""
        name = os.path.basename(self.db)
        return sorted(self.folder + "/" + other for other in os.listdir(self.folder) if other.startswith(name))

    def bytes_now(self):
        out = []
        for path in self.files():
            with open(path, "rb") as f:
                out += [path, f.read()]
        return out

    def fresh(self):
        if self.bytes_now() != [self.db, self.good_bytes]:
            for path in self.files():
                os.unlink(path)
            shutil.copy(self.good, self.db)
        for path in (self.mark, self.left):
            if os.path.exists(path):
                os.unlink(path)
        for path in (self.home, self.tmp):
            if os.listdir(path):
                shutil.rmtree(path)
                os.mkdir(path)

    def seen(self):
        """(what is wrong with the inventory, what it holds)."""
        now = self.bytes_now()
        if now == [self.db, self.good_bytes]:
            return "", self.before
        key = hashlib.sha256(repr(now).encode()).digest()
        if key not in self.known:
            db = sqlite3.connect(self.db)
            check = db.execute("PRAGMA integrity_check").fetchone()[0]
            db.close()
            self.known[key] = ("" if check == "ok" else "the inventory is damaged: " + check), content(self.run, self.db)
        return self.known[key]

    def damage(self, name, status, out):
        problem, holds = self.seen()
        if problem:
            return problem
        if name == "sync":
            return self.damage_of_sync(status, out, holds)
        if holds not in ((self.before, self.after[name]) if name in WRITING else (self.before,)):
            return "the inventory holds something else"
        return ""

    def damage_of_sync(self, status, out, holds):
        """What could not be collected is a gap: the rest is there, and nothing that is nowhere."""
        whole = self.after["sync"]
        if status == 0 and is_whole("sync", out):
            return "" if holds == whole else "without a gap, the inventory lacks something"
        for kind, lines in holds.items():
            known = self.before[kind] | whole[kind]
            other = {line for line in lines - known if name_of(line) not in {name_of(one) for one in known}}
            if other:
                return "the inventory holds something else: %r" % min(other)
        return ""

    # ---- what is left behind -----------------------------------------------------------------------

    def files_that_stay(self):
        """All that is in the folders that a command may write into."""
        inside = {os.path.join(at, name) for top in (self.home, self.tmp) for at, _, names in os.walk(top) for name in names}
        return inside | set(self.files())

    def left_behind(self, name, again, status, out):
        """What is left that is not without the fault, or an empty text; again: does the same once more."""
        if os.path.exists(self.left):
            told = self.told_of_left(again)
            if told:
                return "left behind: " + told
        more = {path for path in self.files_that_stay() - self.stays[name] if not self.may_stay(path, name, status, out)}
        if more:
            return "left behind: the file %s" % min(more)
        return child_left(0 if status != 5 else 2)

    def may_stay(self, path, name, status, out):
        """SQLite's own files, for whoever opens the inventory next; a sync that is not whole, to go on; what could not be
        removed because that is what failed."""
        if path.startswith(self.db + "-") or path == self.db + ".sync" and not (status == 0 and is_whole(name, out)):
            return True
        return self.failing() in UNLINKS

    def failing(self):
        """The library whose call failed, or the number of the call of the system."""
        if not os.path.exists(self.mark):
            return ""
        with open(self.mark) as f:
            return os.path.basename(f.read())

    def told_of_left(self, again):
        """What left.c tells; of memory, who asked for it. What a library asked for within the same call of the program in
        which a call failed is its own business."""
        told = self.told()
        if not all(line.startswith("memory ") for line in told):
            return "\n  ".join(told)
        for at in range(len(told)):
            callers = self.callers_of(at, told, again)
            if callers:
                return "\n  ".join(self.named(line) for line in callers)
        return ""

    def told(self):
        if not os.path.exists(self.left):
            return []
        with open(self.left) as f:
            return f.read().rstrip().split("\n")

    def callers_of(self, at, told, again):
        """The lines about the lost block that is told there, with its callers; none where it is a library's own. A sync
        that is done again asks for memory in another order: then the block has another number. Where ncurses finds no
        memory it loses what it had, too."""
        program = os.path.basename(self.program) + "+"
        for _ in range(5):
            if at >= len(told):
                return []
            ncurses = self.failing_in_ncurses() and told[at].split(" of ")[1].startswith(NCURSES)
            self.fresh()
            self.env["FAULT_TRACED"] = told[at].split()[1]
            again()
            del self.env["FAULT_TRACED"]
            lines = self.told()
            callers, failed = ([line.split()[1] for line in lines if line.startswith("  %s %s" % (whose, program))]
                               for whose in ("caller", "fault"))
            told = [line for line in lines if line.startswith("memory ")]
            if callers:
                asked = lines[[line.startswith("  caller ") for line in lines].index(True) - 1]
                return [] if ncurses or program not in asked and callers == failed else lines
        return told

    def named(self, line):
        """A caller of the program by its function, file and line."""
        what, _, offset = line.rpartition("+0x")
        if not what.endswith(os.path.basename(self.program)):
            return line
        done = subprocess.run(["addr2line", "-sfpe", self.program, hex(int(offset, 16) - 1)], capture_output=True, check=False)
        return what[:what.rindex(" ")] + " " + done.stdout.decode().strip()

    # ---- one fault ---------------------------------------------------------------------------------

    def one(self, name, usual, kind, at):
        """What is wrong, or an empty text; None where there is no such call any more."""
        self.fresh()
        status, restored, out, err = self.perform(name, kind, at)
        if not os.path.exists(self.mark):
            return None
        if name == "explorer" and self.ended_by_ncurses(status, err):
            child_left(2)
            return "" if restored else "ncurses ended the explorer, and the terminal is not as it was"
        if status not in (0, 1, 2, 4, 5):
            return "status %s, %r" % (status, err[-300:])
        if status in (4, 5) and not err:
            return "an error without a word"
        if not restored:
            return "the terminal is not as it was, status %d" % status
        if status not in (4, 5) and (status, told(name, out)) != usual:
            if not (name == "played" and same_screens(usual[1], out) or name == "sync" and status == 0 and not is_whole(name, out)):
                return "another answer than without the fault: status %d, %r%s" % (
                    status, err[-300:], difference(usual[1], told(name, out)))
        return self.damage(name, status, out) or self.left_behind(
            name, lambda: self.perform(name, kind, at), status, out)

    def usual(self, name):
        """What the command says without a fault, and what files it leaves: it leaves nothing else."""
        self.fresh()
        status, _, out, _ = self.perform(name, "none", 0)
        self.stays[name] = self.files_that_stay()
        return (status, told(name, out)), self.left_behind(name, lambda: self.perform(name, "none", 0), status, out)

    def connects(self, name):
        """Does it ask for a socket?"""
        return int(self.noted(name, "socket", "FAULT_COUNT")) > 0

    def failing_in_ncurses(self):
        return self.failing().startswith(NCURSES)

    def ended_by_ncurses(self, status, said):
        """Where ncurses itself finds no memory, it may end the program with a word of its own, or fault."""
        return self.failing_in_ncurses() and (status == 1 and b"Out of memory" in said or status == -signal.SIGSEGV)

    def noted(self, name, kind, what):
        """What the library writes into a file of a run without a fault."""
        path = self.folder + "/noted"
        self.fresh()
        self.env[what] = path
        self.run_in_terminal(kind, 0) if name == "explorer" else self.run(COMMANDS[name], kind, 0)
        del self.env[what]
        with open(path, "rb") as f:
            noted = f.read()
        os.unlink(path)
        return noted

    def chains_of(self, name):
        """The first allocation of each chain of callers. A sync has too many, and others wait for it."""
        first = {}
        noted = self.noted(name, "alloc", "FAULT_CHAINS")
        for at in range(len(noted) // 8):
            first.setdefault(noted[at * 8:at * 8 + 8], at + 1)
        return sorted(first.values())

    def points_of(self, name, kind, points):
        """The calls to fail: some, spread over all that there are."""
        count = int(self.noted(name, kind, "FAULT_COUNT") or 0)
        if count <= points:
            return range(1, count + 1)
        return sorted({1 + i * (count - 1) // (points - 1) for i in range(points)})


def adopt():
    """Children whose parent ended are ours (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def child_left(patience):
    """Whether a child outlived its parent; patience: for so many seconds it may."""
    begun = time.monotonic()
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ""
        if pid and not patience:
            return "left behind: a child that was not waited for"
        if time.monotonic() > begun + patience:
            for child in open("/proc/self/task/%d/children" % os.getpid()).read().split():
                os.kill(int(child), signal.SIGKILL)
                os.waitpid(int(child), 0)
            return "left behind: a child that goes on"
        time.sleep(0.01 if not pid else 0)


def modes_of(terminal):
    """Whether a break interrupts is no matter: where the explorer ends by a fault, it cannot look up what was."""
    modes = termios.tcgetattr(terminal)
    return [modes[0] & ~termios.BRKINT] + modes[1:]


def content(run, path):
    """What the newest snapshot says: the lines of each list."""
    return {kind: frozenset(run(["list", kind, "--format", "json"], db=path)[1].split(b"\n"))
            for kind in ("roles", "trusts", "machines", "users", "policies", "resources")}


def is_whole(name, out):
    """Did a sync collect all that it was to?"""
    return name == "sync" and not json.loads(out)["gaps"]


def name_of(line):
    return json.loads(line).get("arn") if line else ""


def told(name, out):
    """What a command tells, without what it proposes to do next: that may be less where memory runs out. Of a sync, what
    it found: how long it took differs."""
    if name == "sync" and out:
        report = json.loads(out)
        return repr((report["gaps"], report["read"], report["changed"])).encode()
    return b"\n".join(line for line in out.split(b"\n") if not line.startswith(b"Next: "))


def same_screens(usual, now):
    """Are screens as usual, but for those that say why they are not? On the right of the title and among the hints there
    may be less."""
    usual, now = usual.split(b"\n"), now.split(b"\n")
    if len(usual) != len(now):
        return False
    for at in range(0, len(usual), ROWS):
        screen, wanted = now[at:at + ROWS], usual[at:at + ROWS]
        title = wanted[0].split(b"  ")[0] if wanted else b""
        if screen[1:-1] != wanted[1:-1] and not any(said in line for line in screen for said in SAID):
            return False
        if not screen[0].startswith(title):
            return False
    return True


def difference(usual, now):
    """The lines that are another way."""
    lines = difflib.unified_diff(usual.decode().split("\n"), now.decode(errors="replace").split("\n"), lineterm="", n=0)
    return "".join("\n  " + line for line in list(lines)[2:14])


def try_plants(bench, build):
    """Is all seen that would be left behind?"""
    program = os.path.realpath(build) + "/plant"
    compiled(program, "-O0", "plant.c")
    failed = 0
    for what, wanted in PLANTS.items():
        def plant():
            return subprocess.run([program, what, bench.tmp], env=bench.env_of("none", 0), check=False).returncode

        bench.fresh()
        bench.stays[what] = bench.files_that_stay()
        problem = bench.left_behind(what, plant, plant(), b"")
        if bool(problem) != bool(wanted) or not problem.startswith("left behind: " + wanted if wanted else ""):
            failed += 1
            print("FAILED: planted %s: %s" % (what, problem or "not seen"))
    return len(PLANTS) - failed, failed


def calls_to_fail(bench, name, kind, points):
    if points:
        return bench.points_of(name, kind, points)
    return bench.chains_of(name) if (name, kind) == ("sync", "alloc") else itertools.count(1)


def chosen(words, all_there_are):
    return [w for w in words if w in all_there_are] or all_there_are


def try_all(bench, build, words, points):
    passed, failed = try_plants(bench, build)
    for name in chosen(words, list(COMMANDS)):
        usual, problem = bench.usual(name)
        if problem:
            print("FAILED: %s without a fault: %s" % (name, problem), flush=True)
        passed, failed = passed + (not problem), failed + bool(problem)
        rightly = bench.connects(name) == (name in CONNECTING)
        passed, failed = passed + rightly, failed + (not rightly)
        if not rightly:
            print("FAILED: %s: %s" % (name, "no connection" if name in CONNECTING else "it opens a connection"), flush=True)
        for kind in chosen(words, KINDS + NETWORK) if name == "sync" else chosen(words, KINDS):
            begun, good, bad = os.times(), 0, 0
            for at in calls_to_fail(bench, name, kind, points):
                problem = bench.one(name, usual, kind, at)
                if problem is None:
                    break
                if problem:
                    bad += 1
                    print("FAILED: %s, %s %d: %s" % (name, kind, at, problem), flush=True)
                else:
                    good += 1
            passed, failed = passed + good, failed + bad
            if not points:
                took = sum(os.times()[:4]) - sum(begun[:4])
                print("%s: %s: %d, %d failed (%.1f s of the processor)" % (name, kind, good + bad, bad, took), flush=True)
    return passed, failed


def compiled(out, *words):
    sources = [ROOT + "/tests/security/" + word if word.endswith(".c") else word for word in words]
    subprocess.run([os.environ.get("CC", "cc"), "-O1", "-o", out] + sources, check=True)


def main():
    program, build = os.path.realpath(sys.argv[1]), sys.argv[2]
    points = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        print("skipped: fault.c knows the calls of Linux on x86-64 alone\n0 passed, 0 failed, 1 skipped")
        return 0
    library = os.path.realpath(build) + "/fault.so"
    compiled(library, "-shared", "-fPIC", "fault.c", "left.c", "-ldl")
    adopt()
    stub = Stub(Estate()).start()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        passed, failed = try_all(Bench(program, library, folder, stub.url), build, sys.argv[4:], points)
    stub.stop()
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
