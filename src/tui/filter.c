/* tui/filter.c - what is typed after a slash, and which rows it leaves. */
#include "tui/filter.h"

#include "tui/fuzzy.h"

static bool same(const struct filter_term *term, char pattern, char c)
{
	return pattern == (term->cased ? c : ascii_lower(c));
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
	char other = term->cased ? first : ascii_upper(first);
	if (n > text.n)
		return -1;
	const char *end = text.p + (text.n - n) + 1;
	for (const char *p = text.p + from; p < end; p++) {
		if ((*p == first || *p == other) && at(term, text, (size_t)(p - text.p)))
			return p - text.p;
	}
	return -1;
}

/* The same, where no letter or digit is before or after it. */
static ptrdiff_t find_word(const struct filter_term *term, struct str text, size_t from)
{
	ptrdiff_t place = find(term, text, from);
	for (; place >= 0; place = find(term, text, (size_t)place + 1)) {
		size_t end = (size_t)place + term->text.n;
		if (fuzzy_bonus(text, (size_t)place) > 0 &&
		    (end == text.n || fuzzy_bonus(text, end) > 0))
			return place;
	}
	return -1;
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
		if (word.n > 1 && str_ends(word, STR("'"))) {
			term->how = FILTER_WORD;
			word.n--;
		}
	} else if (str_starts(word, STR("^"))) {
		term->how = FILTER_PREFIX;
		word = str_skip(word, 1);
	}
	if (word.n > 1 && term->how != FILTER_WORD && str_ends(word, STR("$"))) {
		term->how = term->how == FILTER_PREFIX ? FILTER_WHOLE : FILTER_SUFFIX;
		word.n--;
	}
	term->text = str_slice(word, 0, FILTER_TERM_MAX);
	for (size_t i = 0; i < term->text.n; i++)
		term->cased = term->cased || ascii_is_upper(term->text.p[i]);
	return term->text.n > 0;
}

/* The next word, copied to `to` without backslashes; false at the end. *bar: a bar comes after it.
 */
static bool next_word(struct str *rest, char *to, struct str *word, bool *bar)
{
	*word = (struct str){to, 0};
	*bar = false;
	while (rest->n > 0 && rest->p[0] == ' ')
		*rest = str_skip(*rest, 1);
	if (rest->n == 0)
		return false;
	while (rest->n > 0 && rest->p[0] != ' ') {
		char c = rest->p[0];
		bool taken = c == '\\' && rest->n > 1 &&
			     (rest->p[1] == ' ' || rest->p[1] == '|' || rest->p[1] == '\\');
		*bar = c == '|';
		*rest = str_skip(*rest, taken ? 2 : 1);
		if (*bar)
			break;
		to[word->n++] = taken ? rest->p[-1] : c;
	}
	return true;
}

void filter_compile(struct filter *filter, struct str text)
{
	struct str rest = str_slice(text, 0, FILTER_TEXT_MAX);
	struct str word;
	bool bar;
	size_t used = 0;
	filter->n = 0;
	while (filter->n < FILTER_TERMS_MAX &&
	       next_word(&rest, filter->store + used, &word, &bar)) {
		used += word.n;
		filter->n += compile_term(&filter->terms[filter->n], word);
		if (bar && filter->n > 0)
			filter->terms[filter->n - 1].or_next = true;
	}
	if (filter->n > 0) /* nothing came after it yet */
		filter->terms[filter->n - 1].or_next = false;
}

bool filter_term_in(const struct filter_term *term, struct str text)
{
	size_t at_end = text.n - term->text.n;
	if (text.n < term->text.n)
		return false;
	switch (term->how) {
	case FILTER_LOOSE:
	case FILTER_EXACT:
		return find(term, text, 0) >= 0;
	case FILTER_WORD:
		return find_word(term, text, 0) >= 0;
	case FILTER_PREFIX:
		return at(term, text, 0);
	case FILTER_SUFFIX:
		return at(term, text, at_end);
	case FILTER_WHOLE:
		return at_end == 0 && at(term, text, 0);
	}
	return false;
}

/* The points of the best place where the name holds the term. */
static int points_in_name(const struct filter_term *term, struct str name)
{
	int best = 0;
	size_t from = term->how == FILTER_SUFFIX ? name.n - term->text.n : 0;
	ptrdiff_t place = find(term, name, from);
	while (place >= 0 && best < FUZZY_BONUS_MAX) {
		int bonus = fuzzy_bonus(name, (size_t)place);
		best = bonus > best ? bonus : best;
		if (term->how == FILTER_PREFIX || term->how == FILTER_WHOLE)
			break;
		place = find(term, name, (size_t)place + 1);
	}
	return fuzzy_run_points(term->text.n, best);
}

/* How a row holds a term: by its name, or by another part. */
struct hit {
	enum filter_match how;
	int points;
	bool named;
};

/* What holds a term in another part than its name is alike: such rows stay in their order. */
static struct hit match_exactly(const struct filter_term *term, const struct str *parts, size_t n)
{
	const struct hit none = {FILTER_NO, 0, false};
	for (size_t i = 0; i < n; i++) {
		if (!filter_term_in(term, parts[i]))
			continue;
		if (term->inverse)
			return none;
		return i == 0 ? (struct hit){FILTER_EXACTLY, points_in_name(term, parts[0]), true}
			      : (struct hit){FILTER_EXACTLY, (int)term->text.n, false};
	}
	return term->inverse ? (struct hit){FILTER_EXACTLY, 0, false} : none;
}

static struct hit match_loosely(const struct filter_term *term, const struct str *parts, size_t n)
{
	struct hit hit = {FILTER_NO, 0, true};
	if (term->how != FILTER_LOOSE || term->inverse || n == 0)
		return hit;
	hit.points = fuzzy_points(term->text, term->cased, parts[0]);
	hit.how = hit.points >= 0 ? FILTER_LOOSELY : FILTER_NO;
	return hit;
}

/* Terms that are joined by bars: the best of them. Leaves *i at the last. */
static struct hit match_any(const struct filter *filter, size_t *i, bool loosely,
			    const struct str *parts, size_t n)
{
	struct hit best = {FILTER_NO, 0, false};
	for (;; (*i)++) {
		const struct filter_term *term = &filter->terms[*i];
		struct hit hit = match_exactly(term, parts, n);
		if (hit.how == FILTER_NO && loosely && best.how < FILTER_EXACTLY)
			hit = match_loosely(term, parts, n);
		if (hit.how > best.how || (hit.how == best.how && hit.points > best.points))
			best = hit;
		if (!term->or_next)
			return best;
	}
}

/* Of two names that match alike the shorter one is nearer to what was typed. */
static int points_of_length(struct str name)
{
	return (63 - (int)(name.n < 63 ? name.n : 63)) / 16;
}

static enum filter_match match(const struct filter *filter, bool loosely, const struct str *parts,
			       size_t n, int *points)
{
	struct hit all = {FILTER_EXACTLY, 0, false};
	for (size_t i = 0; i < filter->n && all.how != FILTER_NO; i++) {
		struct hit hit = match_any(filter, &i, loosely, parts, n);
		all.how = hit.how < all.how ? hit.how : all.how;
		all.points += hit.points;
		all.named = all.named || hit.named;
	}
	int sum = all.points * 4 + (all.named ? points_of_length(parts[0]) : 0);
	*points = sum < FILTER_POINTS ? sum : FILTER_POINTS - 1;
	return all.how;
}

enum filter_match filter_match(const struct filter *filter, const struct str *parts, size_t n,
			       int *points)
{
	return match(filter, true, parts, n, points);
}

bool filter_match_exactly(const struct filter *filter, const struct str *parts, size_t n,
			  int *points)
{
	return match(filter, false, parts, n, points) == FILTER_EXACTLY;
}

bool filter_is_loose(const struct filter *filter)
{
	for (size_t i = 0; i < filter->n; i++) {
		if (filter->terms[i].how == FILTER_LOOSE && !filter->terms[i].inverse)
			return true;
	}
	return false;
}

void filter_search(struct filter *filter, struct str text)
{
	struct filter_term *term = &filter->terms[0];
	filter->n = text.n > 0;
	*term = (struct filter_term){.how = FILTER_EXACT, .text = text};
	for (size_t i = 0; i < text.n; i++)
		term->cased = term->cased || ascii_is_upper(text.p[i]);
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

/* The next place that the term matched, or -1. */
static ptrdiff_t next_place(const struct filter_term *term, struct str text, size_t from)
{
	bool at_start = term->how == FILTER_PREFIX || term->how == FILTER_WHOLE;
	bool at_end = term->how == FILTER_SUFFIX || term->how == FILTER_WHOLE;
	if (term->inverse || text.n < term->text.n || (at_start && from > 0))
		return -1;
	size_t last = text.n - term->text.n;
	if (at_end && from <= last)
		from = last;
	ptrdiff_t place =
	    term->how == FILTER_WORD ? find_word(term, text, from) : find(term, text, from);
	return at_start && place > 0 ? -1 : place;
}

bool filter_find(const struct filter *filter, struct str text, size_t from, size_t *where,
		 size_t *length)
{
	bool found = false;
	for (size_t i = 0; i < filter->n; i++) {
		const struct filter_term *term = &filter->terms[i];
		ptrdiff_t place = next_place(term, text, from);
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
	*letters = (struct filter_letters){{false}};
	for (size_t i = 0; i < filter->n; i++) {
		const struct filter_term *term = &filter->terms[i];
		if (term->how != FILTER_LOOSE || term->inverse || find(term, text, 0) >= 0)
			continue;
		found = fuzzy_letters(term->text, term->cased, text, letters->hit,
				      FILTER_LETTERS_MAX) ||
			found;
	}
	return found;
}
