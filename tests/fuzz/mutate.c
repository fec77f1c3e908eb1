/* mutate.c - a structure-aware mutator of JSON texts, driven by a grammar; built without
 * sanitizers. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- dice -------------------------------------------------------------------------------------
 */

struct luck {
	uint64_t state;
};

static unsigned below(struct luck *luck, size_t n)
{
	luck->state ^= luck->state << 13;
	luck->state ^= luck->state >> 7;
	luck->state ^= luck->state << 17;
	return n ? (unsigned)((luck->state >> 11) % n) : 0;
}

static bool one_in(struct luck *luck, unsigned n)
{
	return below(luck, n) == 0;
}

/* ---- the grammar: lines "rule = alternative" --------------------------------------------------
 */

enum { GRAMMAR_RULES = 256, GRAMMAR_DEEP = 24, GRAMMAR_LIST = 3, NO_RULE = -1 };

/* Literal text, or a rule: ' ' once, '?' perhaps, '*' a list of any, '+' a list of at least one. */
struct part {
	int rule;
	char mode;
	const char *text;
	size_t n;
};

struct alternative {
	struct part *parts;
	size_t n;
};

struct rule {
	const char *name;
	size_t n_name;
	struct alternative *alternatives;
	size_t n;
};

static struct rule rules[GRAMMAR_RULES];
static size_t n_rules;

static void *grown(void *items, size_t n, size_t size)
{
	/* powers of two only, so that most calls leave it where it is */
	void *more = n & (n - 1) ? items : realloc(items, (n ? n * 2 : 1) * size);
	if (!more)
		abort();
	return more;
}

static int rule_find(const char *name, size_t n)
{
	for (size_t i = 0; i < n_rules; i++)
		if (rules[i].n_name == n && memcmp(rules[i].name, name, n) == 0)
			return (int)i;
	return NO_RULE;
}

static int rule_get(const char *name, size_t n)
{
	int found = rule_find(name, n);
	if (found != NO_RULE)
		return found;
	if (n_rules == GRAMMAR_RULES) {
		fprintf(stderr, "grammar: over %d rules\n", GRAMMAR_RULES);
		exit(1);
	}
	rules[n_rules] = (struct rule){.name = name, .n_name = n};
	return (int)n_rules++;
}

static void add_part(struct alternative *to, struct part part)
{
	if (part.rule == NO_RULE && part.n == 0)
		return;
	to->parts = grown(to->parts, to->n, sizeof(part));
	to->parts[to->n++] = part;
}

/* A rule is named <so>; a '<' before anything but a letter is text. */
static size_t reference(const char *p, const char *end)
{
	if (end - p < 3 || *p != '<' || p[1] < 'a' || p[1] > 'z')
		return 0;
	const char *close = memchr(p, '>', (size_t)(end - p));
	return close ? (size_t)(close - p) + 1 : 0;
}

static void read_alternative(const char *p, const char *end, struct alternative *out)
{
	const char *from = p;
	while (p < end) {
		size_t n = reference(p, end);
		if (n == 0) {
			p++;
			continue;
		}
		char mode = p[n - 2];
		bool marked = mode == '?' || mode == '*' || mode == '+';
		add_part(out, (struct part){NO_RULE, ' ', from, (size_t)(p - from)});
		add_part(out, (struct part){rule_get(p + 1, n - 2 - marked), marked ? mode : ' ',
					    NULL, 0});
		p += n;
		from = p;
	}
	add_part(out, (struct part){NO_RULE, ' ', from, (size_t)(end - from)});
}

static void read_line(const char *line, const char *end)
{
	static const char mark[] = " = ";
	const char *p = line;
	while (p + 3 <= end && memcmp(p, mark, 3) != 0)
		p++;
	if (line == end || *line == '#' || p + 3 > end)
		return;
	struct rule *rule = &rules[rule_get(line, (size_t)(p - line))];
	struct alternative alternative = {NULL, 0};
	read_alternative(p + 3, end, &alternative);
	rule->alternatives = grown(rule->alternatives, rule->n, sizeof(alternative));
	rule->alternatives[rule->n++] = alternative;
}

/* The names of rules point into the text, which is kept. */
static void grammar_load(const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	if (file)
		fclose(file);
	for (const char *p = text; p < text + n;) {
		const char *end = memchr(p, '\n', (size_t)(text + n - p));
		end = end ? end : text + n;
		read_line(p, end);
		p = end + 1;
	}
	for (size_t i = 0; i < n_rules; i++)
		if (rules[i].n == 0) {
			fprintf(stderr, "%s: no rule <%.*s>\n", path, (int)rules[i].n_name,
				rules[i].name);
			exit(1);
		}
}

/* ---- new text ---------------------------------------------------------------------------------
 */

struct text {
	char *p;
	size_t n, max;
};

static void put(struct text *out, const char *p, size_t n)
{
	n = n > out->max - out->n ? out->max - out->n : n;
	memcpy(out->p + out->n, p, n);
	out->n += n;
}

/* Deep down the first alternative is taken, which leads to an end. */
static void expand(struct text *out, int rule, struct luck *luck, unsigned depth)
{
	const struct rule *r = &rules[rule];
	const struct alternative *a =
	    &r->alternatives[depth < GRAMMAR_DEEP ? below(luck, r->n) : 0];
	for (size_t i = 0; i < a->n && out->n < out->max; i++) {
		const struct part *part = &a->parts[i];
		if (part->rule == NO_RULE) {
			put(out, part->text, part->n);
			continue;
		}
		bool list = part->mode == '*' || part->mode == '+';
		size_t n = part->mode == '?'   ? below(luck, 2)
			   : part->mode == '*' ? below(luck, GRAMMAR_LIST + 1)
			   : part->mode == '+' ? 1 + below(luck, GRAMMAR_LIST)
					       : 1;
		if (depth >= GRAMMAR_DEEP && list)
			n = part->mode == '+';
		for (size_t k = 0; k < n; k++) {
			put(out, ",", k > 0);
			expand(out, part->rule, luck, depth + 1);
		}
	}
}

static void expand_named(struct text *out, const char *name, struct luck *luck)
{
	int rule = rule_find(name, strlen(name));
	if (rule != NO_RULE)
		expand(out, rule, luck, 0);
}

/* ---- the values of a text, damaged or not -----------------------------------------------------
 */

enum { VALUES_MAX = 1024, LEVELS_MAX = 64 };

struct value {
	size_t member; /* where its name begins, else as from */
	size_t from, to;
	size_t name, n_name; /* of the member that it is or stands in; n_name 0: none */
	char within;	     /* '{', '[' or 0 */
};

struct values {
	struct value items[VALUES_MAX];
	size_t n;
};

struct level {
	size_t value; /* in items; SIZE_MAX: not recorded */
	char bracket;
	size_t name, n_name;
};

static size_t skip_string(const char *p, size_t n, size_t at)
{
	for (at++; at < n && p[at] != '"'; at++)
		at += p[at] == '\\';
	return at < n ? at + 1 : n;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(const char *p, size_t n, size_t at)
{
	while (at < n && is_space(p[at]))
		at++;
	return at;
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '+' || c == '.';
}

struct scan {
	struct values *out;
	struct level levels[LEVELS_MAX];
	size_t depth;
	size_t name, n_name; /* of the member whose value is next */
	bool named;
};

static size_t note(struct scan *scan, size_t from, size_t to)
{
	const struct level *in = scan->depth ? &scan->levels[scan->depth - 1] : NULL;
	struct value value = {.member = from, .from = from, .to = to};
	if (scan->named) {
		value.member = scan->name - 1;
		value.name = scan->name;
		value.n_name = scan->n_name;
	} else if (in) {
		value.name = in->name;
		value.n_name = in->n_name;
	}
	value.within = in ? in->bracket : 0;
	scan->named = false;
	if (scan->out->n == VALUES_MAX)
		return SIZE_MAX;
	scan->out->items[scan->out->n] = value;
	return scan->out->n++;
}

static void open_level(struct scan *scan, char bracket, size_t at)
{
	size_t value = note(scan, at, at + 1);
	if (scan->depth == LEVELS_MAX || value == SIZE_MAX)
		return;
	const struct value *v = &scan->out->items[value];
	scan->levels[scan->depth++] = (struct level){value, bracket, v->name, v->n_name};
}

static void close_level(struct scan *scan, size_t at)
{
	scan->named = false;
	if (scan->depth > 0)
		scan->out->items[scan->levels[--scan->depth].value].to = at + 1;
}

/* Finds all values, nesting up to LEVELS_MAX. */
static void values_of(const char *p, size_t n, struct values *out)
{
	struct scan scan = {.out = out};
	out->n = 0;
	for (size_t at = 0; at < n;) {
		size_t from = at;
		if (p[at] == '{' || p[at] == '[') {
			open_level(&scan, p[at++], from);
		} else if (p[at] == '}' || p[at] == ']') {
			close_level(&scan, at++);
		} else if (p[at] == '"') {
			at = skip_string(p, n, at);
			size_t after = skip_space(p, n, at);
			bool name = after < n && p[after] == ':' && at > from + 1 && !scan.named;
			if (name) {
				scan.name = from + 1;
				scan.n_name = at - from - 2;
				scan.named = true;
				at = after + 1;
			} else {
				note(&scan, from, at);
			}
		} else if (is_word(p[at])) {
			while (at < n && is_word(p[at]))
				at++;
			note(&scan, from, at);
		} else {
			at++;
		}
	}
	while (scan.depth > 0)
		close_level(&scan, n - 1);
}

/* ---- changes ----------------------------------------------------------------------------------
 */

enum { NEW_MAX = 1 << 12 };

struct change {
	char *p; /* the text, of at most max bytes */
	size_t n, max;
	struct luck *luck;
	struct values values;
};

/* false, without a change, where the result would be too long. */
static bool splice(struct change *c, size_t from, size_t to, const char *with, size_t n)
{
	if (c->n - (to - from) + n > c->max)
		return false;
	memmove(c->p + from + n, c->p + to, c->n - to);
	memcpy(c->p + from, with, n);
	c->n += n - (to - from);
	return true;
}

static const struct value *any_value(struct change *c)
{
	values_of(c->p, c->n, &c->values);
	return c->values.n ? &c->values.items[below(c->luck, c->values.n)] : NULL;
}

/* What may stand as the value of that member: by the rule "NAME" (of an element "NAME[]"), else
 * <any>. */
static void expand_value(struct change *c, const struct value *v, struct text *out)
{
	char name[80];
	int rule = NO_RULE;
	const char *suffix = v->within == '[' ? "[]" : "";
	if (v->n_name > 0 && v->n_name < 64 && !one_in(c->luck, 6)) {
		int n = snprintf(name, sizeof(name), "\"%.*s\"%s", (int)v->n_name, c->p + v->name,
				 suffix);
		rule = rule_find(name, (size_t)n);
	}
	if (rule != NO_RULE)
		expand(out, rule, c->luck, 0);
	else
		expand_named(out, "any", c->luck);
}

static bool replace(struct change *c)
{
	char bytes[NEW_MAX];
	struct text made = {bytes, 0, sizeof(bytes)};
	const struct value *v = any_value(c);
	if (!v)
		return false;
	expand_value(c, v, &made);
	return splice(c, v->from, v->to, bytes, made.n);
}

static bool drop(struct change *c)
{
	const struct value *v = any_value(c);
	if (!v || v->within == 0)
		return false;
	size_t from = v->member;
	size_t to = skip_space(c->p, c->n, v->to);
	if (to < c->n && c->p[to] == ',') {
		to++;
	} else {
		to = v->to;
		while (from > 0 && is_space(c->p[from - 1]))
			from--;
		from -= from > 0 && c->p[from - 1] == ',';
	}
	return splice(c, from, to, "", 0);
}

/* The member or element once more, behind itself. */
static bool repeat(struct change *c)
{
	char bytes[NEW_MAX];
	struct text made = {bytes, 0, sizeof(bytes)};
	const struct value *v = any_value(c);
	if (!v || v->within == 0 || v->to - v->member > sizeof(bytes) - 1)
		return false;
	put(&made, ",", 1);
	put(&made, c->p + v->member, v->to - v->member);
	return splice(c, v->to, v->to, bytes, made.n);
}

/* One more member or element of an object or array. */
static bool insert(struct change *c)
{
	char bytes[NEW_MAX];
	struct text made = {bytes, 0, sizeof(bytes)};
	const struct value *v = any_value(c);
	if (!v || v->to < v->from + 2 || (c->p[v->from] != '{' && c->p[v->from] != '['))
		return false;
	bool empty = c->p[skip_space(c->p, c->n, v->from + 1)] == c->p[v->to - 1];
	struct value inside = {.name = v->name, .n_name = v->n_name, .within = '['};
	if (c->p[v->from] == '[')
		expand_value(c, &inside, &made);
	else
		expand_named(&made, "member", c->luck);
	put(&made, ",", !empty);
	return splice(c, v->from + 1, v->from + 1, bytes, made.n);
}

/* A value in the place of another one. */
static bool copy(struct change *c)
{
	char bytes[NEW_MAX];
	const struct value *to = any_value(c);
	if (!to)
		return false;
	const struct value *from = &c->values.items[below(c->luck, c->values.n)];
	size_t n = from->to - from->from;
	if (n > sizeof(bytes))
		return false;
	memcpy(bytes, c->p + from->from, n);
	return splice(c, to->from, to->to, bytes, n);
}

/* The inside of a string: libFuzzer's own changes, or a <bit> put in somewhere. */
static bool string(struct change *c)
{
	uint8_t bytes[NEW_MAX];
	const struct value *v = any_value(c);
	for (int i = 0; v && c->p[v->from] != '"' && i < 8; i++)
		v = &c->values.items[below(c->luck, c->values.n)];
	if (!v || c->p[v->from] != '"' || v->to < v->from + 2)
		return false;
	size_t from = v->from + 1;
	size_t n = v->to - 1 - from;
	if (one_in(c->luck, 3) && n > 0 && n < sizeof(bytes) - 64) {
		memcpy(bytes, c->p + from, n);
		size_t now = LLVMFuzzerMutate(bytes, n, n + 64);
		return splice(c, from, from + n, (char *)bytes, now);
	}
	struct text made = {(char *)bytes, 0, sizeof(bytes)};
	expand_named(&made, "bit", c->luck);
	size_t at = from + below(c->luck, n + 1);
	size_t gone = one_in(c->luck, 2) ? below(c->luck, from + n - at + 1) : 0;
	return splice(c, at, at + gone, made.p, made.n);
}

static bool spaces(struct change *c)
{
	static const char *const some[] = {" ", "\n", "\t", "\r\n", "  "};
	const struct value *v = any_value(c);
	const char *space = some[below(c->luck, sizeof(some) / sizeof(some[0]))];
	if (!v)
		return false;
	size_t at = one_in(c->luck, 2) ? v->from : v->to;
	return splice(c, at, at, space, strlen(space));
}

/* What no JSON text holds, and what only strange ones do, at the border of a value or anywhere. */
static bool damage(struct change *c)
{
	static const char *const some[] = {"01",
					   "1.",
					   "1.e1",
					   "1e",
					   "1e+",
					   "-",
					   "+1",
					   ".5",
					   "1x",
					   "tru",
					   "True",
					   "nul",
					   "NaN",
					   "undefined",
					   "'a'",
					   "`",
					   "//",
					   "/* */",
					   "#",
					   "<",
					   ",",
					   ",,",
					   ":",
					   "{",
					   "}",
					   "[",
					   "]",
					   "\"",
					   "\\",
					   "\\u12",
					   "\\ud800",
					   "\\ud800\\u0041",
					   "\\udc00",
					   "\\x",
					   "\n",
					   "\x01",
					   "\x7f",
					   "\xff",
					   "\xc3",
					   "\xe2\x80",
					   "\xe2\x80\x8b",
					   "\xe2\x80\xae",
					   "\xc2\xa0",
					   "\xed\xa0\x80",
					   "\xf4\x90\x80\x80",
					   "\xef\xbb\xbf",
					   "1e5",
					   "-0",
					   "1E+2",
					   "\"\\u00e9\""};
	const struct value *v = any_value(c);
	const char *bit = some[below(c->luck, sizeof(some) / sizeof(some[0]))];
	size_t at = below(c->luck, c->n + 1);
	if (one_in(c->luck, 8)) { /* cut off, mostly not far from the end */
		c->n = one_in(c->luck, 2) ? at : c->n - below(c->luck, c->n < 20 ? c->n : 20);
		return true;
	}
	if (v && one_in(c->luck, 3))
		return splice(c, v->from, v->to, bit, strlen(bit));
	if (v && one_in(c->luck, 2))
		at = one_in(c->luck, 2) ? v->from : v->to;
	return splice(c, at, at, bit, strlen(bit));
}

/* One more document, in front or behind. */
static bool document(struct change *c)
{
	static const char separator[] = {FUZZ_SEPARATOR};
	char bytes[NEW_MAX];
	struct text made = {bytes, 0, sizeof(bytes)};
	bool front = one_in(c->luck, 2);
	put(&made, separator, !front);
	expand_named(&made, front ? "start" : "other", c->luck);
	put(&made, separator, front);
	size_t at = front ? 0 : c->n;
	return splice(c, at, at, bytes, made.n);
}

static bool anew(struct change *c)
{
	struct text made = {c->p, 0, c->max};
	expand_named(&made, "start", c->luck);
	c->n = made.n;
	while (c->n > 0 && one_in(c->luck, 3) && document(c))
		continue;
	return c->n > 0;
}

static bool bytes(struct change *c)
{
	c->n = LLVMFuzzerMutate((uint8_t *)c->p, c->n, c->max);
	return true;
}

static void change(struct change *c)
{
	static bool (*const ways[])(struct change * c) = {
	    replace, replace, replace, replace, drop,	repeat, insert, insert,
	    drop,    copy,    string,  string,	string, spaces, anew,	anew};
	unsigned n = 1 + below(c->luck, 3);
	if (n_rules == 0 || one_in(c->luck, 12)) {
		bytes(c);
		return;
	}
	if (c->n == 0)
		anew(c);
	if (one_in(c->luck, 24))
		n = !damage(c);
	for (unsigned i = 0; i < n; i++)
		if (!ways[below(c->luck, sizeof(ways) / sizeof(ways[0]))](c))
			replace(c);
}

/* ---- what libFuzzer calls ---------------------------------------------------------------------
 */

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct change c;
	struct luck luck = {seed * 2654435761ULL + 88172645463325252ULL};
	if (max_size <= FUZZ_HEAD)
		return LLVMFuzzerMutate(data, size, max_size);
	if (size < FUZZ_HEAD) {
		memset(data + size, 0, FUZZ_HEAD - size);
		size = FUZZ_HEAD;
	}
	for (unsigned i = below(&luck, 4); i > 1; i--)
		data[below(&luck, FUZZ_HEAD)] = (uint8_t)below(&luck, 256);
	c.p = (char *)data + FUZZ_HEAD;
	c.n = size - FUZZ_HEAD;
	c.max = max_size - FUZZ_HEAD;
	c.luck = &luck;
	change(&c);
	return FUZZ_HEAD + c.n;
}

/* A value of the other text in the place of one of this. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t n_a, const uint8_t *b, size_t n_b,
				 uint8_t *out, size_t max, unsigned int seed)
{
	static struct change c;
	static struct values other;
	struct luck luck = {seed * 2654435761ULL + 88172645463325252ULL};
	const char *text = (const char *)b + FUZZ_HEAD;
	if (n_a <= FUZZ_HEAD || n_b <= FUZZ_HEAD || n_a > max)
		return 0;
	memcpy(out, a, n_a);
	values_of(text, n_b - FUZZ_HEAD, &other);
	c.p = (char *)out + FUZZ_HEAD;
	c.n = n_a - FUZZ_HEAD;
	c.max = max - FUZZ_HEAD;
	c.luck = &luck;
	const struct value *to = any_value(&c);
	if (!to || other.n == 0)
		return 0;
	const struct value *from = &other.items[below(&luck, other.n)];
	splice(&c, to->from, to->to, text + from->from, from->to - from->from);
	return FUZZ_HEAD + c.n;
}

static unsigned long long runs, bytes_in;

void fuzz_count(size_t size)
{
	runs++;
	bytes_in += size;
}

static void tell(void)
{
	fprintf(stderr, "mean input: %llu bytes over %llu executions\n", runs ? bytes_in / runs : 0,
		runs);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *grammar = getenv("FUZZ_GRAMMAR");
	(void)argc;
	(void)argv;
	if (grammar)
		grammar_load(grammar);
	atexit(tell);
	return 0;
}
