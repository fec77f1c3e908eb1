/* trace/mend_words.c - statements as JSON text, and offers that carry them. */
#include "mend.h"

#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"

enum { STATEMENT_MAX = 1 << 20 };

/* ---- statements --------------------------------------------------------------------------------
 */

struct str literal_json(struct arena *arena, struct str s)
{
	struct buf buf;

	buf_init(&buf, arena, s.n * 6 + 2);
	(void)json_write_str(&buf, s);
	return buf_str(&buf);
}

struct str written(struct arena *arena, const struct json *json, struct str pointer)
{
	struct buf buf;

	buf_init(&buf, arena, SIZE_MAX);
	(void)json_write(&buf, json_at(json, pointer), false);
	return buf_str(&buf);
}

static void put_actions(struct json_out *out, const struct grant *grant)
{
	if (grant->n_actions == 1) {
		json_out_str(out, "Action", grant->actions[0]);
		return;
	}
	json_out_open(out, "Action", '[');
	for (size_t i = 0; i < grant->n_actions; i++)
		json_out_str(out, NULL, grant->actions[i]);
	json_out_close(out, ']');
}

static void put_conditions(struct json_out *out, const struct grant *grant)
{
	if (grant->conditions[0].operator== NULL)
		return;
	json_out_open(out, "Condition", '{');
	for (size_t i = 0; i < 2 && grant->conditions[i].operator!= NULL; i++) {
		json_out_open(out, grant->conditions[i].operator, '{');
		json_out_str(out, grant->conditions[i].key, grant->conditions[i].value);
		json_out_close(out, '}');
	}
	json_out_close(out, '}');
}

struct str grant_json(struct arena *arena, const struct grant *grant)
{
	struct json_out out;
	struct buf buf;

	buf_init(&buf, arena, STATEMENT_MAX);
	json_out_init(&out, &buf, false);
	json_out_open(&out, NULL, '{');
	json_out_str(&out, "Effect", STR("Allow"));
	if (grant->principal_kind != NULL) {
		json_out_open(&out, "Principal", '{');
		json_out_str(&out, grant->principal_kind, grant->principal);
		json_out_close(&out, '}');
	}
	put_actions(&out, grant);
	if (!str_is_empty(grant->resource))
		json_out_str(&out, "Resource", grant->resource);
	put_conditions(&out, grant);
	json_out_close(&out, '}');
	return buf_str(&buf);
}

struct str grant_add(struct arena *arena, struct str document, struct str statement)
{
	struct str out = document;

	if (str_is_empty(document))
		return arena_printf(arena, "{\"Version\":\"2012-10-17\",\"Statement\":[%.*s]}",
				    STR_ARG(statement));
	if (!edit_append(arena, document, STR("/Statement"), statement, &out))
		(void)edit_member(arena, document, STR(""), STR("Statement"), statement, &out);
	return out;
}

struct str grantable(struct arena *arena, struct str resource)
{
	struct str shown = holes_only(resource) ? STR("*") : resource;
	char *copy = arena_cstr(arena, shown);
	size_t n = 0;

	for (size_t i = 0; i < shown.n; i++) {
		char c = shown.p[i] == HOLE ? '*' : shown.p[i];
		if (c == '*' && n > 0 && copy[n - 1] == '*')
			continue;
		copy[n++] = c;
	}
	return (struct str){copy, n};
}

struct str last_statement(struct arena *arena, struct str document)
{
	const struct json *json = NULL, *statements;
	struct err unread;

	(void)json_parse(arena, document, &json, &unread);
	statements = json_get(json, STR("Statement"));
	if (!json_is(statements, JSON_ARRAY))
		return STR("/Statement");
	return arena_printf(arena, "/Statement/%zu", json_count(statements) - 1);
}

/* ---- offers ------------------------------------------------------------------------------------
 */

struct offer *offer_new(struct mend *m, enum remedy_kind kind)
{
	struct offer *offer = vec_push(m->offers);

	offer->remedy.kind = kind;
	offer->remedy.account = m->gate->account;
	return offer;
}

void offer_part(struct mend *m, struct offer *offer, struct str part)
{
	struct str *parts = arena_alloc(m->arena, sizeof(*parts));

	*parts = part;
	offer->remedy.statements = parts;
	offer->remedy.n_statements = 1;
}

static struct str after(struct str label, struct str word)
{
	return str_starts(label, word) ? str_skip(label, word.n) : STR("");
}

/* A policy that AWS keeps: arn:aws:iam::aws:policy/..., p-FullAWSAccess. */
static bool is_aws_own(struct str policy)
{
	struct arn arn;

	return str_ends(policy, STR("FullAWSAccess")) ||
	       (arn_parse(policy, &arn) && str_eq(arn.account, STR("aws")));
}

static bool is_key(struct str resource)
{
	struct arn arn = {.service = {NULL, 0}};

	(void)arn_parse(resource, &arn);
	return str_eq(arn.service, STR("kms"));
}

/* What a label of evidence says that the policy is. */
static bool place(const struct evidence *e, struct offer *offer)
{
	struct remedy *r = &offer->remedy;
	struct str boundary = after(e->policy, STR("boundary "));
	struct str scp = after(e->policy, STR("SCP "));
	struct str rcp = after(e->policy, STR("RCP "));
	struct arn arn;

	offer->change.of = e->of;
	r->of = e->of;
	r->policy = e->policy;
	if (str_eq(e->policy, STR("trust policy"))) {
		offer->change.kind = CHANGE_TRUST;
		r->kind = REMEDY_TRUST_POLICY;
		return arn_parse(e->of, &arn) && !arn_is_kept_role(&arn);
	} else if (str_eq(e->policy, STR("resource policy"))) {
		offer->change.kind = CHANGE_RESOURCE;
		r->kind = is_key(e->of) ? REMEDY_KEY_POLICY : REMEDY_RESOURCE_POLICY;
	} else if (!str_is_empty(scp) || !str_is_empty(rcp)) {
		offer->change.kind = CHANGE_ORG_POLICY;
		offer->change.of = str_is_empty(scp) ? rcp : scp;
		r->kind = str_is_empty(scp) ? REMEDY_RCP : REMEDY_SCP;
		return !is_aws_own(offer->change.of);
	} else if (!str_is_empty(boundary)) {
		offer->change.kind = CHANGE_MANAGED;
		offer->change.of = boundary;
		r->kind = REMEDY_BOUNDARY;
		return !is_aws_own(boundary);
	} else if (str_starts(e->policy, STR("inline "))) {
		offer->change.kind = CHANGE_INLINE;
		offer->change.name = r->name = after(e->policy, STR("inline "));
		r->kind = REMEDY_IDENTITY_POLICY;
		return arn_parse(e->of, &arn) && (arn_is_role(&arn) || arn_is_user(&arn)) &&
		       !arn_is_kept_role(&arn);
	} else {
		offer->change.kind = CHANGE_MANAGED;
		offer->change.of = e->policy;
		r->kind = REMEDY_IDENTITY_POLICY;
		return !is_aws_own(e->policy) && arn_parse(e->policy, &arn);
	}
	return true;
}

struct offer *offer_on(struct mend *m, const struct evidence *e, struct str document,
		       struct str part)
{
	struct offer *offer = offer_new(m, REMEDY_IDENTITY_POLICY);

	if (!place(e, offer)) {
		vec_pop(m->offers);
		return NULL;
	}
	offer->remedy.document = offer->change.document = document;
	offer->remedy.pointer = last_statement(m->arena, document);
	offer_part(m, offer, part);
	return offer;
}

struct offer *offer_edit(struct mend *m, bool made, struct str document, struct str summary)
{
	struct str statement = pointer_statement(m->e->pointer);
	const struct json *json = NULL;
	struct offer *offer;
	struct err unread;

	if (!made)
		return NULL;
	(void)json_parse(m->arena, document, &json, &unread);
	offer = offer_on(m, m->e, document, written(m->arena, json, statement));
	if (offer == NULL)
		return NULL;
	offer->remedy.pointer = statement;
	offer->remedy.summary = summary;
	return offer;
}
