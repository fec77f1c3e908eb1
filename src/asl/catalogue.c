/* asl/catalogue.c - look-ups in the packed tables of the AWS services. */
#include "asl/catalogue.h"

#include <stdint.h>

#include "asl/catalogue_hash.h"

enum { HEADER = 8, TABLE = 28, WORD = 4, SLOT = 8 };

struct table {
	size_t rows;
	size_t n_rows;
	size_t n_columns;
};

/* Where the rows of each key are. */
struct index {
	size_t at;
	size_t slots;
};

static const unsigned char *at(size_t offset)
{
	return (const unsigned char *)asl_catalogue_blob + offset;
}

static size_t number(size_t offset)
{
	const unsigned char *p = at(offset);
	return (size_t)((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
			(uint32_t)p[3] << 24);
}

static struct str text(size_t offset)
{
	const unsigned char *p = at(offset);
	return (struct str){(const char *)p + 2, (size_t)p[0] | (size_t)p[1] << 8};
}

static struct table table_of(enum catalogue_table table)
{
	size_t p = HEADER + (size_t)table * TABLE;
	return (struct table){number(p), number(p + WORD), number(p + 2 * WORD)};
}

struct catalogue_rows catalogue_all(enum catalogue_table table)
{
	return (struct catalogue_rows){table, 0, table_of(table).n_rows};
}

/* Is `key` what the first `n` columns of a row hold? */
static bool is_key(const struct table *t, size_t row, const struct str *key, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t cell = t->rows + (row * t->n_columns + i) * WORD;
		if (!str_eq_nocase(text(number(cell)), key[i]))
			return false;
	}
	return true;
}

/* The index of the first `n` columns. */
static struct index index_of(enum catalogue_table table, size_t n)
{
	size_t p = HEADER + (size_t)table * TABLE + (1 + 2 * n) * WORD;
	return (struct index){number(p), number(p + WORD)};
}

static struct catalogue_rows find(enum catalogue_table table, const struct str *key, size_t n)
{
	struct table t = table_of(table);
	struct index index = index_of(table, n);
	uint64_t hash = 0;

	for (size_t i = 0; i < n; i++)
		hash = catalogue_hash(hash, key[i].p, key[i].n);
	for (size_t i = (size_t)hash;; i++) {
		size_t slot = index.at + (i & (index.slots - 1)) * SLOT;
		size_t from = number(slot);
		size_t to = number(slot + WORD);
		if (to == 0)
			return (struct catalogue_rows){table, 0, 0};
		if (is_key(&t, from, key, n))
			return (struct catalogue_rows){table, from, to};
	}
}

struct catalogue_rows catalogue_group(enum catalogue_table table, struct str first)
{
	return find(table, &first, 1);
}

struct catalogue_rows catalogue_rows(enum catalogue_table table, struct str first,
				     struct str second)
{
	const struct str key[] = {first, second};
	return find(table, key, 2);
}

struct str catalogue_cell(enum catalogue_table table, size_t row, size_t column)
{
	size_t p = HEADER + (size_t)table * TABLE;
	size_t columns = number(p + 2 * WORD);
	return text(number(number(p) + (row * columns + column) * WORD));
}
