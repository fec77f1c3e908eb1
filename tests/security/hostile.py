#!/usr/bin/env python3
"""Nothing of a hostile inventory reaches a terminal raw: tests/security/hostile.py PROGRAM.

Names, Sids, descriptions, tags, states, documents and file names that hold escape sequences, C1 controls,
bidirectional overrides, zero-width characters and the like are imported, and every command is asked about
them in every format; standard output and standard error are searched for such characters. Prints
"N passed, N failed".
"""
import json
import os
import re
import subprocess
import sys
import tempfile

A, B = "111111111111", "222222222222"
EVIL = ("\x1b[31mred\x1b[0m \x1b]52;c;ZXZpbA==\x07 \x9b2J \u202ekcab\u202c a\u200bb \u2066x\u2069 \u061c \ufeff \x7f \x08 "
        "\U000e0041 \u0085 \r over")
LINES = EVIL + "\nnext\tline"
FORBIDDEN = ({chr(c) for c in range(0x20)} - {"\n"}) | {chr(c) for c in range(0x7f, 0xa0)} \
    | set("\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\U000e0041")
MACHINE = "arn:aws:states:us-east-1:%s:stateMachine:Flow" % A
ROLE = "arn:aws:iam::%s:role/Target" % B


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def role(account, name, trust, *inline):
    return {"Path": "/", "RoleName": name, "RoleId": "AROA" + name.upper(),
            "Arn": "arn:aws:iam::%s:role/%s" % (account, name), "AssumeRolePolicyDocument": trust,
            "RolePolicyList": [{"PolicyName": EVIL + n, "PolicyDocument": d} for n, d in inline],
            "AttachedManagedPolicies": [], "Tags": [{"Key": EVIL, "Value": EVIL}]}


def answers():
    """Files of the inventory by name."""
    runs = policy({"Sid": EVIL, "Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"},
                   "Action": "sts:AssumeRole"})
    trust = policy({"Sid": EVIL, "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:role/%s" % (A, EVIL)},
                    "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": EVIL}}},
                   {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"aws:PrincipalTag/" + EVIL: EVIL}}})
    allow = policy({"Sid": EVIL, "Effect": "Allow", "Action": "sts:AssumeRole",
                    "Resource": ["arn:aws:iam::%s:role/%s" % (B, EVIL), ROLE]})
    put = policy({"Sid": EVIL, "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": EVIL})

    def state(**more):
        return dict({"Type": "Task", "Comment": LINES, "Resource": "arn:aws:states:::dynamodb:putItem",
                     "Credentials": {"RoleArn": ROLE}, "Parameters": {"TableName": EVIL, "Item": {}}}, **more)
    definition = {"Comment": LINES, "StartAt": LINES, "States": {
        LINES: state(Next="Dynamic"),
        "Dynamic": state(Credentials={"RoleArn.$": "$.a['" + EVIL + "']"}, Next="Wrong"),
        "Wrong": state(Resource="arn:aws:states:::" + EVIL, Next="Choose"),
        "Choose": {"Type": "Choice", "Choices": [{"Variable": "$." + EVIL, "StringEquals": EVIL, "Next": "Last"}],
                   "Default": "Last"},
        "Last": state(Credentials={"RoleArn": "arn:aws:iam::%s:role/%s" % (B, EVIL)}, End=True)}}
    scp = {"Organization": {"Id": "o-abcdefghij", "MasterAccountId": "999999999999"},
           "Roots": [{"Id": "r-abcd", "Name": EVIL}], "OrganizationalUnits": [],
           "Accounts": [{"Id": i, "Name": EVIL, "ParentId": "r-abcd"} for i in (A, B, "999999999999")],
           "Policies": [{"Id": "p-full0000", "Name": EVIL, "Type": "SERVICE_CONTROL_POLICY", "Targets": ["r-abcd"],
                         "Content": json.dumps(policy({"Sid": EVIL, "Effect": "Allow", "Action": "*", "Resource": "*"},
                                                      {"Sid": EVIL, "Effect": "Deny", "Action": "dynamodb:PutItem",
                                                       "Resource": "*"}))}]}
    return {
        "a.json": {"RoleDetailList": [role(A, "Exec", runs, ("", allow))], "UserDetailList": [], "GroupDetailList": [],
                   "Policies": []},
        "b.json": {"RoleDetailList": [role(B, "Target", trust, ("", put))], "UserDetailList": [], "GroupDetailList": [],
                   "Policies": []},
        "m.json": {"stateMachineArn": MACHINE, "name": EVIL, "type": "STANDARD", "definition": json.dumps(definition),
                   "roleArn": "arn:aws:iam::%s:role/Exec" % A},
        "o.json": scp,
        "q.json": {"ResourceArn": "arn:aws:sqs:us-east-1:%s:queue" % B,
                   "Policy": json.dumps(policy({"Sid": EVIL, "Effect": "Allow", "Principal": "*", "Action": EVIL,
                                                "Resource": EVIL}))},
    }


def commands(folder):
    """Every command in every format, each with what it reads."""
    evil_file = folder + "/" + EVIL.replace("/", "") + ".json"
    with open(evil_file, "w") as f:
        f.write("{")
    yield ["import", evil_file], ""
    yield ["import", folder + "/" + EVIL], ""
    yield ["import", "--db", folder + "/2.db", folder + "/answers"], ""
    yield ["merge", "--db", folder + "/3.db", folder + "/1.db"], ""
    for kind in "accounts roles users policies machines tasks trusts resources findings snapshots".split():
        for form in ("text", "json"):
            yield ["list", kind, "--format", form], ""
    for arn in (MACHINE, ROLE, A, "p-full0000", "arn:aws:sqs:us-east-1:%s:queue" % B, EVIL):
        for form in ("text", "json"):
            yield ["show", arn, "--format", form], ""
    for more in ([], ["--format", "json"], ["--fix", "cli"], ["--fix", "terraform"], ["--fix", "cloudformation"], ["--all"],
                 ["--mask"], ["--ascii"], ["--color", "always"]):
        yield ["trace", "--machine", MACHINE] + more, ""
    yield ["trace", "--machine", EVIL], ""
    yield ["trace", "--machine", MACHINE, "--state", EVIL], ""
    yield ["trace", "--principal", "arn:aws:iam::%s:role/%s" % (A, EVIL), "--assume", ROLE], ""
    yield ["trace", "--principal", "arn:aws:iam::%s:role/Exec" % A, "--assume", ROLE, "--external-id", EVIL,
           "--action", EVIL, "--resource", EVIL, "--context", "aws:PrincipalTag/%s=%s" % (EVIL, EVIL)], ""
    for form in ("table", "json", "csv", "markdown", "sarif", "junit"):
        yield ["scan", "--format", form], ""
    for form in ("text", "svg", "mermaid", "dot"):
        for subject in (MACHINE, ROLE, A):
            yield ["export", "--graph", subject, "--format", form], ""
    for form in ("text", "json"):
        yield ["who-can", "--assume", ROLE, "--all", "--format", form] if form == "text" else \
            ["who-can", "--assume", ROLE, "--format", form], ""
        yield ["diff", "--format", form], ""
        yield ["explain", "--format", form], "User: arn:aws:sts::%s:assumed-role/%s/x is not authorized to perform: %s on " \
            "resource: %s because no identity-based policy allows the %s action" % (A, EVIL, EVIL, EVIL, EVIL)
    yield ["simulate"], json.dumps({"name": LINES, "request": {"action": EVIL, "resource": EVIL, "principal": EVIL,
                                                               "context": {EVIL: EVIL}}}) + "\n{\"" + EVIL + "\":1}\n"
    for option in ("machine", "state", "show", "principal"):
        yield ["completion", "--of", option, "--machine", MACHINE], ""
    yield ["doctor"], ""
    yield [EVIL], ""
    yield ["--" + EVIL], ""
    yield ["list", "roles", "--theme", EVIL], ""


def raw(args, text):
    """What must not be there. Colours that were asked for are ours, and so are CSV's ends of lines."""
    if "always" in args:
        text = re.sub("\x1b\\[[0-9;]*m", "", text)
    if "csv" in args:
        text = text.replace("\r\n", "\n")
    return sorted({"U+%04X" % ord(c) for c in text if c in FORBIDDEN or (c == "\ufffd")})


def main():
    program = os.path.realpath(sys.argv[1])
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, HOME=folder, LC_ALL="C.UTF-8", ROLEHOP_NOW="2026-11-25T03:12:00Z", COLUMNS="200")
        os.mkdir(folder + "/answers")
        for name, answer in answers().items():
            with open(folder + "/answers/" + name, "w") as f:
                json.dump(answer, f)
        base = [program, "--db", folder + "/1.db"]
        done = subprocess.run(base + ["import", folder + "/answers"], env=env, capture_output=True)
        assert done.returncode == 0, done.stderr
        for args, text in commands(folder):
            at = [program] if "--db" in args else base
            try:
                done = subprocess.run(at + args, env=env, input=text.encode(), capture_output=True, timeout=120)
            except ValueError as error:  # the system takes no such argument
                print("not asked: %r: %s" % (args, error))
                continue
            out = (done.stdout + done.stderr).decode("utf-8", "replace")
            found = raw(args, out)
            if found or done.returncode not in (0, 1, 2, 3, 4, 5):
                failed += 1
                print("FAILED: %r: status %d, raw %s" % (args, done.returncode, " ".join(found)))
            else:
                passed += 1
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


main()
