/* feed/shapes_organization.c - the organization, its tree, its accounts and its policies. */
#include "feed/shapes.h"

static const struct org_list {
	enum entity_kind kind;
	const char *key;
} lists[] = {
    {ENTITY_ROOT, "Roots"}, {ENTITY_OU, "OrganizationalUnits"}, {ENTITY_ACCOUNT, "Accounts"}};

enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

/* An account that no organization lists was only seen otherwise. */
static bool is_listed(const struct exporting *x, enum entity_kind kind)
{
	return kind != ENTITY_ACCOUNT || shape_fact(x, FACT_PARENT);
}

static bool put_nodes(struct exporting *x, const struct org_list *list)
{
	const struct entity *nodes;
	size_t n;

	if (!store_list(x->store, &x->scratch, list->kind, STR(""), &nodes, &n, x->err))
		return false;
	json_out_open(&x->out, list->key, '[');
	for (size_t i = 0; i < n; i++) {
		if (!shape_facts(x, &nodes[i]))
			return false;
		if (!is_listed(x, list->kind))
			continue;
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "Id", nodes[i].key);
		json_out_str(&x->out, "Name", nodes[i].name);
		shape_text(x, "Status", FACT_STATUS);
		shape_text(x, "ParentId", FACT_PARENT);
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, ']');
	return true;
}

/* Targets that are not all of them would be taken for all. */
static void put_targets(struct exporting *x)
{
	if (!shape_is_complete(x, "targets"))
		return;
	json_out_open(&x->out, "Targets", '[');
	for (size_t i = 0; i < x->n_facts; i++)
		if (x->facts[i].kind == FACT_TARGET)
			json_out_str(&x->out, NULL, x->facts[i].name);
	json_out_close(&x->out, ']');
}

static bool put_policies(struct exporting *x, enum entity_kind kind, const char *type)
{
	const struct entity *policies;
	size_t n;

	if (!store_list(x->store, &x->scratch, kind, STR(""), &policies, &n, x->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct fact *content;
		if (!shape_facts(x, &policies[i]))
			return false;
		content = shape_fact(x, FACT_DOCUMENT);
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "Id", policies[i].key);
		json_out_str(&x->out, "Name", policies[i].name);
		json_out_str(&x->out, "Type", str_from(type));
		if (content && !shape_document(x, "Content", content))
			return false;
		put_targets(x);
		json_out_close(&x->out, '}');
	}
	return true;
}

static bool put_all_policies(struct exporting *x)
{
	json_out_open(&x->out, "Policies", '[');
	bool ok = put_policies(x, ENTITY_SCP, "SERVICE_CONTROL_POLICY") &&
		  put_policies(x, ENTITY_RCP, "RESOURCE_CONTROL_POLICY");
	json_out_close(&x->out, ']');
	return ok;
}

/* A list that is not whole stands by itself, and says so. */
static bool shape_cut(struct exporting *x, const struct org_list *list)
{
	shape_begin(x);
	if (!put_nodes(x, list))
		return false;
	json_out_str(&x->out, "NextToken", STR("more"));
	return shape_end(x);
}

static bool shape_cut_policies(struct exporting *x)
{
	shape_begin(x);
	if (!put_all_policies(x))
		return false;
	json_out_str(&x->out, "NextToken", STR("more"));
	return shape_end(x);
}

bool shape_organization(struct exporting *x)
{
	const struct entity *organizations;
	bool whole[LISTS], scps, rcps;
	size_t n;

	if (!store_list(x->store, &x->scratch, ENTITY_ORGANIZATION, STR(""), &organizations, &n,
			x->err))
		return false;
	if (n == 0)
		return true;
	for (size_t i = 0; i < LISTS; i++)
		if (!shape_covered(x, STR(""), STR(""), lists[i].kind, &whole[i]))
			return false;
	if (!shape_covered(x, STR(""), STR(""), ENTITY_SCP, &scps) ||
	    !shape_covered(x, STR(""), STR(""), ENTITY_RCP, &rcps) ||
	    !shape_facts(x, &organizations[0]))
		return false;
	shape_begin(x);
	json_out_open(&x->out, "Organization", '{');
	json_out_str(&x->out, "Id", organizations[0].key);
	shape_text(x, "MasterAccountId", FACT_MANAGEMENT);
	json_out_close(&x->out, '}');
	for (size_t i = 0; i < LISTS; i++)
		if (whole[i] && !put_nodes(x, &lists[i]))
			return false;
	if ((scps && rcps && !put_all_policies(x)) || !shape_end(x))
		return false;
	for (size_t i = 0; i < LISTS; i++)
		if (!whole[i] && !shape_cut(x, &lists[i]))
			return false;
	return (scps && rcps) || shape_cut_policies(x);
}
