/* tui/prompt.c - the line that is typed into: filter, search, command. */
#include "tui/prompt.h"

#include <string.h>

#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"
#include "tui/keys.h"

/* clang-format off */
static const struct prompt_row rows[] = {
	[PROMPT_NONE] = {STR_INIT(""), STR_INIT(""), false, false},
	[PROMPT_FILTER] = {STR_INIT("/"), STR_INIT("Enter keep   Esc give up   Ctrl-U clear   ^begin end$ 'exact !not a|b"), true, false},
	[PROMPT_SEARCH] = {STR_INIT("/"), STR_INIT("Enter keep   Esc give up   Ctrl-U clear"), true, false},
	[PROMPT_COMMAND] = {STR_INIT(":"), STR_INIT("Enter run   Tab complete   Esc give up"), false, false},
	[PROMPT_EXPORT] = {STR_INIT("write to: "), STR_INIT("Enter write: .csv .json .md .txt   type another name   Esc give up"), false, true},
	[PROMPT_FOLDER] = {STR_INIT("write the edits into the folder: "), STR_INIT("Enter write, for --with   Tab complete   Esc give up"), false, true},
	[PROMPT_VALUE] = {STR_INIT("bind to: "), STR_INIT("Enter bind: an ARN, other text, or JSON   Esc give up"), false, false},
	[PROMPT_IMPORT] = {STR_INIT("import file or folder: "), STR_INIT("Enter import   Tab complete   Esc give up"), false, true},
	[PROMPT_SYNC] = {STR_INIT("rolehop sync "), STR_INIT("Enter sync: --profile P, --org --role NAME, or nothing   Esc give up"), false, false},
	[PROMPT_REASON] = {STR_INIT("ignore it, because: "), STR_INIT("Enter ignore   Esc give up"), false, false},
};
/* clang-format on */

const struct prompt_row *prompt_row(enum prompt_kind kind)
{
	return &rows[kind];
}

void prompt_set(struct prompt *prompt, struct str text)
{
	prompt->n = text.n < PROMPT_MAX ? text.n : PROMPT_MAX;
	while (prompt->n < text.n && prompt->n > 0 &&
	       ((unsigned char)text.p[prompt->n] & 0xc0) == 0x80)
		prompt->n--;
	if (prompt->n > 0)
		memmove(prompt->text, text.p, prompt->n);
	prompt->at = prompt->n;
}

void prompt_open(struct prompt *prompt, enum prompt_kind kind, struct str text)
{
	prompt->kind = kind;
	prompt_set(prompt, text);
	memcpy(prompt->before, prompt->text, prompt->n);
	prompt->n_before = prompt->n;
}

struct str prompt_text(const struct prompt *prompt)
{
	return (struct str){prompt->text, prompt->n};
}

static bool continues(const struct prompt *prompt, size_t i)
{
	return ((unsigned char)prompt->text[i] & 0xc0) == 0x80;
}

static size_t left_of(const struct prompt *prompt)
{
	size_t i = prompt->at;
	while (i > 0 && continues(prompt, --i))
		;
	return i;
}

static size_t right_of(const struct prompt *prompt)
{
	size_t i = prompt->at;
	if (i < prompt->n)
		i++;
	while (i < prompt->n && continues(prompt, i))
		i++;
	return i;
}

static size_t word_left(const struct prompt *prompt)
{
	size_t i = prompt->at;
	while (i > 0 && prompt->text[i - 1] == ' ')
		i--;
	while (i > 0 && prompt->text[i - 1] != ' ')
		i--;
	return i;
}

static void cut(struct prompt *prompt, size_t from, size_t to)
{
	memmove(prompt->text + from, prompt->text + to, prompt->n - to);
	prompt->n -= to - from;
	prompt->at = from;
}

/* A path that was only offered: what is typed takes its place. */
static bool is_offered(const struct prompt *prompt)
{
	struct str before = {prompt->before, prompt->n_before};
	return rows[prompt->kind].paths && prompt->at == prompt->n &&
	       str_eq(prompt_text(prompt), before);
}

/* Puts a character in; false for what is not printable text. */
static bool insert(struct prompt *prompt, uint32_t code)
{
	char bytes[4];
	size_t n = canvas_encode(code, bytes);
	if (!safe_is((struct str){bytes, n}))
		return false;
	if (is_offered(prompt))
		cut(prompt, 0, prompt->n);
	if (prompt->n + n > PROMPT_MAX)
		return true;
	memmove(prompt->text + prompt->at + n, prompt->text + prompt->at, prompt->n - prompt->at);
	memcpy(prompt->text + prompt->at, bytes, n);
	prompt->n += n;
	prompt->at += n;
	return true;
}

/* Moving and deleting; false: not such a key. */
static bool edit(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case K_LEFT:
	case K_CTRL('b'):
		prompt->at = left_of(prompt);
		return true;
	case K_RIGHT:
	case K_CTRL('f'):
		prompt->at = right_of(prompt);
		return true;
	case K_HOME:
	case K_CTRL('a'):
		prompt->at = 0;
		return true;
	case K_END:
	case K_CTRL('e'):
		prompt->at = prompt->n;
		return true;
	case K_DELETE:
	case K_CTRL('d'):
		cut(prompt, prompt->at, right_of(prompt));
		return true;
	case K_CTRL('u'):
		cut(prompt, 0, prompt->at);
		return true;
	case K_CTRL('k'):
		prompt->n = prompt->at;
		return true;
	case K_CTRL('w'):
		cut(prompt, word_left(prompt), prompt->at);
		return true;
	default:
		return false;
	}
}

enum prompt_result prompt_key(struct prompt *prompt, uint32_t key)
{
	if (key == K_ESC || key == K_CTRL('c') || key == K_CTRL('g'))
		return PROMPT_GIVEN_UP;
	if (key == K_ENTER)
		return PROMPT_DONE;
	if (key == K_TAB)
		return PROMPT_COMPLETE;
	if (key == K_BACKSPACE) {
		if (prompt->n == 0)
			return PROMPT_GIVEN_UP;
		cut(prompt, left_of(prompt), prompt->at);
		return PROMPT_EDITED;
	}
	if (edit(prompt, key))
		return PROMPT_EDITED;
	if (key < ' ' || key >= K_FIRST || !insert(prompt, key))
		return PROMPT_PASSED;
	return PROMPT_EDITED;
}

void prompt_draw(const struct prompt *prompt, const struct view *view)
{
	struct str before = {prompt->text, prompt->at};
	int x = 1 + view_text(view, 1, 0, THEME_PROMPT, rows[prompt->kind].sign);
	/* What is typed into stays in sight: the text moves left under the sign. */
	int room = view->w - x - 1;
	while (before.n > 0 && (int)width_text(before) > room) {
		unsigned long code;
		before = str_skip(before, width_decode(before, &code));
	}
	int cursor = x + view_text(view, x, 0, THEME_PROMPT, before);
	view_text(view, cursor, 0, THEME_PROMPT,
		  (struct str){prompt->text + prompt->at, prompt->n - prompt->at});
	view_cursor(view, cursor, 0);
}
