/* feed/in_key.c - what KMS says of a key beside its policy: its grants and aliases. */
#include "feed/endpoint.h"
#include "feed/private.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"

enum { POLICY_MAX = 1 << 20 };

static bool is_key_arn(struct str text)
{
	struct arn arn;

	return arn_parse(text, &arn) && str_eq(arn.service, STR("kms")) &&
	       str_starts(arn.resource, STR("key/"));
}

/* ---- list-grants ------------------------------------------------------------------------- */

/*
 * TABLE: what a constraint of a grant is as a condition. `each`: its members are values of keys of
 * that beginning. Source: AWS KMS API Reference, "GrantConstraints".
 */
static const struct constraint_row {
	struct str name;
	const char *operator;
	const char *key;
	bool each;
	bool whole; /* there are no other members */
} constraint_rows[] = {
    {STR_INIT("EncryptionContextSubset"), "StringEquals", "kms:EncryptionContext:", true, false},
    {STR_INIT("EncryptionContextEquals"), "StringEquals", "kms:EncryptionContext:", true, true},
    {STR_INIT("SourceArn"), "ArnLike", "aws:SourceArn", false, false},
};

/* Nothing is encrypted, so that there is no encryption context to be held against a constraint. */
static bool is_unconstrained(struct str operation)
{
	return str_eq(operation, STR("DescribeKey")) || str_eq(operation, STR("RetireGrant"));
}

static const struct constraint_row *row_of(struct str name)
{
	for (size_t i = 0; i < sizeof(constraint_rows) / sizeof(constraint_rows[0]); i++)
		if (str_eq(constraint_rows[i].name, name))
			return &constraint_rows[i];
	return NULL;
}

static void add_each(struct arena *arena, struct json_out *out, const struct constraint_row *row,
		     const struct json *members)
{
	json_out_open(out, row->operator, '{');
	for (const struct json *m = json_first(members); m != NULL; m = json_next(m))
		json_out_str(out, arena_printf(arena, "%s%.*s", row->key, STR_ARG(json_key(m))).p,
			     json_str(m));
	json_out_close(out, '}');
	if (!row->whole)
		return;
	json_out_open(out, "ForAllValues:StringEquals", '{');
	json_out_open(out, "kms:EncryptionContextKeys", '[');
	for (const struct json *m = json_first(members); m != NULL; m = json_next(m))
		json_out_str(out, NULL, json_key(m));
	json_out_close(out, ']');
	json_out_close(out, '}');
}

/* A constraint that we do not know asks for something that no request is known to have. */
static void add_constraints(struct arena *arena, struct json_out *out,
			    const struct json *constraints)
{
	if (json_count(constraints) == 0)
		return;
	json_out_open(out, "Condition", '{');
	for (const struct json *c = json_first(constraints); c != NULL; c = json_next(c)) {
		const struct constraint_row *row = row_of(json_key(c));
		if (row != NULL && row->each) {
			add_each(arena, out, row, c);
			continue;
		}
		json_out_open(out, row != NULL ? row->operator: "StringEquals", '{');
		json_out_str(
		    out,
		    row != NULL
			? row->key
			: arena_printf(arena, "kms:GrantConstraint:%.*s", STR_ARG(json_key(c))).p,
		    json_is(c, JSON_STRING) ? json_str(c) : STR(""));
		json_out_close(out, '}');
	}
	json_out_close(out, '}');
}

static void add_grantee(struct json_out *out, const struct json *grant)
{
	struct str service = json_get_str(grant, STR("GranteeServicePrincipal"));
	struct str grantee = json_get_str(grant, STR("GranteePrincipal"));

	if (service.n == 0 && str_ends(grantee, STR(".amazonaws.com")))
		service = grantee;
	json_out_open(out, "Principal", '{');
	json_out_str(out, service.n > 0 ? "Service" : "AWS", service.n > 0 ? service : grantee);
	json_out_close(out, '}');
}

/* The statement for those operations that are constrained, or for those that are not. */
static void add_statement(struct arena *arena, struct json_out *out, const struct json *grant,
			  bool constrained)
{
	const struct json *operations = json_get(grant, STR("Operations"));
	const struct json *constraints = json_get(grant, STR("Constraints"));
	size_t n = 0;

	for (const struct json *o = json_first(operations); o != NULL; o = json_next(o))
		n += is_unconstrained(json_str(o)) != constrained;
	if (n == 0)
		return;
	json_out_open(out, NULL, '{');
	json_out_str(out, "Effect", STR("Allow"));
	add_grantee(out, grant);
	json_out_open(out, "Action", '[');
	for (const struct json *o = json_first(operations); o != NULL; o = json_next(o))
		if (is_unconstrained(json_str(o)) != constrained)
			json_out_str(out, NULL,
				     arena_printf(arena, "kms:%.*s", STR_ARG(json_str(o))));
	json_out_close(out, ']');
	json_out_str(out, "Resource", STR("*"));
	if (constrained)
		add_constraints(arena, out, constraints);
	json_out_close(out, '}');
}

/* The policy that a grant amounts to: it allows one grantee some operations on its key. */
static struct str policy_of(struct arena *arena, const struct json *grant)
{
	struct json_out out;
	struct buf buf;

	buf_init(&buf, arena, POLICY_MAX);
	json_out_init(&out, &buf, false);
	json_out_open(&out, NULL, '{');
	json_out_str(&out, "Version", STR("2012-10-17"));
	json_out_open(&out, "Statement", '[');
	add_statement(arena, &out, grant, true);
	add_statement(arena, &out, grant, false);
	json_out_close(&out, ']');
	json_out_close(&out, '}');
	return buf_str(&buf);
}

/* A key by its id is of the account and region that the folders or the options tell. */
static struct str grant_key(struct value *value, struct str key)
{
	const struct source *source = value->source;

	if (is_key_arn(key))
		return key;
	if (is_key_arn(source->for_arn) && (key.n == 0 || str_ends(source->for_arn, key)))
		return source->for_arn;
	if (key.n == 0 || !arn_is_account_id(source->account) || source->region.n == 0)
		return STR("");
	return arena_printf(&value->arena, "arn:%s:kms:%.*s:%.*s:key/%.*s",
			    partition_of(source->region)->name, STR_ARG(source->region),
			    STR_ARG(source->account), STR_ARG(key));
}

/* Are these all grants of the key? Only its name beside them says so, since a list may have been
 * asked for by grantee. */
static struct str whole_key(struct value *value)
{
	struct str key = value_text(value, STR("KeyId"));

	if (key.n == 0 && is_key_arn(value->source->for_arn))
		key = value->source->for_arn;
	return value_is_cut(value) || key.n == 0 ? STR("") : grant_key(value, key);
}

/* Adds the grants of `key` that are among the elements. */
static bool put_grants(struct value *value, const struct vec *elements, struct str key, bool whole,
		       struct err *err)
{
	struct place place = value_place(value, STR("Grants"));
	struct record record;

	record_begin(&record, value->in, ENTITY_RESOURCE, key);
	record_exists(&record);
	for (size_t i = 0; i < elements->n; i++) {
		const struct json *grant = NULL;
		struct str id;
		if (!json_parse(&value->arena, *(struct str *)vec_at(elements, i), &grant, err))
			return false;
		id = json_get_str(grant, STR("GrantId"));
		if (id.n > 0 && str_eq(grant_key(value, json_get_str(grant, STR("KeyId"))), key))
			record_document(&record, FACT_GRANT, id, policy_of(&value->arena, grant));
	}
	if (whole) {
		record_complete(&record, "grants");
		record_replaces(&record, FACT_GRANT);
	}
	return record_put(&record, &place, err);
}

bool fits_grants(struct value *value)
{
	struct vec elements;

	value_elements(value, STR("Grants"), &elements);
	return elements.n == 0 ? value_text(value, STR("KeyId")).n > 0
			       : skim_has(&value->in->scratch, *(struct str *)vec_at(&elements, 0),
					  STR("GrantId"));
}

bool take_grants(struct value *value, struct err *err)
{
	struct str whole = whole_key(value);
	struct vec elements, keys;

	value_elements(value, STR("Grants"), &elements);
	vec_init(&keys, &value->arena, sizeof(struct str));
	if (whole.n > 0)
		*(struct str *)vec_push(&keys) = whole;
	for (size_t i = 0; i < elements.n; i++) {
		struct str id =
		    skim_get_text(&value->arena, *(struct str *)vec_at(&elements, i), STR("KeyId"));
		struct str key = grant_key(value, id);
		if (key.n == 0)
			return value_lacks(value, err,
					   "these grants do not say of which key they are; name it "
					   "with --for ARN");
		if (!vec_has_str(&keys, key))
			*(struct str *)vec_push(&keys) = key;
	}
	for (size_t i = 0; i < keys.n; i++) {
		struct str key = *(struct str *)vec_at(&keys, i);
		if (!put_grants(value, &elements, key, str_eq(key, whole), err))
			return false;
	}
	return true;
}

/* ---- list-aliases ------------------------------------------------------------------------ */

bool fits_key_alias(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("AliasArn")) &&
	       skim_has(arena, element, STR("AliasName"));
}

/* AWS's own aliases are left out: every account has them, and no customer's policy is behind them.
 */
bool take_key_alias(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str key = skim_get_text(scratch, piece->text, STR("AliasArn"));
	struct record record;
	struct arn arn;

	if (!arn_parse(key, &arn) || !str_starts(arn.resource, STR("alias/")))
		return place_bad(&piece->place, err, "\"%.*s\" is no ARN of an alias of a key",
				 STR_ARG(key));
	if (str_starts(arn.resource, STR("alias/aws/")))
		return true;
	record_begin(&record, value->in, ENTITY_RESOURCE, key);
	record_exists(&record);
	record_value(&record, FACT_VALUE, skim_get_text(scratch, piece->text, STR("TargetKeyId")));
	record_replaces(&record, FACT_VALUE);
	return record_put(&record, &piece->place, err);
}
