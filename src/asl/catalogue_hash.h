/* asl/catalogue_hash.h - the hash of keys in the packed tables, for who packs and who looks up. */
#ifndef ASL_CATALOGUE_HASH_H
#define ASL_CATALOGUE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Eight bytes, or the `n` that are left, whatever the case of ASCII letters; the same on every
 * machine. */
static inline uint64_t catalogue_hash_word(const char *p, size_t n)
{
	uint64_t word = 0;
	if (n > 8)
		n = 8;
	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)((unsigned char)p[i] | 0x20) << 8 * i;
	return word;
}

/* Of a text, after those whose hash is `before` (0: it is the first). */
static inline uint64_t catalogue_hash(uint64_t before, const char *p, size_t n)
{
	uint64_t hash = before ^ (n + 1);
	for (size_t i = 0; i < n; i += 8) {
		hash = (hash ^ catalogue_hash_word(p + i, n - i)) * UINT64_C(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	return hash;
}

#endif
