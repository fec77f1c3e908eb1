/* tui/custom.c - commands of the user's own, that get what the cursor is on. */
#include "tui/custom.h"

#include "rolehop/app/keylines.h"
#include "rolehop/tui/tui.h"
#include "tui/actions.h"
#include "tui/command.h"

const struct custom *customs_of_key(const struct customs *customs, uint32_t first, uint32_t key)
{
	for (size_t i = 0; i < customs->n; i++) {
		if (customs->items[i].first == first && customs->items[i].key == key)
			return &customs->items[i];
	}
	return NULL;
}

const struct custom *customs_of_name(const struct customs *customs, struct str name)
{
	for (size_t i = 0; i < customs->n; i++) {
		if (str_eq(customs->items[i].name, name))
			return &customs->items[i];
	}
	return NULL;
}

bool customs_begin(const struct customs *customs, uint32_t first)
{
	for (size_t i = 0; i < customs->n; i++) {
		if (customs->items[i].first == first)
			return true;
	}
	return false;
}

/* ---- commands.conf --------------------------------------------------------------------------- */

/* Does an action of any pane have the key, or one that could not be told from it? */
static const char *action_with(const struct keymap *map, uint32_t first, uint32_t key)
{
	const struct action *action;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		const char *keys = map->keys[i];
		if (key_in(keys, first, key) || (first != K_NONE && key_in(keys, K_NONE, first)) ||
		    (first == K_NONE && key_begins(keys, key)))
			return action->info.name;
	}
	return NULL;
}

static bool check_name(const struct keylines *lines, const struct keyline *line,
		       const struct customs *customs, struct err *err)
{
	if (str_find_char(line->key, ' ') >= 0)
		return keylines_fail(lines, line->number, line->key_column, err,
				     "a name is one word");
	if (command_is(line->key) || customs_of_name(customs, line->key) != NULL)
		return keylines_fail(lines, line->number, line->key_column, err,
				     "there is a command \"%.*s\" already", STR_ARG(line->key));
	return true;
}

static bool check_key(const struct keylines *lines, const struct keyline *line,
		      const struct customs *customs, const struct keymap *map,
		      const struct custom *custom, struct err *err)
{
	const char *action = action_with(map, custom->first, custom->key);
	if (action != NULL)
		return keylines_fail(lines, line->number, line->value_column, err,
				     "the key %.*s is that of %s", STR_ARG(custom->word), action);
	if (customs_of_key(customs, custom->first, custom->key) != NULL ||
	    (custom->first == K_NONE && customs_begin(customs, custom->key)) ||
	    (custom->first != K_NONE && customs_of_key(customs, K_NONE, custom->first) != NULL))
		return keylines_fail(lines, line->number, line->value_column, err,
				     "the key %.*s is that of another command",
				     STR_ARG(custom->word));
	return true;
}

static bool take_line(struct customs *customs, const struct keymap *map, struct arena *arena,
		      const struct keylines *lines, const struct keyline *line, struct err *err)
{
	struct custom *custom = &customs->items[customs->n];
	ptrdiff_t blank = str_find_char(line->value, ' ');
	struct str word = str_slice(line->value, 0, blank < 0 ? line->value.n : (size_t)blank);
	struct str command = str_trim(str_skip(line->value, word.n));
	if (customs->n == CUSTOM_MAX)
		return keylines_fail(lines, line->number, line->key_column, err,
				     "more than %d commands", CUSTOM_MAX);
	if (!check_name(lines, line, customs, err))
		return false;
	if (word.n == 0 || !key_parse_chord(word, &custom->first, &custom->key))
		return keylines_fail(lines, line->number, line->value_column, err,
				     "\"%.*s\" is no key; after the sign stand a key and a command",
				     STR_ARG(word));
	if (command.n == 0)
		return keylines_fail(lines, line->number, line->value_column, err,
				     "there is no command after the key");
	custom->name = arena_str(arena, line->key);
	custom->word = arena_str(arena, word);
	custom->command = arena_cstr(arena, command);
	if (!check_key(lines, line, customs, map, custom, err))
		return false;
	customs->n++;
	return true;
}

bool customs_parse(struct customs *customs, const struct keymap *map, struct arena *arena,
		   struct str file, struct str text, struct err *err)
{
	struct customs fresh = {.n = 0};
	struct keylines lines;
	struct keyline line;
	keylines_init(&lines, file, text);
	while (keylines_next(&lines, &line, err))
		if (!take_line(&fresh, map, arena, &lines, &line, err))
			return false;
	if (lines.failed)
		return false;
	*customs = fresh;
	return true;
}
