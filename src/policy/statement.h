/* policy/statement.h - does a statement apply to a request. */
#ifndef ROLEHOP_POLICY_STATEMENT_H
#define ROLEHOP_POLICY_STATEMENT_H

#include "policy/compiled.h"
#include "policy/layers.h"
#include "policy/who.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"
#include "rolehop/policy/eval.h"

enum { ASKED_ACTION_MAX = 128 };

/* A request made ready for many statements; as long as it is used, it stays where it is. */
struct asked {
	const struct request *request;
	struct str action; /* in lower case; empty where it is too long for one */
	uint64_t service;  /* its glob_service_bit */
	bool settled;	   /* neither action nor resource leaves anything open (glob_is_settled) */
	bool bounded;	   /* the caller has a permissions boundary, whatever that says */
	struct layer_facts facts;
	struct policy_notes *notes; /* where it is noted what applies; NULL: nowhere */
	char bytes[ASKED_ACTION_MAX];
};

void asked_of(struct asked *out, const struct question *question);

/* The parts of a statement, each on its own; the whole is their Kleene AND. */
struct statement_match {
	enum tri whole;
	enum tri principal;
	enum tri action;
	enum tri resource;
	enum tri conditions;
	enum tri grants[GRANT_COUNT]; /* of the resource layer: whole, by the form that names the
					 caller */
};

/* `every_part`: all parts are told, else only the whole and its grants. */
void statement_match(const struct statement *statement, enum layer layer, const struct asked *asked,
		     bool every_part, struct statement_match *out);

/* false: it is surely about other services than the request. */
static inline bool statement_is_near(const struct statement *statement, const struct asked *asked)
{
	return (statement->actions.services & asked->service) || statement->actions.negated ||
	       !statement->actions.present;
}

/*
 * A Deny with NotPrincipal hits everyone who has a permissions boundary, whomever it lists. Source:
 * IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
bool statement_spares_none(const struct statement *statement, const struct asked *asked);

/* One Action, one Resource of it. */
enum tri statement_action(const struct pattern *wanted, const struct asked *asked);
enum tri statement_resource(const struct pattern *wanted, const struct asked *asked,
			    enum tri *dead);

#endif
