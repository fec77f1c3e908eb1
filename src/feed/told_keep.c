/* feed/told_keep.c - what a file tells while it is read, kept once the import is done. */
#include <stdlib.h>
#include <string.h>

#include "feed/told_state.h"

enum {
	RECORDS_MAX = 20000,
	RECENT_CLAIMS = 8,
	KEPT_FROM = 1 << 20, /* bytes of files: fewer are read as quickly */
};

/* ---- what a file tells ---------------------------------------------------------------------- */

void told_begin(struct intake *in, const struct source *source)
{
	struct told *told = in->told;
	struct reading *r;

	if (told == NULL)
		return;
	r = &told->reading;
	if (r->summing != NULL)
		(void)sum_end(r->summing);
	*r = (struct reading){.on = true,
			      .record = {.name = told_name(&in->file, source)},
			      .summing = sum_begin(told->file.key),
			      .mark = intake_mark(in),
			      .unused = in->unused,
			      .empty = in->empty,
			      .skipped = in->skipped,
			      .refused = in->refusals.n,
			      .looks = store_looks(in->store),
			      .spoiled = source->collected != COLLECTED_NOT};
	(void)store_puts(in->store, &r->puts);
	vec_init(&r->claims, &told->arena, sizeof(struct claim));
	vec_init(&r->accounts, &told->arena, 1);
}

void told_bytes(struct intake *in, struct str bytes)
{
	if (in->told == NULL || !in->told->reading.on)
		return;
	sum_add(in->told->reading.summing, bytes);
	in->told->reading.bytes += bytes.n;
}

void told_end_of_bytes(struct intake *in)
{
	if (in->told != NULL)
		in->told->reading.ended = true;
}

void told_spoil(struct intake *in)
{
	if (in->told != NULL)
		in->told->reading.spoiled = true;
}

static bool is_same_claim(const struct claim *a, const struct claim *b)
{
	return a->kind == b->kind && a->state == b->state && str_eq(a->account, b->account) &&
	       str_eq(a->region, b->region) && str_eq(a->because, b->because);
}

void told_claim(struct intake *in, const struct claim *claim)
{
	struct reading *r;
	struct claim *copy;

	if (in->told == NULL || !in->told->reading.on)
		return;
	r = &in->told->reading;
	for (size_t i = r->claims.n; i > 0 && i + RECENT_CLAIMS > r->claims.n; i--)
		if (is_same_claim(vec_at(&r->claims, i - 1), claim))
			return;
	copy = vec_push(&r->claims);
	*copy = *claim;
	copy->account = arena_str(&in->told->arena, claim->account);
	copy->region = arena_str(&in->told->arena, claim->region);
	copy->because = arena_str(&in->told->arena, claim->because);
}

void told_account(struct intake *in, struct str id)
{
	struct reading *r;

	if (in->told == NULL || !in->told->reading.on)
		return;
	r = &in->told->reading;
	for (size_t i = r->accounts.n; i > 0; i -= ACCOUNT_DIGITS)
		if (memcmp(vec_at(&r->accounts, i - ACCOUNT_DIGITS), id.p, ACCOUNT_DIGITS) == 0)
			return;
	for (size_t i = 0; i < ACCOUNT_DIGITS; i++)
		*(char *)vec_push(&r->accounts) = id.p[i];
}

/* Did the file only put things that tell no more than themselves? Accounts are put by whoever is
 * the first to name one. */
static bool puts_are_plain(const int64_t *puts, size_t from, size_t to)
{
	const unsigned plain = 1u << ENTITY_ROLE | 1u << ENTITY_USER | 1u << ENTITY_GROUP |
			       1u << ENTITY_POLICY | 1u << ENTITY_MACHINE | 1u << ENTITY_RESOURCE |
			       1u << ENTITY_ACCOUNT;

	for (size_t i = from; i < to; i++)
		if ((plain >> (puts[i] & ((1 << PUT_KIND_BITS) - 1)) & 1) == 0)
			return false;
	return to > from;
}

/* Nothing is left for the end of the import but completeness. */
static bool is_plain(const struct intake *in, const struct reading *r)
{
	return r->ended && !r->spoiled && r->looks == store_looks(in->store) &&
	       in->later.n == r->mark.later && in->warnings.n == r->mark.warnings &&
	       in->unused == r->unused && in->empty == r->empty && in->skipped == r->skipped &&
	       in->refusals.n == r->refused && in->accounts_complete == r->mark.accounts_complete &&
	       str_eq(in->organization, r->mark.organization) &&
	       str_eq(in->definition, r->mark.definition);
}

static void keep_pages(struct intake *in, const struct reading *r, struct told_record *record)
{
	struct arena *arena = &in->told->arena;
	struct page *pages = arena_array(arena, in->pages.n - r->mark.pages, sizeof(*pages));

	record->n_pages = in->pages.n - r->mark.pages;
	for (size_t i = 0; i < record->n_pages; i++) {
		pages[i] = *(struct page *)vec_at(&in->pages, r->mark.pages + i);
		pages[i].account = arena_str(arena, pages[i].account);
	}
	record->pages = pages;
}

void told_end(struct intake *in, bool understood)
{
	struct told *told = in->told;
	struct reading *r;
	struct news *news;
	const int64_t *puts;
	size_t to;

	if (told == NULL || !told->reading.on)
		return;
	r = &told->reading;
	r->on = false;
	puts = store_puts(in->store, &to);
	if (!understood || !is_plain(in, r) || !puts_are_plain(puts, r->puts, to))
		return;
	news = vec_push(&told->news);
	*news = (struct news){.record = r->record, .from = r->puts, .to = to};
	news->record.sum = sum_end(r->summing);
	r->summing = NULL;
	news->record.size = r->bytes;
	news->record.claims = r->claims.items;
	news->record.n_claims = r->claims.n;
	news->record.accounts = (struct str){r->accounts.items, r->accounts.n};
	keep_pages(in, r, &news->record);
}

/* ---- the end of the import ------------------------------------------------------------------ */

/* The puts of a file without accounts, each entity once. */
static void keep_puts(struct told *told, const int64_t *puts, const struct news *news,
		      struct told_record *record)
{
	int64_t *kept = arena_array(&told->arena, news->to - news->from, sizeof(*kept));
	size_t n = 0, unique = 0;

	for (size_t i = news->from; i < news->to; i++)
		if ((puts[i] & ((1 << PUT_KIND_BITS) - 1)) != ENTITY_ACCOUNT)
			kept[n++] = puts[i];
	if (n > 1)
		qsort(kept, n, sizeof(*kept), told_compare);
	for (size_t i = 0; i < n; i++)
		if (unique == 0 || kept[unique - 1] != kept[i])
			kept[unique++] = kept[i];
	record->puts = kept;
	record->n_puts = unique;
}

static bool is_same(const struct told_record *a, const struct told_record *b)
{
	return a->size == b->size && memcmp(&a->name, &b->name, sizeof(a->name)) == 0 &&
	       memcmp(&a->sum, &b->sum, sizeof(a->sum)) == 0;
}

static void add_record(struct told *told, const struct told_record *record)
{
	for (size_t i = 0; i < told->file.records.n; i++)
		if (is_same(vec_at(&told->file.records, i), record))
			return;
	if (told->file.records.n < RECORDS_MAX)
		*(struct told_record *)vec_push(&told->file.records) = *record;
}

void told_settle(struct intake *in)
{
	struct told *told = in->told;
	const int64_t *puts;
	size_t n;

	if (told == NULL)
		return;
	puts = store_puts(in->store, &n);
	told->file.records.n = 0;
	for (size_t i = 0; i < told->news.n; i++) {
		struct news *news = vec_at(&told->news, i);
		keep_puts(told, puts, news, &news->record);
		if (store_puts_stable(in->store, news->record.puts, news->record.n_puts))
			add_record(told, &news->record);
	}
	for (size_t i = 0; i < told->known.n; i++) {
		const struct known *known = vec_at(&told->known, i);
		if (known->holds &&
		    store_puts_unchanged(in->store, known->record.puts, known->record.n_puts))
			add_record(told, &known->record);
	}
}

/* Is there enough of it? Where something was kept, it is kept up. */
static bool is_worth_it(const struct intake *in)
{
	const struct told *told = in->told;
	uint64_t bytes = 0;

	for (size_t i = 0; i < told->file.records.n; i++)
		bytes += ((const struct told_record *)vec_at(&told->file.records, i))->size;
	return told->known.n > 0 ||
	       bytes >= (in->options->keep_from > 0 ? in->options->keep_from : KEPT_FROM);
}

void told_commit(struct intake *in)
{
	struct told *told = in->told;
	struct store_stamp stamp;
	bool changed;

	if (told == NULL)
		return;
	stamp = store_committed(in->store);
	changed = told->file.records.n != told->known.n || told->news.n > 0;
	for (size_t i = 0; i < told->file.records.n; i++) {
		struct told_record *record = vec_at(&told->file.records, i);
		changed = changed || record->stamp.id != stamp.id;
		record->stamp = stamp;
	}
	if (changed && stamp.id > 0 && is_worth_it(in))
		told_file_write(&told->arena, told->path, &told->file);
}
