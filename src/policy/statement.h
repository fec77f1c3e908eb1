/* policy/statement.h - does a statement apply to a request. */
#ifndef ROLEHOP_POLICY_STATEMENT_H
#define ROLEHOP_POLICY_STATEMENT_H

#include "policy/compiled.h"
#include "policy/who.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"
#include "rolehop/policy/eval.h"

/* The parts of a statement, each on its own; the whole is their Kleene AND. */
struct statement_match {
	enum tri whole;
	enum tri principal;
	enum tri action;
	enum tri resource;
	enum tri conditions;
	bool dead; /* a policy variable has no value: the statement does not apply */
	enum tri grants[GRANT_COUNT]; /* of `principal`, by the form that names the caller */
};

void statement_match(const struct statement *statement, enum layer layer,
		     const struct request *request, struct statement_match *out);

/* One Action, one Resource of it; dead as above. */
enum tri statement_action(const struct pattern *wanted, struct str action);
enum tri statement_resource(const struct pattern *wanted, const struct request *request,
			    bool *dead);

#endif
