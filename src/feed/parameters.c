/* feed/parameters.c - which of --parameter's names the templates and plans that were read have. */
#include "rolehop/feed/parameters.h"

#include "rolehop/base/json.h"
#include "rolehop/base/near.h"

void parameters_init(struct parameters *p, struct arena *arena, const struct str *given, size_t n)
{
	*p = (struct parameters){.arena = arena, .given = given, .n = n};
	p->known = arena_array(arena, n, sizeof(*p->known));
	for (size_t i = 0; i < n; i++)
		p->known[i] = false;
	map_init(&p->names, arena);
	vec_init(&p->list, arena, sizeof(struct str));
}

static struct str name_of(struct str given)
{
	ptrdiff_t equals = str_find_char(given, '=');

	return equals < 0 ? given : str_slice(given, 0, (size_t)equals);
}

static void add_name(struct parameters *p, struct str name)
{
	struct str kept;

	if (name.n == 0 || map_find(&p->names, name) != NULL)
		return;
	kept = arena_str(p->arena, name);
	map_put(&p->names, kept, p);
	*(struct str *)vec_push(&p->list) = kept;
}

bool parameters_find(struct parameters *p, struct str name, struct str *value)
{
	bool found = false;

	if (p->n == 0)
		return false;
	add_name(p, name);
	for (size_t i = 0; i < p->n; i++) {
		if (!str_eq(name_of(p->given[i]), name))
			continue;
		p->known[i] = true;
		*value = str_skip(p->given[i], name.n + 1);
		found = true;
	}
	return found;
}

/* Does a text stand for the name, or hold it as a variable of Fn::Sub? */
static bool names(struct str text, struct str name)
{
	ptrdiff_t at;

	for (; (at = str_find(text, name)) >= 0; text = str_skip(text, (size_t)at + 1)) {
		size_t end = (size_t)at + name.n;
		bool whole = at == 0 && end == text.n;
		if (whole || (at >= 2 && text.p[at - 1] == '{' && text.p[at - 2] == '$' &&
			      end < text.n && text.p[end] == '}'))
			return true;
	}
	return false;
}

static void note(struct parameters *p, const struct json *node)
{
	struct str key = json_key(node), text = json_str(node);

	for (size_t i = 0; i < p->n; i++)
		if (!p->known[i])
			p->known[i] =
			    names(key, name_of(p->given[i])) || names(text, name_of(p->given[i]));
	if (json_is(node, JSON_OBJECT) || json_is(node, JSON_ARRAY))
		for (const struct json *m = json_first(node); m != NULL; m = json_next(m))
			note(p, m);
}

void parameters_note(struct parameters *p, const struct json *root)
{
	const struct json *declared = json_get(root, STR("Parameters"));

	if (p->n == 0)
		return;
	for (const struct json *m = json_first(declared); m != NULL; m = json_next(m))
		add_name(p, json_key(m));
	note(p, root);
}

bool parameters_check(const struct parameters *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++) {
		struct str name = name_of(p->given[i]);
		size_t near;
		if (p->known[i])
			continue;
		near = near_find(name, p->list.items, p->list.n);
		if (near < p->list.n)
			return err_set(err, ERR_USAGE,
				       "--parameter: nothing that was read has a %.*s; did you "
				       "mean %.*s?",
				       STR_ARG(name),
				       STR_ARG(((const struct str *)p->list.items)[near]));
		return err_set(
		    err, ERR_USAGE,
		    "--parameter: nothing that was read has a %.*s: it names a parameter "
		    "of a template or plan, or what that leaves open",
		    STR_ARG(name));
	}
	return true;
}
