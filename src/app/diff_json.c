/* app/diff_json.c - what changed between two snapshots, as JSON objects. */
#include "rolehop/app/diff.h"

static void put_list(struct json_out *json, const char *key, const struct str *items, size_t n)
{
	json_out_open(json, key, '[');
	for (size_t i = 0; i < n; i++)
		json_out_str(json, NULL, items[i]);
	json_out_close(json, ']');
}

static void put_statements(struct json_out *json, const char *key, const struct diff_change *c,
			   bool added)
{
	json_out_open(json, key, '[');
	for (size_t i = 0; i < c->n_statements; i++) {
		const struct statement_change *s = &c->statements[i];
		if (s->added != added)
			continue;
		json_out_open(json, NULL, '{');
		json_out_str(json, "pointer", s->pointer);
		json_out_raw(json, "statement", s->text);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static const char *kind_word(enum diff_kind kind)
{
	static const char *const words[] = {
	    [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed"};

	return words[kind];
}

void diff_change_json(struct json_out *json, const struct diff_change *c)
{
	json_out_str(json, "change", str_from(kind_word(c->kind)));
	json_out_str(json, "kind", str_from(entity_kind_word(c->entity)));
	json_out_str(json, "of", c->of);
	json_out_str_or_null(json, "account", c->account);
	json_out_str_or_null(json, "what", c->what);
	json_out_str_or_null(json, "name", diff_name(c));
	if (c->n_statements > 0) {
		put_statements(json, "removed", c, false);
		put_statements(json, "added", c, true);
	} else if (c->fact != FACT_DEFINITION) {
		json_out_str_or_null(json, "before", c->before);
		json_out_str_or_null(json, "after", c->after);
	}
	if (c->fact == FACT_TRUST) {
		put_list(json, "lost", c->lost, c->n_lost);
		put_list(json, "gained", c->gained, c->n_gained);
	}
}

struct str diff_name(const struct diff_change *c)
{
	return str_contains(c->of, c->entity_name) ? STR("") : c->entity_name;
}

/* Where the change stands: its first statement that is new, else the first that is gone. */
struct str diff_pointer(struct arena *arena, const struct diff_change *c)
{
	struct str place = differ_place(arena, c->before, c->after);

	if (!str_is_empty(place) && (c->n_statements > 0 || c->fact == FACT_DEFINITION))
		return place;
	for (size_t i = 0; i < c->n_statements; i++)
		if (c->statements[i].added)
			return c->statements[i].pointer;
	return c->n_statements > 0 ? c->statements[0].pointer : STR("");
}

static struct str verdict_of(const struct task_answer *answer)
{
	return answer == NULL ? STR("absent") : str_from(verdict_word(answer->verdict));
}

/* Null where the Task was not there. */
static void put_complete(struct json_out *json, const char *key, const struct task_answer *answer)
{
	if (answer == NULL)
		json_out_null(json, key);
	else
		json_out_bool(json, key, answer->complete);
}

/* Of what kind of thing; null where it is of none. */
static void put_kind(struct json_out *json, const struct diff_change *c)
{
	if (c->about == DIFF_FACT)
		json_out_str(json, "kind", str_from(entity_kind_word(c->entity)));
	else
		json_out_null(json, "kind");
}

void diff_flip_json(struct json_out *json, const struct diff *diff, const struct diff_flip *f)
{
	const struct task_answer *any = f->after != NULL ? f->after : f->before;

	json_out_str(json, "change", STR("flipped"));
	json_out_str(json, "machine", any->machine);
	json_out_str(json, "state", any->state);
	json_out_str(json, "pointer", any->pointer);
	json_out_str(json, "from", verdict_of(f->before));
	json_out_str(json, "to", verdict_of(f->after));
	put_complete(json, "fromComplete", f->before);
	put_complete(json, "toComplete", f->after);
	json_out_str(json, "summary", any->summary);
	json_out_bool(json, "proved", f->proved);
	json_out_bool(json, "together", f->together);
	json_out_str_or_null(json, "reason", f->reason);
	json_out_open(json, "because", '[');
	for (size_t i = 0; i < f->n_because; i++) {
		const struct diff_change *c = &diff->changes[f->because[i]];
		json_out_open(json, NULL, '{');
		json_out_str(json, "of", c->of);
		json_out_str_or_null(json, "what", c->what);
		json_out_str(json, "pointer", diff_pointer(json->buf->arena, c));
		json_out_str(json, "change", str_from(kind_word(c->kind)));
		put_kind(json, c);
		json_out_str_or_null(json, "name", diff_name(c));
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}
