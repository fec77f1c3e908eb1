/* world.mjs - the accounts, callers, calls and condition keys that questions are made of. */

export const HOME = "111111111111";
export const OTHER = "222222222222";
export const THIRD = "333333333333";
export const ORG = "o-a1b2c3d4e5";
export const NOW = 1760000000;

const session = (account, role, path = "") => ({
	form: "session",
	arn: `arn:aws:sts::${account}:assumed-role/${role}/work`,
	entity: `arn:aws:iam::${account}:role/${path}${role}`,
	account,
	context: { "aws:PrincipalType": "AssumedRole", "aws:userid": "AROAEXAMPLEROLE000001:work" },
});
const user = (account, name, path = "") => ({
	form: "user",
	arn: `arn:aws:iam::${account}:user/${path}${name}`,
	entity: `arn:aws:iam::${account}:user/${path}${name}`,
	account,
	context: { "aws:PrincipalType": "User", "aws:userid": "AIDAEXAMPLEUSER000001", "aws:username": name },
});

/* [weight, caller]; `entity` is what aws:PrincipalArn says. */
export const callers = [
	[30, session(HOME, "Exec")],
	[20, session(HOME, "Exec", "app/")],
	[6, session(OTHER, "Away")],
	[16, user(HOME, "ann")],
	[5, user(HOME, "bob", "staff/")],
	[4, {
		form: "root",
		arn: `arn:aws:iam::${HOME}:root`,
		entity: `arn:aws:iam::${HOME}:root`,
		account: HOME,
		context: { "aws:PrincipalType": "Account", "aws:userid": HOME },
	}],
	[4, {
		form: "federated",
		arn: `arn:aws:sts::${HOME}:federated-user/ann`,
		entity: `arn:aws:sts::${HOME}:federated-user/ann`,
		account: HOME,
		context: { "aws:PrincipalType": "FederatedUser", "aws:userid": `${HOME}:ann` },
	}],
	[4, {
		form: "linked",
		arn: `arn:aws:sts::${HOME}:assumed-role/AWSServiceRoleForConfig/work`,
		entity: `arn:aws:iam::${HOME}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
		account: HOME,
		context: { "aws:PrincipalType": "AssumedRole" },
	}],
	[6, { form: "service", arn: "states.amazonaws.com", account: "", context: { "aws:PrincipalIsAWSService": "true" } }],
	[3, { form: "anonymous", arn: "anonymous", account: "", context: { "aws:PrincipalType": "Anonymous" } }],
];
export const providers = [
	"accounts.google.com",
	"cognito-identity.amazonaws.com",
	`arn:aws:iam::${OTHER}:oidc-provider/token.actions.githubusercontent.com`,
];

/*
 * policy: may the resource have one ("must": always given, as AWS has one). ARNs take an account.
 * keys: the condition keys of the action's own.
 */
export const calls = [
	{ weight: 24, action: "sts:AssumeRole", policy: "must", trust: true,
	  arns: [(a) => `arn:aws:iam::${a}:role/Target`, (a) => `arn:aws:iam::${a}:role/app/Exec-target`],
	  keys: ["sts:ExternalId", "sts:RoleSessionName", "aws:TagKeys", "aws:RequestTag/team"] },
	{ weight: 4, action: "sts:AssumeRoleWithWebIdentity", policy: "must", trust: true, web: true,
	  arns: [(a) => `arn:aws:iam::${a}:role/Target`], keys: ["sts:RoleSessionName"] },
	{ weight: 16, action: "s3:GetObject", policy: "may",
	  arns: [() => "arn:aws:s3:::bucket/a/b.txt", () => "arn:aws:s3:::bucket/home/ann/x"], keys: [] },
	{ weight: 8, action: "s3:ListBucket", policy: "may", arns: [() => "arn:aws:s3:::bucket"],
	  keys: ["s3:prefix", "s3:max-keys"] },
	{ weight: 8, action: "sqs:SendMessage", policy: "may", arns: [(a) => `arn:aws:sqs:us-east-1:${a}:jobs`], keys: [] },
	{ weight: 5, action: "sns:Publish", policy: "may", arns: [(a) => `arn:aws:sns:us-east-1:${a}:news`], keys: [] },
	{ weight: 9, action: "secretsmanager:GetSecretValue", policy: "may",
	  arns: [(a) => `arn:aws:secretsmanager:us-east-1:${a}:secret:db/ann-AbCdEf`], keys: ["secretsmanager:VersionStage"] },
	{ weight: 8, action: "lambda:InvokeFunction", policy: "may",
	  arns: [(a) => `arn:aws:lambda:us-east-1:${a}:function:worker`,
		 (a) => `arn:aws:lambda:us-east-1:${a}:function:worker:PROD`], keys: [] },
	{ weight: 7, action: "kms:Decrypt", policy: "must",
	  arns: [(a) => `arn:aws:kms:us-east-1:${a}:key/11111111-2222-3333-4444-555555555555`],
	  keys: ["kms:ViaService"] },
	{ weight: 4, action: "dynamodb:GetItem", policy: "may", arns: [(a) => `arn:aws:dynamodb:us-east-1:${a}:table/jobs`],
	  keys: ["dynamodb:LeadingKeys", "dynamodb:Attributes"] },
	{ weight: 5, action: "states:StartExecution", policy: "none",
	  arns: [(a) => `arn:aws:states:us-east-1:${a}:stateMachine:Flow`], keys: [] },
	{ weight: 4, action: "iam:PassRole", policy: "none", arns: [(a) => `arn:aws:iam::${a}:role/app/Passed`],
	  keys: ["iam:PassedToService"] },
	{ weight: 3, action: "ec2:DescribeInstances", policy: "none", arns: [() => "*"], keys: ["ec2:Region"] },
	{ weight: 2, action: "sts:GetCallerIdentity", policy: "none", arns: [() => "*"], keys: [] },
];

/*
 * kind: which operators suit the key; values: what a request may hold; multi: a multivalued key.
 * always: part of the keys that AWS sends with nearly every request.
 */
export const keys = {
	"aws:PrincipalArn": { kind: "arn" },
	"aws:PrincipalAccount": { kind: "string" },
	"aws:PrincipalType": { kind: "string" },
	"aws:userid": { kind: "string" },
	"aws:username": { kind: "string" },
	"aws:PrincipalIsAWSService": { kind: "bool" },
	"aws:PrincipalOrgID": { kind: "string", always: true, values: [ORG] },
	"aws:PrincipalOrgPaths": { kind: "string", multi: true, always: true,
		values: [`${ORG}/r-ab12/ou-ab12-11111111/`, `${ORG}/r-ab12/ou-ab12-22222222/`] },
	"aws:PrincipalTag/team": { kind: "string", values: ["ann", "red", "a*b", "Red", "tëam"] },
	"aws:PrincipalTag/proof": { kind: "binary", values: ["cm9sZWhvcA==", "AAEC/w=="] },
	"aws:RequestedRegion": { kind: "string", always: true, values: ["us-east-1", "eu-west-1"] },
	"aws:ResourceAccount": { kind: "string" },
	"aws:ResourceOrgID": { kind: "string", values: [ORG] },
	"aws:SourceIp": { kind: "ip", always: true,
		values: ["203.0.113.7", "10.1.2.3", "2001:db8::1", "2001:0db8:0:0:0:0:0:1"] },
	"aws:SourceVpce": { kind: "string", values: ["vpce-0123456789abcdef0"] },
	"aws:SecureTransport": { kind: "bool", always: true, values: ["true", "false"] },
	"aws:MultiFactorAuthPresent": { kind: "bool", values: ["true", "false"] },
	"aws:MultiFactorAuthAge": { kind: "number", values: ["0", "300", "3600"] },
	"aws:ViaAWSService": { kind: "bool", always: true, values: ["false", "true"] },
	"aws:CalledVia": { kind: "string", multi: true, values: ["athena.amazonaws.com", "cloudformation.amazonaws.com"] },
	"aws:CurrentTime": { kind: "date", always: true, values: ["2025-10-09T08:53:20Z"] },
	"aws:EpochTime": { kind: "date", values: [String(NOW)] },
	"aws:UserAgent": { kind: "string", values: ["aws-cli/2.0", "Mozilla/5.0 (x) [y]"] },
	"aws:TagKeys": { kind: "string", multi: true, values: ["team", "cost", "Team", ""] },
	"aws:RequestTag/team": { kind: "string", values: ["red", "blue"] },
	"aws:SourceArn": { kind: "arn", values: [`arn:aws:states:us-east-1:${HOME}:stateMachine:Flow`] },
	"aws:SourceAccount": { kind: "string", values: [HOME] },
	"sts:ExternalId": { kind: "string", values: [`arn:aws:states:us-east-1:${HOME}:stateMachine:Flow`, "secret-1"] },
	"sts:RoleSessionName": { kind: "string", values: ["work", "ann"] },
	"s3:prefix": { kind: "string", values: ["home/ann/", "", "a"] },
	"s3:max-keys": { kind: "number", values: ["10", "1000"] },
	"secretsmanager:VersionStage": { kind: "string", values: ["AWSCURRENT"] },
	"kms:ViaService": { kind: "string", values: ["s3.us-east-1.amazonaws.com"] },
	"dynamodb:LeadingKeys": { kind: "string", multi: true, values: ["ann", "bob", "carl"] },
	"dynamodb:Attributes": { kind: "string", multi: true, values: ["id", "name", "secret"] },
	"iam:PassedToService": { kind: "string", values: ["states.amazonaws.com", "ecs-tasks.amazonaws.com"] },
	"ec2:Region": { kind: "string", values: ["us-east-1"] },
};

export const operators = {
	string: ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
		 "StringNotLike"],
	arn: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringEquals", "StringLike", "StringNotLike"],
	number: ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
		 "NumericGreaterThanEquals"],
	date: ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
	       "DateGreaterThanEquals"],
	bool: ["Bool", "Bool", "StringEquals"],
	ip: ["IpAddress", "NotIpAddress"],
	binary: ["BinaryEquals"],
};
