/* feed/bucket.h - how fast one account's service in one region may be called: it adapts. */
#ifndef ROLEHOP_FEED_BUCKET_H
#define ROLEHOP_FEED_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"

/* Tokens come at `rate`; a call takes one. */
struct bucket {
	double tokens;
	double rate; /* a second */
	int64_t filled_ms;
	int64_t slowed_ms; /* when it was last made slower */
};

/* Those of one account. */
struct account_buckets {
	struct account_buckets *next;
	struct str account;
	struct arena arena;
	struct map map;
};

struct buckets {
	struct account_buckets *accounts; /* the one that was asked for last first */
};

void buckets_init(struct buckets *buckets);
void buckets_release(struct buckets *buckets);
/* No call of this account follows: what is kept of it goes. */
void buckets_forget(struct buckets *buckets, struct str account);
/* The bucket of the three; never NULL, lives until the account is forgotten. */
struct bucket *buckets_get(struct buckets *buckets, struct str account, struct str service,
			   struct str region);

bool bucket_has_token(struct bucket *bucket, int64_t now_ms);
void bucket_take(struct bucket *bucket);
/* Half the rate, once for all the calls that were under way at the time. */
void bucket_was_throttled(struct bucket *bucket, int64_t now_ms);
void bucket_went_well(struct bucket *bucket);

#endif
