/* tui/filter.c - what is typed after a slash, and which rows it leaves. */
#include "tui/filter.h"

#include <string.h>

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static bool same(const struct filter_term *term, char pattern, char c)
{
	return pattern == (term->cased ? c : lower(c));
}

static bool at(const struct filter_term *term, struct str text, size_t from)
{
	for (size_t i = 0; i < term->text.n; i++) {
		if (!same(term, term->text.p[i], text.p[from + i]))
			return false;
	}
	return true;
}

/* Where the term's text begins in `text`, from `from` on, or -1. */
static ptrdiff_t find(const struct filter_term *term, struct str text, size_t from)
{
	size_t n = term->text.n;
	char first = term->text.p[0];
	/* The capital that counts as the first letter as well. */
	char other =
	    !term->cased && first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first;
	if (n > text.n)
		return -1;
	const char *end = text.p + (text.n - n) + 1;
	for (const char *p = text.p + from; p < end; p++) {
		if ((*p == first || *p == other) && at(term, text, (size_t)(p - text.p)))
			return p - text.p;
	}
	return -1;
}

/* Do the term's letters occur in the text, in their order? */
static bool in_order(const struct filter_term *term, struct str text)
{
	size_t k = 0;
	for (size_t i = 0; i < text.n && k < term->text.n; i++)
		k += same(term, term->text.p[k], text.p[i]);
	return k == term->text.n;
}

static bool begins_word(struct str text, size_t i)
{
	if (i == 0 || !is_word(text.p[i - 1]))
		return true;
	return is_upper(text.p[i]) && !is_upper(text.p[i - 1]);
}

/*
 * Can the pattern be laid over the text so that every letter continues the run before it or begins
 * a word? ends[k] holds the places where letter k may end what is laid so far.
 */
struct laid {
	bool ends[FILTER_TERM_MAX][FILTER_LETTERS_MAX];
};

static bool by_words(const struct filter_term *term, struct str text, struct laid *laid)
{
	size_t n = text.n < FILTER_LETTERS_MAX ? text.n : FILTER_LETTERS_MAX;
	bool any = true;
	for (size_t k = 0; k < term->text.n && any; k++) {
		bool earlier = k == 0; /* the letters before this one fit somewhere to the left */
		any = false;
		for (size_t i = 0; i < n; i++) {
			bool run = k > 0 && i > 0 && laid->ends[k - 1][i - 1];
			earlier = earlier || run;
			laid->ends[k][i] = same(term, term->text.p[k], text.p[i]) &&
					   (run || (earlier && begins_word(text, i)));
			any = any || laid->ends[k][i];
		}
	}
	return any;
}

/* Goes back from the first place where the last letter may end: runs before jumps. */
static void mark_letters(const struct filter_term *term, const struct laid *laid,
			 struct filter_letters *letters)
{
	size_t k = term->text.n;
	size_t i = 0;
	while (!laid->ends[k - 1][i])
		i++;
	while (k-- > 0) {
		letters->hit[i] = true;
		if (k == 0)
			return;
		i--;
		while (!laid->ends[k - 1][i])
			i--;
	}
}

static bool compile_term(struct filter_term *term, struct str word)
{
	*term = (struct filter_term){.how = FILTER_LOOSE};
	if (str_starts(word, STR("!"))) {
		term->inverse = true;
		term->how = FILTER_EXACT;
		word = str_skip(word, 1);
	}
	if (str_starts(word, STR("'"))) {
		term->how = FILTER_EXACT;
		word = str_skip(word, 1);
	} else if (str_starts(word, STR("^"))) {
		term->how = FILTER_PREFIX;
		word = str_skip(word, 1);
	}
	if (word.n > 1 && str_ends(word, STR("$"))) {
		term->how = term->how == FILTER_PREFIX ? FILTER_WHOLE : FILTER_SUFFIX;
		word.n--;
	}
	term->text = str_slice(word, 0, FILTER_TERM_MAX);
	for (size_t i = 0; i < term->text.n; i++)
		term->cased = term->cased || is_upper(term->text.p[i]);
	return term->text.n > 0;
}

void filter_compile(struct filter *filter, struct str text)
{
	struct str_split it = {text, false};
	struct str word;
	filter->n = 0;
	while (filter->n < FILTER_TERMS_MAX && str_next(&it, ' ', &word)) {
		bool bar = str_eq(word, STR("|"));
		if (bar && filter->n > 0)
			filter->terms[filter->n - 1].or_next = true;
		if (!bar && compile_term(&filter->terms[filter->n], word))
			filter->n++;
	}
	if (filter->n > 0) /* nothing came after it yet */
		filter->terms[filter->n - 1].or_next = false;
}

static bool matches_part(const struct filter_term *term, struct str part)
{
	if (part.n < term->text.n)
		return false;
	switch (term->how) {
	case FILTER_LOOSE:
	case FILTER_EXACT:
		return find(term, part, 0) >= 0;
	case FILTER_PREFIX:
		return at(term, part, 0);
	case FILTER_SUFFIX:
		return at(term, part, part.n - term->text.n);
	case FILTER_WHOLE:
		return part.n == term->text.n && at(term, part, 0);
	}
	return false;
}

static int match_term(const struct filter_term *term, const struct str *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (matches_part(term, parts[i]))
			return term->inverse ? 0 : 2;
	}
	if (term->inverse)
		return 2;
	struct laid laid;
	bool loosely = term->how == FILTER_LOOSE && n > 0 && in_order(term, parts[0]) &&
		       by_words(term, parts[0], &laid);
	return loosely ? 1 : 0;
}

void filter_search(struct filter *filter, struct str text)
{
	*filter = (struct filter){.n = text.n > 0};
	struct filter_term *term = &filter->terms[0];
	term->how = FILTER_EXACT;
	term->text = text;
	for (size_t i = 0; i < text.n; i++)
		term->cased = term->cased || (text.p[i] >= 'A' && text.p[i] <= 'Z');
}

int filter_match(const struct filter *filter, const struct str *parts, size_t n)
{
	int worst = 2;
	for (size_t i = 0; i < filter->n && worst > 0; i++) {
		int best = match_term(&filter->terms[i], parts, n);
		while (filter->terms[i].or_next) {
			int how = best < 2 ? match_term(&filter->terms[i + 1], parts, n) : 0;
			best = how > best ? how : best;
			i++;
		}
		worst = best < worst ? best : worst;
	}
	return worst;
}

bool filter_names(const struct filter *filter, struct str text)
{
	for (size_t i = 0; i < filter->n; i++) {
		struct filter_term term = filter->terms[i];
		term.cased = true; /* `text` is as the patterns that have no capital are */
		if (find(&term, text, 0) >= 0)
			return true;
	}
	return false;
}

bool filter_find(const struct filter *filter, struct str text, size_t from, size_t *where,
		 size_t *length)
{
	bool found = false;
	for (size_t i = 0; i < filter->n; i++) {
		const struct filter_term *term = &filter->terms[i];
		ptrdiff_t place = term->inverse ? -1 : find(term, text, from);
		if (place >= 0 && (!found || (size_t)place < *where)) {
			found = true;
			*where = (size_t)place;
			*length = term->text.n;
		}
	}
	return found;
}

bool filter_find_letters(const struct filter *filter, struct str text,
			 struct filter_letters *letters)
{
	bool found = false;
	struct laid laid;
	*letters = (struct filter_letters){{false}};
	for (size_t i = 0; i < filter->n; i++) {
		const struct filter_term *term = &filter->terms[i];
		if (term->how != FILTER_LOOSE || term->inverse || find(term, text, 0) >= 0 ||
		    !in_order(term, text) || !by_words(term, text, &laid))
			continue;
		mark_letters(term, &laid, letters);
		found = true;
	}
	return found;
}
