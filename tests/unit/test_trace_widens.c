/* test_trace_widens.c - what a remedy lets happen beyond its question is what it says it does. */
#include "rolehop/trace/remedy.h"

#include "rolehop/trace/world_overlay.h"
#include "trace_incidents.h"

#define STRANGER "333333333333"

/* Those who stand by: each may do everything that is not for others to allow. */
static const char *const bystanders[] = {
    "arn:aws:iam::" HOME ":role/Neighbour",
    "arn:aws:iam::" HOME ":role/app/TrustedAccountRl",
    "arn:aws:iam::" AWAY ":role/Local",
    "arn:aws:iam::" STRANGER ":role/TrustedAccountRl",
};

/* Machines beside the one that is mended, by the role that they run as. */
static const struct {
	const char *arn;
	const char *role;
} machines[] = {
    {"arn:aws:states:us-east-1:" HOME ":stateMachine:Sibling", EXECUTION_ROLE},
    {"arn:aws:states:us-east-1:" HOME ":stateMachine:Next", "arn:aws:iam::" HOME ":role/Neighbour"},
    {"arn:aws:states:us-east-1:" STRANGER ":stateMachine:Far",
     "arn:aws:iam::" STRANGER ":role/TrustedAccountRl"},
};

enum {
	BYSTANDERS = sizeof(bystanders) / sizeof(bystanders[0]),
	MACHINES = sizeof(machines) / sizeof(machines[0]),
};

static void put_bystanders(struct lit_world *w)
{
	(void)lit_member(w, STRANGER);
	for (size_t i = 0; i < BYSTANDERS; i++)
		lit_inline(
		    w,
		    lit_role(w, bystanders[i],
			     DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
				 "\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}")),
		    "all", LIT_ANY);
}

static const struct trace *ask(struct lit_world *w, const struct world *world,
			       const struct asked *asked)
{
	const struct trace *out = NULL;

	if (!asked_trace(&w->arena, world, asked, &w->options, &out, &w->err))
		fail_msg("%s", w->err.text);
	return out;
}

/* May this principal do by itself what a hop of the trace asks for, ExternalId included? */
static bool may(struct lit_world *w, const struct world *world, const char *principal,
		const struct hop *hop)
{
	const struct trace_assumption one = {.role = hop->target,
					     .has_external_id = hop->external_id.n > 0,
					     .external_id = hop->external_id};
	struct trace_chain chain = {.principal = str_from(principal)};

	if (str_eq(hop->action, STR("sts:AssumeRole"))) {
		chain.assumptions = &one;
		chain.n_assumptions = 1;
	} else {
		chain.action = hop->action;
		chain.resource = hop->resource;
	}
	return ask(w, world, &(struct asked){.chain = &chain})->verdict == V_ALLOW;
}

static bool runs(struct lit_world *w, const struct world *world, const char *machine)
{
	return ask(w, world,
		   &(struct asked){.machine = str_from(machine), .pointer = STR("/States/T")})
		   ->verdict == V_ALLOW;
}

/* One of the lines names the principal, the account that it is of, or everyone. */
static bool is_listed(const struct remedy *r, const char *arn)
{
	struct arn parts;

	assert_true(arn_parse(str_from(arn), &parts));
	for (size_t i = 0; i < r->n_widens; i++)
		if (str_contains(r->widens[i], str_from(arn)) ||
		    str_contains(r->widens[i], parts.account) ||
		    str_contains(r->widens[i], STR("everyone")))
			return true;
	return false;
}

static struct change change_of(const struct remedy *r)
{
	return (struct change){.kind = r->kind == REMEDY_TRUST_POLICY	   ? CHANGE_TRUST
				       : r->kind == REMEDY_IDENTITY_POLICY ? CHANGE_INLINE
				       : r->kind == REMEDY_DEFINITION	   ? CHANGE_DEFINITION
									   : CHANGE_RESOURCE,
			       .of = r->of,
			       .name = r->name,
			       .document = r->document};
}

static size_t check_remedy(struct lit_world *w, const struct trace *t, const struct remedy *r,
			   const struct incident *i)
{
	const struct change change = change_of(r);
	struct world mended;
	size_t opened = 0;

	if (!world_overlay_open(&w->arena, &w->world, &change, 1, &mended, &w->err))
		fail_msg("%s", w->err.text);
	for (size_t b = 0; b < BYSTANDERS; b++)
		for (size_t h = 1; h < t->n_hops; h++) {
			if (!may(w, &mended, bystanders[b], &t->hops[h]) ||
			    may(w, &w->world, bystanders[b], &t->hops[h]))
				continue;
			opened++;
			if (!is_listed(r, bystanders[b]))
				fail_msg("%s: \"%.*s\" lets %s do %.*s and does not say so",
					 i->cause, STR_ARG(r->summary), bystanders[b],
					 STR_ARG(t->hops[h].action));
		}
	for (size_t m = 0; m < MACHINES; m++) {
		if (!runs(w, &mended, machines[m].arn) || runs(w, &w->world, machines[m].arn))
			continue;
		opened++;
		if (!is_listed(r, machines[m].arn) && !is_listed(r, machines[m].role))
			fail_msg("%s: \"%.*s\" lets %s pass and does not say so", i->cause,
				 STR_ARG(r->summary), machines[m].arn);
	}
	return opened;
}

static void whatever_a_remedy_opens_it_lists(void **state)
{
	size_t remedies = 0, opened = 0;

	(void)state;
	for (size_t k = 0; k < INCIDENTS; k++) {
		const struct asked *asked;
		struct lit_world w;
		const struct trace *t = trace_incident(&w, &incidents[k]);
		put_bystanders(&w);
		for (size_t m = 0; m < MACHINES; m++)
			(void)lit_machine(
			    &w, machines[m].arn, machines[m].role,
			    or_sound(incidents[k].change.definition, sound.definition));
		asked = &(struct asked){.machine = t->machine, .pointer = t->pointer};
		if (!remedies_find(&w.arena, &w.world, asked, &w.options, t, &t, &w.err))
			fail_msg("%s", w.err.text);
		for (size_t i = 0; i < t->n_remedies; i++, remedies++)
			opened += check_remedy(&w, t, &t->remedies[i], &incidents[k]);
		lit_free(&w);
	}
	assert_true(remedies > 50);
	assert_true(opened > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whatever_a_remedy_opens_it_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
