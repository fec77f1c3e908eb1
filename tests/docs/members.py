#!/usr/bin/env python3
"""Every member that the program's JSON has is in docs/json.md: tests/docs/members.py PROGRAM.

Prints "N passed, N failed". Members inside of what came from AWS (documents, definitions) are AWS's.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = ROOT + "/src/app/example"
MACHINE = "arn:aws:states:us-east-1:111111111111:stateMachine:"
TARGET = "arn:aws:iam::222222222222:role/TrustingAccountRl"
AWS = {"document", "statement", "trust", "definition", "read"}
DENIAL = ("User: arn:aws:sts::111111111111:assumed-role/NightlyReportRl/x is not authorized to perform: "
          "sts:AssumeRole on resource: " + TARGET)
REQUEST = {"name": "n", "expected": "Allowed", "permissionBoundaries": [], "scps": [], "rcps": [],
           "request": {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": {},
                       "resourceAccount": "111111111111",
                       "principal": "arn:aws:iam::111111111111:role/E"},
           "identityPolicies": []}


def members(value, found):
    if isinstance(value, dict):
        for name, inner in value.items():
            found.add(name)
            if name not in AWS:
                members(inner, found)
    elif isinstance(value, list):
        for inner in value:
            members(inner, found)


def questions(folder):
    """Commands, each with what it reads from standard input."""
    machines = [json.load(open(EXAMPLE + "/" + n))["stateMachineArn"]
                for n in sorted(os.listdir(EXAMPLE)) if n.startswith("machine-")]
    for machine in machines:
        yield ["trace", "--machine", machine], ""
        yield ["show", machine], ""
    yield ["trace", "--principal", "arn:aws:iam::111111111111:user/alice", "--assume", TARGET], ""
    yield ["show", TARGET], ""
    yield ["show", "222222222222"], ""
    yield ["scan"], ""
    yield ["explain"], DENIAL
    yield ["who-can", "--assume", TARGET], ""
    yield ["diff"], ""
    yield ["import", "--db", folder + "/other.db", EXAMPLE], ""
    yield ["merge", "--db", folder + "/merged.db", folder + "/other.db"], ""
    yield ["doctor"], ""
    yield ["sync"], ""
    for kind in ("accounts", "roles", "users", "policies", "machines", "tasks", "trusts",
                 "resources", "findings", "snapshots"):
        yield ["list", kind], ""


def sync(program, folder):
    """What a sync says, a refused call among it, and how far it says it is."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, ROOT + "/tests/sync")
    from stub import Estate, Fault, Stub, secret_of
    stub = Stub(Estate()).start()
    stub.faults = [Fault("sqs:ListQueues", "denied"), Fault("states:ListStateMachines", "hang")]
    key = "AKIA111111111111"
    env = {"PATH": os.environ["PATH"], "HOME": folder, "AWS_ENDPOINT_URL": stub.url, "AWS_REGION": "us-east-1",
           "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret_of(key)}
    child = subprocess.Popen([program, "--db", folder + "/s.db", "sync", "--region", "us-east-1", "--format", "json",
                              "--progress", "json"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    progress = []
    while len({"accounts" in row for row in progress}) < 2:  # of all of it, and of an account
        progress.append(json.loads(child.stderr.readline()))
    stub.faults.pop()
    stub.hung.set()
    out, _ = child.communicate(timeout=120)
    stub.stop()
    return progress + [json.loads(out)]


def ask(program, folder, args, text):
    if args[0] == "sync":
        return sync(program, folder)
    env = dict(os.environ, HOME=folder, ROLEHOP_NOW="2026-11-25T03:12:00Z")
    done = subprocess.run([program, "--db", folder + "/a.db"] + args, env=env, input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120)
    try:
        return [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        raise SystemExit("%s: no JSON: %s" % (" ".join(args), done.stdout[:300]))


def main():
    program = os.path.realpath(sys.argv[1])
    passed = failed = 0
    with open(ROOT + "/docs/json.md", encoding="utf-8") as f:
        told = set(re.findall(r"`([A-Za-z]+)`", f.read()))
    told |= {"rolehop"}
    with tempfile.TemporaryDirectory() as folder:
        changed = folder + "/changed.json"
        with open(EXAMPLE + "/account-222222222222.json") as f:
            text = f.read().replace(":stateMachine:SecretCacheConsumerWfw", ":stateMachine:Other")
        with open(changed, "w") as f:
            f.write(text)
        for path in (EXAMPLE, changed):
            ask(program, folder, ["import", path, "--format", "json"], "")
        asked = [(a + ["--format", "json"], t) for a, t in questions(folder)]
        asked.append((["simulate"], json.dumps(REQUEST) + "\n{}\n"))
        answered = set()
        for args, text in asked:
            found = set()
            for value in ask(program, folder, args, text):
                members(value, found)
            missing = sorted(found - told)
            answered |= {args[0]} if found else set()
            if missing:
                failed += 1
                print("FAILED: %s: not in docs/json.md: %s" % (" ".join(args), ", ".join(missing)))
            else:
                passed += 1
        for silent in {args[0] for args, _ in asked} - answered:
            failed += 1
            print("FAILED: %s: no answer" % silent)
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


main()
