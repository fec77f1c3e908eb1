/* feed/in_row.c - rows of other engines: {"kind", "account", "arn", "document"}, and AWS Config's.
 */
#include "feed/private.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"

enum { OBJECT_MAX = 64 << 20 };

/* A row, whichever engine made it. */
struct row {
	const struct place *place;
	struct str kind;    /* "role", "AWS::IAM::Role": of what */
	struct str account; /* empty: the ARN tells */
	struct str arn;
	struct str value; /* the document as it came: an object or a text; may be null */
};

static bool is_config_kind(struct str kind)
{
	return str_starts(kind, STR("AWS::"));
}

/* The last word of a kind: "role" of "AWS::IAM::Role", "aws_iam_role" or "iam-role". */
static struct str last_word(struct str kind)
{
	size_t n = kind.n;

	while (n > 0 && kind.p[n - 1] != ':' && kind.p[n - 1] != '_' && kind.p[n - 1] != '-')
		n--;
	return str_skip(kind, n);
}

static bool is_word(struct str kind, const char *word)
{
	struct str last = last_word(kind);
	struct str singular = str_from(word);

	return str_eq_nocase(last, singular) ||
	       (str_starts_nocase(last, singular) && last.n == singular.n + 1 &&
		(last.p[last.n - 1] == 's' || last.p[last.n - 1] == 'S'));
}

/* ---- names as the IAM API has them ------------------------------------------------------- */

static bool is_document(struct str name)
{
	return str_eq_nocase(name, STR("assumeRolePolicyDocument")) ||
	       str_eq_nocase(name, STR("policyDocument")) || str_eq_nocase(name, STR("document"));
}

/*
 * AWS Config writes the API's member names with a small first letter. Documents stay as they are.
 * Source: AWS Config resource schema, AWS::IAM::Role; IAM API Reference, "RoleDetail".
 */
static void add_pascal(struct arena *arena, struct buf *buf, struct str value)
{
	bool object = skim_kind(value) == JSON_OBJECT;
	struct skim it;
	struct str name, member;
	bool first = true;

	if (!object && skim_kind(value) != JSON_ARRAY) {
		buf_add(buf, value);
		return;
	}
	buf_add_char(buf, object ? '{' : '[');
	skim_begin(&it, arena, value);
	while (skim_next(&it, &name, &member)) {
		if (!first)
			buf_add_char(buf, ',');
		first = false;
		if (object) {
			char *copy = arena_cstr(arena, name);
			copy[0] = ascii_upper(copy[0]);
			json_write_str(buf, (struct str){copy, name.n});
			buf_add_char(buf, ':');
		}
		if (object && is_document(name))
			buf_add(buf, member);
		else
			add_pascal(arena, buf, member);
	}
	buf_add_char(buf, object ? '}' : ']');
}

static struct str pascal(struct value *value, struct str object)
{
	struct buf buf;

	buf_init(&buf, &value->in->scratch, OBJECT_MAX);
	add_pascal(&value->in->scratch, &buf, object);
	return buf_str(&buf);
}

/* ---- what the row is about --------------------------------------------------------------- */

static bool put_document(struct value *value, const struct row *row, enum entity_kind kind,
			 enum fact_kind fact, struct str document, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, kind, row->arn);
	record_exists(&record);
	if (document.n > 0)
		record_document(&record, fact, STR(""), document);
	if (arn_is_account_id(row->account))
		record.put.account = row->account;
	return record_put(&record, row->place, err);
}

static bool bad_row(const struct row *row, struct err *err, const char *wants)
{
	return place_bad(row->place, err,
			 "the document of this %.*s is not what is known of one: %s",
			 STR_ARG(row->kind), wants);
}

static bool put_identity(struct value *value, const struct row *row, enum entity_kind kind,
			 struct str document, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	bool policy = skim_has(scratch, document, STR("Statement"));
	struct str account;
	struct str object;
	bool detail;

	if (document.n == 0 || (policy && kind == ENTITY_ROLE))
		return put_document(value, row, kind, FACT_TRUST, document, err);
	if (policy)
		return bad_row(row, err, "a policy needs its name; give the whole user or group");
	object = pascal(value, document);
	detail = skim_has(scratch, object, STR("AttachedManagedPolicies")) &&
		 (skim_has(scratch, object, STR("RolePolicyList")) ||
		  skim_has(scratch, object, STR("UserPolicyList")) ||
		  skim_has(scratch, object, STR("GroupPolicyList")));
	if (!skim_has(scratch, object, STR("Arn")))
		return bad_row(row, err, "a policy, or what get-account-authorization-details has");
	return identity_put(value, row->place, kind, detail ? IDENTITY_DETAIL : IDENTITY_LISTED,
			    object, &account, err);
}

static bool put_managed(struct value *value, const struct row *row, struct str document,
			struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct piece piece = {*row->place, {NULL, 0}};

	if (document.n == 0 || skim_has(scratch, document, STR("Statement")))
		return put_document(value, row, ENTITY_POLICY, FACT_DOCUMENT, document, err);
	piece.text = pascal(value, document);
	piece.place.key = STR("");
	if (!fits_iam_policy(scratch, piece.text))
		return bad_row(row, err, "a policy, or what get-account-authorization-details has");
	return take_policy(value, &piece, err);
}

/* A definition, or what describe-state-machine prints; AWS Config has neither, but the role. */
static bool put_machine(struct value *value, const struct row *row, struct str document,
			struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str object = document;
	struct str definition = skim_get(scratch, object, STR("definition"));
	struct record record;
	struct str text = {NULL, 0};
	bool has = false;

	if (skim_has(scratch, object, STR("States")) && skim_has(scratch, object, STR("StartAt")))
		return put_document(value, row, ENTITY_MACHINE, FACT_DEFINITION, document, err);
	if (is_config_kind(row->kind))
		object = pascal(value, document);
	if (definition.n > 0 &&
	    !document_of(value->in, row->place, "the definition", definition, &text, &has, err))
		return false;
	record_begin(&record, value->in, ENTITY_MACHINE, row->arn);
	record_exists(&record);
	if (has)
		record_document(&record, FACT_DEFINITION, STR(""), text);
	record_value(&record, FACT_ROLE_ARN, skim_get_text(scratch, object, STR("roleArn")));
	record_value(&record, FACT_ROLE_ARN, skim_get_text(scratch, object, STR("RoleArn")));
	record_value(&record, FACT_TYPE, skim_get_text(scratch, object, STR("type")));
	record_value(&record, FACT_TYPE, skim_get_text(scratch, object, STR("StateMachineType")));
	return record_put(&record, row->place, err);
}

static bool put_organization_policy(struct value *value, const struct row *row,
				    enum entity_kind kind, const struct arn *arn,
				    struct str document, struct err *err)
{
	struct row own = *row;

	own.arn = arn_name(arn); /* p-... */
	if (document.n > 0 && !skim_has(&value->in->scratch, document, STR("Statement")))
		return bad_row(row, err, "its content, a policy");
	return put_document(value, &own, kind, FACT_DOCUMENT, document, err);
}

/* What its ARN says that it is; everything else may have a policy of its own. */
static bool put_row(struct value *value, const struct row *row, struct str document,
		    struct err *err)
{
	struct arn arn;

	if (!arn_parse(row->arn, &arn))
		return place_bad(row->place, err, "\"%.*s\" is no ARN", STR_ARG(row->arn));
	if (arn_is_role(&arn))
		return put_identity(value, row, ENTITY_ROLE, document, err);
	if (arn_is_user(&arn))
		return put_identity(value, row, ENTITY_USER, document, err);
	if (str_eq(arn.service, STR("iam")) && str_starts(arn.resource, STR("group/")))
		return put_identity(value, row, ENTITY_GROUP, document, err);
	if (str_eq(arn.service, STR("iam")) && str_starts(arn.resource, STR("policy/")))
		return put_managed(value, row, document, err);
	if (arn_is_machine(&arn))
		return put_machine(value, row, document, err);
	if (str_contains(arn.resource, STR("/service_control_policy/")))
		return put_organization_policy(value, row, ENTITY_SCP, &arn, document, err);
	if (str_contains(arn.resource, STR("/resource_control_policy/")))
		return put_organization_policy(value, row, ENTITY_RCP, &arn, document, err);
	if (document.n > 0 && !skim_has(&value->in->scratch, document, STR("Statement")))
		return bad_row(row, err, "its own policy");
	return put_document(value, row, ENTITY_RESOURCE, FACT_DOCUMENT, document, err);
}

static bool take(struct value *value, const struct row *row, struct err *err)
{
	struct str document;
	bool has = false;

	if (!document_of(value->in, row->place, "the document", row->value, &document, &has, err))
		return false;
	if (has && skim_kind(str_trim(document)) != JSON_OBJECT)
		return bad_row(row, err, "an object");
	return put_row(value, row, has ? document : STR(""), err);
}

/* ---- {"kind", "account", "arn", "document"} ---------------------------------------------- */

/* Each kind that rows may have: the ARN tells which it is, and must agree. */
static bool is_known_kind(struct str kind)
{
	static const char *const words[] = {"role",    "user",	       "group",	    "policy",
					    "machine", "statemachine", "trust",	    "scp",
					    "rcp",     "resource",     "bucket",    "queue",
					    "topic",   "key",	       "secret",    "function",
					    "table",   "bus",	       "parameter", NULL};

	for (size_t i = 0; words[i] != NULL; i++)
		if (is_word(kind, words[i]))
			return true;
	return is_config_kind(kind);
}

bool fits_row(struct value *value)
{
	struct arn arn;

	return value_text(value, STR("kind")).n > 0 &&
	       arn_parse(value_text(value, STR("arn")), &arn);
}

bool take_row(struct value *value, struct err *err)
{
	struct piece piece = value_get(value, STR("document"));
	struct place place = value_place(value, STR("document"));
	struct row row = {.place = &place,
			  .kind = value_text(value, STR("kind")),
			  .account = value_text(value, STR("account")),
			  .arn = value_text(value, STR("arn")),
			  .value = piece.text};
	struct arn arn;

	if (!is_known_kind(row.kind))
		return place_bad(&place, err,
				 "a row of kind \"%.*s\"; rolehop knows role, user, group, policy, "
				 "machine, scp, rcp, resource, and AWS Config's resource types",
				 STR_ARG(row.kind));
	if (arn_parse(row.arn, &arn) && is_word(row.kind, "role") && !arn_is_role(&arn))
		return place_bad(&place, err, "\"%.*s\" is no ARN of a role", STR_ARG(row.arn));
	return take(value, &row, err);
}

/* ---- AWS Config -------------------------------------------------------------------------- */

/* The policy of a resource. Source: AWS Config Developer Guide, "Supported resource types";
 * supplementaryConfiguration of AWS::S3::Bucket, AWS::Lambda::Function, AWS::KMS::Key. */
static struct str supplement(struct arena *arena, struct str item)
{
	struct str more = skim_get(arena, item, STR("supplementaryConfiguration"));
	struct str bucket = skim_get(arena, more, STR("BucketPolicy"));
	struct str policy = skim_get(arena, more, STR("Policy"));

	if (skim_kind(bucket) == JSON_STRING)
		bucket = skim_text(arena, bucket);
	return bucket.n > 0 ? skim_get(arena, bucket, STR("policyText")) : policy;
}

static bool take_item(struct value *value, const struct place *place, struct str item,
		      struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str kind = skim_get_text(scratch, item, STR("resourceType"));
	struct row row = {.place = place,
			  .kind = kind,
			  .account = skim_get_text(scratch, item, STR("accountId")),
			  .arn = skim_get_text(scratch, item, STR("arn"))};
	struct arn arn;

	if (row.account.n == 0)
		row.account = skim_get_text(scratch, item, STR("awsAccountId"));
	if (!arn_parse(row.arn, &arn))
		return place_bad(place, err, "this configuration item has no arn: select it, too");
	row.value = supplement(scratch, item);
	if (str_eq(arn.service, STR("iam")) || arn_is_machine(&arn))
		row.value = skim_get(scratch, item, STR("configuration"));
	return take(value, &row, err);
}

bool fits_config_item(struct value *value)
{
	return is_config_kind(value_text(value, STR("resourceType")));
}

bool take_config_item(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("resourceType"));

	return take_item(value, &place, value_object(value), err);
}

/* aws configservice select-aggregate-resource-config: each result is JSON in a text. */
bool take_config_result(struct value *value, const struct piece *piece, struct err *err)
{
	struct str item;
	bool has = false;

	if (!document_of(value->in, &piece->place, "the result", piece->text, &item, &has, err))
		return false;
	if (!has || !is_config_kind(skim_get_text(&value->in->scratch, item, STR("resourceType"))))
		return true;
	return take_item(value, &piece->place, item, err);
}
