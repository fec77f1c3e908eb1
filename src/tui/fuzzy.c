/* tui/fuzzy.c - how well letters match a name in which others may stand between them: as fzf
 * counts. Source: fzf, src/algo/algo.go (the second algorithm and its constants). */
#include "tui/fuzzy.h"

#include <string.h>

enum {
	POINTS_MATCH = 16,
	GAP_START = -3,
	GAP_MORE = -1,
	BONUS_WORD = 8,
	BONUS_HUMP = 7,
	BONUS_NEXT = 4, /* of a letter that follows the one before it */
	FIRST_TIMES = 2,
	PATTERN_MAX = 64,
	TEXT_MAX = 128,
};

enum letter { CLASS_OTHER, CLASS_LOWER, CLASS_UPPER, CLASS_DIGIT };

static enum letter class_of(char c)
{
	if (ascii_is_lower(c))
		return CLASS_LOWER;
	if (ascii_is_upper(c))
		return CLASS_UPPER;
	if (ascii_is_digit(c))
		return CLASS_DIGIT;
	return (c & 0x80) != 0 ? CLASS_LOWER : CLASS_OTHER;
}

int fuzzy_bonus(struct str text, size_t i)
{
	enum letter here = class_of(text.p[i]);
	if (i == 0)
		return FUZZY_BONUS_MAX;
	enum letter before = class_of(text.p[i - 1]);
	if (here == CLASS_OTHER || before == CLASS_OTHER)
		return BONUS_WORD;
	if (before == CLASS_LOWER && here == CLASS_UPPER)
		return BONUS_HUMP;
	return before != CLASS_DIGIT && here == CLASS_DIGIT ? BONUS_HUMP : 0;
}

int fuzzy_run_points(size_t n, int bonus)
{
	int next = bonus > BONUS_NEXT ? bonus : BONUS_NEXT;
	return n == 0 ? 0 : (int)n * POINTS_MATCH + FIRST_TIMES * bonus + (int)(n - 1) * next;
}

static char fold(char c, bool cased)
{
	return cased ? c : ascii_lower(c);
}

/* Points of the best way that ends at or before a place, and how many letters in a row end there.
 */
struct table {
	short points[PATTERN_MAX][TEXT_MAX];
	unsigned char row[PATTERN_MAX][TEXT_MAX];
	short bonus[TEXT_MAX];
	size_t first[PATTERN_MAX]; /* where each letter can be at the earliest */
	size_t n_text;
};

/* Are the letters there, in their order? Then where the earliest are. */
static bool in_order(struct table *table, struct str pattern, bool cased, struct str text)
{
	size_t i = 0;
	table->n_text = text.n < TEXT_MAX ? text.n : TEXT_MAX;
	for (size_t k = 0; k < pattern.n; k++) {
		char low = pattern.p[k];
		/* The capital that counts as the letter as well. */
		char high = cased ? low : ascii_upper(low);
		while (i < table->n_text && text.p[i] != low && text.p[i] != high)
			i++;
		if (i == table->n_text)
			return false;
		table->first[k] = i++;
	}
	return true;
}

/* Points of letter k at place i, coming from the letter before it; *row: letters in a row then. */
static int points_of_letter(const struct table *table, size_t k, size_t i, int left, unsigned *row)
{
	int bonus = table->bonus[i];
	*row = 1;
	if (k == 0)
		return POINTS_MATCH + FIRST_TIMES * bonus;
	*row = table->row[k - 1][i - 1] + 1u;
	int begun = table->bonus[i + 1 - *row];
	int best = bonus;
	if (*row > 1 && bonus >= BONUS_WORD && bonus > begun) {
		*row = 1;
	} else if (*row > 1) {
		int in_row = begun > BONUS_NEXT ? begun : BONUS_NEXT;
		best = bonus > in_row ? bonus : in_row;
	}
	int points = table->points[k - 1][i - 1] + POINTS_MATCH;
	if (points + best < left) {
		*row = 0;
		return points + bonus;
	}
	return points + best;
}

static void fill_row(struct table *table, struct str pattern, bool cased, struct str text, size_t k)
{
	bool gap = false;
	int left = 0;
	for (size_t i = 0; i < table->first[k]; i++) {
		table->points[k][i] = 0;
		table->row[k][i] = 0;
	}
	for (size_t i = table->first[k]; i < table->n_text; i++) {
		unsigned row = 0;
		int skipped = left + (gap ? GAP_MORE : GAP_START);
		int taken = fold(text.p[i], cased) == pattern.p[k]
				? points_of_letter(table, k, i, skipped, &row)
				: 0;
		gap = taken < skipped;
		left = taken > skipped ? taken : skipped > 0 ? skipped : 0;
		table->points[k][i] = (short)left;
		table->row[k][i] = (unsigned char)(taken > 0 ? row : 0);
	}
}

/* False: the letters are not there. *end is where the best way ends. */
static bool fill(struct table *table, struct str pattern, bool cased, struct str text, size_t *end)
{
	if (pattern.n == 0 || pattern.n > PATTERN_MAX || !in_order(table, pattern, cased, text))
		return false;
	for (size_t i = 0; i < table->n_text; i++)
		table->bonus[i] = (short)fuzzy_bonus(text, i);
	for (size_t k = 0; k < pattern.n; k++)
		fill_row(table, pattern, cased, text, k);
	const short *last = table->points[pattern.n - 1];
	*end = table->first[pattern.n - 1];
	for (size_t i = *end; i < table->n_text; i++) {
		if (last[i] > last[*end])
			*end = i;
	}
	return true;
}

int fuzzy_points(struct str pattern, bool cased, struct str text)
{
	struct table table;
	size_t end;
	return fill(&table, pattern, cased, text, &end) ? table.points[pattern.n - 1][end] : -1;
}

/* Back from the end: a letter is taken where its points are not those of a gap. */
bool fuzzy_letters(struct str pattern, bool cased, struct str text, bool *hit, size_t max)
{
	struct table table;
	size_t i;
	bool in_row = true;
	if (!fill(&table, pattern, cased, text, &i))
		return false;
	for (size_t k = pattern.n; k-- > 0;) {
		for (;; i--) {
			int here = table.points[k][i];
			int before = k > 0 && i > 0 ? table.points[k - 1][i - 1] : 0;
			int left = i > table.first[k] ? table.points[k][i - 1] : 0;
			bool is = fold(text.p[i], cased) == pattern.p[k];
			if (is && (i == table.first[k] ||
				   (here > before && (here > left || (here == left && in_row)))))
				break;
		}
		if (i < max)
			hit[i] = true;
		bool more = i + 1 < table.n_text && k + 1 < pattern.n;
		in_row = table.row[k][i] > 1 || (more && table.row[k + 1][i + 1] > 0);
		i -= i > 0;
	}
	return true;
}
