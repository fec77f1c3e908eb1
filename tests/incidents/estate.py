"""The estate of a case: a sound one of two accounts, lines that change it, and the files that the AWS CLI prints of it."""

import json
import os
import re
import shlex

HOME, AWAY, THIRD, MANAGEMENT = "410000000001", "420000000002", "430000000003", "490000000009"


class Mistake(Exception):
    """A line of a case that is not understood."""


def split_outside(text, separator):
    """The parts of text between separators that stand outside quotes and brackets."""
    parts, depth, quoted, start, i = [], 0, False, 0, 0
    while i < len(text):
        c = text[i]
        if quoted:
            if c == "\\":
                i += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "{[":
            depth += 1
        elif c in "}]":
            depth -= 1
        elif depth == 0 and text.startswith(separator, i):
            parts.append(text[start:i])
            start = i + len(separator)
            i = start
            continue
        i += 1
    parts.append(text[start:])
    return [p.strip() for p in parts if p.strip()]


def one_or_list(text):
    items = [i.strip() for i in text.split(",") if i.strip()]
    return items[0] if len(items) == 1 else items


def condition(text):
    """`StringEquals sts:ExternalId = x, y and Bool aws:... = true`"""
    block = {}
    for part in split_outside(text, " and "):
        left, _, value = part.partition("=")
        words = left.split()
        if len(words) != 2:
            raise Mistake("condition: " + part)
        value = value.strip()
        block.setdefault(words[0], {})[words[1]] = (
            json.loads(value) if value[:1] in '["' else one_or_list(value))
    return block


def principal(text):
    block = {}
    for item in text.split(","):
        kind, _, name = item.strip().partition("=")
        if not name:
            kind, name = "AWS", item.strip()
        if (kind, name) == ("AWS", "everyone"):
            return "*"
        kind = {"service": "Service", "federated": "Federated"}.get(kind, kind)
        block.setdefault(kind, []).append(name)
    return {k: v[0] if len(v) == 1 else v for k, v in block.items()}


def statement(text, trust, subject):
    """`allow ACTIONS [on RESOURCES] [if CONDITION]`, `admit WHOM [to ACTIONS] [on R] [if C]`, deny and refuse
    their opposites, or a statement as JSON."""
    if text.startswith("{"):
        return json.loads(text)
    text, _, when = text.partition(" if ")
    verb, _, rest = text.partition(" ")
    if verb not in ("allow", "deny", "admit", "refuse"):
        raise Mistake("statement: " + text)
    out = {"Effect": "Allow" if verb in ("allow", "admit") else "Deny"}
    rest, _, resources = rest.partition(" on ")
    if verb in ("admit", "refuse"):
        rest, _, actions = rest.partition(" to ")
        out["Principal"] = principal(rest)
        actions = actions or ("sts:AssumeRole" if trust else subject_action(subject))
    else:
        actions = rest
    if actions.startswith("!"):
        out["NotAction"] = one_or_list(actions[1:])
    else:
        out["Action"] = one_or_list(actions)
    resources = resources or ("" if trust else subject or "*")
    if resources.startswith("!"):
        out["NotResource"] = one_or_list(resources[1:])
    elif resources:
        out["Resource"] = one_or_list(resources)
    if when:
        out["Condition"] = condition(when)
    return out


def subject_action(subject):
    return subject.split(":")[2] + ":*" if subject else "*"


def document(text, trust=False, subject=""):
    """A policy of the statements that text lists with ` ; ` between them, or the document itself."""
    text = text.strip()
    if text.startswith('{"Version"') or text.startswith('{"Statement"'):
        return json.loads(text)
    return {"Version": "2012-10-17",
            "Statement": [statement(s, trust, subject) for s in split_outside(text, ";")]}


class Estate:
    def __init__(self):
        self.names = {"home": HOME, "away": AWAY, "third": THIRD, "management": MANAGEMENT, "partition": "aws",
                      "region": "eu-central-1", "exec": "OrderFlowRole", "target": "OrderDeskRole",
                      "machine": "OrderFlow"}
        self.identities = {}  # ARN -> entity
        self.managed = {}     # ARN -> {"versions": {v: doc}, "default": v}
        self.machines = {}
        self.resources = {}   # ARN -> document or None
        self.keys = {}        # ARN -> key
        self.bucket_keys = set()
        self.files = {}
        self.omitted = set()
        self.org = {"off": False, "policies": [], "detached": set()}
        self.command = None
        self.lines = []
        for line in SOUND:
            self.change(line)

    # ---- names
    def arn(self, name):
        """`user/alice@ACCOUNT`, `role/x@...`, a role's bare name, or an ARN."""
        if name.startswith("arn:"):
            return name
        name, _, account = name.partition("@")
        if name in ("exec", "target"):
            return self.fill("<%s>" % name)
        if "/" not in name:
            name = "role/" + name
        return "arn:%s:iam::%s:%s" % (self.names["partition"], account or HOME, name)

    def fill(self, text):
        n = self.names

        def name(m):
            word = m.group(1)
            if word == "exec":
                return "arn:%s:iam::%s:role/%s" % (n["partition"], HOME, n["exec"])
            if word == "target":
                return "arn:%s:iam::%s:role/%s" % (n["partition"], AWAY, n["target"])
            if word == "machine":
                return "arn:%s:states:%s:%s:stateMachine:%s" % (n["partition"], n["region"], HOME, n["machine"])
            if word == "table":
                return "arn:%s:dynamodb:%s:%s:table/Orders" % (n["partition"], n["region"], AWAY)
            return n.get(word, m.group(0))
        return re.sub(r"<(\w+)>", name, text)

    def entity(self, name):
        arn = self.fill(self.arn(name))
        return self.identities.setdefault(
            arn, {"arn": arn, "trust": None, "inline": {}, "attached": [], "boundary": None, "groups": [], "tags": {}})

    # ---- lines
    def change(self, line):
        line = line.strip()
        if line.startswith("set "):
            name, _, value = line[4:].partition("=")
            self.names[name.strip()] = value.strip()
            return
        self.lines.append(line)

    def apply(self):
        for line in self.lines:
            self.apply_line(self.fill(line))

    def apply_line(self, line):
        head, _, text = line.partition(" = ")
        verb, _, rest = head.strip().partition(" ")
        words = rest.split()
        apply = getattr(self, "do_" + verb, None)
        if apply is None:
            raise Mistake(line)
        apply(words, text.strip(), line)

    def do_trust(self, words, text, line):
        self.entity(words[0])["trust"] = document(text, trust=True)

    def do_policy(self, words, text, line):
        name = words[1] if len(words) > 1 else "Main"
        self.entity(words[0])["inline"][name] = document(text)

    def do_drop(self, words, text, line):
        """drop policy ROLE [NAME], drop role ROLE"""
        if words[0] == "role":
            self.identities.pop(self.arn(words[1]))
        else:
            self.entity(words[1])["inline"].pop(words[2] if len(words) > 2 else "Main")

    def do_managed(self, words, text, line):
        """managed ARN [vN [default]] = document"""
        policy = self.managed.setdefault(words[0], {"versions": {}, "default": None})
        version = words[1] if len(words) > 1 else "v1"
        policy["versions"][version] = document(text)
        if policy["default"] is None or "default" in words:
            policy["default"] = version

    def do_attach(self, words, text, line):
        self.entity(words[0])["attached"].append(words[1])

    def do_boundary(self, words, text, line):
        arn = "arn:%s:iam::%s:policy/%sLimits" % (
            self.names["partition"], self.arn(words[0]).split(":")[4], self.arn(words[0]).split("/")[-1])
        self.entity(words[0])["boundary"] = words[1] if len(words) > 1 else arn
        if text:
            self.managed[arn] = {"versions": {"v1": document(text)}, "default": "v1"}

    def do_member(self, words, text, line):
        """member USER GROUP"""
        self.entity(words[0])["groups"].append(words[1].split("/")[-1].split("@")[0])

    def do_tag(self, words, text, line):
        self.entity(words[0])["tags"][words[1]] = text

    def do_machine(self, words, text, line):
        """machine [ARN] [type=EXPRESS] [role=ARN] [= DEFINITION]"""
        arn = next((w for w in words if w.startswith("arn:")), self.fill("<machine>"))
        m = self.machines.setdefault(arn, {"type": "STANDARD", "role": self.fill("<exec>"), "definition": None})
        for w in words:
            if "=" in w:
                key, _, value = w.partition("=")
                m[key] = value
        if text:
            m["definition"] = text

    def do_task(self, words, text, line):
        """task RESOURCE [as ROLE] [{PARAMETERS}] [and {more members}]"""
        body = line[5:].strip()
        words = body.split()
        if body.startswith("{"):
            state = json.loads(body)
        else:
            resource = words[0] if words[0].startswith("arn:") else \
                "arn:%s:states:::%s" % (self.names["partition"], words[0])
            rest = body[len(words[0]):].strip()
            state = {"Type": "Task", "Resource": resource}
            if rest.startswith("as "):
                state["Credentials"] = {"RoleArn": rest.split()[1]}
                rest = rest[3:].strip()[len(rest.split()[1]):].strip()
            if rest:
                state["Parameters"] = json.loads(rest)
        state.setdefault("End", True)
        self.do_machine([], json.dumps({"StartAt": "T", "States": {"T": state}}), "")

    def do_resource(self, words, text, line):
        """resource ARN [= statements]: the resource is there, with this policy or none"""
        self.resources[words[0]] = document(text, subject=words[0]) if text else None

    def do_bucket(self, words, text, line):
        """bucket NAME ACCOUNT [public] [= statements]: it needs no key, and nothing blocks what is public unless it says so"""
        arn = "arn:%s:s3:::%s" % (self.names["partition"], words[0])
        block = {"RestrictPublicBuckets": words[2:] != ["public"]}
        self.files["bucket-%s.jsonl" % words[0]] = json.dumps(
            {"kind": "resource", "account": words[1], "arn": arn, "document": document(text, subject=arn) if text else None})
        self.resources[arn] = document(text, subject=arn) if text else None
        self.files["bucket-%s.more.jsonl" % words[0]] = "\n".join(json.dumps(row) for row in (
            {"ResourceArn": arn, "PublicAccessBlockConfiguration": block},
            {"ResourceArn": arn, "ServerSideEncryptionConfiguration": {"Rules": [
                {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]}}))

    def do_point(self, words, text, line):
        """point ARN BUCKET ACCOUNT [vpc=ID] [public]: an access point before the bucket of that account, as get-access-point prints it"""
        name = words[0].split("/")[1]
        more = dict(w.split("=") for w in words[3:] if "=" in w)
        answer = {"Name": name, "Bucket": words[1], "NetworkOrigin": "VPC" if "vpc" in more else "Internet",
                  "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": "public" not in words},
                  "CreationDate": "2024-02-03T04:05:06+00:00", "Alias": name + "-x1-s3alias", "AccessPointArn": words[0],
                  "BucketAccountId": words[2]}
        if "vpc" in more:
            answer["VpcConfiguration"] = {"VpcId": more["vpc"]}
        self.files["point-%s.json" % name] = json.dumps(answer)
        self.resources.setdefault(words[0], None)

    def do_key(self, words, text, line):
        """key RESOURCE KEY [bucket-key]; "none": it needs no key; "unknown": that was not collected"""
        self.keys[words[0]] = words[1]
        if words[2:] == ["bucket-key"]:
            self.bucket_keys.add(words[0])
        self.resources.setdefault(words[0], None)

    def do_scp(self, words, text, line):
        self.org["policies"].append(("SERVICE_CONTROL_POLICY", words, document(text)))

    def do_rcp(self, words, text, line):
        self.org["policies"].append(("RESOURCE_CONTROL_POLICY", words, document(text)))

    def do_policies(self, words, text, line):
        """policies N [TARGET...] [= S]: the N-th organization policy of the case has these targets, this text"""
        kind, targets, doc = self.org["policies"][int(words[0])]
        self.org["policies"][int(words[0])] = (kind, words[1:] or targets, document(text) if text else doc)

    def do_detach(self, words, text, line):
        """detach TARGET...: FullAWSAccess is not attached there"""
        self.org["detached"].update(words)

    def do_no(self, words, text, line):
        """no organization"""
        self.org["off"] = True

    def do_omit(self, words, text, line):
        """omit ACCOUNT or ARN: it was not collected"""
        self.omitted.update(words)

    def do_file(self, words, text, line):
        self.files[words[0]] = text

    def do_trace(self, words, text, line):
        self.command = shlex.split(line)

    # ---- changes that a remedy makes
    def replace_rows(self, arn, doc):
        """The resource's policy, where it came as rows of another engine."""
        for name, text in self.files.items():
            if name.endswith(".jsonl"):
                rows = [json.loads(line) for line in text.splitlines()]
                for row in rows:
                    if row.get("arn") == arn:
                        row["document"] = doc
                        self.resources.pop(arn, None)
                self.files[name] = "\n".join(map(json.dumps, rows))

    def replace_org_policy(self, ident, target, doc):
        if ident == "(new)":
            self.org["policies"].append(("SERVICE_CONTROL_POLICY", [target], doc))
            return
        kind, targets, _ = self.org["policies"][int(ident[len("p-own"):])]
        self.org["policies"][int(ident[len("p-own"):])] = (kind, targets, doc)

    # ---- files
    def details(self, account):
        out = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
        mine = [e for a, e in self.identities.items() if a.split(":")[4] == account]
        for e in mine:
            kind, _, rest = e["arn"].split(":", 5)[5].partition("/")
            if e["arn"] in self.omitted:
                continue
            path, name = "/" + rest[:rest.rfind("/") + 1], rest.split("/")[-1]
            inline = [{"PolicyName": n, "PolicyDocument": d} for n, d in e["inline"].items()]
            attached = [{"PolicyName": a.split("/")[-1], "PolicyArn": a} for a in e["attached"]]
            row = {"Path": path, "Arn": e["arn"], "CreateDate": "2024-02-03T04:05:06+00:00",
                   "AttachedManagedPolicies": attached}
            ident = "%016X" % (sum(ord(c) * 131 ** i for i, c in enumerate(e["arn"])) % 16 ** 16)
            if e["boundary"]:
                row["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy",
                                              "PermissionsBoundaryArn": e["boundary"]}
            tags = [{"Key": k, "Value": v} for k, v in e["tags"].items()]
            if kind == "role":
                out["RoleDetailList"].append({**row, "RoleName": name, "RoleId": "AROA" + ident,
                                              "AssumeRolePolicyDocument": e["trust"], "InstanceProfileList": [],
                                              "RolePolicyList": inline, "Tags": tags, "RoleLastUsed": {}})
            elif kind == "user":
                out["UserDetailList"].append({**row, "UserName": name, "UserId": "AIDA" + ident,
                                              "UserPolicyList": inline, "GroupList": e["groups"], "Tags": tags})
            else:
                out["GroupDetailList"].append({**row, "GroupName": name, "GroupId": "AGPA" + ident,
                                               "GroupPolicyList": inline})
        for arn, p in self.managed.items():
            attached_here = any(arn in e["attached"] or arn == e["boundary"] for e in mine)
            if arn in self.omitted or (arn.split(":")[4] != account and not attached_here):
                continue
            out["Policies"].append({
                "PolicyName": arn.split("/")[-1], "PolicyId": "ANPA%016X" % (sum(map(ord, arn)) * 7919),
                "Arn": arn, "Path": "/", "DefaultVersionId": p["default"], "AttachmentCount": 1,
                "PermissionsBoundaryUsageCount": 0, "IsAttachable": True,
                "PolicyVersionList": [{"Document": d, "VersionId": v, "IsDefaultVersion": v == p["default"],
                                       "CreateDate": "2024-02-03T04:05:06+00:00"}
                                      for v, d in p["versions"].items()]})
        return out

    def organization(self):
        accounts = [(MANAGEMENT, "r-home"), (HOME, "ou-home"), (AWAY, "ou-away"), (THIRD, "ou-away")]
        everywhere = ["r-home", "ou-home", "ou-away"] + [a for a, _ in accounts]
        policies = [{"Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY",
                     "Content": json.dumps(document("allow * on *")),
                     "Targets": [t for t in everywhere if t not in self.org["detached"]]}]
        for i, (kind, targets, doc) in enumerate(self.org["policies"]):
            policies.append({"Id": "p-own%05d" % i, "Name": "Own%d" % i, "Type": kind,
                             "Content": json.dumps(doc), "Targets": targets})
        return {"Organization": {"Id": "o-ourown1234", "MasterAccountId": MANAGEMENT},
                "Roots": [{"Id": "r-home", "Name": "Root"}],
                "OrganizationalUnits": [{"Id": "ou-home", "Name": "Flows", "ParentId": "r-home"},
                                        {"Id": "ou-away", "Name": "Desks", "ParentId": "r-home"}],
                "Accounts": [{"Id": a, "Name": "n" + a[:2], "ParentId": p} for a, p in accounts],
                "Policies": policies}

    def resource_answer(self, arn, policy):
        """What the service's own command prints where that names the resource, else ResourceArn and Policy."""
        service = arn.split(":")[2]
        text = json.dumps(policy) if policy else None
        if service in ("sqs", "sns"):
            attributes = {"QueueArn" if service == "sqs" else "TopicArn": arn, "CreatedTimestamp": "1706933106"}
            if text:
                attributes["Policy"] = text
            if self.keys.get(arn, "none") not in ("none", "unknown"):
                attributes["KmsMasterKeyId"] = self.keys[arn]
            return [{"Attributes": attributes}]
        if service == "secretsmanager":
            name = arn.split(":", 6)[6]
            answers = [{"ARN": arn, "Name": name[:-7], **({"ResourcePolicy": text} if text else {})}]
            if arn in self.keys:
                answers.append({"ARN": arn, "Name": name[:-7], "KmsKeyId": self.keys[arn],
                                "LastChangedDate": "2024-02-03T04:05:06+00:00", "VersionIdsToStages": {},
                                "CreatedDate": "2024-02-03T04:05:06+00:00"})
            return answers
        if service == "events":
            return [{"Name": arn.split("/")[-1], "Arn": arn, **({"Policy": text} if text else {})}]
        if service == "lambda" and text:
            return [{"Policy": text, "RevisionId": "0f3c8f3a-1f6b-4f39-8d9b-8d0d5b1d6a10"}]
        return [{"ResourceArn": arn, "Policy": text}]

    def encryption_answer(self, arn):
        """What the service's own command prints of the key, and the name of the file: of a bucket it alone names it."""
        service, resource, key = arn.split(":")[2], arn.split(":", 5)[5], self.keys.get(arn)
        key = None if key == "none" else key
        if key == "unknown" or "*" in arn or ":accesspoint/" in arn:
            return None
        if service == "dynamodb" and "/index/" not in arn:
            sse = {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}} if key else {}
            return None, {"Table": {"TableName": resource.split("/")[1], "TableStatus": "ACTIVE", "TableArn": arn,
                                    "CreationDateTime": "2024-02-03T04:05:06+00:00", "ItemCount": 0, **sse}}
        if service == "kinesis":
            sse = {"EncryptionType": "KMS", "KeyId": key} if key else {"EncryptionType": "NONE"}
            return None, {"StreamDescriptionSummary": {"StreamName": resource.split("/")[1], "StreamARN": arn,
                                                       "StreamStatus": "ACTIVE", **sse}}
        if service == "s3":
            default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {"SSEAlgorithm": "AES256"}
            rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": arn in self.bucket_keys}
            return arn.split("/")[0], {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
        if service == "ssm":
            return None, {"Parameters": [{"Name": resource[len("parameter"):], "ARN": arn, "LastModifiedDate": "2024-02-03T04:05:06+00:00",
                                          "Version": 1, **({"Type": "SecureString", "KeyId": key} if key else {"Type": "String"})}]}
        return None

    def write(self, folder):
        def put(name, value):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(value if isinstance(value, str) else json.dumps(value, indent=1))
        for account in (HOME, AWAY, THIRD):
            details = self.details(account)
            if account not in self.omitted and any(details.values()):
                put(account + ".json", details)
        for i, (arn, m) in enumerate(self.machines.items()):
            if arn not in self.omitted:
                put("machine%d.json" % i, {"stateMachineArn": arn, "name": arn.split(":")[-1], "status": "ACTIVE",
                                           "definition": m["definition"], "roleArn": m["role"], "type": m["type"],
                                           "creationDate": "2024-02-03T04:05:06+00:00"})
        for i, (arn, policy) in enumerate(self.resources.items()):
            for j, answer in enumerate(self.resource_answer(arn, policy)):
                put("resource%d-%d.json" % (i, j), answer)
        for i, arn in enumerate({**self.resources, **self.keys}):
            answer = self.encryption_answer(arn)
            if answer:
                put((answer[0] or "encryption%d" % i) + ".json", answer[1])
        if not self.org["off"]:
            put("organization.json", self.organization())
        for name, text in self.files.items():
            put(name, text.replace("\\n", "\n") if name == "aws-config" else text)


# A Task of OrderFlow puts an item into the table Orders of the other account, as the role there.
SOUND = [
    "trust exec = admit service=states.amazonaws.com",
    "policy exec = allow sts:AssumeRole on <target>",
    "trust target = admit <exec> if StringEquals sts:ExternalId = <machine>",
    "policy target = allow dynamodb:PutItem on <table>",
    "resource <table>",
    'task dynamodb:putItem as <target> {"TableName": "Orders", "Item": {"Id": {"S": "1"}}}',
]
