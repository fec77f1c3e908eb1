/* tui/script.c - keys from a file, and screens into files: the explorer without a person. */
#include "tui/script.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/width.h"
#include "tui/keys.h"
#include "tui/palette.h"

enum { SCRIPT_MAX = 16 * 1024 * 1024, SETTLE_MS = 1000 };

bool script_open(struct script *script, struct arena *arena, const char *path, struct err *err)
{
	*script = (struct script){.file = path, .line = 1};
	return paths_read(arena, path, SCRIPT_MAX, &script->text, err);
}

void script_settle(struct tui *tui)
{
	bool changed = false;
	do {
		while (tui_idle(tui, &changed))
			;
		tui_draw(tui);
	} while (tui->preview_wanted || jobs_wait(&tui->jobs, SETTLE_MS));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_line(struct script *script)
{
	while (script->at < script->text.n && script->text.p[script->at] != '\n')
		script->at++;
}

/* The next word, or false at the end. Comments are skipped. */
static bool next_word(struct script *script, struct str *word)
{
	const struct str *text = &script->text;
	bool first = script->at == 0;
	for (;;) {
		while (script->at < text->n && is_blank(text->p[script->at])) {
			if (text->p[script->at++] == '\n') {
				script->line++;
				first = true;
			}
		}
		if (!first || !str_starts(str_skip(*text, script->at), STR("# ")))
			break;
		skip_line(script);
	}
	size_t from = script->at;
	while (script->at < text->n && !is_blank(text->p[script->at]))
		script->at++;
	*word = str_slice(*text, from, script->at);
	return word->n > 0;
}

/* The next word of this line, or an empty one. */
static struct str word_of_line(struct script *script)
{
	const struct str *text = &script->text;
	while (script->at < text->n && text->p[script->at] != '\n' && is_blank(text->p[script->at]))
		script->at++;
	size_t from = script->at;
	while (script->at < text->n && !is_blank(text->p[script->at]))
		script->at++;
	return str_slice(*text, from, script->at);
}

static struct str rest_of_line(struct script *script)
{
	size_t from = script->at;
	skip_line(script);
	return str_trim(str_slice(script->text, from, script->at));
}

static bool write_screen(struct tui *tui, bool painted, const char *path, struct err *err)
{
	bool is_stdout = strcmp(path, "-") == 0;
	FILE *file = is_stdout ? stdout : fopen(path, "w");
	if (file == NULL)
		return err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	struct arena arena = {0};
	tui_draw(tui);
	struct str text = painted ? palette_paint(&arena, &tui->canvas, &tui->theme)
				  : canvas_dump(&arena, &tui->canvas);
	bool ok = fwrite(text.p, 1, text.n, file) == text.n && fflush(file) == 0;
	int failure = errno;
	if (!is_stdout && fclose(file) != 0)
		ok = false;
	arena_release(&arena);
	return ok || err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(failure));
}

static bool dump(struct script *script, struct tui *tui, struct str how, struct err *err)
{
	struct arena arena = {0};
	struct str name = word_of_line(script);
	bool painted = str_eq(how, STR("paint"));
	bool ok = name.n > 0 ? write_screen(tui, painted, arena_cstr(&arena, name), err)
			     : err_set(err, ERR_INPUT, "%s, line %zu: %.*s wants a file",
				       script->file, script->line, STR_ARG(how));
	arena_release(&arena);
	return ok;
}

static bool resize(struct script *script, struct tui *tui, struct err *err)
{
	struct str size = word_of_line(script);
	ptrdiff_t x = str_find_char(size, 'x');
	size_t cols = 0;
	size_t rows = 0;
	if (x <= 0 || !str_to_size(str_slice(size, 0, (size_t)x), &cols) ||
	    !str_to_size(str_skip(size, (size_t)x + 1), &rows) || cols > 1000 || rows > 1000)
		return err_set(err, ERR_INPUT,
			       "%s, line %zu: size wants columns and rows, such as 80x24",
			       script->file, script->line);
	tui_resize(tui, (int)cols, (int)rows);
	script_settle(tui);
	return true;
}

static bool take_typed(struct script *script, uint32_t *key)
{
	unsigned long code;
	if (script->typing.n == 0)
		return false;
	script->typing = str_skip(script->typing, width_decode(script->typing, &code));
	*key = (uint32_t)code;
	return true;
}

bool script_next(struct script *script, struct tui *tui, uint32_t *key, struct err *err)
{
	struct str word;
	uint32_t first;
	*key = script->next;
	script->next = K_NONE;
	if (*key != K_NONE || take_typed(script, key))
		return true;
	script_settle(tui);
	while (next_word(script, &word)) {
		if (str_eq(word, STR("dump")) || str_eq(word, STR("paint"))) {
			if (!dump(script, tui, word, err))
				return false;
		} else if (str_eq(word, STR("size"))) {
			if (!resize(script, tui, err))
				return false;
		} else if (str_eq(word, STR("type"))) {
			script->typing = rest_of_line(script);
			if (take_typed(script, key))
				return true;
		} else if (key_parse_chord(word, &first, key)) {
			if (first != K_NONE) {
				script->next = *key;
				*key = first;
			}
			return true;
		} else {
			return err_set(err, ERR_INPUT, "%s, line %zu: \"%.*s\" is no key",
				       script->file, script->line, STR_ARG(str_slice(word, 0, 40)));
		}
	}
	return true;
}
