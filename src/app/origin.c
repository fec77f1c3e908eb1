/* app/origin.c - where a template that was supposed says something: file, line and column. */
#include "rolehop/app/origin.h"

#include "rolehop/app/paths.h"
#include "rolehop/base/span.h"
#include "rolehop/base/yaml.h"

enum { TEMPLATE_MAX = 64 << 20 };

/* Is that what evidence calls by the label? */
static bool fits(const struct import_origin *origin, struct str of, struct str label)
{
	struct str inlined = STR("inline ");

	if (str_eq(label, origin->key))
		return origin->fact == FACT_DOCUMENT;
	if (!str_eq(of, origin->key))
		return false;
	if (label.n == 0)
		return origin->fact != FACT_EXISTS;
	if (str_eq(label, STR("trust policy")))
		return origin->fact == FACT_TRUST;
	if (str_eq(label, STR("definition")))
		return origin->fact == FACT_DEFINITION;
	if (str_starts(label, inlined))
		return origin->fact == FACT_INLINE &&
		       str_eq(str_skip(label, inlined.n), origin->name);
	return origin->fact == FACT_DOCUMENT;
}

static const struct import_origin *origin_of(const struct app *app, struct str of, struct str label)
{
	for (size_t i = 0; i < app->n_origins; i++)
		if (fits(&app->origins[i], of, label))
			return &app->origins[i];
	/* What the template only leaves out shows at the thing itself. */
	for (size_t i = 0; i < app->n_origins; i++)
		if (app->origins[i].fact == FACT_EXISTS && str_eq(app->origins[i].key, of))
			return &app->origins[i];
	return NULL;
}

/* A definition in a block of YAML: its lines are the template's. */
static bool in_block(struct str text, const struct span *span, const struct import_origin *origin,
		     struct str pointer, struct origin_place *out)
{
	struct str value = str_slice(text, span->from, span->to);
	struct span inner;

	if (origin->text.n == 0 || !yaml_is(text) || !str_starts(value, STR("|")) ||
	    !span_find(origin->text, pointer, &inner, NULL))
		return false;
	out->line = span->line + inner.line;
	out->column = 1;
	return true;
}

/* The value at the pointer, or the nearest one around it. */
static void find_place(struct arena *arena, struct str text, const struct import_origin *origin,
		       struct str pointer, struct origin_place *out)
{
	struct str whole =
	    arena_printf(arena, "%.*s%.*s", STR_ARG(origin->pointer), STR_ARG(pointer));
	struct span span;

	while (whole.n > 0 && !span_find(text, whole, &span, NULL)) {
		ptrdiff_t slash = str_find_last_char(whole, '/');
		whole.n = slash < 0 ? 0 : (size_t)slash;
	}
	if (whole.n == 0)
		return;
	if (whole.n == origin->pointer.n && in_block(text, &span, origin, pointer, out))
		return;
	out->line = span.line;
	out->column = span.column;
}

/* The file's text, read once; empty where it cannot be. */
static struct str text_of(struct app *app, struct str file)
{
	struct err ignored = {ERR_NONE, ""};
	struct str *text = map_find(&app->origin_texts, file);

	if (text != NULL)
		return *text;
	text = arena_alloc(&app->texts, sizeof(*text));
	if (!paths_read(&app->texts, arena_cstr(&app->texts, file), TEMPLATE_MAX, text, &ignored))
		*text = STR("");
	map_put(&app->origin_texts, file, text);
	return *text;
}

bool origin_find(struct app *app, struct arena *arena, struct str of, struct str label,
		 struct str pointer, struct origin_place *out)
{
	const struct import_origin *origin = origin_of(app, of, label);

	if (origin == NULL || str_eq(origin->file, STR("-")))
		return false;
	*out = (struct origin_place){origin->file, 1, 1};
	find_place(arena, text_of(app, origin->file), origin, pointer, out);
	return true;
}
