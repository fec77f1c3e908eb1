/* tui/triage.c - which findings are looked at: those that people live with, those that are new. */
#include "tui/triage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/app/ignore.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/folder.h"
#include "rolehop/base/own_file.h"
#include "rolehop/trace/causes.h"
#include "tui/explorer.h"

enum { FILE_MAX_BYTES = 8 << 20 };

void triage_release(struct triage *triage)
{
	arena_release(&triage->rules_arena);
	arena_release(&triage->fresh_arena);
	arena_release(&triage->notes_arena);
}

static void changed(struct triage *triage)
{
	triage->version++;
}

/* ---- the rules ------------------------------------------------------------------------------- */

/* `text` becomes the rules; on failure all stays. */
static bool take_text(struct triage *triage, struct str text, struct err *err)
{
	struct arena arena = {0};
	struct vec rules;
	struct str kept = arena_str(&arena, text);
	const char *path = triage->path != NULL ? triage->path : "ignored";
	if (!ignore_parse(&arena, path, kept, &rules, err)) {
		arena_release(&arena);
		return false;
	}
	arena_release(&triage->rules_arena);
	triage->rules_arena = arena;
	triage->rules = rules;
	triage->rules.arena = &triage->rules_arena;
	triage->text = kept;
	changed(triage);
	return true;
}

bool triage_load(struct triage *triage, const char *path, struct err *err)
{
	struct arena scratch = {0};
	struct str text = STR("");
	triage->path = path;
	bool ok = access(path, F_OK) != 0 || paths_read(&scratch, path, FILE_MAX_BYTES, &text, err);
	ok = ok && take_text(triage, text, err);
	triage->damaged = !ok;
	arena_release(&scratch);
	return ok;
}

/* Somebody else may have written the file since: nothing of theirs is lost. */
static bool read_again(struct triage *triage, struct err *err)
{
	return triage->path == NULL || triage->damaged || triage_load(triage, triage->path, err);
}

/* The file first: what cannot be written is no rule either. */
static bool put_text(struct triage *triage, struct str text, struct err *err)
{
	struct arena scratch = {0};
	bool ok = true;
	if (triage->damaged)
		return err_set(err, ERR_INPUT, "%s is damaged, and left alone: ! has the line",
			       triage->path);
	if (triage->path != NULL) {
		ok = folder_make_above(&scratch, triage->path, err);
		if (ok && !own_file_replace(&scratch, triage->path, text))
			ok = err_set(err, ERR_ENVIRONMENT, "%s: %s", triage->path, strerror(errno));
		arena_release(&scratch);
	}
	return ok && take_text(triage, text, err);
}

static const struct ignore_rule *rule_of(const struct triage *triage,
					 const struct triage_what *what)
{
	for (size_t i = 0; i < triage->rules.n; i++) {
		const struct ignore_rule *rule = vec_at(&triage->rules, i);
		if (str_eq(rule->rule, what->rule) && str_eq(rule->of, what->of) &&
		    str_eq(rule->state, what->state))
			return rule;
	}
	return NULL;
}

bool triage_has(const struct triage *triage, const struct triage_what *what)
{
	return rule_of(triage, what) != NULL;
}

bool triage_ignore(struct tui *tui, const struct triage_what *what, struct str reason,
		   struct err *err)
{
	struct triage *triage = &tui->triage;
	struct buf buf;
	if (!read_again(triage, err))
		return false;
	buf_init(&buf, &tui->frame, FILE_MAX_BYTES);
	buf_add(&buf, triage->text);
	if (buf.n > 0 && !str_ends(triage->text, STR("\n")))
		buf_add_char(&buf, '\n');
	if (!ignore_print(&buf, what->rule, what->of, what->state, reason) || buf.over)
		return err_set(err, ERR_INPUT,
			       "a name like this cannot be in a list of what is "
			       "ignored");
	return put_text(triage, buf_str(&buf), err);
}

bool triage_mind(struct tui *tui, const struct triage_what *what, struct err *err)
{
	struct triage *triage = &tui->triage;
	if (!read_again(triage, err))
		return false;
	const struct ignore_rule *rule = rule_of(triage, what);
	struct str_split it = {triage->text, false};
	struct str line;
	struct buf buf;
	size_t number = 0;
	buf_init(&buf, &tui->frame, FILE_MAX_BYTES);
	while (rule != NULL && str_next(&it, '\n', &line)) {
		if (++number == rule->line || (line.n == 0 && it.done))
			continue;
		buf_add(&buf, line);
		buf_add_char(&buf, '\n');
	}
	return rule == NULL || put_text(triage, buf_str(&buf), err);
}

struct str triage_reason(struct tui *tui, struct str rule, struct str machine, struct str state,
			 struct str pointer)
{
	return tui->triage.rules.n == 0
		   ? STR("")
		   : ignore_reason(&tui->triage.rules, rule, machine, state, pointer);
}

/* ---- what is new ----------------------------------------------------------------------------- */

static struct str key_of(struct arena *arena, struct str machine, struct str pointer)
{
	return arena_printf(arena, "%.*s\n%.*s", STR_ARG(machine), STR_ARG(pointer));
}

void triage_begin_fresh(struct triage *triage)
{
	arena_release(&triage->fresh_arena);
	map_init(&triage->fresh, &triage->fresh_arena);
	triage->fresh_known = false;
	changed(triage);
}

void triage_add_fresh(struct triage *triage, struct str machine, struct str pointer)
{
	map_put(&triage->fresh, key_of(&triage->fresh_arena, machine, pointer), triage);
}

void triage_end_fresh(struct triage *triage)
{
	triage->fresh_known = true;
	changed(triage);
}

/* ---- the notes ------------------------------------------------------------------------------- */

static unsigned char look_at(struct tui *tui, size_t note)
{
	struct triage *triage = &tui->triage;
	struct arena_mark mark = arena_mark(&tui->frame);
	struct task_answer answer = verdicts_answer(&tui->verdicts, &tui->frame, note);
	unsigned char known = 0;
	struct str rule = str_from(finding_cause(&answer)->name);
	if (triage_reason(tui, rule, answer.machine, answer.state, answer.pointer).n > 0)
		known |= TRIAGE_IGNORED;
	if (triage->fresh_known &&
	    map_find(&triage->fresh, key_of(&tui->frame, answer.machine, answer.pointer)) != NULL)
		known |= TRIAGE_NEW;
	arena_rewind(&tui->frame, mark);
	return known;
}

void triage_update(struct tui *tui)
{
	struct triage *triage = &tui->triage;
	const struct verdicts *verdicts = &tui->verdicts;
	bool plain = triage->rules.n == 0 && !triage->fresh_known;
	if (triage->notes_version != triage->version) {
		arena_release(&triage->notes_arena);
		vec_init(&triage->notes, &triage->notes_arena, 1);
		triage->notes_version = triage->version;
		triage->n_ignored = 0;
	}
	/* Without rules nothing is known of any, and nothing need be kept. */
	for (size_t i = triage->notes.n; !plain && i < verdicts->n_tasks; i++) {
		unsigned char known = verdicts_note(verdicts, i)->cause > 0 ? look_at(tui, i) : 0;
		triage->n_ignored += (known & TRIAGE_IGNORED) != 0;
		*(unsigned char *)vec_push(&triage->notes) = known;
	}
}

bool triage_shows(const struct tui *tui, size_t note)
{
	const struct triage *triage = &tui->triage;
	unsigned char known =
	    note < triage->notes.n ? *(const unsigned char *)vec_at(&triage->notes, note) : 0;
	if (verdicts_note(&tui->verdicts, note)->cause == 0)
		return false;
	if (triage->only_new && (known & TRIAGE_NEW) == 0)
		return false;
	return triage->with_ignored || (known & TRIAGE_IGNORED) == 0;
}
