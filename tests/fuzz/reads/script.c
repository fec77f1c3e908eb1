/* script.c - scripts of keys (--play): every word is a key, is carried out, or is refused with its
 * line. The keys are not pressed: tests/tui/random.sh presses them. */
#include "read.h"

#include <string.h>

#include "rolehop/app/app.h"
#include "tui/explorer.h"
#include "tui/keys.h"
#include "tui/script.h"

const bool read_has_head = false;

static struct app app;
static struct tui tui;

/* Screens that are dumped go nowhere. */
void read_begin(void)
{
	struct err err = {ERR_NONE, ""};

	FUZZ_HOLDS(freopen("/dev/null", "w", stdout));
	app_init(&app);
	read_must(app_open_demo(&app, &err), &err);
	tui_init(&tui, &app, 80, 24);
	script_settle(&tui);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Every file that a screen would be written to becomes standard output. */
static struct str without_files(struct arena *arena, struct str text)
{
	char *p = arena_cstr(arena, text);
	bool file = false;

	for (size_t at = 0; at < text.n;) {
		while (at < text.n && is_blank(p[at]))
			at++;
		size_t from = at;
		while (at < text.n && !is_blank(p[at]))
			at++;
		struct str word = {p + from, at - from};
		if (file && word.n) {
			memset(p + from, ' ', word.n);
			p[from] = '-';
		}
		file = !file && (str_eq(word, STR("dump")) || str_eq(word, STR("paint")));
	}
	return (struct str){p, text.n};
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct script script = {.file = "keys", .text = without_files(arena, text), .line = 1};
	struct err err = {ERR_NONE, ""};
	char name[KEY_NAME_MAX];
	uint32_t key = K_NONE;
	bool ok;

	(void)head;
	while ((ok = script_next(&script, &tui, &key, &err)) && key != K_NONE)
		FUZZ_HOLDS(strlen(key_show(key, name)) < KEY_NAME_MAX);
	read_told(ok, &err);
}
