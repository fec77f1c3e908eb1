/* asl/plan_tags.c - the tags that a call sends are keys of its request. */
#include "asl/plan.h"
#include "asl/value.h"
#include "rolehop/model/holes.h"

/* "Key" or "TagKey" of an element, as text. */
static struct str tag_part(struct arena *arena, const struct val *tag, const char *plain,
			   const char *long_name)
{
	const struct val *value = val_get_nocase(arena, tag, str_from(plain));
	struct str ignored = {NULL, 0};

	if (value->kind == VAL_ABSENT)
		value = val_get_nocase(arena, tag, str_from(long_name));
	return value->kind == VAL_STRING ? val_text(arena, value, &ignored) : STR(HOLE_TEXT);
}

/* The tag that is the `i`-th of a list of keys with values, or of a map; false: its key is open. */
static bool tag_of(struct planner *planner, const struct val *tags, size_t i,
		   struct asl_context *out)
{
	struct val_member member = val_nth(planner->arena, tags, i);
	bool map = tags->kind == VAL_OBJECT;
	struct str ignored = {NULL, 0};
	struct str key =
	    map ? member.name : tag_part(planner->arena, member.value, "Key", "TagKey");

	*out = (struct asl_context){.key = ARENA_JOIN(planner->arena, STR("aws:RequestTag/"), key)};
	if (!map)
		out->value = tag_part(planner->arena, member.value, "Value", "TagValue");
	else if (member.value->kind == VAL_STRING)
		out->value = val_text(planner->arena, member.value, &ignored);
	else
		out->value = STR(HOLE_TEXT);
	return !holes_any(key);
}

/* aws:TagKeys of the tags before it in the list; absent where there are none. */
static struct asl_context tag_keys(struct planner *planner, const struct vec *tags)
{
	const struct str tag = STR("aws:RequestTag/");
	struct asl_context out = {.key = STR("aws:TagKeys"), .absent = tags->n == 0};
	struct str *keys = arena_array(planner->arena, tags->n + 1, sizeof(*keys));

	for (size_t i = 0; i < tags->n; i++)
		keys[i] = str_skip(((const struct asl_context *)vec_at(tags, i))->key, tag.n);
	out.values = keys;
	out.n_values = tags->n;
	return out;
}

/* The tags that are sent, and if these are all, that there are no others: `field` holds them. None
 * where any of them is open. */
static void tags_sent(struct planner *planner, struct str field, bool all, struct vec *out)
{
	struct field found = fields_get(&planner->fields, planner->scene.container, field);
	const struct val *tags = found.value;
	bool none = tags->kind == VAL_ABSENT || tags->kind == VAL_NULL;
	size_t n = none ? 0 : val_count(tags);

	if (!none && (tags->open || (tags->kind != VAL_ARRAY && tags->kind != VAL_OBJECT)))
		return;
	for (size_t i = 0; i < n; i++)
		if (!tag_of(planner, tags, i, vec_push(out))) {
			out->n = 0;
			return;
		}
	if (!all)
		return;
	const struct asl_context tagged = tag_keys(planner, out);
	*(struct asl_context *)vec_push(out) =
	    (struct asl_context){.key = STR("aws:RequestTag/"), .absent = true};
	*(struct asl_context *)vec_push(out) = tagged;
}

static void add_keys(struct planner *planner, const struct vec *keys, struct asl_call_need *call)
{
	struct asl_context *all =
	    arena_array(planner->arena, call->n_context + keys->n, sizeof(*all));

	for (size_t i = 0; i < call->n_context; i++)
		all[i] = call->context[i];
	for (size_t i = 0; i < keys->n; i++)
		all[call->n_context + i] = *(const struct asl_context *)vec_at(keys, i);
	call->context = all;
	call->n_context += keys->n;
}

void plan_tags(struct planner *planner, struct str action, struct str field, bool all)
{
	struct vec keys;

	vec_init(&keys, planner->arena, sizeof(struct asl_context));
	tags_sent(planner, field, all, &keys);
	for (size_t i = 0; i < planner->calls.n && keys.n > 0; i++) {
		struct asl_call_need *call = vec_at(&planner->calls, i);
		if (call->kind == ASL_TAG || str_eq_nocase(call->action, action))
			add_keys(planner, &keys, call);
	}
}
