/* feed/bucket.c - how fast one account's service in one region may be called: it adapts. */
#include "feed/bucket.h"

/* Calls a second and, as a burst, at once. */
static const double RATE_FIRST = 10, RATE_LEAST = 0.5, RATE_MOST = 50, RATE_MORE = 0.05;

enum { SLOWED_ONCE_MS = 1000, BURST = 10 };

void buckets_init(struct buckets *buckets)
{
	buckets->accounts = NULL;
}

/* What is in an account's own arena goes with it, itself included. */
static void account_release(struct account_buckets *of)
{
	struct arena arena = of->arena;

	arena_release(&arena);
}

void buckets_release(struct buckets *buckets)
{
	while (buckets->accounts != NULL) {
		struct account_buckets *next = buckets->accounts->next;
		account_release(buckets->accounts);
		buckets->accounts = next;
	}
}

/* Takes an account's buckets out of the line; NULL: there are none. */
static struct account_buckets *account_take(struct buckets *buckets, struct str account)
{
	struct account_buckets **at = &buckets->accounts;
	struct account_buckets *of = NULL;

	while (*at != NULL && !str_eq((*at)->account, account))
		at = &(*at)->next;
	of = *at;
	if (of != NULL)
		*at = of->next;
	return of;
}

void buckets_forget(struct buckets *buckets, struct str account)
{
	struct account_buckets *of = account_take(buckets, account);

	if (of != NULL)
		account_release(of);
}

static struct account_buckets *account_make(struct str account)
{
	struct arena arena;
	struct account_buckets *of = NULL;

	arena_init(&arena);
	of = arena_alloc(&arena, sizeof(*of));
	of->account = arena_str(&arena, account);
	of->arena = arena;
	map_init(&of->map, &of->arena);
	return of;
}

struct bucket *buckets_get(struct buckets *buckets, struct str account, struct str service,
			   struct str region)
{
	struct account_buckets *of = account_take(buckets, account);
	struct arena_mark mark;
	struct bucket *bucket = NULL;
	struct str key;

	if (of == NULL)
		of = account_make(account);
	of->next = buckets->accounts;
	buckets->accounts = of;
	mark = arena_mark(&of->arena);
	key = arena_printf(&of->arena, "%.*s %.*s", STR_ARG(service), STR_ARG(region));
	bucket = map_find(&of->map, key);
	if (bucket != NULL) {
		arena_rewind(&of->arena, mark);
		return bucket;
	}
	bucket = arena_alloc(&of->arena, sizeof(*bucket));
	bucket->rate = RATE_FIRST;
	bucket->tokens = BURST;
	map_put(&of->map, key, bucket);
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
