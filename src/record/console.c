/* record/console.c - the box in which the AWS Management Console says no: a field a line, or all of
 * them on one where the lines were lost. */
#include "phrase.h"
#include "sentence.h"

enum { BOX_MAX = 3000, CONTEXT_MAX = 300 };

/* A box, around the label that was found. */
struct box {
	struct str text;
	size_t from, at, to;
};

/* Where the value of a label begins that stands in [from, to): the last one there; *begin is where
 * the label does. */
static bool find_label(const struct box *box, struct str label, size_t from, size_t to,
		       size_t *begin, size_t *end)
{
	struct str part = str_slice(box->text, 0, to);
	bool found = false;

	for (size_t at, after; phrase_find(part, from, label, &at, &after); from = after) {
		*begin = at;
		*end = after;
		found = true;
	}
	return found;
}

static struct str value_of(struct arena *arena, const struct box *box, size_t from, size_t to)
{
	struct str value = phrase_join(arena, str_slice(box->text, from, to));

	if (str_starts(value, STR("[")) && str_ends(value, STR("]")))
		value = str_trim(str_slice(value, 1, value.n - 1));
	return value;
}

/* "Service: iam" and "Action: ListUsers", or "Action: iam:ListUsers". */
static struct str action_of(struct arena *arena, struct str service, struct str action)
{
	action = str_until(action, ' ');
	if (str_is_empty(action) || str_find_char(action, ':') >= 0 || str_is_empty(service))
		return action;
	return arena_printf(arena, "%.*s:%.*s", STR_ARG(service_prefix(arena, service)),
			    STR_ARG(action));
}

/* The action of "Access denied to ACTION" and "You don't have permission to ACTION." */
static struct str action_above(struct arena *arena, const struct box *box)
{
	static const struct str openings[] = {STR_INIT("permission to "),
					      STR_INIT("Access denied to ")};
	struct denial object = {.reason = DENIAL_UNSPECIFIED};
	size_t begin, end;

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		if (find_label(box, openings[i], box->from, box->at, &begin, &end) &&
		    object_after(arena, box->text, end, &object, &end))
			return object.action;
	return STR("");
}

static void read_action_lines(struct arena *arena, const struct box *box, struct denial *out)
{
	struct str service = STR("");
	size_t action, user, begin, end, to;

	if (!find_label(box, STR("Action:"), box->from, box->at, &action, &end)) {
		out->action = action_above(arena, box);
		return;
	}
	to = action;
	if (find_label(box, STR("Service:"), box->from, action, &begin, &user)) {
		service = value_of(arena, box, user, action);
		to = begin;
	}
	out->action = action_of(arena, service, value_of(arena, box, end, box->at));
	if (find_label(box, STR("User:"), box->from, to, &begin, &user))
		out->principal = value_of(arena, box, user, to);
}

bool box_around(struct arena *arena, struct str text, size_t at, size_t end, struct denial *out,
		size_t *stop)
{
	struct box box = {text, at > BOX_MAX ? at - BOX_MAX : 0, at, at + BOX_MAX};
	bool is_context = phrase_at(text, at, STR("Context:"), NULL);
	size_t begin = end, after = end;
	struct denial read = {.reason = out->reason};

	*stop = end;
	if (!is_context) {
		bool context =
		    phrase_find(str_slice(text, 0, box.to), end, STR("Context:"), &begin, &after);
		read.resource = context ? value_of(arena, &box, end, begin)
					: name_after(arena, text, phrase_space(text, end), &after);
	}
	context_after(text, after, &read, stop);
	if (is_context && read.reason == out->reason)
		return false;
	read_action_lines(arena, &box, &read);
	*out = read;
	return !str_is_empty(read.action) && str_find_char(read.action, ':') > 0;
}
