/* tui/goal.c - what is meant by an ARN, an id or a name that was typed, and how it goes on. */
#include "tui/goal.h"

#include "rolehop/app/thing.h"
#include "rolehop/base/safe.h"
#include "rolehop/model/arn.h"
#include "tui/panes.h"

enum { WORDS_SHOWN = 40, SEVERAL_SHOWN = 3 };

/* ---- by its key ------------------------------------------------------------------------------ */

static bool place_of_entity(struct tui *tui, const struct entity *entity, struct place *out)
{
	enum entity_kind kind = entity->kind;
	if (kind == ENTITY_ROLE)
		*out = place_of_role(entity->key);
	else if (kind == ENTITY_MACHINE)
		*out = place_of_machine(entity->key);
	else if (kind == ENTITY_ACCOUNT)
		*out = (struct place){.kind = PANE_ACCOUNT, .subject = entity->key};
	else if (kind == ENTITY_RESOURCE)
		*out = place_of_document(entity->key, STR("resource policy"), STR(""), STR(""));
	else
		tui_say(tui, THEME_STATUS, "the explorer has no screen for it: rolehop show %.*s",
			STR_ARG(tui_safe(tui, entity->key)));
	return out->subject.n > 0;
}

static void refuse_key(struct tui *tui, struct str text)
{
	const struct world *world = &tui->app->world;
	const struct str *near = NULL;
	struct err err;
	size_t n = 0;
	if (!world->ops->suggest(world->self, &tui->frame, text, true, &near, &n, &err))
		n = 0;
	if (n > 0)
		tui_say(tui, THEME_ERROR, "not in the inventory: did you mean %.*s?",
			STR_ARG(tui_safe(tui, near[0])));
	else
		tui_say(tui, THEME_ERROR, "%.*s is not in the inventory",
			STR_ARG(tui_safe(tui, text)));
}

/* ---- by its name ----------------------------------------------------------------------------- */

/* How well a name fits what was typed: the better ones leave no room for the others. */
enum fit { FIT_NONE, FIT_BEGINS, FIT_CASE, FIT_SAME };

static enum fit fit_of(struct str name, struct str text)
{
	if (str_eq(name, text))
		return FIT_SAME;
	if (str_eq_nocase(name, text))
		return FIT_CASE;
	return str_starts_nocase(name, text) ? FIT_BEGINS : FIT_NONE;
}

struct meant {
	struct str text;
	enum fit fit;
	size_t n; /* that fit so well */
	struct place places[SEVERAL_SHOWN];
};

static void take(struct meant *meant, enum fit fit, struct place place)
{
	if (fit == FIT_NONE || fit < meant->fit)
		return;
	if (fit > meant->fit)
		meant->n = 0;
	meant->fit = fit;
	if (meant->n < SEVERAL_SHOWN)
		meant->places[meant->n] = place;
	meant->n++;
}

static void look_at_names(struct tui *tui, struct names *names, enum pane_kind kind,
			  struct meant *meant)
{
	for (size_t i = 0; i < names->n; i++) {
		enum fit fit = fit_of(names_name(names, i), meant->text);
		bool wanted = fit != FIT_NONE && fit >= meant->fit;
		/* Of many that only begin so, nobody reads the ARNs. */
		if (wanted && (fit > meant->fit || meant->n < SEVERAL_SHOWN))
			take(meant, fit,
			     (struct place){.kind = kind,
					    .subject = names_key(names, &tui->frame, i)});
		else if (wanted)
			meant->n++;
	}
}

/* "role ExecRl21 of prod-orders" */
static void say_meant(struct tui *tui, const struct place *place, struct buf *buf)
{
	struct arn arn;
	const char *kind = place->kind == PANE_ROLE	 ? "role"
			   : place->kind == PANE_MACHINE ? "workflow"
							 : "account";
	buf_printf(buf, "%s%s %.*s", buf->n > 0 ? ", " : "", kind,
		   STR_ARG(say_name_of(tui, place->subject)));
	if (arn_parse(place->subject, &arn))
		buf_printf(buf, " of %.*s", STR_ARG(say_account(tui, arn.account)));
}

static void refuse_name(struct tui *tui, const struct meant *meant)
{
	struct str text = tui_safe(tui, meant->text);
	struct buf buf;
	buf_init(&buf, &tui->frame, MESSAGE_MAX * 4);
	if (meant->n == 0) {
		tui_say(tui, THEME_ERROR, "nothing is called %.*s: / searches a list",
			STR_ARG(text));
		return;
	}
	for (size_t i = 0; i < meant->n && i < SEVERAL_SHOWN; i++)
		say_meant(tui, &meant->places[i], &buf);
	tui_say(tui, THEME_ERROR, "%zu %s %.*s: %.*s%s", meant->n,
		meant->fit == FIT_BEGINS ? "begin with" : "are called", STR_ARG(text),
		STR_ARG(buf_str(&buf)), meant->n > SEVERAL_SHOWN ? " ..." : "");
}

static bool find_name(struct tui *tui, struct str text, struct place *out)
{
	const struct inventory *inventory = &tui->inventory;
	struct meant meant = {.text = text};
	look_at_names(tui, &tui->inventory.roles, PANE_ROLE, &meant);
	look_at_names(tui, &tui->inventory.machines, PANE_MACHINE, &meant);
	for (size_t i = 0; i < inventory->n_accounts; i++)
		take(&meant, fit_of(inventory->accounts[i].name, text),
		     (struct place){.kind = PANE_ACCOUNT, .subject = inventory->accounts[i].id});
	if (meant.n != 1) {
		refuse_name(tui, &meant);
		return false;
	}
	*out = meant.places[0];
	return true;
}

bool goal_find(struct tui *tui, struct str text, struct place *out)
{
	struct entity entity;
	struct err err;
	bool found = false;
	struct str key = arena_str(&tui->frame, text);
	*out = (struct place){.kind = PANE_ACCOUNTS};
	if (text.n == 0) {
		tui_say(tui, THEME_ERROR, "go takes a name, an ARN or an account id");
		return false;
	}
	if (!thing_find(tui->app->store, &tui->frame, key, &entity, &found, &err)) {
		tui_lose(tui, &err);
		return false;
	}
	if (found)
		return place_of_entity(tui, &entity, out);
	if (str_starts(key, STR("arn:")) || arn_is_account_id(key)) {
		refuse_key(tui, key);
		return false;
	}
	return find_name(tui, key, out);
}

/* ---- how it goes on -------------------------------------------------------------------------- */

/* What cannot be typed is not offered. */
static void offer(struct tui *tui, struct goals *goals, struct str word)
{
	size_t same = 0;
	if (!safe_is(word))
		return;
	while (same < goals->shared.n && same < word.n && goals->shared.p[same] == word.p[same])
		same++;
	goals->shared =
	    goals->n == 0 ? arena_str(&tui->frame, word) : str_slice(goals->shared, 0, same);
	if (goals->n++ < WORDS_SHOWN)
		buf_printf(&goals->words, "%s%.*s", goals->n > 1 ? "  " : "", STR_ARG(word));
}

/* Rows that follow each other have the same name seldom, keys never. */
static void offer_names(struct tui *tui, struct names *names, struct str text, bool by_key,
			struct goals *goals)
{
	for (size_t i = 0; i < names->n; i++) {
		struct str prefix = names_stem(names, i)->prefix;
		struct arena_mark mark = arena_mark(&tui->frame);
		size_t first;
		size_t end;
		names_run(names, i, &first, &end);
		if (by_key && !str_starts(prefix, text) && !str_starts(text, prefix)) {
			i = end - 1;
			continue;
		}
		struct str word = by_key ? names_key(names, &tui->frame, i) : names_name(names, i);
		if (by_key ? str_starts(word, text) : str_starts_nocase(word, text))
			offer(tui, goals, word);
		else
			arena_rewind(&tui->frame, mark);
	}
}

void goal_begins(struct tui *tui, struct str text, struct goals *out)
{
	const struct inventory *inventory = &tui->inventory;
	bool by_key = str_starts(text, STR("arn:"));
	*out = (struct goals){.n = 0};
	buf_init(&out->words, &tui->frame, MESSAGE_MAX * 4);
	for (size_t i = 0; !by_key && i < inventory->n_accounts; i++) {
		if (str_starts(inventory->accounts[i].id, text))
			offer(tui, out, inventory->accounts[i].id);
		if (inventory->accounts[i].name.n > 0 &&
		    str_starts_nocase(inventory->accounts[i].name, text))
			offer(tui, out, inventory->accounts[i].name);
	}
	offer_names(tui, &tui->inventory.machines, text, by_key, out);
	offer_names(tui, &tui->inventory.roles, text, by_key, out);
}
