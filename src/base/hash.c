/* base/hash.c - SHA-256 of content. */
#include "rolehop/base/hash.h"

#include <openssl/evp.h>

#include "rolehop/base/mem.h"

struct hash hash_of(struct str content)
{
	struct hash hash = {{0}};
	unsigned int size = HASH_SIZE;
	if (EVP_Digest(content.n ? content.p : "", content.n, hash.bytes, &size, EVP_sha256(),
		       NULL) != 1)
		mem_die(); /* the digest is built in: only memory can fail */
	return hash;
}
