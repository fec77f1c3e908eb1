/* policy/match.c - how patterns of policies meet the strings of requests. */
#include "rolehop/policy/match.h"

#include <string.h>

#include "policy/glob.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/width.h"
#include "rolehop/model/holes.h"

enum { GLOB_STATES = 4096, MATCH_PATTERN_MAX = 8192, GLOB_ACCOUNT_DIGITS = 12 };

/*
 * Steps after which nothing is claimed, and as many more for each character. Patterns and texts
 * up to 2,048 characters, the longest ARNs, are always told.
 */
enum { GLOB_STEPS = 1 << 22, GLOB_STEPS_EACH = 64 };

/* Writes the run of stars at `at`; answers where it ends. Behind it a segment may end. */
static size_t glob_write_stars(struct str text, size_t at, bool segments, char *out)
{
	size_t end = at;
	while (end < text.n && text.p[end] == '*')
		end++;
	bool ends_segment = end == text.n || text.p[end] == ':';
	memset(out + at, !segments || ends_segment ? GLOB_STAR : GLOB_SEGMENT, end - at);
	return end;
}

/* Marks among eight bytes what a written pattern has for wildcards. */
static uint64_t glob_written_wild(uint64_t eight)
{
	return scan_same(eight, '*') | scan_same(eight, '?');
}

size_t glob_compile(struct str text, bool segments, char *out)
{
	if (text.n)
		memcpy(out, text.p, text.n);
	for (size_t i = 0; i < text.n; i++) {
		while (i + 8 <= text.n && !glob_written_wild(scan_eight(text.p + i)))
			i += 8;
		if (i == text.n)
			break;
		if (text.p[i] == '*')
			i = glob_write_stars(text, i, segments, out) - 1;
		else if (text.p[i] == '?')
			out[i] = GLOB_QUERY;
	}
	return text.n;
}

_Static_assert(GLOB_STAR == HOLE + 1 && GLOB_QUERY == HOLE + 2 && GLOB_SEGMENT == HOLE + 3,
	       "the bytes that mean something else follow each other");

static bool glob_is_wild(char c)
{
	return (unsigned char)(c - HOLE) <= GLOB_SEGMENT - HOLE;
}

/* Marks among eight bytes that may be wild, and all that are. */
static uint64_t glob_maybe_wild(uint64_t eight)
{
	return (eight - SCAN_EACH(GLOB_SEGMENT + 1)) & ~eight & SCAN_EACH(0x80);
}

/* Where the first wild byte from `at` on is; the end where there is none. */
static size_t glob_plain_from(struct str text, size_t at)
{
	for (; at < text.n; at++) {
		while (at + 8 <= text.n && !glob_maybe_wild(scan_eight(text.p + at)))
			at += 8;
		if (at == text.n || glob_is_wild(text.p[at]))
			break;
	}
	return at;
}

bool glob_has_marks(struct str text)
{
	return glob_plain_from(text, 0) < text.n;
}

uint64_t glob_service_bit(struct str action)
{
	uint64_t hash = 1469598103934665603U;
	for (size_t i = 0; i < action.n && !glob_is_wild(action.p[i]); i++) {
		if (action.p[i] == ':')
			return (uint64_t)1 << (hash >> 58);
		hash = (hash ^ (unsigned char)action.p[i]) * 1099511628211U;
	}
	return UINT64_MAX;
}

/* The bytes before anything that a deployment settles or makes up (model/holes). */
static size_t glob_sure(struct str text)
{
	return str_until(str_until(text, '$'), '{').n;
}

enum pattern_kind glob_kind(struct str glob, uint8_t *before)
{
	size_t plain = glob_plain_from(glob, 0);
	size_t sure = glob_sure(str_slice(glob, 0, plain));
	*before = sure < UINT8_MAX ? (uint8_t)sure : UINT8_MAX;
	if (plain == glob.n)
		return PATTERN_LITERAL;
	if (plain + 1 < glob.n || glob.p[plain] != GLOB_STAR)
		return PATTERN_GLOB;
	return plain == 0 ? PATTERN_ANY : PATTERN_PREFIX;
}

/* How special bytes are read in one pass. */
struct glob_mode {
	bool fold;
	bool segment_crosses; /* GLOB_SEGMENT takes colons too */
	bool hole_is_star;    /* a HOLE of the pattern may be anything; else it matches nothing */
};

static bool glob_same(char a, char b, struct glob_mode mode)
{
	return a == b || (mode.fold && ascii_lower(a) == ascii_lower(b));
}

static bool glob_is_star(char c, struct glob_mode mode)
{
	return c == GLOB_STAR || c == GLOB_SEGMENT || (c == HOLE && mode.hole_is_star);
}

static size_t glob_character(struct str text, size_t at)
{
	unsigned long code;
	return (unsigned char)text.p[at] < 0x80 ? 1 : width_decode(str_skip(text, at), &code);
}

/* Bytes that one '?' takes at `at`; 0 where it takes nothing (a hole of the text). */
static size_t glob_query(struct str text, size_t at)
{
	return text.p[at] == HOLE ? 0 : glob_character(text, at);
}

static size_t glob_budget(struct str glob, struct str text)
{
	return GLOB_STEPS + GLOB_STEPS_EACH * (glob.n + text.n);
}

/*
 * Greedy matching with a return to the last star only: enough for patterns whose stars all take any
 * text, and at most pattern times text steps. A HOLE of the text is taken by stars alone. A star
 * that may not cross a colon falls back to the star before it. Stars take whole characters, so that
 * no '?' ever meets a part of one.
 */
struct glob_try {
	size_t star;  /* pattern offset after the star */
	size_t taken; /* text offset up to which it took */
	bool bounded; /* it may not take a colon */
};

/* A hole may hold a colon. */
static bool glob_stops_segment(char c)
{
	return c == ':' || c == HOLE;
}

static bool glob_back(struct str text, struct glob_try tries[2], size_t *i, size_t *at)
{
	for (int k = 1; k >= 0; k--) {
		struct glob_try *t = &tries[k];
		if (t->star == SIZE_MAX || (t->bounded && glob_stops_segment(text.p[t->taken]))) {
			t->star = SIZE_MAX;
			continue;
		}
		t->taken += glob_character(text, t->taken);
		*i = t->star;
		*at = t->taken;
		return true;
	}
	return false;
}

/* tries[0] is the last star that takes anything, tries[1] the last bounded one after it. */
static void glob_note(struct glob_try tries[2], size_t star, size_t at, bool bounded)
{
	if (!bounded)
		tries[0] = (struct glob_try){star, at, false};
	tries[1] = (struct glob_try){bounded ? star : SIZE_MAX, at, bounded};
}

/* TRI_UNKNOWN: given up. */
static enum tri glob_plain(struct str glob, struct str text, struct glob_mode mode)
{
	size_t budget = glob_budget(glob, text);
	struct glob_try tries[2] = {{SIZE_MAX, 0, false}, {SIZE_MAX, 0, true}};
	size_t i = 0;
	size_t at = 0;
	while (at < text.n) {
		char c = i < glob.n ? glob.p[i] : '\0';
		if (budget-- == 0)
			return TRI_UNKNOWN;
		if (i < glob.n && glob_is_star(c, mode)) {
			glob_note(tries, ++i, at, c == GLOB_SEGMENT && !mode.segment_crosses);
			if (i == glob.n && c == GLOB_STAR)
				return TRI_YES;
			continue;
		}
		size_t step = i >= glob.n || c == HOLE ? 0
			      : c == GLOB_QUERY	       ? glob_query(text, at)
						       : (size_t)glob_same(c, text.p[at], mode);
		if (step) {
			i++;
			at += step;
		} else if (!glob_back(text, tries, &i, &at)) {
			return TRI_NO;
		}
	}
	while (i < glob.n && glob_is_star(glob.p[i], mode))
		i++;
	return i == glob.n ? TRI_YES : TRI_NO;
}

/* The set of pattern offsets reached so far, as bits. */
struct glob_states {
	unsigned char bits[GLOB_STATES / 8 + 1];
};

static bool glob_has(const struct glob_states *states, size_t i)
{
	return ((unsigned)states->bits[i / 8] >> (i % 8) & 1U) != 0;
}

/* Offset i, and those that the stars from there on lead to: what is reached already has its own. */
static void glob_reach(struct glob_states *states, struct str glob, size_t i, struct glob_mode mode)
{
	for (; !glob_has(states, i); i++) {
		states->bits[i / 8] |= (unsigned char)(1U << (i % 8));
		if (i >= glob.n || !glob_is_star(glob.p[i], mode))
			return;
	}
}

/* The pattern's next characters are these, none of them a wildcard. */
static bool glob_goes_on(struct str glob, size_t i, struct str c, struct glob_mode mode)
{
	if (c.n > glob.n - i)
		return false;
	for (size_t k = 0; k < c.n; k++)
		if (!glob_same(glob.p[i + k], c.p[k], mode))
			return false;
	return true;
}

/* One character of the text, or a hole, from one set of offsets to the next. */
static void glob_step(const struct glob_states *from, struct glob_states *to, struct str glob,
		      struct str c, struct glob_mode mode)
{
	memset(to, 0, glob.n / 8 + 1);
	for (size_t i = 0; i <= glob.n; i++) {
		if (!glob_has(from, i))
			continue;
		if (c.p[0] == HOLE) {
			for (size_t k = i; k <= glob.n; k++)
				glob_reach(to, glob, k, mode);
			return;
		}
		if (i == glob.n)
			return;
		if (glob_is_star(glob.p[i], mode))
			glob_reach(to, glob, i, mode);
		else if (glob.p[i] == GLOB_QUERY)
			glob_reach(to, glob, i + 1, mode);
		else if (glob_goes_on(glob, i, c, mode))
			glob_reach(to, glob, i + c.n, mode);
	}
}

/* How many bytes the pattern and the text, which has a hole, have in common before a wildcard or
 * the hole; SIZE_MAX where they part before one. */
static size_t glob_front(struct str glob, struct str text, struct glob_mode mode)
{
	size_t n = 0;
	while (n < glob.n && !glob_is_wild(glob.p[n]) && text.p[n] != HOLE) {
		if (!glob_same(glob.p[n], text.p[n], mode))
			return SIZE_MAX;
		n++;
	}
	return n;
}

/* Could some filling of the text's holes match? Also true where that cannot be decided cheaply. */
static bool glob_may(struct str glob, struct str text, struct glob_mode mode)
{
	size_t front = glob_front(glob, text, mode);
	if (front == SIZE_MAX)
		return false;
	glob = str_skip(glob, front);
	text = str_skip(text, front);
	if (glob.n >= GLOB_STATES || glob.n * text.n > glob_budget(glob, text))
		return true;
	struct glob_states states[2];
	struct glob_states *now = &states[0];
	struct glob_states *next = &states[1];
	memset(now, 0, glob.n / 8 + 1);
	glob_reach(now, glob, 0, mode);
	for (size_t at = 0, step; at < text.n; at += step) {
		struct glob_states *was = now;
		step = glob_character(text, at);
		glob_step(now, next, glob, str_slice(text, at, at + step), mode);
		now = next;
		next = was;
	}
	return glob_has(now, glob.n);
}

/* One digit, whichever it is, from one set of offsets to the next. */
static void glob_step_digit(const struct glob_states *from, struct glob_states *to, struct str glob,
			    struct glob_mode mode)
{
	memset(to, 0, glob.n / 8 + 1);
	for (size_t i = 0; i < glob.n; i++) {
		if (!glob_has(from, i))
			continue;
		if (glob_is_star(glob.p[i], mode))
			glob_reach(to, glob, i, mode);
		else if (glob.p[i] == GLOB_QUERY || ascii_is_digit(glob.p[i]))
			glob_reach(to, glob, i + 1, mode);
	}
}

/* The offsets behind the digits of some account, or "aws", whose things are everybody's. */
static void glob_step_account(struct glob_states *now, struct str glob, struct glob_mode mode)
{
	static const struct str own = STR_INIT("aws");
	struct glob_states digits = *now, next;
	for (size_t n = 0; n < GLOB_ACCOUNT_DIGITS; n++, digits = next)
		glob_step_digit(&digits, &next, glob, mode);
	for (size_t n = 0; n < own.n; n++, *now = next)
		glob_step(now, &next, glob, str_slice(own, n, n + 1), mode);
	for (size_t i = 0; i <= glob.n / 8; i++)
		now->bits[i] |= digits.bits[i];
}

/* The offsets behind a hole that holds no colon. */
static void glob_step_id(const struct glob_states *from, struct glob_states *to, struct str glob,
			 struct glob_mode mode)
{
	memset(to, 0, glob.n / 8 + 1);
	bool inside = false;
	for (size_t i = 0; i <= glob.n; i++) {
		inside = inside || glob_has(from, i);
		if (inside)
			glob_reach(to, glob, i, mode);
		inside = inside && i < glob.n && glob.p[i] != ':';
	}
}

size_t glob_account_at(struct str arn)
{
	size_t at = 0;
	for (size_t colons = 0; at < arn.n && colons < 4; at++)
		colons += arn.p[at] == ':';
	return at;
}

bool glob_may_ids(struct str glob, struct str text, bool account, bool ids)
{
	const struct glob_mode wide = {false, true, true};
	size_t open = account ? glob_account_at(text) : text.n;
	struct glob_states now, next;
	if (glob.n >= GLOB_STATES || glob.n * text.n > glob_budget(glob, text))
		return true;
	memset(&now, 0, glob.n / 8 + 1);
	glob_reach(&now, glob, 0, wide);
	for (size_t at = 0, step; at < text.n; at += step) {
		step = glob_character(text, at);
		if (text.p[at] == HOLE && at == open) {
			glob_step_account(&now, glob, wide);
			continue;
		}
		if (text.p[at] == HOLE && ids)
			glob_step_id(&now, &next, glob, wide);
		else
			glob_step(&now, &next, glob, str_slice(text, at, at + step), wide);
		now = next;
	}
	return glob_has(&now, glob.n);
}

/* The last characters differ for certain: most patterns and texts are told apart by that. */
static bool glob_ends_apart(struct str glob, struct str text, struct glob_mode mode)
{
	if (glob.n == 0 || text.n == 0)
		return false;
	char last = glob.p[glob.n - 1];
	char end = text.p[text.n - 1];
	return !glob_is_wild(last) && end != HOLE && last != '}' && end != '}' &&
	       !glob_same(last, end, mode);
}

/*
 * A name that a deployment makes up is what it is called in both, or what a star takes; all else
 * about it is open.
 */
static enum tri glob_match_made(struct str glob, struct str text, bool fold)
{
	char globs[MATCH_PATTERN_MAX];
	char texts[MATCH_PATTERN_MAX];
	if (glob.n > sizeof(globs) || text.n > sizeof(texts))
		return TRI_UNKNOWN;
	return glob_match(holes_unsettled(glob, globs), holes_unsettled(text, texts), fold);
}

enum tri glob_match(struct str glob, struct str text, bool fold)
{
	const struct glob_mode wide = {fold, true, true};
	const struct glob_mode strict = {fold, false, false};
	if (glob_ends_apart(glob, text, strict))
		return TRI_NO;
	enum tri plain = glob_plain(glob, text, strict);
	bool made = holes_made(text);
	/* Stars took it: whether they take each name is seen when it has none. */
	if (plain == TRI_YES && made && !holes_made(glob))
		return glob_match_made(glob, text, fold);
	if (plain != TRI_NO)
		return plain;
	if ((made || holes_made(glob)) && holes_made_apart(glob, text))
		return TRI_NO;
	if (made || holes_made(glob))
		return tri_and(glob_match_made(glob, text, fold), TRI_UNKNOWN);
	if (holes_any(text))
		return glob_may(glob, text, wide) ? TRI_UNKNOWN : TRI_NO;
	if (!holes_any(glob) && str_find_char(glob, GLOB_SEGMENT) < 0)
		return TRI_NO;
	return glob_plain(glob, text, wide) == TRI_NO ? TRI_NO : TRI_UNKNOWN;
}

/* How many bytes of the text a pattern's beginning is to equal: those before a hole. */
static size_t glob_fixed(const struct pattern *pattern, struct str text)
{
	size_t n = text.n < pattern->plain ? text.n : pattern->plain;
	ptrdiff_t hole = str_find_char(str_slice(text, 0, n), HOLE);
	return hole < 0 ? n : (size_t)hole;
}

/* What both begin with is compared at once; most patterns and texts part there. */
static enum tri glob_match_rest(const struct pattern *pattern, struct str text)
{
	if (pattern->made || str_find_char(text, '{') >= 0)
		return glob_match(pattern->glob, text, false);
	size_t fixed = glob_fixed(pattern, text);
	if (!str_eq(str_slice(pattern->glob, 0, fixed), str_slice(text, 0, fixed)))
		return TRI_NO;
	return glob_match(str_skip(pattern->glob, fixed), str_skip(text, fixed), false);
}

enum tri glob_match_pattern(const struct pattern *pattern, struct str text)
{
	if (pattern->kind == PATTERN_ANY)
		return TRI_YES;
	if (pattern->kind == PATTERN_GLOB)
		return glob_match_rest(pattern, text);
	if (pattern->kind == PATTERN_LITERAL
		? str_eq(pattern->glob, text)
		: str_starts(text, str_slice(pattern->glob, 0, pattern->glob.n - 1)))
		return TRI_YES;
	return pattern->made || holes_any(text) || holes_made(text) ? glob_match_rest(pattern, text)
								    : TRI_NO;
}

bool glob_is_settled(struct str text)
{
	return !holes_any(text) && str_find_char(text, '{') < 0;
}

/* What is left of both once they begin alike; nothing in either is left open. */
static enum tri glob_match_settled_rest(struct str glob, struct str text)
{
	const struct glob_mode wide = {false, true, true};
	const struct glob_mode strict = {false, false, false};
	if (glob_ends_apart(glob, text, strict))
		return TRI_NO;
	enum tri plain = glob_plain(glob, text, strict);
	if (plain != TRI_NO || (!holes_any(glob) && str_find_char(glob, GLOB_SEGMENT) < 0))
		return plain;
	return glob_plain(glob, text, wide) == TRI_NO ? TRI_NO : TRI_UNKNOWN;
}

enum tri glob_match_settled(const struct pattern *pattern, struct str text)
{
	if (pattern->kind == PATTERN_ANY)
		return TRI_YES;
	if (pattern->made)
		return glob_match_pattern(pattern, text);
	if (pattern->kind == PATTERN_LITERAL)
		return str_eq(pattern->glob, text) ? TRI_YES : TRI_NO;
	if (pattern->kind == PATTERN_PREFIX)
		return str_starts(text, str_slice(pattern->glob, 0, pattern->glob.n - 1)) ? TRI_YES
											  : TRI_NO;
	if (text.n < pattern->plain || memcmp(pattern->glob.p, text.p, pattern->plain) != 0)
		return TRI_NO;
	return glob_match_settled_rest(str_skip(pattern->glob, pattern->plain),
				       str_skip(text, pattern->plain));
}

/* The part before the next of the first five colons; the sixth part is all that is left. */
static bool glob_part(struct str *rest, size_t part, struct str *out)
{
	ptrdiff_t colon = part < 5 ? str_find_char(*rest, ':') : (ptrdiff_t)rest->n;
	if (colon < 0)
		return false;
	*out = str_slice(*rest, 0, (size_t)colon);
	*rest = str_skip(*rest, (size_t)colon + 1);
	return true;
}

enum tri glob_match_arn(struct str glob, struct str text)
{
	enum tri all = TRI_YES;
	struct str glob_rest = glob;
	struct str text_rest = text;
	for (size_t part = 0; part < 6; part++) {
		struct str pattern;
		struct str value;
		if (!glob_part(&glob_rest, part, &pattern))
			return glob_match(glob, text, false) == TRI_NO ? TRI_NO : TRI_UNKNOWN;
		if (!glob_part(&text_rest, part, &value))
			return holes_any(text) ? TRI_UNKNOWN : TRI_NO;
		/* A hole may hold colons, and then the parts are others. */
		if ((holes_any(value) || holes_any(pattern)) && part < 5)
			return glob_match(glob, text, false) == TRI_NO ? TRI_NO : TRI_UNKNOWN;
		all = tri_and(all, glob_match(pattern, value, false));
	}
	return all;
}

/* Compiles into a bounded buffer, then matches; over the bound nothing is claimed. */
static enum tri match_compiled(struct str pattern, struct str text, bool fold, bool arn)
{
	char glob[MATCH_PATTERN_MAX];
	if (pattern.n > sizeof(glob) || glob_has_marks(pattern))
		return TRI_UNKNOWN;
	struct str compiled = {glob, glob_compile(pattern, false, glob)};
	return arn ? glob_match_arn(compiled, text) : glob_match(compiled, text, fold);
}

enum tri match_glob(struct str pattern, struct str text, bool fold_case)
{
	return match_compiled(pattern, text, fold_case, false);
}

enum tri match_arn(struct str pattern, struct str text)
{
	return match_compiled(pattern, text, false, true);
}

enum tri match_action(struct str pattern, struct str action)
{
	if (str_eq(pattern, STR("*")))
		return TRI_YES;
	enum tri match = match_glob(pattern, action, true);
	bool wild_prefix = match_has_wildcard(str_until(pattern, ':'));
	/* IAM admits no wildcard in the service prefix but for *:*. */
	if (match == TRI_NO || !wild_prefix || str_eq(pattern, STR("*:*")))
		return match;
	return TRI_UNKNOWN;
}
