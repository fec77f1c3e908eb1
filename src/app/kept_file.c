/* app/kept_file.c - what a scan found, written beside the inventory and read again. */
#include "app/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/mem.h"

enum { LANES = 4, UNIT = 8 * LANES, BUFFER_BYTES = 1 << 18, TEXTS_MAX = 1 << 30 };

/* The byte order and the size of its parts are in it: a file of another machine is another one. */
static const char MAGIC[16] = "rolehop kept 01\n";

struct head {
	char magic[16];
	uint64_t order;
	uint64_t sum[LANES]; /* of all that follows */
	uint64_t n_records, n_organizations, n_coverage, bytes;
	struct kept_key key;
	struct kept_state state;
};

static const uint64_t ORDER = UINT64_C(0x0102030405060708);

/* Not against malice - whoever may write here may write the inventory - but against damage. */
static void sum_up(uint64_t sum[LANES], const char *p, size_t n)
{
	for (size_t i = 0; i < n; i += UNIT)
		for (size_t k = 0; k < LANES; k++) {
			uint64_t word;
			memcpy(&word, p + i + 8 * k, sizeof(word));
			sum[k] = (sum[k] ^ word) * UINT64_C(0x9e3779b97f4a7c15);
			sum[k] ^= sum[k] >> 31;
		}
}

/* ---- written ------------------------------------------------------------------------------------
 */

struct kept_writer {
	FILE *file;
	struct arena arena;
	const char *path, *making;
	struct buf unit; /* what is written next */
	struct head head;
	bool failed;
};

struct kept_writer *kept_write(const char *path)
{
	struct kept_writer *w = mem_alloc(sizeof(*w));
	int fd;

	memset(w, 0, sizeof(*w));
	arena_init(&w->arena);
	w->path = arena_cstr(&w->arena, str_from(path));
	char *making = arena_cstr(&w->arena, arena_printf(&w->arena, "%s.XXXXXX", path));
	w->making = making;
	fd = mkstemp(making);
	w->file = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (w->file == NULL) {
		if (fd >= 0)
			close(fd);
		arena_release(&w->arena);
		free(w);
		return NULL;
	}
	setvbuf(w->file, NULL, _IOFBF, BUFFER_BYTES);
	buf_init(&w->unit, &w->arena, TEXTS_MAX);
	w->failed = fwrite(&w->head, sizeof(w->head), 1, w->file) != 1;
	return w;
}

static void put_int(struct buf *out, uint64_t value)
{
	buf_add(out, (struct str){(const char *)&value, sizeof(value)});
}

static void put_texts(struct buf *out, const struct str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_int(out, texts[i].n);
	for (size_t i = 0; i < n; i++)
		buf_add(out, texts[i]);
}

static void flush_unit(struct kept_writer *w)
{
	static const char zeros[UNIT];

	buf_add(&w->unit, (struct str){zeros, (UNIT - w->unit.n % UNIT) % UNIT});
	w->failed =
	    w->failed || w->unit.over || fwrite(w->unit.p, 1, w->unit.n, w->file) != w->unit.n;
	if (!w->failed)
		sum_up(w->head.sum, w->unit.p, w->unit.n);
	w->head.bytes += w->unit.n;
	w->unit.n = 0;
}

void kept_write_record(struct kept_writer *w, const struct kept_record *r)
{
	const struct str texts[] = {r->key, r->account, r->rows, r->asked};

	put_int(&w->unit, (uint64_t)r->kind << 1 | (r->time ? 1 : 0));
	put_texts(&w->unit, texts, 4);
	flush_unit(w);
	w->head.n_records++;
}

static void write_rest(struct kept_writer *w, const struct vec *organizations,
		       const struct coverage *coverage, size_t n)
{
	for (size_t i = 0; i < organizations->n; i++) {
		const struct kept_organization *o = vec_at(organizations, i);
		const struct str texts[] = {o->account, hash_bytes(&o->hash)};
		put_texts(&w->unit, texts, 2);
		flush_unit(w);
	}
	for (size_t i = 0; i < n; i++) {
		const struct str texts[] = {coverage[i].account, coverage[i].region};
		put_int(&w->unit, (uint64_t)coverage[i].kind << 8 | (uint64_t)coverage[i].state);
		put_texts(&w->unit, texts, 2);
		flush_unit(w);
	}
	w->head.n_organizations = organizations->n;
	w->head.n_coverage = n;
}

static void release_writer(struct kept_writer *w)
{
	arena_release(&w->arena);
	free(w);
}

void kept_write_drop(struct kept_writer *w)
{
	fclose(w->file);
	unlink(w->making);
	release_writer(w);
}

void kept_write_end(struct kept_writer *w, const struct kept_key *key,
		    const struct kept_state *state, const struct vec *organizations,
		    const struct coverage *coverage, size_t n_coverage)
{
	bool done;

	write_rest(w, organizations, coverage, n_coverage);
	memcpy(w->head.magic, MAGIC, sizeof(MAGIC));
	w->head.order = ORDER;
	w->head.key = *key;
	w->head.state = *state;
	done = !w->failed && fseek(w->file, 0, SEEK_SET) == 0 &&
	       fwrite(&w->head, sizeof(w->head), 1, w->file) == 1;
	done = fclose(w->file) == 0 && done;
	if (!done || rename(w->making, w->path) != 0)
		unlink(w->making);
	release_writer(w);
}

/* ---- read ---------------------------------------------------------------------------------------
 */

static bool take_int(struct str *bytes, uint64_t *out)
{
	if (bytes->n < sizeof(*out))
		return false;
	memcpy(out, bytes->p, sizeof(*out));
	*bytes = str_skip(*bytes, sizeof(*out));
	return true;
}

/* The texts of a unit, and what pads it. */
static bool take_texts(struct str *bytes, struct str start, struct str *const *texts, size_t n)
{
	uint64_t lengths[4];
	size_t used;

	for (size_t i = 0; i < n; i++)
		if (!take_int(bytes, &lengths[i]))
			return false;
	for (size_t i = 0; i < n; i++) {
		if (lengths[i] > bytes->n)
			return false;
		*texts[i] = str_slice(*bytes, 0, (size_t)lengths[i]);
		*bytes = str_skip(*bytes, (size_t)lengths[i]);
	}
	used = start.n - bytes->n;
	*bytes = str_skip(*bytes, (UNIT - used % UNIT) % UNIT);
	return true;
}

static bool read_records(struct arena *arena, struct str *bytes, struct kept_file *out)
{
	struct kept_record *all = arena_array(arena, out->n_records, sizeof(*all));

	for (size_t i = 0; i < out->n_records; i++) {
		struct kept_record *r = &all[i];
		struct str start = *bytes;
		struct str *const texts[] = {&r->key, &r->account, &r->rows, &r->asked};
		uint64_t word;
		if (!take_int(bytes, &word) || word >> 1 >= ENTITY_KIND_COUNT ||
		    !take_texts(bytes, start, texts, 4))
			return false;
		r->kind = (enum entity_kind)(word >> 1);
		r->time = (word & 1) != 0;
	}
	out->records = all;
	return true;
}

static bool read_organizations(struct arena *arena, struct str *bytes, struct kept_file *out)
{
	struct kept_organization *all = arena_array(arena, out->n_organizations, sizeof(*all));

	for (size_t i = 0; i < out->n_organizations; i++) {
		struct str start = *bytes, hash;
		struct str *const texts[] = {&all[i].account, &hash};
		if (!take_texts(bytes, start, texts, 2) || hash.n != HASH_SIZE)
			return false;
		memcpy(all[i].hash.bytes, hash.p, HASH_SIZE);
	}
	out->organizations = all;
	return true;
}

static bool read_coverage(struct arena *arena, struct str *bytes, struct kept_file *out)
{
	struct coverage *all = arena_array(arena, out->n_coverage, sizeof(*all));

	for (size_t i = 0; i < out->n_coverage; i++) {
		struct str start = *bytes;
		struct str *const texts[] = {&all[i].account, &all[i].region};
		uint64_t word;
		if (!take_int(bytes, &word) || word >> 8 >= ENTITY_KIND_COUNT ||
		    (word & 0xff) > COVERAGE_COMPLETE || !take_texts(bytes, start, texts, 2))
			return false;
		all[i].kind = (enum entity_kind)(word >> 8);
		all[i].state = (enum coverage_state)(word & 0xff);
	}
	out->coverage = all;
	return true;
}

/* Each takes a unit at least, so that more than there can be are no reason to make room. */
static bool is_whole(const struct head *head, struct str body)
{
	uint64_t most = body.n / UNIT, sum[LANES] = {0};

	if (head->bytes != body.n || body.n % UNIT != 0 || head->n_records > most ||
	    head->n_organizations > most || head->n_coverage > most)
		return false;
	sum_up(sum, body.p, body.n);
	return memcmp(sum, head->sum, sizeof(sum)) == 0;
}

static bool read_file(struct arena *arena, const struct kept_key *key, struct kept_file *out)
{
	struct head head;
	struct str body;

	if (out->size < sizeof(head))
		return false;
	memcpy(&head, out->map, sizeof(head));
	body = (struct str){(const char *)out->map + sizeof(head), out->size - sizeof(head)};
	if (memcmp(head.magic, MAGIC, sizeof(MAGIC)) != 0 || head.order != ORDER ||
	    memcmp(&head.key, key, sizeof(*key)) != 0 || !is_whole(&head, body))
		return false;
	out->state = head.state;
	out->n_records = (size_t)head.n_records;
	out->n_organizations = (size_t)head.n_organizations;
	out->n_coverage = (size_t)head.n_coverage;
	return read_records(arena, &body, out) && read_organizations(arena, &body, out) &&
	       read_coverage(arena, &body, out) && body.n == 0;
}

bool kept_file_open(struct arena *arena, const char *path, const struct kept_key *key,
		    struct kept_file *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat is;

	*out = (struct kept_file){.map = MAP_FAILED};
	if (fd < 0)
		return false;
	if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode) && is.st_uid == geteuid() &&
	    is.st_size > 0) {
		out->size = (size_t)is.st_size;
		out->map = mmap(NULL, out->size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	if (out->map == MAP_FAILED)
		return false;
	if (read_file(arena, key, out))
		return true;
	kept_file_close(out);
	return false;
}

void kept_file_close(struct kept_file *file)
{
	if (file->map != MAP_FAILED && file->map != NULL)
		munmap(file->map, file->size);
	*file = (struct kept_file){.map = MAP_FAILED};
}
