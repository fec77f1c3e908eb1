#!/usr/bin/env python3
"""The failing Task of an inventory that nobody knows, its cause and its fix: tests/tui/unknown.py PROGRAM [SEED].

Some accounts, roles and workflows with names that chance makes; one Task fails, by one of three mistakes,
and is neither the first nor the last. From the start at most six keys lead to it, to its cause and to a
fix that was tried, and each key is among the hints of the screen on which it is pressed; at two sizes.
Closes with "N passed, N failed".
"""
import json
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261126
MISTAKES = ["external id", "caller may not assume", "target may not call"]
passed = failed = 0


def check(name, holds, screen=""):
    global passed, failed
    passed += bool(holds)
    failed += not holds
    if not holds:
        print(f"FAILED: {name}\n{screen}")


def policy(action, resource, **more):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **more}]}


def role(account, name, trust, permission):
    return {"RoleName": name, "Path": "/", "RoleId": "AROA" + name.upper(), "Arn": f"arn:aws:iam::{account}:role/{name}",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}, "AttachedManagedPolicies": [],
            "InstanceProfileList": [], "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": permission}]}


class Inventory:
    """Files as the AWS CLI prints them, and what is wrong in them."""

    def __init__(self, chance, mistake):
        self.mistake = mistake
        self.accounts = [str(chance.randrange(10**11, 10**12)) for _ in range(chance.randint(3, 5))]
        self.roles = {account: [] for account in self.accounts}
        self.machines = []
        n = chance.randint(8, 14)
        self.wrong = chance.randrange(2, n - 2)
        names = sorted("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)) + "-flow" for _ in range(n))
        source = min(self.accounts)
        for i, name in enumerate(names):
            self.add(chance, name, source, chance.choice([a for a in self.accounts if a != source]), i == self.wrong)

    def add(self, chance, name, source, target, wrong):
        region = "eu-central-1"
        arn = f"arn:aws:states:{region}:{source}:stateMachine:{name}"
        caller, called = f"arn:aws:iam::{source}:role/{name}-run", f"arn:aws:iam::{target}:role/{name}-remote"
        function = f"arn:aws:lambda:{region}:{target}:function:{name}-work"
        state = "Call" + "".join(chance.choices("abcdefghij", k=6)).title()
        external = arn + "x" if wrong and self.mistake == 0 else arn
        may_assume = called + "x" if wrong and self.mistake == 1 else called
        action = "lambda:GetFunction" if wrong and self.mistake == 2 else "lambda:InvokeFunction"
        self.roles[source].append(role(source, name + "-run", {"Effect": "Allow", "Action": "sts:AssumeRole",
                                       "Principal": {"Service": "states.amazonaws.com"}}, policy("sts:AssumeRole", may_assume)))
        self.roles[target].append(role(target, name + "-remote", {
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": caller},
            "Condition": {"StringEquals": {"sts:ExternalId": external}}}, policy(action, function)))
        first, task = {"Type": "Pass", "Next": state}, {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": function},
            "Credentials": {"RoleArn": called}, "End": True}
        self.machines.append({"stateMachineArn": arn, "name": name, "status": "ACTIVE", "roleArn": caller, "type": "STANDARD",
                              "definition": json.dumps({"StartAt": "First", "States": {"First": first, state: task}})})
        if wrong:
            self.name, self.state, self.gate = name, state, ("target-trust", "assume-permission", "target-permission")[self.mistake]

    def write(self, folder):
        for account, roles in self.roles.items():
            with open(os.path.join(folder, account + ".json"), "w", encoding="utf-8") as file:
                json.dump({"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": roles}, file)
        for machine in self.machines:
            with open(os.path.join(folder, machine["name"] + ".json"), "w", encoding="utf-8") as file:
                json.dump(machine, file)


def screens(folder, database, size, keys):
    """The screen before the first key and after each."""
    script = [f"size {size} 3", "dump 0"]
    for i, key in enumerate(keys):
        script += [key, f"dump {i + 1}"]
    with open(os.path.join(folder, "keys"), "w", encoding="utf-8") as file:
        file.write("\n".join(script) + "\n")
    subprocess.run([PROGRAM, "--db", database, "--play", "keys"], cwd=folder, check=True, stdin=subprocess.DEVNULL)
    found = []
    for i in range(len(keys) + 1):
        with open(os.path.join(folder, str(i)), encoding="utf-8") as file:
            found.append(file.read())
    return found


def walk(folder, inventory, size, what):
    keys = ["f", "Enter", "Enter", "i"]
    hints = ["f next FAIL", "Enter open", "Enter open", "i fix"]
    seen = screens(folder, os.path.join(folder, "inventory.db"), size, keys)
    check(f"{what}: at most six keys", len(keys) <= 6)
    for screen, hint in zip(seen, hints):
        check(f"{what}: \"{hint}\" is among the hints", hint in screen.rstrip("\n").split("\n")[-1], screen)
    cursor = [line.lstrip("│") for line in seen[1].split("\n") if line.lstrip("│").startswith(">")][0]
    check(f"{what}: f goes to the workflow that fails", inventory.name in cursor and "[FAIL]" in cursor, seen[1])
    check(f"{what}: its Task", inventory.state in seen[2], seen[2])
    check(f"{what}: its cause", f"Denied at {inventory.gate}" in seen[3] and f"[FAIL] {inventory.gate}" in seen[3], seen[3])
    check(f"{what}: its fix, tried", ">   1." in seen[4] and "Tried: with this change the question is allowed." in seen[4],
          seen[4])


def main():
    os.environ.update(ROLEHOP_NOW="2026-11-25T12:00:00Z", LC_ALL="C.UTF-8")
    for seed in range(SEED, SEED + 6):
        inventory = Inventory(random.Random(seed), seed % len(MISTAKES))
        with tempfile.TemporaryDirectory() as folder:
            os.environ.update(HOME=folder, XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
            files = os.path.join(folder, "files")
            os.mkdir(files)
            inventory.write(files)
            subprocess.run([PROGRAM, "import", "--quiet", "--db", os.path.join(folder, "inventory.db"), files], check=True,
                           capture_output=True)
            for size in ("80x24", "140x40"):
                walk(folder, inventory, size, f"seed {seed}, {MISTAKES[inventory.mistake]}, {size}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
