/* trace/differ.c - how two texts that should be equal differ, in words. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"
#include "tracer.h"

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t differ_at(struct str a, struct str b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	while (i > 0 && ((i < a.n && continues_character(a.p[i])) ||
			 (i < b.n && continues_character(b.p[i]))))
		i--;
	return i;
}

/* Bytes that both end with, beyond the first `from`. */
static size_t common_end(struct str a, struct str b, size_t from)
{
	size_t n = 0;

	while (a.n - n > from && b.n - n > from && a.p[a.n - 1 - n] == b.p[b.n - 1 - n])
		n++;
	while (n > 0 && continues_character(a.p[a.n - n]))
		n--;
	return n;
}

static size_t characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (!continues_character(s.p[i]))
			n++;
	return n;
}

static const char *place(size_t from, size_t tail)
{
	if (tail == 0)
		return " at the end";
	return from == 0 ? " at the beginning" : "";
}

static bool all_space(struct str s)
{
	return str_is_empty(str_trim(s));
}

/* One is the other with something put in. */
static struct str say_insertion(struct arena *arena, struct str extra, size_t from, size_t tail,
				bool in_has)
{
	size_t n = characters(extra);
	const char *where = place(from, tail);

	if (all_space(extra))
		return arena_printf(arena, "%s white space%s", in_has ? "extra" : "missing", where);
	if (n == 1)
		return arena_printf(arena, "one %s character%s: \"%.*s\"",
				    in_has ? "extra" : "missing", where, STR_ARG(extra));
	if (n <= 24)
		return arena_printf(arena, "\"%.*s\" is %s%s", STR_ARG(extra),
				    in_has ? "added" : "missing", where);
	return STR("");
}

struct differing_part {
	const char *name;
	struct str wants, has;
};

static struct str or_none(struct str part)
{
	return str_is_empty(part) ? STR("none") : part;
}

/* Two ARNs of one service that differ in whole parts: the account, the Region, the partition. */
static struct str say_arn_parts(struct arena *arena, struct str wants, struct str has)
{
	struct arn w, h;

	if (!arn_parse(wants, &w) || !arn_parse(has, &h) || !str_eq(w.service, h.service))
		return STR("");
	const struct differing_part parts[] = {{"partition", w.partition, h.partition},
					       {"Region", w.region, h.region},
					       {"account", w.account, h.account}};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!str_eq(parts[i].wants, parts[i].has) && !match_has_wildcard(parts[i].wants) &&
		    !holes_any(parts[i].has))
			return arena_printf(arena, "another %s: %.*s instead of %.*s",
					    parts[i].name, STR_ARG(or_none(parts[i].has)),
					    STR_ARG(or_none(parts[i].wants)));
	if (arn_is_role(&w) && arn_is_role(&h) && !holes_any(has) &&
	    str_eq(arn_name(&w), arn_name(&h)))
		return arena_printf(arena, "the same name under another path: %.*s instead of %.*s",
				    STR_ARG(arn_path(&h)), STR_ARG(arn_path(&w)));
	return STR("");
}

struct str differ_say(struct arena *arena, struct str wants, struct str has)
{
	/* what a variable stands for, or that it stands for nothing, is said where that is known */
	if (str_is_empty(wants) || str_is_empty(has) || str_eq(wants, has) ||
	    str_find(wants, STR("${")) >= 0)
		return STR("");
	if (holes_any(has))
		return say_arn_parts(arena, wants, has);
	if (str_eq_nocase(wants, has))
		return STR("only upper and lower case differ");
	struct str parts = say_arn_parts(arena, wants, has);
	if (!str_is_empty(parts) || match_has_wildcard(wants))
		return parts;
	size_t from = differ_at(wants, has);
	size_t tail = common_end(wants, has, from);
	struct str w = str_slice(wants, from, wants.n - tail);
	struct str h = str_slice(has, from, has.n - tail);

	if (str_is_empty(w))
		return say_insertion(arena, h, from, tail, true);
	if (str_is_empty(h))
		return say_insertion(arena, w, from, tail, false);
	if (characters(w) == 1 && characters(h) == 1)
		return arena_printf(arena, "%s: \"%.*s\" instead of \"%.*s\"",
				    tail == 0	? "the last character differs"
				    : from == 0 ? "the first character differs"
						: "one character differs",
				    STR_ARG(h), STR_ARG(w));
	return STR("");
}

void differ_shorten(struct arena *arena, struct str *wants, struct str *has)
{
	size_t same = differ_at(*wants, *has);
	size_t cut = 0;
	unsigned marks = 0;

	/* the part that differs and the one before it stay, so that the reader sees what kind of
	 * thing it is */
	for (size_t i = same; i > 0; i--) {
		char c = wants->p[i - 1];
		if ((c == ':' || c == '/') && ++marks == 2) {
			cut = i - 1;
			break;
		}
	}
	if (cut < 12)
		return;
	*wants = arena_printf(arena, "…%.*s", STR_ARG(str_skip(*wants, cut)));
	*has = arena_printf(arena, "…%.*s", STR_ARG(str_skip(*has, cut)));
}
