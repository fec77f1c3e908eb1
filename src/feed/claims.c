/* feed/claims.c - how much of each account, region and kind an import holds together. */
#include <stdlib.h>

#include "feed/told.h"

#define CUT "the answer was cut" /* because of a partial coverage */

enum { RECENT_CLAIMS = 8 };

void intake_claim(struct intake *in, struct str account, struct str region, enum entity_kind kind,
		  enum claim_state state, int64_t when, struct str because)
{
	struct claim claim = {account, region, kind, state, when, because};
	size_t recent = in->claims.n < RECENT_CLAIMS ? in->claims.n : RECENT_CLAIMS;

	told_claim(in, &claim);
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

/* Did this import see again what was there before it? *before: there was something. */
static bool claim_overlaps(struct intake *in, const struct claim *claim, bool *before, bool *again,
			   struct err *err)
{
	const struct entity *all = NULL;
	const struct fact *exists = NULL;
	struct snapshot last;
	bool found = false;
	size_t n = 0;
	size_t n_facts = 0;

	*before = false;
	*again = false;
	if (!store_snapshot(in->store, &in->scratch, &last, &found, err) ||
	    !store_list(in->store, &in->scratch, claim->kind, claim->account, &all, &n, err))
		return false;
	for (size_t i = 0; i < n && found && !*again; i++) {
		if (!store_facts(in->store, &in->scratch, all[i].id, FACT_BIT(FACT_EXISTS), &exists,
				 &n_facts, err))
			return false;
		if (n_facts == 0 || exists[0].since > last.id)
			continue;
		*before = true;
		*again = store_was_put(in->store, all[i].id);
	}
	return true;
}

/*
 * The last page that --max-items gives looks like a whole answer. One that has nothing in
 * common with the cut answer before it is taken for its other part, and proves nothing.
 */
static bool claim_is_rest(struct intake *in, const struct claim *claim, const struct coverage *old,
			  bool *rest, struct err *err)
{
	bool before = false;
	bool again = false;

	*rest = false;
	if (old->state != COVERAGE_PARTIAL || !str_eq(old->because, STR(CUT)))
		return true;
	if (!claim_overlaps(in, claim, &before, &again, err))
		return false;
	*rest = before && !again;
	return true;
}

/* A part never unsays that the whole was collected once, and single ones make no other part
 * younger.
 */
static bool claim_put(struct intake *in, const struct claim *claim, struct err *err)
{
	struct coverage coverage = {claim->account,    claim->region, claim->kind,
				    COVERAGE_COMPLETE, claim->when,   {NULL, 0}};
	struct coverage old;
	bool rest = false;

	if (!store_coverage(in->store, &in->scratch, claim->account, claim->region, claim->kind,
			    &old, err) ||
	    !claim_is_rest(in, claim, &old, &rest, err))
		return false;
	if (claim->state == CLAIM_COMPLETE && !rest)
		return store_cover(in->store, &coverage, err);
	coverage.state = COVERAGE_PARTIAL;
	coverage.because = claim->because;
	if (claim->because.n == 0)
		coverage.because = STR("only single ones were imported");
	if (rest || old.state == COVERAGE_COMPLETE ||
	    (old.state == COVERAGE_PARTIAL && claim->state == CLAIM_SINGLE &&
	     !str_eq(old.because, coverage.because)))
		return true;
	return store_cover(in->store, &coverage, err);
}

/* ---- pages of authorization details ------------------------------------------------------ */

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
			page_claim(in, page, CLAIM_PARTIAL, STR(CUT));
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

bool claims_put(struct intake *in, struct err *err)
{
	pages_end(in);
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
