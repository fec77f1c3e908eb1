/* trace/mend_deny.c - offers to let one caller past a Deny. */
#include "mend.h"

#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"

static const char principal_arn[] = "aws:PrincipalArn";

/* A Deny with its statement taken apart. */
struct denial {
	struct mend *m;
	struct str pointer; /* of the statement */
	const struct json *statement;
};

static struct str below(struct denial *d, const char *member)
{
	return arena_printf(d->m->arena, "%.*s/%s", STR_ARG(d->pointer), member);
}

static void offer_text(struct denial *d, struct str text, const char *how, struct str what,
		       struct str frees)
{
	struct mend *m = d->m;
	struct offer *offer = offer_edit(m, text);

	if (offer == NULL)
		return;
	offer->frees = frees;
	offer->remedy.summary =
	    arena_printf(m->arena, "in %.*s%.*s %s %.*s", STR_ARG(say_policy(m->arena, m->e)),
			 STR_ARG(say_sid(m->arena, m->e)), how, STR_ARG(what));
}

/* ---- by the caller's ARN ------------------------------------------------------------------------
 */

/* The operators that hold for everyone but those who are named. */
static bool excludes(struct str operator)
{
	static const char *const names[] = {"ArnNotLike",
					    "ArnNotEquals",
					    "StringNotLike",
					    "StringNotEquals",
					    "ArnNotLikeIfExists",
					    "ArnNotEqualsIfExists",
					    "StringNotLikeIfExists",
					    "StringNotEqualsIfExists"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(operator, str_from(names[i])))
			return true;
	return false;
}

/* The pointer of a list of callers whom the Deny leaves alone, or empty. */
static struct str exempt_list(struct denial *d)
{
	const struct json *conditions = json_get(d->statement, STR("Condition"));

	for (const struct json *op = json_first(conditions); op; op = json_next(op))
		for (const struct json *key = json_first(op); excludes(json_key(op)) && key;
		     key = json_next(key))
			if (str_eq_nocase(json_key(key), str_from(principal_arn)))
				return arena_printf(d->m->arena, "%.*s/%.*s/%.*s",
						    STR_ARG(below(d, "Condition")),
						    STR_ARG(json_key(op)), STR_ARG(json_key(key)));
	return STR("");
}

/* The statement with a condition that names the caller; false where it cannot be put in. */
static bool exempt_by_condition(struct denial *d, struct str caller, struct str *text)
{
	const struct json *conditions = json_get(d->statement, STR("Condition"));
	const struct json *block = json_get(conditions, STR("ArnNotEquals"));
	struct arena *arena = d->m->arena;
	struct str member = arena_printf(arena, "{\"%s\":%.*s}", principal_arn, STR_ARG(caller));

	if (block != NULL)
		return edit_member(
		    arena, d->m->e->document,
		    arena_printf(arena, "%.*s/ArnNotEquals", STR_ARG(below(d, "Condition"))),
		    str_from(principal_arn), caller, text);
	if (conditions != NULL)
		return edit_member(arena, d->m->e->document, below(d, "Condition"),
				   STR("ArnNotEquals"), member, text);
	return edit_member(arena, d->m->e->document, d->pointer, STR("Condition"),
			   arena_printf(arena, "{\"ArnNotEquals\":%.*s}", STR_ARG(member)), text);
}

static void exempt_caller(struct denial *d)
{
	struct mend *m = d->m;
	struct str caller = literal_json(m->arena, m->hop->identity);
	struct str list = exempt_list(d), text;
	bool done;

	if (!str_starts(m->hop->identity, STR("arn:")) || holes_any(m->hop->identity))
		return;
	done = str_is_empty(list) ? exempt_by_condition(d, caller, &text)
				  : edit_append(m->arena, m->e->document, list, caller, &text);
	if (done)
		offer_text(d, text, "exempt", m->hop->identity,
			   arena_printf(m->arena, "everything else that this statement denies %.*s",
					STR_ARG(m->hop->identity)));
}

/* ---- by the Region ------------------------------------------------------------------------------
 */

static void open_region(struct denial *d)
{
	const struct json *conditions = json_get(d->statement, STR("Condition"));
	struct mend *m = d->m;
	struct arn machine, target;
	struct str region, text;

	region = arn_parse(m->hop->target, &target) && !str_is_empty(target.region) ? target.region
		 : arn_parse(m->trace->machine, &machine)			    ? machine.region
										    : STR("");
	if (str_is_empty(region) || holes_any(region))
		return;
	for (const struct json *op = json_first(conditions); op; op = json_next(op))
		for (const struct json *key = json_first(op); excludes(json_key(op)) && key;
		     key = json_next(key))
			if (str_eq_nocase(json_key(key), STR("aws:RequestedRegion")) &&
			    edit_append(m->arena, m->e->document,
					arena_printf(m->arena, "%.*s/%.*s/%.*s",
						     STR_ARG(below(d, "Condition")),
						     STR_ARG(json_key(op)), STR_ARG(json_key(key))),
					literal_json(m->arena, region), &text))
				offer_text(d, text, "open", region,
					   arena_printf(m->arena,
							"everything that this statement denies in "
							"%.*s, to everyone",
							STR_ARG(region)));
}

/* ---- by the resource ----------------------------------------------------------------------------
 */

/* A Deny on everything spares one resource; a Deny of actions by name, one action. */
static void spare(struct denial *d)
{
	struct mend *m = d->m;
	struct str resource = literal_json(m->arena, m->hop->target);
	const struct json *named = json_get(d->statement, STR("Resource"));
	struct str frees =
	    arena_printf(m->arena, "everything that this statement denies on %.*s, to everyone",
			 STR_ARG(m->hop->target));
	struct str text;

	if (holes_any(m->hop->target) || str_eq(m->hop->target, STR("*")))
		return;
	if (json_get(d->statement, STR("NotResource")) != NULL) {
		if (edit_append(m->arena, m->e->document, below(d, "NotResource"), resource, &text))
			offer_text(d, text, "spare", m->hop->target, frees);
		return;
	}
	if (!str_eq(json_str(named), STR("*")) ||
	    !edit_replace(m->arena, m->e->document, below(d, "Resource"), resource, &text) ||
	    !edit_rename(m->arena, text, below(d, "Resource"), STR("NotResource"), &text))
		return;
	offer_text(d, text, "spare", m->hop->target, frees);
}

/* ---- all of it ----------------------------------------------------------------------------------
 */

static bool read_denial(struct mend *m, struct denial *d)
{
	const struct json *document;
	struct err unread;

	if (m->e == NULL || !str_eq_nocase(m->e->effect, STR("Deny")) ||
	    !json_parse(m->arena, m->e->document, &document, &unread))
		return false;
	d->m = m;
	d->pointer = pointer_statement(m->e->pointer);
	d->statement = json_at(document, d->pointer);
	return json_is(d->statement, JSON_OBJECT);
}

/* In a policy of the caller alone, to exempt the caller is to take the statement away: only where
 * no resource can be spared. */
bool mend_deny(struct mend *m)
{
	bool own = str_starts(m->e != NULL ? m->e->policy : STR(""), STR("inline "));
	size_t before = m->offers->n;
	struct denial d;

	if (!read_denial(m, &d))
		return true;
	if (own)
		spare(&d);
	if (m->offers->n == before)
		exempt_caller(&d);
	open_region(&d);
	if (!own)
		spare(&d);
	return true;
}
