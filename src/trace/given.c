/* trace/given.c - what a user says of a chain of requests, as each of them carries it. */
#include "tracer.h"

/* Who begins is a service: not where it only lends Step Functions' own name to a Task. */
static bool begins_as_service(const struct ask *ask)
{
	return ask->caller->principal.kind == PRINCIPAL_SERVICE && ask->machine == NULL;
}

static struct request_place place_of(const struct ask *ask)
{
	return (struct request_place){.action = ask->action,
				      .origin = ask->origin,
				      .handed = ask->caller->handed,
				      .service = ask->caller->principal.kind == PRINCIPAL_SERVICE,
				      .first = begins_as_service(ask),
				      .asked = ask->asked,
				      .forwarded = ask->kind == ASK_KEY};
}

static bool is_listed(const struct vec *values, struct str key)
{
	for (size_t i = 0; i < values->n; i++)
		if (str_eq_nocase(((const struct context_value *)vec_at(values, i))->key, key))
			return true;
	return false;
}

static const struct context_value *said(const struct tracer *t, struct str key)
{
	for (size_t i = 0; i < t->options->n_context; i++)
		if (str_eq_nocase(t->options->context[i].key, key))
			return &t->options->context[i];
	return NULL;
}

static void hand_on(struct vec *out, struct str key, const struct context_value *value,
		    const char *source)
{
	struct context_value *added;

	if (is_listed(out, key))
		return;
	added = vec_push(out);
	*added = *value;
	added->key = key;
	added->source = str_from(source);
}

static bool is_transitive(const struct context_value *keys, struct str name)
{
	for (size_t i = 0; i < keys->n_values; i++)
		if (str_eq_nocase(keys->values[i], name))
			return true;
	return false;
}

/*
 * What the first assumption sets and the sessions behind it keep: its source identity, and its
 * tags, of which only the transitive ones go further than one role. Tags are the assumption's, not
 * the last call's, where it is said which of them are transitive. Source: IAM User Guide, "Pass
 * session tags in AWS STS", Chaining roles with session tags; "Monitor and control actions taken
 * with assumed roles".
 */
static void hand_on_session(struct tracer *t, const struct ask *ask, struct vec *out)
{
	const struct str tag = STR("aws:RequestTag/");
	const struct context_value *identity = said(t, STR("sts:SourceIdentity"));
	const struct context_value *keys = said(t, STR("sts:TransitiveTagKeys"));

	if (ask->caller->handed == 0)
		return;
	if (identity != NULL)
		hand_on(out, STR("aws:SourceIdentity"), identity,
			"the first assumption set it, and it stays");
	for (size_t i = 0; keys != NULL && i < t->options->n_context; i++) {
		const struct context_value *value = &t->options->context[i];
		struct str name;
		if (!str_starts_nocase(value->key, tag))
			continue;
		name = str_skip(value->key, tag.n);
		if (ask->caller->handed > 1 && !is_transitive(keys, name))
			continue;
		hand_on(out, arena_printf(t->arena, "aws:PrincipalTag/%.*s", STR_ARG(name)), value,
			"the assumption set this session tag");
	}
}

/* Tags of an assumption are said of it alone. */
static bool is_tag_of_assumption(const struct tracer *t, const struct ask *ask, struct str key,
				 bool *said_of)
{
	if (said(t, STR("sts:TransitiveTagKeys")) == NULL ||
	    (!str_starts_nocase(key, STR("aws:RequestTag/")) &&
	     !str_eq_nocase(key, STR("aws:TagKeys"))))
		return false;
	*said_of = ask->caller->handed == 0 && ask_assumes(ask);
	return true;
}

static struct context_value carried(const struct asl_context *context)
{
	static const struct str empty = STR_INIT("");

	if (context->absent && context->or_empty)
		return (struct context_value){
		    .key = context->key,
		    .state = CTX_UNKNOWN,
		    .values = &empty,
		    .n_values = 1,
		    .source = STR("the call names none, which may count as an empty one")};
	if (context->absent && !str_is_empty(context->or_default))
		return (struct context_value){
		    .key = context->key,
		    .state = CTX_UNKNOWN,
		    .values = &context->or_default,
		    .n_values = 1,
		    .source =
			STR("the call names none, which may count as what it is without that")};
	if (context->n_values > 0)
		return (struct context_value){.key = context->key,
					      .state = CTX_PRESENT,
					      .present = true,
					      .multi = true,
					      .values = context->values,
					      .n_values = context->n_values,
					      .source = STR("the call carries them")};
	if (context->absent)
		return (struct context_value){.key = context->key,
					      .state = CTX_ABSENT,
					      .source = STR("the call does not carry it")};
	return (struct context_value){.key = context->key,
				      .state = CTX_PRESENT,
				      .present = true,
				      .values = &context->value,
				      .n_values = 1,
				      .source = STR("the call carries it")};
}

const struct context_value *ask_given(struct tracer *t, const struct ask *ask, size_t *n)
{
	const struct request_place place = place_of(ask);
	struct vec out;

	vec_init(&out, t->arena, sizeof(struct context_value));
	for (size_t i = 0; i < t->options->n_context; i++) {
		struct str key = t->options->context[i].key;
		bool here;
		if (!is_tag_of_assumption(t, ask, key, &here))
			here = context_is_said_of(key, &place);
		if (here)
			*(struct context_value *)vec_push(&out) = t->options->context[i];
	}
	if (t->options->n_context > 0)
		hand_on_session(t, ask, &out);
	for (size_t i = 0; i < ask->n_context; i++)
		if (!is_listed(&out, ask->context[i].key))
			*(struct context_value *)vec_push(&out) = carried(&ask->context[i]);
	*n = out.n;
	return out.items;
}
