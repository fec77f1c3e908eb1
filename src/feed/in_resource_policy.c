/* feed/in_resource_policy.c - policies of queues, topics, functions, buckets, keys, secrets ... */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/*
 * Where an answer has the policy and, if at all, the ARN of what it belongs to. `within` is the
 * member that holds both; empty: the answer itself.
 * Source: the API references of the services, operation in the last column.
 */
struct policy_form {
	struct str within;
	struct str policy;
	struct str arn;
	const char *operation;
};

/* clang-format off */
static const struct policy_form forms[] = {
	{STR_INIT(""), STR_INIT("Policy"), STR_INIT("ResourceArn"), "our own {ResourceArn, Policy}; DescribeResourcePolicy"},
	{STR_INIT(""), STR_INIT("policy"), STR_INIT("resourceArn"), "the same in lower case"},
	{STR_INIT(""), STR_INIT("Policy"), STR_INIT("resourceArn"), "mixed"},
	{STR_INIT(""), STR_INIT("ResourcePolicy"), STR_INIT("ResourceArn"), "cloudtrail:GetResourcePolicy, comprehend"},
	{STR_INIT(""), STR_INIT("resourcePolicy"), STR_INIT("resourceArn"), "bedrock:GetResourcePolicy"},
	{STR_INIT(""), STR_INIT("PolicyDocument"), STR_INIT("ResourceArn"), "cloudfront:GetResourcePolicy, networkmanager"},
	{STR_INIT("Attributes"), STR_INIT("Policy"), STR_INIT("QueueArn"), "sqs:GetQueueAttributes"},
	{STR_INIT("Attributes"), STR_INIT("Policy"), STR_INIT("TopicArn"), "sns:GetTopicAttributes"},
	{STR_INIT("Attributes"), STR_INIT("Policy"), STR_INIT("-"), "either of them, asked for the policy alone"},
	{STR_INIT(""), STR_INIT("ResourcePolicy"), STR_INIT("ARN"), "secretsmanager:GetResourcePolicy"},
	{STR_INIT(""), STR_INIT("Policy"), STR_INIT("Arn"), "events:DescribeEventBus"},
	{STR_INIT(""), STR_INIT("Policy"), STR_INIT("BackupVaultArn"), "backup:GetBackupVaultAccessPolicy"},
	{STR_INIT("DomainStatus"), STR_INIT("AccessPolicies"), STR_INIT("ARN"), "es:DescribeDomain"},
	{STR_INIT("policy"), STR_INIT("document"), STR_INIT("resourceArn"), "codeartifact:GetDomainPermissionsPolicy"},
	{STR_INIT("policy"), STR_INIT("Policy"), STR_INIT("-"), "glacier:GetVaultAccessPolicy"},
	{STR_INIT(""), STR_INIT("Policy"), STR_INIT("-"), "lambda, s3, kms, dynamodb, kinesis, efs, acm-pca, glue ..."},
	{STR_INIT(""), STR_INIT("policy"), STR_INIT("-"), "codebuild, vpc-lattice, dsql, s3vectors ..."},
	{STR_INIT(""), STR_INIT("resourcePolicy"), STR_INIT("-"), "s3tables:GetTableBucketPolicy"},
	{STR_INIT(""), STR_INIT("ResourcePolicy"), STR_INIT("-"), "sagemaker, redshift, cloudhsm"},
	{STR_INIT(""), STR_INIT("policyText"), STR_INIT("-"), "ecr:GetRepositoryPolicy"},
	{STR_INIT(""), STR_INIT("PolicyInJson"), STR_INIT("-"), "glue:GetResourcePolicy"},
	{STR_INIT(""), STR_INIT("policyDocument"), STR_INIT("-"), "aps:DescribeResourcePolicy"},
};
/* clang-format on */

enum { FORM_COUNT = sizeof(forms) / sizeof(forms[0]) };

/*
 * An answer with the ARN and without the policy: there is none, if it was asked for. Topics give
 * all attributes; queues those asked for, all of them if the time of creation is there.
 */
static bool arn_alone_counts(struct arena *arena, const struct policy_form *form, struct str object)
{
	return str_eq(form->arn, STR("TopicArn")) ||
	       (str_eq(form->arn, STR("QueueArn")) &&
		skim_has(arena, object, STR("CreatedTimestamp")));
}

/* The member that a form's keys are looked up in. */
static struct str form_object(struct value *value, const struct policy_form *form)
{
	const struct piece *piece = NULL;

	if (form->within.n == 0)
		return value_object(value);
	piece = value_find(value, form->within);
	return piece != NULL && skim_kind(piece->text) == JSON_OBJECT ? piece->text
								      : (struct str){NULL, 0};
}

static bool is_document_value(struct str value)
{
	return skim_kind(value) == JSON_STRING || skim_kind(value) == JSON_OBJECT;
}

/* Our own form says with null that there is none. */
static bool is_null(struct str value)
{
	return value.n > 0 && skim_kind(value) == JSON_NULL;
}

/* secretsmanager and events leave the policy out, but nothing else of theirs. */
static bool fits_without_policy(struct value *value)
{
	bool secret = value_has(value, STR("ARN")) && value_has(value, STR("Name")) &&
		      str_contains(value_text(value, STR("ARN")), STR(":secretsmanager:"));
	bool bus = value_has(value, STR("Arn")) && value_has(value, STR("Name")) &&
		   str_contains(value_text(value, STR("Arn")), STR(":event-bus/"));

	return secret || bus;
}

static const struct policy_form *form_of(struct value *value)
{
	struct arena *scratch = &value->in->scratch;

	for (size_t i = 0; i < FORM_COUNT; i++) {
		const struct policy_form *form = &forms[i];
		struct str object = form_object(value, form);
		bool policy = false;
		bool arn = false;
		if (object.n == 0)
			continue;
		policy = is_document_value(skim_get(scratch, object, form->policy)) ||
			 (i == 0 && is_null(skim_get(scratch, object, form->policy)));
		arn = str_eq(form->arn, STR("-")) || skim_has(scratch, object, form->arn);
		if (arn && (policy || arn_alone_counts(scratch, form, object)))
			return form;
	}
	return NULL;
}

bool fits_resource_policy(struct value *value)
{
	return form_of(value) != NULL || fits_without_policy(value);
}

/* ---- whose policy it is ------------------------------------------------------------------ */

/* The bucket or access point of an object's ARN; other ARNs as they are. */
static struct str without_object(struct str text)
{
	ptrdiff_t slash = str_find_char(text, '/');
	ptrdiff_t object = str_find(text, STR("/object/"));

	if (str_contains(text, STR(":accesspoint/")) && object > 0)
		return str_slice(text, 0, (size_t)object);
	if (!str_contains(text, STR(":s3:::")) || slash < 0)
		return text;
	return str_slice(text, 0, (size_t)slash);
}

/* One text or a list of texts: are they all one ARN without wildcards? It is *arn then. */
static bool one_resource(struct arena *arena, struct str resource, struct str *arn)
{
	struct skim it;
	struct str none;
	struct str text = resource;
	bool list = skim_kind(resource) == JSON_ARRAY;

	skim_begin(&it, arena, resource);
	while (!list || skim_next(&it, &none, &text)) {
		struct str one = without_object(skim_text(arena, text));
		struct arn parts;
		if (str_find_char(one, '*') >= 0 || str_find_char(one, '?') >= 0 ||
		    !arn_parse(one, &parts) || (arn->n > 0 && !str_eq(*arn, one)))
			return false;
		*arn = one;
		if (!list)
			return true;
	}
	return true;
}

struct str policy_resource(struct arena *arena, struct str policy)
{
	struct str statements = skim_get(arena, policy, STR("Statement"));
	struct str arn = {NULL, 0};
	struct str none;
	struct str statement = statements;
	bool list = skim_kind(statements) == JSON_ARRAY;
	struct skim it;

	skim_begin(&it, arena, statements);
	while (!list || skim_next(&it, &none, &statement)) {
		struct str resource = skim_get(arena, statement, STR("Resource"));
		if (resource.n == 0 || !one_resource(arena, resource, &arn))
			return (struct str){NULL, 0};
		if (!list)
			break;
	}
	return arn;
}

static bool no_resource(struct value *value, struct err *err)
{
	return value_lacks(value, err,
			   "this policy does not say what it belongs to (its Resource is not one "
			   "ARN); name that with --for ARN");
}

/* ---- putting it -------------------------------------------------------------------------- */

struct found_policy {
	struct str arn;
	struct str document;
	bool has;
	bool keeps; /* the answer says nothing of the policy */
	bool whole; /* the answer would name a key, were there one */
	bool one;   /* of several that there may be */
	struct str key;
};

/* The ARN of a bucket does not say whose it is. */
void resource_account(struct record *record, const struct value *value)
{
	struct arn arn;

	if (arn_parse(record->put.key, &arn) && arn.account.n == 0 &&
	    arn_is_account_id(value->source->account))
		record->put.account = value->source->account;
}

/* A policy on a role is its trust policy; machines and other identities take none. */
static bool found_put(struct value *value, const struct place *place,
		      const struct found_policy *found, struct err *err)
{
	struct record record;
	struct arn arn;
	bool role = false;

	if (!arn_parse(found->arn, &arn))
		return place_bad(place, err, "\"%.*s\" is no ARN", STR_ARG(found->arn));
	role = arn_is_role(&arn);
	if (arn_is_machine(&arn) || (str_eq(arn.service, STR("iam")) && !role))
		return place_bad(place, err, "%.*s: this kind of thing has no policy of its own",
				 STR_ARG(found->arn));
	record_begin(&record, value->in, role ? ENTITY_ROLE : ENTITY_RESOURCE, found->arn);
	record_exists(&record);
	if (found->has)
		record_document(&record, role ? FACT_TRUST : FACT_DOCUMENT, STR(""),
				found->document);
	if (found->whole)
		record_replaces(&record, FACT_SETTING);
	if (found->whole || found->key.n > 0)
		record_encryption(&record, found->key);
	if (!role && found->keeps) {
		resource_account(&record, value);
	} else if (!role) {
		record_replaces(&record, FACT_DOCUMENT);
		if (found->one)
			record_replaces(&record, FACT_COMPLETE);
		else
			record_complete(&record, "policy");
		resource_account(&record, value);
	}
	return record_put(&record, place, err);
}

/* A topic's or queue's ARN, --for, and the policy's own Resource, in this order. */
static bool found_name(struct value *value, struct str object, const struct policy_form *form,
		       struct found_policy *found)
{
	struct arena *scratch = &value->in->scratch;
	struct arn arn;

	if (!str_eq(form->arn, STR("-")))
		found->arn = skim_get_text(scratch, object, form->arn);
	if (found->arn.n == 0 && arn_parse(value->source->for_arn, &arn))
		found->arn = value->source->for_arn;
	if (found->arn.n == 0 && found->has)
		found->arn = policy_resource(scratch, found->document);
	return found->arn.n > 0;
}

/* secretsmanager:DescribeSecret and GetSecretValue tell of versions, and nothing of the policy. */
static bool describes_secret(struct value *value)
{
	return value_has(value, STR("CreatedDate")) || value_has(value, STR("VersionId")) ||
	       value_has(value, STR("VersionIdsToStages"));
}

static bool take_without_policy(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Name"));
	struct found_policy found = {.arn = value_text(value, STR("ARN"))};

	found.keeps = describes_secret(value);
	found.whole = value_has(value, STR("CreatedDate"));
	if (found.keeps)
		found.key = value_text(value, STR("KmsKeyId"));
	/* Source: AWS Secrets Manager API Reference, "DescribeSecret", KmsKeyId */
	if (found.whole && found.keeps && found.key.n == 0)
		found.key = STR("alias/aws/secretsmanager");
	if (found.arn.n == 0)
		found.arn = value_text(value, STR("Arn"));
	return found_put(value, &place, &found, err);
}

bool take_resource_policy(struct value *value, struct err *err)
{
	const struct policy_form *form = form_of(value);
	struct found_policy found = {.has = false};
	struct str object;
	struct place place;

	if (form == NULL)
		return take_without_policy(value, err);
	object = form_object(value, form);
	place = value_place(value, form->within.n > 0 ? form->within : form->policy);
	if (!document_of(value->in, &place, "the policy",
			 skim_get(&value->in->scratch, object, form->policy), &found.document,
			 &found.has, err))
		return false;
	if (!found_name(value, object, form, &found))
		return no_resource(value, err);
	if (str_eq(form->within, STR("Attributes"))) {
		found.key = skim_get_text(&value->in->scratch, object, STR("KmsMasterKeyId"));
		found.whole = arn_alone_counts(&value->in->scratch, form, object);
	}
	/* Source: AWS Glue Web API Reference, "GetResourcePolicies": AWS RAM may have set others.
	 */
	found.one = str_eq(form->policy, STR("PolicyInJson"));
	return found_put(value, &place, &found, err);
}

/* ---- a policy alone: the file is the document -------------------------------------------- */

bool fits_bare_policy(struct value *value)
{
	return value->whole.n > 0;
}

bool take_bare_policy(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Statement"));
	struct found_policy found = {
	    .arn = value->source->for_arn, .document = value->whole, .has = true};
	struct record record;
	struct arn arn;

	if (found.arn.n == 0)
		found.arn = policy_resource(&value->in->scratch, value_object(value));
	if (found.arn.n == 0)
		return no_resource(value, err);
	if (!arn_parse(found.arn, &arn) || !str_eq(arn.service, STR("iam")) ||
	    !str_starts(arn.resource, STR("policy/")))
		return found_put(value, &place, &found, err);
	record_begin(&record, value->in, ENTITY_POLICY, found.arn);
	record_exists(&record);
	record_document(&record, FACT_DOCUMENT, STR(""), value->whole);
	return record_put(&record, &place, err);
}

/* ---- lists ------------------------------------------------------------------------------- */

/* Members that hold the ARN of something listed. */
static const struct str arn_members[] = {
    STR_INIT("FunctionArn"), STR_INIT("KeyArn"),   STR_INIT("TopicArn"), STR_INIT("ARN"),
    STR_INIT("TableArn"),    STR_INIT("QueueArn"), STR_INIT("Arn"),
};

static struct str listed_arn(struct arena *arena, struct str element)
{
	struct arn arn;

	for (size_t i = 0; i < sizeof(arn_members) / sizeof(arn_members[0]); i++) {
		struct str text = skim_get_text(arena, element, arn_members[i]);
		if (text.n > 0 && arn_parse(text, &arn) && !str_eq(arn.service, STR("iam")))
			return text;
	}
	return (struct str){NULL, 0};
}

bool fits_resource_listed(struct arena *arena, struct str element)
{
	return listed_arn(arena, element).n > 0;
}

/* Which key encrypts a secret, its list says, too. Source: AWS Secrets Manager API Reference,
 * "SecretListEntry", KmsKeyId. */
bool take_secret_listed(struct value *value, const struct piece *piece, struct err *err)
{
	struct str key = skim_get_text(&value->in->scratch, piece->text, STR("KmsKeyId"));
	struct found_policy found = {.arn = listed_arn(&value->in->scratch, piece->text),
				     .keeps = true,
				     .whole = true,
				     .key = key.n > 0 ? key : STR("alias/aws/secretsmanager")};

	return found_put(value, &piece->place, &found, err);
}

/* That it exists, and no more. */
bool take_resource_listed(struct value *value, const struct piece *piece, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, ENTITY_RESOURCE,
		     listed_arn(&value->in->scratch, piece->text));
	record_exists(&record);
	resource_account(&record, value);
	return record_put(&record, &piece->place, err);
}

/* An event bus or a search domain in a list, its policy in it where it has one. */
bool take_resource_element(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct found_policy found = {.arn = listed_arn(scratch, piece->text)};
	struct str policy = skim_get(scratch, piece->text, STR("Policy"));

	if (policy.n == 0)
		policy = skim_get(scratch, piece->text, STR("AccessPolicies"));
	if (!document_of(value->in, &piece->place, "the policy", policy, &found.document,
			 &found.has, err))
		return false;
	return found_put(value, &piece->place, &found, err);
}
