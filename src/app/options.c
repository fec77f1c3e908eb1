/* app/options.c - the table of settings, and how each takes a value. */
#include "rolehop/app/options.h"

#include <string.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/near.h"

_Static_assert(sizeof(enum app_color) == sizeof(unsigned), "a choice is kept as its index");

#define FIELD(name) offsetof(struct app_settings, name)

/* clang-format off */
static const struct setting settings[] = {
	{{"db", OPTION_FILE, "FILE", NULL, false, "the inventory to use"}, "db", "ROLEHOP_DB", "$XDG_DATA_HOME/rolehop/inventory.db", false, FIELD(db)},
	{{"at", OPTION_TEXT, "SNAPSHOT", NULL, false, "the inventory as it was: a number, a date, latest, latest~1"}, NULL, NULL, "latest", false, FIELD(at)},
	{{"strict", OPTION_FLAG, NULL, NULL, false, "a verdict that rests on something never collected becomes unknown"}, "strict", NULL, "no", false, FIELD(strict)},
	{{"color", OPTION_CHOICE, "WHEN", "auto|always|never", false, "colours: auto (where the answer goes to a terminal and NO_COLOR is not set), always, never"}, "color", NULL, "auto", false, FIELD(color)},
	{{"quiet", OPTION_FLAG, NULL, NULL, false, "no progress, no notes and no warnings on standard error"}, "quiet", NULL, "no", false, FIELD(quiet)},
	{{"verbose", OPTION_FLAG, NULL, NULL, false, "say on standard error which files and settings are used"}, "verbose", NULL, "no", false, FIELD(verbose)},
	{{"mask", OPTION_FLAG, NULL, NULL, false, "account ids, names and ExternalIds replaced, always the same by the same: for pasting into tickets"}, NULL, NULL, "no", false, FIELD(mask)},
	{{"ascii", OPTION_FLAG, NULL, NULL, false, "nothing beyond ASCII on the screen"}, "ascii", NULL, "no", false, FIELD(ascii)},
	{{"plain", OPTION_FLAG, NULL, NULL, false, "the explorer without frames, for screen readers"}, "plain", NULL, "no", true, FIELD(plain)},
	{{"mouse", OPTION_FLAG, NULL, NULL, false, "the explorer takes clicks; M turns that on and off"}, "mouse", NULL, "no", true, FIELD(mouse)},
	{{"theme", OPTION_TEXT, "NAME", NULL, false, "the explorer's colours: light, dark, mono ...; T in the explorer lists them"}, "theme", NULL, "default", true, FIELD(theme)},
	{{"play", OPTION_FILE, "FILE", NULL, false, "the explorer presses the keys written in FILE"}, NULL, NULL, NULL, true, FIELD(play)},
};
/* clang-format on */

enum { SETTING_COUNT = sizeof(settings) / sizeof(settings[0]) };
_Static_assert(sizeof(settings) / sizeof(settings[0]) <= APP_SETTINGS_MAX,
	       "every setting has room for its source");

const struct setting *setting_row(size_t i)
{
	return i < SETTING_COUNT ? &settings[i] : NULL;
}

size_t setting_index(const struct setting *row)
{
	return (size_t)(row - settings);
}

enum setting_source setting_source_of(const struct app *app, struct str option)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (str_eq(str_from(settings[i].option.name), option))
			return app->sources[i];
	return SOURCE_DEFAULT;
}

const char *setting_source_word(enum setting_source source)
{
	static const char *const words[] = {
	    [SOURCE_DEFAULT] = "default",
	    [SOURCE_CONFIG] = "configuration file",
	    [SOURCE_ENVIRONMENT] = "environment",
	    [SOURCE_COMMAND_LINE] = "command line",
	};
	return words[source];
}

bool option_choice(const char *choices, struct str word, size_t *index)
{
	struct str_split it = {str_from(choices), false};
	struct str part;
	for (size_t i = 0; str_next(&it, '|', &part); i++) {
		if (str_eq(part, word)) {
			*index = i;
			return true;
		}
	}
	return false;
}

static bool read_flag(struct str value, bool *out)
{
	static const struct str words[] = {
	    STR_INIT("yes"), STR_INIT("no"),  STR_INIT("true"), STR_INIT("false"),
	    STR_INIT("on"),  STR_INIT("off"), STR_INIT("1"),	STR_INIT("0"),
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_eq_nocase(words[i], value)) {
			*out = i % 2 == 0;
			return true;
		}
	}
	return false;
}

/* Stores a value that is right for the kind of the row, or says what would be. */
static bool store_value(struct app *app, const struct setting *row, struct str value,
			enum err_kind kind, const char *where, struct err *err)
{
	char *field = (char *)&app->settings + row->field;
	size_t index = 0;
	bool flag = false;
	const char *text;
	switch (row->option.kind) {
	case OPTION_FLAG:
		if (!read_flag(value, &flag))
			return err_set(err, kind, "%s: \"%.*s\" is neither yes nor no", where,
				       STR_ARG(value));
		memcpy(field, &flag, sizeof(flag));
		return true;
	case OPTION_CHOICE:
		if (!option_choice(row->option.choices, value, &index))
			return err_set(err, kind, "%s: \"%.*s\" is none of %s", where,
				       STR_ARG(value), row->option.choices);
		memcpy(field, &(unsigned){(unsigned)index}, sizeof(unsigned));
		return true;
	case OPTION_TEXT:
	case OPTION_FILE:
		if (!value.n)
			return err_set(err, kind, "%s: the value is empty", where);
		text = row->option.kind == OPTION_FILE ? paths_expand(&app->arena, value)
						       : arena_cstr(&app->arena, value);
		memcpy(field, &text, sizeof(text));
		return true;
	}
	return false;
}

bool setting_take(struct app *app, const struct setting *row, enum setting_source source,
		  struct str value, const char *where, struct err *err)
{
	size_t i = setting_index(row);
	if (source < app->sources[i])
		return true;
	enum err_kind kind = source == SOURCE_COMMAND_LINE ? ERR_USAGE : ERR_INPUT;
	if (!store_value(app, row, value, kind, where, err))
		return false;
	app->sources[i] = source;
	return true;
}

struct str setting_show(struct app *app, const struct setting *row)
{
	const char *field = (const char *)&app->settings + row->field;
	bool flag = false;
	unsigned index = 0;
	const char *text = NULL;
	struct str_split it = {str_from(row->option.choices), false};
	struct str part = {0};
	switch (row->option.kind) {
	case OPTION_FLAG:
		memcpy(&flag, field, sizeof(flag));
		return flag ? STR("yes") : STR("no");
	case OPTION_CHOICE:
		memcpy(&index, field, sizeof(index));
		for (unsigned n = 0; n <= index; n++)
			str_next(&it, '|', &part);
		return part;
	case OPTION_TEXT:
	case OPTION_FILE:
		memcpy(&text, field, sizeof(text));
		return text ? str_from(text) : STR("not set");
	}
	return STR("");
}
