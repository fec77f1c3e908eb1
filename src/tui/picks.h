/* tui/picks.h - the rows of a table that the user marked, by their keys. */
#ifndef TUI_PICKS_H
#define TUI_PICKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is none. */
struct picks {
	uint64_t *keys; /* sorted */
	size_t n;
	size_t cap;
};

void picks_release(struct picks *picks);
bool picks_has(const struct picks *picks, uint64_t key);
void picks_toggle(struct picks *picks, uint64_t key);
void picks_clear(struct picks *picks);

/* Makes them these, in any order, each once. */
void picks_set(struct picks *picks, const uint64_t *keys, size_t n);

#endif
