/* base/slips.c - how far a word is from another that may have been meant. */
#include "rolehop/base/slips.h"

#include <stdint.h>

enum { LENGTH_MAX = 256 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return ascii_lower(a) == ascii_lower(b);
}

/* A bit for each letter that a word has, those that are alike in their last six bits taken for one.
 */
static uint64_t letters(struct str word)
{
	uint64_t set = 0;

	for (size_t i = 0; i < word.n; i++)
		set |= (uint64_t)1 << (ascii_lower(word.p[i]) & 63);
	return set;
}

/* A slip brings one letter in at most: words that share few are told apart without more. */
static bool letters_too_far(struct str a, struct str b, size_t most)
{
	uint64_t in_a = letters(a);
	uint64_t in_b = letters(b);

	return (size_t)__builtin_popcountll(in_a & ~in_b) > most ||
	       (size_t)__builtin_popcountll(in_b & ~in_a) > most;
}

/* Optimal string alignment with three rows: two rows back serves the swapped neighbours. */
size_t slips_between(struct str a, struct str b, size_t most)
{
	size_t rows[3][LENGTH_MAX + 1];

	if (a.n > LENGTH_MAX || b.n > LENGTH_MAX || (a.n > b.n ? a.n - b.n : b.n - a.n) > most ||
	    letters_too_far(a, b, most))
		return most + 1;
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];
		const size_t *twice = rows[(i + 1) % 3];
		size_t best = i;
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool swapped = i > 1 && j > 1 && same(a.p[i - 1], b.p[j - 2]) &&
				       same(a.p[i - 2], b.p[j - 1]);
			row[j] = least(least(row[j - 1], above[j]) + 1,
				       above[j - 1] + !same(a.p[i - 1], b.p[j - 1]));
			if (swapped)
				row[j] = least(row[j], twice[j - 2] + 1);
			best = least(best, row[j]);
		}
		if (best > most)
			return most + 1;
	}
	return least(rows[a.n % 3][b.n], most + 1);
}
