/* estate.c - an organization as the AWS CLI prints it: estate FOLDER ACCOUNTS ROLES MACHINES TASKS
 * SEED [open] (roles and machines an account, Tasks a machine; open: every role trusts the whole
 * organization and has one small policy). The same words make the same bytes. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct estate {
	const char *folder;
	unsigned accounts;
	unsigned roles;
	unsigned machines;
	unsigned tasks;
	bool open;
	uint64_t random;
	char *text; /* of one object, compact */
	size_t n, max;
};

static const char *const apps[] = {"orders",   "billing", "payments", "catalog", "search",
				   "identity", "ledger",  "shipping", "events",	 "reports"};
static const char *const stages[] = {"prod", "staging", "dev", "sandbox"};
static const char *const regions[] = {"us-east-1", "eu-west-1", "us-west-2"};
enum { APPS = 10, STAGES = 4, REGIONS = 3, TEMPLATES = 12, UNITS = 10 };

static void die(const char *what)
{
	fprintf(stderr, "estate: %s: %s\n", what, strerror(errno));
	exit(5);
}

/* xorshift64* */
static unsigned below(struct estate *e, unsigned n)
{
	e->random ^= e->random << 13;
	e->random ^= e->random >> 7;
	e->random ^= e->random << 17;
	return (unsigned)((e->random * 0x2545F4914F6CDD1DULL) >> 33) % n;
}

static void add(struct estate *e, const char *fmt, ...)
{
	for (;;) {
		va_list args;
		va_start(args, fmt);
		int n = vsnprintf(e->text + e->n, e->max - e->n, fmt, args);
		va_end(args);
		if (n < 0)
			die("vsnprintf");
		if (e->n + (size_t)n < e->max) {
			e->n += (size_t)n;
			return;
		}
		e->max = e->max * 2 + (size_t)n + 1;
		e->text = realloc(e->text, e->max);
		if (!e->text)
			die("realloc");
	}
}

static unsigned long long account_id(unsigned account)
{
	return 100000000000ULL + account * 900001ULL;
}

static void line_end(FILE *out, int depth)
{
	fprintf(out, "\n%*s", depth * 4, "");
}

/* The compact text as the AWS CLI would print it: four columns a level. */
static void print_indented(const struct estate *e, FILE *out, int depth)
{
	bool in_string = false;

	for (size_t i = 0; i < e->n; i++) {
		char c = e->text[i];
		if (c == '"' && (i == 0 || e->text[i - 1] != '\\'))
			in_string = !in_string;
		if (in_string || !strchr("{}[],:", c)) {
			putc(c, out);
			continue;
		}
		bool empty =
		    (c == ']' || c == '}') && (e->text[i - 1] == '[' || e->text[i - 1] == '{');
		if ((c == '}' || c == ']') && --depth >= 0 && !empty)
			line_end(out, depth);
		putc(c, out);
		if ((c == '{' || c == '[') && ++depth >= 0 && e->text[i + 1] != ']' &&
		    e->text[i + 1] != '}')
			line_end(out, depth);
		else if (c == ',')
			line_end(out, depth);
		else if (c == ':')
			putc(' ', out);
	}
}

/* ---- roles ------------------------------------------------------------------------------------
 */

static const char *app_of(unsigned role)
{
	return apps[role % APPS];
}

static const char *stage_of(unsigned role)
{
	return stages[role / APPS % STAGES];
}

/* What a role is for is its number's: every tenth one runs state machines, three of ten are
 * targets. */
enum use { USE_LAMBDA, USE_EC2, USE_EXECUTION, USE_TARGET, USE_ORG_TARGET, USE_DEPLOY };

static enum use use_of(unsigned role)
{
	static const enum use uses[] = {USE_ORG_TARGET, USE_LAMBDA, USE_LAMBDA, USE_EXECUTION,
					USE_TARGET,	USE_LAMBDA, USE_TARGET, USE_EC2,
					USE_DEPLOY,	USE_LAMBDA};
	return uses[role / 7 % 10];
}

/* The first role of that use at or after `role`. */
static unsigned role_for(const struct estate *e, enum use use, unsigned role)
{
	for (unsigned i = 0; i < e->roles; i++)
		if (use_of((role + i) % e->roles) == use)
			return (role + i) % e->roles;
	return role % e->roles;
}

static void add_role_name(struct estate *e, unsigned role)
{
	add(e, "%s-%s-%05u", app_of(role), stage_of(role), role);
}

static void add_role_arn(struct estate *e, unsigned account, unsigned role)
{
	add(e, "arn:aws:iam::%012llu:role/", account_id(account));
	add_role_name(e, role);
}

static void add_machine_arn(struct estate *e, unsigned account, unsigned machine)
{
	add(e, "arn:aws:states:%s:%012llu:stateMachine:%s-flow-%04u", regions[machine % REGIONS],
	    account_id(account), apps[machine % APPS], machine);
}

/* The account whose machines use the roles of this one. */
static unsigned partner_of(const struct estate *e, unsigned account)
{
	return (account + 1) % e->accounts;
}

static void add_trust(struct estate *e, unsigned account, unsigned role)
{
	add(e, "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":");
	switch (e->open ? USE_ORG_TARGET : use_of(role)) {
	case USE_LAMBDA:
		add(e, "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"");
		break;
	case USE_EC2:
		add(e, "{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"");
		break;
	case USE_EXECUTION:
		add(e,
		    "{\"Service\":\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\","
		    "\"Condition\":"
		    "{\"StringEquals\":{\"aws:SourceAccount\":\"%012llu\"}}",
		    account_id(below(e, 20) ? account : account + 1));
		break;
	case USE_TARGET:
		add(e,
		    "{\"AWS\":[\"arn:aws:iam::%012llu:root\",\"arn:aws:iam::%012llu:root\"]},"
		    "\"Action\":\"sts:AssumeRole\",\"Condition\":",
		    account_id(partner_of(e, account)), account_id(below(e, e->accounts)));
		if (below(e, 8))
			add(e,
			    "{\"StringLike\":{\"sts:ExternalId\":\"arn:aws:states:*:%012llu:"
			    "stateMachine:*\"}}",
			    account_id(partner_of(e, account)));
		else
			add(e, "{\"StringEquals\":{\"sts:ExternalId\":\"partner-%u\"}}",
			    below(e, 1000));
		break;
	case USE_ORG_TARGET:
		add(e, "\"*\",\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":"
		       "{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}}");
		break;
	case USE_DEPLOY:
		add(e,
		    "{\"Federated\":\"arn:aws:iam::%012llu:oidc-provider/"
		    "token.actions.githubusercontent.com\"},\"Action\":"
		    "\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringLike\":"
		    "{\"token.actions.githubusercontent.com:sub\":\"repo:acme/%s-%s:*\"}}",
		    account_id(account), app_of(role), stage_of(role));
		break;
	}
	add(e, "}]}");
}

static void add_resource(struct estate *e, unsigned account, unsigned role, unsigned kind)
{
	static const char *const templates[] = {
	    "sqs:%s:%012llu:%s-%s-*", "dynamodb:%s:%012llu:table/%s-%s-*", "sns:%s:%012llu:%s-%s-*",
	    "lambda:%s:%012llu:function:%s-%s-*", "logs:%s:%012llu:log-group:/aws/%s/%s/*"};
	char text[200];

	snprintf(text, sizeof(text), templates[kind % 5], regions[role % REGIONS],
		 account_id(account), app_of(role), stage_of(role));
	add(e, "\"arn:aws:%s\"", text);
}

/* Does a Task call as this role? */
static bool calls_of(unsigned role)
{
	enum use use = use_of(role);

	return use == USE_EXECUTION || use == USE_TARGET || use == USE_ORG_TARGET;
}

/* What most roles may do in their own account, and what a role that runs state machines needs. */
static void add_inline(struct estate *e, unsigned account, unsigned role)
{
	static const char *const actions[] = {
	    "\"sqs:SendMessage\",\"sqs:Get*\"",
	    "\"dynamodb:GetItem\",\"dynamodb:PutItem\",\"dynamodb:Query\"", "\"sns:Publish\"",
	    "\"lambda:InvokeFunction\"", "\"logs:CreateLogStream\",\"logs:PutLogEvents\""};
	unsigned statements = e->open ? 1 : 1 + below(e, 5);

	add(e, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (unsigned i = 0; i < statements; i++) {
		unsigned kind = below(e, 5);
		add(e, "%s{\"Sid\":\"S%u\",\"Effect\":\"Allow\",\"Action\":[%s],\"Resource\":[",
		    i ? "," : "", i, actions[kind]);
		add_resource(e, account, role, kind);
		add(e, "]%s}",
		    below(e, 6) ? ""
				: ",\"Condition\":{\"StringEquals\":"
				  "{\"aws:RequestedRegion\":[\"us-east-1\",\"eu-west-1\","
				  "\"us-west-2\"]}}");
	}
	if (!e->open && calls_of(role) && below(e, 10))
		add(e,
		    ",{\"Sid\":\"Calls\",\"Effect\":\"Allow\",\"Action\":[\"lambda:"
		    "InvokeFunction\","
		    "\"dynamodb:PutItem\",\"sns:Publish\",\"s3:GetObject\",\"glue:StartJobRun\","
		    "\"glue:GetJobRun*\",\"glue:BatchStopJobRun\"],\"Resource\":["
		    "\"arn:aws:lambda:*:%012llu:function:*\",\"arn:aws:dynamodb:*:%012llu:table/"
		    "*\","
		    "\"arn:aws:sns:*:%012llu:*\",\"arn:aws:glue:*:%012llu:job/"
		    "*\",\"arn:aws:s3:::*-data/*\"]}",
		    account_id(account), account_id(account), account_id(account),
		    account_id(account));
	if (use_of(role) == USE_EXECUTION)
		add(e,
		    ",{\"Sid\":\"Targets\",\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
		    "\"Resource\":"
		    "\"arn:aws:iam::*:role/%s*\"}",
		    below(e, 10) ? "" : app_of(role));
	add(e, "]}");
}

static void add_role(struct estate *e, unsigned account, unsigned role)
{
	e->n = 0;
	add(e, "{\"Path\":\"/\",\"RoleName\":\"");
	add_role_name(e, role);
	add(e, "\",\"RoleId\":\"AROA%05u%07u\",\"Arn\":\"", account, role);
	add_role_arn(e, account, role);
	add(e, "\",\"CreateDate\":\"2026-03-02T10:00:00+00:00\",\"AssumeRolePolicyDocument\":");
	add_trust(e, account, role);
	add(e, ",\"InstanceProfileList\":[],\"RolePolicyList\":[");
	for (unsigned i = 0, n = e->open ? 1 : 1 + below(e, 2); i < n; i++) {
		add(e, "%s{\"PolicyName\":\"inline-%u\",\"PolicyDocument\":", i ? "," : "", i);
		add_inline(e, account, role);
		add(e, "}");
	}
	add(e, "],\"AttachedManagedPolicies\":[");
	if (!e->open)
		add(e,
		    "{\"PolicyName\":\"AWSXRayDaemonWriteAccess\",\"PolicyArn\":"
		    "\"arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess\"},{\"PolicyName\":"
		    "\"baseline-%u\",\"PolicyArn\":\"arn:aws:iam::%012llu:policy/baseline-%u\"}",
		    role % TEMPLATES, account_id(account), role % TEMPLATES);
	add(e,
	    "],\"Tags\":[{\"Key\":\"app\",\"Value\":\"%s\"}],\"RoleLastUsed\":{\"LastUsedDate\":"
	    "\"2026-11-%02uT08:00:00+00:00\",\"Region\":\"us-east-1\"}}",
	    app_of(role), 1 + below(e, 24));
}

static void add_managed(struct estate *e, const char *arn, const char *name, const char *document)
{
	e->n = 0;
	add(e,
	    "{\"PolicyName\":\"%s\",\"PolicyId\":\"ANPA%s\",\"Arn\":\"%s\",\"Path\":\"/\","
	    "\"DefaultVersionId\":\"v1\",\"AttachmentCount\":3,\"IsAttachable\":true,"
	    "\"PolicyVersionList\":[{\"Document\":%s,\"VersionId\":\"v1\",\"IsDefaultVersion\":"
	    "true}]}",
	    name, name, arn, document);
}

static FILE *create(const struct estate *e, const char *name)
{
	char path[1024];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", e->folder, name);
	out = fopen(path, "w");
	if (!out)
		die(path);
	return out;
}

static void finish(FILE *out)
{
	if (fclose(out) != 0)
		die("write");
}

static void print_element(const struct estate *e, FILE *out, unsigned i)
{
	fputs(i ? ",\n        " : "\n        ", out);
	print_indented(e, out, 2);
}

static void write_policies(struct estate *e, FILE *out, unsigned account)
{
	char arn[100], name[40], document[400];

	for (unsigned i = 0; i < TEMPLATES; i++) {
		snprintf(name, sizeof(name), "baseline-%u", i);
		snprintf(arn, sizeof(arn), "arn:aws:iam::%012llu:policy/%s", account_id(account),
			 name);
		snprintf(
		    document, sizeof(document),
		    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
		    "\"ssm:GetParameter*\",\"kms:Decrypt\",\"s3:Get%u*\"],\"Resource\":\"*\"},"
		    "{\"Effect\":\"Deny\",\"Action\":[\"iam:Create*\",\"iam:Delete*\"],"
		    "\"Resource\":\"*\"}]}",
		    i);
		add_managed(e, arn, name, document);
		print_element(e, out, i);
	}
	add_managed(
	    e, "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess", "AWSXRayDaemonWriteAccess",
	    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
	    "\"xray:PutTraceSegments\",\"xray:PutTelemetryRecords\",\"xray:GetSamplingRules\"],"
	    "\"Resource\":[\"*\"]}]}");
	print_element(e, out, 1);
}

static void write_account(struct estate *e, unsigned account)
{
	char name[64];
	FILE *out;

	snprintf(name, sizeof(name), "iam-%05u.json", account);
	out = create(e, name);
	fputs("{\n    \"UserDetailList\": [],\n    \"GroupDetailList\": [],\n    "
	      "\"RoleDetailList\": [",
	      out);
	for (unsigned role = 0; role < e->roles; role++) {
		add_role(e, account, role);
		print_element(e, out, role);
	}
	fputs("\n    ],\n    \"Policies\": [", out);
	write_policies(e, out, account);
	fputs("\n    ]\n}\n", out);
	finish(out);
}

/* ---- machines ---------------------------------------------------------------------------------
 */

/* The account in which a Task calls: with Credentials, another one, of which that of the machine is
 * the partner. */
static unsigned account_of_task(const struct estate *e, unsigned account, unsigned task)
{
	return task % 5 < 2 ? (account + e->accounts - 1) % e->accounts : account;
}

static void add_call(struct estate *e, unsigned account, unsigned machine, unsigned role)
{
	const char *app = app_of(role), *stage = stage_of(role);

	switch (below(e, 5)) {
	case 0:
		add(e,
		    "\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":"
		    "\"arn:aws:lambda:%s:%012llu:function:%s-%s-work\",\"Payload.$\":\"$\"}",
		    regions[machine % REGIONS], account_id(account), app, stage);
		break;
	case 1:
		add(e,
		    "\"arn:aws:states:::dynamodb:putItem\",\"Parameters\":{\"TableName\":\"%s-%s-"
		    "items\","
		    "\"Item\":{\"id\":{\"S.$\":\"$.id\"}}}",
		    app, stage);
		break;
	case 2:
		add(e,
		    "\"arn:aws:states:::sns:publish\",\"Parameters\":{\"TopicArn\":"
		    "\"arn:aws:sns:%s:%012llu:%s-%s-done\",\"Message.$\":\"$\"}",
		    regions[machine % REGIONS], account_id(account), app, stage);
		break;
	case 3:
		add(e,
		    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Parameters\":{\"Bucket\":\"%s-%s-"
		    "data\","
		    "\"Key.$\":\"$.key\"}",
		    app, stage);
		break;
	default:
		add(e,
		    "\"arn:aws:states:::glue:startJobRun.sync\",\"Parameters\":{\"JobName\":\"%s-%"
		    "s-etl\"}",
		    app, stage);
	}
}

static void add_task(struct estate *e, unsigned account, unsigned machine, unsigned task)
{
	unsigned role = machine * 31 + task * 7, callee = account_of_task(e, account, task);

	add(e, "\"Step %u\":{\"Type\":\"Task\",\"Resource\":", task);
	add_call(e, callee, machine, role);
	if (task % 5 < 2) {
		add(e, ",\"Credentials\":{\"RoleArn\":\"");
		add_role_arn(e, callee,
			     role_for(e, below(e, 3) ? USE_TARGET : USE_ORG_TARGET, role));
		add(e, "\"}");
	}
	add(e,
	    ",\"Retry\":[{\"ErrorEquals\":[\"States.TaskFailed\"],\"MaxAttempts\":3}],\"Catch\":["
	    "{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Failed\"}],\"Next\":\"");
	if (task + 1 < e->tasks)
		add(e, "Step %u\"}", task + 1);
	else
		add(e, "Done\"}");
}

static void add_definition(struct estate *e, unsigned account, unsigned machine)
{
	add(e,
	    "{\"Comment\":\"flow "
	    "%u\",\"StartAt\":\"Begin\",\"States\":{\"Begin\":{\"Type\":\"Pass\","
	    "\"Result\":{\"stage\":\"%s\"},\"ResultPath\":\"$.config\",\"Next\":\"Step 0\"}",
	    machine, stages[machine % STAGES]);
	for (unsigned task = 0; task < e->tasks; task++) {
		add(e, ",");
		add_task(e, account, machine, task);
	}
	add(e, ",\"Failed\":{\"Type\":\"Fail\",\"Error\":\"Failed\"},\"Done\":{\"Type\":"
	       "\"Succeed\"}}}");
}

static void write_escaped(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"' || text[i] == '\\')
			putc('\\', out);
		putc(text[i], out);
	}
}

/* One answer of describe-state-machine a line. */
static void write_machines(struct estate *e, unsigned account)
{
	char name[64];
	FILE *out;

	snprintf(name, sizeof(name), "machines-%05u.jsonl", account);
	out = create(e, name);
	for (unsigned machine = 0; machine < e->machines; machine++) {
		e->n = 0;
		add(e, "{\"stateMachineArn\":\"");
		add_machine_arn(e, account, machine);
		add(e,
		    "\",\"name\":\"%s-flow-%04u\",\"status\":\"ACTIVE\",\"type\":\"STANDARD\","
		    "\"roleArn\":\"",
		    apps[machine % APPS], machine);
		add_role_arn(e, account, role_for(e, USE_EXECUTION, machine * 13));
		add(e, "\",\"definition\":\"");
		fwrite(e->text, 1, e->n, out);
		e->n = 0;
		add_definition(e, account, machine);
		write_escaped(out, e->text, e->n);
		fputs("\"}\n", out);
	}
	finish(out);
}

/* ---- the organization -------------------------------------------------------------------------
 */

static void write_organization(struct estate *e)
{
	FILE *out = create(e, "organization.json");
	static const char *const regions_denied =
	    "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\","
	    "\\\"NotAction\\\":["
	    "\\\"iam:*\\\",\\\"sts:*\\\",\\\"organizations:*\\\"],\\\"Resource\\\":\\\"*\\\","
	    "\\\"Condition\\\":{"
	    "\\\"StringNotEquals\\\":{\\\"aws:RequestedRegion\\\":[\\\"us-east-1\\\",\\\"eu-west-"
	    "1\\\"]}}}]}";

	fprintf(out,
		"{\"Organization\":{\"Id\":\"o-a1b2c3d4e5\",\"MasterAccountId\":\"%012llu\"},"
		"\"Roots\":[{\"Id\":\"r-ab12\",\"Name\":\"Root\"}],\"OrganizationalUnits\":[",
		account_id(0));
	for (unsigned i = 0; i < UNITS; i++)
		fprintf(out,
			"%s{\"Id\":\"ou-ab12-%08u\",\"Name\":\"unit %u\",\"ParentId\":\"r-ab12\"}",
			i ? "," : "", i, i);
	fputs("],\"Accounts\":[", out);
	for (unsigned i = 0; i < e->accounts; i++)
		fprintf(out,
			"%s{\"Id\":\"%012llu\",\"Name\":\"%s-%u\",\"ParentId\":\"ou-ab12-%08u\"}",
			i ? "," : "", account_id(i), apps[i % APPS], i, i % UNITS);
	fputs("],\"Policies\":[{\"Id\":\"p-FullAWSAccess\",\"Name\":\"FullAWSAccess\",\"Type\":"
	      "\"SERVICE_CONTROL_POLICY\",\"Content\":\"{\\\"Version\\\":\\\"2012-10-17\\\","
	      "\\\"Statement\\\":{"
	      "\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"*\\\",\\\"Resource\\\":\\\"*\\\"}}"
	      "\",\"Targets\":["
	      "\"r-ab12\"",
	      out);
	for (unsigned i = 0; i < UNITS; i++)
		fprintf(out, ",\"ou-ab12-%08u\"", i);
	for (unsigned i = 0; i < e->accounts; i++)
		fprintf(out, ",\"%012llu\"", account_id(i));
	fprintf(
	    out,
	    "]},{\"Id\":\"p-regions1\",\"Name\":\"regions\",\"Type\":\"SERVICE_CONTROL_POLICY\","
	    "\"Content\":\"%s\",\"Targets\":[\"ou-ab12-00000003\"]}]}\n",
	    regions_denied);
	finish(out);
}

static unsigned number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text || n > 10000000) {
		fprintf(stderr, "estate: %s is no number from 0 to 10,000,000\n", text);
		exit(3);
	}
	return (unsigned)n;
}

int main(int argc, char **argv)
{
	if (argc != 7 && (argc != 8 || strcmp(argv[7], "open") != 0)) {
		fprintf(stderr, "usage: estate FOLDER ACCOUNTS ROLES MACHINES TASKS SEED [open]\n");
		return 3;
	}
	struct estate e = {.folder = argv[1],
			   .accounts = number(argv[2]),
			   .roles = number(argv[3]),
			   .machines = number(argv[4]),
			   .tasks = number(argv[5]),
			   .open = argc == 8,
			   .random = 0x9E3779B97F4A7C15ULL ^ number(argv[6])};
	if (mkdir(e.folder, 0777) != 0 && errno != EEXIST)
		die(e.folder);
	for (unsigned account = 0; account < e.accounts; account++) {
		write_account(&e, account);
		if (e.machines)
			write_machines(&e, account);
	}
	write_organization(&e);
	free(e.text);
	return 0;
}
