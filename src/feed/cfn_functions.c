/* feed/cfn_functions.c - TABLE: the functions of CloudFormation, worked out as far as they can be.
 *
 * Source: AWS CloudFormation User Guide, "Intrinsic function reference", "Pseudo parameters
 * reference", "AWS::LanguageExtensions transform".
 */
#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

/* ---- Ref and Fn::GetAtt ------------------------------------------------------------------ */

static const struct json *bound_value(const struct cfn *cfn, struct str name)
{
	for (const struct cfn_bound *b = cfn->bound; b != NULL; b = b->next)
		if (str_eq(b->name, name))
			return b->value;
	return NULL;
}

/* A list of texts between commas. */
static const struct json *comma_list(struct cfn *cfn, struct str text)
{
	struct str_split it = {text, false};
	struct buf buf;
	struct str part;

	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	buf_add_char(&buf, '[');
	while (str_next(&it, ',', &part)) {
		if (buf.n > 1)
			buf_add_char(&buf, ',');
		json_write_str(&buf, str_trim(part));
	}
	buf_add_char(&buf, ']');
	return cfn_parsed(cfn, &buf);
}

/* Its default names an SSM parameter, whose value the deployment looks up. */
static bool is_looked_up(struct str type)
{
	return str_starts(type, STR("AWS::SSM::Parameter::Value"));
}

static const struct json *parameter_value(struct cfn *cfn, struct str name,
					  const struct json *parameter)
{
	struct str type = json_get_str(parameter, STR("Type"));
	const struct json *fallback = json_get(parameter, STR("Default"));
	struct str text;
	bool list = str_eq(type, STR("CommaDelimitedList")) || str_starts(type, STR("List<"));

	if (!stack_parameter(&cfn->stack, name, &text)) {
		if (!cfn_is_scalar(fallback) || is_looked_up(type))
			return cfn_unsettled(cfn, name);
		text = json_scalar(cfn->arena, fallback);
	}
	return list ? comma_list(cfn, json_str(cfn_string(cfn, text))) : cfn_string(cfn, text);
}

/* Source: AWS CloudFormation User Guide, "Pseudo parameters reference". */
static bool pseudo_value(struct cfn *cfn, struct str name, struct str *out)
{
	const struct stack *stack = &cfn->stack;

	if (stack_parameter(stack, name, out))
		return true;
	*out = (struct str){NULL, 0};
	if (str_eq(name, STR("AWS::AccountId")))
		*out = stack->account;
	else if (str_eq(name, STR("AWS::Region")))
		*out = stack->region;
	else if (str_eq(name, STR("AWS::Partition")))
		*out = stack->partition;
	else if (str_eq(name, STR("AWS::URLSuffix")))
		*out = str_eq(stack->partition, STR("aws-cn")) ? STR("amazonaws.com.cn")
							       : STR("amazonaws.com");
	return out->n > 0;
}

static const struct json *ref(struct cfn *cfn, struct str name)
{
	const struct json *value = bound_value(cfn, name);
	const struct json *parameter = json_get(json_get(cfn->root, STR("Parameters")), name);
	const struct cfn_resource *resource = cfn_find(cfn, name);
	struct str text;

	if (value != NULL)
		return value;
	if (str_eq(name, STR("AWS::NoValue")))
		return NULL;
	if (str_starts(name, STR("AWS::")))
		return pseudo_value(cfn, name, &text) ? cfn_string(cfn, text)
						      : cfn_unsettled(cfn, name);
	if (json_is(parameter, JSON_OBJECT))
		return parameter_value(cfn, name, parameter);
	if (resource != NULL && cfn_ref(cfn, resource, &text))
		return cfn_string(cfn, text);
	if (resource == NULL && stack_parameter(&cfn->stack, name, &text))
		return cfn_string(cfn, text);
	return cfn_unsettled(cfn, name);
}

static const struct json *get_att(struct cfn *cfn, struct str logical, struct str attribute)
{
	const struct cfn_resource *resource = cfn_find(cfn, logical);
	struct str whole =
	    arena_printf(cfn->arena, "%.*s.%.*s", STR_ARG(logical), STR_ARG(attribute));
	struct str text;

	if (stack_parameter(&cfn->stack, whole, &text))
		return cfn_string(cfn, text);
	if (resource != NULL && cfn_attribute(cfn, resource, attribute, &text))
		return cfn_string(cfn, text);
	return cfn_unsettled(cfn, whole);
}

static const struct json *fn_ref(struct cfn *cfn, const struct json *arg)
{
	const struct json *name = cfn_eval(cfn, arg);

	if (!json_is(name, JSON_STRING)) {
		cfn_bad(cfn, "Ref takes a name, and this is none");
		return NULL;
	}
	return ref(cfn, json_str(name));
}

/* "Logical.Attribute", the way YAML's short form and Fn::Sub write it. */
static const struct json *get_att_dotted(struct cfn *cfn, struct str text)
{
	ptrdiff_t dot = str_find_char(text, '.');

	/* SAM names some resources with a dot, and AWS's modules too. */
	while (dot >= 0 && cfn_find(cfn, str_slice(text, 0, (size_t)dot)) == NULL) {
		ptrdiff_t more = str_find_char(str_skip(text, (size_t)dot + 1), '.');
		if (more < 0)
			break;
		dot += more + 1;
	}
	if (dot < 0)
		return ref(cfn, text);
	return get_att(cfn, str_slice(text, 0, (size_t)dot), str_skip(text, (size_t)dot + 1));
}

static const struct json *fn_get_att(struct cfn *cfn, const struct json *arg)
{
	const struct json *first = json_first(arg);
	const struct json *attribute;

	if (json_is(arg, JSON_STRING))
		return get_att_dotted(cfn, json_str(arg));
	/* With AWS::LanguageExtensions functions may stand for both. */
	first = json_is(arg, JSON_ARRAY) && json_count(arg) == 2 ? cfn_eval(cfn, first) : NULL;
	if (!json_is(first, JSON_STRING)) {
		cfn_bad(cfn, "Fn::GetAtt takes a resource and one of its attributes");
		return NULL;
	}
	attribute = cfn_eval(cfn, json_next(json_first(arg)));
	return get_att(cfn, json_str(first), json_str(attribute));
}

/* ---- texts ------------------------------------------------------------------------------- */

static const struct json *sub_value(struct cfn *cfn, struct str name)
{
	return bound_value(cfn, name) != NULL || str_find_char(name, '.') < 0
		   ? ref(cfn, name)
		   : get_att_dotted(cfn, name);
}

/* A text of Fn::Sub. */
static void cfn_add_sub(struct cfn *cfn, struct buf *buf, struct str text)
{
	ptrdiff_t open = 0;

	while ((open = str_find(text, STR("${"))) >= 0) {
		ptrdiff_t close = str_find_char(str_skip(text, (size_t)open), '}');
		struct str name;
		if (close < 0)
			break;
		name = str_trim(str_slice(text, (size_t)open + 2, (size_t)(open + close)));
		buf_add(buf, str_slice(text, 0, (size_t)open));
		if (str_starts(name, STR("!"))) {
			buf_printf(buf, "${%.*s}", STR_ARG(str_skip(name, 1)));
		} else {
			const struct json *value = sub_value(cfn, name);
			if (value != NULL && !cfn_is_scalar(value))
				cfn_bad(cfn, "Fn::Sub puts texts together, and %.*s is none",
					STR_ARG(name));
			if (cfn_is_scalar(value))
				buf_add(buf, json_scalar(cfn->arena, value));
		}
		text = str_skip(text, (size_t)(open + close) + 1);
	}
	buf_add(buf, text);
}

static const struct json *fn_sub(struct cfn *cfn, const struct json *arg)
{
	const struct cfn_bound *before = cfn->bound;
	const struct json *text = json_is(arg, JSON_ARRAY) ? json_first(arg) : arg;
	const struct json *map = json_is(arg, JSON_ARRAY) ? json_next(json_first(arg)) : NULL;
	const struct cfn_bound *inner = before;
	struct buf buf;

	if (!json_is(text, JSON_STRING)) {
		cfn_bad(cfn, "Fn::Sub takes a text, or a text and a map of its variables");
		return NULL;
	}
	for (const struct json *m = json_first(map); m != NULL; m = json_next(m)) {
		struct cfn_bound *bound = arena_alloc(cfn->arena, sizeof(*bound));
		const struct json *value = cfn_eval(cfn, m);
		if (value == NULL)
			continue;
		*bound = (struct cfn_bound){json_key(m), value, inner};
		inner = bound;
	}
	cfn->bound = inner;
	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	cfn_add_sub(cfn, &buf, json_str(text));
	cfn->bound = before;
	return cfn->failed || buf.over ? cfn_parsed(cfn, &buf) : cfn_string(cfn, buf_str(&buf));
}

static void join(struct cfn *cfn, struct buf *buf, struct str between, const struct json *text)
{
	if (!cfn_is_scalar(text)) {
		cfn_bad(cfn, "Fn::Join puts texts together, and one of these is none");
		return;
	}
	buf_add(buf, between);
	buf_add(buf, json_scalar(cfn->arena, text));
}

static const struct json *joined(struct cfn *cfn, struct buf *buf)
{
	if (cfn->failed)
		return NULL;
	return buf->over ? cfn_parsed(cfn, buf) : cfn_string(cfn, buf_str(buf));
}

/* A part that may be left out stands for what is between it and its neighbours, too. */
static const struct json *join_written(struct cfn *cfn, struct str between,
				       const struct json *written)
{
	bool first = true, open = false;
	struct buf buf;

	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	for (const struct json *m = json_first(written); m != NULL && !cfn->failed;
	     m = json_next(m)) {
		bool may_go = between.n > 0 && cfn_may_be_left_out(cfn, m);
		const struct json *part = cfn_eval(cfn, m);
		if (part == NULL)
			continue;
		join(cfn, &buf, first || open || may_go ? STR("") : between, part);
		first = false;
		open = may_go;
	}
	return joined(cfn, &buf);
}

static const struct json *fn_join(struct cfn *cfn, const struct json *arg)
{
	const struct json *between = cfn_eval(cfn, json_first(arg));
	const struct json *written = json_next(json_first(arg));
	const struct json *list;
	struct buf buf;

	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 2 || !json_is(between, JSON_STRING)) {
		cfn_bad(cfn, "Fn::Join takes what stands between, and a list of texts");
		return NULL;
	}
	if (json_is(written, JSON_ARRAY))
		return join_written(cfn, json_str(between), written);
	list = cfn_eval(cfn, written);
	if (cfn_is_open(list))
		return list;
	if (!json_is(list, JSON_ARRAY)) {
		cfn_bad(cfn, "Fn::Join puts the texts of a list together, and this is no list");
		return NULL;
	}
	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	for (const struct json *m = json_first(list); m != NULL; m = json_next(m))
		join(cfn, &buf, m == json_first(list) ? STR("") : json_str(between), m);
	return joined(cfn, &buf);
}

/* Up to the first part that is not settled: what follows may be more parts than one. */
static const struct json *split(struct cfn *cfn, struct str between, struct str text)
{
	struct buf buf;
	bool last = false;

	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	buf_add_char(&buf, '[');
	while (!last) {
		ptrdiff_t at = str_find(text, between);
		struct str part = at < 0 ? text : str_slice(text, 0, (size_t)at);
		bool cut = (str_find_char(part, '{') < 0) != (str_find_char(part, '}') < 0);
		struct str open = holes_placeholder(cut ? text : part);
		last = at < 0 || open.n > 0 || cut;
		if (open.n > 0 || cut)
			part = stack_placeholder(cfn->arena, open.n > 0 ? open : STR("Fn::Split"));
		json_write_str(&buf, part);
		buf_add_cstr(&buf, last ? "]" : ",");
		text = str_skip(text, last ? text.n : (size_t)at + between.n);
	}
	return cfn_parsed(cfn, &buf);
}

static const struct json *fn_split(struct cfn *cfn, const struct json *arg)
{
	const struct json *between = cfn_eval(cfn, json_first(arg));
	const struct json *text = cfn_eval(cfn, json_next(json_first(arg)));

	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 2 || !json_is(between, JSON_STRING) ||
	    json_str(between).n == 0 || !cfn_is_scalar(text)) {
		cfn_bad(cfn, "Fn::Split takes what stands between, and a text");
		return NULL;
	}
	return split(cfn, json_str(between), json_scalar(cfn->arena, text));
}

static const struct json *fn_select(struct cfn *cfn, const struct json *arg)
{
	const struct json *index = cfn_eval(cfn, json_first(arg));
	const struct json *list = cfn_eval(cfn, json_next(json_first(arg)));
	const struct json *item = json_first(list);
	const struct json *last = item;
	size_t n = 0;

	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 2) {
		cfn_bad(cfn, "Fn::Select takes an index and a list");
		return NULL;
	}
	if (cfn_is_open(index) || cfn_is_open(list))
		return cfn_is_open(list) ? list : cfn_unsettled(cfn, STR("Fn::Select"));
	if (!json_is(list, JSON_ARRAY) || !str_to_size(json_scalar(cfn->arena, index), &n)) {
		cfn_bad(cfn, "Fn::Select takes an index and a list, and this is neither");
		return NULL;
	}
	for (size_t i = 0; i < n && item != NULL; i++) {
		item = json_next(item);
		last = item != NULL ? item : last;
	}
	if (item == NULL && cfn_is_open(last))
		return last;
	if (item == NULL)
		cfn_bad(cfn, "Fn::Select asks for element %zu of a list of %zu", n,
			json_count(list));
	return item;
}

static const struct json *fn_to_json(struct cfn *cfn, const struct json *arg)
{
	const struct json *value = cfn_eval(cfn, arg);
	struct buf buf;

	if (value == NULL)
		return NULL;
	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	json_write(&buf, value, false);
	return buf.over ? cfn_parsed(cfn, &buf) : cfn_string(cfn, buf_str(&buf));
}

static const struct json *fn_length(struct cfn *cfn, const struct json *arg)
{
	const struct json *list = cfn_eval(cfn, arg);

	for (const struct json *m = json_first(list); m != NULL; m = json_next(m))
		if (cfn_is_open(m)) /* none, one, or several */
			return cfn_unsettled(cfn, STR("Fn::Length"));
	if (!json_is(list, JSON_ARRAY))
		return cfn_unsettled(cfn, STR("Fn::Length"));
	return cfn_string(cfn, arena_printf(cfn->arena, "%zu", json_count(list)));
}

/* ---- choices ----------------------------------------------------------------------------- */

static const struct json *fn_find_in_map(struct cfn *cfn, const struct json *arg)
{
	const struct json *map = cfn_eval(cfn, json_first(arg));
	const struct json *first = cfn_eval(cfn, json_next(json_first(arg)));
	const struct json *second =
	    json_count(arg) >= 3 ? cfn_eval(cfn, json_next(json_next(json_first(arg)))) : NULL;
	const struct json *options =
	    json_count(arg) == 4 ? json_next(json_next(json_next(json_first(arg)))) : NULL;
	const struct json *fallback = json_get(options, STR("DefaultValue"));
	const struct json *found;

	if (!json_is(arg, JSON_ARRAY) || !cfn_is_scalar(map) || !cfn_is_scalar(first) ||
	    !cfn_is_scalar(second)) {
		cfn_bad(cfn, "Fn::FindInMap takes a mapping and two keys");
		return NULL;
	}
	if (cfn_is_open(map) || cfn_is_open(first) || cfn_is_open(second))
		return cfn_unsettled(cfn, arena_printf(cfn->arena, "FindInMap.%.*s",
						       STR_ARG(json_scalar(cfn->arena, map))));
	found = json_get(json_get(json_get(json_get(cfn->root, STR("Mappings")), json_str(map)),
				  json_scalar(cfn->arena, first)),
			 json_scalar(cfn->arena, second));
	if (found != NULL)
		return cfn_eval(cfn, found);
	if (fallback != NULL)
		return cfn_eval(cfn, fallback);
	cfn_bad(cfn, "mapping %.*s has no %.*s, %.*s", STR_ARG(json_scalar(cfn->arena, map)),
		STR_ARG(json_scalar(cfn->arena, first)), STR_ARG(json_scalar(cfn->arena, second)));
	return NULL;
}

/* The same whichever way the condition goes? */
static bool is_same(struct cfn *cfn, const struct json *a, const struct json *b)
{
	struct buf left, right;

	if (a == NULL || b == NULL)
		return a == b;
	buf_init(&left, cfn->arena, CFN_TEXT_MAX);
	buf_init(&right, cfn->arena, CFN_TEXT_MAX);
	json_write(&left, a, true);
	json_write(&right, b, true);
	return !left.over && !right.over && str_eq(buf_str(&left), buf_str(&right));
}

static const struct json *fn_if(struct cfn *cfn, const struct json *arg)
{
	const struct json *condition = json_first(arg);
	const struct json *then = json_next(condition);
	const struct json *other;
	const struct json *a, *b;
	enum tri truth;

	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 3 || !json_is(condition, JSON_STRING)) {
		cfn_bad(cfn, "Fn::If takes a condition and two values");
		return NULL;
	}
	other = json_next(then);
	truth = cfn_condition(cfn, json_str(condition));
	if (truth != TRI_UNKNOWN)
		return cfn_eval(cfn, truth == TRI_YES ? then : other);
	a = cfn_eval(cfn, then);
	b = cfn_eval(cfn, other);
	return is_same(cfn, a, b) ? a : cfn_unsettled(cfn, json_str(condition));
}

/* Whether a node may come to something, and to AWS::NoValue. */
enum { MAY_BE = 1, MAY_NOT_BE = 2 };

static unsigned ways_of(struct cfn *cfn, const struct json *node)
{
	const struct json *arg = json_is(node, JSON_OBJECT) ? json_get(node, STR("Fn::If")) : NULL;
	const struct json *then = json_next(json_first(arg));
	enum tri truth;
	unsigned ways;

	if (str_eq(json_get_str(node, STR("Ref")), STR("AWS::NoValue")))
		return MAY_NOT_BE;
	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 3 || !cfn_enter(cfn))
		return MAY_BE;
	truth = cfn_condition(cfn, json_str(json_first(arg)));
	ways = (truth == TRI_NO ? 0 : ways_of(cfn, then)) |
	       (truth == TRI_YES ? 0 : ways_of(cfn, json_next(then)));
	cfn_leave(cfn);
	return ways;
}

bool cfn_may_be_left_out(struct cfn *cfn, const struct json *node)
{
	return ways_of(cfn, node) == (MAY_BE | MAY_NOT_BE);
}

static const struct json *fn_import(struct cfn *cfn, const struct json *arg)
{
	const struct json *name = cfn_eval(cfn, arg);
	struct str text = json_str(name);
	struct str value;

	if (!json_is(name, JSON_STRING)) {
		cfn_bad(cfn, "Fn::ImportValue takes the name of an export");
		return NULL;
	}
	if (stack_parameter(&cfn->stack, text, &value))
		return cfn_string(cfn, value);
	return cfn_unsettled(cfn, holes_placeholder(text).n > 0 ? holes_placeholder(text) : text);
}

/* What only the deployment knows. */
static const struct json *fn_open(struct cfn *cfn, const struct json *arg)
{
	(void)arg;
	return cfn_unsettled(cfn, STR("Fn::Value"));
}

/* What a macro makes of it: AWS::Include, or one of somebody's own. */
static const struct json *fn_transform(struct cfn *cfn, const struct json *arg)
{
	(void)arg;
	return cfn_unsettled(cfn, STR("Fn::Transform"));
}

/* What CloudFormation takes for true or false is a text elsewhere. */
static const struct json *fn_condition(struct cfn *cfn, const struct json *arg)
{
	(void)arg;
	return cfn_unsettled(cfn, STR("Fn::Condition"));
}

/* ---- the table --------------------------------------------------------------------------- */

struct cfn_function {
	struct str name;
	const struct json *(*run)(struct cfn *cfn, const struct json *arg);
};

/* clang-format off */
static const struct cfn_function functions[] = {
	{STR_INIT("Ref"), fn_ref},
	{STR_INIT("Fn::GetAtt"), fn_get_att},
	{STR_INIT("Fn::Sub"), fn_sub},
	{STR_INIT("Fn::Join"), fn_join},
	{STR_INIT("Fn::Split"), fn_split},
	{STR_INIT("Fn::Select"), fn_select},
	{STR_INIT("Fn::FindInMap"), fn_find_in_map},
	{STR_INIT("Fn::If"), fn_if},
	{STR_INIT("Fn::ImportValue"), fn_import},
	{STR_INIT("Fn::ToJsonString"), fn_to_json},
	{STR_INIT("Fn::Length"), fn_length},
	{STR_INIT("Fn::GetStackOutput"), fn_open},
	{STR_INIT("Fn::Base64"), fn_open},
	{STR_INIT("Fn::Cidr"), fn_open},
	{STR_INIT("Fn::GetAZs"), fn_open},
	{STR_INIT("Fn::Transform"), fn_transform},
	{STR_INIT("Fn::And"), fn_condition},
	{STR_INIT("Fn::Equals"), fn_condition},
	{STR_INIT("Fn::Not"), fn_condition},
	{STR_INIT("Fn::Or"), fn_condition},
};
/* clang-format on */

static const struct cfn_function *function_row(struct str name)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (str_eq(functions[i].name, name))
			return &functions[i];
	return NULL;
}

const struct json *cfn_call(struct cfn *cfn, struct str name, const struct json *arg)
{
	const struct cfn_function *row = function_row(name);
	const struct json *value;

	if (row == NULL) {
		cfn_bad(cfn, "%.*s is no function of CloudFormation", STR_ARG(name));
		return NULL;
	}
	value = row->run(cfn, arg);
	return cfn->failed ? NULL : value;
}
