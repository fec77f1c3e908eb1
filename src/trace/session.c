/* trace/session.c - what goes along when a role is assumed: session tags and a source identity. */
#include "tracer.h"

/* ---- is it sent?
 * ---------------------------------------------------------------------------------------- */

static enum tri is_sent(const struct context_value *value)
{
	if (value->state == CTX_PRESENT)
		return TRI_YES;
	return value->state == CTX_ABSENT ? TRI_NO : TRI_UNKNOWN;
}

static bool is_tag(struct str key)
{
	return str_starts_nocase(key, STR("aws:RequestTag/")) ||
	       str_eq_nocase(key, STR("aws:TagKeys")) ||
	       str_eq_nocase(key, STR("sts:TransitiveTagKeys"));
}

/* The session that calls may have an identity already, which then goes along. */
static bool is_identity(struct str key)
{
	return str_eq_nocase(key, STR("sts:SourceIdentity")) ||
	       str_eq_nocase(key, STR("aws:SourceIdentity"));
}

static enum tri any_sent(struct tracer *t, const struct ask *ask, bool (*is_one)(struct str key))
{
	enum tri any = TRI_NO;
	size_t n;
	const struct context_value *given = ask_given(t, ask, &n);

	for (size_t i = 0; i < n; i++)
		if (is_one(given[i].key))
			any = tri_or(any, is_sent(&given[i]));
	return any;
}

/* Transitive tags of the first assumption come along to those after the second, or may. */
static bool any_inherited(const struct tracer *t, const struct ask *ask)
{
	if (ask->caller->handed == 0)
		return false;
	for (size_t i = 0; i < t->options->n_context; i++)
		if (str_eq_nocase(t->options->context[i].key, STR("sts:TransitiveTagKeys")) &&
		    t->options->context[i].state != CTX_ABSENT)
			return true;
	return false;
}

/* ---- the requests
 * --------------------------------------------------------------------------------------- */

/* `when`: under what condition STS asks for it; empty: it does. */
static void add(struct vec *asks, const struct ask *ask, struct str action, struct str when)
{
	struct ask *more = vec_push(asks);

	*more = *ask;
	more->action = action;
	more->dependent = true;
	more->call_kind = ASL_CALL;
	more->need = str_is_empty(when) ? ASL_REQUIRED : ASL_CONDITIONAL;
	more->when = when;
	/* they were raised against the assumption itself */
	more->objections = NULL;
	more->n_objections = 0;
}

static void add_tags(struct tracer *t, const struct ask *ask, struct vec *asks)
{
	const struct str action = STR("sts:TagSession");
	enum tri sent = any_sent(t, ask, is_tag);

	if (sent == TRI_YES)
		add(asks, ask, action, STR(""));
	else if (sent == TRI_UNKNOWN)
		add(asks, ask, action, STR("session tags are sent"));
	else if (any_inherited(t, ask))
		add(asks, ask, action, STR("STS asks for it of tags that come along, too"));
}

static void add_identity(struct tracer *t, const struct ask *ask, struct vec *asks)
{
	enum tri sent = any_sent(t, ask, is_identity);

	if (sent != TRI_NO)
		add(asks, ask, STR("sts:SetSourceIdentity"),
		    sent == TRI_YES ? STR("") : STR("a source identity is sent"));
}

void session_asks(struct tracer *t, const struct ask *ask, struct vec *asks)
{
	if (t->options->n_context == 0 || !str_starts_nocase(ask->action, STR("sts:AssumeRole")))
		return;
	add_tags(t, ask, asks);
	add_identity(t, ask, asks);
}
