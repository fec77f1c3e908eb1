/* asl/catalogue.c - look-ups in the packed tables of the AWS services. */
#include "asl/catalogue.h"

#include <stdint.h>

enum { HEADER = 8, TABLE = 20, WORD = 4, GROUP = 8 };

struct table {
	size_t rows;
	size_t n_rows;
	size_t n_columns;
	size_t groups;
	size_t n_groups;
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
	return (struct table){number(p), number(p + WORD), number(p + 2 * WORD),
			      number(p + 3 * WORD), number(p + 4 * WORD)};
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* The order of the rows: bytes without regard to case, a prefix first. */
static int compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		unsigned char x = lower(a.p[i]);
		unsigned char y = lower(b.p[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

struct catalogue_rows catalogue_all(enum catalogue_table table)
{
	return (struct catalogue_rows){table, 0, table_of(table).n_rows};
}

struct catalogue_rows catalogue_group(enum catalogue_table table, struct str first)
{
	struct table t = table_of(table);
	size_t low = 0;
	size_t high = t.n_groups;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(first, text(number(t.groups + middle * GROUP)));
		if (order == 0) {
			size_t next = t.groups + (middle + 1) * GROUP + WORD;
			return (struct catalogue_rows){
			    table, number(t.groups + middle * GROUP + WORD),
			    middle + 1 < t.n_groups ? number(next) : t.n_rows};
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (struct catalogue_rows){table, 0, 0};
}

/* The first row of [from, to) whose second column is not before `second`. */
static size_t lower_bound(const struct table *t, size_t from, size_t to, struct str second,
			  bool after)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		size_t cell = t->rows + middle * t->n_columns * WORD + WORD;
		int order = compare(text(number(cell)), second);
		if (order < 0 || (after && order == 0))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

struct catalogue_rows catalogue_rows(enum catalogue_table table, struct str first,
				     struct str second)
{
	struct catalogue_rows rows = catalogue_group(table, first);
	struct table t = table_of(table);

	rows.from = lower_bound(&t, rows.from, rows.to, second, false);
	rows.to = lower_bound(&t, rows.from, rows.to, second, true);
	return rows;
}

struct str catalogue_cell(enum catalogue_table table, size_t row, size_t column)
{
	struct table t = table_of(table);
	return text(number(t.rows + (row * t.n_columns + column) * WORD));
}
