"""Holds a sync to an import: emulator.py PROGRAM. Needs moto, boto3 and awscli; prints "N passed, N failed, N skipped".

An organization of three accounts is made in moto. What the AWS CLI prints of it is imported; then rolehop sync collects
the same, over verified TLS under AWS's own host names through moto's proxy. Both inventories must be equal.
"""
import contextlib
import io
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1])
REGIONS = ["us-east-1", "eu-west-1"]
# of what moto makes; it knows no versions of state machines, nor some other services
COLLECTED = ("roles,", "account", "identity", "state", "aliases", "lambda", "sqs", "sns", "s3", "kms", "secretsmanager",
             "dynamodb", "events", "organization")
sys.path.append("/usr/lib/python3/dist-packages")  # Debian's multipart, for another Python's moto


def skip(why):
    print("skipped: " + why)
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)


try:
    import boto3
    import moto
    from awscli.clidriver import create_clidriver
    from botocore.config import Config
except ImportError:
    skip("moto, boto3 or awscli is not installed")
try:
    import moto.proxy  # noqa: F401
except ImportError:
    skip("moto's proxy cannot run: python3-multipart is not installed")

logging.disable(logging.CRITICAL)
CA = os.path.join(os.path.dirname(moto.__file__), "moto_proxy", "ca.crt")
TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def doc(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class World:
    def __init__(self, folder, proxy=True):
        self.folder = folder
        self.proxy = proxy
        self.port = free_port()
        module = "moto.proxy" if proxy else "moto.server"
        code = ("import sys; sys.path.append('/usr/lib/python3/dist-packages'); from %s import main; "
                "main(['-H', '127.0.0.1', '-p', '%d'])" % (module, self.port))
        self.log = open(os.path.join(folder, "moto.log"), "wb")
        self.child = subprocess.Popen([sys.executable, "-c", code], stdout=self.log, stderr=self.log)
        self.url = "http://127.0.0.1:%d" % self.port
        self.wait()
        self.root = self.session("testing", "testing", None)

    def wait(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.child.poll() is not None:
                    break
                time.sleep(0.1)
        skip("moto does not start")

    def stop(self):
        self.child.terminate()
        self.child.wait()
        self.log.close()

    def session(self, key, secret, token):
        return boto3.Session(key, secret, token, "us-east-1")

    def client(self, session, name, region="us-east-1"):
        more = dict(config=Config(proxies={"https": self.url}), verify=CA) if self.proxy else dict(
            endpoint_url=self.url)
        return session.client(name, region_name=region, **more)

    def account(self, account):
        keys = self.client(self.root, "sts").assume_role(RoleArn="arn:aws:iam::%s:role/Audit" % account,
                                                         RoleSessionName="make")["Credentials"]
        return self.session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def environment(self):
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TERM": "dumb",
               "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1",
               "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "3", "AWS_PAGER": ""}
        env.update({"HTTPS_PROXY": self.url, "AWS_CA_BUNDLE": CA} if self.proxy else {"AWS_ENDPOINT_URL": self.url})
        return env


# ---- the estate --------------------------------------------------------------------------------------


def make_organization(world):
    org = world.client(world.root, "organizations")
    org.create_organization(FeatureSet="ALL")
    root = org.list_roots()["Roots"][0]["Id"]
    org.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    ou = org.create_organizational_unit(ParentId=root, Name="Sécurité & Data")["OrganizationalUnit"]["Id"]
    accounts = [org.describe_organization()["Organization"]["MasterAccountId"]]
    for name in ("workflows", "données"):
        made = org.create_account(AccountName=name, Email=name.encode().hex() + "@example.com")
        accounts.append(made["CreateAccountStatus"]["AccountId"])
        org.move_account(AccountId=accounts[-1], SourceParentId=root, DestinationParentId=ou)
    policy = org.create_policy(Type="SERVICE_CONTROL_POLICY", Name="DenyLeave", Description="-", Content=doc(
        {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}))
    org.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=ou)
    return accounts


def make_identities(world, session):
    iam = world.client(session, "iam")
    policy = iam.create_policy(PolicyName="Work", PolicyDocument=doc(
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}))["Policy"]["Arn"]
    boundary = iam.create_policy(PolicyName="Boundary", PolicyDocument=doc(
        {"Effect": "Allow", "Action": "*", "Resource": "*"}))["Policy"]["Arn"]
    iam.create_role(RoleName="Runner", Path="/team/", AssumeRolePolicyDocument=json.dumps(TRUST),
                    PermissionsBoundary=boundary, Tags=[{"Key": "équipe", "Value": "a \"b\""}])
    iam.attach_role_policy(RoleName="Runner", PolicyArn=policy)
    iam.put_role_policy(RoleName="Runner", PolicyName="in line", PolicyDocument=doc(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/Ünïcode*"}))
    for i in range(5):
        iam.create_role(RoleName="Role%d" % i, AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_group(GroupName="Ops")
    iam.put_group_policy(GroupName="Ops", PolicyName="g", PolicyDocument=doc(
        {"Effect": "Allow", "Action": "states:*", "Resource": "*"}))
    iam.create_user(UserName="alice")
    iam.add_user_to_group(GroupName="Ops", UserName="alice")
    iam.create_account_alias(AccountAlias="team-" + policy.split(":")[4])
    iam.create_saml_provider(Name="Corp", SAMLMetadataDocument="<EntityDescriptor>%s</EntityDescriptor>" % ("x" * 1000))
    iam.create_open_id_connect_provider(Url="https://token.example.com/ci", ClientIDList=["sts.amazonaws.com"],
                                        ThumbprintList=["a" * 40])


def make_region(world, session, account, region):
    role = "arn:aws:iam::%s:role/team/Runner" % account
    machine = json.dumps({"StartAt": "A", "States": {"A": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True, "Parameters": {
            "QueueUrl": "https://sqs.%s.amazonaws.com/%s/jobs" % (region, account), "MessageBody": "é \U0001f600"}}}},
        ensure_ascii=False)
    allow = {"Effect": "Allow", "Principal": {"AWS": role}, "Resource": "*"}
    states = world.client(session, "stepfunctions", region)
    flow = states.create_state_machine(name="Flow", definition=machine, roleArn=role, publish=True)
    states.create_state_machine_alias(name="PROD", routingConfiguration=[
        {"stateMachineVersionArn": flow["stateMachineVersionArn"], "weight": 100}])
    sqs = world.client(session, "sqs", region)
    for name in ("jobs", "plain"):
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        if name == "jobs":
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": doc(dict(allow, Action="sqs:SendMessage"))})
    world.client(session, "sns", region).create_topic(Name="news")
    kms = world.client(session, "kms", region)
    key = kms.create_key(Policy=doc(dict(allow, Action="kms:*")))["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/app", TargetKeyId=key)
    kms.create_grant(KeyId=key, GranteePrincipal=role, Operations=["Decrypt", "DescribeKey"], Constraints={
        "EncryptionContextSubset": {"team": "a"}})
    secrets = world.client(session, "secretsmanager", region)
    arn = secrets.create_secret(Name="partner/api", SecretString="x")["ARN"]
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=doc(dict(allow, Action="secretsmanager:GetSecretValue")))
    s3 = world.client(session, "s3", region)
    name = "bucket-%s-%s" % (account, region)
    more = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **more)
    s3.put_bucket_policy(Bucket=name, Policy=doc(dict(allow, Action="s3:*", Resource="arn:aws:s3:::%s/*" % name)))
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={
        "RestrictPublicBuckets": region == REGIONS[0]})


def make_access_points(world, session, account):
    """Of one Region: moto has one list of them for all."""
    region, bucket = REGIONS[0], "bucket-%s-%s" % (account, REGIONS[0])
    allow = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:role/team/Runner" % account}}
    control = world.client(session, "s3control", region)
    for name, more in (("desk", {}), ("inside", {"VpcConfiguration": {"VpcId": "vpc-0a1b2c"}})):
        control.create_access_point(AccountId=account, Name=name, Bucket=bucket, PublicAccessBlockConfiguration={
            "RestrictPublicBuckets": name == "inside"}, **more)
        arn = "arn:aws:s3:%s:%s:accesspoint/%s" % (region, account, name)
        control.put_access_point_policy(AccountId=account, Name=name, Policy=doc(
            dict(allow, Action="s3:GetObject", Resource=arn + "/object/*")))


# ---- what the AWS CLI prints ---------------------------------------------------------------------------


class Saver:
    """Runs the AWS CLI as somebody, and keeps what it prints in the folder of an account and a region."""

    def __init__(self, world, session, folder, account, region):
        self.folder = os.path.join(folder, account, region)
        os.makedirs(self.folder, exist_ok=True)
        keys = session.get_credentials()
        self.env = dict(world.environment(), AWS_ACCESS_KEY_ID=keys.access_key, AWS_SECRET_ACCESS_KEY=keys.secret_key,
                        AWS_DEFAULT_REGION="us-east-1" if region == "global" else region)
        if keys.token:
            self.env["AWS_SESSION_TOKEN"] = keys.token

    def ask(self, *args):
        out = io.StringIO()
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.env, AWS_DATA_PATH=before["AWS_DATA_PATH"])  # which importing it has set
        try:
            with contextlib.redirect_stdout(out):
                status = create_clidriver().main([*args, "--output", "json"])
        finally:
            os.environ.clear()
            os.environ.update(before)
        if status != 0:
            raise SystemExit("aws %s: exit status %s\n0 passed, 1 failed, 0 skipped" % (" ".join(args), status))
        return out.getvalue()

    def write(self, name, text):
        with open(os.path.join(self.folder, name + ".json"), "w", encoding="utf-8") as f:
            f.write(text)
        return json.loads(text or "{}")

    def save(self, command, *args, name=""):
        return self.write(command.partition(" ")[2] + (name and "." + name), self.ask(*command.split(), *args))

    def wrap(self, name, member, arn, command, *args):
        """An answer that does not name what it is about, with that beside it."""
        self.write(name, json.dumps({member: arn, **json.loads(self.ask(*command.split(), *args) or "{}")}))


def save_organization(world, folder, account):
    saver = Saver(world, world.root, folder, account, "global")
    saver.save("organizations describe-organization")
    saver.save("organizations list-accounts")
    roots = saver.save("organizations list-roots")["Roots"]
    kept = saver.save("organizations list-policies", "--filter", "SERVICE_CONTROL_POLICY")["Policies"]
    for policy in kept:
        for command in ("describe-policy", "list-targets-for-policy"):
            saver.save("organizations " + command, "--policy-id", policy["Id"], name=policy["Id"])
    parents = [roots[0]["Id"]]
    for parent in parents:
        units = saver.save("organizations list-organizational-units-for-parent", "--parent-id", parent, name=parent)
        saver.save("organizations list-accounts-for-parent", "--parent-id", parent, name=parent)
        parents += [u["Id"] for u in units["OrganizationalUnits"]]


def save_machines(saver):
    for machine in saver.save("stepfunctions list-state-machines")["stateMachines"]:
        arn = machine["stateMachineArn"]
        saver.save("stepfunctions describe-state-machine", "--state-machine-arn", arn, name=machine["name"])
        aliases = saver.save("stepfunctions list-state-machine-aliases", "--state-machine-arn", arn, name=machine["name"])
        for alias in aliases["stateMachineAliases"]:
            saver.save("stepfunctions describe-state-machine-alias", "--state-machine-alias-arn",
                       alias["stateMachineAliasArn"], name=machine["name"])


def save_keys(saver):
    saver.save("kms list-aliases")
    for key in saver.save("kms list-keys")["Keys"]:
        saver.wrap("key." + key["KeyId"], "ResourceArn", key["KeyArn"], "kms get-key-policy", "--policy-name", "default",
                   "--key-id", key["KeyId"])
        saver.wrap("grants." + key["KeyId"], "KeyId", key["KeyArn"], "kms list-grants", "--key-id", key["KeyId"])


def save_region(world, session, folder, account, region):
    saver = Saver(world, session, folder, account, region)
    save_machines(saver)
    save_keys(saver)
    for url in saver.save("sqs list-queues").get("QueueUrls", []):
        saver.save("sqs get-queue-attributes", "--queue-url", url, "--attribute-names", "All",
                   name=url.rpartition("/")[2])
    for topic in saver.save("sns list-topics")["Topics"]:
        arn = topic["TopicArn"]
        saver.save("sns get-topic-attributes", "--topic-arn", arn, name=arn.rpartition(":")[2])
    for secret in saver.save("secretsmanager list-secrets")["SecretList"]:
        for command in ("get-resource-policy", "describe-secret"):
            saver.save("secretsmanager " + command, "--secret-id", secret["ARN"])
    for bus in saver.save("events list-event-buses")["EventBuses"]:
        saver.save("events describe-event-bus", "--name", bus["Name"], name=bus["Name"])


def save_account(world, session, folder, account):
    saver = Saver(world, session, folder, account, "global")
    for command in ("get-account-authorization-details", "list-account-aliases", "list-saml-providers",
                    "list-open-id-connect-providers"):
        saver.save("iam " + command)
    for bucket in saver.save("s3api list-buckets")["Buckets"]:
        saver.wrap("bucket." + bucket["Name"], "ResourceArn", "arn:aws:s3:::" + bucket["Name"],
                   "s3api get-bucket-policy", "--bucket", bucket["Name"])
        saver.wrap("public." + bucket["Name"], "ResourceArn", "arn:aws:s3:::" + bucket["Name"],
                   "s3api get-public-access-block", "--bucket", bucket["Name"])
    saver.wrap("public", "ResourceArn", "arn:aws:iam::%s:root" % account,
               "s3control get-public-access-block", "--account-id", account)
    for point in saver.save("s3control list-access-points", "--account-id", account)["AccessPointList"]:
        of = ("--account-id", account, "--name", point["Name"])
        saver.save("s3control get-access-point", *of, name=point["Name"])
        for command in ("get-access-point-policy", "get-access-point-policy-status"):
            saver.wrap("%s.%s" % (command, point["Name"]), "ResourceArn", point["AccessPointArn"], "s3control " + command, *of)
    for region in REGIONS:
        save_region(world, session, folder, account, region)


def is_odd(gap):
    """A gap where moto has what is asked for; the status of a policy it answers with a list of objects."""
    return gap["missing"].split()[0] in COLLECTED and not gap["words"].startswith("GetBucketPolicyStatus: ")


# ---- both inventories ----------------------------------------------------------------------------------


def trusts_nobody(world):
    """Without moto's certificate authority nothing is believed, and nothing is sent."""
    env = world.environment()
    env.pop("AWS_CA_BUNDLE", None)
    done = subprocess.run([PROGRAM, "sync", "--db", "untrusted.db"], env=env, cwd=world.folder, capture_output=True,
                          text=True, check=False)
    if done.returncode == 5 and "certificate" in done.stderr:
        return []
    return ["a certificate of nobody is trusted: %d %s %s" % (done.returncode, done.stdout, done.stderr)]


def rolehop(world, *args):
    done = subprocess.run([PROGRAM, *args], env=world.environment(), cwd=world.folder, capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise SystemExit("rolehop %s: exit status %d: %s %s\n0 passed, 1 failed, 0 skipped"
                         % (" ".join(args), done.returncode, done.stdout, done.stderr))
    return done.stdout


def holdings(world, db):
    """Everything that is there, with its documents."""
    out = {}
    for kind in ("accounts", "roles", "users", "policies", "machines", "resources", "tasks", "trusts"):
        for line in rolehop(world, "list", kind, "--db", db, "--format", "json").splitlines():
            row = json.loads(line)
            for told in ("collectedAt", "complete", "summary"):  # a sync knows more: that there are no RCPs
                row.pop(told, None)
            row.pop("taken", None)
            key = (kind, row.get("arn") or row.get("id") or line)
            if kind in ("roles", "users", "machines", "resources", "policies"):
                row["shown"] = json.loads(rolehop(world, "show", key[1], "--db", db, "--format", "json"))
                row["shown"].pop("taken", None)
            out[key] = row
    return out


def differences(a, b):
    for key in sorted(set(a) | set(b)):
        if a.get(key) != b.get(key):
            yield "%s: synced %.1300r, imported %.1300r" % (key, a.get(key), b.get(key))


def check_signatures(folder):
    """With its checks on, moto takes our signatures, but those of REST with JSON, where it takes boto3's neither."""
    world = World(folder, proxy=False)
    found = []
    everything = doc({"Effect": "Allow", "Action": "*", "Resource": "*"})
    try:
        accounts = make_organization(world)
        for account in accounts:
            session = world.account(account)
            iam = world.client(session, "iam")
            iam.create_role(RoleName="Audit", AssumeRolePolicyDocument=doc(
                {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}))
            iam.put_role_policy(RoleName="Audit", PolicyName="all", PolicyDocument=everything)
            make_region(world, session, account, REGIONS[0])
        iam = world.client(world.account(accounts[0]), "iam")
        iam.create_user(UserName="collector")
        iam.put_user_policy(UserName="collector", PolicyName="all", PolicyDocument=everything)
        key = iam.create_access_key(UserName="collector")["AccessKey"]
        urllib.request.urlopen(urllib.request.Request(world.url + "/moto-api/reset-auth", data=b"0",
                                                      headers={"Content-Type": "text/plain"}, method="POST"))
        for secret, wanted in ((key["SecretAccessKey"][::-1], 5), (key["SecretAccessKey"], 0)):
            env = dict(world.environment(), AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=secret,
                       AWS_MAX_ATTEMPTS="1")
            done = subprocess.run([PROGRAM, "sync", "--org", "--role", "Audit", "--db", "signed.db", "--format", "json",
                                   "--region", REGIONS[0]], env=env, cwd=folder, capture_output=True, text=True,
                                  check=False)
            if done.returncode != wanted or (wanted == 5 and "SignatureDoesNotMatch" not in done.stderr):
                found.append("with checks on: status %d instead of %d: %s" % (done.returncode, wanted, done.stderr))
        for gap in json.loads(done.stdout or '{"gaps": []}')["gaps"]:
            if is_odd(gap) and gap["missing"] != "lambda":
                found.append("with checks on: %s" % gap)
    finally:
        world.stop()
    return found


def main():
    with tempfile.TemporaryDirectory(prefix="rolehop-moto-") as folder:
        world = World(folder)
        try:
            accounts = make_organization(world)
            saved = os.path.join(folder, "saved")
            save_organization(world, saved, accounts[0])
            for account in accounts:
                session = world.account(account)
                make_identities(world, session)
                world.client(session, "s3control", REGIONS[0]).put_public_access_block(
                    AccountId=account, PublicAccessBlockConfiguration={"RestrictPublicBuckets": account == accounts[0]})
                for region in REGIONS:
                    make_region(world, session, account, region)
                make_access_points(world, session, account)
                save_account(world, session, saved, account)
            rolehop(world, "import", "saved", "--db", "imported.db")
            regions = [w for r in REGIONS for w in ("--region", r)]
            sync = ["sync", "--org", "--role", "Audit", "--db", "synced.db", "--format", "json"] + regions
            report = json.loads(rolehop(world, *sync))
            found = list(differences(holdings(world, "synced.db"), holdings(world, "imported.db")))
            found += trusts_nobody(world)
            again = json.loads(rolehop(world, *sync))
            rolehop(world, "import", "saved", "--db", "both.db")
            rolehop(world, *[a if a != "synced.db" else "both.db" for a in sync])
            if "0 changes, 0 Tasks flipped" not in rolehop(world, "diff", "1", "latest", "--db", "both.db"):
                found.append("rolehop diff is not empty: " + rolehop(world, "diff", "1", "latest", "--db", "both.db"))
        finally:
            world.stop()
    with tempfile.TemporaryDirectory(prefix="rolehop-moto-") as folder:
        found += check_signatures(folder)
    odd = [g for g in report["gaps"] if is_odd(g)]
    if odd:
        found.append("gaps: %s" % odd)
    if report["accounts"] != 3 or again["changed"]:
        found.append("accounts %d, the second sync changed: %s" % (report["accounts"], again["changed"]))
    for words in found[:20]:
        print("FAILED: " + words)
    print("%d passed, %d failed, 0 skipped" % (0 if found else 1, len(found)))
    return 1 if found else 0


sys.exit(main())
