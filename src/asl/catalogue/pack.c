/* asl/catalogue/pack.c - packs the TSV files beside it into one C array: pack FOLDER OUT.c */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/catalogue_hash.h"

enum { COLUMNS_MAX = 16, CHUNK = 4000, MAGIC = 0x32434152, TABLE_NUMBERS = 7 };

/* The format is described in asl/catalogue.h; the order is that of its enum. */
/* clang-format off */
static const struct source {
	const char *name;
	int columns;
	int keys; /* how many of the first columns are the key; rows of one key stay as they stand in the file */
} sources[] = {
	{"about", 2, 1},
	{"actions", 5, 2},
	{"arns", 5, 2},
	{"calls", 10, 1},
	{"contexts", 5, 2},
	{"foreign", 2, 1},
	{"iam_actions", 3, 2},
	{"iam_types", 3, 2},
	{"integrations", 4, 1},
	{"passrole", 4, 2},
	{"services", 5, 1},
	{"tagging", 6, 2},
};
/* clang-format on */
enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };

struct row {
	const char *cell[COLUMNS_MAX];
	size_t line;
};

struct table {
	struct row *rows;
	size_t n;
};

struct blob {
	unsigned char *p;
	size_t n;
	size_t cap;
};

/* Texts already in the blob, by open addressing; 0 is an empty slot. */
struct pool {
	uint32_t *slots;
	size_t cap;
	size_t n;
};

static void fail(const char *what, const char *object)
{
	fprintf(stderr, "pack: %s: %s\n", object, what);
	exit(1);
}

static void *grow(void *old, size_t size)
{
	void *p = realloc(old, size);
	if (!p)
		fail("out of memory", "pack");
	return p;
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t n = 0;
	size_t cap = 1 << 16;
	char *text = grow(NULL, cap);
	size_t got;

	if (!file)
		fail(strerror(errno), path);
	while ((got = fread(text + n, 1, cap - n - 1, file)) > 0) {
		n += got;
		if (cap - n < 2)
			text = grow(text, cap *= 2);
	}
	if (ferror(file))
		fail("cannot be read", path);
	fclose(file);
	text[n] = '\0';
	return text;
}

/* Cuts `line` into its cells, in place. */
static int cut(char *line, const char **cells)
{
	int n = 0;

	for (;;) {
		if (n == COLUMNS_MAX)
			return n + 1;
		cells[n++] = line;
		line = strchr(line, '\t');
		if (!line)
			return n;
		*line++ = '\0';
	}
}

/* An empty key cell stands for the one above it. */
static void repeat_above(struct table *table, int keys)
{
	struct row *row = &table->rows[table->n - 1];
	for (int k = 0; k < keys && table->n > 1; k++)
		if (row->cell[k][0] == '\0')
			row->cell[k] = row[-1].cell[k];
		else
			break;
}

static void read_table(const char *folder, const struct source *source, struct table *table)
{
	char path[4096];
	size_t cap = 0;

	snprintf(path, sizeof(path), "%s/%s.tsv", folder, source->name);
	char *at = read_file(path);
	*table = (struct table){NULL, 0};
	for (size_t line = 1; *at; line++) {
		char *end = strchr(at, '\n');
		char *next = end ? end + 1 : at + strlen(at);
		if (end)
			*end = '\0';
		if (*at != '#' && *at != '\0') {
			if (table->n == cap) {
				cap = cap ? cap * 2 : 256;
				table->rows = grow(table->rows, cap * sizeof(struct row));
			}
			struct row *row = &table->rows[table->n++];
			row->line = line;
			if (cut(at, row->cell) != source->columns) {
				fprintf(stderr, "pack: line %zu: ", line);
				fail("wrong number of columns", path);
			}
			repeat_above(table, source->keys);
		}
		at = next;
	}
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

static int compare_text(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) - lower(*b);
}

static int compare_first(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;
	int order = compare_text(x->cell[0], y->cell[0]);
	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

static int compare_both(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;
	int order = compare_text(x->cell[0], y->cell[0]);
	if (order == 0)
		order = compare_text(x->cell[1], y->cell[1]);
	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

static void add_bytes(struct blob *blob, const void *p, size_t n)
{
	if (blob->n + n > blob->cap) {
		blob->cap = (blob->n + n) * 2;
		blob->p = grow(blob->p, blob->cap);
	}
	if (n > 0)
		memcpy(blob->p + blob->n, p, n);
	blob->n += n;
}

static void put_number(unsigned char *p, size_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> (8 * i) & 0xff);
}

static void add_number(struct blob *blob, size_t value)
{
	unsigned char bytes[4];
	put_number(bytes, value);
	add_bytes(blob, bytes, sizeof(bytes));
}

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261U;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

static void grow_pool(struct pool *pool, const struct blob *blob)
{
	struct pool bigger = {.cap = pool->cap ? pool->cap * 2 : 1 << 12, .n = pool->n};

	bigger.slots = grow(NULL, bigger.cap * sizeof(uint32_t));
	memset(bigger.slots, 0, bigger.cap * sizeof(uint32_t));
	for (size_t i = 0; i < pool->cap; i++) {
		if (!pool->slots[i])
			continue;
		size_t k = hash((const char *)blob->p + pool->slots[i] + 2) & (bigger.cap - 1);
		while (bigger.slots[k])
			k = (k + 1) & (bigger.cap - 1);
		bigger.slots[k] = pool->slots[i];
	}
	free(pool->slots);
	*pool = bigger;
}

/* The offset of a text in the blob; each text is there once. */
static size_t intern(struct pool *pool, struct blob *blob, const char *s)
{
	size_t n = strlen(s);
	if (n > 0xffff)
		fail("a cell is too long", s);
	if (pool->n * 2 >= pool->cap)
		grow_pool(pool, blob);
	size_t k = hash(s) & (pool->cap - 1);
	for (; pool->slots[k]; k = (k + 1) & (pool->cap - 1))
		if (strcmp((const char *)blob->p + pool->slots[k] + 2, s) == 0)
			return pool->slots[k];
	const unsigned char length[2] = {(unsigned char)(n & 0xff), (unsigned char)(n >> 8)};
	pool->slots[k] = (uint32_t)blob->n;
	pool->n++;
	add_bytes(blob, length, sizeof(length));
	add_bytes(blob, s, n + 1);
	return pool->slots[k];
}

static bool same_key(const struct row *a, const struct row *b, int keys)
{
	for (int k = 0; k < keys; k++)
		if (compare_text(a->cell[k], b->cell[k]) != 0)
			return false;
	return true;
}

static size_t slot_of(const struct row *row, int keys, size_t slots)
{
	uint64_t h = 0;
	for (int k = 0; k < keys; k++)
		h = catalogue_hash(h, row->cell[k], strlen(row->cell[k]));
	return (size_t)h & (slots - 1);
}

/* Where the rows of each text of the first `keys` columns are, by open addressing: at least every
 * second slot is empty. */
static size_t pack_index(struct blob *blob, const struct table *table, int keys, size_t *slots)
{
	size_t n = 0;
	for (size_t i = 0; i < table->n; i++)
		n += i == 0 || !same_key(&table->rows[i - 1], &table->rows[i], keys);
	*slots = 2;
	while (*slots < 2 * n)
		*slots *= 2;
	uint32_t *index = grow(NULL, *slots * 2 * sizeof(uint32_t));
	memset(index, 0, *slots * 2 * sizeof(uint32_t));
	for (size_t from = 0, to; from < table->n; from = to) {
		for (to = from + 1; to < table->n; to++)
			if (!same_key(&table->rows[from], &table->rows[to], keys))
				break;
		size_t slot = slot_of(&table->rows[from], keys, *slots);
		while (index[2 * slot + 1] != 0)
			slot = (slot + 1) & (*slots - 1);
		index[2 * slot] = (uint32_t)from;
		index[2 * slot + 1] = (uint32_t)to;
	}
	size_t at = blob->n;
	for (size_t i = 0; i < *slots * 2; i++)
		add_number(blob, index[i]);
	free(index);
	return at;
}

static void pack_table(struct blob *blob, struct pool *pool, int index, const struct table *table)
{
	size_t columns = (size_t)sources[index].columns;
	size_t n = table->n * columns;
	uint32_t *cells = grow(NULL, (n ? n : 1) * sizeof(uint32_t));
	size_t group_slots, slots;

	for (size_t i = 0; i < n; i++)
		cells[i] = (uint32_t)intern(pool, blob, table->rows[i / columns].cell[i % columns]);
	size_t rows_at = blob->n;
	for (size_t i = 0; i < n; i++)
		add_number(blob, cells[i]);
	free(cells);
	size_t groups_at = pack_index(blob, table, 1, &group_slots);
	size_t index_at = pack_index(blob, table, sources[index].keys, &slots);
	const size_t numbers[TABLE_NUMBERS] = {rows_at,	    table->n, columns, groups_at,
					       group_slots, index_at, slots};
	for (int i = 0; i < TABLE_NUMBERS; i++)
		put_number(blob->p + 8 + (index * TABLE_NUMBERS + i) * 4, numbers[i]);
}

static void write_byte(FILE *out, unsigned char c)
{
	if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
		fprintf(out, "\\%03o", c);
	else
		fputc(c, out);
}

static void write_c(const char *path, const struct blob *blob)
{
	FILE *out = fopen(path, "wb");
	if (!out)
		fail(strerror(errno), path);
	fputs("/* gen/asl_catalogue.c - the tables of asl/catalogue, packed; made by pack. */\n"
	      "#include \"asl/catalogue.h\"\n\n"
	      "const char asl_catalogue_blob[][ASL_CATALOGUE_CHUNK] = {\n",
	      out);
	for (size_t i = 0; i < blob->n; i += CHUNK) {
		fputc('"', out);
		for (size_t k = i; k < i + CHUNK && k < blob->n; k++)
			write_byte(out, blob->p[k]);
		fputs("\",\n", out);
	}
	fprintf(out, "};\nconst size_t asl_catalogue_size = %zu;\n", blob->n);
	if (fclose(out) != 0)
		fail("cannot be written", path);
}

int main(int argc, char **argv)
{
	struct blob blob = {NULL, 0, 0};
	struct pool pool = {NULL, 0, 0};

	if (argc != 3) {
		fputs("usage: pack FOLDER OUT.c\n", stderr);
		return 2;
	}
	add_number(&blob, MAGIC);
	add_number(&blob, SOURCES);
	for (int i = 0; i < SOURCES * TABLE_NUMBERS; i++)
		add_number(&blob, 0);
	for (int i = 0; i < SOURCES; i++) {
		struct table table;
		read_table(argv[1], &sources[i], &table);
		qsort(table.rows, table.n, sizeof(struct row),
		      sources[i].keys == 2 ? compare_both : compare_first);
		pack_table(&blob, &pool, i, &table);
		free(table.rows);
	}
	write_c(argv[2], &blob);
	free(pool.slots);
	free(blob.p);
	return 0;
}
