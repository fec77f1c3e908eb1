/* feed/told.c - which files need not be read again, and what they told. */
#include "feed/told.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/told_state.h"
#include "rolehop/model/arn.h"

enum { READ_BYTES = 1 << 17 };

/* ---- may anything be kept ------------------------------------------------------------------- */

static bool random_key(unsigned char key[SUM_KEY_SIZE])
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && read(fd, key, SUM_KEY_SIZE) == SUM_KEY_SIZE;

	if (fd >= 0)
		close(fd);
	return done;
}

/* What the options name is told to one file, and what it is told to is not in its bytes. */
static bool is_for_keeping(const struct intake *in, struct str path)
{
	const struct import_options *options = in->options;
	struct arena scratch;
	bool ours;

	if (str_is_empty(path) || str_eq(path, STR(":memory:")) || options->machine_arn.n > 0 ||
	    options->role_arn.n > 0 || options->n_parameters > 0)
		return false;
	arena_init(&scratch);
	ours = own_file_is(arena_cstr(&scratch, path));
	arena_release(&scratch);
	return ours;
}

/* ---- what still holds ----------------------------------------------------------------------- */

int told_compare(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Entities that changed since a stamp, their ids in order. */
struct since {
	struct store_stamp stamp;
	bool known;
	int64_t *ids;
	size_t n;
};

static bool find_since(struct intake *in, struct arena *arena, const struct store_stamp *stamp,
		       struct vec *all, const struct since **out, struct err *err)
{
	const struct entity_change *changes = NULL;
	struct since *since;

	for (size_t i = 0; i < all->n; i++) {
		since = vec_at(all, i);
		if (since->stamp.id == stamp->id && since->stamp.mark == stamp->mark) {
			*out = since;
			return true;
		}
	}
	since = vec_push(all);
	*since = (struct since){.stamp = *stamp};
	if (!store_changes(in->store, arena, stamp, &changes, &since->n, &since->known, err))
		return false;
	since->n = since->known ? since->n : 0;
	since->ids = arena_array(arena, since->n, sizeof(int64_t));
	for (size_t i = 0; i < since->n; i++)
		since->ids[i] = changes[i].entity.id;
	if (since->n > 1)
		qsort(since->ids, since->n, sizeof(int64_t), told_compare);
	*out = since;
	return true;
}

static bool is_untouched(const struct told_record *record, const struct since *since)
{
	for (size_t i = 0; since->n > 0 && i < record->n_puts; i++) {
		int64_t id = record->puts[i] >> PUT_KIND_BITS;
		if (bsearch(&id, since->ids, since->n, sizeof(id), told_compare) != NULL)
			return false;
	}
	return since->known;
}

static bool find_what_holds(struct intake *in, struct told *told, struct err *err)
{
	struct arena scratch;
	struct vec sinces;
	bool done = true;

	arena_init(&scratch);
	vec_init(&sinces, &scratch, sizeof(struct since));
	for (size_t i = 0; done && i < told->file.records.n; i++) {
		struct known known = {.record =
					  *(struct told_record *)vec_at(&told->file.records, i)};
		const struct since *since = NULL;
		done = find_since(in, &scratch, &known.record.stamp, &sinces, &since, err);
		known.holds = done && is_untouched(&known.record, since);
		*(struct known *)vec_push(&told->known) = known;
	}
	arena_release(&scratch);
	return done;
}

struct told *told_open(struct intake *in)
{
	struct told *told = arena_alloc(&in->arena, sizeof(*told));
	struct str path = store_path(in->store);
	struct err ignored = {ERR_NONE, ""};
	int64_t program[OWN_PROGRAM];

	if (!is_for_keeping(in, path) || !own_program(program))
		return NULL;
	arena_init(&told->arena);
	told->path =
	    arena_cstr(&told->arena, arena_printf(&told->arena, "%.*s-read", STR_ARG(path)));
	vec_init(&told->known, &told->arena, sizeof(struct known));
	vec_init(&told->news, &told->arena, sizeof(struct news));
	if (!told_file_read(&told->arena, told->path, &told->file) ||
	    memcmp(told->file.program, program, sizeof(program)) != 0) {
		told->file.records.n = 0;
		memcpy(told->file.program, program, sizeof(program));
		if (!random_key(told->file.key)) {
			arena_release(&told->arena);
			return NULL;
		}
	}
	if (!find_what_holds(in, told, &ignored))
		told->known.n = 0;
	store_watch_puts(in->store);
	return told;
}

void told_close(struct told *told)
{
	if (told == NULL)
		return;
	if (told->reading.summing != NULL)
		(void)sum_end(told->reading.summing);
	arena_release(&told->arena);
}

/* ---- the same file again -------------------------------------------------------------------- */

struct hash told_name(struct arena *arena, const struct source *source)
{
	ptrdiff_t slash = str_find_last_char(source->name, '/');
	struct str base = str_skip(source->name, (size_t)(slash + 1));

	return hash_of(arena_printf(arena, "%zu:%.*s %zu:%.*s %zu:%.*s %zu:%.*s %d", base.n,
				    STR_ARG(base), source->for_arn.n, STR_ARG(source->for_arn),
				    source->account.n, STR_ARG(source->account), source->region.n,
				    STR_ARG(source->region), source->named));
}

static bool sum_of(const struct told *told, int fd, struct sum *out)
{
	struct summing *summing = sum_begin(told->file.key);
	char *bytes = malloc(READ_BYTES);
	ssize_t n = 0;

	while (bytes != NULL && (n = read(fd, bytes, READ_BYTES)) > 0)
		sum_add(summing, (struct str){bytes, (size_t)n});
	*out = sum_end(summing);
	free(bytes);
	return bytes != NULL && n == 0;
}

/* The record of these bytes; the file is read only where one has its name and size. */
static struct known *find_known(struct told *told, const struct hash *name, int fd, uint64_t size)
{
	bool summed = false;
	struct sum sum;

	for (size_t i = 0; i < told->known.n; i++) {
		struct known *known = vec_at(&told->known, i);
		if (!known->holds || known->record.size != size ||
		    memcmp(&known->record.name, name, sizeof(*name)) != 0)
			continue;
		if (!summed && !sum_of(told, fd, &sum))
			return NULL;
		summed = true;
		if (memcmp(&known->record.sum, &sum, sizeof(sum)) == 0)
			return known;
	}
	return NULL;
}

/* Says of completeness what the file says, and puts its accounts. */
static bool tell(struct intake *in, const struct source *source, const struct told_record *r,
		 struct err *err)
{
	struct str name = arena_str(&in->arena, source->name);

	for (size_t i = 0; i + ACCOUNT_DIGITS <= r->accounts.n; i += ACCOUNT_DIGITS)
		if (!record_put_account(in, str_slice(r->accounts, i, i + ACCOUNT_DIGITS), err))
			return false;
	store_put_same(in->store, r->puts, r->n_puts);
	for (size_t i = 0; i < r->n_claims; i++) {
		const struct claim *c = &r->claims[i];
		intake_claim(in, c->account, c->region, c->kind, c->state, source->when,
			     c->because);
	}
	for (size_t i = 0; i < r->n_pages; i++) {
		struct page *page = vec_push(&in->pages);
		*page = r->pages[i];
		page->when = source->when;
		page->source = name;
	}
	in->files++;
	return true;
}

static bool progress(struct intake *in, const struct source *source, struct err *err)
{
	const struct import_options *options = in->options;

	return options->progress == NULL ||
	       options->progress(options->progress_self, source->name, source->size,
				 source->size) ||
	       err_set(err, ERR_INTERRUPTED, "the import was interrupted; nothing was changed");
}

bool told_again(struct intake *in, struct source *source, const char *path, bool *again,
		struct err *err)
{
	struct told *told = in->told;
	struct known *known = NULL;
	struct hash name;
	struct stat is;
	int fd;

	*again = false;
	if (told == NULL || told->known.n == 0 || strcmp(path, "-") == 0)
		return true;
	name = told_name(&in->file, source);
	/* of a pipe nobody must be the second reader */
	fd = stat(path, &is) == 0 && S_ISREG(is.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return true;
	if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode)) {
		known = find_known(told, &name, fd, (uint64_t)is.st_size);
		source_dated(source, &is);
	}
	close(fd);
	if (known == NULL ||
	    !store_puts_unchanged(in->store, known->record.puts, known->record.n_puts))
		return true;
	*again = true;
	known->used = true;
	return progress(in, source, err) && tell(in, source, &known->record, err);
}
