"""Holds a sync to an import: emulator.py PROGRAM. Needs moto and boto3; prints "N passed, N failed, N skipped".

An organization of three accounts is made in moto. boto3 saves what the AWS CLI would print of it, which is
imported; then rolehop sync collects the same, over verified TLS under AWS's own host names where moto's proxy
can run (it needs python3-multipart), else from moto's server. Both inventories must be equal.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1])
REGIONS = ["us-east-1", "eu-west-1"]
sys.path.append("/usr/lib/python3/dist-packages")  # Debian's multipart, for another Python's moto


def skip(why):
    print("skipped: " + why)
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)


try:
    import boto3
    import moto
    from botocore.config import Config
except ImportError:
    skip("moto or boto3 is not installed")
try:
    import moto.proxy  # noqa: F401
    PROXY = True
except ImportError:
    PROXY = False

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
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        module = "moto.proxy" if PROXY else "moto.server"
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
        more = dict(config=Config(proxies={"https": self.url}), verify=CA) if PROXY else dict(endpoint_url=self.url)
        return session.client(name, region_name=region, **more)

    def account(self, account):
        keys = self.client(self.root, "sts").assume_role(RoleArn="arn:aws:iam::%s:role/Audit" % account,
                                                         RoleSessionName="make")["Credentials"]
        return self.session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def environment(self):
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TERM": "dumb",
               "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1",
               "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
        env.update({"HTTPS_PROXY": self.url, "AWS_CA_BUNDLE": CA} if PROXY else {"AWS_ENDPOINT_URL": self.url})
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


def make_region(world, session, account, region):
    role = "arn:aws:iam::%s:role/team/Runner" % account
    machine = json.dumps({"StartAt": "A", "States": {"A": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True, "Parameters": {
            "QueueUrl": "https://sqs.%s.amazonaws.com/%s/jobs" % (region, account), "MessageBody": "é \U0001f600"}}}},
        ensure_ascii=False)
    allow = {"Effect": "Allow", "Principal": {"AWS": role}, "Resource": "*"}
    world.client(session, "stepfunctions", region).create_state_machine(name="Flow", definition=machine, roleArn=role)
    sqs = world.client(session, "sqs", region)
    for name in ("jobs", "plain"):
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        if name == "jobs":
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": doc(dict(allow, Action="sqs:SendMessage"))})
    world.client(session, "sns", region).create_topic(Name="news")
    world.client(session, "kms", region).create_key(Policy=doc(dict(allow, Action="kms:*")))
    secrets = world.client(session, "secretsmanager", region)
    arn = secrets.create_secret(Name="partner/api", SecretString="x")["ARN"]
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=doc(dict(allow, Action="secretsmanager:GetSecretValue")))
    s3 = world.client(session, "s3", region)
    name = "bucket-%s-%s" % (account, region)
    more = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **more)
    s3.put_bucket_policy(Bucket=name, Policy=doc(dict(allow, Action="s3:*", Resource="arn:aws:s3:::%s/*" % name)))


# ---- what the AWS CLI would have printed ---------------------------------------------------------------


class Saver:
    def __init__(self, folder, account, region):
        self.folder = os.path.join(folder, account, region)
        os.makedirs(self.folder, exist_ok=True)

    def save(self, name, answer):
        # the CLI asks for all pages, and drops the mark that there are no more
        answer = {k: v for k, v in answer.items() if k not in ("ResponseMetadata", "IsTruncated")}
        with open(os.path.join(self.folder, name + ".json"), "w", encoding="utf-8") as f:
            json.dump(answer, f, default=lambda v: v.isoformat())


def save_organization(world, folder, account):
    org = world.client(world.root, "organizations")
    save = Saver(folder, account, "global").save
    save("describe-organization", org.describe_organization())
    save("list-accounts", org.list_accounts())
    save("list-roots", org.list_roots())
    policies = org.list_policies(Filter="SERVICE_CONTROL_POLICY")
    save("list-policies", policies)
    for policy in policies["Policies"]:
        save("describe-policy." + policy["Id"], org.describe_policy(PolicyId=policy["Id"]))
        save("list-targets-for-policy." + policy["Id"], org.list_targets_for_policy(PolicyId=policy["Id"]))
    parents = [org.list_roots()["Roots"][0]["Id"]]
    for parent in parents:
        units = org.list_organizational_units_for_parent(ParentId=parent)
        save("list-organizational-units-for-parent." + parent, units)
        save("list-accounts-for-parent." + parent, org.list_accounts_for_parent(ParentId=parent))
        parents += [u["Id"] for u in units["OrganizationalUnits"]]


def save_region(world, session, folder, account, region):
    save = Saver(folder, account, region).save
    states = world.client(session, "stepfunctions", region)
    for machine in states.list_state_machines()["stateMachines"]:
        save("describe-state-machine." + machine["name"],
             states.describe_state_machine(stateMachineArn=machine["stateMachineArn"]))
    sqs = world.client(session, "sqs", region)
    for url in sqs.list_queues().get("QueueUrls", []):
        save("get-queue-attributes." + url.rpartition("/")[2],
             sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]))
    sns = world.client(session, "sns", region)
    for topic in sns.list_topics()["Topics"]:
        save("get-topic-attributes." + topic["TopicArn"].rpartition(":")[2], sns.get_topic_attributes(**topic))
    kms = world.client(session, "kms", region)
    for key in kms.list_keys()["Keys"]:
        policy = kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"]
        save("key-" + key["KeyId"], {"ResourceArn": key["KeyArn"], "Policy": policy})
    secrets = world.client(session, "secretsmanager", region)
    for secret in secrets.list_secrets()["SecretList"]:
        save("get-resource-policy", secrets.get_resource_policy(SecretId=secret["ARN"]))
    events = world.client(session, "events", region)
    for bus in events.list_event_buses()["EventBuses"]:
        save("describe-event-bus." + bus["Name"], events.describe_event_bus(Name=bus["Name"]))


def save_account(world, session, folder, account):
    save = Saver(folder, account, "global").save
    save("get-account-authorization-details", world.client(session, "iam").get_account_authorization_details())
    s3 = world.client(session, "s3")
    for bucket in s3.list_buckets()["Buckets"]:
        arn = "arn:aws:s3:::" + bucket["Name"]
        save("bucket-" + bucket["Name"],
             {"ResourceArn": arn, "Policy": s3.get_bucket_policy(Bucket=bucket["Name"])["Policy"]})
    for region in REGIONS:
        save_region(world, session, folder, account, region)


# ---- both inventories ----------------------------------------------------------------------------------


def trusts_nobody(world):
    """Without moto's certificate authority nothing is believed, and nothing is sent."""
    env = world.environment()
    env.pop("AWS_CA_BUNDLE", None)
    done = subprocess.run([PROGRAM, "sync", "--db", "untrusted.db"], env=env, cwd=world.folder, capture_output=True,
                          text=True, check=False)
    if not PROXY or (done.returncode == 5 and "certificate" in done.stderr):
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
                for region in REGIONS:
                    make_region(world, session, account, region)
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
    if report["accounts"] != 3 or again["changed"]:
        found.append("accounts %d, the second sync changed: %s" % (report["accounts"], again["changed"]))
    for words in found[:20]:
        print("FAILED: " + words)
    print("moto: %s" % ("verified TLS under AWS's host names" if PROXY else "plain HTTP"))
    print("%d passed, %d failed, 0 skipped" % (0 if found else 1, len(found)))
    return 1 if found else 0


sys.exit(main())
