/* trace/remedy_code.c - TABLE: a remedy as lines for the AWS CLI, CloudFormation and Terraform. */
#include "rolehop/trace/remedy.h"

#include <string.h>

#include "mend.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "tracer.h"

enum { CODE_MAX = 4 << 20 };

const char *remedy_form_word(enum remedy_form form)
{
	static const char *const words[REMEDY_FORM_COUNT] = {
	    [REMEDY_CLI] = "cli",
	    [REMEDY_CLOUDFORMATION] = "cloudformation",
	    [REMEDY_TERRAFORM] = "terraform",
	};

	return words[form];
}

/* ---- the table ----------------------------------------------------------------------------------
 */

struct code_row {
	enum remedy_kind kind;
	const char *of; /* what it is changed on: role, user, new, a service; NULL: anything */
	const char *forms[REMEDY_FORM_COUNT];
};

/*
 * A word in braces is replaced, quoted as the form needs it: {arn} {name} {policy} {id} {account}
 * {url} {document} {statement} {label}. The first row that fits holds.
 * Source: AWS CLI Command Reference; CloudFormation Template Reference; Terraform AWS provider.
 */
/* clang-format off */
static const struct code_row code_rows[] = {
	{REMEDY_TRUST_POLICY, NULL, {
		"aws iam update-assume-role-policy --role-name {name} --policy-document {document}",
		"{\"Type\":\"AWS::IAM::Role\",\"Properties\":{\"RoleName\":{name},\"AssumeRolePolicyDocument\":{document}}}",
		"resource \"aws_iam_role\" {label} {\n  name               = {name}\n  assume_role_policy = jsonencode({document})\n}"}},
	{REMEDY_IDENTITY_POLICY, "role", {
		"aws iam put-role-policy --role-name {name} --policy-name {policy} --policy-document {document}",
		"{\"Type\":\"AWS::IAM::RolePolicy\",\"Properties\":{\"RoleName\":{name},\"PolicyName\":{policy},\"PolicyDocument\":{document}}}",
		"resource \"aws_iam_role_policy\" {label} {\n  name   = {policy}\n  role   = {name}\n  policy = jsonencode({document})\n}"}},
	{REMEDY_IDENTITY_POLICY, "user", {
		"aws iam put-user-policy --user-name {name} --policy-name {policy} --policy-document {document}",
		"{\"Type\":\"AWS::IAM::UserPolicy\",\"Properties\":{\"UserName\":{name},\"PolicyName\":{policy},\"PolicyDocument\":{document}}}",
		"resource \"aws_iam_user_policy\" {label} {\n  name   = {policy}\n  user   = {name}\n  policy = jsonencode({document})\n}"}},
	{REMEDY_IDENTITY_POLICY, NULL, {
		"aws iam create-policy-version --policy-arn {id} --policy-document {document} --set-as-default",
		"{\"Type\":\"AWS::IAM::ManagedPolicy\",\"Properties\":{\"PolicyDocument\":{document}}}",
		"resource \"aws_iam_policy\" {label} {\n  policy = jsonencode({document})\n}"}},
	{REMEDY_BOUNDARY, NULL, {
		"aws iam create-policy-version --policy-arn {id} --policy-document {document} --set-as-default",
		"{\"Type\":\"AWS::IAM::ManagedPolicy\",\"Properties\":{\"PolicyDocument\":{document}}}",
		"resource \"aws_iam_policy\" {label} {\n  policy = jsonencode({document})\n}"}},
	{REMEDY_SCP, "new", {
		"aws organizations create-policy --type SERVICE_CONTROL_POLICY --name AllowMore --description 'allows what is missing' --content {document}\naws organizations attach-policy --target-id {arn} --policy-id p-...",
		"{\"Type\":\"AWS::Organizations::Policy\",\"Properties\":{\"Type\":\"SERVICE_CONTROL_POLICY\",\"Name\":\"AllowMore\",\"TargetIds\":[{arn}],\"Content\":{document}}}",
		"resource \"aws_organizations_policy\" \"allow_more\" {\n  name    = \"AllowMore\"\n  content = jsonencode({document})\n}\n\nresource \"aws_organizations_policy_attachment\" \"allow_more\" {\n  policy_id = aws_organizations_policy.allow_more.id\n  target_id = {arn}\n}"}},
	{REMEDY_SCP, NULL, {
		"aws organizations update-policy --policy-id {id} --content {document}",
		"{\"Type\":\"AWS::Organizations::Policy\",\"Properties\":{\"Type\":\"SERVICE_CONTROL_POLICY\",\"Name\":{id},\"Content\":{document}}}",
		"resource \"aws_organizations_policy\" {label} {\n  name    = {id}\n  content = jsonencode({document})\n}"}},
	{REMEDY_RCP, NULL, {
		"aws organizations update-policy --policy-id {id} --content {document}",
		"{\"Type\":\"AWS::Organizations::Policy\",\"Properties\":{\"Type\":\"RESOURCE_CONTROL_POLICY\",\"Name\":{id},\"Content\":{document}}}",
		"resource \"aws_organizations_policy\" {label} {\n  name    = {id}\n  type    = \"RESOURCE_CONTROL_POLICY\"\n  content = jsonencode({document})\n}"}},
	{REMEDY_KEY_POLICY, NULL, {
		"aws kms put-key-policy --key-id {arn} --policy-name default --policy {document}",
		"{\"Type\":\"AWS::KMS::Key\",\"Properties\":{\"KeyPolicy\":{document}}}",
		"resource \"aws_kms_key_policy\" {label} {\n  key_id = {arn}\n  policy = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "sqs", {
		"aws sqs set-queue-attributes --queue-url {url} --attributes {attributes}",
		"{\"Type\":\"AWS::SQS::QueuePolicy\",\"Properties\":{\"Queues\":[{url}],\"PolicyDocument\":{document}}}",
		"resource \"aws_sqs_queue_policy\" {label} {\n  queue_url = {url}\n  policy    = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "sns", {
		"aws sns set-topic-attributes --topic-arn {arn} --attribute-name Policy --attribute-value {document}",
		"{\"Type\":\"AWS::SNS::TopicPolicy\",\"Properties\":{\"Topics\":[{arn}],\"PolicyDocument\":{document}}}",
		"resource \"aws_sns_topic_policy\" {label} {\n  arn    = {arn}\n  policy = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "s3", {
		"aws s3api put-bucket-policy --bucket {name} --policy {document}",
		"{\"Type\":\"AWS::S3::BucketPolicy\",\"Properties\":{\"Bucket\":{name},\"PolicyDocument\":{document}}}",
		"resource \"aws_s3_bucket_policy\" {label} {\n  bucket = {name}\n  policy = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "lambda", {
		"aws lambda add-permission --function-name {arn} --statement-id rolehop-1 --action {action} --principal {principal}",
		"{\"Type\":\"AWS::Lambda::Permission\",\"Properties\":{\"FunctionName\":{arn},\"Action\":{action},\"Principal\":{principal}}}",
		"resource \"aws_lambda_permission\" {label} {\n  function_name = {arn}\n  action        = {action}\n  principal     = {principal}\n}"}},
	{REMEDY_RESOURCE_POLICY, "secretsmanager", {
		"aws secretsmanager put-resource-policy --secret-id {arn} --resource-policy {document}",
		"{\"Type\":\"AWS::SecretsManager::ResourcePolicy\",\"Properties\":{\"SecretId\":{arn},\"ResourcePolicy\":{document}}}",
		"resource \"aws_secretsmanager_secret_policy\" {label} {\n  secret_arn = {arn}\n  policy     = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "dynamodb", {
		"aws dynamodb put-resource-policy --resource-arn {arn} --policy {document}",
		"{\"Type\":\"AWS::DynamoDB::Table\",\"Properties\":{\"ResourcePolicy\":{\"PolicyDocument\":{document}}}}",
		"resource \"aws_dynamodb_resource_policy\" {label} {\n  resource_arn = {arn}\n  policy       = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "events", {
		"aws events put-permission --event-bus-name {name} --policy {document}",
		"{\"Type\":\"AWS::Events::EventBusPolicy\",\"Properties\":{\"EventBusName\":{name},\"StatementId\":\"rolehop-1\",\"Statement\":{statement}}}",
		"resource \"aws_cloudwatch_event_bus_policy\" {label} {\n  event_bus_name = {name}\n  policy         = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, "ecr", {
		"aws ecr set-repository-policy --repository-name {name} --policy-text {document}",
		"{\"Type\":\"AWS::ECR::Repository\",\"Properties\":{\"RepositoryName\":{name},\"RepositoryPolicyText\":{document}}}",
		"resource \"aws_ecr_repository_policy\" {label} {\n  repository = {name}\n  policy     = jsonencode({document})\n}"}},
	{REMEDY_RESOURCE_POLICY, NULL, {
		"# the resource policy of {arn}:\n{document}",
		"{\"PolicyDocument\":{document}}",
		"# the resource policy of {arn}:\npolicy = jsonencode({document})"}},
	{REMEDY_DEFINITION, NULL, {
		"aws stepfunctions update-state-machine --state-machine-arn {arn} --definition {document}",
		"{\"Type\":\"AWS::StepFunctions::StateMachine\",\"Properties\":{\"StateMachineName\":{name},\"Definition\":{document}}}",
		"resource \"aws_sfn_state_machine\" {label} {\n  name       = {name}\n  definition = jsonencode({document})\n}"}},
};
/* clang-format on */

static const char *sort_of(const struct remedy *r)
{
	struct arn arn;

	if (r->kind == REMEDY_SCP && r->fresh)
		return "new";
	if (!arn_parse(r->of, &arn))
		return "";
	if (r->kind == REMEDY_IDENTITY_POLICY)
		return str_is_empty(r->name) ? "managed" : arn_is_user(&arn) ? "user" : "role";
	return NULL;
}

/* A member of the new statement, as text. */
static struct str in_statement(struct arena *arena, const struct remedy *r, const char *pointer)
{
	const struct json *json;
	struct err unread;

	if (r->n_statements == 0 || !json_parse(arena, r->statements[0], &json, &unread))
		return STR("");
	return json_str(json_at(json, str_from(pointer)));
}

/* Lambda's own commands add what is allowed, part by part, and nothing else. */
static bool is_addition(const struct remedy *r)
{
	struct arena arena;
	bool allows;

	arena_init(&arena);
	allows = str_eq(in_statement(&arena, r, "/Effect"), STR("Allow"));
	arena_release(&arena);
	return allows;
}

static const struct code_row *row_of(const struct remedy *r)
{
	const char *sort = sort_of(r);
	struct arn arn;

	for (size_t i = 0;; i++) {
		const struct code_row *row = &code_rows[i];
		if (row->kind != r->kind)
			continue;
		if (row->of == NULL || (sort != NULL && strcmp(row->of, sort) == 0))
			return row;
		if (sort == NULL && arn_parse(r->of, &arn) &&
		    str_eq(arn.service, str_from(row->of)) &&
		    (!str_eq(arn.service, STR("lambda")) || is_addition(r)))
			return row;
	}
}

/* ---- the words in braces ------------------------------------------------------------------------
 */

static struct str last_part(struct str text)
{
	ptrdiff_t slash = str_find_last_char(text, '/');
	ptrdiff_t colon = str_find_last_char(text, ':');
	ptrdiff_t at = slash > colon ? slash : colon;

	return str_skip(text, (size_t)(at + 1));
}

/* The id of a policy: "p-1" of "SCP p-1", the ARN of "boundary ARN", a managed policy's ARN. */
static struct str id_of(const struct remedy *r)
{
	return last_part(r->policy).n > 0 && str_find_char(r->policy, ' ') >= 0
		   ? str_skip(r->policy, (size_t)str_find_char(r->policy, ' ') + 1)
		   : r->policy;
}

static struct str queue_url(struct arena *arena, const struct remedy *r)
{
	struct arn arn;

	if (!arn_parse(r->of, &arn))
		return r->of;
	return arena_printf(arena, "https://sqs.%.*s.amazonaws.com%s/%.*s/%.*s",
			    STR_ARG(arn.region), str_eq(arn.partition, STR("aws-cn")) ? ".cn" : "",
			    STR_ARG(arn.account), STR_ARG(arn.resource));
}

static struct str principal_of(struct arena *arena, const struct remedy *r)
{
	struct str aws = in_statement(arena, r, "/Principal/AWS");

	return str_is_empty(aws) ? in_statement(arena, r, "/Principal/Service") : aws;
}

/* Set-queue-attributes takes the policy as text within JSON. */
static struct str queue_attributes(struct arena *arena, struct str document)
{
	return arena_printf(arena, "{\"Policy\":%.*s}", STR_ARG(literal_json(arena, document)));
}

static struct str compact(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err unread;
	struct buf buf;

	buf_init(&buf, arena, CODE_MAX);
	if (!json_parse(arena, text, &json, &unread) || !json_write(&buf, json, false))
		return text;
	return buf_str(&buf);
}

/* A name that Terraform takes as a label. */
static struct str label_of(struct arena *arena, struct str name)
{
	char *copy = arena_cstr(arena, name);

	for (size_t i = 0; i < name.n; i++)
		if (!ascii_is_alnum(copy[i]))
			copy[i] = '_';
	return (struct str){copy, name.n};
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && strchr("-_./:@+=,", s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

/* For a POSIX shell: as it is, or in single quotes. */
static void add_shell(struct buf *buf, struct str s)
{
	if (is_plain(s)) {
		buf_add(buf, s);
		return;
	}
	buf_add_char(buf, '\'');
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\'')
			buf_add_cstr(buf, "'\\''");
		else
			buf_add_char(buf, s.p[i]);
	buf_add_char(buf, '\'');
}

/* JSON is an expression of Terraform's language but for its templates, ${ and %{. */
static void add_terraform(struct buf *buf, struct str json)
{
	for (size_t i = 0; i < json.n; i++) {
		if ((json.p[i] == '$' || json.p[i] == '%') && i + 1 < json.n &&
		    json.p[i + 1] == '{')
			buf_add_char(buf, json.p[i]);
		buf_add_char(buf, json.p[i]);
	}
}

struct word {
	struct str value;
	bool json; /* it is JSON already, and stays so outside a shell */
};

static struct word word_of(struct arena *arena, const struct remedy *r, struct str name)
{
	struct str document = compact(arena, r->document);

	if (str_eq(name, STR("document")))
		return (struct word){document, true};
	if (str_eq(name, STR("statement")))
		return (struct word){r->n_statements > 0 ? r->statements[0] : STR("{}"), true};
	if (str_eq(name, STR("attributes")))
		return (struct word){queue_attributes(arena, document), true};
	if (str_eq(name, STR("name")))
		return (struct word){last_part(r->of), false};
	if (str_eq(name, STR("label")))
		return (struct word){label_of(arena, last_part(r->of)), false};
	if (str_eq(name, STR("policy")))
		return (struct word){r->name, false};
	if (str_eq(name, STR("id")))
		return (struct word){id_of(r), false};
	if (str_eq(name, STR("url")))
		return (struct word){queue_url(arena, r), false};
	if (str_eq(name, STR("action")))
		return (struct word){in_statement(arena, r, "/Action"), false};
	if (str_eq(name, STR("principal")))
		return (struct word){principal_of(arena, r), false};
	return (struct word){r->of, false};
}

static void add_word(struct buf *buf, struct word word, enum remedy_form form)
{
	struct str json = word.json ? word.value : literal_json(buf->arena, word.value);

	switch (form) {
	case REMEDY_CLI:
		add_shell(buf, word.value);
		return;
	case REMEDY_CLOUDFORMATION:
		buf_add(buf, json);
		return;
	case REMEDY_TERRAFORM:
		add_terraform(buf, json);
		return;
	}
}

/* The length of "{word}" at the front, or 0. */
static size_t braced(struct str text)
{
	size_t n = 1;

	while (n < text.n && ascii_is_lower(text.p[n]))
		n++;
	return text.n > 0 && text.p[0] == '{' && n > 1 && n < text.n && text.p[n] == '}' ? n + 1
											 : 0;
}

struct str remedy_code(struct arena *arena, const struct remedy *remedy, enum remedy_form form)
{
	struct str rest = str_from(row_of(remedy)->forms[form]);
	struct buf buf;

	buf_init(&buf, arena, CODE_MAX);
	while (rest.n > 0) {
		size_t n = braced(rest);
		if (n == 0) {
			buf_add_char(&buf, rest.p[0]);
			rest = str_skip(rest, 1);
			continue;
		}
		add_word(&buf, word_of(arena, remedy, str_slice(rest, 1, n - 1)), form);
		rest = str_skip(rest, n);
	}
	return buf_str(&buf);
}

/* ---- asking AWS itself --------------------------------------------------------------------------
 */

struct str remedy_try(struct arena *arena, const struct trace *trace)
{
	const struct hop *hop;
	struct buf buf;

	if (!trace->has_blocking)
		return STR("");
	hop = &trace->hops[trace->blocking_hop];
	if (!str_starts(hop->identity, STR("arn:")) || holes_any(hop->identity) ||
	    holes_any(hop->target))
		return STR("");
	buf_init(&buf, arena, CODE_MAX);
	if (str_eq(hop->action, STR("sts:AssumeRole"))) {
		buf_add_cstr(&buf, "aws sts assume-role --role-session-name rolehop --role-arn ");
		add_shell(&buf, hop->target);
		if (!str_is_empty(hop->external_id) && !holes_any(hop->external_id)) {
			buf_add_cstr(&buf, " --external-id ");
			add_shell(&buf, hop->external_id);
		}
		return buf_str(&buf);
	}
	buf_add_cstr(&buf, "aws iam simulate-principal-policy --policy-source-arn ");
	add_shell(&buf, hop->identity);
	buf_add_cstr(&buf, " --action-names ");
	add_shell(&buf, hop->action);
	if (!str_eq(hop->target, STR("*"))) {
		buf_add_cstr(&buf, " --resource-arns ");
		add_shell(&buf, hop->target);
	}
	return buf_str(&buf);
}
