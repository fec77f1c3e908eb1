/* tui/linediff.c - what it takes to make one list of lines another one. */
#include "tui/linediff.h"

#include <stdbool.h>
#include <string.h>

/*
 * Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986. reached[k] is how far in
 * `a` one gets on diagonal k (place in a less place in b) with so many edits; all of them are kept,
 * to go back.
 */
struct search {
	struct arena *arena;
	const struct str *a;
	const struct str *b;
	long n_a;
	long n_b;
	long **kept; /* kept[d][d + k] */
};

static long follow(const struct search *s, long x, long y)
{
	while (x < s->n_a && y < s->n_b && str_eq(s->a[x], s->b[y])) {
		x++;
		y++;
	}
	return x;
}

/* Where diagonal k is reached with d edits: from the one above or beside, whichever got farther. */
static bool from_above(const long *before, long d, long k)
{
	if (k == -d)
		return true;
	return k != d && before[d - 1 + k - 1] < before[d - 1 + k + 1];
}

/* Edits that it takes, or -1. */
static long find(struct search *s, long most)
{
	for (long d = 0; d <= most; d++) {
		long *now = arena_array(s->arena, (size_t)(2 * d + 1), sizeof(*now));
		const long *before = d > 0 ? s->kept[d - 1] : NULL;
		s->kept[d] = now;
		for (long k = -d; k <= d; k += 2) {
			long x = 0;
			if (d > 0)
				x = from_above(before, d, k) ? before[d - 1 + k + 1]
							     : before[d - 1 + k - 1] + 1;
			now[d + k] = follow(s, x, x - k);
			if (now[d + k] >= s->n_a && now[d + k] - k >= s->n_b)
				return d;
			if (k + 1 <= d)
				now[d + k + 1] = 0;
		}
	}
	return -1;
}

/* Goes back along the edits: marks the lines that are gone and new. */
static void mark(const struct search *s, long edits, bool *gone, bool *fresh)
{
	long x = s->n_a;
	long y = s->n_b;
	for (long d = edits; d > 0; d--) {
		long k = x - y;
		const long *before = s->kept[d - 1];
		bool above = from_above(before, d, k);
		long k_before = above ? k + 1 : k - 1;
		x = before[d - 1 + k_before];
		y = x - k_before;
		if (above)
			fresh[y] = true;
		else
			gone[x] = true;
	}
}

static size_t same_front(const struct str *a, size_t n_a, const struct str *b, size_t n_b)
{
	size_t n = 0;
	while (n < n_a && n < n_b && str_eq(a[n], b[n]))
		n++;
	return n;
}

static size_t same_back(const struct str *a, size_t n_a, const struct str *b, size_t n_b)
{
	size_t n = 0;
	while (n < n_a && n < n_b && str_eq(a[n_a - 1 - n], b[n_b - 1 - n]))
		n++;
	return n;
}

static void mark_middle(struct arena *scratch, const struct str *a, size_t n_a, const struct str *b,
			size_t n_b, bool *gone, bool *fresh)
{
	struct search search = {scratch, a, b, (long)n_a, (long)n_b, NULL};
	search.kept = arena_array(scratch, LINEDIFF_EDITS_MAX + 1, sizeof(*search.kept));
	long edits = find(&search, LINEDIFF_EDITS_MAX);
	if (edits >= 0) {
		mark(&search, edits, gone, fresh);
		return;
	}
	memset(gone, true, n_a);
	memset(fresh, true, n_b);
}

const struct linediff_row *linediff(struct arena *arena, const struct str *a, size_t n_a,
				    const struct str *b, size_t n_b, size_t *n_rows)
{
	struct linediff_row *rows = arena_array(arena, n_a + n_b + 1, sizeof(*rows));
	bool *gone = arena_array(arena, n_a + 1, sizeof(*gone));
	bool *fresh = arena_array(arena, n_b + 1, sizeof(*fresh));
	struct arena scratch = {0};
	size_t front = same_front(a, n_a, b, n_b);
	size_t back = same_back(a + front, n_a - front, b + front, n_b - front);
	size_t i = 0;
	size_t k = 0;
	size_t n = 0;
	memset(gone, 0, n_a + 1);
	memset(fresh, 0, n_b + 1);
	mark_middle(&scratch, a + front, n_a - front - back, b + front, n_b - front - back,
		    gone + front, fresh + front);
	while (i < n_a || k < n_b) {
		if (i < n_a && gone[i])
			rows[n++] = (struct linediff_row){.kind = LINE_GONE, .a = i++};
		else if (k < n_b && fresh[k])
			rows[n++] = (struct linediff_row){.kind = LINE_NEW, .b = k++};
		else
			rows[n++] = (struct linediff_row){.kind = LINE_SAME, .a = i++, .b = k++};
	}
	arena_release(&scratch);
	*n_rows = n;
	return rows;
}
