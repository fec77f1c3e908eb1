/* feed/sign.h - AWS Signature Version 4 of a request, in its Authorization header. */
#ifndef ROLEHOP_FEED_SIGN_H
#define ROLEHOP_FEED_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/str.h"

struct header {
	struct str name;
	struct str value;
};

/* Everything that a signature covers, as it goes over the wire. */
struct signable {
	struct str method;
	struct str path;  /* encoded, with its leading slash */
	struct str query; /* encoded, without the question mark; in any order */
	const struct header *headers;
	size_t n_headers;     /* all of them are signed; Host and X-Amz-Date are among them */
	struct str body_hash; /* of sign_hash */
};

struct sign_keys {
	struct str id;
	struct str secret;
};

struct sign_scope {
	struct str region;
	struct str service; /* its signing name */
	int64_t now;
	bool plain_path; /* of S3: a path is neither shortened nor encoded a second time */
};

/* "20150830T123600Z": the value of X-Amz-Date. */
struct str sign_date(struct arena *arena, int64_t now);

/* SHA-256 of the body in hexadecimal digits. */
struct str sign_hash(struct arena *arena, struct str body);

/*
 * The value of the Authorization header. `arena` then holds what the key was made of: wipe it.
 * Source: IAM User Guide, "Create a signed AWS API request".
 */
struct str sign_request(struct arena *arena, const struct signable *request,
			const struct sign_keys *keys, const struct sign_scope *scope);

/* Adds the text percent-encoded: all but letters, digits and -_.~, and slashes where `slashes`
 * keeps them. */
void sign_encode(struct buf *buf, struct str text, bool slashes);

/* The canonical request, for tests: what both sides must agree on, line by line. */
struct str sign_canonical(struct arena *arena, const struct signable *request, bool plain_path);

#endif
