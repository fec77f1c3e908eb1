/* tui/verdicts.h - the answers of all Tasks, filled in while nobody types. */
#ifndef TUI_VERDICTS_H
#define TUI_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/app/app.h"
#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/findings.h"
#include "tui/chunks.h"
#include "tui/inventory.h"
#include "tui/pool.h"

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

/* What is known of a machine's Tasks in a list. */
struct machine_verdict {
	uint32_t n_tasks;
	uint32_t n_fails;
	uint32_t n_unknowns;
	uint32_t first_note; /* of its Tasks, which follow each other */
	bool known;
	bool noted;	     /* its Tasks are among the notes */
	enum mark_word word; /* the worst of its Tasks */
};

/* A Task and its answer. Texts are numbers of the pool. */
struct task_note {
	uint32_t machine; /* row of the machines */
	uint32_t state;
	uint32_t pointer; /* 0: that of a state on the first level */
	uint32_t action;
	uint32_t gate;
	uint32_t path;	 /* what decides the target role at run time */
	uint32_t caller; /* row of the roles, or NOTE_ELSEWHERE and a number of the pool */
	uint32_t target;
	uint32_t next_caller; /* the next note with the same caller, + 1 */
	uint32_t next_target;
	uint16_t cause; /* of struct verdicts.causes, + 1; 0: it is no finding */
	uint8_t word;
	uint8_t verdict;
	bool complete;
};
#define NOTE_ELSEWHERE UINT32_C(0x80000000)

/* The Tasks that run as a role or assume it: a chain of notes. */
struct role_uses {
	uint32_t first; /* + 1 */
	uint32_t last;
	uint32_t n;
	uint32_t row;
	enum mark_word word; /* the worst of them so far */
};

/* Tasks that are not allowed for the same cause. */
struct verdict_cause {
	const struct finding *finding; /* without its answers */
	enum mark_word word;
	size_t n;
	uint32_t first;	     /* note */
	struct vec accounts; /* struct str */
};

struct verdicts {
	struct app *app;
	bool bare;		   /* without what is supposed */
	struct arena *world_arena; /* of a world whose caches do not grow without end */
	struct world world;
	struct inventory *inventory;
	struct arena *arena; /* at places of their own, so that this can be moved */
	struct arena scratch;
	struct machine_verdict *machines; /* one per inventory machine */
	size_t n_machines;
	size_t done;
	size_t next;
	size_t wanted;		 /* row of a machine that somebody looks at; n_machines: none */
	struct role_uses *roles; /* one per inventory role, once those are all read */
	struct chunks notes;
	size_t n_tasks; /* that are noted */
	struct pool pool;
	struct vec causes;	      /* struct verdict_cause */
	size_t words[WORD_LATER + 1]; /* Tasks by verdict */
	uint32_t *account_fails;      /* Tasks that fail, per inventory account */
	uint32_t *account_unknowns;
	unsigned version;	 /* grows with every machine done */
	struct arena told_arena; /* the summary that was asked for last */
	struct str told_machine;
	struct str told_pointer;
	struct str told;
};

void verdicts_init(struct verdicts *verdicts, struct app *app, struct inventory *inventory);
void verdicts_release(struct verdicts *verdicts);

/* Judges one more machine; *more is false once all are known. A failure is counted as known. */
bool verdicts_step(struct verdicts *verdicts, bool *more, struct err *err);

/* Judges this machine (row) at once, and notes it as soon as notes can be taken. */
bool verdicts_need(struct verdicts *verdicts, size_t machine, struct err *err);

/* Judges a machine without noting it. */
bool verdicts_ask(struct verdicts *verdicts, struct arena *arena, struct str machine,
		  const struct task_answer **answers, size_t *n, struct err *err);

/* This machine (row) is being looked at: it comes next. */
void verdicts_want(struct verdicts *verdicts, size_t machine);
bool verdicts_is_wanted(const struct verdicts *verdicts);

const struct machine_verdict *verdicts_machine(const struct verdicts *verdicts, size_t machine);

/* What uses the role (by its row, by its ARN), or NULL; WORD_LATER may still change to another. */
const struct role_uses *verdicts_role_at(const struct verdicts *verdicts, size_t role);
const struct role_uses *verdicts_role(const struct verdicts *verdicts, struct str role);
enum mark_word verdicts_role_word(const struct verdicts *verdicts, size_t role);
bool verdicts_finished(const struct verdicts *verdicts);

const struct task_note *verdicts_note(const struct verdicts *verdicts, size_t note);

/* The first use, and the one after `note`; false: there is none. */
bool verdicts_first_use(const struct role_uses *uses, size_t *note);
bool verdicts_next_use(const struct verdicts *verdicts, const struct role_uses *uses, size_t *note);

/* The worst use of a role, or the first note with a cause; false: there is none. */
bool verdicts_worst_use(const struct verdicts *verdicts, const struct role_uses *uses,
			size_t *note);

/* A note as an answer, without summary and resource; texts live as long as the arena. */
struct task_answer verdicts_answer(const struct verdicts *verdicts, struct arena *arena,
				   size_t note);

/* The summary of a Task, asked again; lives until the next one is asked for. */
struct str verdicts_tell(struct verdicts *verdicts, struct str machine, struct str pointer);

#endif
