/* tui/verdicts.h - the answers of all Tasks, filled in while nobody types. */
#ifndef TUI_VERDICTS_H
#define TUI_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/findings.h"
#include "tui/inventory.h"

/* What a row shows in brackets: in the order in which lists are sorted by verdict. */
enum mark_word {
	WORD_FAIL,
	WORD_UNKNOWN,
	WORD_ASSUMED, /* allowed, if a layer that was not collected does not deny */
	WORD_OK,
	WORD_NONE,
	WORD_LATER,
};

/* "[FAIL]", "[ ?? ]", "[ ok?]", "[ ok ]", "[ -- ]", "[ .. ]". */
struct str mark_text(enum mark_word word);
enum theme_role mark_role(enum mark_word word);
enum mark_word mark_of_answer(const struct task_answer *answer);

struct machine_answers {
	const struct task_answer *answers;
	size_t n;
	bool known;
	enum mark_word word; /* the worst of its Tasks */
};

/* The Tasks that run as a role or assume it. */
struct role_uses {
	struct vec answers; /* const struct task_answer * */
	enum mark_word word;
};

struct verdicts {
	const struct world *world;
	const struct inventory *inventory;
	struct arena *arena; /* at a place of its own, so that this can be moved */
	struct arena scratch;
	struct machine_answers *machines; /* one per inventory machine */
	size_t n_machines;
	size_t done;
	size_t next;
	size_t wanted; /* index of a machine that somebody looks at; n_machines: none */
	struct map by_role;
	size_t n_tasks;
	size_t words[WORD_LATER + 1]; /* Tasks by verdict */
	size_t *account_fails;	      /* Tasks that fail, per inventory account */
	size_t *account_unknowns;
	unsigned version; /* grows with every machine done */
};

void verdicts_init(struct verdicts *verdicts, const struct world *world,
		   const struct inventory *inventory);
void verdicts_release(struct verdicts *verdicts);

/* Judges one more machine; *more is false once all are known. A failure is counted as known. */
bool verdicts_step(struct verdicts *verdicts, bool *more, struct err *err);

/* Judges this machine (index in the inventory) at once. */
bool verdicts_need(struct verdicts *verdicts, size_t machine, struct err *err);

/* This machine is being looked at: it comes next. */
void verdicts_want(struct verdicts *verdicts, size_t machine);

const struct machine_answers *verdicts_machine(const struct verdicts *verdicts, size_t machine);

/* What uses the role, or NULL; word WORD_LATER may still change to another. */
const struct role_uses *verdicts_role(const struct verdicts *verdicts, struct str role);
enum mark_word verdicts_role_word(const struct verdicts *verdicts, struct str role);
bool verdicts_finished(const struct verdicts *verdicts);

#endif
