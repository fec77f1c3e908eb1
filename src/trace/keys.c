/* trace/keys.c - the KMS permissions that a call needs because of the key of what it is about. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"
#include "services.h"
#include "tracer.h"

enum { KEY_ACTIONS_MAX = 2, KEY_CONTEXT_MAX = 4 };

/*
 * TABLE: what the caller must be allowed on a customer's key, and the encryption context that names
 * what it is for; `alone`: there is nothing else in it. Source: Amazon SQS Developer Guide, "Key
 * management" and "Encryption at rest"; Amazon SNS Developer Guide, "Key management"; AWS Secrets
 * Manager User Guide, "Secret encryption and decryption".
 */
/* clang-format off */
static const struct key_row {
	struct str action;
	struct str needs[KEY_ACTIONS_MAX]; /* the unused ones are empty */
	const char *service;               /* of kms:ViaService */
	const char *encrypts;              /* key of the encryption context */
	bool alone;
} key_rows[] = {
	{STR_INIT("sqs:SendMessage"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "sqs", "aws:sqs:arn", true},
	{STR_INIT("sqs:ReceiveMessage"), {STR_INIT("kms:Decrypt")}, "sqs", "aws:sqs:arn", true},
	{STR_INIT("sns:Publish"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "sns", "aws:sns:topicArn", true},
	{STR_INIT("secretsmanager:GetSecretValue"), {STR_INIT("kms:Decrypt")}, "secretsmanager", "SecretARN", false},
	{STR_INIT("secretsmanager:PutSecretValue"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "secretsmanager", "SecretARN", false},
};
/* clang-format on */

static const struct key_row *row_of(struct str action)
{
	for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++)
		if (str_eq_nocase(key_rows[i].action, action))
			return &key_rows[i];
	return NULL;
}

static struct str key_made(struct arena *arena, const struct arn *of, struct str resource)
{
	return arena_printf(arena, "arn:%.*s:kms:%.*s:%.*s:%.*s", STR_ARG(of->partition),
			    STR_ARG(of->region), STR_ARG(of->account), STR_ARG(resource));
}

static struct str key_of_id(struct arena *arena, const struct arn *of, struct str id)
{
	return key_made(arena, of, arena_printf(arena, "key/%.*s", STR_ARG(id)));
}

/* The key behind an alias that a customer made; empty where the inventory does not know it. */
static bool behind_alias(const struct world *world, struct arena *arena, struct str alias,
			 struct str *key, struct err *err)
{
	enum found found = FOUND_UNKNOWN;
	struct str id = {NULL, 0};
	struct arn arn;

	*key = (struct str){NULL, 0};
	if (world->ops->parameter == NULL || holes_any(alias) || !arn_parse(alias, &arn) ||
	    !str_starts(arn.resource, STR("alias/")) || str_starts(arn.resource, STR("alias/aws/")))
		return true;
	if (!world->ops->parameter(world->self, arena, alias, &found, &id, err))
		return false;
	if (found == FOUND_YES && !str_is_empty(id))
		*key = key_of_id(arena, &arn, id);
	return true;
}

bool key_arn(const struct world *world, struct arena *arena, struct str key, const struct arn *of,
	     struct str *out, struct err *err)
{
	struct arn arn = *of;
	struct str resource = key;

	if (arn_parse(key, &arn))
		resource = arn.resource;
	if (str_starts(resource, STR("key/"))) {
		*out = key_made(arena, &arn, resource);
		return true;
	}
	if (!str_starts(resource, STR("alias/"))) {
		*out = key_of_id(arena, &arn, resource);
		return true;
	}
	if (!behind_alias(world, arena, key_made(arena, &arn, resource), out, err))
		return false;
	if (str_is_empty(*out))
		*out = key_of_id(arena, &arn, STR(HOLE_TEXT));
	return true;
}

bool keys_resolve(struct tracer *t, struct ask *ask)
{
	struct asl_context *context;
	struct str key;
	struct arn arn;

	if (!str_starts_nocase(ask->action, STR("kms:")) || str_ends(ask->action, STR("Alias")))
		return true;
	if (!behind_alias(t->world, t->arena, ask->resource, &key, t->err))
		return false;
	if (str_is_empty(key) || !arn_parse(ask->resource, &arn))
		return true;
	context = arena_array(t->arena, ask->n_context + 1, sizeof(*context));
	for (size_t i = 0; i < ask->n_context; i++)
		context[i] = ask->context[i];
	context[ask->n_context] = (struct asl_context){STR("kms:RequestAlias"), arn.resource};
	ask->context = context;
	ask->n_context++;
	ask->resource = key;
	return true;
}

static bool is_of_aws(struct str key)
{
	return str_find(key, STR("alias/aws/")) >= 0;
}

/*
 * AWS's own key of a service admits whoever may use the service, within its account; nobody can
 * change that. Source: AWS KMS Developer Guide, "AWS managed keys"; "Key policies".
 */
static bool policy_of_aws(struct tracer *t, const struct key_row *row, const struct arn *of,
			  const struct policy **out)
{
	struct str text = arena_printf(
	    t->arena,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{"
	    "\"AWS\":"
	    "\"*\"},\"Action\":[\"kms:Encrypt\",\"kms:Decrypt\",\"kms:GenerateDataKey*\"],"
	    "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"kms:CallerAccount\":\"%.*s\","
	    "\"kms:ViaService\":\"%s.%.*s.amazonaws.com\"}}}}",
	    STR_ARG(of->account), row->service, STR_ARG(of->region));

	return policy_parse(t->arena, text, out, t->err);
}

/*
 * Another account reads a secret only if a customer's key encrypts it. Source: AWS Secrets Manager
 * User Guide, "Access AWS Secrets Manager secrets from a different account".
 */
static struct lack key_lack(struct tracer *t, const struct key_row *row, const struct arn *of,
			    struct str subject, struct str caller_account)
{
	if (!str_eq(str_from(row->service), STR("secretsmanager")) ||
	    !arn_is_account_id(of->account) || !arn_is_account_id(caller_account) ||
	    str_eq(of->account, caller_account))
		return (struct lack){{NULL, 0}, {NULL, 0}, {NULL, 0}};
	return (struct lack){of->account, arena_printf(t->arena, "key of %.*s", STR_ARG(subject)),
			     STR("never collected")};
}

bool keys_needed(struct tracer *t, const struct asl_call_need *need, struct str caller_account,
		 struct keys_needed *out)
{
	const struct key_row *row = need->kind == ASL_CALL ? row_of(need->action) : NULL;
	struct str subject, key = {NULL, 0};
	enum found found = FOUND_UNKNOWN;
	struct asl_context *context;
	struct arn of;

	*out = (struct keys_needed){.n = 0};
	if (row == NULL || t->world->ops->parameter == NULL || holes_any(need->resource))
		return true;
	subject = service_policy_subject(t->arena, need->resource).subject;
	if (!t->world->ops->parameter(t->world->self, t->arena, subject, &found, &key, t->err))
		return false;
	if (!arn_parse(subject, &of))
		return true;
	if (found != FOUND_YES || str_is_empty(key)) {
		out->lack = key_lack(t, row, &of, subject, caller_account);
		return true;
	}
	if (is_of_aws(key) && str_eq(of.account, caller_account))
		return true;
	if (is_of_aws(key) && !policy_of_aws(t, row, &of, &out->policy_of_aws))
		return false;
	context = arena_array(t->arena, KEY_CONTEXT_MAX, sizeof(*context));
	context[0] = (struct asl_context){STR("kms:CallerAccount"), caller_account};
	context[1] = (struct asl_context){
	    STR("kms:ViaService"),
	    arena_printf(t->arena, "%s.%.*s.amazonaws.com", row->service, STR_ARG(of.region))};
	context[2] = (struct asl_context){
	    arena_printf(t->arena, "kms:EncryptionContext:%s", row->encrypts), subject};
	context[3] =
	    (struct asl_context){STR("kms:EncryptionContextKeys"), str_from(row->encrypts)};
	out->n_context = row->alone ? KEY_CONTEXT_MAX : KEY_CONTEXT_MAX - 1;
	if (!key_arn(t->world, t->arena, key, &of, &out->key, t->err))
		return false;
	out->decides = holes_any(out->key)
			   ? arena_printf(t->arena, "the key behind %.*s", STR_ARG(key))
			   : STR("");
	out->actions = row->needs;
	out->context = context;
	while (out->n < KEY_ACTIONS_MAX && !str_is_empty(row->needs[out->n]))
		out->n++;
	return true;
}

void keys_ask(const struct keys_needed *keys, size_t i, struct ask *ask)
{
	struct arn arn;

	ask->action = keys->actions[i];
	ask->resource = keys->key;
	ask->decides = keys->decides;
	ask->policy_of_aws = keys->policy_of_aws;
	if (arn_parse(keys->key, &arn))
		ask->resource_account = arn.account;
	ask->dependent = true;
	ask->call_kind = ASL_DATA;
	ask->need = ASL_REQUIRED;
	ask->context = keys->context;
	ask->n_context = keys->n_context;
}
