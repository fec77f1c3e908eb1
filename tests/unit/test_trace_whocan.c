/* test_trace_whocan.c - who may do one thing, over an inventory in memory. */
#include <string.h>

#include "rolehop/model/arn.h"
#include "rolehop/trace/whocan.h"
#include "rolehop/trace/world_store.h"
#include "store_help.h"

#define HOME "111111111111"
#define AWAY "222222222222"
#define ROLE_T "arn:aws:iam::222222222222:role/T"
#define ROLE_E "arn:aws:iam::111111111111:role/E"
#define QUEUE "arn:aws:sqs:us-east-1:222222222222:q"

#define DOC(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"
#define ALLOW(action) "{\"Effect\":\"Allow\",\"Action\":\"" action "\",\"Resource\":\"*\"}"
#define DENY_ALL "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}"
#define GRANT(principal, action, more)                                                             \
	"{\"Effect\":\"Allow\",\"Principal\":" principal ",\"Action\":\"" action                   \
	"\",\"Resource\":\"*\"" more "}"
#define TRUST(principal, more)                                                                     \
	"{\"Effect\":\"Allow\",\"Principal\":" principal ",\"Action\":\"sts:AssumeRole\"" more "}"
#define AWS(name) "{\"AWS\":\"" name "\"}"
#define WANTS(id) ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"" id "\"}}"

struct inventory {
	struct bench bench;
	const struct whocan_row *rows;
	size_t n;
};

static void start(struct inventory *i)
{
	memset(i, 0, sizeof(*i));
	bench_open(&i->bench);
	bench_begin(&i->bench);
}

static void end(struct inventory *i)
{
	bench_close(&i->bench);
}

static void put_identity(struct inventory *i, const char *arn, const char *trust,
			 const char *policy)
{
	struct arn parts;
	struct fact_put facts[8] = {{.kind = FACT_EXISTS},
				    fact_of(FACT_COMPLETE, "policies", ""),
				    fact_of(FACT_COMPLETE, "boundary", ""),
				    fact_of(FACT_COMPLETE, "tags", "")};
	size_t n = 4;

	assert_true(arn_parse(str_from(arn), &parts));
	if (trust)
		facts[n++] = document_of(FACT_TRUST, "", trust);
	if (policy)
		facts[n++] = document_of(FACT_INLINE, "p", policy);
	const struct entity_put put = {.kind = arn_is_user(&parts) ? ENTITY_USER : ENTITY_ROLE,
				       .key = str_from(arn),
				       .account = parts.account,
				       .name = arn_name(&parts),
				       .facts = facts,
				       .n_facts = n};
	must(&i->bench, store_put(i->bench.store, &put, &i->bench.err));
}

static void put_queue(struct inventory *i, const char *policy)
{
	bench_put(&i->bench, ENTITY_RESOURCE, QUEUE, AWAY, "q",
		  document_of(FACT_DOCUMENT, "", policy));
}

/* All roles and users of the account were seen. */
static void cover(struct inventory *i, const char *account)
{
	const enum entity_kind kinds[] = {ENTITY_ROLE, ENTITY_USER};

	for (size_t k = 0; k < 2; k++) {
		const struct coverage coverage = {.account = str_from(account),
						  .kind = kinds[k],
						  .state = COVERAGE_COMPLETE,
						  .when = 1000};
		must(&i->bench, store_cover(i->bench.store, &coverage, &i->bench.err));
	}
}

static bool ask(struct inventory *i, const struct whocan_ask *question, bool strict)
{
	const struct trace_options options = {.strict = strict};
	struct world *world = arena_alloc(&i->bench.arena, sizeof(*world));

	bench_commit(&i->bench);
	must(&i->bench,
	     world_store_open(&i->bench.arena, i->bench.store, 2000, world, &i->bench.err));
	return whocan(&i->bench.arena, world, i->bench.store, question, &options, &i->rows, &i->n,
		      &i->bench.err);
}

static void assume(struct inventory *i)
{
	const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
					    .resource = STR(ROLE_T)};

	must(&i->bench, ask(i, &question, false));
}

static void send(struct inventory *i)
{
	const struct whocan_ask question = {.action = STR("sqs:SendMessage"),
					    .resource = STR(QUEUE)};

	must(&i->bench, ask(i, &question, false));
}

static const struct whocan_row *row_of(const struct inventory *i, const char *principal)
{
	for (size_t r = 0; r < i->n; r++)
		if (str_eq(i->rows[r].principal, str_from(principal)))
			return &i->rows[r];
	return NULL;
}

static void expect(const struct inventory *i, const char *principal, const char *verdict)
{
	const struct whocan_row *row = row_of(i, principal);

	if (row == NULL)
		fail_msg("no row for %s", principal);
	else if (!str_eq(str_from(verdict_word(row->verdict)), str_from(verdict)))
		fail_msg("%s: %s: %.*s", principal, verdict_word(row->verdict),
			 STR_ARG(row->because));
}

static enum verdict all(const struct inventory *i)
{
	return whocan_verdict(i->rows, i->n);
}

/* ---- the inventory ----------------------------------------------------------------------------
 */

static void whocan_judges_every_role_and_user(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS(HOME), "")), NULL);
	put_identity(&i, ROLE_E, DOC(), DOC(ALLOW("sts:AssumeRole")));
	put_identity(&i, "arn:aws:iam::111111111111:role/Idle", DOC(), DOC(ALLOW("s3:*")));
	put_identity(&i, "arn:aws:iam::111111111111:user/u", NULL, DOC(ALLOW("*")));
	cover(&i, HOME);
	cover(&i, AWAY);
	assume(&i);
	assert_int_equal(i.n, 4);
	expect(&i, ROLE_E, "allow");
	expect(&i, "arn:aws:iam::111111111111:user/u", "allow");
	expect(&i, "arn:aws:iam::111111111111:role/Idle", "deny");
	expect(&i, ROLE_T, "deny");
	assert_contains(row_of(&i, "arn:aws:iam::111111111111:role/Idle")->because,
			"no policy of Idle allows sts:AssumeRole");
	assert_int_equal(all(&i), V_ALLOW);
	end(&i);
}

static void whocan_orders_rows_by_account_and_principal(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST("{\"Service\":\"states.amazonaws.com\"}", "")), NULL);
	put_identity(&i, ROLE_E, DOC(), NULL);
	put_identity(&i, "arn:aws:iam::111111111111:role/B", DOC(), NULL);
	assume(&i);
	assert_int_equal(i.n, 4);
	assert_str(i.rows[0].principal, "states.amazonaws.com");
	assert_str(i.rows[1].principal, "arn:aws:iam::111111111111:role/B");
	assert_str(i.rows[2].principal, ROLE_E);
	assert_str(i.rows[3].principal, ROLE_T);
	end(&i);
}

static void whocan_is_sure_of_no_one_only_where_all_are_denied(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS(ROLE_E), "")), NULL);
	put_identity(&i, ROLE_E, DOC(), NULL);
	assume(&i);
	assert_int_equal(all(&i), V_DENY_IMPLICIT);
	end(&i);
}

static void whocan_leaves_unknown_what_the_inventory_lacks(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, NULL, NULL);
	put_identity(&i, ROLE_E, DOC(), DOC(ALLOW("sts:AssumeRole")));
	assume(&i);
	expect(&i, ROLE_E, "unknown");
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

static void whocan_is_not_sure_of_no_one_while_a_denial_is_incomplete(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(), NULL);
	cover(&i, AWAY);
	send(&i);
	expect(&i, ROLE_T, "deny");
	assert_false(row_of(&i, ROLE_T)->complete);
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

static void whocan_refuses_a_role_that_does_not_exist(void **state)
{
	const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
					    .resource = STR("arn:aws:iam::222222222222:role/TT")};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(), NULL);
	cover(&i, AWAY);
	assert_false(ask(&i, &question, false));
	assert_int_equal(i.bench.err.kind, ERR_INPUT);
	assert_contains(str_from(i.bench.err.text), "did you mean " ROLE_T);
	end(&i);
}

static void whocan_strict_makes_assumptions_unknown(void **state)
{
	const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
					    .resource = STR(ROLE_T)};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS(ROLE_E), "")), NULL);
	put_identity(&i, ROLE_E, DOC(), DOC(ALLOW("sts:AssumeRole")));
	must(&i.bench, ask(&i, &question, false));
	expect(&i, ROLE_E, "allow");
	assert_false(row_of(&i, ROLE_E)->complete);
	bench_begin(&i.bench);
	must(&i.bench, ask(&i, &question, true));
	expect(&i, ROLE_E, "unknown");
	end(&i);
}

/* ---- ExternalIds ------------------------------------------------------------------------------
 */

static void whocan_tries_the_external_ids_that_the_trust_wants(void **state)
{
	const struct whocan_ask other = {.action = STR("sts:AssumeRole"),
					 .resource = STR(ROLE_T),
					 .has_external_id = true,
					 .external_id = STR("other")};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T,
		     DOC(TRUST(AWS("arn:aws:iam::111111111111:role/F"),
			       WANTS("first")) "," TRUST(AWS(ROLE_E), WANTS("second"))),
		     NULL);
	put_identity(&i, ROLE_E, DOC(), DOC(ALLOW("sts:AssumeRole")));
	assume(&i);
	expect(&i, ROLE_E, "allow");
	assert_contains(row_of(&i, ROLE_E)->because, "With ExternalId second: ");
	bench_begin(&i.bench);
	must(&i.bench, ask(&i, &other, false));
	expect(&i, ROLE_E, "deny");
	end(&i);
}

static void whocan_tries_external_ids_for_roles_that_the_trust_of_their_account_names(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS("arn:aws:iam::222222222222:role/S"), WANTS("id"))),
		     NULL);
	put_identity(&i, "arn:aws:iam::222222222222:role/S", DOC(), NULL);
	assume(&i);
	expect(&i, "arn:aws:iam::222222222222:role/S", "allow");
	end(&i);
}

/* ---- whom only policies name ------------------------------------------------------------------
 */

static void whocan_has_rows_for_whom_only_the_policy_names(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T,
		     DOC(TRUST("{\"Service\":[\"states.amazonaws.com\",\"lambda.amazonaws.com\"],"
			       "\"AWS\":[\"333333333333\",\"arn:aws:iam::444444444444:root\","
			       "\"AROAEXAMPLEEXAMPLE123\",\"" ROLE_E "\","
			       "\"arn:aws:iam::555555555555:role/Far\"],"
			       "\"Federated\":\"arn:aws:iam::222222222222:saml-provider/P\"}",
			       "")),
		     NULL);
	put_identity(&i, ROLE_E, DOC(), NULL);
	assume(&i);
	assert_int_equal(i.n, 9);
	expect(&i, "states.amazonaws.com", "allow");
	expect(&i, "lambda.amazonaws.com", "allow");
	expect(&i, "333333333333", "unknown");
	expect(&i, "arn:aws:iam::444444444444:root", "unknown");
	expect(&i, "arn:aws:iam::555555555555:role/Far", "unknown");
	expect(&i, "AROAEXAMPLEEXAMPLE123", "deny");
	expect(&i, ROLE_E, "deny");
	end(&i);
}

static void whocan_leaves_out_whom_other_statements_name(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(), NULL);
	put_queue(&i, DOC(GRANT("{\"Service\":\"sns.amazonaws.com\"}", "sqs:SendMessage",
				"") "," GRANT(AWS("333333333333"), "sqs:ReceiveMessage", "")));
	cover(&i, AWAY);
	send(&i);
	assert_null(row_of(&i, "333333333333"));
	expect(&i, "sns.amazonaws.com", "allow");
	end(&i);
}

static void whocan_has_no_row_for_an_account_that_is_all_there(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS(HOME), "")), NULL);
	put_identity(&i, ROLE_E, DOC(), NULL);
	put_identity(&i, "arn:aws:iam::111111111111:user/u", NULL, NULL);
	cover(&i, HOME);
	assume(&i);
	assert_null(row_of(&i, HOME));
	assert_int_equal(all(&i), V_DENY_IMPLICIT);
	end(&i);
}

static void whocan_knows_that_everyone_may_need_no_signature(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_queue(&i, DOC(GRANT("\"*\"", "sqs:SendMessage", "")));
	cover(&i, AWAY);
	send(&i);
	expect(&i, "*", "allow");
	end(&i);
}

static void whocan_cannot_tell_whether_everyone_may_assume(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST("\"*\"", "")), NULL);
	assume(&i);
	expect(&i, "*", "unknown");
	assert_contains(row_of(&i, "*")->because, "everyone is admitted");
	end(&i);
}

/* Its policy was not collected: it may admit anybody, of any account. */
static void whocan_is_not_sure_of_no_one_where_the_policy_is_not_known(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	cover(&i, AWAY);
	send(&i);
	expect(&i, "*", "unknown");
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
	start(&i);
	put_identity(&i, ROLE_T, DOC(), DOC(DENY_ALL));
	put_identity(&i, ROLE_E, DOC(), DOC(DENY_ALL));
	cover(&i, HOME);
	cover(&i, AWAY);
	send(&i);
	expect(&i, ROLE_T, "deny");
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

static void whocan_asks_of_the_account_that_owns_the_resource(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(), NULL);
	put_queue(&i, DOC());
	send(&i);
	expect(&i, ROLE_T, "deny");
	expect(&i, AWAY, "unknown");
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

/* Whoever a statement names has a row, or says why nobody comes in by it. */
static void whocan_says_what_becomes_of_each_kind_of_principal(void **state)
{
	static const struct {
		const char *principal, *row, *verdict, *because;
	} rows[] = {
	    {"{\"Federated\":\"arn:aws:iam::222222222222:saml-provider/gone\"}",
	     "arn:aws:iam::222222222222:saml-provider/gone", "deny", "no such identity provider"},
	    {"{\"Federated\":\"cognito-identity.amazonaws.com\"}", "cognito-identity.amazonaws.com",
	     "deny", "sts:AssumeRoleWithWebIdentity"},
	    {"{\"Federated\":\"idp.example.com\"}", "idp.example.com", "deny",
	     "sts:AssumeRoleWithWebIdentity"},
	    {AWS("AROAGONEGONEGONE12345"), "AROAGONEGONEGONE12345", "deny", "was deleted"},
	    {AWS("nonsense"), "nonsense", "unknown", "cannot be told"},
	    {"{\"CanonicalUser\":\"79a59d\"}", "79a59d", "unknown", "cannot be told"},
	    {"{\"Service\":[\"states.amazonaws.com\",\"states.amazonaws.com\"]}",
	     "states.amazonaws.com", "allow", ""},
	    {AWS("arn:aws:sts::111111111111:assumed-role/E/s"),
	     "arn:aws:sts::111111111111:assumed-role/E/s", "deny", "no policy of"},
	};

	(void)state;
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		struct inventory i;
		start(&i);
		struct str trust = arena_printf(
		    &i.bench.arena,
		    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
		    "\"Principal\":%s,\"Action\":\"sts:AssumeRole\"},{\"Effect\":\"Allow\","
		    "\"Principal\":{\"AWS\":\"333333333333\"},\"NotAction\":\"sts:*\"}]}",
		    rows[k].principal);
		put_identity(&i, ROLE_T, arena_cstr(&i.bench.arena, trust), NULL);
		put_identity(&i, ROLE_E, DOC(), NULL);
		bench_put(&i.bench, ENTITY_ACCOUNT, AWAY, AWAY, "",
			  fact_of(FACT_COMPLETE, "saml-providers", ""));
		cover(&i, HOME);
		cover(&i, AWAY);
		assume(&i);
		expect(&i, rows[k].row, rows[k].verdict);
		assert_contains(row_of(&i, rows[k].row)->because, rows[k].because);
		assert_null(row_of(&i, "333333333333"));
		end(&i);
	}
}

struct watcher {
	size_t seen, stops_at;
};

/* A row more is there each time, and those before it stay as they were. */
static bool watch(void *self, const struct whocan_progress *so_far)
{
	struct watcher *watcher = self;

	assert_int_equal(so_far->total, 2);
	assert_int_equal(so_far->done, watcher->seen);
	assert_true(so_far->n >= so_far->done);
	if (so_far->n > 0)
		assert_str(so_far->rows[0].principal, ROLE_T);
	return watcher->seen++ < watcher->stops_at;
}

static void whocan_stops_when_it_is_told_to(void **state)
{
	(void)state;
	for (size_t stops_at = 0; stops_at <= 3; stops_at++) {
		struct watcher watcher = {.stops_at = stops_at};
		const struct whocan_ask question = {.action = STR("sqs:SendMessage"),
						    .resource = STR(QUEUE),
						    .progress = watch,
						    .self = &watcher};
		struct inventory i;
		start(&i);
		put_identity(&i, ROLE_T, DOC(), NULL);
		put_identity(&i, ROLE_E, DOC(), NULL);
		assert_true(ask(&i, &question, false) == (stops_at == 3));
		assert_int_equal(i.bench.err.kind, stops_at == 3 ? ERR_NONE : ERR_INTERRUPTED);
		end(&i);
	}
}

/* Whom an ID names that is still there has a row of his own; an account has one, however it is
 * named; an identity provider sends no messages, whatever a policy says. */
static void whocan_has_one_row_for_each_that_a_queue_names(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(), NULL);
	bench_put(&i.bench, ENTITY_ROLE, ROLE_E, HOME, "E",
		  fact_of(FACT_UNIQUE_ID, "", "AROAEXAMPLEEXAMPLE123"));
	put_queue(
	    &i,
	    DOC(GRANT("{\"AWS\":[\"AROAEXAMPLEEXAMPLE123\",\"333333333333\","
		      "\"arn:aws:iam::333333333333:root\"]}",
		      "sqs:SendMessage",
		      "") "," GRANT("{\"Federated\":\"arn:aws:iam::222222222222:saml-provider/P\"}",
				    "sqs:SendMessage", "")));
	send(&i);
	assert_null(row_of(&i, "AROAEXAMPLEEXAMPLE123"));
	assert_non_null(row_of(&i, ROLE_E));
	expect(&i, "333333333333", "unknown");
	assert_null(row_of(&i, "arn:aws:iam::333333333333:root"));
	expect(&i, "arn:aws:iam::222222222222:saml-provider/P", "deny");
	end(&i);
}

/* What a service takes from the queue's own account only: of everyone, the caller's account
 * decides.
 */
static void whocan_knows_what_is_taken_from_the_own_account_only(void **state)
{
	const struct whocan_ask question = {.action = STR("sqs:SetQueueAttributes"),
					    .resource = STR(QUEUE)};
	struct inventory i;

	(void)state;
	start(&i);
	put_queue(&i, DOC(GRANT("{\"AWS\":[\"*\",\"333333333333\"]}", "sqs:*", "")));
	cover(&i, AWAY);
	must(&i.bench, ask(&i, &question, false));
	expect(&i, "333333333333", "deny");
	expect(&i, "*", "unknown");
	assert_contains(row_of(&i, "*")->because, "it depends on the caller's account: within one "
						  "account policies decide");
	end(&i);
}

/* An unsigned request meets no condition on who asks; somebody of the organization may. */
static void whocan_looks_for_strangers_where_nobody_comes_unsigned(void **state)
{
	struct inventory i;

	(void)state;
	start(&i);
	put_queue(&i, DOC(GRANT("\"*\"", "sqs:SendMessage",
				",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":"
				"\"o-a\"}}")));
	cover(&i, AWAY);
	send(&i);
	expect(&i, "*", "unknown");
	end(&i);
}

static void whocan_assumes_nothing_but_a_role(void **state)
{
	const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
					    .resource = STR(QUEUE)};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_E, DOC(), DOC(ALLOW("*")));
	cover(&i, HOME);
	cover(&i, AWAY);
	must(&i.bench, ask(&i, &question, false));
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

static void whocan_finds_whom_an_identity_provider_vouches_for(void **state)
{
	const struct whocan_ask question = {.action = STR("sts:AssumeRoleWithSAML"),
					    .resource = STR(ROLE_T)};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T,
		     DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":"
			 "\"arn:aws:iam::222222222222:saml-provider/P\"},\"Action\":"
			 "\"sts:AssumeRoleWithSAML\"}"),
		     NULL);
	cover(&i, AWAY);
	must(&i.bench, ask(&i, &question, false));
	expect(&i, "arn:aws:iam::222222222222:saml-provider/P", "allow");
	expect(&i, ROLE_T, "deny");
	end(&i);
	/* and whom a trust policy admits that was not collected, nobody knows */
	start(&i);
	put_identity(&i, ROLE_T, NULL, NULL);
	cover(&i, AWAY);
	must(&i.bench, ask(&i, &question, false));
	assert_int_equal(all(&i), V_UNKNOWN);
	end(&i);
}

/* The trust policy rules what goes along with assuming a role, too. */
static void whocan_finds_who_may_send_session_tags(void **state)
{
	const struct whocan_ask question = {.action = STR("sts:TagSession"),
					    .resource = STR(ROLE_T)};
	struct inventory i;

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T,
		     DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
			 "\"pods.eks.amazonaws.com\"},\"Action\":"
			 "[\"sts:AssumeRole\",\"sts:TagSession\"]}"),
		     NULL);
	cover(&i, AWAY);
	must(&i.bench, ask(&i, &question, false));
	expect(&i, "pods.eks.amazonaws.com", "allow");
	end(&i);
}

/* A role that is surely not there is bad input, which says what is near it. */
static void whocan_says_that_a_role_is_not_there(void **state)
{
	struct inventory i;
	const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
					    .resource = STR("arn:aws:iam::222222222222:role/TT")};
	const struct whocan_ask far = {.action = STR("sts:AssumeRole"),
				       .resource =
					   STR("arn:aws:iam::222222222222:role/Something/Else")};

	(void)state;
	start(&i);
	put_identity(&i, ROLE_T, DOC(TRUST(AWS(HOME), "")), NULL);
	cover(&i, AWAY);
	assert_false(ask(&i, &question, false));
	assert_int_equal(i.bench.err.kind, ERR_INPUT);
	assert_contains(str_from(i.bench.err.text), "did you mean " ROLE_T);
	bench_begin(&i.bench);
	assert_false(ask(&i, &far, false));
	assert_contains(str_from(i.bench.err.text), "no such role in the inventory");
	end(&i);
}

/* ---- the other way round ------------------------------------------------------------------------
 */

static void reach_of(struct inventory *i, const char *caller, size_t *denied)
{
	const struct trace_options options = {.strict = false};
	const struct whocan_reach reach = {.caller = str_from(caller)};
	struct world *world = arena_alloc(&i->bench.arena, sizeof(*world));

	must(&i->bench,
	     world_store_open(&i->bench.arena, i->bench.store, 2000, world, &i->bench.err));
	must(&i->bench, whocan_reach(&i->bench.arena, world, i->bench.store, &reach, &options,
				     &i->rows, &i->n, denied, &i->bench.err));
}

/* An estate in which roles of two accounts may assume each other in all the ways there are. */
static void put_web(struct inventory *i)
{
	put_identity(i, ROLE_E, DOC(TRUST(AWS(ROLE_T), "")), DOC(ALLOW("sts:AssumeRole")));
	put_identity(i, ROLE_T,
		     DOC(TRUST(AWS(ROLE_E), WANTS("one")) "," TRUST(AWS(AWAY), WANTS("two"))),
		     DOC(DENY_ALL));
	put_identity(i, "arn:aws:iam::111111111111:role/Silent", DOC(TRUST(AWS(HOME), "")), NULL);
	put_identity(i, "arn:aws:iam::222222222222:role/Local", DOC(TRUST("\"*\"", "")),
		     DOC(ALLOW("sts:*")));
	put_identity(i, "arn:aws:iam::222222222222:role/Unread", NULL, DOC(ALLOW("sts:*")));
	cover(i, HOME);
	cover(i, AWAY);
}

/* Whoever is asked first, the answer about a pair of roles is the same. */
static void reach_agrees_with_who_can(void **state)
{
	static const char *const names[] = {ROLE_E, ROLE_T, "arn:aws:iam::111111111111:role/Silent",
					    "arn:aws:iam::222222222222:role/Local",
					    "arn:aws:iam::222222222222:role/Unread"};
	enum { NAMES = 5 };
	struct inventory i;
	struct inventory other;
	size_t denied;

	(void)state;
	start(&i);
	put_web(&i);
	bench_commit(&i.bench);
	for (size_t caller = 0; caller < NAMES; caller++) {
		reach_of(&i, names[caller], &denied);
		assert_int_equal(i.n + denied, NAMES - 1);
		for (size_t role = 0; role < NAMES; role++) {
			const struct whocan_ask question = {.action = STR("sts:AssumeRole"),
							    .resource = str_from(names[role])};
			const struct whocan_row *there = row_of(&i, names[role]);
			if (role == caller)
				continue;
			start(&other);
			put_web(&other);
			must(&other.bench, ask(&other, &question, false));
			const struct whocan_row *here = row_of(&other, names[caller]);
			assert_non_null(here);
			if (there == NULL) {
				assert_true(here->verdict == V_DENY_IMPLICIT ||
					    here->verdict == V_DENY_EXPLICIT);
			} else {
				assert_int_equal(here->verdict, there->verdict);
				assert_int_equal(here->complete, there->complete);
				assert_true(str_eq(here->because, there->because));
			}
			end(&other);
		}
	}
	end(&i);
}

static void reach_says_which_external_id_opens_a_role(void **state)
{
	struct inventory i;
	size_t denied;

	(void)state;
	start(&i);
	put_web(&i);
	bench_commit(&i.bench);
	reach_of(&i, ROLE_E, &denied);
	assert_true(str_eq(row_of(&i, ROLE_T)->external_id, STR("one")));
	assert_int_equal(row_of(&i, ROLE_T)->verdict, V_ALLOW);
	assert_null(row_of(&i, ROLE_E)); /* itself is not asked about */
	end(&i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whocan_judges_every_role_and_user),
	    cmocka_unit_test(whocan_orders_rows_by_account_and_principal),
	    cmocka_unit_test(whocan_is_sure_of_no_one_only_where_all_are_denied),
	    cmocka_unit_test(whocan_leaves_unknown_what_the_inventory_lacks),
	    cmocka_unit_test(whocan_is_not_sure_of_no_one_while_a_denial_is_incomplete),
	    cmocka_unit_test(whocan_refuses_a_role_that_does_not_exist),
	    cmocka_unit_test(whocan_strict_makes_assumptions_unknown),
	    cmocka_unit_test(whocan_tries_the_external_ids_that_the_trust_wants),
	    cmocka_unit_test(
		whocan_tries_external_ids_for_roles_that_the_trust_of_their_account_names),
	    cmocka_unit_test(whocan_has_rows_for_whom_only_the_policy_names),
	    cmocka_unit_test(whocan_leaves_out_whom_other_statements_name),
	    cmocka_unit_test(whocan_has_no_row_for_an_account_that_is_all_there),
	    cmocka_unit_test(whocan_knows_that_everyone_may_need_no_signature),
	    cmocka_unit_test(whocan_cannot_tell_whether_everyone_may_assume),
	    cmocka_unit_test(whocan_is_not_sure_of_no_one_where_the_policy_is_not_known),
	    cmocka_unit_test(whocan_asks_of_the_account_that_owns_the_resource),
	    cmocka_unit_test(whocan_says_what_becomes_of_each_kind_of_principal),
	    cmocka_unit_test(whocan_stops_when_it_is_told_to),
	    cmocka_unit_test(whocan_has_one_row_for_each_that_a_queue_names),
	    cmocka_unit_test(whocan_looks_for_strangers_where_nobody_comes_unsigned),
	    cmocka_unit_test(whocan_knows_what_is_taken_from_the_own_account_only),
	    cmocka_unit_test(whocan_assumes_nothing_but_a_role),
	    cmocka_unit_test(whocan_finds_whom_an_identity_provider_vouches_for),
	    cmocka_unit_test(whocan_finds_who_may_send_session_tags),
	    cmocka_unit_test(whocan_says_that_a_role_is_not_there),
	    cmocka_unit_test(reach_agrees_with_who_can),
	    cmocka_unit_test(reach_says_which_external_id_opens_a_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
