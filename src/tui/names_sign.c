/* tui/names_sign.c - which names may hold a text: a sign of each block of names has a bit for every
 * letter, pair and triple of letters that is in it. */
#include "tui/names.h"

/* 8,192 bits for 256 names: about four bytes a name. */
enum { BLOCK_ROWS = 256, SIGN_BITS = 13, SIGN_BYTES = (1 << SIGN_BITS) / 8 };
enum { SIGNS_AT_ONCE = 2048, BLOCKS_AT_ONCE = 16 };

static uint16_t bit_of(uint32_t letters, unsigned n)
{
	return (uint16_t)(((letters | n << 24) * UINT32_C(0x9E3779B1)) >> (32 - SIGN_BITS));
}

static void set_bit(unsigned char *sign, uint16_t bit)
{
	sign[bit / 8] |= (unsigned char)(1 << bit % 8);
}

void names_sign(struct names *names, struct str tail)
{
	uint64_t at;
	uint32_t letters = 0;
	if (names->n % BLOCK_ROWS == 0)
		names->sign = chunks_add(&names->signs, SIGN_BYTES, &at);
	for (size_t i = 0; i < tail.n; i++) {
		letters = (letters << 8 | (unsigned char)ascii_lower(tail.p[i])) & 0xffffff;
		set_bit(names->sign, bit_of(letters & 0xff, 1));
		if (i >= 1)
			set_bit(names->sign, bit_of(letters & 0xffff, 2));
		if (i >= 2)
			set_bit(names->sign, bit_of(letters, 3));
	}
}

static void add_bit(struct names_bits *bits, uint16_t bit)
{
	if (bits->n < PROBE_BITS_MAX)
		bits->bits[bits->n++] = bit;
}

void names_probe_add(struct names_probe *probe, struct str text, bool cased)
{
	uint32_t letters = 0;
	if (text.n == 0 || probe->n == PROBE_TEXTS_MAX)
		return;
	probe->texts[probe->n++] = (struct names_text){text, cased};
	for (size_t i = 0; i < text.n; i++) {
		letters = (letters << 8 | (unsigned char)ascii_lower(text.p[i])) & 0xffffff;
		add_bit(&probe->letters, bit_of(letters & 0xff, 1));
		if (i >= 2)
			add_bit(&probe->groups, bit_of(letters, 3));
	}
	if (text.n == 1)
		add_bit(&probe->groups, bit_of(letters, 1));
	else if (text.n == 2)
		add_bit(&probe->groups, bit_of(letters, 2));
}

/* Signs that were read through need not stay in memory. */
static const unsigned char *sign_of(struct names *names, size_t block)
{
	uint64_t at = (uint64_t)block * SIGN_BYTES;
	if (at / CHUNK_SIZE != names->near_sign) {
		chunks_leave(&names->signs, names->near_sign);
		names->near_sign = (size_t)(at / CHUNK_SIZE);
	}
	return chunks_at(&names->signs, at);
}

static bool may_hold(struct names *names, const struct names_bits *bits, size_t block)
{
	const unsigned char *sign = sign_of(names, block);
	for (size_t i = 0; i < bits->n; i++) {
		if ((sign[bits->bits[i] / 8] & 1 << bits->bits[i] % 8) == 0)
			return false;
	}
	return true;
}

/* The letters of the text from place `i` of the tail on, one right after the other. */
static bool holds_at(const struct names_text *text, struct str tail, size_t i)
{
	for (size_t k = 0; k < text->text.n; k++) {
		char c = tail.p[i + k];
		if ((text->cased ? c : ascii_lower(c)) != text->text.p[k])
			return false;
	}
	return true;
}

static bool holds(const struct names_text *text, struct str tail)
{
	char low = text->text.p[0];
	char high = text->cased ? low : ascii_upper(low);
	for (size_t i = 0; i + text->text.n <= tail.n; i++) {
		if ((tail.p[i] == low || tail.p[i] == high) && holds_at(text, tail, i))
			return true;
	}
	return false;
}

static bool holds_in_order(const struct names_text *text, struct str tail)
{
	const char *p = tail.p;
	const char *end = tail.p + tail.n;
	for (size_t k = 0; k < text->text.n; k++) {
		char low = text->text.p[k];
		char high = text->cased ? low : ascii_upper(low);
		while (p < end && *p != low && *p != high)
			p++;
		if (p++ >= end)
			return false;
	}
	return true;
}

static bool wants_texts(const void *self, struct str tail)
{
	const struct names_probe *probe = self;
	for (size_t i = 0; i < probe->n; i++) {
		if (!holds(&probe->texts[i], tail))
			return false;
	}
	return true;
}

static bool wants_letters(const void *self, struct str tail)
{
	const struct names_probe *probe = self;
	for (size_t i = 0; i < probe->n; i++) {
		if (!holds_in_order(&probe->texts[i], tail))
			return false;
	}
	return true;
}

/* The first block from `block` on, before `end`, that may hold it, or `end`. */
static size_t candidate_block(struct names *names, const struct names_bits *bits, size_t block,
			      size_t end)
{
	while (block < end && !may_hold(names, bits, block))
		block++;
	return block;
}

size_t names_candidate(struct names *names, const struct names_probe *probe, bool loosely,
		       size_t row)
{
	const struct names_bits *bits = loosely ? &probe->letters : &probe->groups;
	size_t blocks = (names->n + BLOCK_ROWS - 1) / BLOCK_ROWS;
	size_t end = row / BLOCK_ROWS + SIGNS_AT_ONCE;
	if (probe->n == 0)
		return row;
	end = end < blocks ? end : blocks;
	for (int i = 0; i < BLOCKS_AT_ONCE && row < names->n; i++) {
		size_t block = candidate_block(names, bits, row / BLOCK_ROWS, end);
		size_t first = block * BLOCK_ROWS;
		size_t next = first + BLOCK_ROWS < names->n ? first + BLOCK_ROWS : names->n;
		row = first > row ? first : row;
		if (block == end)
			break;
		row = names_scan(names, row, next, loosely ? wants_letters : wants_texts, probe);
		if (row < next)
			break;
	}
	return row;
}
