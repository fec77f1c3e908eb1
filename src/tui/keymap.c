/* tui/keymap.c - which keys each action has: those of its row, or those of the user's keys.conf. */
#include "tui/keymap.h"

#include "rolehop/app/keylines.h"
#include "rolehop/base/near.h"
#include "tui/actions.h"

void keymap_init(struct keymap *map)
{
	const struct action *action;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++)
		map->keys[i] = action->info.keys;
}

const struct action *keymap_action(const struct keymap *map, enum pane_kind kind, uint32_t first,
				   uint32_t key)
{
	const struct action *action;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		if (action_concerns(action, kind) && key_in(map->keys[i], first, key))
			return action;
	}
	return NULL;
}

bool keymap_begins(const struct keymap *map, enum pane_kind kind, uint32_t first)
{
	const struct action *action;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		if (action_concerns(action, kind) && key_begins(map->keys[i], first))
			return true;
	}
	return false;
}

struct str keymap_keys(const struct keymap *map, const struct action *action)
{
	return str_from(map->keys[action_index(action)]);
}

struct str keymap_first(const struct keymap *map, const struct action *action)
{
	struct str_split it = {keymap_keys(map, action), false};
	struct str key = {0};
	str_next(&it, ' ', &key);
	return key;
}

/* ---- keys.conf ------------------------------------------------------------------------------- */

struct reading {
	struct keylines lines;
	struct keymap map;
	size_t line_of[KEYMAP_MAX]; /* where an action got its keys; 0: nowhere */
	size_t column_of[KEYMAP_MAX];
};

static bool refuse_action(struct reading *reading, const struct keyline *line, struct err *err)
{
	struct str names[KEYMAP_MAX];
	const struct action *action;
	size_t n = 0;
	for (; (action = action_row(n)) != NULL; n++)
		names[n] = str_from(action->info.name);
	size_t near = near_find(line->key, names, n);
	if (near < n)
		return keylines_fail(&reading->lines, line->number, line->key_column, err,
				     "there is no action \"%.*s\"; did you mean %.*s?",
				     STR_ARG(line->key), STR_ARG(names[near]));
	return keylines_fail(&reading->lines, line->number, line->key_column, err,
			     "there is no action \"%.*s\"; docs/keys.md lists them",
			     STR_ARG(line->key));
}

static bool check_keys(struct reading *reading, const struct keyline *line, struct err *err)
{
	struct str_split it = {line->value, false};
	struct str word;
	while (str_next(&it, ' ', &word)) {
		uint32_t first;
		uint32_t key;
		if (word.n > 0 && !key_parse_chord(word, &first, &key))
			return keylines_fail(
			    &reading->lines, line->number,
			    line->value_column + (size_t)(word.p - line->value.p), err,
			    "\"%.*s\" is no key; keys are characters, pairs of them, and names "
			    "such as Enter, Space, F5, Ctrl-D",
			    STR_ARG(word));
	}
	return true;
}

static bool take_line(struct reading *reading, struct arena *arena, const struct keyline *line,
		      struct err *err)
{
	const struct action *action;
	size_t i = 0;
	while ((action = action_row(i)) != NULL && !str_eq(line->key, str_from(action->info.name)))
		i++;
	if (action == NULL)
		return refuse_action(reading, line, err);
	if (reading->line_of[i] != 0)
		return keylines_fail(&reading->lines, line->number, line->key_column, err,
				     "\"%.*s\" is given twice", STR_ARG(line->key));
	if (!check_keys(reading, line, err))
		return false;
	reading->line_of[i] = line->number;
	reading->column_of[i] = line->value_column;
	reading->map.keys[i] = arena_cstr(arena, line->value);
	return true;
}

/* A key of `a` after which a key of `b` could not be told from it; false: there is none. */
static bool clash(const char *a, const char *b, struct str *word)
{
	struct str_split it = {str_from(a), false};
	while (str_next(&it, ' ', word)) {
		uint32_t first;
		uint32_t key;
		if (word->n == 0 || !key_parse_chord(*word, &first, &key))
			continue;
		if (key_in(b, first, key) || (first == K_NONE && key_begins(b, key)))
			return true;
	}
	return false;
}

static bool check_pair(const struct reading *reading, size_t i, size_t k, struct err *err)
{
	struct str word;
	if (!action_overlaps(action_row(i), action_row(k)) ||
	    (!clash(reading->map.keys[i], reading->map.keys[k], &word) &&
	     !clash(reading->map.keys[k], reading->map.keys[i], &word)))
		return true;
	size_t at = reading->line_of[i] > reading->line_of[k] ? i : k;
	return keylines_fail(&reading->lines, reading->line_of[at], reading->column_of[at], err,
			     "the key %.*s would be that of %s and of %s", STR_ARG(word),
			     action_row(i)->info.name, action_row(k)->info.name);
}

/* Only what the file changed can clash; the file as a whole counts, so keys may change places. */
static bool check_clashes(const struct reading *reading, struct err *err)
{
	for (size_t i = 0; action_row(i) != NULL; i++) {
		for (size_t k = 0; k < i; k++) {
			if ((reading->line_of[i] != 0 || reading->line_of[k] != 0) &&
			    !check_pair(reading, i, k, err))
				return false;
		}
	}
	return true;
}

bool keymap_parse(struct keymap *map, struct arena *arena, struct str file, struct str text,
		  struct err *err)
{
	struct reading reading = {.map = *map};
	struct keyline line;
	keylines_init(&reading.lines, file, text);
	while (keylines_next(&reading.lines, &line, err))
		if (!take_line(&reading, arena, &line, err))
			return false;
	if (reading.lines.failed || !check_clashes(&reading, err))
		return false;
	*map = reading.map;
	return true;
}
