/* feed/stack_parts.c - what templates and plans have in common: policies and what they hang on. */
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

/* What the value of a permission must be; keys of one operator stand together. */
struct permission_key {
	const char *op;
	const char *key;
	struct str value;
};

static void add_conditions(struct buf *buf, const struct stack_permission *p)
{
	const struct permission_key keys[] = {
	    {"ArnLike", "AWS:SourceArn", p->source_arn},
	    {"StringEquals", "AWS:SourceAccount", p->source_account},
	    {"StringEquals", "aws:PrincipalOrgID", p->organization},
	    {"StringEquals", "lambda:EventSourceToken", p->event_source_token},
	    {"StringEquals", "lambda:FunctionUrlAuthType", p->function_url_auth_type},
	    {"Bool", "lambda:InvokedViaFunctionUrl", p->via_function_url},
	};
	const char *op = "";

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].value.n == 0)
			continue;
		if (strcmp(op, keys[i].op) == 0)
			buf_add_char(buf, ',');
		else
			buf_printf(buf, "%s\"%s\":{", op[0] == '\0' ? ",\"Condition\":{" : "},",
				   keys[i].op);
		op = keys[i].op;
		buf_printf(buf, "\"%s\":", keys[i].key);
		json_write_str(buf, keys[i].value);
	}
	buf_add_cstr(buf, op[0] == '\0' ? "" : "}}");
}

/* A service, an account, an ARN, or everyone. */
static void add_principal(struct buf *buf, struct str principal)
{
	bool service = str_ends(principal, STR(".amazonaws.com")) ||
		       str_ends(principal, STR(".amazonaws.com.cn"));

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
	add_conditions(&buf, p);
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
