/* tui/names_sign.c - which blocks of names may hold a text: a sign of each block has a bit for
 * every pair and triple of letters that is in it. */
#include "tui/names.h"

/* 8,192 bits for 256 names: about four bytes a name. */
enum { BLOCK_ROWS = 256, SIGN_BITS = 13, SIGN_BYTES = (1 << SIGN_BITS) / 8 };

static uint16_t bit_of(uint32_t letters)
{
	return (uint16_t)((letters * UINT32_C(0x9E3779B1)) >> (32 - SIGN_BITS));
}

void names_sign(struct names *names, struct str tail)
{
	uint64_t at;
	uint32_t letters = 0;
	if (names->n % BLOCK_ROWS == 0)
		names->sign = chunks_add(&names->signs, SIGN_BYTES, &at);
	for (size_t i = 0; i < tail.n; i++) {
		letters = (letters << 8 | (unsigned char)ascii_lower(tail.p[i])) & 0xffffff;
		uint16_t pair = bit_of(letters & 0xffff);
		uint16_t triple = bit_of(letters | 1U << 24);
		if (i >= 1)
			names->sign[pair / 8] |= (unsigned char)(1 << pair % 8);
		if (i >= 2)
			names->sign[triple / 8] |= (unsigned char)(1 << triple % 8);
	}
}

void names_probe_add(struct names_probe *probe, struct str text)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < text.n && probe->n < PROBE_MAX; i++) {
		letters = (letters << 8 | (unsigned char)ascii_lower(text.p[i])) & 0xffffff;
		if (i >= 2)
			probe->bits[probe->n++] = bit_of(letters | 1U << 24);
		else if (i == 1 && text.n == 2)
			probe->bits[probe->n++] = bit_of(letters);
	}
}

static bool may_hold(const struct names *names, const struct names_probe *probe, size_t block)
{
	const unsigned char *sign = chunks_at(&names->signs, (uint64_t)block * SIGN_BYTES);
	for (size_t i = 0; i < probe->n; i++) {
		if ((sign[probe->bits[i] / 8] & 1 << probe->bits[i] % 8) == 0)
			return false;
	}
	return true;
}

size_t names_candidate(const struct names *names, const struct names_probe *probe, size_t row)
{
	size_t block = row / BLOCK_ROWS;
	if (probe->n == 0 || row >= names->n)
		return row;
	while (block * BLOCK_ROWS < names->n && !may_hold(names, probe, block)) {
		block++;
		if (block * SIGN_BYTES % CHUNK_SIZE == 0)
			chunks_leave(&names->signs, block * SIGN_BYTES / CHUNK_SIZE - 1);
	}
	size_t first = block * BLOCK_ROWS;
	return first > row ? first : row;
}
