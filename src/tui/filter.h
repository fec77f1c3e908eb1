/* tui/filter.h - what is typed after a slash, and which rows it leaves. */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

enum { FILTER_TERMS_MAX = 16, FILTER_TERM_MAX = 64 };

enum filter_how {
	FILTER_LOOSE,  /* word   the text, or the beginnings of its words: scw is SecretCacheWfw */
	FILTER_EXACT,  /* 'word  the text */
	FILTER_PREFIX, /* ^word */
	FILTER_SUFFIX, /* word$ */
	FILTER_WHOLE,  /* ^word$ */
};

struct filter_term {
	struct str text;
	enum filter_how how;
	bool inverse; /* !word */
	bool cased;   /* it has a capital letter: case counts */
	bool or_next; /* this one or the next: a | b */
};

/* All terms must hold, of those that are joined by | one. */
struct filter {
	struct filter_term terms[FILTER_TERMS_MAX];
	size_t n;
};

/* Terms point into `text`. Terms beyond FILTER_TERMS_MAX are left out. */
void filter_compile(struct filter *filter, struct str text);

/* The very text, blanks and all; its case counts if it has a capital letter. */
void filter_search(struct filter *filter, struct str text);

/*
 * Does a row match whose searchable texts are `parts`, the first of them its name? 0: no, 1: by the
 * beginnings of words, 2: by the very text. Each term may match another part.
 */
int filter_match(const struct filter *filter, const struct str *parts, size_t n);

/*
 * The letters of `text` that the terms matched by the beginnings of words, where the very text does
 * not occur: *letters has one bit per byte, for as many bytes as it has. False: none.
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
