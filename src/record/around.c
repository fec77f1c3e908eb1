/* record/around.c - what stands around the fixed words of a sentence that says no. */
#include "around.h"

#include "phrase.h"
#include "sentence.h"

enum {
	TAIL_MAX = 600,
	ROLE_BACK_MAX = 2600,
	NEAR_MAX = 300,
	WHO_VERB = 3 /* "is " */
};

/* SUBJECT is not authorized to perform: ACTION [on resource: ARN] [REASON] */
bool around_perform(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end)
{
	if (!object_after(arena, text, place->end, out, end))
		return false;
	out->principal = subject_before(arena, text, place->at);
	reason_after(arena, text, *end, out, end);
	return true;
}

/* SUBJECT is not authorized to ... [REASON] */
bool around_subject(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end)
{
	out->principal = subject_before(arena, text, place->at);
	reason_after(arena, text, place->end, out, end);
	return true;
}

/* The role EXECUTION is not authorized to assume the task state's role, TARGET. */
bool around_task_role(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);

	out->principal = subject_before(arena, text, place->at);
	out->resource = name_after(arena, text, at, end);
	return true;
}

/* ... the role NAME ...: the name is what the action is done on. */
bool around_role(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);

	*end = place->end;
	if (phrase_at(text, at, STR("that was provided"), NULL))
		return true;
	out->resource = name_after(arena, text, at, end);
	return !str_is_empty(out->resource);
}

/* Role ARN is invalid or cannot be assumed; IAM Role (ARN) cannot be assumed */
bool around_role_before(struct arena *arena, struct str text, const struct place *place,
			struct denial *out, size_t *end)
{
	size_t begin = place->at > ROLE_BACK_MAX ? place->at - ROLE_BACK_MAX : 0;
	struct str before = str_slice(text, begin, place->at);
	size_t from, last = before.n;
	struct str name;

	*end = place->end;
	for (size_t at = 0; phrase_find(before, at, STR("arn:"), &from, NULL); at = from + 1)
		last = from;
	name = phrase_join(arena, str_skip(before, last));
	if (str_find_char(name, ' ') >= 0)
		return false;
	out->resource = name_after(arena, name, 0, &from);
	return !str_is_empty(out->resource);
}

/* Provided role 'ARN' cannot be assumed by principal 'SERVICE'. */
bool around_role_by(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end)
{
	if (!around_role_before(arena, text, place, out, end))
		return false;
	out->principal = name_after(arena, text, phrase_space(text, place->end), end);
	return true;
}

/* SUBJECT is unable to assume role [(sts:AssumeRole) on resource:] ARN. [... allows principal
 * 'SERVICE' to assume the role.] */
bool around_unassumed(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end), to;

	if (phrase_at(text, at, STR("(sts:AssumeRole) on resource: "), &to))
		at = to;
	if (!phrase_at(text, text.p[at] == '\'' ? at + 1 : at, STR("arn:"), NULL))
		return false;
	out->resource = name_after(arena, text, at, end);
	out->principal = product_before(arena, text, place->at);
	if (phrase_find(str_slice(text, 0, *end + NEAR_MAX), *end, STR("allows principal "), &at,
			&to))
		out->principal = name_after(arena, text, to, end);
	return true;
}

/* SUBJECT is not authorized to perform AssumeRole on role ARN */
bool around_assume(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end)
{
	out->principal = subject_before(arena, text, place->at);
	out->resource = name_after(arena, text, phrase_space(text, place->end), end);
	return true;
}

/* The provided execution role does not have permissions to call ACTION on SERVICE */
bool around_call(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end)
{
	struct str near = str_slice(text, 0, place->end + NEAR_MAX);
	size_t to, on;
	struct str action;

	if (!phrase_find(near, place->end, STR(" on "), &to, &on))
		return false;
	action = phrase_join(arena, str_slice(text, place->end, to));
	out->service = service_prefix(arena, name_after(arena, text, on, end));
	out->action = arena_printf(arena, "%.*s:%.*s", STR_ARG(out->service), STR_ARG(action));
	return !str_is_empty(out->service) && str_find_char(action, ' ') < 0;
}

/* Account ID should have 'NAME' role with trust relationship to Role 'NAME'. */
bool around_stack_set(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end)
{
	size_t from = place->at > NEAR_MAX ? place->at - NEAR_MAX : 0;
	size_t at, account, have, stop;

	if (!phrase_find(str_slice(text, 0, place->at), from, STR("Account "), &at, &account))
		return false;
	while (phrase_find(str_slice(text, 0, place->at), account, STR("Account "), &at, &stop))
		account = stop;
	if (!phrase_find(str_slice(text, 0, place->at), account, STR(" should have "), &at, &have))
		return false;
	out->resource = arena_printf(arena, "arn:aws:iam::%.*s:role/%.*s",
				     STR_ARG(str_slice(text, account, at)),
				     STR_ARG(name_after(arena, text, have, &stop)));
	out->principal = name_after(arena, text, place->end, end);
	return true;
}

/* Insufficient Lake Formation permission(s): Required PERMISSION on NAME */
bool around_lake(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end)
{
	struct str near = str_slice(text, 0, place->end + NEAR_MAX);
	size_t at, name;

	*end = place->end;
	if (!phrase_find(near, place->end, STR(" on "), &at, &name) ||
	    str_find(str_slice(text, place->end, at), STR(". ")) >= 0)
		return true;
	out->resource = name_after(arena, text, name, end);
	out->clause = phrase_line(arena, str_slice(text, place->at, at));
	return true;
}

/* A refusal that says why in its own words. */
bool around_refusal(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end)
{
	*end = place->end;
	out->clause = phrase_line(arena, str_slice(text, place->at, place->end));
	return true;
}

/* A box of the console. */
bool around_box(struct arena *arena, struct str text, const struct place *place, struct denial *out,
		size_t *end)
{
	return box_around(arena, text, place->at, place->end, out, end);
}

/* What is left of a sentence: its reason. */
bool around_clause(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end)
{
	return clause_at(arena, text, place->at, out, end);
}

/* What is left of a sentence: who it is about. */
bool around_who(struct arena *arena, struct str text, const struct place *place, struct denial *out,
		size_t *end)
{
	size_t from = place->at > NEAR_MAX ? place->at - NEAR_MAX : 0;
	size_t at;

	*end = place->end;
	out->principal = subject_before(arena, text, place->at + WHO_VERB);
	return str_starts(out->principal, STR("arn:")) ||
	       (!str_is_empty(out->principal) &&
		phrase_find(str_slice(text, 0, place->at), from, STR("User:"), &at, NULL));
}

/* Access to the resource URL is denied. */
bool around_denied(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);
	size_t to;

	if (!phrase_find(text, at, STR(" is denied"), &to, end) || to > at + TAIL_MAX)
		return false;
	out->resource = phrase_join(arena, str_slice(text, at, to));
	return true;
}

/* Nothing but the words. */
bool around_words(struct arena *arena, struct str text, const struct place *place,
		  struct denial *out, size_t *end)
{
	(void)arena;
	(void)text;
	(void)out;
	*end = place->end;
	return true;
}

/* "403 Forbidden" of a host of AWS. */
bool around_forbidden(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end)
{
	size_t from = place->at > NEAR_MAX ? place->at - NEAR_MAX : 0;
	size_t at;

	(void)arena;
	(void)out;
	*end = place->end;
	return phrase_find(str_slice(text, 0, place->end + NEAR_MAX), from, STR(".amazonaws.com"),
			   &at, NULL);
}
