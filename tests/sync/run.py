"""Collects from a small AWS on the loopback, good and bad: run.py PROGRAM [CASE...].

Each case is a function named as a claim. The last line is "N passed, N failed, N skipped".
"""
import json
import os
import pty
import random
import re
import resource
import select
import signal
import sqlite3
import ssl
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from stub import Estate, Fault, Stub, secret_of  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
HOME_ACCOUNT = "111111111111"
COMPLETE, PARTIAL, REFUSED = 3, 1, 2
ROLE, MACHINE, RESOURCE, SCP = 1, 5, 6, 10


class Place:
    """One case's folder, stub and program."""

    def __init__(self, estate, **faults):
        self.folder = tempfile.TemporaryDirectory(prefix="rolehop-sync-")
        self.path = self.folder.name
        self.stub = Stub(estate).start()
        self.db = os.path.join(self.path, "i.db")
        key = "AKIA" + HOME_ACCOUNT
        self.write(".aws/config", "[default]\nregion = us-east-1\n")
        self.write(".aws/credentials", "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                   % (key, secret_of(key)))
        self.env = {"PATH": os.environ["PATH"], "HOME": self.path, "LC_ALL": "C.UTF-8", "TERM": "dumb",
                    "AWS_ENDPOINT_URL": self.stub.url, "AWS_MAX_ATTEMPTS": "3", "AWS_EC2_METADATA_DISABLED": "true"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def start(self, *args):
        return subprocess.Popen([PROGRAM, "sync", "--db", self.db, *args], env=self.env, cwd=self.path,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    def sync(self, *args, status=0, format="json"):
        child = self.start(*args, *(["--format", format] if format else []))
        out, err = child.communicate(timeout=120)
        self.out, self.err = out.decode(), err.decode()
        expect(child.returncode == status, "exit status %d instead of %d: %s %s"
               % (child.returncode, status, self.out, self.err))
        expect(not self.stub.complaints, "; ".join(self.stub.complaints[:3]))
        return json.loads(self.out) if format == "json" and status == 0 else None

    def ask(self, *args):
        """What rolehop says of the inventory: its JSON lines."""
        done = subprocess.run([PROGRAM, *args, "--db", self.db, "--format", "json"], env=self.env, cwd=self.path,
                              capture_output=True, text=True, check=False)
        expect(done.returncode in (0, 1, 2), "%s: %s" % (args, done.stderr))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def export(self):
        return subprocess.run([PROGRAM, "export", "--db", self.db], env=self.env, cwd=self.path, capture_output=True,
                              text=True, check=True).stdout.splitlines()

    def facts(self, word):
        return self.rows("SELECT key, name, value, document FROM current_fact WHERE fact=? ORDER BY key, name", word)

    def rows(self, query, *args):
        db = sqlite3.connect(self.db)
        try:
            return db.execute(query, args).fetchall()
        finally:
            db.close()

    def coverage(self, account, region, kind):
        found = self.rows("SELECT state, because FROM coverage WHERE account=? AND region=? AND kind=?"
                          " AND until IS NULL", account, region, kind)
        return found[0] if found else (0, None)

    def count(self, kind, account=HOME_ACCOUNT):
        return self.rows("SELECT count(*) FROM entity WHERE kind=? AND account=? AND since IS NOT NULL"
                         " AND until IS NULL", kind, account)[0][0]

    def snapshots(self):
        return self.rows("SELECT count(*) FROM snapshot")[0][0]

    def close(self):
        self.stub.stop()
        self.folder.cleanup()


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def expect(good, words):
    if not good:
        raise Failed(words)


def equal(got, wanted, what):
    expect(got == wanted, "%s: %r instead of %r" % (what, got, wanted))


CASES = []


def case(*estate_args, slow=False, **estate):
    def wrap(function):
        CASES.append((function.__name__, function, lambda: Estate(*estate_args, **estate), slow))
        return function
    return wrap


# ---- what there is, is collected ---------------------------------------------------------------------


@case(roles=25, machines=5, page=10)
def everything_is_collected_page_by_page(p):
    report = p.sync()
    equal(report["gaps"], [], "gaps")
    equal(p.count(ROLE), 25, "roles")
    equal(p.count(MACHINE), 5, "machines")
    equal(p.coverage(HOME_ACCOUNT, "", ROLE)[0], COMPLETE, "roles' coverage")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], COMPLETE, "machines' coverage")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", RESOURCE)[0], COMPLETE, "resources' coverage")
    keys = [k for (k,) in p.rows("SELECT key FROM entity WHERE kind=?", RESOURCE)]
    for key in ("arn:aws:sqs:us-east-1:111111111111:q1", "arn:aws:s3:::here-111111111111",
                "arn:aws:s3:::there-111111111111", "arn:aws:lambda:us-east-1:111111111111:function:f/1"):
        expect(key in keys, "no " + key)
    equal(p.rows("SELECT DISTINCT account FROM entity WHERE key LIKE 'arn:aws:s3:::%'"), [(HOME_ACCOUNT,)], "owner")
    equal(p.rows("SELECT value FROM fact WHERE value LIKE 'alias-%'"), [("alias-111",)], "alias")


def dump(p, without_times=False):
    """Everything in the inventory, but when a list was last seen to be so."""
    db = sqlite3.connect(p.db)
    try:
        if without_times:
            db.execute("UPDATE coverage SET taken=0")
        return "\n".join(db.iterdump())
    finally:
        db.rollback()
        db.close()


@case(accounts=["111111111111", "222222222222"], versions=2, grants=3, providers=1, roles=5, page=2)
def a_second_sync_of_what_did_not_change_writes_nothing(p):
    p.env["ROLEHOP_NOW"] = "2026-11-25T03:12:00Z"
    args = ("--org", "--role", "R", "--executions", "1", "--parameter", "/role")
    p.sync(*args)
    before = dump(p)
    report = p.sync(*args)
    equal((report["changed"], p.snapshots(), dump(p) == before), (False, 1, True), "changed, snapshots, dump")
    before = dump(p, True)
    p.env["ROLEHOP_NOW"] = "2026-11-26T03:12:00Z"
    report = p.sync(*args)
    equal((report["changed"], p.snapshots(), dump(p, True) == before), (False, 1, True), "a day later")


@case(roles=4, queues=3)
def what_vanished_is_ended(p):
    p.sync()
    p.stub.estate.roles, p.stub.estate.queues, p.stub.estate.machines = 2, 1, 0
    p.sync()
    equal((p.count(ROLE), p.count(MACHINE)), (2, 0), "roles, machines")
    equal(p.rows("SELECT count(*) FROM entity WHERE key LIKE '%:sqs:%' AND until IS NULL"), [(1,)], "queues")
    equal(p.snapshots(), 2, "snapshots")


@case(roles=0, machines=0, queues=0)
def an_empty_account_is_known_to_be_empty(p):
    p.sync()
    equal(p.coverage(HOME_ACCOUNT, "", ROLE)[0], COMPLETE, "roles' coverage")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], COMPLETE, "machines' coverage")


@case(roles=10000, slow=True)
def ten_thousand_roles_come_in_pages(p):
    p.sync("--region", "us-east-1")
    equal(p.count(ROLE), 10000, "roles")


@case(enabled=["us-east-1", "eu-west-1", "eu-north-1"], regions=["us-east-1"])
def every_enabled_region_is_looked_into(p):
    p.sync()
    equal(p.count(MACHINE), 3, "machines")
    p.sync("--region", "eu-west-1")
    equal(p.count(MACHINE), 3, "machines after one region")


@case(enabled=["us-east-1", "eu-west-1"], regions=["us-east-1"])
def where_the_account_service_is_refused_ec2_tells_the_regions(p):
    p.stub.faults = [Fault("account:ListRegions", "denied")]
    p.sync()
    equal(p.count(MACHINE), 2, "machines")
    equal(p.stub.calls["states:ListStateMachines"], 2, "regions")


@case(machines=1)
def where_nobody_tells_the_regions_all_known_ones_are_tried(p):
    p.stub.faults = [Fault("account:ListRegions", "denied"), Fault("ec2:DescribeRegions", "denied")]
    p.stub.faults += [Fault("states:ListStateMachines", "off", region=r) for r in ("ap-east-1", "me-south-1")]
    p.sync()
    expect(p.stub.calls["states:ListStateMachines"] > 30, "regions")
    equal(p.coverage(HOME_ACCOUNT, "ap-east-1", MACHINE)[0], 0, "coverage of a region that is off")
    equal(p.coverage(HOME_ACCOUNT, "eu-west-1", MACHINE)[0], COMPLETE, "coverage of another")


@case()
def a_note_of_another_request_is_not_gone_by(p):
    p.write("i.db.sync", "rolehop-sync 0123 2999-01-01T00:00:00Z\n111111111111\n")
    report = p.sync()
    equal((report["resumed"], p.count(ROLE)), (0, 3), "resumed, roles")


@case()
def a_definition_under_a_key_that_is_not_ours_is_withheld(p):
    p.stub.encrypted = True
    report = p.sync()
    equal(report["gaps"], [], "gaps")
    equal(p.rows("SELECT count(*) FROM fact WHERE kind=11"), [(1,)], "withheld definitions")


KEY = "arn:aws:kms:us-east-1:111111111111:key/1234abcd"
FLOW = "arn:aws:states:us-east-1:111111111111:stateMachine:M0"


@case(roles=8, grants=5, page=2)
def grants_and_aliases_of_keys_are_collected_and_count(p):
    equal(p.sync()["gaps"], [], "gaps")
    equal([(k, n) for k, n, _, _ in p.facts("grant")], [(KEY, "%032x" % i) for i in range(5)], "grants")
    ask = ("trace", "--action", "kms:Decrypt", "--principal", "arn:aws:iam::111111111111:role/Role%d", "--resource")
    for resource in (KEY, KEY.replace("key/1234abcd", "alias/app")):
        for role, wanted in ((4, "allow"), (5, "deny")):
            words = [w % role if "%d" in w else w for w in ask]
            answer = p.ask(*words, resource)[0]
            equal((answer["verdict"], "grants" in str(answer["gaps"])), (wanted, False), "Role%d" % role)


@case(grants=2)
def grants_that_are_refused_leave_it_open(p):
    p.stub.faults = [Fault("kms:ListGrants", "denied")]
    gaps = p.sync()["gaps"]
    equal([(g["missing"], g["words"][:10]) for g in gaps], [("kms", "ListGrants")], "gaps")
    answer = p.ask("trace", "--principal", "arn:aws:iam::111111111111:role/Role0", "--action", "kms:Decrypt",
                   "--resource", KEY)[0]
    equal((answer["verdict"], answer["complete"]), ("deny", False), "verdict, complete")
    equal([g["missing"] for g in answer["gaps"] if "grants" in g["missing"]], ["grants of " + KEY], "gaps")


@case(grants=5, page=2)
def a_page_of_grants_that_fails_ends_none(p):
    p.sync()
    p.stub.faults = [Fault("kms:ListGrants", "500", after=1)]
    p.sync()
    equal(len(p.facts("grant")), 5, "grants")
    p.stub.faults = []
    p.stub.estate.grants = 1
    p.sync()
    equal(len(p.facts("grant")), 1, "grants at last")


@case(page=2)
def policies_that_services_keep_in_their_own_ways_are_collected(p):
    equal(p.sync("--region", "us-east-1")["gaps"], [], "gaps")
    arn = "arn:aws:%s:us-east-1:111111111111:%s"
    held = {k: [s["Resource"].rpartition(":")[2] for s in json.loads(d)["Statement"]] for k, _, _, d in p.facts("document")
            if re.search(":(ses|ssm|glue|bedrock):", k)}
    equal(held, {arn % ("ses", "identity/example.com"): ["identity/example.com"] * 2,
                 arn % ("ssm", "parameter/token"): ["parameter/token"],
                 arn % ("glue", "catalog"): ["table/d/t0", "table/d/t1", "table/d/t2"],
                 arn % ("bedrock", "guardrail/g"): ["guardrail/g"]}, "policies")
    whole = [k for k, n, _, _ in p.facts("complete") if n == "policy"]
    for what in (("ssm", "parameter/plain"), ("ses", "identity/b@example.com"), ("bedrock", "custom-model/m/1")):
        expect(arn % what in whole, "whether %s %s has a policy is not known" % what)
    equal(p.stub.calls["ssm:GetResourcePolicies"], 1, "calls for parameters that can be shared")


@case()
def what_s3_blocks_of_public_access_is_collected(p):
    equal(p.sync("--region", "us-east-1")["gaps"], [], "gaps")
    held = {(k, n): v for k, n, v, _ in p.facts("value") if n}
    bucket = "arn:aws:s3:::%s-111111111111"
    equal(held, {(HOME_ACCOUNT, "public-access"): "open", (bucket % "here", "public-access"): "open",
                 (bucket % "here", "policy-status"): "private", (bucket % "there", "public-access"): "restricted",
                 (bucket % "there", "policy-status"): "public"}, "settings")
    p.stub.faults = [Fault("s3:" + o, "denied") for o in ("GetPublicAccessBlock", "GetAccountPublicAccessBlock")]
    equal(sorted(g["missing"] for g in p.sync("--region", "us-east-1")["gaps"]), ["s3", "s3control"], "gaps")


@case(points=3, page=2)
def access_points_are_collected_and_end(p):
    equal(p.sync("--region", "us-east-1")["gaps"], [], "gaps")
    arn, bucket = "arn:aws:s3:us-east-1:111111111111:accesspoint/p%d", "arn:aws:s3:::here-111111111111"
    held = {(k, n): v for k, n, v, _ in p.facts("setting") if ":accesspoint/" in k}
    equal({k: v for k, v in held.items() if k[0] != arn % 2},
          {(arn % i, n): v for i, network in ((0, "internet"), (1, "vpc-1")) for n, v in (
              ("bucket", bucket), ("bucket-account", "111111111111"), ("network", network),
              ("alias", "p%d-x-s3alias" % i))}, "what they are")
    values = {(k, n or ""): v for k, n, v, _ in p.facts("value")}
    equal([values.get((arn % i, n)) for i in (0, 1) for n in ("public-access", "policy-status")],
          ["restricted", "private"] * 2, "what is public")
    equal(values.get(("arn:aws:s3:::p1-x-s3alias", "")), arn % 1, "an alias")
    equal([k for k, _, _, _ in p.facts("document") if ":accesspoint/" in k], [arn % 0], "policies")
    expect(arn % 1 in [k for k, n, _, _ in p.facts("complete") if n == "policy"], "whether p1 has a policy is not known")
    role = ["--principal", "arn:aws:iam::222222222222:role/Other", "--action", "s3:GetObject", "--resource"]
    answer = p.ask("trace", *role, arn % 0 + "/object/k")[0]
    equal(answer["verdict"], "deny", "from another account, which the bucket does not admit")
    equal([r["Alias"] for r in map(json.loads, p.export()) if "NetworkOrigin" in r], ["p0-x-s3alias", "p1-x-s3alias", "p2-x-s3alias"], "exported")
    p.stub.estate.points = 1
    p.stub.faults = [Fault("s3:GetAccessPoint", "denied")]
    gaps = p.sync("--region", "us-east-1")["gaps"]
    equal([(g["missing"], g["words"].split(":")[0]) for g in gaps], [("s3control", "GetAccessPoint")], "gaps")
    equal({k for k, n, _, _ in p.facts("setting") if ":accesspoint/" in k}, {arn % 0}, "those that are left")
    equal([k for k, _, v, _ in p.facts("value") if ":accesspoint/" in (v or "")], ["arn:aws:s3:::p0-x-s3alias"], "aliases")
    p.stub.faults = [Fault("s3:ListAccessPoints", "denied")]
    p.sync("--region", "us-east-1")
    equal([k for k, _, v, _ in p.facts("value") if ":accesspoint/" in (v or "")], ["arn:aws:s3:::p0-x-s3alias"], "aliases")
    expect(arn % 0 in {k for k, _, _, _ in p.facts("setting")}, "a list that was refused ended them")


@case()
def policies_of_versions_of_functions_come_where_they_are_asked_for(p):
    arn = "arn:aws:lambda:us-east-1:111111111111:function:f/1"
    p.sync("--region", "us-east-1")
    equal(p.stub.calls["lambda:GetPolicy"], 2, "calls that nobody asked for")
    equal(p.sync("--region", "us-east-1", "--function-versions")["gaps"], [], "gaps")
    equal([k for k, _, _, _ in p.facts("document") if k.startswith(arn)], [arn + ":2", arn + ":LIVE"], "policies")
    equal([k for k, n, _, _ in p.facts("complete") if k.startswith(arn) and n == "policy"],
          [arn, arn + ":1", arn + ":2", arn + ":LIVE"], "whose policies are known")


@case()
def policies_of_parameters_that_are_refused_are_named(p):
    p.stub.faults = [Fault("ssm:GetResourcePolicies", "denied"), Fault("glue:GetResourcePolicies", "denied")]
    gaps = p.sync("--region", "us-east-1")["gaps"]
    equal(sorted((g["missing"], g["words"].split(":")[0]) for g in gaps),
          [("glue", "GetResourcePolicies"), ("ssm", "GetResourcePolicies")], "gaps")
    expect("parameter/token" not in str([k for k, n, _, _ in p.facts("complete") if n == "policy"]), "known to have none")


@case(versions=3, page=2)
def versions_and_aliases_of_machines_are_collected(p):
    equal(p.sync()["gaps"], [], "gaps")
    versions = p.facts("version")
    equal([(k, n) for k, n, _, _ in versions], [(FLOW, "1"), (FLOW, "2"), (FLOW, "3")], "versions")
    expect(all(("\U0001f600" + n) in json.loads(d)["States"]["A"]["Parameters"]["MessageBody"]
               for _, n, _, d in versions), versions)
    expect((FLOW, "PROD", "3", None) in p.facts("alias"), p.facts("alias"))
    equal([r["question"]["machine"] for r in p.ask("trace", "--machine", FLOW + ":PROD")], [FLOW + ":3"], "traced")
    p.stub.estate.versions = 0
    p.sync()
    equal(p.facts("version"), [], "versions that are gone")


@case(versions=2)
def versions_that_are_refused_spoil_nothing_else(p):
    p.stub.faults = [Fault("states:ListStateMachineVersions", "denied"), Fault("states:DescribeStateMachineAlias", "500")]
    gaps = p.sync()["gaps"]
    equal([g["missing"] for g in gaps], ["versions of state machines", "aliases of state machines"], "gaps")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], COMPLETE, "machines' coverage")


@case(providers=2)
def identity_providers_are_collected_and_end(p):
    p.sync()
    query = "SELECT count(*) FROM entity WHERE key LIKE '%-provider/%' AND until IS NULL AND since IS NOT NULL"
    equal(p.rows(query), [(4,)], "providers")
    p.stub.estate.providers = 0
    p.sync()
    equal(p.rows(query), [(0,)], "providers that are gone")
    names = [n for k, n, _, _ in p.facts("complete") if k == HOME_ACCOUNT]
    expect("saml-providers" in names and "oidc-providers" in names, names)


@case(failures=3, page=2)
def failed_executions_come_with_their_histories_where_they_are_asked_for(p):
    p.sync()
    equal(p.stub.calls.get("states:ListExecutions", 0), 0, "calls that nobody asked for")
    equal(p.sync("--executions", "2")["gaps"], [], "gaps")
    run = FLOW.replace(":stateMachine:", ":execution:") + ":run-%d"
    equal([(k, n) for k, n, _, _ in p.facts("history")], [(FLOW, run % 0), (FLOW, run % 1)], "histories")
    equal(len(json.loads(p.facts("history")[0][3])["events"]), 3, "events of two pages")
    said = p.ask("explain", run % 1)[0]
    equal(said["parsed"]["action"], "sts:AssumeRole", "explained")
    p.sync("--executions", "0", status=3)


@case()
def what_things_are_encrypted_with_is_collected(p):
    report = p.sync("--region", "us-east-1")
    equal(report["gaps"], [], "gaps")
    held = {(k, n): v or "" for k, n, v, _ in p.facts("setting") if ":states:" not in k}
    key, at = "arn:aws:kms:%s:111111111111:key/1234abcd", "arn:aws:%s:us-east-1:111111111111:%s"
    for arn, value in ((at % ("sqs", "q0"), "alias/app"), (at % ("dynamodb", "table/Orders"), key % "us-east-1"),
                       (at % ("kinesis", "stream/events"), ""), (at % ("ssm", "parameter/token"), "alias/app"),
                       ("arn:aws:s3:::here-111111111111", ""), ("arn:aws:s3:::there-111111111111", key % "eu-south-2")):
        equal(held.get((arn, "key")), value, arn)
    equal(held.get(("arn:aws:s3:::there-111111111111", "bucket-key")), "on", "a key of the bucket")
    p.stub.faults = [Fault("dynamodb:DescribeTable", "denied")]
    report = p.sync("--region", "us-east-1")
    expect("DescribeTable" in json.dumps(report["gaps"]), report["gaps"])
    expect(((at % ("dynamodb", "table/Orders")), "key", key % "us-east-1", None) in p.facts("setting"), "it was lost")


@case()
def policies_of_aliases_apis_and_builds_are_collected(p):
    p.sync()
    held = {k: json.loads(d) for k, _, _, d in p.facts("document")}
    prefix = "arn:aws:%s:us-east-1:111111111111:"
    expect(prefix % "lambda" + "function:f/1:LIVE" in held, held)
    equal(held[prefix % "execute-api" + "api1"]["Statement"][0]["Action"], "execute-api:Invoke", "an API's policy")
    without = [k for k, n, _, _ in p.facts("complete") if n == "policy" and k not in held]
    for key in ("execute-api:us-east-1:111111111111:api2", "codebuild:us-east-1:111111111111:project/build",
                "lambda:us-east-1:111111111111:function:f/1"):
        expect("arn:aws:" + key in without, "%s in %s" % (key, without))
    p.stub.faults = [Fault("lambda:ListAliases", "denied")]
    p.sync()
    expect(prefix % "lambda" + "function:f/1:LIVE" in [k for k, _, _, _ in p.facts("document")], "it was lost")


@case()
def parameters_are_collected_by_name(p):
    report = p.sync("--parameter", "/role", "--parameter", "/secret", "--parameter", "/none")
    equal(report["gaps"], [], "gaps")
    equal(p.rows("SELECT e.key, f.value FROM entity e JOIN fact f ON f.entity=e.id WHERE f.kind=21 AND e.key LIKE '%:ssm:%'"),
          [("arn:aws:ssm:us-east-1:111111111111:parameter/role", "arn:aws:iam::222222222222:role/T")], "values")
    p.stub.faults = [Fault("ssm:GetParameter", "denied")]
    equal([g["missing"] for g in p.sync("--parameter", "/role")["gaps"]], ["parameter /role"], "gaps")


# ---- the organization --------------------------------------------------------------------------------


ACCOUNTS = ["%012d" % (111111111111 * i) for i in range(1, 6)]
ORG = ("--org", "--role", "audit/Collector", "--external-id", "x-1")


@case(accounts=ACCOUNTS, external_id="x-1")
def the_accounts_of_an_organization_are_collected_by_role(p):
    report = p.sync(*ORG)
    equal((report["accounts"], report["gaps"]), (5, []), "accounts, gaps")
    for account in ACCOUNTS:
        equal(p.count(ROLE, account), 3, "roles of " + account)
    equal(p.stub.calls["sts:AssumeRole"], 4, "assumptions")
    equal(p.snapshots(), 1, "snapshots")
    equal(p.coverage("", "", SCP)[0], COMPLETE, "SCPs' coverage")
    equal(p.rows("SELECT count(*) FROM entity WHERE key='p-FullAWSAccess'"), [(1,)], "SCPs")


@case(accounts=ACCOUNTS, external_id="x-1")
def an_account_whose_role_is_refused_is_a_gap(p):
    p.stub.estate.forbidden.add(ACCOUNTS[2])
    report = p.sync(*ORG)
    equal((report["accounts"], report["failed"]), (4, 1), "accounts, failed")
    equal([g["account"] for g in report["gaps"]], [ACCOUNTS[2]], "gaps")
    state, because = p.coverage(ACCOUNTS[2], "", ROLE)
    equal(state, REFUSED, "coverage")
    expect("sts:AssumeRole" in because, because)


@case(accounts=ACCOUNTS)
def without_the_management_account_org_says_so(p):
    p.stub.faults = [Fault("organizations:DescribeOrganization", "denied")]
    p.sync("--org", "--role", "R", status=5)
    expect("--org needs the management account" in p.err, p.err)


@case(accounts=ACCOUNTS)
def an_answer_that_is_no_organization_is_named(p):
    p.stub.faults = [Fault("organizations:DescribeOrganization", "empty")]
    p.sync("--org", "--role", "R", status=5)
    expect("the answer is none" in p.err, p.err)
    equal([g["missing"] for g in p.sync()["gaps"]], ["organization"], "gaps")
    equal(p.count(ROLE), 3, "roles, where nobody asked for the organization")


@case(accounts=ACCOUNTS)
def an_organization_of_which_nothing_is_answered_is_a_gap(p):
    for operation in ("DescribeOrganization", "ListRoots", "ListOrganizationalUnitsForParent"):
        p.stub.faults = [Fault("organizations:" + operation, "500")]
        equal([g["missing"] for g in p.sync()["gaps"]], ["organization"], "gaps of " + operation)
    p.stub.faults = [Fault("organizations:DescribeOrganization", "denied")]
    equal(p.sync()["gaps"], [], "gaps of an account that may not ask")


@case(accounts=ACCOUNTS)
def an_answer_without_its_list_is_no_empty_list(p):
    p.stub.faults = [Fault("organizations:ListPolicies", ("body", {}))]
    equal([g["missing"] for g in p.sync()["gaps"]], ["organization policies"], "gaps")
    p.stub.faults = [Fault("organizations:ListAccountsForParent", ("body", {}))]
    equal([g["missing"] for g in p.sync()["gaps"]], ["organization"], "gaps")


@case()
def an_organization_that_is_not_understood_is_a_gap(p):
    p.stub.faults = [Fault("organizations:DescribeOrganization", "strange")]
    equal([g["missing"] for g in p.sync()["gaps"]], ["organization"], "gaps")
    equal(p.count(ROLE), 3, "roles")


@case(accounts=ACCOUNTS)
def units_that_nest_without_end_are_no_organization(p):
    p.stub.faults = [Fault("organizations:ListOrganizationalUnitsForParent", "inside")]
    p.sync("--org", "--role", "R", status=5)
    expect("nested without end" in p.err, p.err)
    equal(p.stub.calls["organizations:ListOrganizationalUnitsForParent"], 10, "levels that were asked for")


@case(accounts=ACCOUNTS)
def organization_policies_that_are_refused_are_a_gap(p):
    p.stub.faults = [Fault("organizations:DescribePolicy", "denied")]
    report = p.sync("--org", "--role", "R")
    equal([g["missing"] for g in report["gaps"]], ["organization policies"], "gaps")
    equal(p.coverage("", "", SCP)[0], REFUSED, "SCPs' coverage")


@case(accounts=ACCOUNTS)
def a_session_that_ends_is_renewed(p):
    p.stub.faults = [Fault("states:ListStateMachines", "expired", 1, account=ACCOUNTS[1])]
    report = p.sync("--org", "--role", "R")
    equal(report["gaps"], [], "gaps")
    equal(p.stub.calls["sts:AssumeRole"], 5, "assumptions")


@case(accounts=ACCOUNTS, roles=7, page=10)
def an_aggregator_tells_of_many_accounts(p):
    p.sync("--from-aggregator", "agg")
    for account in ACCOUNTS:
        equal(p.count(ROLE, account), 7, "roles of " + account)
        equal(p.coverage(account, "", ROLE)[0], PARTIAL, "coverage")
    equal(p.rows("SELECT count(*) FROM fact WHERE kind=1"), [(35,)], "trust policies")
    equal(p.stub.calls["config:SelectAggregateResourceConfig"], 4, "pages")
    equal(p.stub.calls.get("iam:GetAccountAuthorizationDetails", 0), 0, "direct calls")


@case(accounts=ACCOUNTS, external_id="x-1")
def what_an_aggregator_lacks_is_asked_of_every_account(p):
    p.sync("--from-aggregator", "agg", *ORG)
    equal(p.count(MACHINE, ACCOUNTS[3]), 1, "machines")
    equal(p.coverage(ACCOUNTS[3], "us-east-1", MACHINE)[0], COMPLETE, "machines' coverage")
    equal(p.coverage(ACCOUNTS[3], "us-east-1", RESOURCE)[0], PARTIAL, "resources' coverage")
    equal(p.stub.calls.get("iam:GetAccountAuthorizationDetails", 0), 0, "direct calls for roles")
    equal(p.stub.calls["kms:ListGrants"], 5, "direct calls for grants")


@case()
def an_aggregator_without_results_is_named(p):
    p.stub.faults = [Fault("config:SelectAggregateResourceConfig", "empty")]
    p.sync("--from-aggregator", "agg", status=5)
    expect("has no results" in p.err, p.err)


@case()
def an_aggregator_that_is_not_there_is_named(p):
    p.sync("--from-aggregator", "other", status=5)
    expect("There is no such aggregator" in p.err, p.err)


# ---- faults that pass --------------------------------------------------------------------------------


def passes(kind, operation="states:ListStateMachines"):
    def run(p):
        p.stub.faults = [Fault(operation, kind, 2)]
        report = p.sync()
        equal(report["gaps"], [], "gaps")
        equal(p.count(MACHINE), 1, "machines")
        equal(p.stub.calls[operation], 3, "calls")
    run.__name__ = "%s_of_%s_passes" % (kind, operation.partition(":")[2])
    case()(run)


for fault in ("throttle400", "throttle429", "throttle503", "500", "reset", "cut", "wronglength", "damaged"):
    passes(fault)
passes("damaged", "iam:GetAccountAuthorizationDetails")
passes("throttle400", "iam:GetAccountAuthorizationDetails")


@case()
def a_slow_answer_is_waited_for(p):
    p.stub.faults = [Fault("states:ListStateMachines", "slow", 1)]
    equal(p.sync()["gaps"], [], "gaps")


@case()
def a_body_that_trickles_is_waited_for(p):
    p.stub.faults = [Fault("states:DescribeStateMachine", "trickle")]
    equal(p.sync()["gaps"], [], "gaps")
    equal(p.count(MACHINE), 1, "machines")


@case()
def a_clock_that_is_wrong_is_corrected_for(p):
    p.stub.clock = 7200
    equal(p.sync()["gaps"], [], "gaps")
    equal(p.count(ROLE), 3, "roles")


# ---- faults that stay ---------------------------------------------------------------------------------


def stays(kind, state, words):
    def run(p):
        p.sync()
        before = p.rows("SELECT key FROM entity WHERE kind=? AND until IS NULL", MACHINE)
        p.stub.faults = [Fault("states:ListStateMachines", kind)]
        report = p.sync()
        equal([g["missing"] for g in report["gaps"]], ["state machines"], "gaps")
        got, because = p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)
        equal(got, state, "coverage")
        expect(words in because, because)
        equal(p.rows("SELECT key FROM entity WHERE kind=? AND until IS NULL", MACHINE), before, "machines")
        equal(p.coverage(HOME_ACCOUNT, "", ROLE)[0], COMPLETE, "roles' coverage")
        p.stub.faults = []
        p.sync()
        equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], COMPLETE, "coverage at last")
    run.__name__ = "%s_that_stays_is_a_gap" % kind
    case()(run)


stays("throttle429", PARTIAL, "TooManyRequestsException")
stays("500", PARTIAL, "InternalFailure")
stays("reset", PARTIAL, "ListStateMachines")
stays("cut", PARTIAL, "ListStateMachines")
stays("damaged", PARTIAL, "the answer is damaged")
stays("odd", PARTIAL, "not a list")
stays("empty", PARTIAL, "not a list")
stays("denied", REFUSED, "AccessDeniedException")
stays("circle", PARTIAL, "go round in a circle")


PERMANENT = ("throttle400", "throttle429", "throttle503", "500", "reset", "cut", "wronglength", "damaged", "odd", "empty",
             "denied", "off", "circle")


def is_none_of_a_fault(operation, kind):
    """Where an empty answer says that there is nothing, where nobody asks what is not a list, or nothing is asked for."""
    verb = operation.partition(":")[2]
    lists = verb.startswith(("List", "Describe")) and verb not in ("DescribeStateMachine", "DescribeStateMachineAlias")
    return operation.startswith("account:") or (kind == "circle" and operation != "sqs:ListQueues") or (
        kind in ("empty", "odd") and (not lists or operation in ("sqs:ListQueues", "apigateway:GetRestApis"))) or (
        kind == "empty" and operation == "s3:ListAccessPoints")


@case(roles=4, queues=2, grants=2, versions=2, providers=1, failures=1, points=2, slow=True)
def any_fault_that_stays_is_named_and_loses_nothing(p):
    p.env["AWS_MAX_ATTEMPTS"] = "1"
    args = ("--region", "us-east-1", "--executions", "1", "--parameter", "/role")
    p.sync(*args)
    query = "SELECT e.key, f.kind, f.name FROM fact f JOIN entity e ON e.id=f.entity WHERE f.until IS NULL"
    before = set(p.rows(query))
    served = ("states", "iam", "lambda", "sqs", "s3", "kms", "sns", "apigateway", "codebuild", "ssm", "secretsmanager")
    operations = sorted(o for o in p.stub.calls if o.partition(":")[0] in served)
    expect(len(operations) > 24, operations)
    for operation in operations:
        for kind in PERMANENT:
            if is_none_of_a_fault(operation, kind):
                continue
            p.stub.faults = [Fault(operation, kind)]
            report = p.sync(*args)
            lost = before - set(p.rows(query))
            expect(not lost, "%s of %s: lost %s" % (kind, operation, sorted(lost)[:3]))
            called = operation.partition(":")[2].replace("GetAccountPublic", "GetPublic")  # the stub's name for the account's
            named = [g for g in report["gaps"] if called in g["words"]]
            off = kind == "off" and operation in ("states:ListStateMachines", "ssm:GetParameter")
            expect(named or off, "%s of %s is not named: %s" % (kind, operation, report["gaps"]))
    p.stub.faults = []
    equal(p.sync(*args)["gaps"], [], "gaps at last")


@case()
def a_region_that_is_off_is_named(p):
    p.stub.faults = [Fault("states:ListStateMachines", "off", region="eu-south-1")]
    gaps = p.sync("--region", "us-east-1", "--region", "eu-south-1")["gaps"]
    equal([(g["region"], g["missing"]) for g in gaps], [("eu-south-1", "the region")], "gaps")
    state, because = p.coverage(HOME_ACCOUNT, "eu-south-1", MACHINE)
    equal((state, because), (PARTIAL, "the region is not enabled"), "coverage")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], COMPLETE, "the other region")


@case(accounts=ACCOUNTS, external_id="x-1")
def pages_of_an_organization_with_one_mark_are_told(p):
    p.sync(*ORG)
    p.stub.calls.clear()
    p.stub.faults = [Fault("organizations:ListAccountsForParent", ("body", {"Accounts": [], "NextToken": "again"}))]
    p.sync(*ORG, status=5)
    expect("organizations:ListAccountsForParent" in p.err, p.err)
    equal(p.stub.calls["organizations:ListAccountsForParent"], 2, "calls")
    equal(p.count(ROLE), 3, "roles that were known")


@case(accounts=ACCOUNTS, external_id="x-1")
def accounts_whose_state_says_that_they_are_closed_are_left_out(p):
    rows = [{"Id": a, "Name": "n", "State": "ACTIVE" if a == HOME_ACCOUNT else "CLOSED"} for a in ACCOUNTS]
    p.stub.faults = [Fault("organizations:ListAccountsForParent", ("body", {"Accounts": rows}), 2)]
    equal(p.sync(*ORG)["accounts"], 1, "accounts")


@case()
def pages_of_regions_that_do_not_end_do_not_hang(p):
    p.stub.faults = [Fault("account:ListRegions", ("body", {"Regions": [{"RegionName": "us-east-1"}], "NextToken": "t"}))]
    equal(p.sync()["gaps"], [], "gaps")
    equal((p.stub.calls["states:ListStateMachines"], p.count(MACHINE)), (1, 1), "regions, machines")


@case()
def a_row_without_a_name_is_told_and_ends_nothing(p):
    arn = "arn:aws:lambda:us-east-1:111111111111:function:f/1"
    p.sync("--region", "us-east-1")
    p.stub.faults = [Fault("lambda:ListFunctions", ("body", {"Functions": [{"FunctionName": "f/1"}]}))]
    gaps = p.sync("--region", "us-east-1")["gaps"]
    equal([(g["missing"], g["words"]) for g in gaps], [("lambda", "ListFunctions: a row of the list has no name")], "gaps")
    expect(arn in [k for k, _, _, _ in p.facts("complete")], "the function was lost")


@case(points=1)
def an_answer_without_the_policy_that_was_asked_for_is_none(p):
    p.sync("--region", "us-east-1")
    before = p.facts("document")
    for operation, missing in (("kms:GetKeyPolicy", "kms"), ("lambda:GetPolicy", "lambda"), ("s3:GetAccessPointPolicy", "s3control")):
        p.stub.faults = [Fault(operation, "odd")]
        gaps = p.sync("--region", "us-east-1")["gaps"]
        equal({g["missing"] for g in gaps}, {missing}, "gaps with " + operation)
        equal(p.facts("document"), before, "policies with " + operation)


@case(points=1)
def an_answer_that_is_no_list_of_access_points_ends_none(p):
    p.sync("--region", "us-east-1")
    p.stub.faults = [Fault("s3:ListAccessPoints", "odd")]
    gaps = p.sync("--region", "us-east-1")["gaps"]
    equal([(g["missing"], g["words"]) for g in gaps], [("s3control", "ListAccessPoints: the answer is not a list")], "gaps")
    equal([n for k, n, _, _ in p.facts("complete") if k.endswith(":accesspoint/p0")], ["policy"], "access points")


@case()
def a_service_that_is_not_in_the_region_is_no_gap(p):
    p.env.update(AWS_ENDPOINT_URL_DSQL="http://dsql.invalid", AWS_MAX_ATTEMPTS="1")
    equal(p.sync()["gaps"], [], "gaps")


@case()
def a_name_server_that_fails_is_a_gap(p):
    p.env.update(AWS_ENDPOINT_URL_SFN="http://states.invalid", AWS_ENDPOINT_URL_DSQL="http://dsql.invalid",
                 AWS_MAX_ATTEMPTS="1")
    equal([g["missing"] for g in p.sync()["gaps"]], ["state machines", "dsql"], "gaps")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", MACHINE)[0], PARTIAL, "coverage")


@case(slow=True)
def pages_that_never_end_are_given_up(p):
    p.stub.faults = [Fault("sqs:ListQueues", "endless")]
    child = p.start("--region", "us-east-1")
    time.sleep(3)
    equal(child.poll(), None, "it goes on")
    child.send_signal(signal.SIGINT)
    equal(child.wait(timeout=20), 130, "exit status")


@case(queues=3)
def a_policy_that_is_refused_is_never_no_policy(p):
    p.stub.faults = [Fault("sqs:GetQueueAttributes", "denied")]
    report = p.sync()
    equal([g["missing"] for g in report["gaps"]], ["sqs"], "gaps")
    equal(p.rows("SELECT count(*) FROM fact f JOIN entity e ON e.id=f.entity WHERE f.kind=20 AND"
                 " e.key LIKE '%:sqs:%'"), [(0,)], "queues without a policy")
    equal(p.rows("SELECT count(*) FROM entity WHERE key LIKE '%:sqs:%'"), [(3,)], "queues")
    equal(p.coverage(HOME_ACCOUNT, "us-east-1", RESOURCE)[0], PARTIAL, "coverage")


@case(roles=25, page=10)
def a_page_that_fails_leaves_what_was_there(p):
    p.sync()
    p.stub.faults = [Fault("iam:GetAccountAuthorizationDetails", "500", after=1)]
    report = p.sync()
    expect("roles" in report["gaps"][0]["missing"], report["gaps"])
    equal(p.count(ROLE), 25, "roles")
    equal(p.coverage(HOME_ACCOUNT, "", ROLE)[0], PARTIAL, "coverage")


@case(accounts=ACCOUNTS[:2], roles=4, queues=2, page=2, slow=True)
def answers_with_random_damage_end_in_gaps(p):
    p.env["AWS_MAX_ATTEMPTS"] = "1"
    for seed in range(int(os.environ.get("SEEDS", "60"))):
        p.stub.noise = random.Random(seed)
        child = p.start("--region", "us-east-1", *((), ORG, ("--from-aggregator", "agg"))[seed % 3])
        _, err = child.communicate(timeout=60)
        expect(child.returncode in (0, 4, 5) and b"Sanitizer" not in err, "seed %d: status %d, %r"
               % (seed, child.returncode, err[-300:]))


# ---- broken off ---------------------------------------------------------------------------------------


def wait_for(condition, words, seconds=30):
    end = time.time() + seconds
    while not condition():
        expect(time.time() < end, words)
        time.sleep(0.02)


def broken_off(p, number):
    p.stub.faults = [Fault("states:ListStateMachines", "hang", account=ACCOUNTS[4])]
    child = p.start(*ORG)
    noted = p.db + ".sync"
    wait_for(lambda: os.path.exists(noted) and len(open(noted).readlines()) == 5, "four accounts never came")
    child.send_signal(number)
    child.communicate(timeout=20)
    for account in ACCOUNTS[:4]:
        equal(p.count(ROLE, account), 3, "roles of " + account)
    equal(p.count(ROLE, ACCOUNTS[4]), 0, "roles of the account that was not whole")
    p.stub.faults = []
    p.stub.calls.clear()
    report = p.sync(*ORG)
    equal((report["accounts"], report["resumed"]), (5, 4), "accounts, resumed")
    equal(p.stub.calls["iam:GetAccountAuthorizationDetails"], 1, "accounts collected again")
    expect(not os.path.exists(noted), "the note is still there")
    return child.returncode


@case(accounts=ACCOUNTS, external_id="x-1")
def ctrl_c_keeps_what_is_whole_and_the_next_sync_goes_on(p):
    equal(broken_off(p, signal.SIGINT), 130, "exit status")


@case(accounts=ACCOUNTS, external_id="x-1")
def a_kill_loses_nothing_that_was_whole(p):
    equal(broken_off(p, signal.SIGKILL), -signal.SIGKILL, "status")


@case(accounts=ACCOUNTS, external_id="x-1", roles=3, slow=True)
def a_kill_at_any_moment_loses_nothing(p):
    """Every account is always whole: with as many roles as it had, or as it has now."""
    chance = random.Random(int(os.environ.get("SEED", "7")))
    p.sync(*ORG)
    held = {account: 3 for account in ACCOUNTS}
    begun, ended, most = time.time(), 0, 0.4
    for kill in range(int(os.environ.get("KILLS", "200"))):
        now = p.stub.estate.roles = 3 + kill % 5
        p.stub.estate.queues = 1 + kill % 3
        child = p.start(*ORG)
        time.sleep(chance.random() * most)
        ended += child.poll() is not None
        child.kill()
        child.communicate()
        equal(p.rows("PRAGMA integrity_check"), [("ok",)], "the file")
        for account in ACCOUNTS:
            count = p.count(ROLE, account)
            expect(count in (held[account], now), "kill %d: %s has %d roles, had %d, has %d now"
                   % (kill, account, count, held[account], now))
            equal(p.coverage(account, "", ROLE)[0], COMPLETE, "coverage of " + account)
            held[account] = count
        most = max(0.05, most * (0.9 if ended * 3 > kill else 1.05))  # some end by themselves, most do not
    expect(0 < ended < kill, "%d of %d ended by themselves, in %.0f s" % (ended, kill, time.time() - begun))
    p.sync(*ORG)
    for account in ACCOUNTS:
        equal(p.count(ROLE, account), p.stub.estate.roles, "roles at last")
    fresh = p.facts("inline"), p.facts("trust"), p.facts("document")
    os.unlink(p.db)
    p.sync(*ORG)
    expect((p.facts("inline"), p.facts("trust"), p.facts("document")) == fresh, "it is not as if collected anew")


# ---- credentials --------------------------------------------------------------------------------------


def assumed(p):
    return p.stub.calls.get("sts:AssumeRole", 0)


@case(accounts=ACCOUNTS)
def a_profile_assumes_its_role_through_others(p):
    p.write(".aws/config", "[default]\nregion=us-east-1\n[profile near]\nrole_arn=arn:aws:iam::%s:role/N\n"
            "source_profile=default\n[profile far]\nregion=us-east-1\nrole_arn=arn:aws:iam::%s:role/F\n"
            "source_profile=near\n" % (ACCOUNTS[1], ACCOUNTS[2]))
    p.sync("--profile", "far")
    equal((assumed(p), p.count(ROLE, ACCOUNTS[2])), (2, 3), "assumptions, roles")


@case(accounts=ACCOUNTS)
def profiles_are_collected_together(p):
    p.write(".aws/config", "[default]\nregion=us-east-1\n[profile b]\nrole_arn=arn:aws:iam::%s:role/N\n"
            "source_profile=default\n" % ACCOUNTS[1])
    equal(p.sync("--profile", "default", "--profile", "b")["accounts"], 2, "accounts")


@case()
def a_web_identity_gets_its_keys(p):
    p.env.update(AWS_WEB_IDENTITY_TOKEN_FILE=p.write("token", "ey.token\n"), AWS_REGION="us-east-1",
                 AWS_ROLE_ARN="arn:aws:iam::111111111111:role/W", AWS_SHARED_CREDENTIALS_FILE="/dev/null")
    p.sync()
    equal(p.count(ROLE), 3, "roles")


def with_host_keys(p):
    """Host credentials have a token, which the stub takes for those keys."""
    p.env["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
    p.sync()
    equal(p.count(ROLE), 3, "roles")


@case()
def a_container_gives_its_keys(p):
    p.env.update(AWS_CONTAINER_CREDENTIALS_FULL_URI=p.stub.url + "/host/container",
                 AWS_CONTAINER_AUTHORIZATION_TOKEN="container-token")
    with_host_keys(p)
    equal(p.stub.host_seen[0][2].get("Authorization"), "container-token", "token")


@case()
def a_token_with_a_line_break_is_not_sent(p):
    p.env.update(AWS_CONTAINER_CREDENTIALS_FULL_URI=p.stub.url + "/host/container",
                 AWS_CONTAINER_AUTHORIZATION_TOKEN="token\r\nX-Evil: 1", AWS_SHARED_CREDENTIALS_FILE="/dev/null")
    p.sync(status=5)
    expect("would hold a line break" in p.err and "X-Evil" not in p.err, p.err)
    equal(p.stub.host_seen, [], "requests")


@case()
def a_machine_gives_its_keys_by_version_two(p):
    p.env.update(AWS_EC2_METADATA_SERVICE_ENDPOINT=p.stub.url + "/host/", AWS_EC2_METADATA_DISABLED="false")
    with_host_keys(p)
    equal(p.stub.host_seen[0][:2], ("PUT", "/latest/api/token"), "first request")
    equal(p.stub.host_seen[-1][1], "/latest/meta-data/iam/security-credentials/machine-role", "last request")


SSO = "[default]\nregion=us-east-1\nsso_session=s\nsso_account_id=111111111111\nsso_role_name=R\n" \
      "[sso-session s]\nsso_region=us-east-1\nsso_start_url=https://x.example/start\n"
CACHE = ".aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json"  # SHA-1 of "s"


def with_login(p, **cached):
    p.write(".aws/config", SSO)
    p.env.update(AWS_ENDPOINT_URL_SSO=p.stub.url + "/host", AWS_ENDPOINT_URL_SSO_OIDC=p.stub.url + "/host")
    return p.write(CACHE, json.dumps(cached))


@case()
def an_sso_login_gives_its_keys(p):
    with_login(p, accessToken="good-token", expiresAt="2999-01-01T00:00:00Z")
    with_host_keys(p)


@case()
def an_sso_login_that_ended_is_renewed(p):
    path = with_login(p, accessToken="old", expiresAt="2020-01-01T00:00:00Z", refreshToken="refresh-1",
                      clientId="c", clientSecret="cs", region="us-east-1")
    with_host_keys(p)
    kept = json.load(open(path))
    equal((kept["accessToken"], kept["refreshToken"], kept["clientId"]), ("good-token", "refresh-2", "c"), "cache")
    equal(os.stat(path).st_mode & 0o777, 0o600, "mode")


@case()
def an_sso_login_that_cannot_be_renewed_says_what_to_do(p):
    with_login(p, accessToken="old", expiresAt="2020-01-01T00:00:00Z")
    p.env["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
    p.sync(status=5)
    expect("aws sso login --profile default" in p.err, p.err)


# ---- secrets -------------------------------------------------------------------------------------------


@case(accounts=ACCOUNTS, external_id="x-1")
def no_secret_is_in_the_database_messages_or_arguments(p):
    p.stub.faults = [Fault("states:ListStateMachines", "denied"), Fault("sqs:ListQueues", "hang", 1)]
    child = p.start(*ORG, "--progress", "json", "--verbose")
    wait_for(lambda: p.stub.calls.get("sqs:ListQueues", 0) > 0, "no call")
    line = open("/proc/%d/cmdline" % child.pid, "rb").read()
    limits = open("/proc/%d/limits" % child.pid).read()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    p.stub.faults.pop()
    p.sync(*ORG)
    texts = [line, out, err, p.out.encode(), p.err.encode()]
    texts += [open(os.path.join(p.path, n), "rb").read() for n in os.listdir(p.path) if n.startswith("i.db")]
    for text in texts:
        expect(b"secret/" not in text and b"token/ASIA" not in text, "a secret is told: %r" % text[:200])
    core = re.search(r"Max core file size +(\d+)", limits)
    equal(core and core.group(1), "0", "largest core")


@case()
def what_is_noted_of_a_sync_is_for_its_owner_alone_and_goes_through_no_link(p):
    noted, other = p.db + ".sync", p.write("precious", "precious")
    os.symlink(other, noted)
    p.stub.faults = [Fault("states:ListStateMachines", "hang")]
    before = os.umask(0)
    child = p.start()
    os.umask(before)
    wait_for(lambda: p.stub.calls.get("states:ListStateMachines", 0) > 0, "no call")
    noted_as = os.lstat(noted)
    child.kill()
    child.communicate()
    equal(stat.filemode(noted_as.st_mode), "-rw-------", "the file's mode")
    equal(open(other).read(), "precious", "the file behind the link")
    os.unlink(noted)
    os.mkfifo(noted)
    p.stub.faults = []
    p.sync()


def certificate(p, host):
    """A certificate that nobody signed, for that host."""
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + host, "-addext",
                        "subjectAltName=DNS:" + host, "-keyout", p.path + "/key.pem", "-out", p.path + "/cert.pem"],
                       check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise Skipped("openssl makes no certificate") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(p.path + "/cert.pem", p.path + "/key.pem")
    p.stub.server.socket = context.wrap_socket(p.stub.server.socket, server_side=True)
    p.env["AWS_ENDPOINT_URL"] = p.stub.url.replace("http://127.0.0.1", "https://localhost")


def sends_nothing(p):
    p.stub.calls.clear()
    p.sync(status=5)
    expect("certificate" in p.err, p.err)
    equal(p.stub.calls, {}, "calls")


@case()
def a_certificate_that_nobody_signed_gets_no_request(p):
    certificate(p, "localhost")
    sends_nothing(p)
    p.env["AWS_CA_BUNDLE"] = p.path + "/cert.pem"
    p.sync()


@case()
def a_certificate_for_another_host_gets_no_request(p):
    certificate(p, "aws.example")
    p.env["AWS_CA_BUNDLE"] = p.path + "/cert.pem"
    sends_nothing(p)


def memory_of(pid):
    """All that a process has in memory and may be written to, but the environment it was started with."""
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if "w" not in rights or "[v" in line:
                continue
            begin, end = (int(x, 16) for x in span.split("-"))
            if end - begin > 1 << 30:  # a sanitizer's notes of what is allocated
                continue
            try:
                memory.seek(begin)
                yield line, memory.read(end - begin)
            except (OSError, ValueError):
                pass


def is_blocked(child):
    return open("/proc/%d/wchan" % child.pid).read() in ("pipe_write", "anon_pipe_write")


@case(accounts=ACCOUNTS, external_id="x-1")
def after_a_sync_no_secret_is_in_memory(p):
    """The report goes into a pipe that is full, so that the process waits when the sync has ended."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        raise Skipped("only root may look into a process that hides")
    p.stub.faults = [Fault("sqs:ListQueues", "hang")]
    child = p.start(*ORG)
    wait_for(lambda: p.stub.calls.get("sqs:ListQueues", 0) > 0, "no call")
    expect(any(b"secret/AKIA" in data for _, data in memory_of(child.pid)), "we do not see what is in memory")
    child.kill()
    child.communicate()
    p.stub.faults = []
    full, into = os.pipe()
    os.set_blocking(into, False)
    try:
        while True:
            os.write(into, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(into, True)
    child = subprocess.Popen([PROGRAM, "sync", "--db", p.db, *ORG], env=p.env, cwd=p.path, stdout=into,
                             stderr=subprocess.PIPE)
    try:
        wait_for(lambda: child.poll() is not None or is_blocked(child), "it never ended")
        expect(child.poll() is None, "it did not wait")
        seen = 0
        for where, data in memory_of(child.pid):
            seen += len(data)
            at = re.search(rb"secret/A[SK]IA|token/ASIA|AKIA111111111111", data)
            expect(at is None, "%s: %r" % (where, data[max(0, (at or [0]) and at.start() - 60):at.start() + 60] if at else b""))
        expect(seen > 100000, "%d bytes seen" % seen)
    finally:
        child.kill()
        child.wait()
        os.close(full)
        os.close(into)


# ---- how it is told ------------------------------------------------------------------------------------


@case(accounts=ACCOUNTS, external_id="x-1")
def progress_is_told_in_json_lines(p):
    p.stub.latency = 0.05
    p.sync(*ORG, "--progress", "json")
    rows = [json.loads(line) for line in p.err.splitlines()]
    expect(rows and all(r["rolehop"] == 1 for r in rows), p.err)
    whole = [r for r in rows if "accounts" in r]
    expect(any(r["calls"] > 0 and r["callsKnown"] >= r["calls"] for r in whole), p.err)
    for account in ACCOUNTS:
        told = [r for r in rows if "state" in r and r["account"] == account]
        equal((told[0]["state"], told[0]["calls"], told[-1]["state"]), ("at-work", 0, "collected"), account)
        equal({r["state"] for r in told[:-1]}, {"at-work"}, account)
        expect(all(a["calls"] <= b["calls"] for a, b in zip(told, told[1:])), told)
        equal(told[-1]["calls"], told[-1]["callsKnown"], "calls at the end")


@case(accounts=ACCOUNTS, external_id="x-1")
def an_account_that_is_given_up_is_told(p):
    p.stub.estate.forbidden = {ACCOUNTS[1]}
    p.sync(*ORG, "--progress", "json")
    rows = [json.loads(line) for line in p.err.splitlines()]
    equal({r["account"]: r["state"] for r in rows if "state" in r},
          dict({a: "collected" for a in ACCOUNTS}, **{ACCOUNTS[1]: "failed"}), "states")


@case(accounts=ACCOUNTS, external_id="x-1")
def on_a_terminal_every_account_at_work_has_a_bar(p):
    p.stub.latency = 0.05
    into, out = os.openpty()
    env = dict(p.env, TERM="xterm", COLUMNS="60")
    child = subprocess.Popen([PROGRAM, "sync", "--db", p.db, *ORG], env=env, cwd=p.path, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=out)
    os.close(out)
    text = b""
    while True:
        try:
            got = os.read(into, 65536)
        except OSError:
            break
        if not got:
            break
        text += got
    os.close(into)
    equal(child.wait(), 0, "status")
    for account in ACCOUNTS:
        expect(("] %s: " % account).encode() in text, "no bar of %s: %r" % (account, text[-500:]))
    screen, row = [""], 0
    for part in re.findall(r"\x1b\[A|\x1b\[K|\r|\n|[^\x1b\r\n]+", text.decode()):
        if part == "\x1b[A":
            row -= 1
        elif part == "\n":
            row += 1
            screen += [""] * (row + 1 - len(screen))
        elif part == "\x1b[K":
            screen[row] = ""
        elif part != "\r":
            screen[row] += part
        expect(row >= 0 and len(screen[row]) < 80, "a line is longer than the terminal")
    equal([line for line in screen if line], [], "left on the screen")


@case()
def what_was_refused_is_told_in_words(p):
    p.stub.faults = [Fault("states:ListStateMachines", "denied")]
    p.sync(format=None)
    expect("refused 111111111111 us-east-1: state machines: ListStateMachines: AccessDeniedException" in p.out, p.out)


@case(enabled=["us-east-1", "eu-west-1", "eu-north-1"])
def the_same_in_many_regions_is_told_once(p):
    p.stub.faults = [Fault("states:ListStateMachines", "denied")]
    p.sync(format=None)
    equal(p.out.count("state machines: "), 1, "lines")
    expect("refused 111111111111 us-east-1 and 2 more: state machines" in p.out, p.out)


@case()
def credentials_that_aws_does_not_know_are_named(p):
    p.stub.faults = [Fault("sts:GetCallerIdentity", "denied")]
    p.sync(status=5)
    expect("credentials of the credentials file" in p.err and "AccessDenied" in p.err, p.err)


@case()
def check_asks_aws_and_collects_nothing(p):
    p.stub.clock = 90
    p.sync("--check", format=None)
    expect("we are arn:aws:iam::111111111111:user/u" in p.out and "s behind AWS's" in p.out, p.out)
    expect("nothing that a sync asks for is refused in us-east-1" in p.out, p.out)
    expect(not os.path.exists(p.db), "there is an inventory")


def doctor(p, *args, status=0):
    done = subprocess.run([PROGRAM, "doctor", "--db", p.db, *args], env=p.env, cwd=p.path, capture_output=True, text=True,
                          check=False)
    equal(done.returncode, status, "exit status (%s%s)" % (done.stdout, done.stderr))
    expect("secret/" not in done.stdout + done.stderr, "a secret is told")
    return done.stdout


@case()
def doctor_asks_aws_only_where_it_is_wished(p):
    expect("doctor --online asks it" in doctor(p), "says nothing of --online")
    equal(p.stub.calls, {}, "calls that nobody asked for")
    p.stub.clock = -90
    out = doctor(p, "--online")
    for words in ("found: those of the credentials file", "we are arn:aws:iam::111111111111:user/u", "s ahead of AWS's",
                  "answer in us-east-1", "nothing that a sync asks for is refused in us-east-1"):
        expect(words in out, "%s: %s" % (words, out))
    expect(not os.path.exists(p.db), "there is an inventory")
    p.stub.faults = [Fault("sts:GetCallerIdentity", "denied")]
    expect("[FAIL] AWS" in doctor(p, "--online", status=5), "a refusal is fine")


@case(grants=1)
def doctor_tells_what_is_out_of_reach_and_what_is_missing(p):
    p.stub.faults = [Fault("kms:ListGrants", "denied"), Fault("s3:ListBuckets", "denied"), Fault("sns:ListTopics", "reset")]
    rows = [json.loads(line) for line in doctor(p, "--online", "--format", "json").splitlines()]
    of = {r["check"]: r for r in rows if "missing" in r or r["check"] == "services"}
    equal(of["permissions"]["missing"], ["kms:ListGrants", "s3:ListAllMyBuckets"], "missing")
    allowed = [a for s in json.loads(of["permissions"]["policy"])["Statement"] for a in s["Action"]]
    expect({"kms:ListGrants", "s3:ListAllMyBuckets", "s3:ListAccessPoints"} <= set(allowed), allowed)
    expect("sns (ListTopics: " in of["services"]["words"] and "1 of " in of["services"]["words"], of["services"])
    expect('"Action":["kms:ListGrants","s3:ListAllMyBuckets"]' in doctor(p, "--online"), "no policy of what is missing")


NOBODY = 65534


def wait_until(come, what):
    end = time.time() + 20
    while not come():
        expect(time.time() < end, what)
        time.sleep(0.01)


@case()
def a_sync_leaves_no_core_and_nobody_may_look_into_it(p):
    """Where cores are wanted, and as a user who may do nothing more than others."""
    p.stub.faults = [Fault("states:ListStateMachines", "hang")]
    root = os.geteuid() == 0
    if root:
        os.chmod(p.path, 0o755)
        for folder, _, names in os.walk(p.path):
            for name in [""] + names:
                os.chown(os.path.join(folder, name), NOBODY, NOBODY)

    def unbound():
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # a shell's background has it ignored
        resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
        if root:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    try:
        child = subprocess.Popen([PROGRAM, "sync", "--db", p.db], env=p.env, cwd=p.path, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=unbound)
    except PermissionError:
        raise Skipped("the program is not for others") from None
    try:
        wait_until(lambda: child.poll() is not None or "states:ListStateMachines" in p.stub.calls, "it never asks AWS")
        expect(child.poll() is None, "it ended with %s" % child.returncode)
        with open("/proc/%d/limits" % child.pid, encoding="ascii") as f:
            equal(re.search("Max core file size +([^ ]+) +([^ ]+)", f.read()).groups(), ("0", "0"), "core files")
        # what may not be looked into belongs to root. Source: proc(5), /proc/PID
        equal(os.stat("/proc/%d/environ" % child.pid).st_uid, 0, "whose its memory is")
        child.send_signal(signal.SIGQUIT)
        _, status = os.waitpid(child.pid, 0)
        child.returncode = 0
        expect(os.WIFSIGNALED(status), "it ended by itself with %d" % os.waitstatus_to_exitcode(status))
        expect(not os.WCOREDUMP(status), "a core was written")
    finally:
        if child.returncode is None:
            child.kill()
            child.wait()
    expect(not [n for n in os.listdir(p.path) if n.startswith("core")], "there is a core file")


@case(grants=1, versions=1, roles=30, queues=9, page=10)
def check_names_what_is_refused(p):
    p.stub.faults = [Fault("kms:ListGrants", "denied"), Fault("s3:ListBuckets", "denied"),
                     Fault("states:DescribeStateMachineAlias", "denied"), Fault("sns:ListTopics", "500")]
    p.sync("--check", format=None)
    expect("refused: kms:ListGrants, s3:ListAllMyBuckets, states:DescribeStateMachineAlias (" in p.out, p.out)
    expect("some calls were not answered" in p.out, p.out)
    equal(p.stub.calls["iam:GetAccountAuthorizationDetails"], 1, "pages")
    equal(p.stub.calls["sqs:GetQueueAttributes"], 1, "queues")


# ---- the first start ---------------------------------------------------------------------------------


def read_until(fd, words, seconds=20):
    text, end = b"", time.time() + seconds
    while words not in text:
        expect(time.time() < end, "never said %r: %r" % (words, text[-300:]))
        if select.select([fd], [], [], 0.1)[0]:
            text += os.read(fd, 65536)
    return text


@case()
def a_first_start_offers_a_sync_and_opens_the_explorer(p):
    child, fd = pty.fork()
    if child == 0:
        os.execve(PROGRAM, ["rolehop", "--db", p.db], dict(p.env, TERM="xterm"))
    try:
        read_until(fd, b"[s]ync")
        os.write(fd, b"s\n")
        read_until(fd, b"Profile")
        os.write(fd, b"\n")
        read_until(fd, b"\x1b[")
        wait_for(lambda: os.path.exists(p.db) and not os.path.exists(p.db + ".sync"), "it was not collected")
        time.sleep(0.3)
        equal(p.count(ROLE), 3, "roles")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(fd)


def run(name, function, estate):
    place = Place(estate())
    try:
        function(place)
        return None
    except Failed as failed:
        return str(failed)
    except Skipped as skipped:
        return skipped
    except subprocess.TimeoutExpired:
        return "it hangs"
    finally:
        place.close()


def main():
    wanted = sys.argv[2:]
    chosen = [c for c in CASES if (c[0] in wanted if wanted else not c[3] or os.environ.get("SLOW"))]
    failed, skipped = 0, 0 if wanted else len(CASES) - len(chosen)

    def judge(row):
        begun = time.time()
        return row[0], run(*row[:3]), time.time() - begun

    # most of the time goes by in waiting
    with ThreadPoolExecutor(6) as pool:
        for name, words, seconds in pool.map(judge, chosen):
            if isinstance(words, Skipped):
                skipped += 1
                print("skipped: %s: %s" % (name, words))
            elif words is not None:
                failed += 1
                print("FAILED: %s: %s" % (name, words))
            if os.environ.get("TIMES"):
                print("%6.2f %s" % (seconds, name))
    passed = len(chosen) - failed - (skipped if wanted else skipped - (len(CASES) - len(chosen)))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
