/* tui/filter.h - what is typed after a slash, and which rows it leaves. */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

enum { FILTER_TERMS_MAX = 16, FILTER_TERM_MAX = 64, FILTER_TEXT_MAX = 256 };

enum filter_how {
	FILTER_LOOSE,  /* word   the text, or its letters in this order: scw is SecretCacheWfw */
	FILTER_EXACT,  /* 'word  the text */
	FILTER_WORD,   /* 'word' the text, as a word of its own */
	FILTER_PREFIX, /* ^word */
	FILTER_SUFFIX, /* word$ */
	FILTER_WHOLE,  /* ^word$ */
};

struct filter_term {
	struct str text;
	enum filter_how how;
	bool inverse; /* !word */
	bool cased;   /* it has a capital letter: case counts */
	bool or_next; /* this one or the next: a|b, a | b */
};

/* All terms must hold, of those that are joined by | one. The syntax is that of fzf. */
struct filter {
	struct filter_term terms[FILTER_TERMS_MAX];
	size_t n;
	char store[FILTER_TEXT_MAX]; /* terms point into it: a filter is not copied */
};

/* Terms beyond FILTER_TERMS_MAX are left out. A backslash takes a blank or a bar as it is. */
void filter_compile(struct filter *filter, struct str text);

/* The very text, blanks and all; its case counts if it has a capital letter. `text` must stay. */
void filter_search(struct filter *filter, struct str text);

/*
 * Does a row match whose searchable texts are `parts`, the first of them its name? Each term may
 * match another part. FILTER_LOOSELY: some term only by letters in order. What is better has more
 * points: matches at the beginnings of words, letters that follow each other, short names.
 */
enum filter_match { FILTER_NO, FILTER_LOOSELY, FILTER_EXACTLY };
enum { FILTER_POINTS = 1 << 14 };
enum filter_match filter_match(const struct filter *filter, const struct str *parts, size_t n,
			       int *points);

/* The same by the very text only, which is faster. */
bool filter_match_exactly(const struct filter *filter, const struct str *parts, size_t n,
			  int *points);

/* Can it match loosely at all? */
bool filter_is_loose(const struct filter *filter);

/* Does the text hold the term's, wherever the term wants it? */
bool filter_term_in(const struct filter_term *term, struct str text);

/*
 * The letters of `text` that loose terms matched, where the very text does not occur: *letters has
 * one bit per byte, for as many bytes as it has. False: none.
 */
enum { FILTER_LETTERS_MAX = 128 };
struct filter_letters {
	bool hit[FILTER_LETTERS_MAX];
};
bool filter_find_letters(const struct filter *filter, struct str text,
			 struct filter_letters *letters);

/* Is there a term that `text` holds, whatever the case of letters? */
bool filter_names(const struct filter *filter, struct str text);

/* The next place in `text`, from `from` on, that a term matched, for highlighting. */
bool filter_find(const struct filter *filter, struct str text, size_t from, size_t *at,
		 size_t *length);

#endif
