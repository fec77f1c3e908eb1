/* base/near.c - which known word a mistyped one was meant to be. */
#include "rolehop/base/near.h"

#include "rolehop/base/slips.h"

size_t near_slips(struct str word, const struct str *known, size_t n)
{
	size_t best = n;
	size_t fewest = word.n / 3 + 1;
	for (size_t i = 0; i < n && fewest > 0; i++) {
		size_t slips = slips_between(word, known[i], fewest - 1);
		if (slips < fewest) {
			best = i;
			fewest = slips;
		}
	}
	return best;
}

size_t near_find(struct str word, const struct str *known, size_t n)
{
	size_t best = near_slips(word, known, n);
	for (size_t i = 0; best == n && i < n; i++)
		if (word.n >= 3 && str_starts_nocase(known[i], word))
			best = i;
	return best;
}
