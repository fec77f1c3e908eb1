/* tui/command.c - what is typed after a colon. */
#include "tui/command.h"

#include <string.h>

#include "rolehop/base/near.h"
#include "rolehop/tui/tui.h"
#include "tui/export.h"
#include "tui/goal.h"
#include "tui/suppose.h"

enum { WORDS_MAX = KEYMAP_MAX + 16 + CUSTOM_MAX };

static const struct effect nothing = {.kind = EFFECT_NONE};

struct effect command_go(struct tui *tui, struct str text)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return goal_find(tui, text, &effect.place) ? effect : nothing;
}

static struct effect run_theme(struct tui *tui, struct str name)
{
	if (name.n == 0)
		return (struct effect){.kind = EFFECT_OVERLAY, .place = {.kind = PANE_THEMES}};
	return (struct effect){.kind = EFFECT_THEME, .text = arena_cstr(&tui->frame, name)};
}

static struct effect run_export(struct tui *tui, struct str name)
{
	if (name.n == 0)
		tui_say(tui, THEME_ERROR, "export takes the name of a file");
	else
		export_pane(tui, tui_focus(tui), name);
	return nothing;
}

static struct effect run_with(struct tui *tui, struct str text)
{
	suppose_with(tui, text);
	return nothing;
}

static void theme_words(struct tui *tui, const struct str **words, size_t *n)
{
	theme_list(&tui->frame, words, n);
}

struct verb {
	struct tui_verb_info info;
	struct effect (*run)(struct tui *tui, struct str rest);
	/* What may follow it; NULL: nothing that could be completed. */
	void (*words)(struct tui *tui, const struct str **words, size_t *n);
};

/* clang-format off */
static const struct verb verbs[] = {
	{{"export", "FILE", "write all that the pane holds, or the marked rows, to FILE: .csv, .json, .md, .txt"}, run_export, NULL},
	{{"go", "NAME", "open a role, a state machine or an account by its name, ARN or id; of a session or execution what it belongs to"}, command_go, NULL},
	{{"theme", "NAME", "use a theme; without a name, list them"}, run_theme, theme_words},
	{{"with", "WHAT=FILE", "suppose a document: WHAT is an ARN, trust:ARN, boundary:ARN, policy:ARN/NAME or scp:TARGET; or a folder that edits were written into"}, run_with, NULL},
};
/* clang-format on */
enum { VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) };

const struct tui_verb_info *tui_verb_info(size_t i)
{
	return i < VERB_COUNT ? &verbs[i].info : NULL;
}

static const struct verb *verb_of(struct str name)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (str_eq(str_from(verbs[i].info.name), name))
			return &verbs[i];
	}
	return NULL;
}

/* All first words: actions that concern the pane, verbs that have no action's name, and the
 * user's own. */
static size_t first_words(struct tui *tui, const struct pane *pane, struct str *words)
{
	const struct action *action;
	size_t n = 0;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		if (action_concerns(action, pane->ops->kind))
			words[n++] = str_from(action->info.name);
	}
	for (size_t i = 0; i < VERB_COUNT; i++) {
		struct str name = str_from(verbs[i].info.name);
		if (action_of_name(pane->ops->kind, name) == NULL)
			words[n++] = name;
	}
	for (size_t i = 0; i < tui->customs.n; i++)
		words[n++] = tui->customs.items[i].name;
	return n;
}

/* The words that begin with `begin`, the first of them in *only; one that is `begin` is alone. */
static size_t words_like(struct tui *tui, const struct pane *pane, struct str begin,
			 struct str words[WORDS_MAX], struct str *only)
{
	size_t all = first_words(tui, pane, words);
	size_t n = 0;
	for (size_t i = 0; i < all; i++) {
		if (str_eq(words[i], begin)) {
			*only = words[i];
			return 1;
		}
		if (str_starts(words[i], begin))
			words[n++] = words[i];
	}
	*only = n > 0 ? words[0] : begin;
	return n;
}

static void say_what_it_does(struct tui *tui, const struct pane *pane, struct str name,
			     struct buf *buf)
{
	const struct verb *verb = verb_of(name);
	const struct action *action = action_of_name(pane->ops->kind, name);
	const struct custom *custom = customs_of_name(&tui->customs, name);
	buf_add(buf, name);
	if (verb != NULL)
		buf_printf(buf, " %s  %s", verb->info.value, verb->info.help);
	else if (action != NULL)
		buf_printf(buf, "  %s", action->info.help);
	else if (custom != NULL)
		buf_printf(buf, "  %.*s", STR_ARG(tui_safe(tui, str_from(custom->command))));
}

void command_hint(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	struct str words[WORDS_MAX];
	struct str line = prompt_text(&tui->prompt);
	ptrdiff_t blank = str_find_char(line, ' ');
	struct str name = blank < 0 ? line : str_slice(line, 0, (size_t)blank);
	struct str only;
	size_t n = name.n == 0 ? 0 : words_like(tui, pane, name, words, &only);
	if (n == 1)
		say_what_it_does(tui, pane, only, buf);
	for (size_t i = 0; n > 1 && i < n; i++)
		buf_printf(buf, "%s%.*s", i > 0 ? "  " : "", STR_ARG(words[i]));
}

bool command_is(struct str name)
{
	return verb_of(name) != NULL || action_of_name(PANE_ACCOUNTS, name) != NULL;
}

static struct effect refuse(struct tui *tui, struct pane *pane, struct str name)
{
	struct str words[WORDS_MAX];
	size_t n = first_words(tui, pane, words);
	size_t near = near_find(name, words, n);
	if (near < n)
		tui_say(tui, THEME_ERROR, "no command %.*s: did you mean %.*s?",
			STR_ARG(tui_safe(tui, name)), STR_ARG(words[near]));
	else
		tui_say(tui, THEME_ERROR, "no command %.*s: ? lists them",
			STR_ARG(tui_safe(tui, name)));
	return nothing;
}

static struct effect run_action(struct tui *tui, struct pane *pane, const struct action *action)
{
	const char *why = action_off(tui, pane, action);
	if (why == NULL)
		return action->run(tui, pane);
	tui_say(tui, THEME_STATUS, "%s is off: %s", action->info.name, why);
	return nothing;
}

struct effect command_run(struct tui *tui, struct pane *pane, struct str line)
{
	struct str text = str_trim(line);
	ptrdiff_t blank = str_find_char(text, ' ');
	struct str name = blank < 0 ? text : str_slice(text, 0, (size_t)blank);
	struct str rest = str_trim(str_skip(text, name.n));
	struct str words[WORDS_MAX];
	struct str only;
	if (name.n == 0)
		return nothing;
	if (words_like(tui, pane, name, words, &only) == 1)
		name = only;
	const struct verb *verb = verb_of(name);
	const struct action *action = action_of_name(pane->ops->kind, name);
	const struct custom *custom = customs_of_name(&tui->customs, name);
	if (verb != NULL && (rest.n > 0 || action == NULL))
		return verb->run(tui, rest);
	if (action == NULL && custom != NULL)
		tui_run_custom(tui, pane, custom);
	else if (action == NULL)
		return refuse(tui, pane, name);
	if (action == NULL)
		return nothing;
	return run_action(tui, pane, action);
}

static size_t common(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* Completes `word` among the words; what stands before it in the line stays. */
static void complete(struct tui *tui, struct str before, struct str word, const struct str *words,
		     size_t n)
{
	struct str shared = {0};
	size_t found = 0;
	struct buf all;
	buf_init(&all, &tui->frame, MESSAGE_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!str_starts(words[i], word))
			continue;
		shared = found == 0 ? words[i] : str_slice(shared, 0, common(shared, words[i]));
		buf_printf(&all, "%s%.*s", found > 0 ? "  " : "", STR_ARG(words[i]));
		found++;
	}
	if (found == 0) {
		tui_say(tui, THEME_STATUS, "nothing begins like that");
		return;
	}
	prompt_set(&tui->prompt, arena_printf(&tui->frame, "%.*s%.*s%s", STR_ARG(before),
					      STR_ARG(shared), found == 1 ? " " : ""));
	if (found > 1)
		tui_say(tui, THEME_STATUS, "%.*s", STR_ARG(buf_str(&all)));
}

/* There may be millions of names: they are no list of words. */
static void complete_goal(struct tui *tui, struct str before, struct str word)
{
	struct goals goals;
	goal_begins(tui, word, &goals);
	if (goals.n == 0) {
		tui_say(tui, THEME_STATUS, "nothing begins like that");
		return;
	}
	if (goals.shared.n >= word.n)
		prompt_set(&tui->prompt, arena_printf(&tui->frame, "%.*s%.*s", STR_ARG(before),
						      STR_ARG(goals.shared)));
	if (goals.n > 1)
		tui_say(tui, THEME_STATUS, "%.*s", STR_ARG(buf_str(&goals.words)));
}

void command_complete(struct tui *tui, struct pane *pane)
{
	struct str first[WORDS_MAX];
	struct str line = arena_str(&tui->frame, prompt_text(&tui->prompt));
	ptrdiff_t blank = str_find_char(line, ' ');
	if (blank < 0) {
		complete(tui, STR(""), line, first, first_words(tui, pane, first));
		return;
	}
	const struct verb *verb = verb_of(str_slice(line, 0, (size_t)blank));
	if (verb != NULL && verb->run == command_go) {
		complete_goal(tui, str_slice(line, 0, (size_t)blank + 1),
			      str_skip(line, (size_t)blank + 1));
		return;
	}
	const struct str *words = NULL;
	size_t n = 0;
	if (verb != NULL && verb->words != NULL)
		verb->words(tui, &words, &n);
	complete(tui, str_slice(line, 0, (size_t)blank + 1), str_skip(line, (size_t)blank + 1),
		 words, n);
}
