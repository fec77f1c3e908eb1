/* feed/stack_parts.c - what templates and plans have in common: policies and what they hang on. */
#include <stddef.h>
#include <string.h>

#include "feed/stack.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { PART_MAX = 1 << 20 };

/* ---- on identities ----------------------------------------------------------------------- */

/* On a role of the account that is not of this template. */
static void hang_outside(struct stack *stack, enum entity_kind kind, struct str name,
			 enum fact_kind fact, const struct stack_text *policy)
{
	struct source *source = arena_alloc(stack->arena, sizeof(*source));
	struct place place = stack->place;
	struct record record;

	*source = *stack->value->source;
	source->named = false;
	place_resolve(&place);
	place.source = source;
	if (holes_placeholder(name).n > 0) {
		stack->loose_identity = true;
		intake_warn(stack->in, source,
			    "the policy %.*s hangs on %.*s, which is not settled: not used",
			    STR_ARG(policy->name), STR_ARG(name));
		return;
	}
	record_begin(&record, stack->in, kind, STR(""));
	if (fact == FACT_INLINE)
		record_document(&record, fact, policy->name, policy->text);
	else
		record_named(&record, fact, policy->name, STR(""));
	later_add(stack->in, &place, &record, stack->account, name);
}

void stack_hang(struct stack *stack, enum entity_kind kind, struct str name, enum fact_kind fact,
		const struct stack_text *policy)
{
	struct stack_thing *thing = stack_named(stack, kind, name);

	if (thing == NULL && stack->gone)
		thing = stack_gone_of(stack, kind, name);
	if (thing == NULL && stack->gone)
		return;
	if (thing != NULL && stack->doubtful)
		thing->more = true;
	if (thing == NULL)
		hang_outside(stack, kind, name, fact, policy);
	else if (fact == FACT_INLINE)
		*(struct stack_text *)vec_push(&thing->inlines) = *policy;
	else
		*(struct str *)vec_push(fact == FACT_GROUP ? &thing->groups : &thing->attached) =
		    policy->name;
}

/* ---- on resources ------------------------------------------------------------------------ */

/* "https://sqs.REGION.amazonaws.com/ACCOUNT/NAME" */
struct str stack_queue_arn(const struct stack *stack, struct str url)
{
	struct str_split it = {url, false};
	struct str parts[5];
	struct str host;
	struct arn arn;
	ptrdiff_t dot;
	size_t n = 0;

	if (arn_parse(url, &arn))
		return url;
	while (n < 5 && str_next(&it, '/', &parts[n]))
		n++;
	if (n < 5)
		return (struct str){NULL, 0};
	host = parts[2];
	dot = str_find_char(host, '.');
	host = dot < 0 ? host : str_skip(host, (size_t)dot + 1);
	dot = str_find_char(host, '.');
	return arena_printf(stack->arena, "arn:%.*s:sqs:%.*s:%.*s:%.*s", STR_ARG(stack->partition),
			    STR_ARG(dot < 0 ? host : str_slice(host, 0, (size_t)dot)),
			    STR_ARG(parts[3]), STR_ARG(parts[4]));
}

/* The function by its name, its ARN, or "ACCOUNT:function:NAME". */
struct str stack_function_arn(const struct stack *stack, struct str name)
{
	struct arn arn;

	if (name.n == 0 || holes_placeholder(name).n > 0)
		return (struct str){NULL, 0};
	if (arn_parse(name, &arn))
		return name;
	if (str_contains(name, STR(":function:")))
		return arena_printf(stack->arena, "arn:%.*s:lambda:%.*s:%.*s",
				    STR_ARG(stack->partition), STR_ARG(stack->region),
				    STR_ARG(name));
	return arena_printf(stack->arena, "arn:%.*s:lambda:%.*s:%.*s:function:%.*s",
			    STR_ARG(stack->partition), STR_ARG(stack->region),
			    STR_ARG(stack->account), STR_ARG(name));
}

/* clang-format off */
/* Keys of one operator stand together. */
static const struct stack_limit limits[] = {
	{"ArnLike", "AWS:SourceArn", STR_INIT("SourceArn"), "source_arn", offsetof(struct stack_permission, source_arn)},
	{"StringEquals", "AWS:SourceAccount", STR_INIT("SourceAccount"), "source_account", offsetof(struct stack_permission, source_account)},
	{"StringEquals", "aws:PrincipalOrgID", STR_INIT("PrincipalOrgID"), "principal_org_id", offsetof(struct stack_permission, organization)},
	{"StringEquals", "lambda:EventSourceToken", STR_INIT("EventSourceToken"), "event_source_token", offsetof(struct stack_permission, event_source_token)},
	{"StringEquals", "lambda:FunctionUrlAuthType", STR_INIT("FunctionUrlAuthType"), "function_url_auth_type", offsetof(struct stack_permission, function_url_auth_type)},
	{"Bool", "lambda:InvokedViaFunctionUrl", STR_INIT("InvokedViaFunctionUrl"), "invoked_via_function_url", offsetof(struct stack_permission, via_function_url)},
};
/* clang-format on */

const struct stack_limit *stack_limit_row(size_t i)
{
	return i < sizeof(limits) / sizeof(limits[0]) ? &limits[i] : NULL;
}

void stack_set_limit(struct stack_permission *p, const struct stack_limit *row, struct str value)
{
	memcpy((char *)p + row->at, &value, sizeof(value));
}

static struct str limit_of(const struct stack_permission *p, const struct stack_limit *row)
{
	struct str value;

	memcpy(&value, (const char *)p + row->at, sizeof(value));
	return value;
}

static void add_conditions(struct stack *stack, struct buf *buf, const struct stack_permission *p)
{
	const struct stack_limit *row;
	const char *op = "";

	if (p->open.n > 0) {
		buf_add_cstr(buf, ",\"Condition\":");
		json_write_str(buf, stack_placeholder(stack->arena, p->open));
		return;
	}
	for (size_t i = 0; (row = stack_limit_row(i)) != NULL; i++) {
		struct str value = limit_of(p, row);
		if (value.n == 0)
			continue;
		if (strcmp(op, row->op) == 0)
			buf_add_char(buf, ',');
		else
			buf_printf(buf, "%s\"%s\":{", op[0] == '\0' ? ",\"Condition\":{" : "},",
				   row->op);
		op = row->op;
		buf_printf(buf, "\"%s\":", row->key);
		json_write_str(buf, value);
	}
	buf_add_cstr(buf, op[0] == '\0' ? "" : "}}");
}

/* A service, an account, an ARN, or everyone. */
static void add_principal(struct buf *buf, struct str principal)
{
	bool service = str_ends(principal, STR(".amazonaws.com")) ||
		       str_ends(principal, STR(".amazonaws.com.cn")) ||
		       str_ends(principal, STR(".amazon.com"));

	if (str_eq(principal, STR("*"))) {
		buf_add_cstr(buf, "\"*\"");
		return;
	}
	buf_printf(buf, "{\"%s\":", service ? "Service" : "AWS");
	json_write_str(buf, principal);
	buf_add_char(buf, '}');
}

struct str stack_permission(struct stack *stack, const struct stack_permission *p)
{
	struct buf buf;

	buf_init(&buf, stack->arena, PART_MAX);
	buf_add_cstr(&buf, "{\"Sid\":");
	json_write_str(&buf, p->sid);
	buf_add_cstr(&buf, ",\"Effect\":\"Allow\",\"Principal\":");
	add_principal(&buf, p->principal);
	buf_add_cstr(&buf, ",\"Action\":");
	json_write_str(&buf, p->action);
	buf_add_cstr(&buf, ",\"Resource\":");
	json_write_str(&buf, p->resource);
	add_conditions(stack, &buf, p);
	buf_add_char(&buf, '}');
	return buf_str(&buf);
}

void stack_add_statement(struct stack *stack, struct str arn, struct str statement, struct str open,
			 struct str at)
{
	struct stack_thing *thing = stack_thing(stack, ENTITY_RESOURCE, arn);
	struct buf buf;

	if (open.n > 0) {
		buf_init(&buf, stack->arena, PART_MAX);
		json_write_str(&buf, stack_placeholder(stack->arena, open));
		statement = buf_str(&buf);
	}
	thing->account = stack->account;
	*(struct stack_text *)vec_push(&thing->statements) =
	    (struct stack_text){{NULL, 0}, statement, at};
}

/* Source: AWS KMS Developer Guide, "Default key policy". */
struct str stack_key_policy(const struct stack *stack)
{
	return arena_printf(stack->arena,
			    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
			    "\"Principal\":{\"AWS\":\"arn:%.*s:iam::%.*s:root\"},\"Action\":"
			    "\"kms:*\",\"Resource\":\"*\"}]}",
			    STR_ARG(stack->partition), STR_ARG(stack->account));
}

struct str stack_control_key(const struct stack *stack, struct str key, enum entity_kind kind)
{
	const struct stack_thing *other = stack_find(stack, key);

	return other != NULL && other->kind != kind ? ARENA_JOIN(stack->arena, key, STR("~RCP"))
						    : key;
}

void stack_target_open(struct stack *stack, struct stack_thing *policy, struct str what)
{
	const struct entity *roots = NULL;
	struct err ignored = {ERR_NONE, ""};
	size_t n = 0;

	(void)store_list(stack->in->store, stack->arena, ENTITY_ROOT, STR(""), &roots, &n,
			 &ignored);
	for (size_t i = 0; i < n; i++)
		*(struct str *)vec_push(&policy->targets) = arena_str(stack->arena, roots[i].key);
	policy->open = what;
	intake_warn(stack->in, stack->value->source,
		    "%.*s hangs on %.*s, which is not settled: any account may be under it",
		    STR_ARG(policy->name), STR_ARG(what));
}
