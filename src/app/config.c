/* app/config.c - the user's configuration file: `key = value` lines of settings. */
#include "rolehop/app/keylines.h"
#include "rolehop/app/options.h"
#include "rolehop/base/near.h"

static const struct setting *row_by_key(struct str key)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		if (row->key && str_eq(str_from(row->key), key))
			return row;
	return NULL;
}

static bool refuse_key(const struct keylines *lines, const struct keyline *line, struct err *err)
{
	struct str known[APP_SETTINGS_MAX];
	size_t n = 0;
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		if (row->key)
			known[n++] = str_from(row->key);
	size_t near = near_find(line->key, known, n);
	if (near < n)
		return keylines_fail(lines, line->number, line->key_column, err,
				     "there is no setting \"%.*s\"; did you mean %.*s?",
				     STR_ARG(line->key), STR_ARG(known[near]));
	return keylines_fail(lines, line->number, line->key_column, err,
			     "there is no setting \"%.*s\"; rolehop --help lists them",
			     STR_ARG(line->key));
}

static bool take_line(struct app *app, const struct keylines *lines, const struct keyline *line,
		      struct err *err)
{
	const struct setting *row = row_by_key(line->key);
	if (!row)
		return refuse_key(lines, line, err);
	struct str where = arena_printf(&app->arena, "%.*s, line %zu, column %zu",
					STR_ARG(lines->file), line->number, line->value_column);
	return setting_take(app, row, SOURCE_CONFIG, line->value, where.p, err);
}

bool config_parse(struct app *app, struct str file, struct str text, struct err *err)
{
	struct keylines lines;
	struct keyline line;
	keylines_init(&lines, file, text);
	while (keylines_next(&lines, &line, err))
		if (!take_line(app, &lines, &line, err))
			return false;
	return !lines.failed;
}
