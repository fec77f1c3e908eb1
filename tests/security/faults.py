#!/usr/bin/env python3
"""Makes the n-th call of the system fail: tests/security/faults.py PROGRAM BUILD [POINTS].

For every n, or for POINTS of them spread over all, the n-th allocation, write, fsync, read, open, rename or truncation
of a command fails. Whatever fails, the command ends by itself: with the answer that it has otherwise, or with an error
that says something; an answer is never another one. The inventory is whole afterwards and holds what it held or what it
was to hold. Prints "N passed, N failed".
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = ROOT + "/src/app/example"
MACHINE = "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv"
TARGET = "arn:aws:iam::222222222222:role/TrustingAccountRl"
KINDS = ("alloc", "write", "sync", "read", "open", "rename", "truncate")
COMMANDS = (
    ["import", EXAMPLE],
    ["trace", "--format", "json", "--machine", MACHINE],
    ["scan", "--format", "csv"],
    ["who-can", "--format", "json", "--assume", TARGET],
    ["list", "trusts", "--format", "json"],
    ["diff", "--format", "json"],
    ["export"],
    ["demo"],
)


class Bench:
    def __init__(self, program, library, folder):
        self.program, self.library, self.folder = program, library, folder
        self.good = folder + "/good.db"
        self.db = folder + "/now.db"
        self.mark = folder + "/mark"
        first = folder + "/first.json"
        with open(EXAMPLE + "/account-222222222222.json") as f, open(first, "w") as g:
            g.write(f.read().replace("SecretCacheConsumerWfw", "AnotherWfw"))
        self.run(["import", first], db=self.good)
        self.run(["import", EXAMPLE + "/machine-%s.json" % MACHINE.rsplit(":", 1)[1]], db=self.good)
        self.before = self.content(self.good)
        shutil.copy(self.good, self.db)
        self.run(["import", EXAMPLE], db=self.db)
        self.after = self.content(self.db)
        assert self.before != self.after

    def run(self, args, kind=None, at=0, db=None):
        env = dict(os.environ, HOME=self.folder, ROLEHOP_NOW="2026-11-25T03:12:00Z", LC_ALL="C.UTF-8")
        if kind:
            env.update(LD_PRELOAD=self.library, FAULT_KIND=kind, FAULT_AT=str(at), FAULT_MARK=self.mark)
        done = subprocess.run([self.program, "--db", db or self.db] + args, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def content(self, path):
        """What the newest snapshot says."""
        out = []
        for kind in ("roles", "trusts", "machines", "users"):
            out.append(self.run(["list", kind, "--format", "json"], db=path)[1])
        return b"\n".join(out)

    def fresh(self):
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(self.db + end):
                os.unlink(self.db + end)
        shutil.copy(self.good, self.db)
        if os.path.exists(self.mark):
            os.unlink(self.mark)

    def damage(self, writes):
        db = sqlite3.connect(self.db)
        check = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        if check != "ok":
            return "the inventory is damaged: " + check
        if self.content(self.db) not in ((self.before, self.after) if writes else (self.before,)):
            return "the inventory holds something else"
        return ""

    def one(self, args, usual, kind, at):
        """What is wrong, or an empty text; None where there is no such call any more."""
        self.fresh()
        status, out, err = self.run(args, kind, at)
        if not os.path.exists(self.mark):
            return None
        if status not in (0, 1, 2, 4, 5):
            return "status %d, %r" % (status, err[-300:])
        if status in (4, 5) and not err:
            return "an error without a word"
        if status not in (4, 5) and (status, told(out)) != usual:
            return "another answer than without the fault: status %d, %r" % (status, err[-300:])
        return self.damage(args[0] == "import")


def told(out):
    """What a command tells, without what it proposes to do next: that may be less where memory runs out."""
    return b"\n".join(line for line in out.split(b"\n") if not line.startswith(b"Next: "))


def points_of(bench, args, kind, points):
    """The calls to fail: all of them, or some spread over them."""
    low, high = 0, 1
    while high < 1 << 22:
        bench.fresh()
        bench.run(args, kind, high)
        if not os.path.exists(bench.mark):
            break
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        bench.fresh()
        bench.run(args, kind, middle)
        low, high = (middle, high) if os.path.exists(bench.mark) else (low, middle)
    if not points or low <= points:
        return range(1, low + 1)
    return sorted({1 + i * (low - 1) // (points - 1) for i in range(points)})


def main():
    program, build = os.path.realpath(sys.argv[1]), sys.argv[2]
    points = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    library = os.path.realpath(build) + "/fault.so"
    subprocess.run([os.environ.get("CC", "cc"), "-O1", "-shared", "-fPIC", "-w", "-o", library,
                    ROOT + "/tests/security/fault.c", "-ldl"], check=True)
    passed = failed = 0
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        bench = Bench(program, library, folder)
        for args in COMMANDS:
            bench.fresh()
            status, out, _ = bench.run(args)
            usual = status, told(out)
            for kind in KINDS:
                for at in points_of(bench, args, kind, points):
                    problem = bench.one(args, usual, kind, at)
                    if problem is None:
                        continue
                    if problem:
                        failed += 1
                        print("FAILED: %s, %s %d: %s" % (" ".join(args[:3]), kind, at, problem), flush=True)
                    else:
                        passed += 1
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


main()
