/* base/hash.c - SHA-256 of content, with or without a key. */
/* SHA256_Init and the like: unlike EVP they start no provider and read no configuration, which
 * would cost a look-up in the inventory more than the look-up. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "rolehop/base/hash.h"

#include <openssl/aes.h>
#include <openssl/modes.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "rolehop/base/library.h"
#include "rolehop/base/mem.h"

struct crypto_api {
	int (*SHA256_Init)(SHA256_CTX *sum);
	int (*SHA256_Update)(SHA256_CTX *sum, const void *bytes, size_t n);
	int (*SHA256_Final)(unsigned char *out, SHA256_CTX *sum);
	unsigned char *(*SHA1)(const unsigned char *bytes, size_t n, unsigned char *out);
	int (*AES_set_encrypt_key)(const unsigned char *bytes, int bits, AES_KEY *key);
	void (*AES_encrypt)(const unsigned char *in, unsigned char *out, const AES_KEY *key);
	GCM128_CONTEXT *(*CRYPTO_gcm128_new)(void *key, block128_f block);
	void (*CRYPTO_gcm128_setiv)(GCM128_CONTEXT *gcm, const unsigned char *iv, size_t n);
	int (*CRYPTO_gcm128_aad)(GCM128_CONTEXT *gcm, const unsigned char *bytes, size_t n);
	void (*CRYPTO_gcm128_tag)(GCM128_CONTEXT *gcm, unsigned char *tag, size_t n);
	void (*CRYPTO_gcm128_release)(GCM128_CONTEXT *gcm);
};

/* clang-format off */
#define SYMBOL(name) {#name, offsetof(struct crypto_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(SHA256_Init), SYMBOL(SHA256_Update), SYMBOL(SHA256_Final), SYMBOL(SHA1),
	SYMBOL(AES_set_encrypt_key), SYMBOL(AES_encrypt),
	SYMBOL(CRYPTO_gcm128_new), SYMBOL(CRYPTO_gcm128_setiv), SYMBOL(CRYPTO_gcm128_aad),
	SYMBOL(CRYPTO_gcm128_tag), SYMBOL(CRYPTO_gcm128_release),
};
/* clang-format on */

static const struct library libcrypto = {
    .files = (const char *const[]){"libcrypto.so.3", "libcrypto.3.dylib", "libcrypto.so.1.1", NULL},
    .name = "libcrypto, which hashes",
    .package = "libssl3",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

/* Filled by the first use: loading it takes several times as long as a look-up in the inventory,
 * which hashes nothing. */
static struct crypto_api loaded;

static const struct crypto_api *crypto(void)
{
	library_need(&libcrypto, &loaded);
	return &loaded;
}

struct hash hash_of(struct str content)
{
	struct hash hash;
	SHA256_CTX sum;
	crypto()->SHA256_Init(&sum);
	crypto()->SHA256_Update(&sum, content.n ? content.p : "", content.n);
	crypto()->SHA256_Final(hash.bytes, &sum);
	return hash;
}

struct hashing {
	SHA256_CTX sum;
};

struct hashing *hash_begin(void)
{
	struct hashing *hashing = mem_alloc(sizeof(*hashing));
	crypto()->SHA256_Init(&hashing->sum);
	return hashing;
}

void hash_add(struct hashing *hashing, struct str piece)
{
	if (piece.n)
		crypto()->SHA256_Update(&hashing->sum, piece.p, piece.n);
}

struct hash hash_end(struct hashing *hashing)
{
	struct hash hash;
	crypto()->SHA256_Final(hash.bytes, &hashing->sum);
	free(hashing);
	return hash;
}

/* One of the two sums of RFC 2104: of the key, each byte changed, and what follows it. */
static struct hash keyed_sum(const unsigned char key[SHA256_CBLOCK], unsigned char change,
			     struct str content)
{
	struct hash hash;
	SHA256_CTX sum;
	unsigned char pad[SHA256_CBLOCK];
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] = key[i] ^ change;
	crypto()->SHA256_Init(&sum);
	crypto()->SHA256_Update(&sum, pad, sizeof(pad));
	crypto()->SHA256_Update(&sum, content.n ? content.p : "", content.n);
	crypto()->SHA256_Final(hash.bytes, &sum);
	mem_wipe(pad, sizeof(pad));
	mem_wipe(&sum, sizeof(sum));
	return hash;
}

/* HMAC() of libcrypto starts its providers, and ends by a fault where they find no memory. */
struct hash hash_hmac(struct str key, struct str content)
{
	unsigned char block[SHA256_CBLOCK] = {0};
	struct hash shorter = {{0}};
	if (key.n > sizeof(block)) {
		shorter = hash_of(key);
		key = (struct str){(const char *)shorter.bytes, HASH_SIZE};
	}
	if (key.n > 0)
		memcpy(block, key.p, key.n);
	struct hash inner = keyed_sum(block, 0x36, content);
	struct hash hash =
	    keyed_sum(block, 0x5c, (struct str){(const char *)inner.bytes, HASH_SIZE});
	mem_wipe(block, sizeof(block));
	mem_wipe(&shorter, sizeof(shorter));
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
	unsigned char bytes[SHA_DIGEST_LENGTH];
	crypto()->SHA1((const unsigned char *)(content.n ? content.p : ""), content.n, bytes);
	return hex(arena, bytes, sizeof(bytes));
}

/* ---- check sums under a key --------------------------------------------------------------- */

struct summing {
	AES_KEY key;
	GCM128_CONTEXT *gcm;
};

static void encrypt_block(const unsigned char in[16], unsigned char out[16], const void *key)
{
	crypto()->AES_encrypt(in, out, key);
}

struct summing *sum_begin(const unsigned char key[SUM_KEY_SIZE])
{
	/* a constant: of each content only the sum is kept, and shown to nobody */
	static const unsigned char iv[12];
	struct summing *summing = mem_alloc(sizeof(*summing));
	if (crypto()->AES_set_encrypt_key(key, 8 * SUM_KEY_SIZE, &summing->key) != 0)
		mem_die();
	summing->gcm = crypto()->CRYPTO_gcm128_new(&summing->key, encrypt_block);
	if (summing->gcm == NULL)
		mem_die();
	crypto()->CRYPTO_gcm128_setiv(summing->gcm, iv, sizeof(iv));
	return summing;
}

void sum_add(struct summing *summing, struct str content)
{
	if (content.n)
		(void)crypto()->CRYPTO_gcm128_aad(summing->gcm, (const unsigned char *)content.p,
						  content.n);
}

struct sum sum_end(struct summing *summing)
{
	struct sum sum;
	crypto()->CRYPTO_gcm128_tag(summing->gcm, sum.bytes, sizeof(sum.bytes));
	crypto()->CRYPTO_gcm128_release(summing->gcm);
	free(summing);
	return sum;
}
