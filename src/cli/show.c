/* cli/show.c - gathers everything that `rolehop show` tells of one thing. */
#include "cli/show.h"

#include "cli/lists.h"
#include "rolehop/app/thing.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/trace.h"

enum { SUGGESTIONS = 3, LIST_MAX = 4096 };

/* ---- finding it -------------------------------------------------------------------------------
 */

/* The kind that an ARN or id is of, to look for names like it. */
static enum entity_kind kind_of(struct str text)
{
	struct arn arn;
	if (arn_is_account_id(text))
		return ENTITY_ACCOUNT;
	if (!arn_parse(text, &arn))
		return ENTITY_ROLE;
	if (arn_is_machine(&arn))
		return ENTITY_MACHINE;
	if (arn_is_user(&arn))
		return ENTITY_USER;
	if (arn_is_role(&arn) || arn_is_assumed_role(&arn))
		return ENTITY_ROLE;
	if (str_eq(arn.service, STR("iam")) && str_starts(arn.resource, STR("policy/")))
		return ENTITY_POLICY;
	return ENTITY_RESOURCE;
}

static bool refuse(struct cli *cli, struct str text, struct err *err)
{
	const struct str *names;
	size_t n;
	struct buf list;
	buf_init(&list, cli->arena, LIST_MAX);
	if (!store_suggest(cli->app->store, cli->arena, kind_of(text), text, true, SUGGESTIONS,
			   &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(names[i]));
	if (n)
		return err_set(err, ERR_INPUT, "%.*s is not in the inventory; did you mean %.*s?",
			       STR_ARG(text), STR_ARG(buf_str(&list)));
	return err_set(
	    err, ERR_INPUT,
	    "%.*s is not in the inventory; rolehop list roles, machines, ... shows what is",
	    STR_ARG(text));
}

/* ---- its documents ----------------------------------------------------------------------------
 */

static void add_document(struct show *show, const char *what, struct str name, struct str of,
			 const struct policy *policy)
{
	struct show_document *document = vec_push(&show->documents);
	document->what = what;
	document->name = name;
	document->of = of;
	document->known = policy != NULL;
	document->text = policy ? policy_text(policy) : STR("");
}

static bool gather_identity(struct cli *cli, struct show *show, struct err *err)
{
	struct lack lack;
	enum found found;
	struct arn arn;
	const struct role *role;
	const struct world *world = &cli->app->world;
	if (arn_parse(show->entity.key, &arn))
		show->path = arn_path(&arn);
	if (!world->ops->identity(world->self, cli->arena, show->entity.key, &found, &role, &lack,
				  err))
		return false;
	if (found != FOUND_YES)
		return true;
	show->role = role;
	if (role->trust) {
		add_document(show, "trust policy", STR("trust policy"), role->arn, role->trust);
		trusts_of(cli->arena, role, &show->trusts, &show->n_trusts);
	}
	for (size_t i = 0; i < role->n_policies; i++)
		add_document(show, "policy", role->policies[i].label, role->policies[i].of,
			     role->policies[i].policy);
	if (role->boundary.n)
		add_document(show, "boundary", role->boundary, role->arn, role->boundary_policy);
	return true;
}

static bool add_stored(struct cli *cli, struct show *show, const char *what, struct str name,
		       const struct fact *fact, struct err *err)
{
	struct show_document *document = vec_push(&show->documents);
	document->what = what;
	document->name = name;
	document->of = show->entity.key;
	document->known = fact->document != 0;
	return !document->known ||
	       store_document(cli->app->store, cli->arena, fact->document, &document->text, err);
}

static bool gather_facts(struct cli *cli, struct show *show, struct err *err)
{
	const struct fact *facts;
	size_t n;
	bool ok =
	    store_facts(cli->app->store, cli->arena, show->entity.id,
			FACT_BIT(FACT_DOCUMENT) | FACT_BIT(FACT_DEFINITION) | FACT_BIT(FACT_TYPE) |
			    FACT_BIT(FACT_ROLE_ARN) | FACT_BIT(FACT_WITHHELD) |
			    FACT_BIT(FACT_TARGET) | FACT_BIT(FACT_GRANT) | FACT_BIT(FACT_VERSION),
			&facts, &n, err);
	struct str name =
	    show->entity.kind == ENTITY_RESOURCE ? STR("resource policy") : show->entity.name;
	for (size_t i = 0; ok && i < n; i++) {
		const struct fact *fact = &facts[i];
		if (fact->kind == FACT_DOCUMENT)
			ok = add_stored(cli, show, "policy", name, fact, err);
		else if (fact->kind == FACT_DEFINITION)
			ok = add_stored(cli, show, "definition", show->entity.name, fact, err);
		else if (fact->kind == FACT_GRANT)
			ok = add_stored(cli, show, "policy",
					arena_printf(cli->arena, "grant %.*s", STR_ARG(fact->name)),
					fact, err);
		else if (fact->kind == FACT_VERSION)
			ok = add_stored(cli, show, "version", fact->name, fact, err);
		else if (fact->kind == FACT_TYPE)
			show->type = fact->value;
		else if (fact->kind == FACT_ROLE_ARN)
			show->role_arn = fact->value;
		else if (fact->kind == FACT_WITHHELD)
			show->withheld = true;
		else if (fact->kind == FACT_TARGET)
			*(struct show_use *)vec_push(&show->uses) =
			    (struct show_use){.as = "target", .by = fact->name};
	}
	return ok;
}

/* ---- what it may assume -----------------------------------------------------------------------
 */

static bool gather_assumptions(struct cli *cli, struct show *show, struct err *err)
{
	const struct whocan_reach reach = {.caller = show->entity.key};
	const struct trace_options options = {.strict = cli->app->settings.strict};
	size_t denied;
	return whocan_reach(cli->arena, &cli->app->world, cli->app->store, &reach, &options,
			    &show->assumes, &show->n_assumes, &denied, err);
}

/* ---- where it is used -------------------------------------------------------------------------
 */

static bool add_users(struct cli *cli, struct show *show, enum entity_kind kind,
		      enum fact_kind fact, bool by_name, const char *as, struct err *err)
{
	const struct entity *entities;
	size_t n;
	struct str key = show->entity.key;
	if (!store_with_fact(cli->app->store, cli->arena, kind, fact, by_name ? key : STR(""),
			     by_name ? STR("") : key, &entities, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		*(struct show_use *)vec_push(&show->uses) =
		    (struct show_use){.as = as, .by = entities[i].key};
	return true;
}

/* What the thing is to the Task; NULL: nothing. */
static const char *use_of(const struct task_answer *answer, const struct entity *entity)
{
	if (entity->kind == ENTITY_ROLE)
		return str_eq(answer->target_role, entity->key) ? "target role" : NULL;
	return str_eq(arn_machine_base(answer->resource), entity->key) ? "resource" : NULL;
}

/* Tasks whose Credentials name the role, or that call the resource. */
static bool add_tasks(struct cli *cli, struct show *show, struct err *err)
{
	const struct entity *machines;
	size_t n;
	if (!store_list(cli->app->store, cli->arena, ENTITY_MACHINE, STR(""), &machines, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct task_answer *answers;
		size_t n_answers = 0;
		struct arena scratch;
		arena_init(&scratch);
		bool ok = findings_machine(cli->arena, &scratch, &cli->app->world, machines[i].key,
					   &answers, &n_answers, err);
		arena_release(&scratch);
		if (!ok)
			return false;
		for (size_t a = 0; a < n_answers; a++)
			if (use_of(&answers[a], &show->entity) != NULL)
				*(struct show_use *)vec_push(&show->uses) =
				    (struct show_use){.as = use_of(&answers[a], &show->entity),
						      .by = answers[a].machine,
						      .state = answers[a].state,
						      .pointer = answers[a].pointer};
	}
	return true;
}

static bool gather_uses(struct cli *cli, struct show *show, struct err *err)
{
	static const enum entity_kind holders[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_GROUP};
	if (show->entity.kind == ENTITY_ROLE)
		return add_users(cli, show, ENTITY_MACHINE, FACT_ROLE_ARN, false, "execution role",
				 err) &&
		       add_tasks(cli, show, err);
	if (show->entity.kind == ENTITY_MACHINE || show->entity.kind == ENTITY_RESOURCE)
		return add_tasks(cli, show, err);
	for (size_t i = 0; show->entity.kind == ENTITY_POLICY && i < 3; i++)
		if (!add_users(cli, show, holders[i], FACT_ATTACHED, true, "policy", err) ||
		    !add_users(cli, show, holders[i], FACT_BOUNDARY, false, "boundary", err))
			return false;
	return true;
}

bool show_find(struct cli *cli, struct str arn, struct entity *out, struct err *err)
{
	bool found = false;
	return thing_find(cli->app->store, cli->arena, arn, out, &found, err) &&
	       (found || refuse(cli, arn, err));
}

bool show_gather(struct cli *cli, struct str arn, struct show *out, struct err *err)
{
	*out = (struct show){0};
	vec_init(&out->documents, cli->arena, sizeof(struct show_document));
	vec_init(&out->uses, cli->arena, sizeof(struct show_use));
	if (!show_find(cli, arn, &out->entity, err))
		return false;
	out->arn = out->entity.key;
	if (out->entity.kind == ENTITY_ACCOUNT &&
	    !list_account_arn(cli, out->entity.key, &out->arn, err))
		return false;
	bool identity = out->entity.kind == ENTITY_ROLE || out->entity.kind == ENTITY_USER;
	if (!identity)
		return gather_facts(cli, out, err) && gather_uses(cli, out, err);
	return gather_identity(cli, out, err) && gather_assumptions(cli, out, err) &&
	       gather_uses(cli, out, err);
}
