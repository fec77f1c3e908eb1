/* trace/mend_trust.c - offers to make a trust policy admit the caller. */
#include "mend.h"

#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"
#include "shows.h"

/* ---- where a condition stands -------------------------------------------------------------------
 */

/* ".../Condition/OPERATOR/KEY" of a pointer to a value below. */
static struct str key_pointer(struct str pointer)
{
	struct str_split it = {pointer, false};
	struct str token;
	size_t n = 0, after = 0;
	bool seen = false;

	for (bool first = true; after < 2 && str_next(&it, '/', &token); first = false) {
		n += token.n + (first ? 0 : 1);
		after += seen;
		seen |= str_eq_nocase(token, STR("Condition"));
	}
	return str_slice(pointer, 0, n);
}

static struct str parent_of(struct str pointer)
{
	ptrdiff_t slash = str_find_last_char(pointer, '/');

	return slash < 0 ? STR("") : str_slice(pointer, 0, (size_t)slash);
}

/* Whom else the statement names: a condition that opens, opens for them too. */
static struct str named_beside(struct mend *m)
{
	const struct json *principal =
	    json_at(m->document, arena_printf(m->arena, "%.*s/Principal",
					      STR_ARG(pointer_statement(m->e->pointer))));
	struct buf names;

	buf_init(&names, m->arena, SIZE_MAX);
	if (json_is(principal, JSON_STRING))
		return STR("everyone");
	for (const struct json *kind = json_first(principal); kind; kind = json_next(kind)) {
		const struct json *name = json_is(kind, JSON_ARRAY) ? json_first(kind) : kind;
		for (; name; name = json_is(kind, JSON_ARRAY) ? json_next(name) : NULL)
			if (!str_eq(json_str(name), m->hop->identity))
				buf_printf(&names, "%s%.*s", names.n > 0 ? ", " : "",
					   STR_ARG(json_str(name)));
	}
	return buf_str(&names);
}

/* Does the statement, as changed, ask for an ExternalId that is written out? */
static bool is_tied(struct mend *m, struct str document)
{
	const struct json *root = NULL, *block;
	struct err unread;

	(void)json_parse(m->arena, document, &root, &unread);
	block = json_at(root, arena_printf(m->arena, "%.*s/Condition/StringEquals",
					   STR_ARG(pointer_statement(m->e->pointer))));
	for (const struct json *key = json_first(block); key; key = json_next(key))
		if (str_eq_nocase(json_key(key), STR("sts:ExternalId")))
			return true;
	return false;
}

static void offer_change(struct mend *m, bool made, struct str document, struct str summary)
{
	struct offer *offer = offer_edit(m, made, document, summary);

	if (offer == NULL)
		return;
	offer->tied = is_tied(m, document);
	if (m->at.point == POINT_CONDITION)
		offer->beside = named_beside(m);
}

/* ---- a value that differs -----------------------------------------------------------------------
 */

/* Nothing that exists can send this value: it is no ARN of a machine that may be there. */
static bool is_dead_id(struct mend *m, struct str value, bool *dead)
{
	enum found found = FOUND_UNKNOWN;
	const struct machine *machine;
	struct lack lack;
	struct arn arn;

	*dead = str_starts(value, STR("arn:"));
	if (!arn_parse(value, &arn) || !arn_is_machine(&arn) || str_find_char(value, '*') >= 0)
		return true;
	if (!m->world->ops->machine(m->world->self, m->arena, arn_machine_base(value), &found,
				    &machine, &lack, m->err))
		return false;
	*dead = found == FOUND_ABSENT;
	return true;
}

/* Is one more value one more that is taken? */
static bool lists_values(struct str operator)
{
	return (str_contains_nocase(operator, STR("String")) ||
		str_contains_nocase(operator, STR("Arn"))) &&
	       !str_contains_nocase(operator, STR("Not"));
}

/* The condition takes the caller's value too, or instead where the old one is dead. */
static bool mend_value(struct mend *m, struct str has)
{
	struct str pointer = key_pointer(m->e->pointer), text = STR("");
	const struct json *value = json_at(m->document, pointer);
	struct str literal = literal_json(m->arena, has);
	bool made, dead = false;

	if (!lists_values(m->at.operator))
		return true;
	if (json_is(value, JSON_STRING) && !is_dead_id(m, json_str(value), &dead))
		return false;
	made = !holes_any(has) && (dead ? edit_replace : edit_append)(m->arena, m->e->document,
								      pointer, literal, &text);
	offer_change(m, made, text,
		     arena_printf(m->arena, "in %.*s %s %.*s %s%.*s%s",
				  STR_ARG(say_policy(m->arena, m->e)), dead ? "change" : "accept",
				  STR_ARG(m->at.key), dead ? "to " : "", STR_ARG(has),
				  dead ? "" : " as well"));
	return true;
}

/* The operator that takes wildcards, of one that does not: StringLikeIfExists of
 * StringEqualsIfExists. None of them ignores case. */
static struct str like_of(struct arena *arena, struct str operator)
{
	ptrdiff_t equals = str_find(operator, STR("Equals"));

	return arena_printf(arena, "%.*sLike%s", (int)equals, operator.p,
			    str_ends(operator, STR("IfExists")) ? "IfExists" : "");
}

/* A pattern under StringEquals goes under StringLike; what was alone takes its block along. */
static bool move_pattern(struct mend *m, struct str like, struct str *text)
{
	struct str key = key_pointer(m->e->pointer), block = parent_of(key), all = parent_of(block);
	struct str to = arena_printf(m->arena, "%.*s/%.*s", STR_ARG(all), STR_ARG(like));
	const struct json *there = json_at(m->document, to);
	bool alone = json_count(json_at(m->document, block)) == 1;
	struct str literal = written(m->arena, m->document, key), member;

	if (json_get_nocase(there, m->at.key) != NULL)
		return false;
	if (alone && there == NULL)
		return edit_rename(m->arena, *text, block, like, text);
	member = arena_printf(m->arena, "{%.*s:%.*s}", STR_ARG(literal_json(m->arena, m->at.key)),
			      STR_ARG(literal));
	(void)edit_remove(m->arena, *text, alone ? block : key, text);
	if (!edit_member(m->arena, *text, to, m->at.key, literal, text))
		(void)edit_member(m->arena, *text, all, like, member, text);
	return true;
}

static void mend_operator(struct mend *m)
{
	struct str text = m->e->document, like = like_of(m->arena, m->at.operator);
	bool made = move_pattern(m, like, &text);

	offer_change(m, made, text,
		     arena_printf(m->arena, "in %.*s compare %.*s with %.*s, not %.*s",
				  STR_ARG(say_policy(m->arena, m->e)), STR_ARG(m->at.key),
				  STR_ARG(like), STR_ARG(m->at.operator)));
}

/* ---- a principal that differs -------------------------------------------------------------------
 */

/* What was meant for the caller and names nobody, or nobody who calls: a deleted role's id, a
 * session, another path. */
static bool is_stale(const struct mend *m, struct str value)
{
	struct shown s = {m->arena, m->trace, m->hop, m->gate, m->e, m->at, NULL};
	struct arn caller, named;

	if (shows_trust_names_id(&s))
		return true;
	if (!arn_parse(value, &named) || !arn_parse(m->hop->identity, &caller) ||
	    !str_eq(named.account, caller.account))
		return false;
	if (arn_is_assumed_role(&named))
		return str_eq(arn_session_role_name(&named), arn_name(&caller));
	return shows_only_path_differs(&s) || shows_only_case_differs(&s);
}

static void mend_stale(struct mend *m)
{
	const struct json *value = json_at(m->document, m->e->pointer);
	struct str literal = literal_json(m->arena, m->hop->identity), text = STR("");
	bool made = json_is(value, JSON_STRING) && is_stale(m, json_str(value)) &&
		    edit_replace(m->arena, m->e->document, m->e->pointer, literal, &text);

	offer_change(m, made, text,
		     arena_printf(m->arena, "in %.*s name %.*s instead of %.*s",
				  STR_ARG(say_policy(m->arena, m->e)), STR_ARG(m->hop->identity),
				  STR_ARG(json_str(value))));
}

/* ---- a statement of its own ---------------------------------------------------------------------
 */

static bool offer_statement(struct mend *m, const struct grant *grant, struct str summary)
{
	struct evidence about = {.policy = STR("trust policy"), .of = m->hop->target};
	struct str statement = grant_json(m->arena, grant);
	enum found found = FOUND_UNKNOWN;
	const struct role *role = NULL;
	struct offer *offer;
	struct lack lack;

	if (!m->world->ops->identity(m->world->self, m->arena, m->hop->target, &found, &role, &lack,
				     m->err))
		return false;
	if (found != FOUND_YES || role->trust == NULL)
		return true;
	offer = offer_on(m, &about, grant_add(m->arena, policy_text(role->trust), statement),
			 statement);
	if (offer == NULL)
		return true;
	offer->remedy.summary = summary;
	offer->tied = !holes_any(m->hop->external_id);
	return true;
}

static bool mend_own_statement(struct mend *m)
{
	struct grant grant = {.principal_kind = "AWS",
			      .principal = m->hop->identity,
			      .actions = &m->hop->action,
			      .n_actions = 1};
	struct str role = say_name(m->arena, m->hop->target);
	struct arn arn;

	if (!arn_parse(m->hop->identity, &arn) || holes_any(m->hop->identity))
		return true;
	if (!str_is_empty(m->hop->external_id)) {
		grant.conditions[0].operator= holes_any(m->hop->external_id) ? "StringLike"
									     : "StringEquals";
		grant.conditions[0].key = "sts:ExternalId";
		grant.conditions[0].value = grantable(m->arena, m->hop->external_id);
	}
	return offer_statement(
	    m, &grant,
	    arena_printf(m->arena,
			 "add a statement to the trust policy of %.*s: %.*s may assume it%s",
			 STR_ARG(role), STR_ARG(say_name(m->arena, m->hop->identity)),
			 grant.conditions[0].operator!= NULL ? ", with this ExternalId only" : ""));
}

/* An ExternalId that the trust policy wants is for the caller to send, not for the role to waive.
 */
static bool asks_external_id(struct mend *m)
{
	return str_eq_nocase(m->at.key, STR("sts:ExternalId")) && evidence_has_nothing(m->e);
}

bool mend_trust(struct mend *m)
{
	struct shown s = {m->arena, m->trace, m->hop, m->gate, m->e, m->at, NULL};

	if (asks_external_id(m))
		return true;
	if (m->at.point == POINT_CONDITION && shows_literal_wildcard(&s))
		mend_operator(m);
	if (shows_at_external_id(&s) && !evidence_has_nothing(m->e) &&
	    !mend_value(m, m->hop->external_id))
		return false;
	if (m->at.point == POINT_PRINCIPAL)
		mend_stale(m);
	return mend_own_statement(m);
}

/* ---- Step Functions itself ----------------------------------------------------------------------
 */

static void mend_service_name(struct mend *m)
{
	struct str literal = literal_json(m->arena, m->hop->identity), text = STR("");
	struct str pointer = m->e->pointer;
	bool made;

	if (pointer_is_index(str_skip(pointer, parent_of(pointer).n + 1)))
		pointer = parent_of(pointer);
	made = str_ends(pointer, STR("/Service")) &&
	       edit_append(m->arena, m->e->document, pointer, literal, &text);
	offer_change(m, made, text,
		     arena_printf(m->arena, "in %.*s trust %.*s as well",
				  STR_ARG(say_policy(m->arena, m->e)), STR_ARG(m->hop->identity)));
}

bool mend_service_trust(struct mend *m)
{
	struct grant grant = {.principal_kind = "Service",
			      .principal = m->hop->identity,
			      .actions = &m->hop->action,
			      .n_actions = 1};
	struct arn machine;

	if (m->at.point == POINT_CONDITION && !evidence_has_nothing(m->e) &&
	    !mend_value(m, m->e->has))
		return false;
	if (m->at.point == POINT_PRINCIPAL)
		mend_service_name(m);
	if (arn_parse(m->trace->machine, &machine)) {
		grant.conditions[0].operator= "StringEquals";
		grant.conditions[0].key = "aws:SourceAccount";
		grant.conditions[0].value = machine.account;
		grant.conditions[1].operator= "ArnLike";
		grant.conditions[1].key = "aws:SourceArn";
		grant.conditions[1].value = m->trace->machine;
	}
	return offer_statement(
	    m, &grant,
	    arena_printf(m->arena,
			 "add a statement to the trust policy of %.*s: %.*s may assume it, for %s",
			 STR_ARG(say_name(m->arena, m->hop->target)), STR_ARG(m->hop->identity),
			 grant.conditions[0].operator!= NULL ? "this state machine only"
							     : "whoever it serves"));
}
