"""A small AWS on the loopback: an estate made by numbers, signatures checked, faults on demand.

Used by run.py. Estate(...) says what there is; Stub(estate).start() serves it; stub.faults is a list of
Fault(operation, kind, times): "iam:GetAccountAuthorizationDetails" answers badly so many times (None: always).
"""
import hashlib
import hmac
import json
import re
import socket
import struct
import threading
import time
import urllib.parse
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


EMPTY = {"ListSecrets": {"SecretList": []}, "ListEventBuses": {"EventBuses": []},
         "DescribeRepositories": {"repositories": []},
         "ListModelPackageGroups": {"ModelPackageGroupSummaryList": []}, "/ListSinks": {"Items": []},
         "/services": {"items": []}, "/cluster": {"clusters": []}, "/buckets": {"tableBuckets": []},
         "/ListVectorBuckets": {"vectorBuckets": []}}


class Estate:
    def __init__(self, accounts=("111111111111",), roles=3, machines=1, queues=2, regions=("us-east-1",),
                 enabled=None, external_id=None, page=1000, versions=0, grants=0, providers=0, failures=0, points=0):
        self.accounts = list(accounts)
        self.roles = roles
        self.machines = machines
        self.queues = queues
        self.regions = list(regions)
        self.enabled = list(enabled if enabled is not None else regions)
        self.external_id = external_id
        self.page = page
        self.versions = versions  # of each machine, with an alias for the last one
        self.grants = grants  # of the one key in each region
        self.providers = providers
        self.points = points  # access points of each region: the first with a policy, the others of a VPC and without
        self.failures = failures  # failed executions of each machine
        self.forbidden = set()  # accounts whose role may not be assumed


class Fault:
    def __init__(self, operation, kind, times=None, after=0, region=None, account=None):
        self.operation, self.kind, self.times, self.after = operation, kind, times, after
        self.region, self.account = region, account


class Denied(Exception):
    pass


def quote(text, safe="-_.~"):
    return urllib.parse.quote(text, safe=safe)


def secret_of(key):
    return "secret/" + key


def signature(request, secret):
    """The SigV4 signature of a request as it was received; None where it is not signed."""
    header = request.headers.get("Authorization")
    if not header:
        return None, None
    fields = dict(re.findall(r"(Credential|SignedHeaders|Signature)=([^,]+)", header))
    key, day, region, service, _ = fields["Credential"].split("/")
    path, _, query = request.path.partition("?")
    if service == "s3":
        path = quote(urllib.parse.unquote(path), "-_.~/")
    else:
        path = quote(path, "-_.~/")
    pairs = []
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        pairs.append((quote(urllib.parse.unquote(name)), quote(urllib.parse.unquote(value))))
    names = fields["SignedHeaders"].split(";")
    lines = "".join("%s:%s\n" % (n, " ".join(request.headers[n].split())) for n in names)
    canonical = "\n".join([request.command, path, "&".join("%s=%s" % p for p in sorted(pairs)), lines,
                           fields["SignedHeaders"], hashlib.sha256(request.body).hexdigest()])
    scope = "/".join([day, region, service, "aws4_request"])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", request.headers["X-Amz-Date"], scope,
                         hashlib.sha256(canonical.encode()).hexdigest()])
    mac = ("AWS4" + secret).encode()
    for part in (day, region, service, "aws4_request", to_sign):
        mac = hmac.new(mac, part.encode(), hashlib.sha256).digest()
    return fields, mac.hex() == fields["Signature"]


def damaged(data, random):
    """Bytes changed, lost, added and repeated, in most answers."""
    data = bytearray(data)
    for _ in range(random.choice([0, 0, 1, 2, 5])):
        at = random.randrange(len(data)) if data else 0
        kind = random.randrange(4)
        if kind == 0 and data:
            data[at] = random.randrange(256)
        elif kind == 1:
            del data[at:at + random.randrange(1, 20)]
        elif kind == 2:
            data[at:at] = random.choice([b"<", b"{", b'"', b"</member>", b"null", b"[[[", b"%00", b"\\u0000"])
        else:
            data[at:at] = data[max(0, at - 30):at]
    return bytes(data)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def do_PUT(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def do_GET(self):
        self.answer()

    # ---- what was asked ----------------------------------------------------------------------------

    def answer(self):
        stub = self.server.stub
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/host/"):
            return stub.host_answer(self)
        header = self.headers.get("Authorization", "")
        found = re.search(r"Credential=(\w+)/\d+/([\w-]+)/([\w-]+)/", header)
        self.key, self.region, self.service = found.groups() if found else ("", "us-east-1", "")
        self.account = self.key[4:16]
        self.form = dict(urllib.parse.parse_qsl(self.body.decode())) if self.body[:7] == b"Action=" else {}
        target = self.headers.get("X-Amz-Target", "")
        self.operation = self.form.get("Action") or target.rpartition(".")[2] or self.rest_operation()
        name = "%s:%s" % (self.service or "sts", self.operation)
        with stub.lock:
            stub.calls[name] = stub.calls.get(name, 0) + 1
            stub.in_flight += 1
            stub.most_in_flight = max(stub.most_in_flight, stub.in_flight)
        try:
            time.sleep(stub.latency)
            self.checked(stub, name)
        finally:
            with stub.lock:
                stub.in_flight -= 1

    def checked(self, stub, name):
        fault = stub.fault_of(self, name)
        if self.command not in ("GET", "POST") or not READING.match(self.operation) and self.command != "GET":
            stub.complaints.append("%s %s does more than read" % (self.command, name))
        if self.key and stub.checks:
            fields, good = signature(self, secret_of(self.key))
            if not good:
                stub.complaints.append("the signature of %s does not match" % name)
                return self.error(403, "SignatureDoesNotMatch", "It does not match.")
            if self.key.startswith("ASIA") and self.headers.get("X-Amz-Security-Token") != "token/" + self.key:
                stub.complaints.append("%s lacks the session's token" % name)
                return self.error(403, "InvalidClientTokenId", "The token is invalid.")
            if self.key in stub.expired:
                return self.error(400, "ExpiredTokenException", "The token has expired.")
        if stub.clock and not self.on_time(stub):
            return self.error(403, "RequestTimeTooSkewed", "The difference is too large.", stub)
        if fault is not None:
            return self.misbehave(fault)
        return self.serve(stub)

    def on_time(self, stub):
        date = self.headers.get("X-Amz-Date")
        if not date:
            return True
        sent = time.mktime(time.strptime(date, "%Y%m%dT%H%M%SZ")) - time.timezone
        return abs(sent - (time.time() + stub.clock)) < 300

    def rest_operation(self):
        path = self.path.partition("?")[0]
        query = self.path.partition("?")[2]
        if self.service == "account":
            return "ListRegions"
        if self.service == "lambda":
            return {"policy": "GetPolicy", "aliases": "ListAliases",
                    "versions": "ListVersionsByFunction"}.get(path.rpartition("/")[2], "ListFunctions")
        if self.service == "apigateway":
            return "GetRestApis"
        if self.service == "ses":
            return "GetEmailIdentityPolicies" if path.endswith("/policies") else "ListEmailIdentities"
        if self.service == "bedrock":
            return {"custom-models": "ListCustomModels", "guardrails": "ListGuardrails"}.get(path[1:], "GetResourcePolicy")
        if self.service == "s3":
            if path.startswith("/v20180820/accesspoint"):
                return {"policy": "GetAccessPointPolicy", "policyStatus": "GetAccessPointPolicyStatus",
                        "accesspoint": "ListAccessPoints"}.get(path.rpartition("/")[2], "GetAccessPoint")
            if path.startswith("/v20180820/"):
                return "GetAccountPublicAccessBlock"
            return {"policy": "GetBucketPolicy", "encryption": "GetBucketEncryption",
                    "publicAccessBlock": "GetPublicAccessBlock",
                    "policyStatus": "GetBucketPolicyStatus"}.get(query.rstrip("="), "ListBuckets")
        return path

    # ---- answers -----------------------------------------------------------------------------------

    def send(self, status, body, kind="application/json", extra=()):
        data = body.encode() if isinstance(body, str) else body
        if self.server.stub.noise and self.service not in ("", "sts"):
            data = damaged(data, self.server.stub.noise)
        self.send_response_only(status)
        self.send_header("Date", formatdate(time.time() + self.server.stub.clock, usegmt=True))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def is_xml(self):
        return self.form or self.service in ("s3", "sts", "iam", "sns")

    def error(self, status, code, message, stub=None):
        if self.is_xml():
            self.send(status, "<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                      % (code, message), "text/xml")
        else:
            self.send(status, json.dumps({"__type": "com.amazonaws#" + code, "message": message}),
                      extra=[("x-amzn-ErrorType", code + ":http://internal/")])

    def xml(self, content):
        self.send(200, "<%sResponse><%sResult>%s</%sResult></%sResponse>" % ((self.operation,) * 2 + (content,)
                                                                            + (self.operation,) * 2), "text/xml")

    def misbehave(self, fault):
        kind = fault.kind
        if isinstance(kind, tuple):  # ("body", what is answered)
            return self.send(200, json.dumps(kind[1]))
        if kind == "throttle400":
            return self.error(400, "Throttling", "Rate exceeded")
        if kind == "throttle429":
            return self.error(429, "TooManyRequestsException", "Rate exceeded")
        if kind == "throttle503":
            return self.error(503, "SlowDown", "Please reduce your request rate.")
        if kind == "500":
            return self.error(500, "InternalFailure", "An internal error occurred.")
        if kind == "denied":
            return self.error(403, "AccessDenied" if self.is_xml() else "AccessDeniedException",
                              "User is not authorized to perform: %s in %s" % (fault.operation, self.region))
        if kind == "off":
            return self.error(400, "UnrecognizedClientException", "The security token is invalid.")
        if kind == "damaged":
            return self.send(200, "<a><b>" if self.is_xml() else '{"a": [')
        if kind == "odd":
            return self.send(200, "<a/>" if self.is_xml() else '[1, 2]')
        if kind == "strange":
            return self.send(200, json.dumps({"Organization": {"Id": "o-x", "MasterAccountId": "nobody"}}))
        if kind == "inside":  # a unit that is in itself
            return self.send(200, json.dumps({"OrganizationalUnits": [{"Id": "ou-root-one", "Name": "One"}]}))
        if kind == "empty":
            return self.xml("") if self.is_xml() else self.send(200, "{}")
        if kind in ("cut", "wronglength"):
            self.send_response_only(200)
            self.send_header("Content-Length", "100000" if kind == "cut" else "5000")
            self.end_headers()
            self.wfile.write(b'{"a": 1}')
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        if kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return self.connection.close()
        if kind == "trickle":
            return self.trickle()
        if kind == "slow":
            time.sleep(1.5)
            return self.serve(self.server.stub)
        if kind == "expired":
            self.server.stub.expired.add(self.key)
            return self.error(400, "ExpiredTokenException", "The token has expired.")
        if kind == "hang":
            self.server.stub.hung.wait(30)
            return self.serve(self.server.stub)
        if kind in ("endless", "circle"):
            with self.server.stub.lock:
                self.server.stub.pages += 1
                token = "t%d" % (self.server.stub.pages if kind == "endless" else 1)
            return self.send(200, json.dumps({"stateMachines": [], "QueueUrls": [], "nextToken": token,
                                              "NextToken": token}))
        raise AssertionError(kind)

    def trickle(self):
        """A good answer, a few bytes at a time."""
        connection, sent = self.wfile, []
        self.wfile = type("Kept", (), {"write": lambda _, data: sent.append(data), "flush": lambda _: None})()
        self.serve(self.server.stub)
        self.wfile = connection
        data = b"".join(sent)
        for at in range(0, len(data), 16):
            connection.write(data[at:at + 16])
            connection.flush()
            time.sleep(0.01)

    # ---- the services ------------------------------------------------------------------------------

    def serve(self, stub):
        method = getattr(self, "do_" + (self.service or "sts").replace("-", "_") + "_" + self.operation, None)
        if method is not None:
            return method(stub.estate)
        if self.form:
            return self.xml("")
        return self.send(200, json.dumps(EMPTY.get(self.operation, {})))

    def rows(self, estate, member, rows, mark="nextToken", next_mark=None):
        """A page of rows; the mark of the next one is where it begins."""
        at = int(self.json_body().get(mark) or 0)
        out = {member: rows[at:at + estate.page]}
        if at + estate.page < len(rows):
            out[next_mark or mark] = str(at + estate.page)
        self.send(200, json.dumps(out))

    def json_body(self):
        return json.loads(self.body or b"{}")

    def do_sts_GetCallerIdentity(self, estate):
        self.xml("<Arn>arn:aws:iam::%s:user/u</Arn><Account>%s</Account>" % (self.account, self.account))

    def do_sts_AssumeRole(self, estate):
        role = self.form["RoleArn"]
        account = role.split(":")[4]
        if account in estate.forbidden or (estate.external_id and
                                           self.form.get("ExternalId") != estate.external_id):
            return self.error(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole on %s" % role)
        with self.server.stub.lock:
            self.server.stub.sessions += 1
            key = "ASIA%s%04d" % (account, self.server.stub.sessions)
        self.xml("<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>"
                 "<SessionToken>token/%s</SessionToken><Expiration>%s</Expiration></Credentials>"
                 % (key, secret_of(key), key, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
                     time.time() + self.server.stub.clock + 3600))))

    do_sts_AssumeRoleWithWebIdentity = do_sts_AssumeRole

    def do_account_ListRegions(self, estate):
        self.send(200, json.dumps({"Regions": [{"RegionName": r, "RegionOptStatus": "ENABLED"}
                                               for r in estate.enabled]}))

    def do_iam_GetAccountAuthorizationDetails(self, estate):
        at = int(self.form.get("Marker", "0"))
        end = min(at + min(estate.page, int(self.form.get("MaxItems", "100"))), estate.roles)
        rows = "".join(
            "<member><Path>/</Path><RoleName>Role%d</RoleName><RoleId>AROA%d</RoleId>"
            "<Arn>arn:aws:iam::%s:role/Role%d</Arn><AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument>"
            "<RolePolicyList/><AttachedManagedPolicies/><Tags/><RoleLastUsed/></member>"
            % (i, i, self.account, i, quote(json.dumps(TRUST))) for i in range(at, end))
        more = end < estate.roles
        self.xml("<UserDetailList/><GroupDetailList/><RoleDetailList>%s</RoleDetailList><Policies/>"
                 "<IsTruncated>%s</IsTruncated>%s" % (rows, "true" if more else "false",
                                                      "<Marker>%d</Marker>" % end if more else ""))

    def do_iam_ListAccountAliases(self, estate):
        self.xml("<AccountAliases><member>alias-%s</member></AccountAliases><IsTruncated>false</IsTruncated>"
                 % self.account[:3])

    def do_states_ListStateMachines(self, estate):
        arn = "arn:aws:states:%s:%s:stateMachine:M%d"
        at = int(self.json_body().get("nextToken", "0"))
        end = min(at + estate.page, estate.machines)
        out = {"stateMachines": [{"stateMachineArn": arn % (self.region, self.account, i), "name": "M%d" % i,
                                  "type": "STANDARD", "creationDate": 1.5} for i in range(at, end)]}
        if end < estate.machines:
            out["nextToken"] = str(end)
        self.send(200, json.dumps(out))

    def do_states_ListStateMachineVersions(self, estate):
        arn = self.json_body()["stateMachineArn"]
        self.rows(estate, "stateMachineVersions", [{"stateMachineVersionArn": "%s:%d" % (arn, i), "creationDate": 1.5}
                                                   for i in range(estate.versions, 0, -1)])

    def do_states_ListStateMachineAliases(self, estate):
        arn = self.json_body()["stateMachineArn"]
        self.rows(estate, "stateMachineAliases", [{"stateMachineAliasArn": arn + ":PROD", "creationDate": 1.5}]
                  if estate.versions else [])

    def do_states_DescribeStateMachineAlias(self, estate):
        arn = self.json_body()["stateMachineAliasArn"]
        self.send(200, json.dumps({"stateMachineAliasArn": arn, "name": "PROD", "routingConfiguration": [
            {"stateMachineVersionArn": "%s:%d" % (arn.rpartition(":")[0], estate.versions), "weight": 100}]}))

    def do_states_ListExecutions(self, estate):
        body = self.json_body()
        arn = body["stateMachineArn"].replace(":stateMachine:", ":execution:")
        self.send(200, json.dumps({"executions": [
            {"executionArn": "%s:run-%d" % (arn, i), "stateMachineArn": body["stateMachineArn"], "status": "FAILED",
             "name": "run-%d" % i, "startDate": 1.5} for i in range(min(estate.failures, body["maxResults"]))],
            "nextToken": "more"}))

    def do_states_GetExecutionHistory(self, estate):
        arn = self.json_body()["executionArn"]
        role = "arn:aws:iam::%s:role/Role0" % self.account
        cause = "The role %s is not authorized to assume the task state's role, %s." % (
            role, role.replace("Role0", "Target"))
        self.rows(estate, "events", [
            {"timestamp": 1.5, "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
             "executionStartedEventDetails": {"input": json.dumps({"of": arn}), "roleArn": role}},
            {"timestamp": 1.6, "type": "TaskStateEntered", "id": 2, "previousEventId": 0,
             "stateEnteredEventDetails": {"name": "A", "input": "{}"}},
            {"timestamp": 1.7, "type": "ExecutionFailed", "id": 3, "previousEventId": 2,
             "executionFailedEventDetails": {"error": "States.TaskFailed", "cause": cause}}])

    def do_states_DescribeStateMachine(self, estate):
        body = self.json_body()
        arn = body["stateMachineArn"]
        out = {"stateMachineArn": arn, "name": arn.split(":")[-1], "status": "ACTIVE", "type": "STANDARD",
               "roleArn": "arn:aws:iam::%s:role/Role0" % self.account, "creationDate": 1.5}
        version = arn.split(":")[7] if len(arn.split(":")) > 7 else ""
        out["name"] = arn.split(":")[6]
        if self.server.stub.encrypted:
            if body.get("includedData") != "METADATA_ONLY":
                return self.error(400, "KmsAccessDeniedException", "The key may not be used.")
        else:
            out["definition"] = json.dumps({"StartAt": "A", "States": {"A": {
                "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True,
                "Parameters": {"QueueUrl": "https://sqs.%s.amazonaws.com/%s/q0" % (self.region, self.account),
                               "MessageBody": "é\U0001f600" + version}}}})
        self.send(200, json.dumps(out))

    def do_sqs_ListQueues(self, estate):
        self.send(200, json.dumps({"QueueUrls": ["https://sqs.%s.amazonaws.com/%s/q%d"
                                                 % (self.region, self.account, i)
                                                 for i in range(estate.queues)]} if estate.queues else {}))

    def do_sqs_GetQueueAttributes(self, estate):
        url = self.json_body()["QueueUrl"]
        attributes = {"QueueArn": "arn:aws:sqs:%s:%s:%s" % (self.region, self.account, url.rpartition("/")[2]),
                      "CreatedTimestamp": "1795324854"}
        if url.endswith("0"):
            attributes["KmsMasterKeyId"] = "alias/app"
            attributes["Policy"] = json.dumps(
                {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]})
        return self.send(200, json.dumps({"Attributes": attributes}))

    def key_arn(self):
        return "arn:aws:kms:%s:%s:key/1234abcd" % (self.region, self.account)

    def do_kms_ListKeys(self, estate):
        self.rows(estate, "Keys", [{"KeyId": "1234abcd", "KeyArn": self.key_arn()}])

    def do_kms_GetKeyPolicy(self, estate):
        self.send(200, json.dumps({"PolicyName": "default", "Policy": json.dumps(
            {"Statement": [{"Effect": "Allow", "Principal": {"AWS": self.account}, "Action": "kms:*",
                            "Resource": "*"}]})}))

    def do_kms_ListGrants(self, estate):
        self.rows(estate, "Grants", [
            {"KeyId": self.key_arn(), "GrantId": "%032x" % i, "Operations": ["Decrypt", "DescribeKey"],
             "GranteePrincipal": "arn:aws:iam::%s:role/Role%d" % (self.account, i),
             "IssuingAccount": "arn:aws:iam::%s:root" % self.account, "CreationDate": 1.5}
            for i in range(estate.grants)], "Marker", "NextMarker")

    def do_kms_ListAliases(self, estate):
        alias = "arn:aws:kms:%s:%s:alias/" % (self.region, self.account)
        self.rows(estate, "Aliases", [{"AliasName": "alias/app", "AliasArn": alias + "app", "TargetKeyId": "1234abcd"},
                                      {"AliasName": "alias/aws/s3", "AliasArn": alias + "aws/s3"}],
                  "Marker", "NextMarker")

    def do_iam_ListSAMLProviders(self, estate):
        self.xml("<SAMLProviderList>%s</SAMLProviderList>" % "".join(
            "<member><Arn>arn:aws:iam::%s:saml-provider/P%d</Arn><ValidUntil>2032-05-09T16:27:11Z</ValidUntil></member>"
            % (self.account, i) for i in range(estate.providers)))

    def do_iam_ListOpenIDConnectProviders(self, estate):
        self.xml("<OpenIDConnectProviderList>%s</OpenIDConnectProviderList>" % "".join(
            "<member><Arn>arn:aws:iam::%s:oidc-provider/id%d.example.com/x</Arn></member>" % (self.account, i)
            for i in range(estate.providers)))

    def do_lambda_ListFunctions(self, estate):
        self.send(200, json.dumps({"Functions": [{"FunctionArn": "arn:aws:lambda:%s:%s:function:f/1"
                                                  % (self.region, self.account)}]}))

    def do_lambda_ListAliases(self, estate):
        arn = urllib.parse.unquote(self.path.split("/")[3])
        self.send(200, json.dumps({"Aliases": [{"AliasArn": arn + ":LIVE", "Name": "LIVE", "FunctionVersion": "1"}]}))

    def do_lambda_ListVersionsByFunction(self, estate):
        arn = urllib.parse.unquote(self.path.split("/")[3])
        self.send(200, json.dumps({"Versions": [{"FunctionArn": "%s:%s" % (arn, v), "Version": v}
                                                for v in ("$LATEST", "1", "2")]}))

    def do_apigateway_GetRestApis(self, estate):
        if self.headers.get("Accept") != "application/json":  # what API Gateway then answers is another form
            return self.send(200, json.dumps({"_embedded": {}}))
        policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}]})
        second = "position=p2" in self.path
        rows = {"item": [{"id": "api2", "name": "b"}]} if second else {
            "item": [{"id": "api1", "name": "a", "policy": json.dumps(policy)[1:-1]}], "position": "p2"}
        self.send(200, json.dumps(rows))

    def do_codebuild_ListProjects(self, estate):
        self.send(200, json.dumps({"projects": ["build"]}))

    def do_codebuild_GetResourcePolicy(self, estate):
        self.error(400, "ResourceNotFoundException", "There is no policy.")

    def do_lambda_GetPolicy(self, estate):
        if urllib.parse.unquote(self.path).endswith((":LIVE/policy", ":2/policy")):
            return self.send(200, json.dumps({"Policy": json.dumps({"Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction", "Resource": "*"}]})}))
        self.error(404, "ResourceNotFoundException", "The resource you requested does not exist.")

    def do_s3_ListBuckets(self, estate):
        self.send(200, "<ListAllMyBucketsResult><Buckets><Bucket><Name>here-%s</Name><BucketRegion>us-east-1"
                  "</BucketRegion></Bucket><Bucket><Name>there-%s</Name></Bucket></Buckets></ListAllMyBucketsResult>"
                  % (self.account, self.account), "application/xml")

    def do_s3_GetBucketPolicy(self, estate):
        name = self.path.strip("/").partition("?")[0].strip("/")
        if name.startswith("there-") and self.region != "eu-south-2":
            return self.send(301, "<Error><Code>PermanentRedirect</Code></Error>", "application/xml",
                             [("x-amz-bucket-region", "eu-south-2")])
        if name.startswith("here-"):
            return self.error(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
        return self.send(200, json.dumps({"Statement": []}))

    def do_s3_GetBucketEncryption(self, estate):
        name = self.headers.get("Host", "") + self.path
        if "there-" in name and self.region != "eu-south-2":
            return self.send(301, "<Error><Code>PermanentRedirect</Code></Error>", "application/xml",
                             [("x-amz-bucket-region", "eu-south-2")])
        default = ("<SSEAlgorithm>AES256</SSEAlgorithm>" if "here-" in name.replace("there-", "") else
                   "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:eu-south-2:%s:key/1234abcd"
                   "</KMSMasterKeyID>" % self.account)
        self.send(200, "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>%s"
                  "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
                  "</ServerSideEncryptionConfiguration>" % default, "application/xml")

    def is_elsewhere(self):
        """A bucket of another region than the one that is asked; it is said where."""
        if "/there-" not in self.path or self.region == "eu-south-2":
            return False
        self.send(301, "<Error><Code>PermanentRedirect</Code></Error>", "application/xml",
                  [("x-amz-bucket-region", "eu-south-2")])
        return True

    def do_s3_GetPublicAccessBlock(self, estate):
        if self.is_elsewhere():
            return None
        if "/here-" in self.path:
            return self.error(404, "NoSuchPublicAccessBlockConfiguration", "It was not found")
        return self.send(200, "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
                         "<RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>")

    def do_s3_GetBucketPolicyStatus(self, estate):
        if self.is_elsewhere():
            return None
        if "/here-" in self.path:
            return self.error(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
        return self.send(200, "<PolicyStatus><IsPublic>TRUE</IsPublic></PolicyStatus>")

    def do_s3_GetAccountPublicAccessBlock(self, estate):
        if self.headers.get("x-amz-account-id") != self.account:
            self.server.stub.complaints.append("the control plane of S3 is not told the account")
        self.send(200, "<PublicAccessBlockConfiguration><RestrictPublicBuckets>false</RestrictPublicBuckets>"
                  "</PublicAccessBlockConfiguration>")

    def point(self, i, more=""):
        if self.headers.get("x-amz-account-id") != self.account:
            self.server.stub.complaints.append("the control plane of S3 is not told the account")
        vpc = "<NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-%d</VpcId></VpcConfiguration>" % i
        return ("<Name>p%d</Name>%s<Bucket>here-%s</Bucket><AccessPointArn>arn:aws:s3:%s:%s:accesspoint/p%d</AccessPointArn>"
                "<Alias>p%d-x-s3alias</Alias><BucketAccountId>%s</BucketAccountId>%s" % (
                    i, vpc if i else "<NetworkOrigin>Internet</NetworkOrigin>", self.account, self.region, self.account, i, i,
                    self.account, more))

    def do_s3_ListAccessPoints(self, estate):
        query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
        at = int(query.get("nextToken") or 0)
        end = min(at + min(estate.page, int(query["maxResults"])), estate.points)
        rows = "".join("<AccessPoint>%s</AccessPoint>" % self.point(i) for i in range(at, end))
        self.send(200, "<ListAccessPointsResult><AccessPointList>%s</AccessPointList>%s</ListAccessPointsResult>" % (
            rows, "<NextToken>%d</NextToken>" % end if end < estate.points else ""), "application/xml")

    def do_s3_GetAccessPoint(self, estate):
        self.send(200, "<GetAccessPointResult>%s</GetAccessPointResult>" % self.point(
            int(self.path.rpartition("/p")[2]),
            "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets>"
            "</PublicAccessBlockConfiguration><CreationDate>2024-02-03T04:05:06Z</CreationDate><Endpoints><entry>"
            "<key>ipv4</key><value>s3-accesspoint.amazonaws.com</value></entry></Endpoints>"), "application/xml")

    def do_s3_GetAccessPointPolicy(self, estate):
        if "/p0/" not in self.path:
            return self.error(404, "NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist")
        arn = "arn:aws:s3:%s:%s:accesspoint/p0" % (self.region, self.account)
        policy = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": self.account}, "Action": "s3:GetObject",
                                 "Resource": arn + "/object/*"}]}
        return self.send(200, "<GetAccessPointPolicyResult><Policy>%s</Policy></GetAccessPointPolicyResult>"
                         % json.dumps(policy).replace('"', "&quot;"), "application/xml")

    def do_s3_GetAccessPointPolicyStatus(self, estate):
        if "/p0/" not in self.path:
            return self.error(404, "NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist")
        return self.send(200, "<GetAccessPointPolicyStatusResult><PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"
                         "</GetAccessPointPolicyStatusResult>", "application/xml")

    def do_dynamodb_ListTables(self, estate):
        self.send(200, json.dumps({"TableNames": ["Orders"]}))

    def do_dynamodb_GetResourcePolicy(self, estate):
        self.error(400, "PolicyNotFoundException", "There is no policy.")

    def do_dynamodb_DescribeTable(self, estate):
        self.send(200, json.dumps({"Table": {
            "TableName": self.json_body()["TableName"], "TableStatus": "ACTIVE",
            "TableArn": "arn:aws:dynamodb:%s:%s:table/Orders" % (self.region, self.account),
            "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": self.key_arn()}}}))

    def do_kinesis_ListStreams(self, estate):
        self.send(200, json.dumps({"StreamNames": ["events"], "HasMoreStreams": False}))

    def do_kinesis_GetResourcePolicy(self, estate):
        self.error(400, "ResourceNotFoundException", "There is no policy.")

    def do_kinesis_DescribeStreamSummary(self, estate):
        self.send(200, json.dumps({"StreamDescriptionSummary": {
            "StreamName": "events", "StreamStatus": "ACTIVE", "EncryptionType": "NONE",
            "StreamARN": "arn:aws:kinesis:%s:%s:stream/events" % (self.region, self.account)}}))

    def do_ssm_DescribeParameters(self, estate):
        self.send(200, json.dumps({"Parameters": [
            {"Name": "/token", "Type": "SecureString", "KeyId": "alias/app", "Version": 1, "Tier": "Advanced",
             "ARN": "arn:aws:ssm:%s:%s:parameter/token" % (self.region, self.account)},
            {"Name": "/role", "Type": "String", "Version": 1, "Tier": "Standard",
             "ARN": "arn:aws:ssm:%s:%s:parameter/role" % (self.region, self.account)},
            {"Name": "plain", "Type": "String", "Version": 1, "Tier": "Standard",
             "ARN": "arn:aws:ssm:%s:%s:parameter/plain" % (self.region, self.account)}]}))

    def letting(self, action, resource, account="333333333333"):
        return json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": account}, "Action": action, "Resource": resource}]})

    def do_ssm_GetResourcePolicies(self, estate):
        arn = self.json_body()["ResourceArn"]
        self.send(200, json.dumps({"Policies": [
            {"PolicyId": "p1", "PolicyHash": "h", "Policy": self.letting("ssm:GetParameter", arn)}]}))

    def do_glue_GetResourcePolicies(self, estate):
        arn = "arn:aws:glue:%s:%s:" % (self.region, self.account)
        self.rows(estate, "GetResourcePoliciesResponseList", [
            {"PolicyHash": "h%d" % i, "PolicyInJson": self.letting("glue:GetTable", arn + "table/d/t%d" % i)}
            for i in range(3)], "NextToken")

    def do_ses_ListEmailIdentities(self, estate):
        second = "NextToken=more" in self.path
        self.send(200, json.dumps({"EmailIdentities": [{"IdentityName": "b@example.com"}]} if second else {
            "EmailIdentities": [{"IdentityName": "example.com", "IdentityType": "DOMAIN"}], "NextToken": "more"}))

    def do_ses_GetEmailIdentityPolicies(self, estate):
        name = urllib.parse.unquote(self.path.split("/")[4])
        arn = "arn:aws:ses:%s:%s:identity/%s" % (self.region, self.account, name)
        self.send(200, json.dumps({"Policies": {n: self.letting("ses:Send" + n, arn) for n in (
            "RawEmail", "Email")} if name == "example.com" else {}}))

    def do_bedrock_ListCustomModels(self, estate):
        self.send(200, json.dumps({"modelSummaries": [
            {"modelArn": "arn:aws:bedrock:%s:%s:custom-model/m/1" % (self.region, self.account)}]}))

    def do_bedrock_ListGuardrails(self, estate):
        self.send(200, json.dumps({"guardrails": [
            {"id": "g", "arn": "arn:aws:bedrock:%s:%s:guardrail/g" % (self.region, self.account)}]}))

    def do_bedrock_GetResourcePolicy(self, estate):
        arn = urllib.parse.unquote(self.path.split("/")[2])
        if ":guardrail/" in arn:
            return self.send(200, json.dumps({"resourcePolicy": self.letting("bedrock:ApplyGuardrail", arn)}))
        return self.error(404, "ResourceNotFoundException", "There is no policy.")

    def do_sns_ListTopics(self, estate):
        self.xml("<Topics/>")

    def do_ec2_DescribeRegions(self, estate):
        self.send(200, "<DescribeRegionsResponse><requestId>1</requestId><regionInfo>%s</regionInfo>"
                  "</DescribeRegionsResponse>" % "".join("<item><regionName>%s</regionName></item>" % r
                                                         for r in estate.enabled), "text/xml")

    def do_ssm_GetParameter(self, estate):
        name = self.json_body()["Name"]
        if name == "/none":
            return self.error(400, "ParameterNotFound", "")
        secret = name == "/secret"
        self.send(200, json.dumps({"Parameter": {
            "Name": name, "Type": "SecureString" if secret else "String", "Version": 1,
            "Value": "AQICAHencrypted" if secret else "arn:aws:iam::222222222222:role/T",
            "ARN": "arn:aws:ssm:%s:%s:parameter%s" % (self.region, self.account, name)}}))

    def do_config_SelectAggregateResourceConfig(self, estate):
        body = self.json_body()
        if body["ConfigurationAggregatorName"] != "agg":
            return self.error(400, "NoSuchConfigurationAggregatorException", "There is no such aggregator.")
        at = int(body.get("NextToken", "0"))
        rows = [(a, i) for a in estate.accounts for i in range(estate.roles)]
        out = {"Results": [json.dumps({
            "arn": "arn:aws:iam::%s:role/Role%d" % row, "accountId": row[0], "awsRegion": "global",
            "resourceType": "AWS::IAM::Role", "resourceName": "Role%d" % row[1],
            "configuration": {"path": "/", "roleName": "Role%d" % row[1], "roleId": "AROA%d" % row[1],
                              "arn": "arn:aws:iam::%s:role/Role%d" % row, "rolePolicyList": [],
                              "attachedManagedPolicies": [], "tags": [],
                              "assumeRolePolicyDocument": quote(json.dumps(TRUST))}})
            for row in rows[at:at + estate.page]]}
        if at + estate.page < len(rows):
            out["NextToken"] = str(at + estate.page)
        self.send(200, json.dumps(out))

    # ---- the organization --------------------------------------------------------------------------

    def do_organizations_DescribeOrganization(self, estate):
        self.send(200, json.dumps({"Organization": {"Id": "o-exampleorg", "MasterAccountId": estate.accounts[0]}}))

    def do_organizations_ListRoots(self, estate):
        self.send(200, json.dumps({"Roots": [{"Id": "r-root", "Name": "Root", "PolicyTypes": [
            {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]}))

    def do_organizations_ListAccountsForParent(self, estate):
        body = self.json_body()
        if body["ParentId"] != "ou-root-one":
            return self.send(200, json.dumps({"Accounts": []}))
        at = int(body.get("NextToken", "0"))
        rows = [{"Id": a, "Name": "n" + a, "Status": "ACTIVE",
                 "Arn": "arn:aws:organizations::%s:account/o-exampleorg/%s" % (estate.accounts[0], a)}
                for a in estate.accounts[at:at + 20]]
        out = {"Accounts": rows}
        if at + 20 < len(estate.accounts):
            out["NextToken"] = str(at + 20)
        self.send(200, json.dumps(out))

    def do_organizations_ListOrganizationalUnitsForParent(self, estate):
        root = self.json_body()["ParentId"] == "r-root"
        self.send(200, json.dumps({"OrganizationalUnits": [{"Id": "ou-root-one", "Name": "One"}] if root else []}))

    def do_organizations_ListPolicies(self, estate):
        self.send(200, json.dumps({"Policies": [{"Id": "p-FullAWSAccess", "Name": "FullAWSAccess",
                                                 "Type": "SERVICE_CONTROL_POLICY"}]}))

    def do_organizations_DescribePolicy(self, estate):
        self.send(200, json.dumps({"Policy": {"PolicySummary": {"Id": "p-FullAWSAccess"}, "Content": json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})}}))

    def do_organizations_ListTargetsForPolicy(self, estate):
        self.send(200, json.dumps({"Targets": [{"TargetId": t} for t in ["r-root", "ou-root-one"]
                                               + estate.accounts]}))


# What a sync may ask: what reads, and what gives it a session.
READING = re.compile("/?(Get|List|Describe|Select)[A-Z]|AssumeRole$|AssumeRoleWithWebIdentity$|CreateToken$"
                     "|/v1/domains$|/2021-01-01/opensearch/domain-info$")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, address):
        pass


class Stub:
    def __init__(self, estate):
        self.estate = estate
        self.faults = []
        self.calls = {}
        self.expired = set()
        self.complaints = []
        self.encrypted = False
        self.checks = True  # of signatures
        self.clock = 0
        self.latency = 0
        self.noise = None  # a random.Random: answers are damaged by it
        self.sessions = self.pages = self.in_flight = self.most_in_flight = 0
        self.host_seen = []
        self.hung = threading.Event()  # what hangs does so until the stub stops
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.stub = self
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]

    def start(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self):
        self.hung.set()
        self.server.shutdown()
        self.server.server_close()

    def fault_of(self, request, name):
        with self.lock:
            for fault in self.faults:
                if fault.operation != name or (fault.region or request.region) != request.region or \
                        (fault.account or request.account) != request.account:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times is None:
                    return fault
                if fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def host_answer(self, request):
        """Services beside the machine: a container's and an instance's credentials, SSO's tokens."""
        key = "AKIA111111111111"
        path = request.path[len("/host"):]
        self.host_seen.append((request.command, path, dict(request.headers)))
        keys = {"Code": "Success", "AccessKeyId": key, "SecretAccessKey": secret_of(key), "Token": "t/x",
                "Expiration": "2999-01-01T00:00:00Z"}
        if path == "/latest/api/token":
            return request.send(200, "metadata-token", "text/plain")
        if path.endswith("/security-credentials/"):
            return request.send(200, "machine-role\n", "text/plain")
        if path.startswith("/federation/credentials"):
            if request.headers.get("x-amz-sso_bearer_token") != "good-token":
                return request.send(401, json.dumps({"message": "Session token not found or invalid"}))
            return request.send(200, json.dumps({"roleCredentials": {
                "accessKeyId": key, "secretAccessKey": secret_of(key), "sessionToken": "t/x",
                "expiration": 32503680000000}}))
        if path == "/token":
            return request.send(200, json.dumps({"accessToken": "good-token", "expiresIn": 3600,
                                                 "refreshToken": "refresh-2"}))
        return request.send(200, json.dumps(keys))
