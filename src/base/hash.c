/* base/hash.c - SHA-256 of content, with or without a key. */
/* SHA256_Init and the like: unlike EVP they start no provider and read no configuration, which
 * would cost a look-up in the inventory more than the look-up. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "rolehop/base/hash.h"

#include <openssl/aes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/modes.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "rolehop/base/mem.h"

struct hash hash_of(struct str content)
{
	struct hash hash;
	SHA256_CTX sum;
	SHA256_Init(&sum);
	SHA256_Update(&sum, content.n ? content.p : "", content.n);
	SHA256_Final(hash.bytes, &sum);
	return hash;
}

struct hashing {
	SHA256_CTX sum;
};

struct hashing *hash_begin(void)
{
	struct hashing *hashing = mem_alloc(sizeof(*hashing));
	SHA256_Init(&hashing->sum);
	return hashing;
}

void hash_add(struct hashing *hashing, struct str piece)
{
	if (piece.n)
		SHA256_Update(&hashing->sum, piece.p, piece.n);
}

struct hash hash_end(struct hashing *hashing)
{
	struct hash hash;
	SHA256_Final(hash.bytes, &hashing->sum);
	free(hashing);
	return hash;
}

struct hash hash_hmac(struct str key, struct str content)
{
	struct hash hash = {{0}};
	unsigned int size = HASH_SIZE;
	const unsigned char *bytes = (const unsigned char *)(content.n ? content.p : "");
	if (!HMAC(EVP_sha256(), key.n ? key.p : "", (int)key.n, bytes, content.n, hash.bytes,
		  &size))
		mem_die();
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
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	if (EVP_Digest(content.n ? content.p : "", content.n, bytes, &size, EVP_sha1(), NULL) != 1)
		mem_die();
	return hex(arena, bytes, size);
}

/* ---- check sums under a key --------------------------------------------------------------- */

struct summing {
	AES_KEY key;
	GCM128_CONTEXT *gcm;
};

static void encrypt_block(const unsigned char in[16], unsigned char out[16], const void *key)
{
	AES_encrypt(in, out, key);
}

struct summing *sum_begin(const unsigned char key[SUM_KEY_SIZE])
{
	/* a constant: of each content only the sum is kept, and shown to nobody */
	static const unsigned char iv[12];
	struct summing *summing = mem_alloc(sizeof(*summing));
	if (AES_set_encrypt_key(key, 8 * SUM_KEY_SIZE, &summing->key) != 0)
		mem_die();
	summing->gcm = CRYPTO_gcm128_new(&summing->key, encrypt_block);
	if (summing->gcm == NULL)
		mem_die();
	CRYPTO_gcm128_setiv(summing->gcm, iv, sizeof(iv));
	return summing;
}

void sum_add(struct summing *summing, struct str content)
{
	if (content.n)
		(void)CRYPTO_gcm128_aad(summing->gcm, (const unsigned char *)content.p, content.n);
}

struct sum sum_end(struct summing *summing)
{
	struct sum sum;
	CRYPTO_gcm128_tag(summing->gcm, sum.bytes, sizeof(sum.bytes));
	CRYPTO_gcm128_release(summing->gcm);
	free(summing);
	return sum;
}
