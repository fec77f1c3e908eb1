/* app/reach.h - who can reach whom, through which workflow: around a role or an account. */
#ifndef ROLEHOP_APP_REACH_H
#define ROLEHOP_APP_REACH_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/graph/relations.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/trusts.h"

enum reach_kind {
	REACH_ROLE,
	REACH_ACCOUNT,	 /* all of its roles, where there are too many to read */
	REACH_WORKFLOW,	 /* Tasks of one machine that go from one role to another */
	REACH_PRINCIPAL, /* named by a trust policy, and used by no Task */
	REACH_MORE,	 /* workflows between two roles that have no box of their own */
};

/* What box i of the drawing stands for. */
struct reach_node {
	enum reach_kind kind;
	struct str key; /* ARN of the role or machine; id of the account; the principal; of
			   REACH_MORE its role */
	const struct task_answer *answer; /* of a workflow: its worst Task */
	size_t n_tasks;
};

struct reach {
	const struct graph_thing *things;
	const struct reach_node *nodes; /* one for each thing */
	size_t n;
	const struct graph_relation *relations;
	size_t n_relations;
};

/*
 * Workflows that have a box of their own, between two roles and in all: the worst. What joins the
 * same roles besides is counted in one box.
 */
enum { REACH_BETWEEN_MAX = 6, REACH_WORKFLOWS_MAX = 48 };

/* So many pairs of roles are told apart; if there are more, roles count as their account. */
enum { REACH_PAIRS_MAX = 16 };

/*
 * Around a role: the Tasks that run as it or assume it (`answers`), through their workflows, and
 * whom its trust policy admits besides.
 */
void reach_of_role(struct arena *arena, struct str role, const struct trust_row *trusts,
		   size_t n_trusts, const struct task_answer *const *answers, size_t n_answers,
		   struct reach *out);

/* Around an account: the Tasks that leave it or come to it, through their workflows. */
void reach_of_account(struct arena *arena, struct str account,
		      const struct task_answer *const *answers, size_t n_answers,
		      struct reach *out);

#endif
