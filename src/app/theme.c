/* app/theme.c - the roles that looks are given to, and the format of theme files. */
#include "rolehop/app/theme.h"

#include <string.h>

#include "rolehop/app/keylines.h"
#include "rolehop/base/near.h"

/* Every role: its name in theme files, what it is for, and its look without colours. */
/* clang-format off */
#define THEME_ROLES(X) \
	X(TEXT, "text", "what is written, and the screen behind it", .bold = false) \
	X(STRONG, "strong", "the pane that keys go to, names that matter", .bold = true) \
	X(DIM, "dim", "what matters less", .dim = true) \
	X(ALLOW, "allow", "[ ok ]: proved to be allowed", .bold = false) \
	X(DENY, "deny", "[FAIL]: proved to be denied", .bold = true, .reverse = true) \
	X(UNKNOWN, "unknown", "[ ?? ]: what decides is not known", .bold = true) \
	X(NONE, "none", "[ -- ]: does not arise", .dim = true, .italic = true) \
	X(ARN, "arn", "an ARN", .bold = false) \
	X(WANTS, "wants", "what a policy wants", .bold = true) \
	X(HAS, "has", "what the request has instead", .underline = true) \
	X(FIX, "fix", "a remedy", .bold = true) \
	X(TITLE, "title", "the first line of the screen", .reverse = true) \
	X(TAB, "tab", "a tab", .bold = false) \
	X(TAB_ACTIVE, "tab-active", "the tab that is open", .bold = true, .reverse = true) \
	X(HEADER, "header", "heads of columns and sections", .bold = true) \
	X(BORDER, "border", "lines around panes, and what is written on them", .dim = true) \
	X(CURSOR, "cursor", "laid over the selected row", .reverse = true) \
	X(CURSOR_OFF, "cursor-off", "laid over the selected row of a pane that keys do not go to", .underline = true) \
	X(MATCH, "match", "laid over what a filter or search matched", .bold = true, .underline = true) \
	X(KEY, "key", "a key in hints and help", .bold = true) \
	X(HINT, "hint", "what it does", .bold = false) \
	X(OFF, "off", "an action that is off", .dim = true) \
	X(STATUS, "status", "the line above the hints", .bold = false) \
	X(PROMPT, "prompt", "the line that is typed into", .bold = true) \
	X(ERROR, "error", "a failure", .bold = true, .reverse = true) \
	X(JSON_KEY, "json-key", "the name of a JSON member", .bold = true) \
	X(JSON_STRING, "json-string", "a JSON string", .bold = false) \
	X(JSON_DENY, "json-deny", "the word Deny", .bold = true, .underline = true) \
	X(GUTTER_OK, "gutter-ok", "the mark of a line that helped", .bold = false) \
	X(GUTTER_BAD, "gutter-bad", "the mark of a line that refused", .bold = true)

#define NAME_ROW(id, name, ...) [THEME_##id] = STR_INIT(name),
#define ABOUT_ROW(id, name, about, ...) [THEME_##id] = about,
#define MONO_ROW(id, name, about, ...) [THEME_##id] = {.fg = THEME_DEFAULT_COLOUR, .bg = THEME_DEFAULT_COLOUR, __VA_ARGS__},
static const struct str role_names[THEME_ROLE_COUNT] = {THEME_ROLES(NAME_ROW)};
static const char *const role_abouts[THEME_ROLE_COUNT] = {THEME_ROLES(ABOUT_ROW)};
static const struct theme mono = {
	.name = STR_INIT("mono"),
	.about = STR_INIT("no colours: bold, underline, reverse and dim"),
	.looks = {THEME_ROLES(MONO_ROW)},
};
/* clang-format on */

static const struct str colour_names[] = {
    STR_INIT("black"), STR_INIT("red"),	    STR_INIT("green"), STR_INIT("yellow"),
    STR_INIT("blue"),  STR_INIT("magenta"), STR_INIT("cyan"),  STR_INIT("white"),
};

static const struct {
	struct str name;
	size_t field;
} attributes[] = {
    {STR_INIT("bold"), offsetof(struct theme_look, bold)},
    {STR_INIT("dim"), offsetof(struct theme_look, dim)},
    {STR_INIT("underline"), offsetof(struct theme_look, underline)},
    {STR_INIT("reverse"), offsetof(struct theme_look, reverse)},
    {STR_INIT("italic"), offsetof(struct theme_look, italic)},
};

/* A colour that a file leaves out: it becomes that of the role "text". */
enum { COLOUR_OF_TEXT = THEME_DEFAULT_COLOUR - 1 };

const char *theme_role_name(enum theme_role role)
{
	return role_names[role].p;
}

const char *theme_role_about(enum theme_role role)
{
	return role_abouts[role];
}

const struct theme *theme_mono(void)
{
	return &mono;
}

static bool parse_rgb(struct str word, int *out)
{
	int value = 0;
	if (word.n != 7 || word.p[0] != '#')
		return false;
	for (size_t i = 1; i < word.n; i++) {
		int digit = ascii_hex(word.p[i]);
		if (digit < 0)
			return false;
		value = value * 16 + digit;
	}
	*out = 0x1000000 + value;
	return true;
}

static bool parse_colour(struct str word, int *out)
{
	static const struct str bright = STR_INIT("bright-");
	size_t number;
	if (str_eq(word, STR("default"))) {
		*out = THEME_DEFAULT_COLOUR;
		return true;
	}
	bool is_bright = str_starts(word, bright);
	struct str name = is_bright ? str_skip(word, bright.n) : word;
	for (int i = 0; i < 8; i++) {
		if (str_eq(name, colour_names[i])) {
			*out = i + (is_bright ? 8 : 0);
			return true;
		}
	}
	if (str_to_size(word, &number) && number <= 255) {
		*out = (int)number;
		return true;
	}
	return parse_rgb(word, out);
}

static bool parse_attribute(struct str word, struct theme_look *look)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (str_eq(word, attributes[i].name)) {
			*(bool *)((char *)look + attributes[i].field) = true;
			return true;
		}
	}
	return false;
}

/* Takes the next word off the value; false at its end. */
static bool next_word(struct str *rest, struct str *word)
{
	*rest = str_trim(*rest);
	size_t n = 0;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	*word = str_slice(*rest, 0, n);
	*rest = str_skip(*rest, n);
	return n > 0;
}

/* [FG] [on BG] ATTRIBUTE...: each at most once, colours first. */
static bool parse_look(const struct keylines *lines, const struct keyline *line,
		       struct theme_look *out, struct err *err)
{
	struct theme_look look = {.fg = COLOUR_OF_TEXT, .bg = COLOUR_OF_TEXT};
	struct str rest = line->value;
	struct str word;
	bool attributes_began = false;
	bool has_fg = false;
	bool has_bg = false;
	while (next_word(&rest, &word)) {
		size_t column = line->value_column + (size_t)(word.p - line->value.p);
		if (parse_attribute(word, &look)) {
			attributes_began = true;
		} else if (attributes_began) {
			return keylines_fail(
			    lines, line->number, column, err,
			    "\"%.*s\" is none of bold, dim, underline, reverse, italic",
			    STR_ARG(word));
		} else if (!has_bg && str_eq(word, STR("on"))) {
			if (!next_word(&rest, &word) || !parse_colour(word, &look.bg))
				return keylines_fail(lines, line->number, column, err,
						     "a colour is missing after \"on\"");
			has_bg = true;
		} else if (!has_fg && !has_bg && parse_colour(word, &look.fg)) {
			has_fg = true;
		} else {
			return keylines_fail(lines, line->number, column, err,
					     "\"%.*s\" is no colour and no attribute; colours are "
					     "default, red, bright-red, 0-255, #rrggbb",
					     STR_ARG(word));
		}
	}
	*out = look;
	return true;
}

static bool refuse_role(const struct keylines *lines, const struct keyline *line, struct err *err)
{
	size_t near = near_find(line->key, role_names, THEME_ROLE_COUNT);
	if (near == THEME_ROLE_COUNT)
		return keylines_fail(lines, line->number, line->key_column, err,
				     "there is no role \"%.*s\"", STR_ARG(line->key));
	return keylines_fail(lines, line->number, line->key_column, err,
			     "there is no role \"%.*s\"; did you mean %.*s?", STR_ARG(line->key),
			     STR_ARG(role_names[near]));
}

static bool take_line(struct arena *arena, const struct keylines *lines, const struct keyline *line,
		      bool *seen, struct theme *theme, struct err *err)
{
	if (str_eq(line->key, STR("about"))) {
		theme->about = arena_str(arena, line->value);
		return true;
	}
	size_t role = 0;
	while (role < THEME_ROLE_COUNT && !str_eq(line->key, role_names[role]))
		role++;
	if (role == THEME_ROLE_COUNT)
		return refuse_role(lines, line, err);
	if (seen[role])
		return keylines_fail(lines, line->number, line->key_column, err,
				     "\"%.*s\" is given twice", STR_ARG(line->key));
	seen[role] = true;
	return parse_look(lines, line, &theme->looks[role], err);
}

/* "dark" of "/usr/share/rolehop/themes/dark.theme". */
static struct str name_of_file(struct str file)
{
	static const struct str ending = STR_INIT(".theme");
	ptrdiff_t slash = str_find_last_char(file, '/');
	struct str name = str_skip(file, (size_t)(slash + 1));
	return str_ends(name, ending) ? str_slice(name, 0, name.n - ending.n) : name;
}

/* Every role in the looks of mono, without colours of its own. */
static void begin_theme(struct theme *theme)
{
	*theme = mono;
	theme->about = STR("");
	for (size_t i = 0; i < THEME_ROLE_COUNT; i++)
		theme->looks[i].fg = theme->looks[i].bg = COLOUR_OF_TEXT;
}

static void fill_colours(struct theme *theme)
{
	struct theme_look text = theme->looks[THEME_TEXT];
	int fg = text.fg == COLOUR_OF_TEXT ? THEME_DEFAULT_COLOUR : text.fg;
	int bg = text.bg == COLOUR_OF_TEXT ? THEME_DEFAULT_COLOUR : text.bg;
	for (size_t i = 0; i < THEME_ROLE_COUNT; i++) {
		struct theme_look *look = &theme->looks[i];
		look->fg = look->fg == COLOUR_OF_TEXT ? fg : look->fg;
		look->bg = look->bg == COLOUR_OF_TEXT ? bg : look->bg;
	}
}

bool theme_parse(struct arena *arena, struct str file, struct str text, struct theme *out,
		 struct err *err)
{
	struct theme theme;
	struct keylines lines;
	struct keyline line;
	bool seen[THEME_ROLE_COUNT] = {false};
	begin_theme(&theme);
	theme.name = arena_str(arena, name_of_file(file));
	keylines_init(&lines, file, text);
	while (keylines_next(&lines, &line, err))
		if (!take_line(arena, &lines, &line, seen, &theme, err))
			return false;
	if (lines.failed)
		return false;
	fill_colours(&theme);
	*out = theme;
	return true;
}
