/* tui/prompt.h - the line that is typed into: filter, search, command. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/str.h"
#include "tui/canvas.h"

enum prompt_kind {
	PROMPT_NONE,
	PROMPT_FILTER,
	PROMPT_SEARCH,
	PROMPT_COMMAND,
	PROMPT_EXPORT,
	PROMPT_FOLDER,
	PROMPT_VALUE,
	PROMPT_IMPORT,
	PROMPT_SYNC,
	PROMPT_REASON
};
enum { PROMPT_KIND_COUNT = PROMPT_REASON + 1 };
enum { PROMPT_MAX = 199 };

/* A row of the table of kinds. */
struct prompt_row {
	struct str sign;
	struct str hint;
	bool filters; /* what is typed changes the pane at once */
	bool paths;   /* Tab completes a path */
};
const struct prompt_row *prompt_row(enum prompt_kind kind);

struct prompt {
	enum prompt_kind kind;
	char text[PROMPT_MAX + 1];
	size_t n;
	size_t at;		     /* byte offset of the cursor */
	char before[PROMPT_MAX + 1]; /* what it was opened with */
	size_t n_before;
};

enum prompt_result { PROMPT_EDITED, PROMPT_DONE, PROMPT_GIVEN_UP, PROMPT_COMPLETE, PROMPT_PASSED };

void prompt_open(struct prompt *prompt, enum prompt_kind kind, struct str text);

/* Takes a key. PROMPT_PASSED: not a key of the prompt, the pane may have it. */
enum prompt_result prompt_key(struct prompt *prompt, uint32_t key);

struct str prompt_text(const struct prompt *prompt);
void prompt_set(struct prompt *prompt, struct str text);

void prompt_draw(const struct prompt *prompt, const struct view *view);

#endif
