/* trace/keys.c - the KMS permissions that a call needs because of the key of what it is about. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"
#include "tracer.h"

enum { KEY_ACTIONS_MAX = 2, KEY_CONTEXT = 2 };

/*
 * TABLE: what the caller must be allowed on a customer's key. Source: Amazon SQS Developer Guide,
 * "Key management"; Amazon SNS Developer Guide, "Key management"; AWS Secrets Manager User Guide,
 * "Secret encryption and decryption".
 */
/* clang-format off */
static const struct key_row {
	struct str action;
	struct str needs[KEY_ACTIONS_MAX]; /* the unused ones are empty */
	const char *service;               /* of kms:ViaService */
} key_rows[] = {
	{STR_INIT("sqs:SendMessage"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "sqs"},
	{STR_INIT("sqs:ReceiveMessage"), {STR_INIT("kms:Decrypt")}, "sqs"},
	{STR_INIT("sns:Publish"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "sns"},
	{STR_INIT("secretsmanager:GetSecretValue"), {STR_INIT("kms:Decrypt")}, "secretsmanager"},
	{STR_INIT("secretsmanager:PutSecretValue"), {STR_INIT("kms:GenerateDataKey"), STR_INIT("kms:Decrypt")}, "secretsmanager"},
};
/* clang-format on */

static const struct key_row *row_of(struct str action)
{
	for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++)
		if (str_eq_nocase(key_rows[i].action, action))
			return &key_rows[i];
	return NULL;
}

/*
 * The key as an ARN, of the account and Region of what it encrypts where it is no ARN itself. Which
 * key an alias stands for is not known, so that stays a hole.
 */
static struct str key_arn(struct tracer *t, struct str key, const struct arn *of)
{
	static const char hole[] = {HOLE, '\0'};
	struct arn arn = *of;
	struct str id = key;

	if (arn_parse(key, &arn))
		id = str_starts(arn.resource, STR("key/")) ? str_skip(arn.resource, STR("key/").n)
							   : arn.resource;
	if (str_starts(id, STR("alias/")))
		id = str_from(hole);
	return arena_printf(t->arena, "arn:%.*s:kms:%.*s:%.*s:key/%.*s", STR_ARG(arn.partition),
			    STR_ARG(arn.region), STR_ARG(arn.account), STR_ARG(id));
}

/* AWS's own key of a service admits whoever may use the service, within its account. */
static bool is_left_to_aws(struct str key, const struct arn *of, struct str caller_account)
{
	ptrdiff_t at = str_find(key, STR("alias/aws/"));

	return at >= 0 && str_eq(of->account, caller_account);
}

bool keys_needed(struct tracer *t, const struct asl_call_need *need, struct str caller_account,
		 struct keys_needed *out)
{
	const struct key_row *row = need->kind == ASL_CALL ? row_of(need->action) : NULL;
	struct str subject, key = {NULL, 0};
	enum found found = FOUND_UNKNOWN;
	struct asl_context *context;
	struct arn of;

	out->n = 0;
	if (row == NULL || t->world->ops->parameter == NULL || holes_any(need->resource))
		return true;
	subject = service_policy_subject(t->arena, need->resource).subject;
	if (!t->world->ops->parameter(t->world->self, t->arena, subject, &found, &key, t->err))
		return false;
	if (found != FOUND_YES || str_is_empty(key) || !arn_parse(subject, &of) ||
	    is_left_to_aws(key, &of, caller_account))
		return true;
	context = arena_array(t->arena, KEY_CONTEXT, sizeof(*context));
	context[0].key = STR("kms:CallerAccount");
	context[0].value = caller_account;
	context[1].key = STR("kms:ViaService");
	context[1].value =
	    arena_printf(t->arena, "%s.%.*s.amazonaws.com", row->service, STR_ARG(of.region));
	out->key = key_arn(t, key, &of);
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
	if (arn_parse(keys->key, &arn))
		ask->resource_account = arn.account;
	ask->dependent = true;
	ask->call_kind = ASL_DATA;
	ask->need = ASL_REQUIRED;
	ask->context = keys->context;
	ask->n_context = KEY_CONTEXT;
}
