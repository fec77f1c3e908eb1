/* trace/mend_deny.c - offers to let one caller past a Deny. */
#include "mend.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"

static const char principal_arn[] = "aws:PrincipalArn";
static const char requested_region[] = "aws:RequestedRegion";

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

/* The pointer of the list of a condition that leaves alone what it names, or empty. */
static struct str exempt_list(struct denial *d, const char *exempt_key)
{
	const struct json *conditions = json_get(d->statement, STR("Condition"));

	for (const struct json *op = json_first(conditions); op; op = json_next(op))
		for (const struct json *key = json_first(op); excludes(json_key(op)) && key;
		     key = json_next(key))
			if (str_eq_nocase(json_key(key), str_from(exempt_key)))
				return arena_printf(d->m->arena, "%.*s/%.*s/%.*s",
						    STR_ARG(below(d, "Condition")),
						    STR_ARG(json_key(op)), STR_ARG(json_key(key)));
	return STR("");
}

/* A guardrail denies on purpose: who may decide otherwise. */
static struct str who_decides(struct denial *d, enum remedy_kind kind)
{
	struct mend *m = d->m;

	if (kind != REMEDY_SCP && kind != REMEDY_RCP)
		return STR("");
	return arena_printf(
	    m->arena, "only where those who keep the guardrails of the organization%s%.*s agree%s",
	    str_is_empty(m->gate->account) ? "" : ", account ", STR_ARG(m->gate->account),
	    exempt_list(d, requested_region).n > 0
		? ": else run it in a Region that the statement leaves open"
		: "");
}

static struct offer *offer_text(struct denial *d, bool made, struct str text, const char *how,
				struct str what, struct str frees)
{
	struct mend *m = d->m;
	struct offer *offer = offer_edit(
	    m, made, text,
	    arena_printf(m->arena, "in %.*s%.*s %s %.*s", STR_ARG(say_policy(m->arena, m->e)),
			 STR_ARG(say_sid(m->arena, m->e)), how, STR_ARG(what)));

	if (offer == NULL)
		return NULL;
	offer->frees = frees;
	offer->remedy.prefer = who_decides(d, offer->remedy.kind);
	return offer;
}

/* ---- by the caller's ARN, or the machine's -----------------------------------------------------
 */

/* A text with one condition more in the statement at the pointer; false where it cannot be put in.
 */
static bool add_condition(struct denial *d, struct str document, struct str statement,
			  const char *key, struct str value, struct str *text)
{
	struct arena *arena = d->m->arena;
	const struct json *conditions = json_get(d->statement, STR("Condition"));
	struct str condition = arena_printf(arena, "%.*s/Condition", STR_ARG(statement));
	struct str member = arena_printf(arena, "{\"%s\":%.*s}", key, STR_ARG(value));

	if (json_get(conditions, STR("ArnNotEquals")) != NULL)
		return edit_member(arena, document,
				   arena_printf(arena, "%.*s/ArnNotEquals", STR_ARG(condition)),
				   str_from(key), value, text);
	if (conditions != NULL)
		return edit_member(arena, document, condition, STR("ArnNotEquals"), member, text);
	return edit_member(arena, document, statement, STR("Condition"),
			   arena_printf(arena, "{\"ArnNotEquals\":%.*s}", STR_ARG(member)), text);
}

/* Known to the last character. */
static bool is_named(struct str arn)
{
	return str_starts(arn, STR("arn:")) && !holes_any(arn);
}

/* A known ARN becomes one that the Deny leaves alone: in the list that it has, or in a condition.
 */
static struct offer *exempt(struct denial *d, const char *key, struct str arn)
{
	struct mend *m = d->m;
	struct str list = exempt_list(d, key), value = literal_json(m->arena, arn), text = STR("");
	bool done;

	if (!is_named(arn))
		return NULL;
	done = str_is_empty(list) ? add_condition(d, m->e->document, d->pointer, key, value, &text)
				  : edit_append(m->arena, m->e->document, list, value, &text);
	return offer_text(d, done, text, "exempt", arn,
			  arena_printf(m->arena, "everything else that this statement denies %.*s",
				       STR_ARG(arn)));
}

static void exempt_caller(struct denial *d)
{
	struct offer *offer = exempt(d, principal_arn, d->m->hop->identity);

	if (offer != NULL)
		offer->to_sharers = true;
}

/* A service says for which machine it calls. */
static void exempt_machine(struct denial *d)
{
	if (!str_starts(d->m->hop->identity, STR("arn:")))
		exempt(d, "aws:SourceArn", d->m->trace->machine);
}

/* ---- by the Region ------------------------------------------------------------------------------
 */

static void open_region(struct denial *d)
{
	struct mend *m = d->m;
	struct arn machine, target;
	bool made;
	struct str region, text = STR(""), list = exempt_list(d, requested_region);

	region = arn_parse(m->hop->target, &target) && !str_is_empty(target.region) ? target.region
		 : arn_parse(m->trace->machine, &machine)			    ? machine.region
										    : STR("");
	made = !str_is_empty(region) && !holes_any(region) && !str_is_empty(list) &&
	       edit_append(m->arena, m->e->document, list, literal_json(m->arena, region), &text);
	offer_text(d, made, text, "open", region,
		   arena_printf(m->arena,
				"everything that this statement denies in %.*s, to everyone",
				STR_ARG(region)));
}

/* ---- by the resource ----------------------------------------------------------------------------
 */

/* The place of a text in a list, whatever its case where it is an action; -1: it is not there. */
static ptrdiff_t place_in(const struct json *list, struct str text, bool nocase)
{
	ptrdiff_t i = 0;

	if (!json_is(list, JSON_ARRAY))
		return -1;
	for (const struct json *v = json_first(list); v != NULL; v = json_next(v), i++)
		if (nocase ? str_eq_nocase(json_str(v), text) : str_eq(json_str(v), text))
			return i;
	return -1;
}

/* The list at a pointer within the statement, without that element; a list keeps at least one. */
static bool take_out(struct denial *d, const char *member, struct str what, bool nocase,
		     struct str *text)
{
	const struct json *list = json_at(d->statement, arena_printf(d->m->arena, "/%s", member));
	ptrdiff_t at = place_in(list, what, nocase);

	return at >= 0 && json_count(list) > 1 &&
	       edit_remove(d->m->arena, d->m->e->document,
			   arena_printf(d->m->arena, "%.*s/%td", STR_ARG(below(d, member)), at),
			   text);
}

/* A Deny on everything, or on a list, spares one resource. */
static void spare(struct denial *d)
{
	struct mend *m = d->m;
	struct str resource = literal_json(m->arena, m->hop->target);
	const struct json *named = json_get(d->statement, STR("Resource"));
	struct str text = STR("");
	bool done;

	/* a Deny in the resource's own policy would deny nothing any more */
	if (holes_any(m->hop->target) || str_eq(m->hop->target, STR("*")) ||
	    str_eq(m->hop->target, m->e->of))
		return;
	if (json_get(d->statement, STR("NotResource")) != NULL)
		done =
		    edit_append(m->arena, m->e->document, below(d, "NotResource"), resource, &text);
	else if (json_is(named, JSON_ARRAY))
		done = take_out(d, "Resource", m->hop->target, false, &text);
	else
		done =
		    str_eq(json_str(named), STR("*")) &&
		    edit_replace(m->arena, m->e->document, below(d, "Resource"), resource, &text) &&
		    edit_rename(m->arena, text, below(d, "Resource"), STR("NotResource"), &text);
	offer_text(d, done, text, "spare", m->hop->target,
		   arena_printf(m->arena,
				"everything that this statement denies on %.*s, to everyone",
				STR_ARG(m->hop->target)));
}

/* ---- by the action ------------------------------------------------------------------------------
 */

/* What a Deny of one action by name would let happen without it. */
static struct str frees_action(struct denial *d, const char *whom)
{
	return arena_printf(d->m->arena, "%.*s on whatever else this statement denies it on%s",
			    STR_ARG(d->m->hop->action), whom);
}

/* Of several actions that are denied, one no more. */
static void drop_action(struct denial *d)
{
	struct mend *m = d->m;
	struct str text = STR("");
	bool made = take_out(d, "Action", m->hop->action, true, &text);
	struct offer *offer =
	    offer_text(d, made, text, "take out", m->hop->action, frees_action(d, ""));

	if (offer != NULL)
		offer->to_sharers = true;
}

/* A Deny of all but some actions lets one more happen. */
static void spare_action(struct denial *d)
{
	struct mend *m = d->m;
	struct str text = STR("");
	bool made = edit_append(m->arena, m->e->document, below(d, "NotAction"),
				literal_json(m->arena, m->hop->action), &text);

	offer_text(d, made, text, "leave alone", m->hop->action, frees_action(d, ", to everyone"));
}

/* The statement as another one about this action alone, without a Sid. */
static bool statement_of_action(struct denial *d, struct str *out)
{
	struct mend *m = d->m;
	struct buf buf;

	buf_init(&buf, m->arena, SIZE_MAX);
	(void)json_write(&buf, d->statement, false);
	*out = buf_str(&buf);
	(void)edit_remove(m->arena, *out, STR("/Sid"), out);
	return edit_replace(m->arena, *out, STR("/Action"), literal_json(m->arena, m->hop->action),
			    out) &&
	       add_condition(d, *out, STR(""), principal_arn,
			     literal_json(m->arena, m->hop->identity), out);
}

/* Of several actions that are denied to many, one gets a statement of its own that exempts the
 * caller: the others are denied as before. */
static void exempt_for_action(struct denial *d)
{
	struct mend *m = d->m;
	struct str text = STR(""), statement = STR("");
	struct offer *offer;
	bool made = str_is_empty(exempt_list(d, principal_arn)) && is_named(m->hop->identity) &&
		    take_out(d, "Action", m->hop->action, true, &text) &&
		    statement_of_action(d, &statement);

	text = grant_add(m->arena, text, statement);
	offer = offer_text(
	    d, made, text, "deny", m->hop->action,
	    arena_printf(m->arena, "%.*s on whatever else this statement denies it on, to %.*s",
			 STR_ARG(m->hop->action), STR_ARG(m->hop->identity)));
	if (offer == NULL)
		return;
	offer->to_sharers = true;
	offer->remedy.summary =
	    arena_printf(m->arena, "%.*s by a statement of its own, which exempts %.*s",
			 STR_ARG(offer->remedy.summary), STR_ARG(m->hop->identity));
	offer->remedy.pointer = last_statement(m->arena, text);
	offer_part(m, offer, statement);
}

/* ---- by the principal ---------------------------------------------------------------------------
 */

static const char principal_list[] = "Principal/AWS";

/* Of several callers who are denied by name, one no more. */
static bool drop_caller(struct denial *d)
{
	struct mend *m = d->m;
	struct str text = STR("");
	bool made = take_out(d, principal_list, m->hop->identity, false, &text);
	struct offer *offer =
	    offer_text(d, made, text, "no longer name", m->hop->identity,
		       arena_printf(m->arena, "everything else that this statement denies %.*s",
				    STR_ARG(m->hop->identity)));

	if (offer != NULL)
		offer->to_sharers = true;
	return offer != NULL;
}

/* Does the Deny name this caller and nobody else? */
static bool names_caller_alone(const struct denial *d)
{
	const struct json *named = json_get(json_get(d->statement, STR("Principal")), STR("AWS"));

	if (json_is(named, JSON_ARRAY) && json_count(named) == 1)
		named = json_first(named);
	return str_eq(json_str(named), d->m->hop->identity);
}

/* ---- the statement ------------------------------------------------------------------------------
 */

/* A policy keeps at least one statement. */
static void take_away(struct denial *d)
{
	struct mend *m = d->m;
	struct offer *offer;
	struct str text;

	if (json_count(json_get(m->document, STR("Statement"))) < 2 ||
	    !json_is(json_get(m->document, STR("Statement")), JSON_ARRAY) ||
	    !edit_remove(m->arena, m->e->document, d->pointer, &text))
		return;
	offer = offer_on(m, m->e, text, STR(""));
	if (offer == NULL)
		return;
	offer->remedy.n_statements = 0;
	offer->to_sharers = true;
	offer->frees = STR("everything else that this statement denies the caller");
	offer->remedy.pointer = STR("/Statement");
	offer->remedy.summary = arena_printf(m->arena, "take the statement at %.*s%.*s out of %.*s",
					     STR_ARG(d->pointer), STR_ARG(say_sid(m->arena, m->e)),
					     STR_ARG(say_policy(m->arena, m->e)));
}

/* ---- all of it ----------------------------------------------------------------------------------
 */

static bool read_denial(struct mend *m, struct denial *d)
{
	d->m = m;
	d->pointer = pointer_statement(m->e->pointer);
	d->statement = json_at(m->document, d->pointer);
	return str_eq_nocase(m->e->effect, STR("Deny")) && json_is(d->statement, JSON_OBJECT);
}

/* What a Deny of the caller's own policy is narrowed to; to exempt the caller by name is the same
 * as to take the statement away. */
static void narrow_own(struct denial *d)
{
	size_t before = d->m->offers->n;

	drop_action(d);
	spare(d);
	spare_action(d);
	if (d->m->offers->n == before)
		take_away(d);
	if (d->m->offers->n == before)
		exempt_caller(d);
}

bool mend_deny(struct mend *m)
{
	struct denial d;

	if (!read_denial(m, &d))
		return true;
	if (str_starts(m->e->policy, STR("inline "))) {
		narrow_own(&d);
		open_region(&d);
		return true;
	}
	if (names_caller_alone(&d))
		take_away(&d);
	else if (!drop_caller(&d))
		exempt_for_action(&d);
	exempt_caller(&d);
	exempt_machine(&d);
	open_region(&d);
	spare(&d);
	spare_action(&d);
	return true;
}
