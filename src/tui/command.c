/* tui/command.c - what is typed after a colon. */
#include "tui/command.h"

#include <string.h>

#include "rolehop/app/near.h"
#include "rolehop/model/arn.h"

enum { WORDS_MAX = 128 };

static const struct str verbs[] = {STR_INIT("theme"), STR_INIT("go")};
enum { VERB_THEME, VERB_GO, VERB_COUNT };

/* All first words: actions that concern the pane, then verbs. */
static size_t first_words(const struct pane *pane, struct str *words)
{
	const struct action *action;
	size_t n = 0;
	for (size_t i = 0; (action = action_row(i)) != NULL && n < WORDS_MAX - VERB_COUNT; i++) {
		if (action_concerns(action, pane->ops->kind))
			words[n++] = str_from(action->info.name);
	}
	for (size_t i = 0; i < VERB_COUNT; i++)
		words[n++] = verbs[i];
	return n;
}

static struct effect go(struct tui *tui, struct str arn)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	struct arn parts;
	if (arn_parse(arn, &parts) && arn_is_role(&parts))
		effect.place.kind = PANE_ROLE;
	else if (arn_parse(arn, &parts) && arn_is_machine(&parts))
		effect.place.kind = PANE_MACHINE;
	else if (arn_is_account_id(arn))
		effect.place.kind = PANE_ACCOUNT;
	if (effect.place.kind == PANE_ACCOUNTS) {
		tui_say(tui, THEME_ERROR,
			"go takes the ARN of a role or state machine, or an "
			"account id");
		return (struct effect){.kind = EFFECT_NONE};
	}
	effect.place.subject = arena_str(&tui->frame, arn);
	return effect;
}

static struct effect run_action(struct tui *tui, struct pane *pane, struct str name)
{
	struct str words[WORDS_MAX];
	const struct action *action = action_of_name(pane->ops->kind, name);
	if (action == NULL) {
		size_t n = first_words(pane, words);
		size_t near = near_find(name, words, n);
		if (near < n)
			tui_say(tui, THEME_ERROR, "no command %.*s: did you mean %.*s?",
				STR_ARG(tui_safe(tui, name)), STR_ARG(words[near]));
		else
			tui_say(tui, THEME_ERROR, "no command %.*s: ? lists them",
				STR_ARG(tui_safe(tui, name)));
		return (struct effect){.kind = EFFECT_NONE};
	}
	const char *why = action_off(tui, pane, action);
	if (why != NULL) {
		tui_say(tui, THEME_STATUS, "%s is off: %s", action->info.name, why);
		return (struct effect){.kind = EFFECT_NONE};
	}
	return action->run(tui, pane);
}

struct effect command_run(struct tui *tui, struct pane *pane, struct str line)
{
	struct str text = str_trim(line);
	ptrdiff_t blank = str_find_char(text, ' ');
	struct str name = blank < 0 ? text : str_slice(text, 0, (size_t)blank);
	struct str rest = str_trim(str_skip(text, name.n));
	if (name.n == 0)
		return (struct effect){.kind = EFFECT_NONE};
	if (str_eq(name, verbs[VERB_THEME]) && rest.n == 0)
		return (struct effect){.kind = EFFECT_OVERLAY, .place = {.kind = PANE_THEMES}};
	if (str_eq(name, verbs[VERB_THEME]))
		return (struct effect){.kind = EFFECT_THEME, .text = arena_cstr(&tui->frame, rest)};
	if (str_eq(name, verbs[VERB_GO]))
		return go(tui, rest);
	return run_action(tui, pane, name);
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

void command_complete(struct tui *tui, struct pane *pane)
{
	struct str words[WORDS_MAX];
	struct str line = arena_str(&tui->frame, prompt_text(&tui->prompt));
	struct str theme = STR("theme ");
	if (str_starts(line, theme)) {
		const struct str *names;
		size_t n;
		theme_list(&tui->frame, &names, &n);
		complete(tui, theme, str_skip(line, theme.n), names, n);
		return;
	}
	complete(tui, STR(""), line, words, first_words(pane, words));
}
