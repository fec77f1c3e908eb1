/* tui/names.c - the names of all entities of one kind, packed, in the order of lists. */
#include "tui/names.h"

#include <string.h>

enum {
	PAGE = 500,
	MARK_EVERY = 32,
	LONG_TAIL = 254,  /* in place of a length, which takes two bytes more */
	NEXT_CHUNK = 255, /* likewise: nothing more is in this one */
	TAIL_MAX = 60000,
};

struct run {
	size_t first;
	const struct names_stem *stem;
};

void names_init(struct names *names, struct store *store, enum entity_kind kind)
{
	*names = (struct names){
	    .store = store, .kind = kind, .last_account = STR(""), .last_name = STR("")};
	vec_init(&names->marks, &names->arena, sizeof(uint64_t));
	vec_init(&names->runs, &names->arena, sizeof(struct run));
	vec_init(&names->stems, &names->arena, sizeof(struct names_stem *));
	map_init(&names->by_prefix, &names->arena);
}

void names_release(struct names *names)
{
	chunks_release(&names->text);
	chunks_release(&names->signs);
	arena_release(&names->arena);
	arena_release(&names->page);
	*names = (struct names){0};
}

size_t names_footprint(const struct names *names)
{
	return (names->text.n + names->signs.n) * CHUNK_SIZE + names->marks.n * sizeof(uint64_t);
}

/* ---- rows come in ---------------------------------------------------------------------------- */

/* How much of an ARN comes before what is its own: "arn:aws:iam::111111111111:role/". */
static size_t stem_length(struct str key)
{
	size_t colons = 0;
	for (size_t i = 0; i < key.n; i++) {
		bool colon = key.p[i] == ':';
		if (colons >= 5 && (colon || key.p[i] == '/'))
			return i + 1;
		colons += colon;
	}
	return 0;
}

static struct str name_of_tail(struct str tail)
{
	return str_skip(tail, (size_t)(str_find_last_char(tail, '/') + 1));
}

/* The stem of an entity's key, and the tail that is left. */
static struct names_stem split_key(const struct entity *entity, struct str *tail)
{
	size_t at = str_starts(entity->key, STR("arn:")) ? stem_length(entity->key) : 0;
	struct names_stem stem = {str_slice(entity->key, 0, at), entity->account, entity->region,
				  false};
	*tail = str_skip(entity->key, at);
	if (at > 0 && tail->n < TAIL_MAX && str_eq(name_of_tail(*tail), entity->name))
		return stem;
	stem.odd = true;
	stem.prefix = entity->key;
	*tail = str_slice(entity->name, 0, TAIL_MAX);
	return stem;
}

static bool is_stem(const struct names_stem *a, const struct names_stem *b)
{
	return !a->odd && !b->odd && str_eq(a->prefix, b->prefix) &&
	       str_eq(a->account, b->account) && str_eq(a->region, b->region);
}

static const struct names_stem *keep_stem(struct names *names, const struct names_stem *stem)
{
	struct arena *arena = &names->arena;
	const struct names_stem *known = map_find(&names->by_prefix, stem->prefix);
	if (known != NULL && is_stem(known, stem))
		return known;
	struct names_stem *kept = arena_alloc(arena, sizeof(*kept));
	*kept = (struct names_stem){arena_str(arena, stem->prefix), arena_str(arena, stem->account),
				    arena_str(arena, stem->region), stem->odd};
	if (known == NULL)
		map_put(&names->by_prefix, kept->prefix, kept);
	*(const struct names_stem **)vec_push(&names->stems) = kept;
	return kept;
}

static void add_run(struct names *names, const struct names_stem *stem)
{
	if (names->runs.n > 0) {
		const struct run *last = vec_at(&names->runs, names->runs.n - 1);
		if (is_stem(last->stem, stem))
			return;
	}
	struct run run = {names->n, keep_stem(names, stem)};
	*(struct run *)vec_push(&names->runs) = run;
}

static uint64_t add_tail(struct names *names, struct str tail)
{
	struct chunks *text = &names->text;
	size_t head = tail.n < LONG_TAIL ? 1 : 3;
	uint64_t at;
	if (text->n > 0 && text->used < CHUNK_SIZE && text->used + head + tail.n > CHUNK_SIZE)
		text->items[text->n - 1][text->used] = NEXT_CHUNK;
	unsigned char *p = chunks_add(text, head + tail.n, &at);
	p[0] = (unsigned char)(head == 1 ? tail.n : LONG_TAIL);
	if (head == 3) {
		p[1] = (unsigned char)(tail.n >> 8);
		p[2] = (unsigned char)(tail.n & 255);
	}
	memcpy(p + head, tail.p, tail.n);
	return at;
}

static void add_row(struct names *names, const struct entity *entity)
{
	struct str tail;
	struct names_stem stem = split_key(entity, &tail);
	add_run(names, &stem);
	uint64_t at = add_tail(names, tail);
	if (names->n % MARK_EVERY == 0)
		*(uint64_t *)vec_push(&names->marks) = at;
	names_sign(names, tail);
	names->n_bytes += tail.n;
	names->n++;
}

static bool next_account(struct names *names, struct err *err)
{
	struct str next;
	bool has_next;
	if (!store_next_owner(names->store, &names->page, names->kind, names->last_account, &next,
			      &has_next, err))
		return false;
	names->complete = !has_next;
	names->last_account = has_next ? next : STR("");
	names->last_name = STR("");
	names->last_id = 0;
	return true;
}

bool names_step(struct names *names, struct err *err)
{
	const struct entity *entities;
	size_t n;
	struct arena before = names->page;
	names->page = (struct arena){0};
	bool ok = store_page(names->store, &names->page, names->kind, names->last_account,
			     names->last_name, names->last_id, PAGE, &entities, &n, err);
	for (size_t i = 0; ok && i < n; i++)
		add_row(names, &entities[i]);
	if (ok && n == PAGE) {
		names->last_account = arena_str(&names->page, names->last_account);
		names->last_name = entities[n - 1].name;
		names->last_id = entities[n - 1].id;
	} else if (ok) {
		ok = next_account(names, err);
	}
	arena_release(&before);
	return ok;
}

/* ---- rows are asked for ---------------------------------------------------------------------- */

/* The tail at a place, and where the next row is. */
static struct str tail_at(const struct names *names, uint64_t *at)
{
	const unsigned char *p = chunks_at(&names->text, *at);
	if (p[0] == NEXT_CHUNK) {
		*at += CHUNK_SIZE - *at % CHUNK_SIZE;
		p = chunks_at(&names->text, *at);
	}
	size_t head = p[0] < LONG_TAIL ? 1 : 3;
	size_t n = head == 1 ? p[0] : (size_t)p[1] << 8 | p[2];
	*at += head + n;
	return (struct str){(const char *)p + head, n};
}

/* What lists are read through need not stay in memory. */
static void be_near(struct names *names, size_t row, uint64_t at)
{
	if (at / CHUNK_SIZE != names->near_at / CHUNK_SIZE)
		chunks_leave(&names->text, (size_t)(names->near_at / CHUNK_SIZE));
	names->near_row = row;
	names->near_at = at;
}

/* Rows are mostly asked for one after the other. */
struct str names_tail(struct names *names, size_t row)
{
	uint64_t at = names->near_at;
	size_t from = names->near_row;
	struct str tail;
	if (row < from || row - from >= MARK_EVERY) {
		from = row - row % MARK_EVERY;
		at = *(const uint64_t *)vec_at(&names->marks, row / MARK_EVERY);
	}
	for (;; from++) {
		be_near(names, from, at);
		tail = tail_at(names, &at);
		if (from == row)
			break;
	}
	return tail;
}

size_t names_scan(struct names *names, size_t row, size_t end, names_wants *wants, const void *self)
{
	if (row >= end)
		return end;
	names_tail(names, row);
	uint64_t at = names->near_at;
	for (; row < end; row++) {
		uint64_t here = at;
		bool wanted = wants(self, tail_at(names, &at));
		if (wanted || row + 1 == end)
			be_near(names, row, here);
		if (wanted)
			break;
	}
	return row;
}

/* The last run that begins at or before the row. */
static const struct run *run_of(const struct names *names, size_t row)
{
	size_t low = 0;
	size_t high = names->runs.n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		const struct run *run = vec_at(&names->runs, middle);
		if (run->first <= row)
			low = middle;
		else
			high = middle;
	}
	return vec_at(&names->runs, low);
}

const struct names_stem *names_stem(const struct names *names, size_t row)
{
	return run_of(names, row)->stem;
}

const struct names_stem *names_run(const struct names *names, size_t row, size_t *first,
				   size_t *end)
{
	const struct run *run = run_of(names, row);
	bool last = run + 1 == (const struct run *)names->runs.items + names->runs.n;
	*first = run->first;
	*end = last ? names->n : run[1].first;
	return run->stem;
}

struct str names_name(struct names *names, size_t row)
{
	struct str tail = names_tail(names, row);
	ptrdiff_t slash = str_find_last_char(tail, '/');
	/* An odd name may hold a slash of its own. */
	return slash < 0 || names_stem(names, row)->odd ? tail : str_skip(tail, (size_t)slash + 1);
}

struct str names_key(struct names *names, struct arena *arena, size_t row)
{
	const struct names_stem *stem = names_stem(names, row);
	if (stem->odd)
		return stem->prefix;
	return arena_printf(arena, "%.*s%.*s", STR_ARG(stem->prefix),
			    STR_ARG(names_tail(names, row)));
}

/* The first run whose account does not come before `account` (after it: `beyond`). */
static size_t bound(const struct names *names, struct str account, bool beyond)
{
	size_t low = 0;
	size_t high = names->runs.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct run *run = vec_at(&names->runs, middle);
		int order = str_cmp(run->stem->account, account);
		if (order < 0 || (beyond && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t first_of(const struct names *names, size_t run)
{
	return run < names->runs.n ? ((const struct run *)vec_at(&names->runs, run))->first
				   : names->n;
}

size_t names_range(const struct names *names, struct str account, size_t *n)
{
	size_t first = first_of(names, bound(names, account, false));
	*n = first_of(names, bound(names, account, true)) - first;
	return first;
}

bool names_next_account(const struct names *names, size_t *run, struct str *account, size_t *n)
{
	if (*run >= names->runs.n)
		return false;
	const struct run *first = vec_at(&names->runs, *run);
	*account = first->stem->account;
	*run = bound(names, *account, true);
	*n = first_of(names, *run) - first->first;
	return true;
}

/* As the inventory orders names: whatever the case of A to Z. */
static int compare_names(struct str a, struct str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		int by = (unsigned char)ascii_lower(a.p[i]) - (unsigned char)ascii_lower(b.p[i]);
		if (by != 0)
			return by;
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

static bool is_key(struct names *names, size_t row, struct str key)
{
	const struct names_stem *stem = names_stem(names, row);
	struct str tail = names_tail(names, row);
	if (stem->odd)
		return str_eq(stem->prefix, key);
	return stem->prefix.n + tail.n == key.n && str_starts(key, stem->prefix) &&
	       str_ends(key, tail);
}

static bool find_odd(const struct names *names, struct str key, size_t *row)
{
	const struct names_stem *stem = map_find(&names->by_prefix, key);
	for (size_t i = 0; stem != NULL && stem->odd && i < names->runs.n; i++) {
		const struct run *run = vec_at(&names->runs, i);
		if (run->stem == stem) {
			*row = run->first;
			return true;
		}
	}
	return false;
}

bool names_find(struct names *names, struct str account, struct str key, size_t *row)
{
	size_t n;
	size_t low = names_range(names, account, &n);
	size_t end = low + n;
	size_t high = end;
	struct str name = name_of_tail(str_skip(key, stem_length(key)));
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_names(names_name(names, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (*row = low; *row < end; (*row)++) {
		if (is_key(names, *row, key))
			return true;
		if (compare_names(names_name(names, *row), name) != 0)
			break;
	}
	return find_odd(names, key, row);
}
