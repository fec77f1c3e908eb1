/* model/holes.c - strings of which a part is known only at run time. */
#include "rolehop/model/holes.h"

#include <string.h>

bool holes_any(struct str s)
{
	return str_find_char(s, HOLE) >= 0;
}

bool holes_only(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != HOLE)
			return false;
	return s.n > 0;
}

bool holes_fits(struct str s, struct str whole)
{
	size_t i = 0;
	size_t at = 0;
	size_t hole = s.n; /* the last hole met, and how much of `whole` it has taken */
	size_t taken = 0;
	while (at < whole.n) {
		if (i < s.n && s.p[i] == HOLE) {
			hole = i++;
			taken = at;
		} else if (i < s.n && s.p[i] == whole.p[at]) {
			i++;
			at++;
		} else if (hole < s.n) {
			i = hole + 1;
			at = ++taken;
		} else {
			return false;
		}
	}
	while (i < s.n && s.p[i] == HOLE)
		i++;
	return i == s.n;
}

bool holes_may_be_same(struct str a, struct str b)
{
	size_t shorter = a.n < b.n ? a.n : b.n;
	if (!holes_any(a))
		return holes_fits(b, a);
	if (!holes_any(b))
		return holes_fits(a, b);
	for (size_t i = 0; i < shorter && a.p[i] != HOLE && b.p[i] != HOLE; i++)
		if (a.p[i] != b.p[i])
			return false;
	for (size_t i = 1; i <= shorter && a.p[a.n - i] != HOLE && b.p[b.n - i] != HOLE; i++)
		if (a.p[a.n - i] != b.p[b.n - i])
			return false;
	return true;
}

/* How many bytes of the text could be a placeholder's name. */
static size_t holes_name_length(struct str s)
{
	size_t n = 0;
	while (n < s.n && str_find_char(STR(" ,'\"{}$*?"), s.p[n]) < 0)
		n++;
	return n;
}

bool holes_is_placeholder(struct str inside)
{
	bool colon = str_find_char(inside, ':') >= 0;
	return inside.n > 0 && holes_name_length(inside) == inside.n &&
	       (!colon || str_contains(inside, STR("::")));
}

/* The bytes of the placeholder that begins at `at`, 0 where none does. */
static size_t holes_placeholder_at(struct str s, size_t at)
{
	if (at + 2 >= s.n || s.p[at] != '$' || s.p[at + 1] != '{')
		return 0;
	struct str rest = str_skip(s, at + 2);
	struct str inside = str_slice(rest, 0, holes_name_length(rest));
	bool closed = inside.n < rest.n && rest.p[inside.n] == '}';
	return closed && holes_is_placeholder(inside) ? inside.n + 3 : 0;
}

struct str holes_placeholder(struct str s)
{
	for (size_t at = 0; at < s.n; at++) {
		size_t n = holes_placeholder_at(s, at);
		if (n > 0)
			return str_slice(s, at + 2, at + n - 1);
	}
	return (struct str){NULL, 0};
}

static bool holes_is_name_byte(char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '~';
}

/* The bytes of the made up name that begins at `at`, 0 where none does. */
static size_t holes_made_at(struct str s, size_t at)
{
	size_t i = at + 1;
	bool dot = false;
	if (s.p[at] != '{' || (at > 0 && s.p[at - 1] == '$'))
		return 0;
	for (; i < s.n && holes_is_name_byte(s.p[i]); i++)
		dot |= s.p[i] == '.';
	return dot && i < s.n && s.p[i] == '}' ? i + 1 - at : 0;
}

bool holes_made(struct str s)
{
	ptrdiff_t open = str_find_char(s, '{');
	for (size_t at = open < 0 ? s.n : (size_t)open; at < s.n; at++)
		if (holes_made_at(s, at))
			return true;
	return false;
}

/* The end of the name that a text has from `at` on. */
static size_t holes_segment_end(struct str s, size_t at)
{
	while (at < s.n && s.p[at] != ':' && s.p[at] != '/')
		at++;
	return at;
}

/* Has it the end that a deployment gives to the names that it makes up? */
static bool holes_looks_made(struct str name)
{
	size_t letters = 0;
	size_t digits = 0;
	for (size_t i = name.n; i > 0; i--) {
		char c = name.p[i - 1];
		if (!holes_is_name_byte(c) || c == '.' || c == '_' || c == '-' || c == '~')
			break;
		letters++;
		digits += ascii_is_digit(c) && digits + 1 == letters;
	}
	bool dash = letters < name.n && name.p[name.n - letters - 1] == '-';
	return (dash && letters >= 6) || digits >= 8;
}

static struct str holes_stack(struct str made)
{
	ptrdiff_t dot = str_find_char(made, '.');
	return str_slice(made, 0, dot < 0 ? 0 : (size_t)dot);
}

/* A made up name against the name that stands in its place. */
static bool holes_name_apart(struct str made, struct str other)
{
	if (holes_made_at(other, 0) == other.n)
		return str_eq(holes_stack(made), holes_stack(other)) && !str_eq(made, other);
	for (size_t i = 0; i < other.n; i++)
		if (!holes_is_name_byte(other.p[i]))
			return false;
	return other.n > 0 && !str_ends(made, STR("~}")) && !holes_looks_made(other);
}

bool holes_made_apart(struct str a, struct str b)
{
	size_t at = 0;
	while (at < a.n && at < b.n && a.p[at] == b.p[at] && a.p[at] != '{')
		at++;
	if (at == a.n || at == b.n || (a.p[at] != '{' && b.p[at] != '{'))
		return false;
	struct str left = str_slice(a, at, holes_segment_end(a, at));
	struct str right = str_slice(b, at, holes_segment_end(b, at));
	if (left.n > 0 && holes_made_at(left, 0) == left.n)
		return holes_name_apart(left, right);
	return right.n > 0 && holes_made_at(right, 0) == right.n && holes_name_apart(right, left);
}

struct str holes_unsettled(struct str s, char *into)
{
	size_t n = 0;
	for (size_t at = 0; at < s.n;) {
		size_t held = holes_placeholder_at(s, at);
		size_t skip = held ? held : holes_made_at(s, at);
		into[n++] = skip ? HOLE : s.p[at];
		at += skip ? skip : 1;
	}
	return (struct str){into, n};
}

struct str holes_show(struct arena *arena, struct str s)
{
	const struct str shown = STR("<?>");
	const char *from = s.p;
	const char *hole = s.n ? memchr(from, HOLE, s.n) : NULL;
	char *text, *to;
	if (!hole)
		return s;
	const char *end = s.p + s.n;
	text = to = arena_alloc(arena, s.n * shown.n + 1);
	for (; hole; hole = memchr(from, HOLE, (size_t)(end - from))) {
		memcpy(to, from, (size_t)(hole - from));
		to += hole - from;
		memcpy(to, shown.p, shown.n);
		to += shown.n;
		from = hole + 1;
		while (from < end && *from == HOLE)
			from++;
		if (from == end)
			break;
	}
	memcpy(to, from, (size_t)(end - from));
	return (struct str){text, (size_t)(to - text) + (size_t)(end - from)};
}

struct str holes_read_out(struct arena *arena, struct str has, const char *nothing)
{
	const struct str maybe = STR(" or (absent)");
	struct str value = str_ends(has, maybe) ? str_slice(has, 0, has.n - maybe.n) : has;

	if (value.n == has.n)
		return holes_show(arena, has);
	return arena_printf(
	    arena, "%.*s or %s",
	    STR_ARG(str_eq(value, STR(HOLE_TEXT)) ? STR("another") : holes_show(arena, value)),
	    nothing);
}

/* ---- what no value settles ----------------------------------------------------------------- */

struct unnamed {
	const char *begins;
	const char *settled_by;
};

/* clang-format off */
static const struct unnamed unnamed[] = {
	{"permissions-beyond-the-template", "what it permits beyond the template is not told; import its policy as AWS has it (aws lambda get-policy, aws events describe-event-bus)"},
	{"policy-beside-single-permissions", "whether its whole policy or the single permissions stay is not told; import its policy once they are deployed"},
	{"destroyed-by-the-plan", "the plan destroys it, and what takes its place is not told; import that once the plan is applied"},
	{"FunctionUrlConfig", "whom the function's URL permits to call is not told; import its policy once it is deployed (aws lambda get-policy)"},
	{"Events.", "what an event's source is limited to is not worked out; import the function's policy once it is deployed (aws lambda get-policy)"},
	{"Fn::", "only the deployment tells what a function here comes to; give the template that aws cloudformation get-template prints, or import what was deployed"},
	{"AWSXrayWriteOnlyAccess", "which actions of X-Ray this policy of AWS allows is not told; import it (aws iam get-policy-version)"},
	{"AWSXRayDaemonWriteAccess", "which actions of X-Ray this policy of AWS allows is not told; import it (aws iam get-policy-version)"},
};
/* clang-format on */

const char *holes_settled_by(struct str inside)
{
	for (size_t i = 0; i < sizeof(unnamed) / sizeof(unnamed[0]); i++)
		if (str_starts(inside, str_from(unnamed[i].begins)))
			return unnamed[i].settled_by;
	return NULL;
}
