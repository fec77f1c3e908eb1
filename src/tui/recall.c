/* tui/recall.c - lines that were typed before, the last one last. */
#include "tui/recall.h"

#include <string.h>

struct str recall_line(const struct recall *recall, size_t i)
{
	return str_from(recall->lines[i]);
}

static void put(char into[RECALL_LINE_MAX + 1], struct str line)
{
	memcpy(into, line.p, line.n);
	into[line.n] = '\0';
}

static void drop(struct recall *recall, size_t i)
{
	memmove(recall->lines[i], recall->lines[i + 1],
		(recall->n - i - 1) * sizeof(recall->lines[0]));
	recall->n--;
}

void recall_add(struct recall *recall, struct str line)
{
	if (line.n == 0 || line.n > RECALL_LINE_MAX)
		return;
	for (size_t i = 0; i < recall->n; i++) {
		if (str_eq(recall_line(recall, i), line)) {
			drop(recall, i);
			break;
		}
	}
	if (recall->n == RECALL_LINES)
		drop(recall, 0);
	put(recall->lines[recall->n++], line);
	recall->at = recall->n;
}

void recall_begin(struct recall *recall)
{
	recall->at = recall->n;
}

bool recall_step(struct recall *recall, int by, struct str now, struct str *out)
{
	bool standing = recall->at < recall->n && str_eq(now, recall_line(recall, recall->at));
	if (!standing && now.n <= RECALL_LINE_MAX) { /* it was typed, or changed since */
		put(recall->typed, now);
		recall->at = recall->n;
	}
	struct str typed = str_from(recall->typed);
	size_t i = recall->at;
	while (by < 0 ? i > 0 : i < recall->n) {
		i = by < 0 ? i - 1 : i + 1;
		if (i == recall->n || str_starts(recall_line(recall, i), typed)) {
			recall->at = i;
			*out = i == recall->n ? typed : recall_line(recall, i);
			return true;
		}
	}
	return false;
}
