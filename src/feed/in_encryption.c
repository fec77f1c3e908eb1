/* feed/in_encryption.c - answers that name the KMS key of a table, a stream, a bucket, an object
 * ... */
#include "feed/private.h"
#include "rolehop/model/arn.h"

enum { KEY_STEPS_MAX = 4 };

/*
 * TABLE: where an answer has the ARN of what is encrypted and the key. `arn` empty: the answer does
 * not name it. `steps` lead to what the key is in; "0" is the first of a list. Where a word of
 * `by_kms` stands without a key, it is `of_aws`. Source: the API references of the services,
 * operation in the last column.
 */
struct encryption_form {
	struct str within; /* empty: the answer itself */
	struct str arn;
	struct str steps[KEY_STEPS_MAX];
	struct str key;
	struct str algorithm; /* member that begins with `by_kms` where KMS encrypts; empty: the key
			       * tells */
	struct str by_kms;
	struct str of_aws;
	struct str mark; /* another member that such an answer surely has; empty: none */
	const char *operation;
};

/* clang-format off */
static const struct encryption_form forms[] = {
	{STR_INIT("Table"), STR_INIT("TableArn"), {STR_INIT("SSEDescription")}, STR_INIT("KMSMasterKeyArn"),
	 STR_INIT("SSEType"), STR_INIT("KMS"), STR_INIT("alias/aws/dynamodb"), STR_INIT("TableStatus"), "dynamodb:DescribeTable"},
	{STR_INIT("StreamDescriptionSummary"), STR_INIT("StreamARN"), {{NULL, 0}}, STR_INIT("KeyId"),
	 STR_INIT("EncryptionType"), STR_INIT("KMS"), STR_INIT("alias/aws/kinesis"), STR_INIT("StreamStatus"), "kinesis:DescribeStreamSummary"},
	{STR_INIT("StreamDescription"), STR_INIT("StreamARN"), {{NULL, 0}}, STR_INIT("KeyId"),
	 STR_INIT("EncryptionType"), STR_INIT("KMS"), STR_INIT("alias/aws/kinesis"), STR_INIT("StreamStatus"), "kinesis:DescribeStream"},
	{STR_INIT("ServerSideEncryptionConfiguration"), STR_INIT(""), {STR_INIT("Rules"), STR_INIT("0"), STR_INIT("ApplyServerSideEncryptionByDefault")},
	 STR_INIT("KMSMasterKeyID"), STR_INIT("SSEAlgorithm"), STR_INIT("aws:kms"), STR_INIT("alias/aws/s3"), STR_INIT("Rules"), "s3:GetBucketEncryption"},
	{STR_INIT(""), STR_INIT(""), {{NULL, 0}}, STR_INIT("SSEKMSKeyId"),
	 STR_INIT("ServerSideEncryption"), STR_INIT("aws:kms"), STR_INIT("alias/aws/s3"), STR_INIT("ETag"), "s3:HeadObject"},
};
/* clang-format on */

static struct str form_object(struct value *value, const struct encryption_form *form)
{
	const struct piece *piece;

	if (form->within.n == 0)
		return value_object(value);
	piece = value_find(value, form->within);
	return piece != NULL && skim_kind(piece->text) == JSON_OBJECT ? piece->text
								      : (struct str){NULL, 0};
}

static const struct encryption_form *form_of(struct value *value)
{
	struct arena *scratch = &value->in->scratch;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct encryption_form *form = &forms[i];
		struct str object = form_object(value, form);
		if (object.n == 0 || !skim_has(scratch, object, form->mark))
			continue;
		if (form->within.n == 0 && !skim_has(scratch, object, form->algorithm))
			continue;
		if (form->arn.n == 0 || skim_has(scratch, object, form->arn))
			return form;
	}
	return NULL;
}

bool fits_encryption(struct value *value)
{
	return form_of(value) != NULL;
}

static struct str first_element(struct arena *arena, struct str list)
{
	struct str none, first = {NULL, 0};
	struct skim it;

	if (skim_kind(list) != JSON_ARRAY)
		return first;
	skim_begin(&it, arena, list);
	return skim_next(&it, &none, &first) ? first : (struct str){NULL, 0};
}

/* What the key is a member of; empty where a step is not there. */
static struct str walk(struct arena *arena, struct str object, const struct str *steps)
{
	for (size_t i = 0; i < KEY_STEPS_MAX && steps[i].n > 0 && object.n > 0; i++)
		object = str_eq(steps[i], STR("0")) ? first_element(arena, object)
						    : skim_get(arena, object, steps[i]);
	return object;
}

/* The key; empty: AWS encrypts with what is no key of the account's. */
static struct str key_in(struct arena *arena, struct str at, const struct encryption_form *form)
{
	struct str key;

	if (at.n == 0 || !str_starts(skim_get_text(arena, at, form->algorithm), form->by_kms) ||
	    str_starts(skim_get_text(arena, at, STR("Status")), STR("DISABL")))
		return (struct str){NULL, 0};
	key = skim_get_text(arena, at, form->key);
	return key.n > 0 ? key : form->of_aws;
}

static bool has_bucket_key(struct arena *arena, struct str object)
{
	static const struct str rule[KEY_STEPS_MAX] = {STR_INIT("Rules"), STR_INIT("0")};
	struct str enabled = skim_get(arena, walk(arena, object, rule), STR("BucketKeyEnabled"));

	if (enabled.n == 0)
		enabled = skim_get(arena, object, STR("BucketKeyEnabled"));
	return str_eq(enabled, STR("true")) || str_eq(enabled, STR("\"true\""));
}

/* --for, our own ResourceArn beside it, or the answer's own name. */
static struct str arn_of(struct value *value, struct str object, const struct encryption_form *form)
{
	struct str arn = {NULL, 0};

	if (form->arn.n > 0)
		return skim_get_text(&value->in->scratch, object, form->arn);
	arn = value_text(value, STR("ResourceArn"));
	return arn.n > 0 ? arn : value->source->for_arn;
}

void record_encryption(struct record *record, struct str key)
{
	record_named(record, FACT_SETTING, STR("key"), key);
}

void record_region(struct record *record, struct str region)
{
	if (region.n > 0)
		record_named(record, FACT_SETTING, STR("region"), region);
}

bool take_encryption(struct value *value, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	const struct encryption_form *form = form_of(value);
	struct str object = form_object(value, form);
	struct str arn = arn_of(value, object, form);
	struct str region = value_text(value, STR("Region")); /* of our own form */
	struct place place = value_place(value, form->within.n > 0 ? form->within : form->mark);
	struct record record;
	struct arn parts;

	if (arn.n == 0)
		return value_lacks(value, err,
				   "this says how something is encrypted, and not what; name the "
				   "bucket or object with --for ARN");
	if (!arn_parse(arn, &parts))
		return place_bad(&place, err, "\"%.*s\" is no ARN", STR_ARG(arn));
	record_begin(&record, value->in, ENTITY_RESOURCE, arn);
	record_exists(&record);
	record_replaces(&record, FACT_SETTING);
	record_encryption(&record, key_in(scratch, walk(scratch, object, form->steps), form));
	if (str_eq(parts.service, STR("s3"))) {
		if (has_bucket_key(scratch, object))
			record_named(&record, FACT_SETTING, STR("bucket-key"), STR("on"));
		record_region(&record, region.n > 0 ? region : value->source->region);
	}
	resource_account(&record, value);
	return record_put(&record, &place, err);
}
