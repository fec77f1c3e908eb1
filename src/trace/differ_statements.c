/* trace/differ_statements.c - what is different between two policies, statement by statement. */
#include "rolehop/trace/differ.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"

struct listed {
	struct str pointer;
	struct str canonical; /* for comparing */
	const struct json *json;
	bool paired;
};

static struct str written(struct arena *arena, const struct json *json, bool canonical, size_t max)
{
	struct buf buf;

	buf_init(&buf, arena, max * 6 + 64);
	(void)json_write(&buf, json, canonical);
	return buf_str(&buf);
}

static void add(struct arena *arena, struct vec *out, const struct json *json, struct str pointer,
		size_t max)
{
	*(struct listed *)vec_push(out) =
	    (struct listed){pointer, written(arena, json, true, max), json, false};
}

static void list_statements(struct arena *arena, struct str text, struct vec *out)
{
	const struct json *root, *statements;
	struct err unread;
	size_t i = 0;

	vec_init(out, arena, sizeof(struct listed));
	if (str_is_empty(text) || !json_parse(arena, text, &root, &unread))
		return;
	statements = json_get(root, STR("Statement"));
	if (json_is(statements, JSON_ARRAY)) {
		for (const struct json *s = json_first(statements); s; s = json_next(s), i++)
			add(arena, out, s, arena_printf(arena, "/Statement/%zu", i), text.n);
		return;
	}
	if (json_is(statements, JSON_OBJECT))
		add(arena, out, statements, STR("/Statement"), text.n);
	else
		add(arena, out, root, STR(""), text.n);
}

/* Equal ones pair up, in order, so that a repeated statement pairs with a repeated one. */
static void pair(struct vec *a, struct vec *b)
{
	for (size_t i = 0; i < a->n; i++) {
		struct listed *one = vec_at(a, i);
		for (size_t k = 0; k < b->n && !one->paired; k++) {
			struct listed *other = vec_at(b, k);
			if (other->paired || !str_eq(one->canonical, other->canonical))
				continue;
			one->paired = other->paired = true;
		}
	}
}

static const struct listed *next_unpaired(const struct vec *list, size_t *at)
{
	while (*at < list->n) {
		const struct listed *one = vec_at(list, (*at)++);
		if (!one->paired)
			return one;
	}
	return NULL;
}

static void tell(struct arena *arena, struct vec *out, const struct listed *one, bool added)
{
	struct statement_change *c = vec_push(out);

	*c = (struct statement_change){added, one->pointer,
				       written(arena, one->json, false, one->canonical.n)};
}

void differ_statements(struct arena *arena, struct str old_text, struct str new_text,
		       const struct statement_change **out, size_t *n)
{
	const struct listed *gone, *came;
	size_t at_old = 0, at_new = 0;
	struct vec old, new, changes;

	list_statements(arena, old_text, &old);
	list_statements(arena, new_text, &new);
	pair(&old, &new);
	vec_init(&changes, arena, sizeof(struct statement_change));
	do {
		gone = next_unpaired(&old, &at_old);
		came = next_unpaired(&new, &at_new);
		if (gone != NULL)
			tell(arena, &changes, gone, false);
		if (came != NULL)
			tell(arena, &changes, came, true);
	} while (gone != NULL || came != NULL);
	*out = changes.items;
	*n = changes.n;
}

/* ---- the one place ----------------------------------------------------------------------------
 */

static bool same(struct arena *arena, const struct json *a, const struct json *b)
{
	enum { CANONICAL_MAX = 1 << 20 };

	return str_eq(written(arena, a, true, CANONICAL_MAX),
		      written(arena, b, true, CANONICAL_MAX));
}

/* The only member of an object that is not as it was, or NULL; *was is what it was, NULL: new. */
static const struct json *only_member(struct arena *arena, const struct json *now,
				      const struct json *before, const struct json **was)
{
	const struct json *found = NULL;

	for (const struct json *m = json_first(before); m != NULL; m = json_next(m))
		if (json_get(now, json_key(m)) == NULL)
			return NULL;
	for (const struct json *m = json_first(now); m != NULL; m = json_next(m)) {
		const struct json *other = json_get(before, json_key(m));
		if (other != NULL && same(arena, m, other))
			continue;
		if (found != NULL)
			return NULL;
		found = m;
		*was = other;
	}
	return found;
}

static const struct json *only_element(struct arena *arena, const struct json *now,
				       const struct json *before, const struct json **was)
{
	const struct json *found = NULL, *other = json_first(before);

	if (json_count(now) != json_count(before))
		return NULL;
	for (const struct json *e = json_first(now); e != NULL;
	     e = json_next(e), other = json_next(other)) {
		if (same(arena, e, other))
			continue;
		if (found != NULL)
			return NULL;
		found = e;
		*was = other;
	}
	return found;
}

static const struct json *deepest(struct arena *arena, const struct json *now,
				  const struct json *before)
{
	const struct json *inner = now;

	while (inner != NULL && before != NULL) {
		now = inner;
		if (json_is(now, JSON_OBJECT) && json_is(before, JSON_OBJECT))
			inner = only_member(arena, now, before, &before);
		else if (json_is(now, JSON_ARRAY) && json_is(before, JSON_ARRAY))
			inner = only_element(arena, now, before, &before);
		else
			return now;
	}
	return inner != NULL ? inner : now;
}

struct str differ_place(struct arena *arena, struct str old_text, struct str new_text)
{
	const struct listed *gone, *came;
	size_t at_old = 0, at_new = 0;
	struct vec old, new;

	list_statements(arena, old_text, &old);
	list_statements(arena, new_text, &new);
	pair(&old, &new);
	gone = next_unpaired(&old, &at_old);
	came = next_unpaired(&new, &at_new);
	if (gone == NULL || came == NULL || next_unpaired(&old, &at_old) != NULL ||
	    next_unpaired(&new, &at_new) != NULL)
		return STR("");
	return json_pointer(arena, deepest(arena, came->json, gone->json));
}
