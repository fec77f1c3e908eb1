/* feed/bucket.c - how fast one account's service in one region may be called: it adapts. */
#include "feed/bucket.h"

/* Calls a second and, as a burst, at once. */
static const double RATE_FIRST = 10, RATE_LEAST = 0.5, RATE_MOST = 50, RATE_MORE = 0.05;

enum { SLOWED_ONCE_MS = 1000, BURST = 10 };

void buckets_init(struct buckets *buckets)
{
	arena_init(&buckets->arena);
	map_init(&buckets->map, &buckets->arena);
}

void buckets_release(struct buckets *buckets)
{
	arena_release(&buckets->arena);
}

struct bucket *buckets_get(struct buckets *buckets, struct str account, struct str service,
			   struct str region)
{
	struct arena_mark mark = arena_mark(&buckets->arena);
	struct str key = arena_printf(&buckets->arena, "%.*s %.*s %.*s", STR_ARG(account),
				      STR_ARG(service), STR_ARG(region));
	struct bucket *bucket = map_find(&buckets->map, key);

	if (bucket != NULL) {
		arena_rewind(&buckets->arena, mark);
		return bucket;
	}
	bucket = arena_alloc(&buckets->arena, sizeof(*bucket));
	bucket->rate = RATE_FIRST;
	bucket->tokens = BURST;
	map_put(&buckets->map, key, bucket);
	return bucket;
}

bool bucket_has_token(struct bucket *bucket, int64_t now_ms)
{
	if (bucket->filled_ms > 0 && now_ms > bucket->filled_ms)
		bucket->tokens += (double)(now_ms - bucket->filled_ms) * bucket->rate / 1000;
	if (bucket->tokens > BURST)
		bucket->tokens = BURST;
	bucket->filled_ms = now_ms;
	return bucket->tokens >= 1;
}

void bucket_take(struct bucket *bucket)
{
	bucket->tokens -= 1;
}

void bucket_was_throttled(struct bucket *bucket, int64_t now_ms)
{
	if (bucket->slowed_ms > 0 && now_ms - bucket->slowed_ms < SLOWED_ONCE_MS)
		return;
	bucket->slowed_ms = now_ms;
	bucket->rate = bucket->rate / 2 > RATE_LEAST ? bucket->rate / 2 : RATE_LEAST;
	bucket->tokens = bucket->tokens < 1 ? bucket->tokens : 1;
}

void bucket_went_well(struct bucket *bucket)
{
	if (bucket->rate < RATE_MOST)
		bucket->rate += RATE_MORE;
}
