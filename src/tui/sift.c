/* tui/sift.c - which rows of a list pass a filter, asked bit by bit, and the best of them first. */
#include "tui/sift.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/clock.h"
#include "rolehop/base/mem.h"
#include "tui/explorer.h"
#include "tui/table.h"

enum {
	KEPT_MAX = 1 << 20, /* rows that are kept; of more the better ones */
	ROWS_AT_ONCE = 128, /* between looks at the clock */
	RANKS = 2 * FILTER_POINTS,
	FIRST_ROOM = 1024,
};

void sift_clear(struct sift *sift)
{
	free(sift->among);
	free(sift->rows);
	free(sift->ranks);
	*sift = (struct sift){.step = SIFT_DONE};
}

bool sift_running(const struct sift *sift)
{
	return sift->step != SIFT_DONE && !sift->stopped;
}

int sift_percent(const struct sift *sift)
{
	size_t steps = sift->step == SIFT_EXACTLY ? 0 : 1;
	if (sift->step == SIFT_DONE || sift->until == 0)
		return 100;
	return (int)(steps * 50 + sift->next * 50 / sift->until);
}

/* ---- where to look --------------------------------------------------------------------------- */

/* Would every row that the filter leaves be among those that are there? */
static bool only_narrows(const struct sift *sift, struct str text)
{
	struct str old = {sift->text, sift->n_text};
	if (old.n == 0 || sift->step != SIFT_DONE || sift->found != sift->n ||
	    !str_starts(text, old))
		return false;
	for (const char *sign = "!|$'^\\"; *sign != '\0'; sign++) {
		if (str_find_char(text, *sign) >= 0)
			return false;
	}
	return true;
}

/* The rows found, by their numbers: those of the two steps are in order already. */
static uint32_t *found_in_order(const struct sift *sift)
{
	uint32_t *rows = malloc((sift->n + 1) * sizeof(*rows));
	size_t middle = 0;
	if (rows == NULL)
		mem_die();
	while (middle < sift->n && (middle == 0 || sift->rows[middle] > sift->rows[middle - 1]))
		middle++;
	size_t a = 0;
	size_t b = middle;
	for (size_t i = 0; i < sift->n; i++) {
		bool first = b >= sift->n || (a < middle && sift->rows[a] < sift->rows[b]);
		rows[i] = first ? sift->rows[a++] : sift->rows[b++];
	}
	return rows;
}

void sift_begin(struct tui *tui, struct pane *pane, size_t total)
{
	struct table *table = pane->table;
	struct sift *sift = &table->sift;
	struct str text = {pane->spot.text, pane->spot.n_text};
	bool narrow = only_narrows(sift, text) && total == table->total && !table->renewed;
	uint32_t *among = narrow ? found_in_order(sift) : NULL;
	size_t n = narrow ? sift->n : total;
	free(sift->among);
	sift->among = among;
	sift->step = narrow ? SIFT_REST : SIFT_EXACTLY;
	sift->next = 0;
	sift->until = n;
	sift->n = 0;
	sift->found = 0;
	sift->least = 0;
	sift->stopped = false;
	sift->n_text = text.n;
	memcpy(sift->text, text.p, text.n);
	if (table->ops->begin != NULL)
		table->ops->begin(tui, pane);
}

void sift_extend(struct sift *sift, size_t total)
{
	if (sift->step == SIFT_DONE && sift->n_text > 0) {
		free(sift->among);
		sift->among = NULL;
		sift->step = SIFT_REST;
	}
	if (sift->step == SIFT_REST)
		sift->until = total;
}

/* ---- what is found --------------------------------------------------------------------------- */

static void make_room(struct sift *sift)
{
	sift->room = sift->room == 0 ? FIRST_ROOM : 2 * sift->room;
	sift->rows = realloc(sift->rows, sift->room * sizeof(*sift->rows));
	sift->ranks = realloc(sift->ranks, sift->room * sizeof(*sift->ranks));
	if (sift->rows == NULL || sift->ranks == NULL)
		mem_die();
}

static void count_ranks(const struct sift *sift, size_t counts[RANKS])
{
	memset(counts, 0, RANKS * sizeof(*counts));
	for (size_t i = 0; i < sift->n; i++)
		counts[sift->ranks[i]]++;
}

/* Gives up the worse half, of what is alike those that came last, and whatever is not better from
 * now on. */
static void give_up_half(struct sift *sift)
{
	size_t counts[RANKS];
	size_t room = KEPT_MAX / 2;
	size_t rank = RANKS - 1;
	size_t kept = 0;
	count_ranks(sift, counts);
	for (; rank > 0 && counts[rank] <= room; rank--)
		room -= counts[rank];
	/* Of this rank there is no room for all: no later one is kept. */
	for (size_t i = 0; i < sift->n; i++) {
		if (sift->ranks[i] < rank || (sift->ranks[i] == rank && room == 0))
			continue;
		room -= sift->ranks[i] == rank;
		sift->rows[kept] = sift->rows[i];
		sift->ranks[kept++] = sift->ranks[i];
	}
	sift->least = (uint16_t)(rank + 1);
	sift->n = kept;
}

static void keep(struct sift *sift, size_t row, enum filter_match how, int points)
{
	uint16_t rank = (uint16_t)((how == FILTER_EXACTLY ? FILTER_POINTS : 0) + points);
	sift->found++;
	if (sift->n == KEPT_MAX)
		give_up_half(sift);
	if (rank < sift->least)
		return;
	if (sift->n == sift->room)
		make_room(sift);
	sift->rows[sift->n] = (uint32_t)row;
	sift->ranks[sift->n++] = rank;
}

static void ask(struct tui *tui, struct pane *pane, size_t row)
{
	struct table *table = pane->table;
	struct sift *sift = &table->sift;
	struct str parts[TABLE_PARTS_MAX];
	int points;
	size_t n = table->ops->parts(tui, pane, row, parts);
	if (sift->step == SIFT_EXACTLY) {
		if (filter_match_exactly(&table->filter, parts, n, &points))
			keep(sift, row, FILTER_EXACTLY, points);
		return;
	}
	enum filter_match how = filter_match(&table->filter, parts, n, &points);
	bool wanted = how == FILTER_LOOSELY || (how == FILTER_EXACTLY && sift->step == SIFT_REST);
	if (wanted)
		keep(sift, row, how, points);
}

/* ---- the work -------------------------------------------------------------------------------- */

static void next_step(struct sift *sift, size_t total, bool loose)
{
	if (sift->step == SIFT_EXACTLY && loose) {
		sift->step = SIFT_LOOSELY;
		sift->next = 0;
		return;
	}
	bool rest = sift->step != SIFT_REST && total > sift->until;
	sift->step = rest ? SIFT_REST : SIFT_DONE;
	sift->next = sift->until;
	sift->until = rest ? total : sift->until;
}

/* Leaves rows out that cannot pass, some thousands at most; false: nothing is left. */
static bool pass_over(struct tui *tui, struct pane *pane)
{
	struct sift *sift = &pane->table->sift;
	const struct table_ops *ops = pane->table->ops;
	if (ops->skip != NULL && sift->among == NULL)
		sift->next = ops->skip(tui, pane, sift->step != SIFT_EXACTLY, sift->next);
	if (sift->next > sift->until)
		sift->next = sift->until;
	return sift->next < sift->until;
}

static void ask_some(struct tui *tui, struct pane *pane)
{
	struct sift *sift = &pane->table->sift;
	struct arena_mark mark = arena_mark(&tui->frame);
	size_t end = sift->next + ROWS_AT_ONCE;
	while (sift->next < end && pass_over(tui, pane)) {
		size_t at = sift->next++;
		ask(tui, pane, sift->among != NULL ? sift->among[at] : at);
	}
	arena_rewind(&tui->frame, mark);
}

bool sift_work(struct tui *tui, struct pane *pane, int64_t until)
{
	struct sift *sift = &pane->table->sift;
	bool loose = filter_is_loose(&pane->table->filter);
	while (sift_running(sift)) {
		if (sift->next >= sift->until)
			next_step(sift, pane->table->total, loose);
		else
			ask_some(tui, pane);
		if (clock_ticks_ms() >= until)
			break;
	}
	return sift_running(sift);
}

/* By rank, and what is alike as it was found. */
void sift_order(const struct sift *sift, uint32_t *order)
{
	size_t places[RANKS];
	size_t at = 0;
	count_ranks(sift, places);
	for (size_t rank = RANKS; rank-- > 0;) {
		size_t n = places[rank];
		places[rank] = at;
		at += n;
	}
	for (size_t i = 0; i < sift->n; i++)
		order[places[sift->ranks[i]]++] = sift->rows[i];
}
