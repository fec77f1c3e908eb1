/* record/decoded.c - what aws sts decode-authorization-message tells of a denial. */
#include "rolehop/base/vec.h"
#include "rolehop/record/denial.h"

/* {"items": [{"value": V}, ...]} */
static void read_values(struct arena *arena, const struct json *values,
			struct denial_condition *out)
{
	const struct json *items = json_get(values, STR("items"));
	struct str *list = arena_array(arena, json_count(items) + 1, sizeof(*list));

	for (const struct json *i = json_first(items); i != NULL; i = json_next(i))
		list[out->n_values++] = json_scalar(arena, json_get(i, STR("value")));
	out->values = list;
}

static void read_conditions(struct arena *arena, const struct json *context, struct denial *out)
{
	const struct json *items = json_get(json_get(context, STR("conditions")), STR("items"));
	struct vec list;

	vec_init(&list, arena, sizeof(struct denial_condition));
	for (const struct json *i = json_first(items); i != NULL; i = json_next(i)) {
		struct denial_condition *condition = vec_push(&list);
		condition->key = json_get_str(i, STR("key"));
		read_values(arena, json_get(i, STR("values")), condition);
	}
	out->conditions = list.items;
	out->n_conditions = list.n;
}

static bool read_message(struct arena *arena, const struct json *json, struct denial *out)
{
	const struct json *context = json_get(json, STR("context"));
	struct str action = json_get_str(context, STR("action"));
	ptrdiff_t colon = str_find_char(action, ':');

	if (!json_is(json_get(json, STR("allowed")), JSON_BOOL) || !json_is(context, JSON_OBJECT))
		return false;
	*out = (struct denial){
	    .principal = json_get_str(json_get(context, STR("principal")), STR("arn")),
	    .action = action,
	    .resource = json_get_str(context, STR("resource")),
	    .reason = json_bool(json_get(json, STR("explicitDeny"))) ? DENIAL_EXPLICIT_UNTYPED
								     : DENIAL_UNSPECIFIED,
	    .service = str_slice(action, 0, colon > 0 ? (size_t)colon : 0),
	};
	out->session = denial_session(out->principal);
	read_conditions(arena, context, out);
	return true;
}

bool denial_decoded(struct arena *arena, const struct json *json, struct denial *out)
{
	struct str inside = json_get_str(json, STR("DecodedMessage"));
	const struct json *message;
	struct err ignored;

	if (str_is_empty(inside))
		return read_message(arena, json, out);
	return json_parse(arena, inside, &message, &ignored) && read_message(arena, message, out);
}
