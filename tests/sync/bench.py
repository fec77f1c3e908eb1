"""Measures a sync beside a small AWS that takes 30 ms for a call: bench.py PROGRAM. Prints a row for each goal.

ACCOUNTS and REGIONS say how large the organization is (200 x 17; with QUICK=1 it is 25 x 17).
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from stub import Estate, Stub, secret_of  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
ACCOUNTS = int(os.environ.get("ACCOUNTS", "25" if os.environ.get("QUICK") else "200"))
REGIONS = ["xx-bench-%d" % i for i in range(1, int(os.environ.get("REGIONS", "17")) + 1)]
ALLOWED = 32  # calls at once
HOME = "111111111111"


def children_kb(pid):
    try:
        with open("/proc/%d/status" % pid) as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0


class Run:
    """One sync of so many accounts: its report, the calls under way over time, and the most memory."""

    def __init__(self, accounts, regions, *args, **estate):
        names = [HOME] + ["%012d" % i for i in range(200000000001, 200000000000 + accounts)]
        stub = Stub(Estate(accounts=names, enabled=regions, **estate)).start()
        stub.latency = 0.03
        stub.checks = False
        with tempfile.TemporaryDirectory(prefix="rolehop-bench-") as folder:
            env = {"PATH": os.environ["PATH"], "HOME": folder, "AWS_ENDPOINT_URL": stub.url, "AWS_REGION": "us-east-1",
                   "AWS_ACCESS_KEY_ID": "AKIA" + HOME, "AWS_SECRET_ACCESS_KEY": secret_of("AKIA" + HOME)}
            begun = time.time()
            child = subprocess.Popen([PROGRAM, "sync", "--db", os.path.join(folder, "i.db"), "--format", "json", *args],
                                     env=env, cwd=folder, stdout=subprocess.PIPE)
            self.samples, self.memory = [], 0
            out = []
            reader = threading.Thread(target=lambda: out.append(child.stdout.read()))
            reader.start()
            while child.poll() is None:
                self.samples.append(stub.in_flight)
                self.memory = max(self.memory, children_kb(child.pid))
                time.sleep(0.05)
            reader.join()
            self.seconds = time.time() - begun
        stub.stop()
        if child.returncode != 0:
            raise SystemExit("sync: exit status %d" % child.returncode)
        self.report = json.loads(out[0])
        if self.report["accounts"] != accounts or self.report["gaps"]:
            raise SystemExit("sync: %s" % self.report)

    def in_flight(self):
        early = self.samples[:len(self.samples) * 4 // 5]
        return sum(early) / len(early)


def row(goal, wanted, got, good):
    print("%-64s %-12s %-12s %s" % (goal, wanted, got, "met" if good else "MISSED"), flush=True)
    return good


def main():
    org = ("--org", "--role", "R")
    all_of_it = Run(ACCOUNTS, REGIONS, *org)
    report = all_of_it.report
    mean = all_of_it.in_flight()
    good = row("calls in flight until the last fifth, of %d (%d x %d)" % (ALLOWED, ACCOUNTS, len(REGIONS)),
               ">= %.1f" % (0.8 * ALLOWED), "%.1f" % mean, mean >= 0.8 * ALLOWED)
    few = Run(max(ACCOUNTS // 8, 14), REGIONS, *org)
    growth = all_of_it.memory / few.memory
    good &= row("memory of %d accounts, of that of %d" % (ACCOUNTS, few.report["accounts"]), "<= 1.25", "%.2f" % growth,
                growth <= 1.25)
    pages = Run(1, REGIONS[:1], roles=10000).report
    share = pages["readMs"] / pages["receiveMs"]
    good &= row("reading answers, of receiving them (10,000 roles in pages)", "< 1", "%.2f" % share, share < 1)
    print("%d calls in %.0f s, %d a second; %.1f MB received; %d MB of memory" % (
        report["calls"], all_of_it.seconds, report["calls"] / all_of_it.seconds, report["bytes"] / 1e6,
        all_of_it.memory // 1024))
    return 0 if good else 1


sys.exit(main())
