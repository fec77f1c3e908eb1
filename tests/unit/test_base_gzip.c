/* test_base_gzip.c - gzip data is unpacked as it streams, and damage has its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "rolehop/base/gzip.h"

struct packed {
	unsigned char bytes[1 << 18];
	size_t n, given;
	size_t step; /* bytes that the reader gives at most */
	bool fails;  /* at the end */
};

static ptrdiff_t give(void *self, char *into, size_t size, struct err *err)
{
	struct packed *packed = self;
	size_t n = packed->n - packed->given;

	if (n == 0 && packed->fails) {
		err_set(err, ERR_ENVIRONMENT, "the disk is gone");
		return -1;
	}
	n = n < size ? n : size;
	n = n < packed->step ? n : packed->step;
	memcpy(into, packed->bytes + packed->given, n);
	packed->given += n;
	return (ptrdiff_t)n;
}

/* Adds a member that holds `text` that many times. */
static void pack(struct packed *packed, const char *text, size_t times)
{
	z_stream z = {.next_in = NULL};

	packed->step = SIZE_MAX;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = packed->bytes + packed->n;
	z.avail_out = (uInt)(sizeof(packed->bytes) - packed->n);
	for (size_t i = 0; i <= times; i++) {
		z.next_in = (unsigned char *)(uintptr_t)text;
		z.avail_in = i < times ? (uInt)strlen(text) : 0;
		deflate(&z, i < times ? Z_NO_FLUSH : Z_FINISH);
	}
	packed->n = sizeof(packed->bytes) - z.avail_out;
	deflateEnd(&z);
}

static struct packed *packed_new(void **state)
{
	struct packed *packed = calloc(1, sizeof(*packed));

	assert_non_null(packed);
	*state = packed;
	return packed;
}

static int packed_free(void **state)
{
	free(*state);
	return 0;
}

/* Unpacks all of it in pieces of `size`; -1 where it fails. */
static ptrdiff_t unpack(struct packed *packed, char *into, size_t room, size_t size,
			struct err *err)
{
	struct gzip *gzip = gzip_new(give, packed);
	size_t n = 0;
	ptrdiff_t got = 1;

	packed->given = 0;
	while (got > 0) {
		if (n + size > room)
			n = 0; /* a bomb: only its end matters */
		got = gzip_read(gzip, into + n, size, err);
		n += got > 0 ? (size_t)got : 0;
	}
	if (got < 0) {
		char again[8];
		struct err ignored = {ERR_NONE, ""};
		assert_int_equal(gzip_read(gzip, again, sizeof(again), &ignored), -1);
	}
	gzip_free(gzip);
	return got < 0 ? -1 : (ptrdiff_t)n;
}

static void gzip_gives_what_was_packed(void **state)
{
	struct packed *packed = packed_new(state);
	char into[256];
	struct err err = {ERR_NONE, ""};

	pack(packed, "hello\n", 1);
	assert_true(gzip_is((struct str){(const char *)packed->bytes, packed->n}));
	assert_false(gzip_is(STR("{\"a\": 1}")));
	for (size_t step = 1; step < 40; step += 7) {
		packed->step = step;
		assert_int_equal(unpack(packed, into, sizeof(into), 1 + step % 5, &err), 6);
		assert_memory_equal(into, "hello\n", 6);
	}
}

static void gzip_unpacks_all_at_once_what_fits(void **state)
{
	struct packed *packed = packed_new(state);
	struct arena arena;
	struct str whole, text = STR("before");
	struct err err = {ERR_NONE, ""};

	arena_init(&arena);
	pack(packed, "hello\n", 2);
	whole = (struct str){(const char *)packed->bytes, packed->n};
	assert_true(gzip_unpack(&arena, whole, 12, &text, &err));
	assert_true(str_eq(text, STR("hello\nhello\n")));
	assert_false(gzip_unpack(&arena, whole, 11, &text, &err));
	assert_non_null(strstr(err.text, "more than 11 bytes"));
	assert_true(str_eq(text, STR("hello\nhello\n")));
	assert_false(gzip_unpack(&arena, str_slice(whole, 0, whole.n - 3), 12, &text, &err));
	assert_true(str_eq(text, STR("hello\nhello\n")));
	arena_release(&arena);
}

static void gzip_members_follow_one_another(void **state)
{
	struct packed *packed = packed_new(state);
	char into[256];
	struct err err = {ERR_NONE, ""};

	pack(packed, "one\n", 1);
	pack(packed, "", 0);
	pack(packed, "two\n", 1);
	packed->n += 512; /* zeros, as tapes have them */
	packed->step = 5;
	assert_int_equal(unpack(packed, into, sizeof(into), 64, &err), 8);
	assert_memory_equal(into, "one\ntwo\n", 8);
}

static void gzip_cut_off_anywhere_is_an_error_with_its_place(void **state)
{
	struct packed *packed = packed_new(state);
	char into[4096];
	size_t whole;

	pack(packed, "line\n", 20);
	whole = packed->n;
	for (size_t n = 1; n < whole; n++) {
		struct err err = {ERR_NONE, ""};
		packed->n = n;
		assert_int_equal(unpack(packed, into, sizeof(into), 64, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_non_null(strstr(err.text, "cut off"));
		assert_non_null(strstr(err.text, "line "));
	}
}

static void gzip_damage_is_an_error(void **state)
{
	struct packed *packed = packed_new(state);
	char into[4096];
	struct err err = {ERR_NONE, ""};

	pack(packed, "line\n", 20);
	packed->bytes[packed->n - 6] ^= 1;
	assert_int_equal(unpack(packed, into, sizeof(into), 64, &err), -1);
	assert_non_null(strstr(err.text, "line 21, column 1"));
	assert_non_null(strstr(err.text, "its checksum does not fit"));
	packed->bytes[packed->n - 6] ^= 1;
	memcpy(packed->bytes + packed->n, "rubbish", 7);
	packed->n += 7;
	assert_int_equal(unpack(packed, into, sizeof(into), 64, &err), -1);
	assert_non_null(strstr(err.text, "what follows the gzip data"));
}

static void gzip_bombs_are_refused(void **state)
{
	static char zeros[1 << 16];
	struct packed *packed = packed_new(state);
	char into[1 << 16];
	struct err err = {ERR_NONE, ""};

	memset(zeros, ' ', sizeof(zeros) - 1);
	pack(packed, zeros, (GZIP_ALWAYS / sizeof(zeros)) + 64);
	assert_int_equal(unpack(packed, into, sizeof(into), sizeof(into), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "hundreds of times"));
}

static void gzip_a_reader_that_fails_is_told_from_damage(void **state)
{
	struct packed *packed = packed_new(state);
	char into[64];
	struct err err = {ERR_NONE, ""};
	struct gzip *gzip;

	pack(packed, "hello\n", 1);
	packed->n = 14;
	packed->fails = true;
	gzip = gzip_new(give, packed);
	while (gzip_read(gzip, into, sizeof(into), &err) > 0)
		continue;
	assert_true(gzip_reader_failed(gzip));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	gzip_free(gzip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(gzip_gives_what_was_packed, packed_free),
	    cmocka_unit_test_teardown(gzip_unpacks_all_at_once_what_fits, packed_free),
	    cmocka_unit_test_teardown(gzip_members_follow_one_another, packed_free),
	    cmocka_unit_test_teardown(gzip_cut_off_anywhere_is_an_error_with_its_place,
				      packed_free),
	    cmocka_unit_test_teardown(gzip_damage_is_an_error, packed_free),
	    cmocka_unit_test_teardown(gzip_bombs_are_refused, packed_free),
	    cmocka_unit_test_teardown(gzip_a_reader_that_fails_is_told_from_damage, packed_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
