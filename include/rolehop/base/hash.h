/* base/hash.h - SHA-256 of content, with or without a key; the only user of libcrypto. */
#ifndef ROLEHOP_BASE_HASH_H
#define ROLEHOP_BASE_HASH_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

enum { HASH_SIZE = 32 };

struct hash {
	unsigned char bytes[HASH_SIZE];
};

/*
 * libcrypto is loaded by the first of these functions that is called. Where it is missing the
 * program says so and ends with status 5.
 */

struct hash hash_of(struct str content);

/* The same of content that comes in pieces. */
struct hashing;
struct hashing *hash_begin(void);
void hash_add(struct hashing *hashing, struct str piece);
struct hash hash_end(struct hashing *hashing); /* frees it */

/* HMAC-SHA256 of the content under the key. Source: RFC 2104. */
struct hash hash_hmac(struct str key, struct str content);

/* In lower-case hexadecimal digits. */
struct str hash_hex(struct arena *arena, const struct hash *hash);

/* The bytes themselves, as long as the hash is there. */
struct str hash_bytes(const struct hash *hash);

/*
 * A check sum of content under a secret key, several times as fast as SHA-256: who does not know
 * the key cannot make two contents of one sum, and by chance two have it once in 2^100. It must not
 * be shown to anyone who may choose contents. It is that of AES-256-GCM for data that is not
 * encrypted. Source: NIST SP 800-38D.
 */
enum { SUM_SIZE = 16, SUM_KEY_SIZE = 32 };
struct sum {
	unsigned char bytes[SUM_SIZE];
};
struct summing;
struct summing *sum_begin(const unsigned char key[SUM_KEY_SIZE]);
void sum_add(struct summing *summing, struct str content);
struct sum sum_end(struct summing *summing); /* frees it */

/* SHA-1 in hexadecimal digits, for names of files that others chose so; it protects nothing. */
struct str hash_sha1_hex(struct arena *arena, struct str content);

#endif
