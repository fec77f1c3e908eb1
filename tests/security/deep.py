#!/usr/bin/env python3
"""What is nested, leads on and on, or is wide, as far as anybody lets it: tests/security/deep.py PROGRAM. Every command that reads it ends by
itself and soon, with an answer or an error in words, on a stack of 1 MiB (tests/recursion/bounds.txt says why). Prints "N passed, N failed"."""
import json
import os
import resource
import subprocess
import sys
import tempfile

SANITIZED = 4 if os.environ.get("ASAN_OPTIONS") else 1
STACK = (1 << 20) * SANITIZED
SECONDS = 10 * SANITIZED
ACCOUNT = "111111111111"
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:M"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/R"
TASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": True}


def nested(levels, open_, inner, close):
    return open_ * levels + inner + close * levels


def machine(name, definition, role=ROLE):
    text = definition if isinstance(definition, str) else json.dumps(definition)
    return json.dumps({"stateMachineArn": MACHINE[:-1] + name, "name": name, "type": "STANDARD", "roleArn": role, "definition": text})


def task(**fields):
    return {"StartAt": "T", "States": {"T": dict(TASK, **fields)}}


def jsonata(text):
    return dict(task(Credentials={"RoleArn": "{% " + text + " %}"}), QueryLanguage="JSONata")


def in_states(levels, head, tail):
    text = json.dumps(task())
    for i in range(levels):
        text = '{"StartAt":"S%d","States":{"S%d":{"Type":%s%s%s,"End":true}}}' % (i, i, head, text, tail)
    return text


def path(text):
    return task(Credentials={"RoleArn.$": text})


def rule(levels):
    leaf = '{"Variable":"$.a","IsPresent":true}'
    return ('{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Not":%s,"Next":"T"}],"Default":"T"},"T":%s}}'
            % (nested(levels, '{"Not":', leaf, "}"), json.dumps(TASK)))


def wrapping(states):
    """Each Pass puts into a list what it was given; then a Task asks whether that is true."""
    out = {f"P{i}": {"Type": "Pass", "Parameters": {"l.$": "States.Array($.l)"}, "Next": f"P{i + 1}"} for i in range(states)}
    out[f"P{states}"] = dict(TASK, QueryLanguage="JSONata", Credentials={"RoleArn": "{% $states.input.l ? 'a' : 'b' %}"})
    out[f"P{states}"].pop("Parameters")
    return {"StartAt": "P0", "States": out}


def role_with(document):
    return ('{"RoleDetailList":[{"Arn":"%s","RoleName":"R","RoleId":"AROA","Path":"/","AttachedManagedPolicies":[],"RolePolicyList":'
            '[{"PolicyName":"P","PolicyDocument":%s}],"AssumeRolePolicyDocument":%s}],"IsTruncated":false}' % (ROLE, document, document))


def template(levels):
    value = nested(levels, '{"Fn::Join":["",[', '"x"', "]]}")
    return '{"Resources":{"R":{"Type":"AWS::IAM::Role","Properties":{"RoleName":%s,"AssumeRolePolicyDocument":{}}}}}' % value


def choices(levels):
    """Parts of a text that may be left out, one within the other, each within a list of its own."""
    inner = nested(levels, '{"Fn::If":["C",', '"x"', ',{"Ref":"AWS::NoValue"}]}')
    value = nested(levels, '{"Fn::Join":["-",["a",{"Fn::If":["C",', inner, ',{"Ref":"AWS::NoValue"}]}]]}')
    return ('{"Parameters":{"P":{"Type":"String"}},"Conditions":{"C":{"Fn::Equals":[{"Ref":"P"},"x"]}},"Resources":{"R":{"Type":'
            '"AWS::IAM::Role","Properties":{"RoleName":%s,"AssumeRolePolicyDocument":{}}}}}' % value)


def iam_role(**properties):
    return {"Type": "AWS::IAM::Role", "Properties": dict({"AssumeRolePolicyDocument": {"Statement": []}}, **properties)}


def machine_of_template(parameters):
    """A machine whose definition CloudFormation is given as an object."""
    definition = '{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":%s,"End":true}}}'
    return ('{"Resources":{"M":{"Type":"AWS::StepFunctions::StateMachine","Properties":{"StateMachineName":"M","RoleArn":"%s",'
            '"Definition":%s}}}}' % (ROLE, definition % parameters))


def loops(levels, values, inner):
    for i in range(levels):
        inner = {"Fn::ForEach::L%d" % i: ["V%d" % i, values, inner]}
    return inner


def conditions(names, levels):
    """Each condition is the next one, negated and negated."""
    each = ['"C%d":%s' % (i, nested(levels, '{"Fn::Not":[', '{"Condition":"C%d"}' % (i + 1), "]}")) for i in range(names)]
    return ('{"Conditions":{%s,"C%d":{"Fn::Equals":["a","a"]}},"Resources":{"R":%s}}'
            % (",".join(each), names, json.dumps(dict(iam_role(), Condition="C0"))))


def paths(roles):
    """The path of each role asks twice for the ARN of the next one."""
    out = {f"R{roles}": iam_role()}
    for i in range(roles):
        arn = {"Fn::GetAtt": [f"R{i + 1}", "Arn"]}
        out[f"R{i}"] = iam_role(Path={"Fn::Select": [0, [arn, arn]]})
    return json.dumps({"Resources": out})


def modules(levels):
    inner = nested(levels, '{"child_modules":[', '{"resources":[]}', "]}")
    return '{"format_version":"1.0","planned_values":{"root_module":%s}}' % inner


def unknown(levels):
    role = ('{"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","change":{"actions":["create"],'
            '"after":{"name":"R"},"after_unknown":{"assume_role_policy":%s}}}' % nested(levels, "[", "true", "]"))
    return '{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[%s]}' % role


def chain(machines):
    return "[" + ",".join(machine(f"M{i}", task(), MACHINE[:-1] + f"M{i + 1}") for i in range(machines)) + "]"


# What is imported, by name: levels just below the limits of the readers, and far above.
IMPORTS = {}
for levels in (60, 990, 20000):
    few = min(levels, 240)
    IMPORTS.update({
        f"arrays {levels}": nested(levels, "[", "", "]"),
        f"objects {levels}": nested(levels, '{"a":', "1", "}"),
        f"policy {levels}": role_with('{"Statement":%s}' % nested(levels, "[", "", "]")),
        f"condition {levels}": role_with('{"Statement":{"Effect":"Allow","Condition":%s}}' % nested(levels, '{"a":', "1", "}")),
        f"Parallel {levels}": machine("M", in_states(few, '"Parallel","Branches":[', "]")),
        f"Map {levels}": machine("M", in_states(few, '"Map","ItemProcessor":', "")),
        f"Choice {levels}": machine("M", rule(levels)),
        f"parameters {levels}": machine("M", '{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",'
                                        '"Parameters":%s,"End":true}}}' % nested(levels, '{"a.$":"$.b","c":', "1", "}")),
        f"functions {levels}": machine("M", '{"StartAt":"T","States":{"T":{"Type":"Task","Resource":%s,"End":true}}}'
                                       % nested(levels, '{"Fn::Join":["",[', '"x"', "]]}")),
        f"brackets {levels}": machine("M", jsonata("(" * levels + "1" + ")" * levels)),
        f"lists {levels}": machine("M", jsonata("[" * levels + "1" + "]" * levels)),
        f"minus {levels}": machine("M", jsonata("-" * levels + "1")),
        f"sums {levels}": machine("M", jsonata("1" + "+1" * levels)),
        f"questions {levels}": machine("M", jsonata("1 ? " * levels + "1")),
        f"steps {levels}": machine("M", jsonata("$states.input" + ".a[0]" * levels)),
        f"chains {levels}": machine("M", jsonata("'a'" + " ~> $string()" * levels)),
        f"intrinsic {levels}": machine("M", path("States.Array(" * levels + "1" + ")" * levels)),
        f"wrapped {levels}": machine("M", wrapping(min(levels, 2000))),
        f"template {levels}": template(levels),
        f"choices {levels}": choices(levels),
        f"modules {levels}": modules(levels),
        f"unknown {levels}": unknown(levels),
        f"transforms {levels}": '{"Transform":%s,"Resources":{"R":%s}}' % (nested(levels, "[", '"x"', "]"), json.dumps(iam_role())),
        f"unnamed {levels}": "[" + nested(levels, '{"":[', "{}", "]}") + "]",
        f"configuration {levels}": '{"Results":[%s]}' % json.dumps(
            '{"arn":"%s","accountId":"%s","resourceType":"AWS::IAM::Role","configuration":{"arn":"%s","roleName":"R","tags":%s}}'
            % (ROLE, ACCOUNT, ROLE, nested(levels, "[", "", "]"))),
        f"pretty {levels}": machine_of_template(nested(levels, '{"a":', "1", "}")),
        f"yaml {levels}": "AWSTemplateFormatVersion: '2010-09-09'\nResources: " + nested(levels, "[", "", "]"),
    })
IMPORTS["loops of resources"] = json.dumps({"Resources": loops(30, ["a", "b"], {})})
IMPORTS["loops of members"] = json.dumps({"Resources": {"R": iam_role(Tags=loops(30, ["a", "b"], {}))}})
IMPORTS["loops in loops"] = json.dumps({"Resources": {"R": iam_role(Tags=loops(180, ["a"], {"k": "v"}))}})
IMPORTS["conditions"] = conditions(100, 450)
IMPORTS["paths"] = paths(40)
IMPORTS["machines that are each other's role"] = chain(6000)



def plan(count):
    """As many roles as attachments to them; what is planned alone is more than is kept of a list that nobody knows."""
    planned, changes = [], []
    for i in range(count):
        for kind, values, later in (("aws_iam_role", {"name": "R%d" % i, "assume_role_policy": '{"Statement":[]}'}, {"arn": True}),
                                    ("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::aws:policy/P%d" % i}, {"role": True})):
            head = {"address": "%s.r[%d]" % (kind, i), "mode": "managed", "type": kind, "name": "r", "index": i}
            planned.append(dict(head, values=values))
            changes.append(dict(head, change={"actions": ["create"], "after": values, "after_unknown": later}))
    written = [{"address": kind + ".r", "mode": "managed", "type": kind, "name": "r", "expressions": expressions}
               for kind, expressions in (("aws_iam_role", {}),
                                         ("aws_iam_role_policy_attachment", {"role": {"references": ["aws_iam_role.r"]}}))]
    return json.dumps({"format_version": "1.2", "terraform_version": "1.5.0", "planned_values": {"root_module": {"resources": planned}},
                       "resource_changes": changes, "configuration": {"root_module": {"resources": written}}})


def separate(resources):
    """Each resource is written by itself."""
    planned, written = [], []
    for i in range(resources):
        head = {"address": "aws_iam_role.r%d" % i, "mode": "managed", "type": "aws_iam_role", "name": "r%d" % i}
        planned.append(dict(head, values={"name": "R%d" % i, "assume_role_policy": '{"Statement":[]}'}))
        written.append(dict(head, expressions={}))
    return json.dumps({"format_version": "1.2", "terraform_version": "1.5.0", "planned_values": {"root_module": {"resources": planned}},
                       "configuration": {"root_module": {"resources": written}}})


def many_policies(policies):
    return json.dumps({"RoleDetailList": [{"Arn": ROLE, "RoleName": "R", "AssumeRolePolicyDocument": {"Statement": []}, "RolePolicyList": [
        {"PolicyName": "P%d" % i, "PolicyDocument": {"Statement": []}} for i in range(policies)]}]})


def substituted(text):
    return json.dumps({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "RoleArn": ROLE, "DefinitionString": text + json.dumps(task()), "DefinitionSubstitutions": {"a": "b"}}}}})


# What is wide, and with what status its import ends: what takes as long as its square does not end in time.
WIDE = {
    "members": (lambda: json.dumps({"k%d" % i: 1 for i in range(300000)}), (4,)),
    "lists": (lambda: json.dumps({"k%d" % i: [1] for i in range(300000)}), (4,)),
    "plan": (lambda: plan(20000), (0,)),
    "plan of separate resources": (lambda: separate(40000), (0,)),
    "policies of one role": (lambda: many_policies(100000), (0,)),
    "placeholders that are not closed": (lambda: substituted("${" * 1000000), (0, 4)),
    "placeholders closed at the end": (lambda: substituted("${" * 1000000 + "}"), (0, 4)),
}

EXPLAINED = {}
cause = "AccessDeniedException"
for _ in range(12):  # each level doubles the backslashes
    cause = json.dumps({"Error": "States.TaskFailed", "Cause": cause})
EXPLAINED["causes"] = cause
for levels in (4, 900, 20000):
    EXPLAINED[f"events {levels}"] = nested(levels, '{"Records":[', "{}", "]}")
    EXPLAINED[f"detail {levels}"] = nested(levels, '{"detail":', '{"eventSource":"sts.amazonaws.com"}', "}")
    EXPLAINED[f"history {levels}"] = nested(levels, '{"events":[', "", "]}")


DENIAL = f"User: arn:aws:iam::{ACCOUNT}:user/u is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
for name, behind in (("colons", ": " * 500000), ("users", "User: " * 300000), ("lines", "\n" * 4000000)):
    EXPLAINED[name] = DENIAL + behind


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.passed, self.failed = program, folder, 0, 0

    def run(self, name, args):
        def limits():
            resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

        env = dict(os.environ, HOME=self.folder, ROLEHOP_NOW="2026-11-25T03:12:00Z", LC_ALL="C.UTF-8")
        try:
            done = subprocess.run([self.program, "--db", self.folder + "/db", *args], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=120, preexec_fn=limits, check=False)
            status, err = done.returncode, done.stderr or done.stdout * (args[0] == "simulate")
        except subprocess.TimeoutExpired:
            status, err = "endless", b""
        if status in (0, 1, 2, 4, 5) and (status < 4 or err):
            self.passed += 1
            return status
        self.failed += 1
        print(f"FAILED: {name}: {args[0]}: {status}, {err[-300:]!r}")
        return 5

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def forget(self):
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.folder + "/db" + end):
                os.unlink(self.folder + "/db" + end)


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, folder)
        for name, text in IMPORTS.items():
            bench.forget()
            if name == "parameters of a template":
                bench.run(name + " with a parameter", ["import", "--account", ACCOUNT, "--parameter", "Stage=x", bench.write("in.json", text)])
            if bench.run(name, ["import", "--account", ACCOUNT, "--region", "us-east-1", bench.write("in.json" if text[0] in "[{" else "in.yaml", text)]) != 0:
                continue
            commands = [["list", "roles"]] if "RoleDetailList" in text else []
            if "stateMachineArn" in text:
                one = MACHINE if "each other" not in name else MACHINE + "0"
                commands += [["trace", "--machine", one], ["--mask", "show", one]]
                commands += [["export", "--graph", one, "--format", form] for form in ("text", "dot", "mermaid", "svg")]
            for args in commands:
                bench.run(name, args)
        for name, (text, wanted) in WIDE.items():
            bench.forget()
            status = bench.run(name, ["import", "--account", ACCOUNT, "--region", "us-east-1", bench.write("in.json", text())])
            if status not in wanted:
                bench.failed += 1
                print(f"FAILED: {name}: status {status}")
        for name, text in EXPLAINED.items():
            bench.run(name, ["explain", bench.write("in.json", text)])
        stars = ('{"request":{"principal":"%s","action":"sts:AssumeRole","resource":"%s"},"identityPolicies":[{"Statement":{"Effect":"Allow",'
                 '"Action":"*","Resource":"arn:aws:iam::%s"}}]}' % (f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s", ROLE, "*" * 1000000))
        bench.run("stars", ["simulate", bench.write("in.json", stars)])
        for levels in (4, 900, 20000):
            policy = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":%s}}' % nested(levels, '{"a":', "1", "}")
            request = ('{"request":{"principal":"%s","action":"sts:AssumeRole","resource":"%s"},"identity":[%s]}'
                       % (f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s", ROLE, policy))
            bench.run(f"simulate {levels}", ["simulate", bench.write("in.json", request)])
        inside = folder
        for _ in range(70):
            inside += "/d"
            os.mkdir(inside)
        bench.run("folders", ["import", folder + "/d"])
        print(f"{bench.passed} passed, {bench.failed} failed")
        return bench.failed > 0


sys.exit(main())
