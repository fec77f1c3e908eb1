/* base/hash.h - SHA-256 of content; the only user of libcrypto's digests. */
#ifndef ROLEHOP_BASE_HASH_H
#define ROLEHOP_BASE_HASH_H

#include <stddef.h>

#include "rolehop/base/str.h"

enum { HASH_SIZE = 32 };

struct hash {
	unsigned char bytes[HASH_SIZE];
};

struct hash hash_of(struct str content);

#endif
