/* tui/keys.c - keys as numbers and as the names that people write. */
#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

#include "rolehop/base/width.h"

/* The first name of a key is the one that is shown. */
/* clang-format off */
static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{"Up", K_UP},               {"Down", K_DOWN},       {"Left", K_LEFT},      {"Right", K_RIGHT},
	{"Home", K_HOME},           {"End", K_END},         {"PgUp", K_PGUP},      {"PgDn", K_PGDN},
	{"Insert", K_INSERT},       {"Delete", K_DELETE},   {"Enter", K_ENTER},    {"Tab", K_TAB},
	{"Shift-Tab", K_SHIFT_TAB}, {"Esc", K_ESC},         {"Space", ' '},        {"Backspace", K_BACKSPACE},
	{"PageUp", K_PGUP},         {"PageDown", K_PGDN},   {"Escape", K_ESC},     {"Return", K_ENTER},
};
/* clang-format on */

static bool f_key(struct str name, uint32_t *key)
{
	size_t number;
	if (name.n < 2 || (name.p[0] != 'F' && name.p[0] != 'f') ||
	    !str_to_size(str_skip(name, 1), &number) || number < 1 || number > 12)
		return false;
	*key = K_F1 + (uint32_t)number - 1;
	return true;
}

const char *key_show(uint32_t key, char into[KEY_NAME_MAX])
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].key == key) {
			snprintf(into, KEY_NAME_MAX, "%s", names[i].name);
			return into;
		}
	}
	if (key >= K_F1 && key <= K_F12) {
		snprintf(into, KEY_NAME_MAX, "F%u", (unsigned)(key - K_F1 + 1));
	} else if (key < 0x20) {
		snprintf(into, KEY_NAME_MAX, "Ctrl-%c", (char)(key + '@'));
	} else if (key < 0x7f) {
		snprintf(into, KEY_NAME_MAX, "%c", (char)key);
	} else {
		snprintf(into, KEY_NAME_MAX, "U+%04X", (unsigned)(key & 0xffffff));
	}
	return into;
}

static bool ctrl_key(struct str name, uint32_t *key)
{
	struct str rest;
	if (str_starts_nocase(name, STR("Ctrl-")))
		rest = str_skip(name, 5);
	else if (name.n == 2 && name.p[0] == '^')
		rest = str_skip(name, 1);
	else
		return false;
	if (rest.n != 1)
		return false;
	char c = ascii_upper(rest.p[0]);
	if (c < '@' || c > '_')
		return false;
	*key = (uint32_t)(c - '@');
	return true;
}

bool key_parse(struct str name, uint32_t *key)
{
	unsigned long code;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq_nocase(name, str_from(names[i].name))) {
			*key = names[i].key;
			return true;
		}
	}
	if (f_key(name, key) || ctrl_key(name, key))
		return true;
	if (name.n == 0 || width_decode(name, &code) != name.n || code < 0x20)
		return false;
	*key = (uint32_t)code;
	return true;
}

bool key_parse_chord(struct str word, uint32_t *first, uint32_t *key)
{
	*first = K_NONE;
	if (key_parse(word, key))
		return true;
	if (word.n != 2 || word.p[0] <= ' ' || word.p[1] <= ' ')
		return false;
	*first = (unsigned char)word.p[0];
	*key = (unsigned char)word.p[1];
	return true;
}

static bool chord_in(const char *keys, uint32_t first, uint32_t key, bool only_first)
{
	struct str_split it = {str_from(keys), false};
	struct str word;
	while (str_next(&it, ' ', &word)) {
		uint32_t a;
		uint32_t b;
		if (word.n == 0 || !key_parse_chord(word, &a, &b))
			continue;
		if (a == first && (only_first ? a != K_NONE : b == key))
			return true;
	}
	return false;
}

bool key_in(const char *keys, uint32_t first, uint32_t key)
{
	return chord_in(keys, first, key, false);
}

bool key_begins(const char *keys, uint32_t first)
{
	return chord_in(keys, first, K_NONE, true);
}
