/* base/hash.c - SHA-256 of content, with or without a key. */
#include "rolehop/base/hash.h"

#include <nettle/hmac.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

static const uint8_t *bytes_of(struct str s)
{
	return (const uint8_t *)(s.n ? s.p : "");
}

struct hash hash_of(struct str content)
{
	struct hash hash;
	struct sha256_ctx sum;
	sha256_init(&sum);
	sha256_update(&sum, content.n, bytes_of(content));
	sha256_digest(&sum, HASH_SIZE, hash.bytes);
	return hash;
}

struct hash hash_hmac(struct str key, struct str content)
{
	struct hash hash;
	struct hmac_sha256_ctx sum;
	hmac_sha256_set_key(&sum, key.n, bytes_of(key));
	hmac_sha256_update(&sum, content.n, bytes_of(content));
	hmac_sha256_digest(&sum, HASH_SIZE, hash.bytes);
	return hash;
}

static struct str hex(struct arena *arena, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return (struct str){text, 2 * n};
}

struct str hash_hex(struct arena *arena, const struct hash *hash)
{
	return hex(arena, hash->bytes, HASH_SIZE);
}

struct str hash_bytes(const struct hash *hash)
{
	return (struct str){(const char *)hash->bytes, HASH_SIZE};
}

struct str hash_sha1_hex(struct arena *arena, struct str content)
{
	uint8_t bytes[SHA1_DIGEST_SIZE];
	struct sha1_ctx sum;
	sha1_init(&sum);
	sha1_update(&sum, content.n, bytes_of(content));
	sha1_digest(&sum, sizeof(bytes), bytes);
	return hex(arena, bytes, sizeof(bytes));
}
