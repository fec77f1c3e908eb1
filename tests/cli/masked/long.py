#!/usr/bin/env python3
"""State machines with 12,000 Tasks of resources that nobody collected, as lines of JSON."""
import json

ROLE = "arn:aws:iam::222222222222:role/TrustingAccountRl"
for m in range(120):
    states = {}
    for i in range(100):
        states["S%d" % i] = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem",
                             "Credentials": {"RoleArn": ROLE}, "Next": "S%d" % ((i + 1) % 100),
                             "Parameters": {"TableName": "NoSuchTable" * 20, "Key": {}}}
    print(json.dumps({"stateMachineArn": "arn:aws:states:us-east-1:111111111111:stateMachine:Long%d" % m,
                      "name": "Long%d" % m, "type": "STANDARD",
                      "roleArn": "arn:aws:iam::111111111111:role/TrustedAccountRl",
                      "definition": json.dumps({"StartAt": "S0", "States": states})}))
