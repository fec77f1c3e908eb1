/* feed/in_terraform.c - terraform show -json: a plan, or a state.
 *
 * Source: HashiCorp Terraform documentation, "JSON Output Format": plan, state, configuration.
 */
#include <stdarg.h>
#include <stdio.h>

#include "feed/tf.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"

enum { AT_MAX = 1 << 16 };

void tf_bad(struct tf *tf, const struct tf_resource *r, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	struct place place = tf->stack.place;
	va_list args;

	if (tf->failed)
		return;
	tf->failed = true;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	place.key = r->address;
	place_bad(&place, tf->err, "%s", text);
}

/* ---- modules and their resources --------------------------------------------------------- */

/* Its values now; NULL of what is made, be it in the place of another. */
static const struct json *values_before(const struct json *change)
{
	const struct json *m = json_first(json_get(change, STR("actions")));

	for (; m != NULL; m = json_next(m))
		if (str_eq(json_str(m), STR("create")))
			return NULL;
	return json_get(change, STR("before"));
}

static void add_resource(struct tf *tf, const struct tf_module *module, const struct json *json,
			 struct str at)
{
	struct tf_resource *r = arena_alloc(tf->arena, sizeof(*r));
	const struct tf_change *change = map_find(&tf->changes, json_get_str(json, STR("address")));

	r->address = json_get_str(json, STR("address"));
	r->type = json_get_str(json, STR("type"));
	r->name = json_get_str(json, STR("name"));
	r->index = json_scalar(tf->arena, json_get(json, STR("index")));
	r->values = json_get(json, STR("values"));
	r->config = tf_config_of(tf, module->config, json);
	r->unknown = json_get(change != NULL ? change->json : NULL, STR("after_unknown"));
	r->before = values_before(change != NULL ? change->json : NULL);
	r->module = module;
	r->at = arena_printf(tf->arena, "%.*s/values", STR_ARG(at));
	r->provider = tf_provider_of(tf, r->config);
	tf_add_resource(tf, r);
}

struct str tf_call_of(struct str address)
{
	struct str rest = address;
	ptrdiff_t at;

	while ((at = str_find(rest, STR("module."))) >= 0)
		rest = str_skip(rest, (size_t)at + STR("module.").n);
	at = str_find_char(rest, '[');
	return at < 0 ? rest : str_slice(rest, 0, (size_t)at);
}

static const struct tf_module *module_at(const struct tf *tf, struct str address)
{
	return map_find(&tf->by_address, address);
}

static void add_module(struct tf *tf, const struct tf_module *parent, struct str call,
		       const struct json *planned, const struct json *config, struct str at,
		       unsigned depth)
{
	struct tf_module *module = arena_alloc(tf->arena, sizeof(*module));
	const struct json *m;
	size_t i = 0;

	*module = (struct tf_module){json_get_str(planned, STR("address")), config, parent, call};
	*(struct tf_module **)vec_push(&tf->modules) = module;
	if (module_at(tf, module->address) == NULL)
		map_put(&tf->by_address, module->address, module);
	for (m = json_first(json_get(planned, STR("resources"))); m != NULL; m = json_next(m), i++)
		add_resource(tf, module, m,
			     arena_printf(tf->arena, "%.*s/resources/%zu", STR_ARG(at), i));
	i = 0;
	for (m = json_first(json_get(planned, STR("child_modules")));
	     m != NULL && depth < MODULES_DEEP; m = json_next(m), i++) {
		struct str name = tf_call_of(json_get_str(m, STR("address")));
		add_module(tf, module, name, m, tf_called(tf, config, name),
			   arena_printf(tf->arena, "%.*s/child_modules/%zu", STR_ARG(at), i),
			   depth + 1);
	}
}

/* What becomes of each resource, by its address. */
static void note_changes(struct tf *tf)
{
	const struct json *m = json_first(json_get(tf->root, STR("resource_changes")));

	for (; m != NULL; m = json_next(m)) {
		struct tf_change *change = arena_alloc(tf->arena, sizeof(*change));
		change->json = json_get(m, STR("change"));
		if (json_get(m, STR("deposed")) == NULL)
			map_put(&tf->changes, json_get_str(m, STR("address")), change);
	}
}

static void take_all(struct tf *tf, bool things)
{
	for (size_t i = 0; i < tf->resources.n && !tf->failed; i++)
		tf_take(tf, *(struct tf_resource **)vec_at(&tf->resources, i), things);
}

/* ---- what is destroyed ------------------------------------------------------------------- */

/* Objects that Terraform forgets ("forget") stay where they are. */
static bool is_destroyed(const struct json *change)
{
	const struct json *action = json_first(json_get(change, STR("actions")));

	while (action != NULL && !str_eq(json_str(action), STR("delete")))
		action = json_next(action);
	return action != NULL && json_is(json_get(change, STR("before")), JSON_OBJECT);
}

static void add_destroyed(struct tf *gone, struct tf *tf, const struct json *json, size_t i,
			  struct vec *unplaced)
{
	const struct tf_module *module = module_at(tf, json_get_str(json, STR("module_address")));
	struct tf_resource *r = arena_alloc(gone->arena, sizeof(*r));

	r->address = json_get_str(json, STR("address"));
	r->type = json_get_str(json, STR("type"));
	r->name = json_get_str(json, STR("name"));
	r->values = json_get(json_get(json, STR("change")), STR("before"));
	r->module = module != NULL ? module : module_at(tf, STR(""));
	r->provider =
	    module != NULL ? tf_provider_of(tf, tf_config_of(tf, module->config, json)) : STR("");
	r->at = arena_printf(gone->arena, "/resource_changes/%zu/change/before", i);
	if (tf->config == NULL ||
	    (module != NULL && tf_config_of(tf, module->config, json) != NULL))
		tf_add_resource(gone, r);
	else
		*(struct tf_resource **)vec_push(unplaced) = r;
}

static void take_from(struct tf *gone, struct tf_resource *r, struct str account)
{
	r->account = account;
	tf_take(gone, r, true);
	tf_take(gone, r, false);
}

/* It may be in any of the accounts: who has such a policy there may have it afterwards, too. */
static void take_from_any(struct tf *gone, struct tf_resource *r, const struct vec *accounts)
{
	struct stack *stack = &gone->stack;

	intake_warn(stack->in, stack->value->source,
		    "%.*s is destroyed, and no longer in the configuration: which of the plan's "
		    "accounts it is in is not told; name it with --parameter %.*s.account=ID",
		    STR_ARG(r->address), STR_ARG(r->address));
	stack->doubtful = true;
	for (size_t i = 0; i < accounts->n; i++)
		take_from(gone, r, *(struct str *)vec_at(accounts, i));
	stack->doubtful = false;
}

static bool tells_account(const struct tf_resource *r)
{
	struct arn arn;

	return arn_parse(json_get_str(r->values, STR("arn")), &arn) &&
	       arn_is_account_id(arn.account);
}

/* What is no longer in the configuration does not tell its provider. */
static void take_unplaced(struct tf *gone, const struct vec *unplaced)
{
	struct vec accounts;
	bool all;

	vec_init(&accounts, gone->arena, sizeof(struct str));
	all = tf_accounts(gone, &accounts) || accounts.n == 0;
	for (size_t i = 0; i < unplaced->n; i++) {
		struct tf_resource *r = *(struct tf_resource **)vec_at(unplaced, i);
		struct str given = {NULL, 0};
		if (!tells_account(r))
			(void)stack_parameter(&gone->stack,
					      ARENA_JOIN(gone->arena, r->address, STR(".account")),
					      &given);
		if (tells_account(r) || given.n > 0 || (all && accounts.n < 2))
			take_from(gone, r,
				  given.n == 0 && accounts.n == 1
				      ? *(struct str *)vec_at(&accounts, 0)
				      : given);
		else
			take_from_any(gone, r, &accounts);
	}
}

/* What may be left of it is not known of what the plan makes, either. */
static void spread_doubt(struct tf *tf, const struct tf *gone)
{
	for (size_t i = 0; i < gone->stack.things.n; i++) {
		const struct stack_thing *thing =
		    *(struct stack_thing **)vec_at(&gone->stack.things, i);
		struct stack_thing *kept = stack_find(&tf->stack, thing->key);
		if (thing->more && kept != NULL)
			kept->more = true;
	}
}

/* What the plan takes away, as it is now; a state (`plan` is false) takes nothing away. */
static bool find_gone(struct tf *tf, struct value *value, bool plan, struct tf *gone)
{
	const struct json *m = json_first(json_get(tf->root, STR("resource_changes")));
	struct vec unplaced; /* struct tf_resource * */

	*gone = (struct tf){.root = tf->root,
			    .config = tf->config,
			    .root_module = tf->root_module,
			    .places = tf->places,
			    .err = tf->err};
	stack_init(&gone->stack, value);
	gone->stack.gone = true;
	gone->stack.rest = &tf->stack;
	gone->arena = gone->stack.arena;
	vec_init(&gone->resources, gone->arena, sizeof(struct tf_resource *));
	vec_init(&unplaced, gone->arena, sizeof(struct tf_resource *));
	map_init(&gone->by_name, gone->arena);
	for (size_t i = 0; m != NULL; m = json_next(m), i++)
		if (str_eq(json_get_str(m, STR("mode")), STR("managed")) &&
		    json_get(m, STR("deposed")) == NULL && is_destroyed(json_get(m, STR("change"))))
			add_destroyed(gone, tf, m, i, &unplaced);
	take_all(gone, true);
	take_all(gone, false);
	take_unplaced(gone, &unplaced);
	spread_doubt(tf, gone);
	if (plan && !gone->failed && !tf_take_exclusive(tf, gone))
		return false;
	tf->stack.taken = &gone->stack;
	return !gone->failed;
}

/* ---- the importer ------------------------------------------------------------------------ */

static bool has_root_module(struct value *value, struct str key)
{
	const struct piece *piece = value_find(value, key);

	return piece != NULL && skim_kind(piece->text) == JSON_OBJECT &&
	       skim_has(&value->in->scratch, piece->text, STR("root_module"));
}

bool fits_terraform(struct value *value)
{
	return has_root_module(value, STR("planned_values")) ||
	       has_root_module(value, STR("values"));
}

bool take_terraform(struct value *value, struct err *err)
{
	struct tf tf = {.err = err};
	struct tf gone;
	const struct json *planned;
	bool plan = value_has(value, STR("planned_values"));

	stack_init(&tf.stack, value);
	tf.arena = tf.stack.arena;
	vec_init(&tf.resources, tf.arena, sizeof(struct tf_resource *));
	vec_init(&tf.modules, tf.arena, sizeof(struct tf_module *));
	if (!json_parse(tf.arena, value_object(value), &tf.root, err))
		return err_prefix(err, "%.*s", STR_ARG(value->source->name));
	parameters_note(tf.stack.in->named, tf.root);
	tf.config = json_get(tf.root, STR("configuration"));
	map_init(&tf.changes, tf.arena);
	map_init(&tf.by_address, tf.arena);
	map_init(&tf.written, tf.arena);
	map_init(&tf.by_name, tf.arena);
	note_changes(&tf);
	planned = json_get(tf.root, plan ? STR("planned_values") : STR("values"));
	add_module(&tf, NULL, STR(""), json_get(planned, STR("root_module")),
		   json_get(tf.config, STR("root_module")),
		   plan ? STR("/planned_values/root_module") : STR("/values/root_module"), 0);
	tf.root_module = *(struct tf_module **)vec_at(&tf.modules, 0);
	tf_find_places(&tf);
	take_all(&tf, true);
	take_all(&tf, false);
	if (tf.lacks && !tf.failed)
		return stack_lacks(&tf.stack, "this plan", err);
	if (tf.failed || !find_gone(&tf, value, plan, &gone))
		return false;
	if (gone.lacks)
		return stack_lacks(&tf.stack, "this plan", err);
	return stack_put(&tf.stack, err) && stack_take_away(&tf.stack, err);
}
