/* feed/cfn_loop.c - one turn of Fn::ForEach: its fragment with the value in the places of the
 * variable.
 *
 * Source: AWS CloudFormation Template Reference, "Fn::ForEach": all instances of ${Identifier} and
 * &{Identifier} in keys and values are replaced; the latter without what is neither letter nor
 * digit.
 */
#include "feed/cfn.h"
#include "rolehop/base/ascii.h"
#include "rolehop/base/buf.h"

enum { BYTES_A_STEP = 64 }; /* what is written counts as work, too */

struct turn {
	struct str name;
	struct str value;
	struct str plain; /* letters and digits of the value */
};

static struct str letters_and_digits(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (ascii_is_alnum(c))
			out[n++] = c;
	}
	return (struct str){out, n};
}

/* Does the variable stand here, as "${Name}" or "&{Name}"? */
static bool stands_at(const struct turn *turn, struct str text, size_t at)
{
	struct str rest = str_skip(text, at + 2);

	return at + 1 < text.n && text.p[at + 1] == '{' && str_starts(rest, turn->name) &&
	       rest.n > turn->name.n && rest.p[turn->name.n] == '}';
}

static void add_text(struct cfn *cfn, struct buf *buf, const struct turn *turn, struct str text)
{
	struct buf out;
	size_t done = 0;

	buf_init(&out, cfn->arena, CFN_TEXT_MAX);
	for (size_t i = 0; i + 1 < text.n; i++) {
		char c = text.p[i];
		if ((c != '$' && c != '&') || !stands_at(turn, text, i))
			continue;
		buf_add(&out, str_slice(text, done, i));
		buf_add(&out, c == '$' ? turn->value : turn->plain);
		done = i + turn->name.n + 3;
		i = done - 1;
	}
	buf_add(&out, str_skip(text, done));
	json_write_str(buf, buf_str(&out));
	buf->over = buf->over || out.over;
}

static void add_node(struct cfn *cfn, struct buf *buf, const struct turn *turn,
		     const struct json *node)
{
	bool object = json_is(node, JSON_OBJECT);

	if (json_is(node, JSON_STRING)) {
		add_text(cfn, buf, turn, json_str(node));
		return;
	}
	if (!object && !json_is(node, JSON_ARRAY)) {
		json_write(buf, node, false);
		return;
	}
	buf_add_char(buf, object ? '{' : '[');
	for (const struct json *m = json_first(node); m != NULL && !buf->over; m = json_next(m)) {
		buf_add_cstr(buf, m == json_first(node) ? "" : ",");
		if (object) {
			add_text(cfn, buf, turn, json_key(m));
			buf_add_char(buf, ':');
		}
		add_node(cfn, buf, turn, m);
	}
	buf_add_char(buf, object ? '}' : ']');
}

const struct json *cfn_turn(struct cfn *cfn, const struct json *body, struct str name,
			    const struct json *value)
{
	struct str text = json_scalar(cfn->arena, value);
	const struct turn turn = {name, text, letters_and_digits(cfn->arena, text)};
	struct buf buf;

	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	add_node(cfn, &buf, &turn, body);
	cfn->steps += buf.n / BYTES_A_STEP;
	return cfn_parsed(cfn, &buf);
}

bool cfn_loop_read(struct cfn *cfn, const struct json *loop, struct cfn_loop *out)
{
	const struct json *name = json_first(loop);
	const struct json *list = name != NULL ? json_next(name) : NULL;
	const struct json *body = list != NULL ? json_next(list) : NULL;

	*out = (struct cfn_loop){json_str(name), cfn_eval(cfn, list), body};
	if (cfn_is_open(out->list))
		cfn_bad(cfn,
			"Fn::ForEach goes over %.*s, which is not settled: name it with "
			"--parameter",
			STR_ARG(json_str(out->list)));
	else if (!json_is(name, JSON_STRING) || !json_is(out->list, JSON_ARRAY) ||
		 !json_is(body, JSON_OBJECT))
		cfn_bad(cfn, "Fn::ForEach takes a variable, a list, and what is repeated");
	return !cfn->failed;
}
