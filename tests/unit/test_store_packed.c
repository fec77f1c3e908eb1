/* test_store_packed.c - packed snapshots are what was packed, or refused. */
#include "store_help.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "rolehop/base/zstd.h"
#include "rolehop/store/packed.h"

enum { CONTENT = 2000, BOMB = 100 << 20, NAME = 512 };

struct place {
	struct arena arena;
	char folder[64];
	char plain[NAME], packed[NAME], bad[NAME], cache[NAME];
	unsigned char *bytes; /* of the packed file */
	size_t n;
};

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static size_t read_file(const char *path, unsigned char *into, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	n = fread(into, 1, size, file);
	fclose(file);
	return n;
}

/* Packs `content` into a file of a new folder. */
static void place_open(struct place *p, const void *content, size_t n)
{
	struct err err = {ERR_NONE, ""};

	memset(p, 0, sizeof(*p));
	arena_init(&p->arena);
	strcpy(p->folder, "/tmp/rolehop-packed-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->plain, NAME, "%s/plain", p->folder);
	snprintf(p->packed, NAME, "%s/packed.zst", p->folder);
	snprintf(p->bad, NAME, "%s/bad.zst", p->folder);
	snprintf(p->cache, NAME, "%s/cache/rolehop", p->folder);
	write_file(p->plain, content, n);
	if (!packed_make(p->plain, p->packed, &err))
		fail_msg("%s", err.text);
	p->bytes = malloc(n + 1000);
	assert_non_null(p->bytes);
	p->n = read_file(p->packed, p->bytes, n + 1000);
}

static size_t empty_folder(const char *folder)
{
	DIR *all = opendir(folder);
	const struct dirent *one;
	char path[2 * NAME];
	size_t n = 0;

	while (all != NULL && (one = readdir(all)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", folder, one->d_name);
		if (one->d_name[0] != '.' && unlink(path) == 0)
			n++;
	}
	if (all != NULL)
		closedir(all);
	return n;
}

static void place_close(struct place *p)
{
	char above[NAME];

	snprintf(above, NAME, "%s/cache", p->folder);
	empty_folder(p->cache);
	rmdir(p->cache);
	rmdir(above);
	empty_folder(p->folder);
	rmdir(p->folder);
	free(p->bytes);
	arena_release(&p->arena);
}

/* Text that packs as documents do, and does not repeat. */
static void make_content(char *content, size_t n)
{
	unsigned seed = 1;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		content[i] = "{\"Effect\":Allow*"[(seed >> 16) % 16];
	}
}

/* Unpacked into the cache; the bytes are `content`, and so they are the second time. */
static void expect_content(struct place *p, const char *path, const char *content, size_t n)
{
	unsigned char *got = malloc(n + 1);
	struct err err = {ERR_NONE, ""};
	const char *first, *again;
	struct stat is;

	assert_non_null(got);
	if (!packed_unpack(&p->arena, path, p->cache, &first, &err))
		fail_msg("%s", err.text);
	assert_int_equal(read_file(first, got, n + 1), n);
	assert_memory_equal(got, content, n);
	assert_int_equal(stat(first, &is), 0);
	assert_int_equal(is.st_mode & 0777, 0400);
	assert_true(packed_unpack(&p->arena, path, p->cache, &again, &err));
	assert_string_equal(first, again);
	free(got);
}

static void packed_is_what_was_packed(void **state)
{
	static const size_t sizes[] = {0, 1, CONTENT, 1 << 17, (1 << 20) + 1};
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct place p;
		char *content = malloc(sizes[i] + 1);
		assert_non_null(content);
		make_content(content, sizes[i]);
		place_open(&p, content, sizes[i]);
		assert_true(packed_is(p.packed));
		assert_false(sizes[i] > 4 && packed_is(p.plain));
		expect_content(&p, p.packed, content, sizes[i]);
		place_close(&p);
		free(content);
	}
}

static void packed_refuses_every_cut(void **state)
{
	char content[CONTENT];
	struct place p;
	(void)state;
	make_content(content, CONTENT);
	place_open(&p, content, CONTENT);
	for (size_t n = 0; n < p.n; n++) {
		struct err err = {ERR_NONE, ""};
		const char *out;
		write_file(p.bad, p.bytes, n);
		if (n < 4) {
			assert_false(packed_is(p.bad));
			continue;
		}
		assert_false(packed_unpack(&p.arena, p.bad, p.cache, &out, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_non_null(strstr(err.text, "cut off"));
	}
	assert_int_equal(empty_folder(p.cache), 0);
	place_close(&p);
}

static void packed_refuses_every_changed_byte(void **state)
{
	char content[CONTENT];
	struct place p;
	(void)state;
	make_content(content, CONTENT);
	place_open(&p, content, CONTENT);
	for (size_t i = 4; i < p.n; i++) {
		struct err err = {ERR_NONE, ""};
		unsigned char got[CONTENT + 1];
		const char *out;
		p.bytes[i] ^= (unsigned char)(1u << i % 8);
		write_file(p.bad, p.bytes, p.n);
		p.bytes[i] ^= (unsigned char)(1u << i % 8);
		/* a bit that means nothing may change, what was packed may not */
		if (packed_unpack(&p.arena, p.bad, p.cache, &out, &err)) {
			assert_int_equal(read_file(out, got, sizeof(got)), CONTENT);
			assert_memory_equal(got, content, CONTENT);
			empty_folder(p.cache);
		} else {
			assert_int_equal(err.kind, ERR_INPUT);
		}
	}
	assert_int_equal(empty_folder(p.cache), 0);
	place_close(&p);
}

static void packed_refuses_bombs(void **state)
{
	char *zeros = calloc(1, BOMB);
	struct err err = {ERR_NONE, ""};
	const char *out;
	struct place p;
	(void)state;
	assert_non_null(zeros);
	place_open(&p, zeros, BOMB);
	assert_false(packed_unpack(&p.arena, p.packed, p.cache, &out, &err));
	assert_non_null(strstr(err.text, "times its size"));
	assert_int_equal(empty_folder(p.cache), 0);
	place_close(&p);
	free(zeros);
}

static void packed_drops_copies_that_nobody_opens(void **state)
{
	static const char old[] =
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.db";
	char path[2 * NAME], other[2 * NAME], content[CONTENT];
	time_t now = time(NULL);
	struct timespec past[2] = {{.tv_sec = now - (PACKED_DAYS + 1) * 86400},
				   {.tv_sec = now - (PACKED_DAYS + 1) * 86400}};
	struct place p;
	(void)state;
	make_content(content, CONTENT);
	place_open(&p, content, CONTENT);
	expect_content(&p, p.packed, content, CONTENT);
	snprintf(path, sizeof(path), "%s/%s", p.cache, old);
	snprintf(other, sizeof(other), "%s/mine.db", p.cache);
	write_file(path, "x", 1);
	write_file(other, "x", 1);
	utimensat(AT_FDCWD, path, past, 0);
	utimensat(AT_FDCWD, other, past, 0);
	unlink(p.packed);
	content[0] = 'x';
	write_file(p.plain, content, CONTENT);
	struct err err = {ERR_NONE, ""};
	assert_true(packed_make(p.plain, p.packed, &err));
	expect_content(&p, p.packed, content, CONTENT);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
	assert_int_equal(empty_folder(p.cache), 3);
	place_close(&p);
}

static void packed_needs_a_folder(void **state)
{
	struct err err = {ERR_NONE, ""};
	const char *out;
	struct place p;
	(void)state;
	place_open(&p, "x", 1);
	assert_false(packed_unpack(&p.arena, p.packed, NULL, &out, &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	place_close(&p);
}

/* Files that are not there, folders, and a cache that is a file: an error that names it. */
static void packed_says_what_cannot_be_opened(void **state)
{
	struct place p;
	struct err err = {ERR_NONE, ""};
	char nowhere[NAME], blocked[2 * NAME];
	const char *out = NULL;

	(void)state;
	place_open(&p, "content", 7);
	snprintf(nowhere, NAME, "%s/nowhere.zst", p.folder);
	assert_false(packed_unpack(&p.arena, nowhere, p.cache, &out, &err));
	assert_contains(str_from(err.text), nowhere);
	assert_false(packed_unpack(&p.arena, p.folder, p.cache, &out, &err));
	assert_contains(str_from(err.text), "cannot be read");
	assert_false(packed_make(nowhere, p.bad, &err));
	assert_contains(str_from(err.text), nowhere);
	assert_int_equal(access(p.bad, F_OK), -1);
	assert_false(packed_make(p.folder, p.bad, &err));
	assert_int_equal(access(p.bad, F_OK), -1);
	snprintf(blocked, sizeof(blocked), "%s/cache", p.plain);
	assert_false(packed_unpack(&p.arena, p.packed, blocked, &out, &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	assert_contains(str_from(err.text), p.plain);
	place_close(&p);
}

static void packed_goes_over_no_file(void **state)
{
	struct err err = {ERR_NONE, ""};
	struct place p;
	(void)state;
	place_open(&p, "x", 1);
	assert_false(packed_make(p.plain, p.packed, &err));
	assert_int_equal(access(p.packed, F_OK), 0);
	assert_true(packed_name("a.db.zst"));
	assert_false(packed_name("a.db"));
	place_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packed_is_what_was_packed),
	    cmocka_unit_test(packed_refuses_every_cut),
	    cmocka_unit_test(packed_refuses_every_changed_byte),
	    cmocka_unit_test(packed_refuses_bombs),
	    cmocka_unit_test(packed_drops_copies_that_nobody_opens),
	    cmocka_unit_test(packed_needs_a_folder),
	    cmocka_unit_test(packed_says_what_cannot_be_opened),
	    cmocka_unit_test(packed_goes_over_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
