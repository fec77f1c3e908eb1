#!/usr/bin/env python3
"""Kills imports at random moments: tests/security/kills.py PROGRAM [KILLS [SEED]]. Prints "N passed, N failed".

Two states of one estate are imported in turn, and each import is killed (SIGKILL) after a random time. Whatever
the moment, the inventory is whole afterwards, holds one of the two states and not a part of both, never has
fewer snapshots than before, and takes the next import.
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Estate:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.db = folder + "/inventory.db"
        self.hour = 0
        self.states = []
        for name in ("a", "b"):
            shutil.copytree(ROOT + "/src/app/example", folder + "/" + name)
        for name in os.listdir(folder + "/b"):
            path = folder + "/b/" + name
            with open(path) as f:
                text = f.read()
            with open(path, "w") as f:
                f.write(text.replace("SecretCacheConsumerWfw\"", "AnotherWfw\"").replace('"Workloads"', '"Work"'))

    def start(self, *args):
        self.hour += 1
        env = dict(os.environ, HOME=self.folder,
                   ROLEHOP_NOW=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1795572720 + 60 * self.hour)))
        return subprocess.Popen([self.program, "--db", self.db] + list(args), env=env,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def ask(self, *args):
        process = self.start(*args)
        out = process.communicate()[0].decode()
        return process.returncode, out

    def state(self):
        """Everything that is listed, but for dates."""
        out = []
        for kind in ("accounts", "roles", "machines", "trusts", "policies"):
            for line in self.ask("list", kind, "--format", "json")[1].splitlines():
                row = json.loads(line)
                for date in ("taken", "collectedAt"):
                    row.pop(date, None)
                out.append(json.dumps(row, sort_keys=True))
        return "\n".join(out)

    def damage(self, snapshots):
        """What is wrong with the inventory, or an empty text; and how many snapshots it has."""
        db = sqlite3.connect("file:%s?mode=ro" % self.db, uri=True)
        check = db.execute("PRAGMA integrity_check").fetchone()[0]
        now = db.execute("SELECT count(*) FROM snapshot").fetchone()[0]
        db.close()
        if check != "ok":
            return "integrity: %s" % check, now
        if now < snapshots:
            return "%d snapshots, there were %d" % (now, snapshots), now
        if self.state() not in self.states:
            return "a state that is neither of the two", now
        return "", now


def main():
    program = os.path.realpath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    passed = failed = survived = 0
    with tempfile.TemporaryDirectory() as folder:
        estate = Estate(program, folder)
        usual = 60.0
        for name in ("a", "b", "a", "b"):
            begin = time.monotonic()
            assert estate.ask("import", folder + "/" + name)[0] == 0
            usual = min(usual, time.monotonic() - begin)
            estate.states.append(estate.state())
        estate.states = estate.states[2:]
        assert estate.states[0] != estate.states[1]
        snapshots = 4
        for i in range(kills):
            process = estate.start("import", folder + "/" + "ab"[i % 2])
            time.sleep(chance.random() * usual * 1.1)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            survived += process.returncode == 0
            problem, snapshots = estate.damage(snapshots)
            if problem:
                failed += 1
                print("FAILED: kill %d: %s" % (i, problem))
                break
            passed += 1
        if estate.ask("import", folder + "/a")[0] != 0 or estate.state() != estate.states[0]:
            failed += 1
            print("FAILED: the next import is not taken")
    print("%d passed, %d failed (%d imports were done before they were killed)" % (passed, failed, survived))
    sys.exit(failed > 0)


main()
