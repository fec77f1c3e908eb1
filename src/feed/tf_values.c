/* feed/tf_values.c - TABLE: what resources of Terraform are called; values that are known after
 * apply.
 *
 * A plan leaves out what is known only after it was applied. What such a value is made of stands in
 * the configuration, as references; where that is one attribute of one resource, it is that.
 * Source: HashiCorp Terraform documentation, "JSON Output Format", Expression Representation; AWS
 * provider documentation, "Attribute Reference" of each resource.
 */
#include "feed/tf.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { REFERENCES_DEEP = 32, ARN_MAX = 1 << 16 };

/* What "id" gives. */
enum tf_id { ID_NAME, ID_ARN, ID_URL };

/* In `arn` P is the partition, R the Region, A the account, N the name and F an IAM path. */
struct tf_type {
	const char *type;
	const char *name; /* attribute; empty: the deployment always names it */
	const char *arn;
	enum tf_id id;
};

/* clang-format off */
static const struct tf_type types[] = {
	{"aws_iam_role", "name", "arn:$P:iam::$A:role$F$N", ID_NAME},
	{"aws_iam_user", "name", "arn:$P:iam::$A:user$F$N", ID_NAME},
	{"aws_iam_group", "name", "arn:$P:iam::$A:group$F$N", ID_NAME},
	{"aws_iam_policy", "name", "arn:$P:iam::$A:policy$F$N", ID_ARN},
	{"aws_sfn_state_machine", "name", "arn:$P:states:$R:$A:stateMachine:$N", ID_ARN},
	{"aws_sfn_activity", "name", "arn:$P:states:$R:$A:activity:$N", ID_ARN},
	{"aws_lambda_function", "function_name", "arn:$P:lambda:$R:$A:function:$N", ID_NAME},
	{"aws_sqs_queue", "name", "arn:$P:sqs:$R:$A:$N", ID_URL},
	{"aws_sns_topic", "name", "arn:$P:sns:$R:$A:$N", ID_ARN},
	{"aws_s3_bucket", "bucket", "arn:$P:s3:::$N", ID_NAME},
	{"aws_kms_key", "", "arn:$P:kms:$R:$A:key/$N", ID_NAME},
	{"aws_secretsmanager_secret", "", "arn:$P:secretsmanager:$R:$A:secret:$N", ID_ARN},
	{"aws_cloudwatch_event_bus", "name", "arn:$P:events:$R:$A:event-bus/$N", ID_NAME},
	{"aws_dynamodb_table", "name", "arn:$P:dynamodb:$R:$A:table/$N", ID_NAME},
	{"aws_kinesis_stream", "name", "arn:$P:kinesis:$R:$A:stream/$N", ID_ARN},
	{"aws_ecr_repository", "name", "arn:$P:ecr:$R:$A:repository/$N", ID_NAME},
	{"aws_ecs_cluster", "name", "arn:$P:ecs:$R:$A:cluster/$N", ID_ARN},
	{"aws_batch_job_queue", "name", "arn:$P:batch:$R:$A:job-queue/$N", ID_ARN},
	{"aws_codebuild_project", "name", "arn:$P:codebuild:$R:$A:project/$N", ID_ARN},
	{"aws_organizations_policy", "", "", ID_NAME},
};
/* clang-format on */

static const struct tf_type *type_row(struct str type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(str_from(types[i].type), type))
			return &types[i];
	return NULL;
}

bool tf_may_add_tags(struct tf *tf, const struct tf_resource *r)
{
	const struct json *provider =
	    json_get(json_get(tf->config, STR("provider_config")), r->provider);
	const struct json *written = json_get(json_get(r->config, STR("expressions")), STR("tags"));

	return (written != NULL && json_get(written, STR("constant_value")) == NULL) ||
	       json_get(json_get(provider, STR("expressions")), STR("default_tags")) != NULL;
}

/* ---- names ------------------------------------------------------------------------------- */

static const struct json *expression(const struct tf_resource *r, struct str name)
{
	return json_get(json_get(r->config, STR("expressions")), name);
}

struct str tf_name(struct tf *tf, const struct tf_resource *r)
{
	const struct tf_type *type = type_row(r->type);
	struct str name = {NULL, 0};
	struct str attribute = type != NULL ? str_from(type->name) : STR("name");
	struct str own = json_get_str(r->values, STR("arn"));
	struct arn arn;

	if (stack_parameter(&tf->stack, r->address, &name))
		return name;
	if (attribute.n > 0)
		name = json_get_str(r->values, attribute);
	if (name.n == 0 && attribute.n == 0 && arn_parse(own, &arn)) {
		ptrdiff_t colon = str_find_last_char(arn.resource, ':');
		name = colon >= 0 ? str_skip(arn.resource, (size_t)colon + 1) : arn_name(&arn);
	}
	if (name.n > 0)
		return name;
	return stack_made_name(&tf->stack, r->address,
			       attribute.n > 0 && expression(r, attribute) != NULL);
}

static void lacks_region(struct tf *tf, const struct tf_resource *r)
{
	if (tf_is_default(r->provider))
		tf_bad(tf, r, "it has its Region in its ARN; name that with --region");
	else
		tf_bad(tf, r,
		       "it has its Region in its ARN, and that of provider %.*s is not told; name "
		       "it with --parameter %.*s.region=REGION",
		       STR_ARG(r->provider), STR_ARG(r->provider));
}

struct str tf_arn(struct tf *tf, const struct tf_resource *r)
{
	const struct tf_type *type = type_row(r->type);
	struct str own = json_get_str(r->values, STR("arn"));
	struct str path = json_get_str(r->values, STR("path"));
	const struct stack *stack = &tf->stack;
	struct str account = stack->account, region = stack->region;
	struct buf buf;

	if (own.n > 0 || type == NULL)
		return own;
	if (!tf_place(tf, r))
		return (struct str){NULL, 0};
	buf_init(&buf, tf->arena, ARN_MAX);
	for (const char *p = type->arn; *p != '\0'; p++) {
		if (*p != '$') {
			buf_add_char(&buf, *p);
			continue;
		}
		p++;
		if (*p == 'R' && stack->region.n == 0)
			lacks_region(tf, r);
		buf_add(&buf, *p == 'P'	  ? stack->partition
			      : *p == 'R' ? stack->region
			      : *p == 'A' ? stack->account
			      : *p == 'F' ? (path.n > 0 ? path : STR("/"))
					  : tf_name(tf, r));
	}
	stack_place(&tf->stack, account, region);
	return buf_str(&buf);
}

/* What an attribute gives that other resources refer to. */
static struct str attribute_of(struct tf *tf, const struct tf_resource *r, struct str attribute)
{
	const struct tf_type *type = type_row(r->type);
	const struct json *value = json_get(r->values, attribute);
	struct str text = json_scalar(tf->arena, value);

	if (text.n > 0 && !json_is(value, JSON_NULL))
		return text;
	if (type == NULL)
		return (struct str){NULL, 0};
	if (str_eq(attribute, STR("arn")) || (str_eq(attribute, STR("id")) && type->id == ID_ARN))
		return tf_arn(tf, r);
	if (str_eq(attribute, str_from(type->name)) || str_eq(attribute, STR("key_id")) ||
	    (str_eq(attribute, STR("id")) && type->id == ID_NAME))
		return tf_name(tf, r);
	if (type->id == ID_URL)
		return tf_arn(tf, r); /* a queue's policy may be given its ARN as well */
	return (struct str){NULL, 0};
}

/* ---- references -------------------------------------------------------------------------- */

static struct str resolve(struct tf *tf, const struct tf_module *module, struct str index,
			  const struct json *expression, unsigned depth);

static const struct tf_module *child(const struct tf *tf, const struct tf_module *parent,
				     struct str call)
{
	const struct tf_module *found = NULL;

	for (size_t i = 0; i < tf->modules.n; i++) {
		const struct tf_module *m = *(struct tf_module **)vec_at(&tf->modules, i);
		if (m->parent != parent || !str_eq(m->call, call))
			continue;
		if (found != NULL)
			return NULL; /* which of several, the reference does not tell */
		found = m;
	}
	return found;
}

/* "module.NAME.OUTPUT" */
static struct str of_output(struct tf *tf, const struct tf_module *module, struct str rest,
			    unsigned depth)
{
	ptrdiff_t dot = str_find_char(rest, '.');
	struct str call = str_slice(rest, 0, dot < 0 ? rest.n : (size_t)dot);
	const struct tf_module *inner = child(tf, module, call);
	struct str output = dot < 0 ? STR("") : str_skip(rest, (size_t)dot + 1);

	if (inner == NULL || output.n == 0)
		return (struct str){NULL, 0};
	return resolve(
	    tf, inner, STR(""),
	    json_get(json_get(json_get(inner->config, STR("outputs")), output), STR("expression")),
	    depth + 1);
}

/* "var.NAME": what the module is called with, or --parameter. */
static struct str of_variable(struct tf *tf, const struct tf_module *module, struct str name,
			      unsigned depth)
{
	const struct json *calls;
	struct str value;

	if (module->parent == NULL) {
		const struct json *given =
		    json_get(json_get(json_get(tf->root, STR("variables")), name), STR("value"));
		if (stack_parameter(&tf->stack, name, &value))
			return value;
		return json_scalar(tf->arena, given);
	}
	calls = json_get(module->parent->config, STR("module_calls"));
	return resolve(tf, module->parent, STR(""),
		       json_get(json_get(json_get(calls, module->call), STR("expressions")), name),
		       depth + 1);
}

/* "TYPE.NAME[INDEX].ATTRIBUTE" taken apart; where there is no attribute, "each.key" chose among
 * several, and what it chose is named by its id. */
struct reference {
	struct str type;
	struct str name;
	struct str index;
	struct str attribute;
};

static bool read_reference(struct str text, struct reference *out)
{
	ptrdiff_t first = str_find_char(text, '.');
	ptrdiff_t bracket = str_find_char(text, '[');
	ptrdiff_t close = str_find_char(text, ']');
	ptrdiff_t dot;
	struct str rest;

	if (first < 0)
		return false;
	*out =
	    (struct reference){.type = str_slice(text, 0, (size_t)first), .attribute = STR("id")};
	rest = str_skip(text, (size_t)first + 1);
	if (bracket > first && close > bracket) {
		out->name = str_slice(text, (size_t)first + 1, (size_t)bracket);
		out->index = str_slice(text, (size_t)bracket + 1, (size_t)close);
		if (out->index.n > 1 && out->index.p[0] == '"')
			out->index = str_slice(out->index, 1, out->index.n - 1);
		rest = str_skip(text, (size_t)close + 1);
		if (rest.n > 1)
			out->attribute = str_skip(rest, 1);
		return true;
	}
	dot = str_find_char(rest, '.');
	out->name = dot < 0 ? rest : str_slice(rest, 0, (size_t)dot);
	if (dot >= 0)
		out->attribute = str_skip(rest, (size_t)dot + 1);
	return true;
}

/* What has one name in a module, and how many have it. */
struct named {
	const struct tf_resource *resource;
	size_t n;
};

static struct str name_key(struct tf *tf, const struct tf_module *module,
			   const struct reference *ref)
{
	return arena_printf(tf->arena, "%p %.*s %.*s %.*s", (const void *)module,
			    STR_ARG(ref->type), STR_ARG(ref->name), STR_ARG(ref->index));
}

void tf_add_resource(struct tf *tf, struct tf_resource *r)
{
	struct reference ref = {.type = r->type, .name = r->name, .index = r->index};
	struct str key = name_key(tf, r->module, &ref);
	struct named *named = map_find(&tf->by_name, key);

	*(struct tf_resource **)vec_push(&tf->resources) = r;
	if (named == NULL) {
		named = arena_alloc(tf->arena, sizeof(*named));
		map_put(&tf->by_name, key, named);
	}
	named->resource = r;
	named->n++;
}

/* What a reference of a module leads to; one of several only by the same index. */
static struct str of_resource(struct tf *tf, const struct tf_module *module, struct str index,
			      struct str text)
{
	const struct named *whole;
	const struct named *one = NULL;
	struct reference ref;

	if (!read_reference(text, &ref))
		return (struct str){NULL, 0};
	if (ref.index.n == 0)
		ref.index = index;
	if (ref.index.n > 0)
		one = map_find(&tf->by_name, name_key(tf, module, &ref));
	ref.index = STR("");
	whole = map_find(&tf->by_name, name_key(tf, module, &ref));
	if ((one != NULL ? one->n : 0) + (whole != NULL ? whole->n : 0) != 1)
		return (struct str){NULL, 0};
	return attribute_of(tf, (one != NULL ? one : whole)->resource, ref.attribute);
}

/* All references of an expression lead to one attribute, or to parts of its own address. */
static struct str one_reference(const struct json *references)
{
	struct str longest = json_str(json_first(references));

	for (const struct json *m = json_first(references); m != NULL; m = json_next(m)) {
		struct str text = json_str(m);
		bool each = str_eq(text, STR("each.key")) || str_eq(text, STR("each.value")) ||
			    str_eq(text, STR("count.index"));
		if (!each && !str_starts(longest, text))
			return (struct str){NULL, 0};
	}
	return longest;
}

static struct str follow(struct tf *tf, const struct tf_module *module, struct str index,
			 struct str reference, unsigned depth)
{
	if (reference.n == 0 || depth > REFERENCES_DEEP)
		return (struct str){NULL, 0};
	if (str_starts(reference, STR("module.")))
		return of_output(tf, module, str_skip(reference, STR("module.").n), depth);
	if (str_starts(reference, STR("var.")))
		return of_variable(tf, module, str_skip(reference, STR("var.").n), depth);
	return of_resource(tf, module, index, reference);
}

static struct str resolve(struct tf *tf, const struct tf_module *module, struct str index,
			  const struct json *expression, unsigned depth)
{
	const struct json *constant = json_get(expression, STR("constant_value"));

	if (constant != NULL)
		return json_scalar(tf->arena, constant);
	return follow(tf, module, index, one_reference(json_get(expression, STR("references"))),
		      depth);
}

struct str tf_resolve(struct tf *tf, const struct tf_module *module, const struct json *expression)
{
	return resolve(tf, module, STR(""), expression, 0);
}

struct str tf_document(struct tf *tf, const struct tf_resource *r, const char *name)
{
	const struct json *value = json_get(r->values, str_from(name));
	struct str given;

	if (stack_parameter(&tf->stack,
			    arena_printf(tf->arena, "%.*s.%s", STR_ARG(r->address), name), &given))
		return given;
	return json_is(value, JSON_NULL) || value == NULL ? (struct str){NULL, 0}
							  : json_scalar(tf->arena, value);
}

struct str tf_text(struct tf *tf, const struct tf_resource *r, const char *name)
{
	struct str planned = tf_document(tf, r, name);

	return planned.n > 0 ? planned
			     : resolve(tf, r->module, r->index, expression(r, str_from(name)), 0);
}

/* Is a value, or a part of it, known only after apply? `unknown` is what the plan says of that. */
static size_t count_unknown(const struct json *unknown)
{
	size_t n = json_is(unknown, JSON_BOOL) && json_bool(unknown) ? 1 : 0;

	if (json_is(unknown, JSON_ARRAY) || json_is(unknown, JSON_OBJECT))
		for (const struct json *m = json_first(unknown); m != NULL; m = json_next(m))
			n += count_unknown(m);
	return n;
}

struct str tf_open(struct tf *tf, const struct tf_resource *r, const char *name)
{
	const struct json *value = json_get(r->values, str_from(name));
	bool given = value != NULL && !json_is(value, JSON_NULL);

	if (expression(r, str_from(name)) == NULL)
		return STR("");
	if (r->unknown != NULL ? count_unknown(json_get(r->unknown, str_from(name))) == 0 : given)
		return STR("");
	return arena_printf(tf->arena, "%.*s.%s", STR_ARG(r->address), name);
}

/* ---- lists ------------------------------------------------------------------------------- */

/* Is the reference a part of the address of another? Each comes with those. */
static bool is_part(const struct json *references, struct str reference)
{
	for (const struct json *m = json_first(references); m != NULL; m = json_next(m)) {
		struct str text = json_str(m);
		if (text.n > reference.n && str_starts(text, reference) &&
		    (text.p[reference.n] == '.' || text.p[reference.n] == '['))
			return true;
	}
	return false;
}

/* What the references of a list's expression lead to; false where one leads nowhere. */
static bool add_references(struct tf *tf, const struct tf_resource *r, const char *name,
			   struct vec *out, size_t *n)
{
	const struct json *references = json_get(expression(r, str_from(name)), STR("references"));

	*n = 0;
	for (const struct json *m = json_first(references); m != NULL; m = json_next(m)) {
		struct str text;
		if (is_part(references, json_str(m)))
			continue;
		text = follow(tf, r->module, r->index, json_str(m), 0);
		if (text.n == 0)
			return false;
		*(struct str *)vec_push(out) = text;
		(*n)++;
	}
	return *n > 0;
}

/* A plan leaves out of a set, and has null in a list, what is known only after apply. */
bool tf_list(struct tf *tf, const struct tf_resource *r, const char *name, struct vec *out)
{
	const struct json *list = json_get(r->values, str_from(name));
	size_t lacks, n = 0, known;

	for (const struct json *m = json_first(list); m != NULL; m = json_next(m))
		if (json_is(m, JSON_STRING))
			*(struct str *)vec_push(out) = json_str(m);
	if (tf_open(tf, r, name).n == 0)
		return true;
	lacks = count_unknown(json_get(r->unknown, str_from(name)));
	known = out->n;
	/* As many references as are not known yet: each of these is one. */
	if (add_references(tf, r, name, out, &n) &&
	    (r->unknown == NULL ? n == 1 : json_is(list, JSON_ARRAY) && n == lacks))
		return true;
	out->n = known;
	return false;
}
