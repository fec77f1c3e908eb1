/* app/ignore.c - findings that people know of and live with. */
#include "rolehop/app/ignore.h"

#include "rolehop/app/paths.h"

enum { IGNORE_MAX = 8 << 20 };

/* The next word, taken off the front; a word in double quotes may hold blanks. */
static struct str take_word(struct str *rest)
{
	struct str s = str_trim(*rest), word;
	size_t n = 0;

	if (s.n > 0 && s.p[0] == '"') {
		ptrdiff_t end = str_find_char(str_skip(s, 1), '"');
		n = end < 0 ? s.n - 1 : (size_t)end;
		word = str_slice(s, 1, 1 + n);
		*rest = str_skip(s, end < 0 ? s.n : n + 2);
		return word;
	}
	while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t')
		n++;
	*rest = str_skip(s, n);
	return str_slice(s, 0, n);
}

static bool read_line(const char *path, struct str line, size_t number, struct vec *out,
		      struct err *err)
{
	ptrdiff_t hash = str_find(line, STR("# "));
	struct str rest = hash < 0 ? line : str_slice(line, 0, (size_t)hash);
	struct ignore_rule rule = {.line = number};

	if (str_is_empty(str_trim(line)) || str_trim(line).p[0] == '#')
		return true;
	rule.rule = take_word(&rest);
	rule.of = take_word(&rest);
	rule.state = take_word(&rest);
	if (hash >= 0)
		rule.reason = str_trim(str_skip(line, (size_t)hash + 1));
	if (str_is_empty(rule.of) || !str_is_empty(str_trim(rest)))
		return err_set(err, ERR_INPUT, "%s: line %zu: a line is RULE ARN [STATE]  # reason",
			       path, number);
	if (str_is_empty(rule.reason))
		return err_set(err, ERR_INPUT, "%s: line %zu: say behind # why %.*s is ignored",
			       path, number, STR_ARG(rule.rule));
	*(struct ignore_rule *)vec_push(out) = rule;
	return true;
}

bool ignore_parse(struct arena *arena, const char *path, struct str text, struct vec *out,
		  struct err *err)
{
	struct str_split it = {text, false};
	struct str line;
	size_t number = 0;

	vec_init(out, arena, sizeof(struct ignore_rule));
	while (str_next(&it, '\n', &line))
		if (!read_line(path, line, ++number, out, err))
			return false;
	return true;
}

bool ignore_read(struct arena *arena, const char *path, struct vec *out, struct err *err)
{
	struct str text;

	return paths_read(arena, path, IGNORE_MAX, &text, err) &&
	       ignore_parse(arena, path, text, out, err);
}

/* What read_line takes for one word. */
static bool print_word(struct buf *buf, struct str word)
{
	bool plain = word.n > 0 && word.p[0] != '"';

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '"' || word.p[i] == '\n' || word.p[i] == '\r')
			return false;
		plain = plain && word.p[i] != ' ' && word.p[i] != '\t';
	}
	if (str_contains(word, STR("# ")))
		return false;
	return buf_printf(buf, plain ? "%.*s " : "\"%.*s\" ", STR_ARG(word));
}

bool ignore_print(struct buf *buf, struct str rule, struct str of, struct str state,
		  struct str reason)
{
	if (!print_word(buf, rule) || !print_word(buf, of) ||
	    (!str_is_empty(state) && !print_word(buf, state)))
		return false;
	buf_add_cstr(buf, " # ");
	for (size_t i = 0; i < reason.n; i++)
		buf_add_char(buf, reason.p[i] == '\n' || reason.p[i] == '\r' ? ' ' : reason.p[i]);
	return buf_add_char(buf, '\n');
}

/* "*" stands for any text; the rest is literal. */
static bool fits(struct str pattern, struct str text)
{
	size_t p = 0, t = 0, star = (size_t)-1, mark = 0;

	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			mark = t;
		} else if (p < pattern.n && pattern.p[p] == text.p[t]) {
			p++;
			t++;
		} else if (star != (size_t)-1) {
			p = star + 1;
			t = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

struct str ignore_reason(struct vec *rules, struct str rule, struct str of, struct str state,
			 struct str pointer)
{
	struct str reason = STR("");

	for (size_t i = 0; i < rules->n; i++) {
		struct ignore_rule *r = vec_at(rules, i);
		if (!(str_eq(r->rule, STR("*")) || str_eq(r->rule, rule)) || !fits(r->of, of) ||
		    !(str_is_empty(r->state) || str_eq(r->state, state) ||
		      str_eq(r->state, pointer)))
			continue;
		r->used = true;
		if (!reason.n)
			reason = r->reason;
	}
	return reason;
}
