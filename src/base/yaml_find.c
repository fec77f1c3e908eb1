/* base/yaml_find.c - which of both a text is, JSON or YAML, and where in the YAML things stand. */
#include "rolehop/base/scan.h"
#include "rolehop/base/yaml.h"

bool yaml_is(struct str text)
{
	struct str rest = str_trim(scan_after_mark(text));
	size_t next = 0;

	if (rest.n == 0)
		return false;
	switch (rest.p[0]) {
	case '{':
		next = scan_space(rest, 1);
		return next < rest.n && rest.p[next] != '"' && rest.p[next] != '}';
	case '[':
		return false;
	case '"':
		next = scan_string(rest, 0);
		next = next < rest.n ? scan_space(rest, next) : rest.n;
		return next < rest.n && rest.p[next] == ':';
	case '%':
		return str_starts(rest, STR("%YAML")) || str_starts(rest, STR("%TAG"));
	default:
		return scan_word(rest, 0) < rest.n;
	}
}

/* The last place that begins at or before a byte of the JSON. */
static const struct yaml_place *place_of(const struct yaml *yaml, size_t json)
{
	size_t from = 0;
	size_t to = yaml->n_places;

	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (yaml->places[middle].json <= json)
			from = middle;
		else
			to = middle;
	}
	return yaml->n_places > 0 ? &yaml->places[from] : NULL;
}

size_t yaml_origin(const struct yaml *yaml, size_t json)
{
	const struct yaml_place *place = place_of(yaml, json);

	return place == NULL ? 0 : place->from;
}

static bool find(struct arena *arena, struct str text, struct str pointer, struct span *out,
		 size_t *key_from)
{
	const struct yaml_place *place;
	struct err ignored = {ERR_NONE, ""};
	struct yaml yaml;
	struct span span;
	size_t mark = text.n - scan_after_mark(text).n;
	size_t key = 0;
	size_t column;

	if (!yaml_read(arena, text, &yaml, &ignored) || !span_find(yaml.json, pointer, &span, &key))
		return false;
	place = place_of(&yaml, span.from);
	if (place == NULL)
		return false;
	out->from = mark + place->from;
	out->to = mark + place->to;
	span_place(text, out->from, &out->line, &out->column);
	span_place(text, out->to, &out->end_line, &column);
	if (key_from != NULL)
		*key_from = mark + yaml_origin(&yaml, key);
	return true;
}

bool yaml_find(struct str text, struct str pointer, struct span *out, size_t *key_from)
{
	struct arena arena;
	bool found = false;

	arena_init(&arena);
	found = find(&arena, text, pointer, out, key_from);
	arena_release(&arena);
	return found;
}

bool yaml_parse_either(struct arena *arena, struct str text, const struct json **out,
		       struct err *err)
{
	struct yaml yaml;

	if (!yaml_is(text))
		return json_parse(arena, text, out, err);
	return yaml_read(arena, text, &yaml, err) && json_parse(arena, yaml.json, out, err);
}

bool yaml_as_json(struct arena *arena, struct str text, struct str *out)
{
	struct err ignored = {ERR_NONE, ""};
	struct yaml yaml;

	if (!yaml_is(text)) {
		*out = text;
		return true;
	}
	if (!yaml_read(arena, text, &yaml, &ignored))
		return false;
	*out = yaml.json;
	return true;
}
