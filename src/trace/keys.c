/* trace/keys.c - the KMS permissions that a call needs because of the key of what it is about. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"
#include "services.h"
#include "through.h"
#include "tracer.h"

enum { KEY_ACTIONS_MAX = 6, KEY_CONTEXT_MAX = 8, KEY_VIA_CONTEXT_MAX = 2 };

/* What the call says itself of the key. */
enum key_choice {
	CHOICE_NONE,   /* nothing: the resource's key is used */
	CHOICE_OBJECT, /* SSEKMSKeyId, ServerSideEncryption: instead of the bucket's default */
	CHOICE_SECURE, /* Type, KeyId: a SecureString is encrypted */
	CHOICE_CLEAR,  /* WithDecryption: else what is encrypted is not decrypted */
	CHOICE_DATA,   /* includedData: METADATA_ONLY needs no key */
};

/*
 * TABLE: what the caller (and not the service) must be allowed on the key of what the call is
 * about. The first row that fits counts. Source: Amazon SQS Developer Guide, "Key management" and
 * "Encryption at rest"; Amazon SNS Developer Guide, "Key management"; AWS Secrets Manager User
 * Guide, "Secret encryption and decryption"; Amazon DynamoDB Developer Guide, "DynamoDB encryption
 * at rest" (Decrypt: "the principal who is accessing the table"); Amazon Kinesis Data Streams
 * Developer Guide, "Permissions to use user-generated KMS keys"; Amazon S3 User Guide, "Using
 * server-side encryption with AWS KMS keys"; AWS Systems Manager User Guide, "AWS KMS encryption
 * for SecureString parameters"; AWS Step Functions API Reference, includedData.
 */
/* clang-format off */
static const struct key_row {
	struct str action;
	const char *api;                   /* of the SDK; NULL: whatever is called */
	struct str needs[KEY_ACTIONS_MAX]; /* the unused ones are empty */
	enum key_choice choice;
	bool reads;                        /* an object, which may be older than the bucket's default */
} key_rows[] = {
#define DECRYPT STR_INIT("kms:Decrypt")
#define DATA_KEY STR_INIT("kms:GenerateDataKey")
	{STR_INIT("sqs:SendMessage"), NULL, {DATA_KEY, DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("sqs:ReceiveMessage"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("sns:Publish"), NULL, {DATA_KEY, DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("secretsmanager:GetSecretValue"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("secretsmanager:PutSecretValue"), NULL, {DATA_KEY, DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:GetItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:BatchGetItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:Query"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:Scan"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:ConditionCheckItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:PutItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:UpdateItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:DeleteItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:BatchWriteItem"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:PartiQLSelect"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:PartiQLInsert"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:PartiQLUpdate"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:PartiQLDelete"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("dynamodb:GetRecords"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("kinesis:PutRecord"), NULL, {DATA_KEY}, CHOICE_NONE, false},
	{STR_INIT("kinesis:PutRecords"), NULL, {DATA_KEY}, CHOICE_NONE, false},
	{STR_INIT("kinesis:GetRecords"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("kinesis:SubscribeToShard"), NULL, {DECRYPT}, CHOICE_NONE, false},
	{STR_INIT("s3:GetObject"), "headObject", {STR_INIT("")}, CHOICE_NONE, true},
	{STR_INIT("s3:GetObject"), NULL, {DECRYPT}, CHOICE_NONE, true},
	{STR_INIT("s3:GetObjectVersion"), NULL, {DECRYPT}, CHOICE_NONE, true},
	{STR_INIT("s3:PutObject"), "createMultipartUpload", {DATA_KEY, DECRYPT}, CHOICE_OBJECT, false},
	{STR_INIT("s3:PutObject"), "uploadPart", {DATA_KEY, DECRYPT}, CHOICE_OBJECT, false},
	{STR_INIT("s3:PutObject"), "uploadPartCopy", {DATA_KEY, DECRYPT}, CHOICE_OBJECT, false},
	{STR_INIT("s3:PutObject"), "completeMultipartUpload", {DATA_KEY, DECRYPT}, CHOICE_OBJECT, false},
	{STR_INIT("s3:PutObject"), NULL, {DATA_KEY}, CHOICE_OBJECT, false},
	{STR_INIT("ssm:GetParameter"), NULL, {DECRYPT}, CHOICE_CLEAR, false},
	{STR_INIT("ssm:GetParameters"), NULL, {DECRYPT}, CHOICE_CLEAR, false},
	{STR_INIT("ssm:GetParameterHistory"), NULL, {DECRYPT}, CHOICE_CLEAR, false},
	{STR_INIT("ssm:PutParameter"), NULL, {STR_INIT("kms:Encrypt")}, CHOICE_SECURE, false},
	{STR_INIT("states:StartSyncExecution"), NULL, {DECRYPT}, CHOICE_DATA, false},
	{STR_INIT("states:DescribeStateMachine"), NULL, {DECRYPT}, CHOICE_DATA, false},
#undef DECRYPT
#undef DATA_KEY
};

/*
 * TABLE: how a service speaks to KMS for a caller; its name is that of kms:ViaService, too.
 * `{arn}` is the resource, `{name}` its name, `{account}` its account; `alone`: there is nothing
 * else in the encryption context. Source: the guides above, "Encryption context"; AWS KMS Developer
 * Guide, "kms:ViaService".
 */
static const struct via_row {
	struct str service;
	struct {
		const char *key;
		const char *value;
	} context[KEY_VIA_CONTEXT_MAX];
	bool alone;
} via_rows[] = {
	{STR_INIT("sqs"), {{"aws:sqs:arn", "{arn}"}}, true},
	{STR_INIT("sns"), {{"aws:sns:topicArn", "{arn}"}}, true},
	{STR_INIT("secretsmanager"), {{"SecretARN", "{arn}"}}, false},
	{STR_INIT("dynamodb"), {{"aws:dynamodb:tableName", "{name}"}, {"aws:dynamodb:subscriberId", "{account}"}}, false},
	{STR_INIT("kinesis"), {{"aws:kinesis:arn", "{arn}"}}, true},
	{STR_INIT("s3"), {{"aws:s3:arn", "{object}"}}, false},
	{STR_INIT("ssm"), {{"PARAMETER_ARN", "{arn}"}}, false},
	{STR_INIT("states"), {{"aws:states:stateMachineArn", "{arn}"}}, false},
	{STR_INIT("rds"), {{NULL, NULL}}, false},
};
/* clang-format on */

static bool is_of_aws(struct str key)
{
	return str_find(key, STR("alias/aws/")) >= 0;
}

/* Is it AWS's own key of this service, in this account? */
static bool is_own_of(const struct via_row *via, struct str account, struct str key)
{
	struct arn arn;

	return is_of_aws(key) && str_eq(str_after_last(key, '/'), via->service) &&
	       arn_parse(key, &arn) && str_eq(arn.account, account);
}

/* In China, names of services may end otherwise; of kms:ViaService it is not documented. */
static struct str via_name(struct arena *arena, const struct via_row *via, const struct arn *of,
			   struct str region, const char *open)
{
	bool china = str_eq(of->partition, STR("aws-cn"));

	return ARENA_JOIN(arena, via->service, STR("."), region, STR(".amazonaws.com"),
			  str_from(china ? open : ""));
}

/*
 * AWS's own key of a service admits whoever may use the service, within its account; nobody can
 * change that. Source: AWS KMS Developer Guide, "AWS managed keys"; "Key policies".
 */
static bool policy_of_aws(struct tracer *t, const struct via_row *via, const struct arn *of,
			  const struct policy **out)
{
	struct str region = holes_any(of->region) ? STR("*") : of->region;
	struct str text = arena_printf(
	    t->arena,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{"
	    "\"AWS\":"
	    "\"*\"},\"Action\":[\"kms:Encrypt\",\"kms:Decrypt\",\"kms:ReEncrypt*\","
	    "\"kms:GenerateDataKey*\",\"kms:CreateGrant\",\"kms:DescribeKey\"],"
	    "\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"kms:CallerAccount\":\"%.*s\","
	    "\"kms:ViaService\":\"%.*s\"}}}}",
	    STR_ARG(of->account), STR_ARG(via_name(t->arena, via, of, region, "*")));

	return policy_parse(t->arena, text, out, t->err);
}

/* ---- what is asked of the key -----------------------------------------------------------------
 */

/* One call, and the key of what it is about. */
struct key_use {
	struct tracer *t;
	const struct keys_call *call;
	const struct via_row *via;
	struct str resource; /* of the call */
	struct str subject;  /* what the key belongs to */
	struct arn of; /* the subject's; account and Region filled in where its ARN has none */
	struct world_encryption encryption;
};

static const struct key_row *row_of(struct str action, struct str api)
{
	for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++)
		if (str_eq_nocase(key_rows[i].action, action) &&
		    (key_rows[i].api == NULL || str_eq_nocase(str_from(key_rows[i].api), api)))
			return &key_rows[i];
	return NULL;
}

static const struct via_row *via_of(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	for (size_t i = 0; colon > 0 && i < sizeof(via_rows) / sizeof(via_rows[0]); i++)
		if (str_eq_nocase(via_rows[i].service, str_slice(action, 0, (size_t)colon)))
			return &via_rows[i];
	return NULL;
}

/* Is a field of the call there, and is it this text? Of a call without a definition, nobody knows.
 */
static enum tri field_is(const struct key_use *use, const char *name, const char *text)
{
	const struct task *task = use->call->task;
	struct asl_value value;

	if (use->call->unsaid)
		return TRI_UNKNOWN;
	if (task == NULL)
		return TRI_NO;
	asl_resolve(use->t->arena, task->asl, task->state, &task->env, STR("Parameters"),
		    str_from(name), &value);
	if (value.kind == ASL_VALUE_NONE)
		return TRI_NO;
	if (text == NULL)
		return TRI_YES;
	if (value.kind != ASL_VALUE_ONE || holes_any(value.candidates[0]))
		return TRI_UNKNOWN;
	return str_eq_nocase(value.candidates[0], str_from(text)) ? TRI_YES : TRI_NO;
}

static enum tri chooses_object_key(struct key_use *use)
{
	struct world_encryption *encryption = &use->encryption;
	enum tri own = tri_or(field_is(use, "ServerSideEncryption", "aws:kms"),
			      field_is(use, "ServerSideEncryption", "aws:kms:dsse"));
	enum tri given = field_is(use, "ServerSideEncryption", NULL);

	if (use->call->unsaid)
		return TRI_YES; /* the bucket's default holds for what says nothing */
	/* the key that it names is asked for by the catalogue's row; AES256 and SSE-C need none */
	if (field_is(use, "SsekmsKeyId", NULL) == TRI_YES ||
	    field_is(use, "SseCustomerAlgorithm", NULL) == TRI_YES ||
	    (given == TRI_YES && own == TRI_NO))
		return TRI_NO;
	if (own == TRI_YES && encryption->found == FOUND_ABSENT) {
		encryption->found = FOUND_YES;
		encryption->key = STR("alias/aws/s3");
	}
	if (own == TRI_UNKNOWN)
		encryption->found = FOUND_UNKNOWN;
	return TRI_YES;
}

/* The key that a parameter is written with: as the call names it, `otherwise` where it does not. */
static void take_parameter_key(struct key_use *use, struct str otherwise)
{
	struct world_encryption *encryption = &use->encryption;
	const struct task *task = use->call->task;
	struct asl_value key;

	asl_resolve(use->t->arena, task->asl, task->state, &task->env, STR("Parameters"),
		    STR("KeyId"), &key);
	encryption->found = FOUND_YES;
	if (key.kind == ASL_VALUE_ONE && !holes_any(key.candidates[0]))
		encryption->key = key.candidates[0];
	else if (key.kind == ASL_VALUE_NONE && !str_is_empty(otherwise))
		encryption->key = otherwise;
	else
		encryption->found = FOUND_UNKNOWN;
}

/*
 * An advanced parameter is encrypted with a data key, and which of both an intelligent tier takes
 * its size decides: what that needs is left open. So is whether one that is written anew without a
 * type keeps a customer's key. Source: AWS Systems Manager API Reference, "PutParameter", Type,
 * KeyId and Tier.
 */
static enum tri chooses_parameter_key(struct key_use *use)
{
	struct world_encryption *encryption = &use->encryption;
	enum tri secure = field_is(use, "Type", "SecureString");

	if (use->call->task == NULL)
		return use->call->unsaid ? TRI_UNKNOWN : TRI_YES;
	if (field_is(use, "Type", NULL) == TRI_NO) {
		if (encryption->found == FOUND_YES)
			take_parameter_key(use,
					   is_of_aws(encryption->key) ? encryption->key : STR(""));
		return TRI_YES;
	}
	if (secure == TRI_NO)
		return TRI_NO;
	take_parameter_key(use, STR("alias/aws/ssm"));
	if (secure == TRI_UNKNOWN || (field_is(use, "Tier", NULL) == TRI_YES &&
				      field_is(use, "Tier", "Standard") != TRI_YES))
		encryption->found = FOUND_UNKNOWN;
	return TRI_YES;
}

static enum tri uses_key(struct key_use *use, const struct key_row *row)
{
	switch (row->choice) {
	case CHOICE_NONE:
		break;
	case CHOICE_OBJECT:
		return chooses_object_key(use);
	case CHOICE_SECURE:
		return chooses_parameter_key(use);
	case CHOICE_CLEAR:
		return field_is(use, "WithDecryption", "true");
	case CHOICE_DATA:
		return field_is(use, "IncludedData", "METADATA_ONLY") == TRI_YES ? TRI_NO : TRI_YES;
	}
	return TRI_YES;
}

/* The machine itself says under which key it is; AWS's own, unless it was described otherwise. */
static bool read_machine(struct key_use *use)
{
	const struct world *world = use->t->world;
	const struct machine *machine = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;

	use->encryption = (struct world_encryption){.found = FOUND_ABSENT};
	if (!world->ops->machine(world->self, use->t->arena, use->subject, &found, &machine, &lack,
				 use->t->err))
		return false;
	if (found != FOUND_YES || str_is_empty(machine->key))
		return true;
	use->encryption.found = FOUND_YES;
	use->encryption.key = machine->key;
	return true;
}

/* An object may have been described by itself; else the default of its bucket stands for it. */
static bool read_encryption(struct key_use *use, bool *assumed)
{
	const struct world *world = use->t->world;

	use->encryption = (struct world_encryption){.found = FOUND_UNKNOWN};
	if (str_eq(use->via->service, STR("states")))
		return read_machine(use);
	if (holes_any(use->subject) || str_find_char(use->subject, '*') >= 0)
		return true;
	if (*assumed && !holes_any(use->resource) &&
	    !world->ops->encryption(world->self, use->t->arena, use->resource, &use->encryption,
				    use->t->err))
		return false;
	if (*assumed && use->encryption.found != FOUND_UNKNOWN) {
		*assumed = false;
		return true;
	}
	return world->ops->encryption(world->self, use->t->arena, use->subject, &use->encryption,
				      use->t->err);
}

/* Whose it is and where, of a bucket, its ARN does not say: a key is in the Region of what it
 * encrypts. */
static void place(struct key_use *use)
{
	struct arn key;

	if (str_is_empty(use->of.account))
		use->of.account = use->call->owner;
	if (!str_is_empty(use->of.region))
		return;
	use->of.region = use->encryption.region;
	if (arn_parse(use->encryption.key, &key) && !str_is_empty(key.region))
		use->of.region = key.region;
	if (str_is_empty(use->of.region))
		use->of.region = STR(HOLE_TEXT);
}

/* *fits: it is a call of a service that encrypts what it is about. */
static bool begin(struct tracer *t, const struct asl_call_need *need, const struct keys_call *call,
		  struct key_use *use, bool *fits)
{
	struct through through;

	*use = (struct key_use){.t = t, .call = call, .via = via_of(need->action)};
	use->resource = need->resource;
	use->subject = service_policy_subject(t->arena, need->resource).subject;
	if (!through_find(t->world, t->arena, need->action, need->resource, &through, t->err))
		return false;
	if (!str_is_empty(through.is.bucket)) {
		use->resource = through_bucket(t->arena, &through, need->resource);
		use->subject = through.is.bucket;
	}
	if (use->via != NULL && str_eq(use->via->service, STR("states")))
		use->subject = arn_machine_base(need->resource);
	*fits = use->via != NULL && arn_parse(use->subject, &use->of);
	if (*fits && !str_is_empty(through.is.bucket_account))
		use->of.account = through.is.bucket_account;
	return true;
}

/* ---- the context of the request to KMS --------------------------------------------------------
 */

/*
 * With a key of the bucket it is the bucket that the context names; which objects were written so
 * is not known. Source: Amazon S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket
 * Keys".
 */
static struct str object_named(const struct key_use *use, bool reads)
{
	enum tri said = field_is(use, "BucketKeyEnabled", "true");
	bool named = field_is(use, "BucketKeyEnabled", NULL) == TRI_YES;
	enum tri bucket_key = use->encryption.bucket_key ? TRI_YES : TRI_NO;

	if (!reads && named)
		bucket_key = said;
	if (bucket_key == TRI_NO)
		return use->resource;
	if (bucket_key == TRI_YES && !reads)
		return use->subject;
	return arena_printf(use->t->arena, "%.*s%s", STR_ARG(use->subject), HOLE_TEXT);
}

static struct str context_value(const struct key_use *use, const char *template, bool reads)
{
	struct str t = str_from(template);
	ptrdiff_t cut = str_find_char(use->of.resource, '/');

	if (str_eq(t, STR("{account}")))
		return use->of.account;
	if (str_eq(t, STR("{name}")))
		return str_skip(use->of.resource, (size_t)(cut + 1));
	return str_eq(t, STR("{object}")) ? object_named(use, reads) : use->subject;
}

static struct asl_context carries(struct str key, struct str value)
{
	return (struct asl_context){.key = key, .value = value};
}

static const struct asl_context *context_of(const struct key_use *use, bool reads, size_t *n)
{
	struct arena *arena = use->t->arena;
	struct asl_context *context = arena_array(arena, KEY_CONTEXT_MAX, sizeof(*context));
	const struct via_row *via = use->via;

	*n = 0;
	context[(*n)++] = carries(STR("kms:CallerAccount"), use->call->caller_account);
	context[(*n)++] = carries(STR("kms:ViaService"),
				  via_name(arena, via, &use->of, use->of.region, HOLE_TEXT));
	for (size_t i = 0; i < KEY_VIA_CONTEXT_MAX && via->context[i].key != NULL; i++)
		context[(*n)++] = carries(
		    ARENA_JOIN(arena, STR("kms:EncryptionContext:"), str_from(via->context[i].key)),
		    context_value(use, via->context[i].value, reads));
	if (via->alone)
		context[(*n)++] =
		    carries(STR("kms:EncryptionContextKeys"), str_from(via->context[0].key));
	return context;
}

/* ---- the public face ---------------------------------------------------------------------------
 */

static struct lack lack_of(const struct key_use *use, const char *what, struct str subject)
{
	struct str because = use->encryption.because;
	struct str account =
	    arn_is_account_id(use->of.account) ? use->of.account : use->call->caller_account;

	return (struct lack){account,
			     ARENA_JOIN(use->t->arena, str_from(what), STR(" of "),
					holes_show(use->t->arena, subject)),
			     str_is_empty(because) ? STR("never collected") : because};
}

/* A key that an object is written with and that is no ARN is one of the requester's account. */
static void name_requester(struct key_use *use, const struct key_row *row)
{
	struct arn arn;

	if (row->choice == CHOICE_OBJECT && !arn_parse(use->encryption.key, &arn))
		use->of.account = use->call->caller_account;
}

static bool name_key(struct key_use *use, struct keys_needed *out)
{
	struct str key = use->encryption.key;

	if (is_of_aws(key) && !policy_of_aws(use->t, use->via, &use->of, &out->policy_of_aws))
		return false;
	if (!key_arn(use->t->world, use->t->arena, key, &use->of, &out->key, use->t->err))
		return false;
	out->decides = holes_any(out->key)
			   ? arena_printf(use->t->arena, "the key behind %.*s", STR_ARG(key))
			   : STR("");
	return true;
}

bool keys_needed(struct tracer *t, const struct asl_call_need *need, const struct keys_call *call,
		 struct keys_needed *out)
{
	bool asks =
	    need->kind == ASL_CALL || (need->kind == ASL_DATA && need->need == ASL_REQUIRED);
	const struct key_row *row = asks ? row_of(need->action, call->api) : NULL;
	struct key_use use;
	enum tri uses;
	bool assumed, fits;

	*out = (struct keys_needed){.n = 0};
	if (row == NULL || str_is_empty(row->needs[0]))
		return true;
	if (!begin(t, need, call, &use, &fits))
		return false;
	if (!fits)
		return true;
	assumed = row->reads;
	if (!read_encryption(&use, &assumed))
		return false;
	uses = uses_key(&use, row);
	place(&use);
	if (uses == TRI_NO || use.encryption.found == FOUND_ABSENT) {
		out->settled = true;
		return true;
	}
	if (use.encryption.found == FOUND_UNKNOWN) {
		if (uses == TRI_YES)
			out->lack = lack_of(&use, "key", use.subject);
		return true;
	}
	name_requester(&use, row);
	out->settled = true;
	if (is_of_aws(use.encryption.key) && str_eq(use.of.account, call->caller_account))
		return true;
	if (!name_key(&use, out))
		return false;
	out->context = context_of(&use, row->reads, &out->n_context);
	out->actions = row->needs;
	out->open = uses == TRI_UNKNOWN;
	if (out->open && !call->unsaid)
		out->lack = lack_of(&use, "key", use.subject);
	if (assumed)
		out->otherwise = lack_of(&use, "encryption", use.resource);
	while (out->n < KEY_ACTIONS_MAX && !str_is_empty(row->needs[out->n]))
		out->n++;
	return true;
}

bool keys_via(struct tracer *t, const struct asl_call_need *main, const struct keys_call *call,
	      struct ask *ask)
{
	struct key_use use;
	struct arn key;
	bool fits;

	if (!str_starts_nocase(ask->action, STR("kms:")) ||
	    str_starts_nocase(main->action, STR("kms:")))
		return true;
	ask->kind = ASK_KEY;
	if (!begin(t, main, call, &use, &fits))
		return false;
	if (!fits)
		return true;
	if (arn_parse(ask->resource, &key))
		use.of.region = key.region;
	place(&use);
	if (!holes_any(use.subject) &&
	    !t->world->ops->encryption(t->world->self, t->arena, use.subject, &use.encryption,
				       t->err))
		return false;
	ask->context = context_of(&use, false, &ask->n_context);
	return !is_own_of(use.via, use.of.account, ask->resource) ||
	       policy_of_aws(t, use.via, &use.of, &ask->policy_of_aws);
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
	ask->need = keys->open ? ASL_CONDITIONAL : ASL_REQUIRED;
	ask->counts = !keys->open;
	ask->when = keys->open ? STR("WithDecryption is true") : STR("");
	ask->context = keys->context;
	ask->n_context = keys->n_context;
	ask->otherwise = keys->otherwise;
}
