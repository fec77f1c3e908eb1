/* feed/told_file.c - what files told, written beside the inventory and read again. */
#include "feed/told_file.h"

#include <string.h>

#include "rolehop/base/buf.h"

enum { FILE_MAX = 1 << 30 };

static const char MAGIC[16] = "rolehop told 01\n";

/* ---- as bytes ------------------------------------------------------------------------------ */

static void put(struct buf *out, const void *bytes, size_t n)
{
	buf_add(out, (struct str){bytes, n});
}

static void put_int(struct buf *out, uint64_t value)
{
	put(out, &value, sizeof(value));
}

static void put_text(struct buf *out, struct str text)
{
	put_int(out, text.n);
	buf_add(out, text);
}

static void put_record(struct buf *out, const struct told_record *r)
{
	put(out, &r->name, sizeof(r->name));
	put(out, &r->sum, sizeof(r->sum));
	put_int(out, r->size);
	put(out, &r->stamp, sizeof(r->stamp));
	put_text(out, r->accounts);
	put_int(out, r->n_claims);
	for (size_t i = 0; i < r->n_claims; i++) {
		put_text(out, r->claims[i].account);
		put_text(out, r->claims[i].region);
		put_int(out, r->claims[i].kind);
		put_int(out, r->claims[i].state);
		put_text(out, r->claims[i].because);
	}
	put_int(out, r->n_pages);
	for (size_t i = 0; i < r->n_pages; i++) {
		put_text(out, r->pages[i].account);
		put_int(out, (uint64_t)r->pages[i].mixed | (uint64_t)r->pages[i].cut << 1 |
				 (uint64_t)r->pages[i].raw << 2);
		put_int(out, r->pages[i].kinds);
	}
	put_text(out, (struct str){(const char *)r->puts, r->n_puts * sizeof(*r->puts)});
}

static bool take(struct str *bytes, void *out, size_t n)
{
	if (bytes->n < n)
		return false;
	if (n > 0)
		memcpy(out, bytes->p, n);
	*bytes = str_skip(*bytes, n);
	return true;
}

static bool take_text(struct str *bytes, struct str *out)
{
	uint64_t n;

	if (!take(bytes, &n, sizeof(n)) || n > bytes->n)
		return false;
	*out = str_slice(*bytes, 0, (size_t)n);
	*bytes = str_skip(*bytes, (size_t)n);
	return true;
}

/* How many of something follow: each takes a byte at least. */
static bool take_count(struct str *bytes, size_t *n)
{
	uint64_t count;

	if (!take(bytes, &count, sizeof(count)) || count > bytes->n)
		return false;
	*n = (size_t)count;
	return true;
}

static bool take_claims(struct arena *arena, struct str *bytes, struct told_record *r)
{
	struct claim *claims;

	if (!take_count(bytes, &r->n_claims))
		return false;
	r->claims = claims = arena_array(arena, r->n_claims, sizeof(*claims));
	for (size_t i = 0; i < r->n_claims; i++) {
		uint64_t kind, state;
		if (!take_text(bytes, &claims[i].account) || !take_text(bytes, &claims[i].region) ||
		    !take(bytes, &kind, sizeof(kind)) || !take(bytes, &state, sizeof(state)) ||
		    !take_text(bytes, &claims[i].because) || kind >= ENTITY_KIND_COUNT ||
		    state > CLAIM_COMPLETE)
			return false;
		claims[i].kind = (enum entity_kind)kind;
		claims[i].state = (enum claim_state)state;
	}
	return true;
}

static bool take_pages(struct arena *arena, struct str *bytes, struct told_record *r)
{
	struct page *pages;

	if (!take_count(bytes, &r->n_pages))
		return false;
	r->pages = pages = arena_array(arena, r->n_pages, sizeof(*pages));
	for (size_t i = 0; i < r->n_pages; i++) {
		uint64_t flags, kinds;
		if (!take_text(bytes, &pages[i].account) || !take(bytes, &flags, sizeof(flags)) ||
		    !take(bytes, &kinds, sizeof(kinds)))
			return false;
		pages[i].mixed = (flags & 1) != 0;
		pages[i].cut = (flags & 2) != 0;
		pages[i].raw = (flags & 4) != 0;
		pages[i].kinds = (unsigned)kinds;
	}
	return true;
}

static bool take_record(struct arena *arena, struct str *bytes, struct told_record *r)
{
	struct str puts;
	int64_t *copy;

	if (!take(bytes, &r->name, sizeof(r->name)) || !take(bytes, &r->sum, sizeof(r->sum)) ||
	    !take(bytes, &r->size, sizeof(r->size)) || !take(bytes, &r->stamp, sizeof(r->stamp)) ||
	    !take_text(bytes, &r->accounts) || !take_claims(arena, bytes, r) ||
	    !take_pages(arena, bytes, r) || !take_text(bytes, &puts))
		return false;
	r->n_puts = puts.n / sizeof(*r->puts);
	copy = arena_array(arena, r->n_puts, sizeof(*copy));
	if (r->n_puts > 0)
		memcpy(copy, puts.p, r->n_puts * sizeof(*copy));
	r->puts = copy;
	return true;
}

/* ---- as a file ------------------------------------------------------------------------------ */

/* Whole and undamaged: its own check sum is the last of it. */
static bool is_whole(struct str *bytes, struct told_file *out)
{
	struct summing *summing;
	struct str body;
	struct sum sum;

	if (bytes->n < sizeof(MAGIC) + sizeof(sum) || memcmp(bytes->p, MAGIC, sizeof(MAGIC)) != 0)
		return false;
	body = str_slice(*bytes, 0, bytes->n - sizeof(sum));
	*bytes = str_skip(body, sizeof(MAGIC));
	if (!take(bytes, out->program, sizeof(out->program)) ||
	    !take(bytes, out->key, sizeof(out->key)))
		return false;
	summing = sum_begin(out->key);
	sum_add(summing, body);
	sum = sum_end(summing);
	return memcmp(&sum, body.p + body.n, sizeof(sum)) == 0;
}

bool told_file_read(struct arena *arena, const char *path, struct told_file *out)
{
	struct str bytes = {NULL, 0};
	size_t n = 0;

	vec_init(&out->records, arena, sizeof(struct told_record));
	if (!own_file_read(arena, path, FILE_MAX, &bytes) || !is_whole(&bytes, out) ||
	    !take_count(&bytes, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct told_record record = {.size = 0};
		if (!take_record(arena, &bytes, &record))
			return false;
		*(struct told_record *)vec_push(&out->records) = record;
	}
	return bytes.n == 0;
}

void told_file_write(struct arena *arena, const char *path, const struct told_file *file)
{
	struct summing *summing = sum_begin(file->key);
	struct buf out;
	struct sum sum;

	buf_init(&out, arena, FILE_MAX);
	put(&out, MAGIC, sizeof(MAGIC));
	put(&out, file->program, sizeof(file->program));
	put(&out, file->key, sizeof(file->key));
	put_int(&out, file->records.n);
	for (size_t i = 0; i < file->records.n; i++)
		put_record(&out, vec_at(&file->records, i));
	sum_add(summing, buf_str(&out));
	sum = sum_end(summing);
	put(&out, &sum, sizeof(sum));
	if (!out.over)
		(void)own_file_replace(arena, path, buf_str(&out));
}
