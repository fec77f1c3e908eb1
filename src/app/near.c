/* app/near.c - which known word a mistyped one was meant to be. */
#include "rolehop/app/near.h"

enum { NEAR_MAX = 128 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/* Optimal string alignment with three rows: two rows back serves the swapped neighbours. */
size_t near_distance(struct str a, struct str b)
{
	size_t rows[3][NEAR_MAX + 1];
	if (a.n > NEAR_MAX || b.n > NEAR_MAX)
		return a.n > b.n ? a.n : b.n;
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *now = rows[i % 3];
		const size_t *last = rows[(i - 1) % 3];
		const size_t *before = rows[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			char x = ascii_lower(a.p[i - 1]);
			char y = ascii_lower(b.p[j - 1]);
			now[j] = least(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == ascii_lower(b.p[j - 2]) &&
			    ascii_lower(a.p[i - 2]) == y && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
	}
	return rows[a.n % 3][b.n];
}

size_t near_find(struct str word, const struct str *known, size_t n)
{
	size_t best = n;
	size_t best_distance = word.n / 3 + 1;
	for (size_t i = 0; i < n; i++) {
		size_t distance = near_distance(word, known[i]);
		if (distance <= word.n / 3 && distance < best_distance) {
			best = i;
			best_distance = distance;
		}
	}
	for (size_t i = 0; best == n && i < n; i++)
		if (word.n >= 3 && str_starts_nocase(known[i], word))
			best = i;
	return best;
}
