/* asl/template.c - ARN templates of the catalogue over the parameters of a Task. */
#include "asl/template.h"

#include "rolehop/base/vec.h"
#include "rolehop/model/holes.h"

enum { TEXT_MAX = 1 << 16, FIELDS_MAX = 4 };

/* A placeholder {Field|transform|template|default=text}, taken apart. */
struct placeholder {
	struct str fields; /* "A.B", or "A.B,C.D": the first that is given */
	struct str transform;
	struct str inner;
	struct str otherwise; /* default= */
	bool has_default;
	size_t end; /* offset after it */
};

static void set_part(struct placeholder *out, struct str part, size_t index)
{
	if (index == 0) {
		out->fields = part;
	} else if (str_starts(part, STR("default="))) {
		out->has_default = true;
		out->otherwise = str_skip(part, 8);
	} else if (str_starts(part, STR("arn:"))) {
		out->inner = part;
	} else {
		out->transform = part;
	}
}

/* Reads the placeholder that begins at text[at], where a brace stands; braces within are in pairs.
 */
static struct placeholder read_placeholder(struct str text, size_t at)
{
	struct placeholder out = {.end = text.n};
	unsigned depth = 0;
	size_t from = at + 1;
	size_t index = 0;

	for (size_t i = at; i < text.n; i++) {
		char c = text.p[i];
		if (c == '{')
			depth++;
		else if (c == '}')
			depth--;
		bool closed = depth == 0;
		if (!closed && !(c == '|' && depth == 1))
			continue;
		set_part(&out, str_slice(text, from, i), index++);
		from = i + 1;
		if (closed) {
			out.end = i + 1;
			break;
		}
	}
	return out;
}

static void add_or_hole(struct buf *buf, struct str text)
{
	if (text.n == 0)
		buf_add_char(buf, HOLE);
	else
		buf_add(buf, text);
}

/* What the names of services end with that have one of their own in each partition. */
static void add_suffix(struct buf *buf, struct str partition)
{
	buf_add_cstr(buf, "amazonaws.com");
	if (str_eq(partition, STR("aws-cn")))
		buf_add_cstr(buf, ".cn");
	else if (partition.n == 0)
		buf_add_char(buf, HOLE);
}

static bool may_be_arn(struct str v)
{
	return v.n > 0 && v.p[0] == HOLE;
}

/* "${NAME}": the surroundings. */
static void add_surrounding(struct expansion *x, struct str name, struct str v)
{
	const struct template_scene *scene = x->scene;

	if (str_eq(name, STR("v")))
		buf_add(&x->buf, v);
	else if (str_eq(name, STR("P")))
		add_or_hole(&x->buf, scene->partition);
	else if (str_eq(name, STR("R")))
		add_or_hole(&x->buf, scene->region);
	else if (str_eq(name, STR("S")))
		add_suffix(&x->buf, scene->partition);
	else if (str_eq(name, STR("HOME")))
		add_or_hole(&x->buf, scene->home);
	else if (str_eq(name, STR("A")) && !may_be_arn(v))
		add_or_hole(&x->buf, scene->account);
	else
		buf_add_char(&x->buf, HOLE);
}

/* Appends a run of ordinary characters of a template, or the "${...}" or "*" that stands there;
 * returns where to go on. */
static size_t add_literal(struct expansion *x, struct str template, size_t at, struct str v)
{
	size_t run = at;
	while (run < template.n && template.p[run] != '$' && template.p[run] != '*' &&
	       template.p[run] != '{')
		run++;
	if (run > at) {
		buf_add(&x->buf, str_slice(template, at, run));
		return run;
	}
	if (template.p[at] == '$' && at + 1 < template.n && template.p[at + 1] == '{') {
		size_t close = at + 2;
		while (close < template.n && template.p[close] != '}')
			close++;
		if (close < template.n) {
			add_surrounding(x, str_slice(template, at + 2, close), v);
			return close + 1;
		}
	}
	buf_add_char(&x->buf, template.p[at] == '*' ? HOLE : template.p[at]);
	return at + 1;
}

void template_fill(struct expansion *x, struct str template, struct str v)
{
	for (size_t i = 0; i < template.n;)
		i = add_literal(x, template, i, v);
}

struct str template_other(const struct template_scene *scene, const char *field)
{
	struct field found = fields_get(scene->fields, scene->container, str_from(field));
	struct str ignored = {NULL, 0};
	if (found.value->kind == VAL_ABSENT)
		return (struct str){NULL, 0};
	return val_text(scene->arena, found.value, &ignored);
}

/* The values of the field `stem` and `tail`; false where it is not given. */
static bool find_alternative(const struct template_scene *scene, struct str stem, struct str tail,
			     const struct field **out, size_t *n)
{
	const struct field *found;
	size_t count;

	fields_find(scene->fields, scene->container, ARENA_JOIN(scene->arena, stem, tail), &found,
		    &count);
	if (found[0].value->kind == VAL_ABSENT)
		return false;
	*out = found;
	*n = count;
	return true;
}

/* The values of the first field that is given; where none is, also XArn and XIdentifier (a name or
 * an ARN) for XName, XId, and XIdentifiers for XNames: *arns. */
static void find_values(const struct template_scene *scene, struct str names,
			const struct field **out, size_t *n, bool *arns)
{
	static const struct str tails[] = {STR_INIT("Name"), STR_INIT("Id"),
					   STR_INIT("Identifier")};
	const struct str list = STR("Names[]");
	struct str_split split = {names, false};
	struct str name;

	*arns = false;
	while (str_next(&split, ',', &name)) {
		fields_find(scene->fields, scene->container, name, out, n);
		if (*n > 1 || (*out)[0].value->kind != VAL_ABSENT)
			return;
		*arns = str_ends(name, list) &&
			find_alternative(scene, str_slice(name, 0, name.n - list.n),
					 STR("Identifiers[]"), out, n);
		if (*arns)
			return;
	}
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (!str_ends(names, tails[i]) || names.n == tails[i].n)
			continue;
		struct str stem = str_slice(names, 0, names.n - tails[i].n);
		*arns = find_alternative(scene, stem, STR("Arn"), out, n) ||
			find_alternative(scene, stem, STR("Identifier"), out, n);
		if (*arns)
			return;
	}
}

static bool is_surrounding_field(struct str name)
{
	return str_starts(name, STR("StateMachine."));
}

/* One value of one placeholder goes into the text. */
static void add_value(struct expansion *x, struct expanded *e, const struct placeholder *p,
		      const struct field *field, bool is_arn)
{
	struct str source = {NULL, 0};
	struct str text = p->otherwise;

	if (str_eq(text, STR("*")))
		text = STR(HOLE_TEXT);
	if (field->value->kind != VAL_ABSENT) {
		text = val_text(x->scene->arena, field->value, &source);
		e->maybe = e->maybe || field->value->kind == VAL_UNKNOWN;
		if (!e->at && holes_any(text)) {
			e->decides = source;
			e->at = field->at;
		}
	} else if (!p->has_default) {
		e->given = false;
		text = STR(HOLE_TEXT);
	} else {
		e->without = true;
	}
	e->plain = text.n > 0 && !str_starts(text, STR("arn:")) &&
		   (field->value->kind != VAL_ABSENT || !may_be_arn(text));
	x->inner = p->inner;
	if (is_arn && may_be_arn(text)) {
		/* Of whatever account it is. */
		buf_clear(&x->buf);
		buf_add(&x->buf, text);
	} else if (p->transform.n == 0 || !transform_run(x, p->transform, text)) {
		if (p->inner.n > 0)
			template_fill(x, p->inner, text);
		else
			transform_plain(x, text);
	}
}

static void add_machine(struct expansion *x, struct str name)
{
	const struct template_scene *scene = x->scene;

	if (str_eq(name, STR("StateMachine.Name")))
		add_or_hole(&x->buf, scene->machine_name);
	else if (scene->machine_arn.n > 0)
		buf_add(&x->buf, scene->machine_arn);
	else
		template_fill(x, STR("arn:${P}:states:${R}:${HOME}:stateMachine:*"), STR(""));
}

/* Walks the template with the `pick`-th value of its list; *count: how long that list is. */
static void expand_one(const struct template_scene *scene, struct str template, size_t pick,
		       struct expanded *e, struct str *second, size_t *count)
{
	struct expansion x = {.scene = scene};

	*e = (struct expanded){.given = true};
	*count = 1;
	buf_init(&x.buf, scene->arena, TEXT_MAX);
	for (size_t i = 0; i < template.n;) {
		if (template.p[i] != '{') {
			i = add_literal(&x, template, i, STR(""));
			continue;
		}
		struct placeholder p = read_placeholder(template, i);
		i = p.end;
		x.last = i == template.n;
		if (is_surrounding_field(p.fields)) {
			add_machine(&x, p.fields);
			continue;
		}
		const struct field *values = NULL;
		size_t n = 0;
		bool arns;
		find_values(scene, p.fields, &values, &n, &arns);
		if (n > 1)
			*count = n;
		e->has_field = true;
		add_value(&x, e, &p, &values[n > 1 ? pick : 0], arns);
	}
	if (x.buf.over) {
		buf_clear(&x.buf);
		e->text = STR(HOLE_TEXT);
	} else {
		e->text = buf_str(&x.buf);
	}
	*second = x.second;
}

/* Texts that are the same are one; the one that the parameters give counts. */
static void push(struct vec *all, const struct expanded *e)
{
	for (size_t i = 0; i < all->n; i++) {
		struct expanded *known = vec_at(all, i);
		if (!str_eq(known->text, e->text))
			continue;
		if (!known->given && e->given)
			*known = *e;
		return;
	}
	*(struct expanded *)vec_push(all) = *e;
}

void template_expand(const struct template_scene *scene, struct str template,
		     const struct expanded **out, size_t *n)
{
	struct vec all;
	size_t count = 1;

	vec_init(&all, scene->arena, sizeof(struct expanded));
	if (str_eq(template, STR("*"))) {
		*(struct expanded *)vec_push(&all) =
		    (struct expanded){.text = STR("*"), .given = true};
		count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct expanded e;
		struct str second;
		expand_one(scene, template, i, &e, &second, &count);
		push(&all, &e);
		if (second.n > 0) {
			e.text = second;
			push(&all, &e);
		}
	}
	*out = all.items;
	*n = all.n;
}
