#!/usr/bin/env python3
"""Cuts an inventory short while it is read: tests/security/cut.py PROGRAM. Prints "N passed, N failed".

A scan writes into a pipe that nobody reads until the file is cut. It then may not end as if all were well,
nor by a signal: it says that the inventory cannot be read any more, and ends with 5.
"""
import json
import os
import subprocess
import sys
import tempfile

ACCOUNT, MACHINES, PADDING = "111111111111", 400, 3000


def machine(n):
    definition = {"Comment": "%d " % n * (PADDING // 4), "StartAt": "Send", "States": {"Send": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True,
        "Parameters": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/%s/q%d" % (ACCOUNT, n), "MessageBody": "x"}}}}
    return {"stateMachineArn": "arn:aws:states:eu-west-1:%s:stateMachine:flow-%04d" % (ACCOUNT, n),
            "name": "flow-%04d" % n, "status": "ACTIVE", "type": "STANDARD", "definition": json.dumps(definition),
            "roleArn": "arn:aws:iam::%s:role/flow-%04d" % (ACCOUNT, n), "creationDate": 1700000000}


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
        db = folder + "/inventory.db"
        with open(folder + "/machines.jsonl", "w") as f:
            for n in range(MACHINES):
                f.write(json.dumps(machine(n)) + "\n")
        subprocess.run([program, "import", "--quiet", "--db", db, folder + "/machines.jsonl"], env=env, check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL)
        scan = subprocess.Popen([program, "scan", "--db", db, "--workers", "1", "--format", "json", "--quiet"], env=env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.read(scan.stdout.fileno(), 1)  # it has begun, and soon waits for room in the pipe
        os.truncate(db, 4096)
        lines, said = scan.communicate()
        lines = lines.count(b"\n")
    good = scan.returncode == 5 and b"cannot be read any more" in said and lines < MACHINES
    if not good:
        print("cut: status %d, %d lines of %d, said %r" % (scan.returncode, lines, MACHINES, said))
    print("%d passed, %d failed" % (good, not good))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
