/* feed/intake.c - the import as a whole: what its files say together, and how much of it is all. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/private.h"
#include "rolehop/base/span.h"

void intake_init(struct intake *in, struct arena *keep, struct store *store,
		 const struct import_options *options)
{
	memset(in, 0, sizeof(*in));
	in->store = store;
	in->options = options;
	in->keep = keep;
	arena_init(&in->arena);
	arena_init(&in->file);
	arena_init(&in->scratch);
	vec_init(&in->pages, &in->arena, sizeof(struct page));
	vec_init(&in->claims, &in->arena, sizeof(struct claim));
	vec_init(&in->later, &in->arena, sizeof(struct later));
	vec_init(&in->account_list, &in->arena, sizeof(struct account_seen *));
	vec_init(&in->warnings, keep, sizeof(struct str));
	vec_init(&in->refusals, keep, sizeof(struct import_refusal));
	map_init(&in->accounts, &in->arena);
}

void intake_release(struct intake *in)
{
	arena_release(&in->scratch);
	arena_release(&in->file);
	arena_release(&in->arena);
}

struct intake_mark intake_mark(const struct intake *in)
{
	return (struct intake_mark){in->pages.n,	  in->claims.n,	      in->later.n,
				    in->warnings.n,	  in->account_list.n, in->organization,
				    in->accounts_complete};
}

void intake_undo(struct intake *in, struct intake_mark mark)
{
	in->pages.n = mark.pages;
	in->claims.n = mark.claims;
	in->later.n = mark.later;
	in->warnings.n = mark.warnings;
	in->organization = mark.organization;
	in->accounts_complete = mark.accounts_complete;
	for (size_t i = mark.accounts; i < in->account_list.n; i++) {
		struct account_seen *account =
		    *(struct account_seen **)vec_at(&in->account_list, i);
		account->put = false;
		account->organization = false;
	}
}

struct account_seen *intake_account(struct intake *in, struct str id)
{
	struct account_seen *account = map_find(&in->accounts, id);

	if (account != NULL && account->put)
		return account;
	if (account == NULL) {
		account = arena_alloc(&in->arena, sizeof(*account));
		account->id = arena_str(&in->arena, id);
		map_put(&in->accounts, account->id, account);
	}
	*(struct account_seen **)vec_push(&in->account_list) = account;
	return account;
}

/* ---- messages -------------------------------------------------------------------------------- */

void place_resolve(struct place *place)
{
	struct str text = place->source->text;
	const char *at = place->at.p;

	if (place->line > 0)
		return;
	place->line = 1;
	place->column = 1;
	if (text.n > 0 && at != NULL && at >= text.p && at <= text.p + text.n)
		span_place(text, (size_t)(at - text.p), &place->line, &place->column);
}

static struct str place_text(struct arena *arena, struct place *place)
{
	const struct source *source = place->source;

	place_resolve(place);
	if (place->key.n == 0 && place->index < 0)
		return arena_printf(arena, "%.*s", STR_ARG(source->name));
	if (place->key.n == 0)
		return arena_printf(arena, "%.*s: line %zu, column %zu: element %td",
				    STR_ARG(source->name), place->line, place->column,
				    place->index);
	if (place->index < 0)
		return arena_printf(arena, "%.*s: line %zu, column %zu: %.*s",
				    STR_ARG(source->name), place->line, place->column,
				    STR_ARG(place->key));
	return arena_printf(arena, "%.*s: line %zu, column %zu: %.*s[%td]", STR_ARG(source->name),
			    place->line, place->column, STR_ARG(place->key), place->index);
}

bool place_bad(const struct place *place, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	struct place resolved = *place;
	struct arena scratch;
	va_list args;

	arena_init(&scratch);
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err_set(err, ERR_INPUT, "%.*s: %s", STR_ARG(place_text(&scratch, &resolved)), text);
	arena_release(&scratch);
	return false;
}

void intake_warn(struct intake *in, const struct source *source, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	*(struct str *)vec_push(&in->warnings) =
	    arena_printf(in->keep, "%.*s: %s", STR_ARG(source->name), text);
}

bool intake_refuse(struct intake *in, const struct source *source, const struct err *err)
{
	*(struct import_refusal *)vec_push(&in->refusals) = (struct import_refusal){
	    arena_str(in->keep, source->name), arena_str(in->keep, str_from(err->text))};
	return true;
}

bool value_lacks(struct value *value, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (value->source->named)
		return err_set(err, ERR_INPUT, "%.*s: %s", STR_ARG(value->source->name), text);
	intake_warn(value->in, value->source, "not used: %s", text);
	value->taken--;
	return true;
}

/* ---- coverage -------------------------------------------------------------------------------- */

enum { RECENT_CLAIMS = 8 };

void intake_claim(struct intake *in, struct str account, struct str region, enum entity_kind kind,
		  enum claim_state state, int64_t when, struct str because)
{
	struct claim claim = {account, region, kind, state, when, because};
	size_t recent = in->claims.n < RECENT_CLAIMS ? in->claims.n : RECENT_CLAIMS;

	for (size_t i = 1; i <= recent; i++) {
		const struct claim *old = vec_at(&in->claims, in->claims.n - i);
		if (old->kind == kind && old->state == state && old->when >= when &&
		    str_eq(old->account, account) && str_eq(old->region, region))
			return;
	}
	claim.account = arena_str(&in->arena, account);
	claim.region = arena_str(&in->arena, region);
	claim.because = arena_str(&in->arena, because);
	*(struct claim *)vec_push(&in->claims) = claim;
}

static int claim_compare(const void *a, const void *b)
{
	const struct claim *left = a;
	const struct claim *right = b;
	int order = str_cmp(left->account, right->account);

	if (order == 0)
		order = str_cmp(left->region, right->region);
	if (order == 0 && left->kind != right->kind)
		order = left->kind < right->kind ? -1 : 1;
	if (order == 0 && left->state != right->state)
		order = left->state > right->state ? -1 : 1;
	if (order == 0)
		order = left->when > right->when ? -1 : left->when < right->when;
	return order;
}

static bool claim_same_subject(const struct claim *a, const struct claim *b)
{
	return a->kind == b->kind && str_eq(a->account, b->account) && str_eq(a->region, b->region);
}

/* A part never unsays that the whole was collected once. */
static bool claim_put(struct intake *in, const struct claim *claim, struct err *err)
{
	struct coverage coverage = {claim->account,    claim->region, claim->kind,
				    COVERAGE_COMPLETE, claim->when,   {NULL, 0}};
	struct coverage old;

	if (claim->state == CLAIM_COMPLETE)
		return store_cover(in->store, &coverage, err);
	if (!store_coverage(in->store, &in->scratch, claim->account, claim->region, claim->kind,
			    &old, err))
		return false;
	if (old.state == COVERAGE_COMPLETE ||
	    (old.state == COVERAGE_PARTIAL && claim->state == CLAIM_SINGLE))
		return true;
	coverage.state = COVERAGE_PARTIAL;
	coverage.because = claim->because;
	if (claim->because.n == 0)
		coverage.because = STR("only single ones were imported");
	return store_cover(in->store, &coverage, err);
}

static bool claims_put(struct intake *in, struct err *err)
{
	if (in->claims.n > 1)
		qsort(in->claims.items, in->claims.n, sizeof(struct claim), claim_compare);
	for (size_t i = 0; i < in->claims.n; i++) {
		const struct claim *claim = vec_at(&in->claims, i);
		if (i > 0 && claim_same_subject(claim, vec_at(&in->claims, i - 1)))
			continue;
		if (!claim_put(in, claim, err))
			return false;
		arena_release(&in->scratch);
	}
	return true;
}

/* ---- pages of authorization details ---------------------------------------------------------- */

static int page_compare(const void *a, const void *b)
{
	const struct page *left = a;
	const struct page *right = b;

	return str_cmp(left->account, right->account);
}

/* A last page may hold nothing that names its account: it belongs to the one that waits for it. */
static void pages_adopt(struct vec *pages)
{
	struct str waiting = {NULL, 0};
	bool several = false;

	for (size_t i = 0; i < pages->n; i++) {
		const struct page *page = vec_at(pages, i);
		if (!page->cut || page->account.n == 0)
			continue;
		several = several || (waiting.n > 0 && !str_eq(waiting, page->account));
		waiting = page->account;
	}
	for (size_t i = 0; i < pages->n && !several; i++) {
		struct page *page = vec_at(pages, i);
		if (page->account.n == 0 && page->raw && !page->cut)
			page->account = waiting;
	}
}

static void page_claim(struct intake *in, const struct page *page, enum claim_state state,
		       struct str because)
{
	for (unsigned kind = 0; kind < ENTITY_KIND_COUNT; kind++) {
		if ((page->kinds >> kind & 1) != 0 && page->account.n > 0)
			intake_claim(in, page->account, STR(""), (enum entity_kind)kind, state,
				     page->when, because);
	}
}

/*
 * The pages of one account. An answer without any mark of pages is whole. Pages as the service
 * sends them are whole together with the one that ends them; a lone last page may be one of
 * several.
 */
static void pages_claim(struct intake *in, const struct page *pages, size_t n)
{
	bool cut = false;
	bool last = false;
	bool mixed = false;

	for (size_t i = 0; i < n; i++) {
		cut = cut || (pages[i].raw && pages[i].cut);
		last = last || (pages[i].raw && !pages[i].cut);
		mixed = mixed || pages[i].mixed;
	}
	for (size_t i = 0; i < n; i++) {
		const struct page *page = &pages[i];
		struct source source = {.name = page->source};
		bool whole = !page->cut && !page->raw;
		if (mixed) {
			page_claim(in, page, CLAIM_PARTIAL,
				   STR("its answers hold several accounts"));
		} else if (whole || (page->raw && cut && last)) {
			page_claim(in, page, CLAIM_COMPLETE, STR(""));
		} else if (page->cut) {
			page_claim(in, page, CLAIM_PARTIAL, STR("the answer was cut"));
			intake_warn(
			    in, &source,
			    "the answer was cut (IsTruncated or NextToken): what is missing "
			    "stays unknown; run the command again without --max-items and "
			    "--no-paginate, or import all its pages together");
		} else {
			page_claim(in, page, CLAIM_PARTIAL, STR("one page of the answer"));
			intake_warn(
			    in, &source,
			    "this is a page as the service sends it (IsTruncated is there), "
			    "perhaps the last of several: it does not prove that anything is "
			    "absent; import all pages together");
		}
	}
}

static void pages_end(struct intake *in)
{
	const struct page *all = NULL;
	size_t from = 0;

	pages_adopt(&in->pages);
	if (in->pages.n > 1)
		qsort(in->pages.items, in->pages.n, sizeof(struct page), page_compare);
	all = in->pages.items;
	for (size_t i = 1; i <= in->pages.n; i++) {
		if (i < in->pages.n && str_eq(all[i].account, all[from].account))
			continue;
		pages_claim(in, &all[from], i - from);
		from = i;
	}
}

/* ---- accounts that left the organization ------------------------------------------------------
 */

static bool account_leave(struct intake *in, struct str id, struct err *err)
{
	struct record record;

	record_begin(&record, in, ENTITY_ACCOUNT, id);
	record_exists(&record);
	record_replaces(&record, FACT_PARENT);
	record_replaces(&record, FACT_STATUS);
	return record_put(&record, NULL, err);
}

static bool accounts_leave(struct intake *in, struct err *err)
{
	const struct entity *all = NULL;
	size_t n = 0;

	if (!in->accounts_complete)
		return true;
	if (!store_list(in->store, &in->scratch, ENTITY_ACCOUNT, STR(""), &all, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct account_seen *seen = map_find(&in->accounts, all[i].key);
		if (seen != NULL && seen->organization)
			continue;
		if (!account_leave(in, all[i].key, err))
			return false;
	}
	return true;
}

bool intake_finish(struct intake *in, struct err *err)
{
	bool done = later_put_all(in, err) && accounts_leave(in, err);

	arena_release(&in->scratch);
	if (!done)
		return false;
	pages_end(in);
	return claims_put(in, err);
}
