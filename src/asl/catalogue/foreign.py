#!/usr/bin/env python3
"""Rewrites foreign.tsv from the models of botocore (Apache License 2.0), which must be installed.

    python3 src/asl/catalogue/foreign.py

A parameter may name what is of another account if its name, pattern or description speaks of an ARN,
a URL, an account or an owner.
"""
import collections
import os
import re

import botocore.session

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = re.compile("arn|url|uri|account|owner", re.I)
TEXT = re.compile(r"\bARNs?\b|Amazon [Rr]esource [Nn]ame")
DEPTH = 6
# services.tsv -> botocore, where the names differ by more than hyphens
NAMES = {
    "applicationdiscovery": "discovery", "cloudwatchlogs": "logs", "cognitoidentityprovider": "cognito-idp",
    "costandusagereport": "cur", "costexplorer": "ce", "databasemigration": "dms", "directory": "ds",
    "directoryservicedata": "ds-data", "elasticloadbalancing": "elb", "elasticloadbalancingv2": "elbv2",
    "elasticsearch": "es", "eventbridge": "events", "iotjobsdataplane": "iot-jobs-data",
    "lexmodelsv2": "lexv2-models", "lexruntimev2": "lexv2-runtime", "marketplacemetering": "meteringmarketplace",
    "migrationhub": "mgh", "serverlessapplicationrepository": "serverlessrepo", "sfn": "stepfunctions",
}
# Accepted by the services, and in no model.
ALSO = {("codebuild", "ProjectName"), ("codebuild", "Names"), ("codebuild", "Name")}


def rows(name):
    """The cells of each row of a table, its keys repeated."""
    keys = []
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            for i in range(min(2, len(cells))):
                if cells[i] or not keys:
                    break
                cells[i] = keys[i]
            keys = cells
            yield cells


def may(shape, name, text, seen=frozenset(), depth=0):
    """May a parameter of this shape and name hold an ARN or its like?"""
    kind = shape.type_name
    if kind == "structure":
        return depth < DEPTH and shape.name not in seen and any(
            may(m, n, m.documentation, seen | {shape.name}, depth + 1) for n, m in shape.members.items())
    if kind == "list":
        return bool(NAME.search(name) or TEXT.search(text)) or \
            may(shape.member, name, shape.member.documentation, seen, depth + 1)
    if kind == "map":
        return may(shape.value, name, shape.value.documentation, seen, depth + 1) or \
            may(shape.key, name, text, seen, depth + 1)
    if kind != "string" or getattr(shape, "enum", None):
        return False
    said = " ".join((text or "", shape.documentation or ""))
    return bool(NAME.search(name) or NAME.search(shape.metadata.get("pattern", "")) or "arn" in shape.name.lower()
                or TEXT.search(said))


def unsettled():
    """The operations of which arns.tsv does not say the one resource."""
    prefix = {c[0]: c[1] for c in rows("services.tsv")}
    typed = {(c[0], c[1].lower()) for c in rows("iam_actions.tsv") if c[2]}
    action = {(c[0], c[1].lower()): c[2].split(" ")[0] for c in rows("actions.tsv")}
    required = collections.Counter((c[0], c[1].lower()) for c in rows("arns.tsv") if c[3] == "required")

    def is_unsettled(service, operation):
        key = (service, operation.lower())
        named = action.get(key, "%s:%s" % (prefix[service], operation)).lower()
        return required[key] != 1 and tuple(named.split(":", 1)) in typed
    return sorted(s for s in prefix if not s.startswith("s3")), is_unsettled


def main():
    session = botocore.session.get_session()
    known = {s.replace("-", ""): s for s in session.get_available_services()}
    services, is_unsettled = unsettled()
    with open(os.path.join(HERE, "foreign.tsv"), "w", encoding="utf-8") as out:
        out.write("#service\toperations\n")
        for service in services:
            name = NAMES.get(service) or known.get(service)
            if not name:
                continue
            model = session.get_service_model(name)
            words = []
            for operation in filter(lambda o: is_unsettled(service, o), model.operation_names):
                shape = model.operation_model(operation).input_shape
                members = shape.members.items() if shape else ()
                fields = [n[0].upper() + n[1:] for n, m in members
                          if may(m, n, m.documentation) or (service, n[0].upper() + n[1:]) in ALSO]
                words.append(operation[0].lower() + operation[1:] + ("=" + ",".join(fields) if fields else ""))
            if words:
                out.write("%s\t%s\n" % (service, " ".join(sorted(words))))


if __name__ == "__main__":
    main()
