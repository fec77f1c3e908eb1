/* test_policy_tables.c - the judge's tables, row by row: operators, layers, services, keys,
 * principals. */
#include "policy_ask.h"

#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"

/* ---- condition operators ----------------------------------------------------------------------
 */

struct operator_row {
	const char *name;
	const char *wants;
	const char
	    *has[2]; /* met by the value, not met (of negated operators the other way round) */
	bool negated;
	bool variables;
};

static const struct operator_row operators[] = {
    {"StringEquals", "ab", {"ab", "aB"}, false, true},
    {"StringNotEquals", "ab", {"ab", "aB"}, true, true},
    {"StringEqualsIgnoreCase", "ab", {"aB", "b"}, false, true},
    {"StringNotEqualsIgnoreCase", "ab", {"aB", "b"}, true, true},
    {"StringLike", "a*", {"abc", "Abc"}, false, true},
    {"StringNotLike", "a*", {"abc", "Abc"}, true, true},
    {"ArnEquals", "arn:aws:sns:*:*:a*", {"arn:aws:sns:r:1:ab", "arn:aws:sns:r:1:b"}, false, true},
    {"ArnLike", "arn:aws:sns:*:*:a*", {"arn:aws:sns:r:1:ab", "arn:aws:sns:r:1:b"}, false, true},
    {"ArnNotEquals", "arn:aws:sns:*:*:a*", {"arn:aws:sns:r:1:ab", "arn:aws:sns:r:1:b"}, true, true},
    {"ArnNotLike", "arn:aws:sns:*:*:a*", {"arn:aws:sns:r:1:ab", "arn:aws:sns:r:1:b"}, true, true},
    {"NumericEquals", "10", {"10.0", "11"}, false, false},
    {"NumericNotEquals", "10", {"1e1", "11"}, true, false},
    {"NumericLessThan", "10", {"9.5", "10"}, false, false},
    {"NumericLessThanEquals", "10", {"10", "10.5"}, false, false},
    {"NumericGreaterThan", "10", {"11", "10"}, false, false},
    {"NumericGreaterThanEquals", "10", {"10", "9"}, false, false},
    {"DateEquals", "2026-01-01T00:00:00Z", {"1767225600", "1767225601"}, false, false},
    {"DateNotEquals", "2026-01-01T00:00:00Z", {"1767225600", "1767225601"}, true, false},
    {"DateLessThan", "2026-01-01T00:00:00Z", {"2025-12-31T23:59:59Z", "1767225600"}, false, false},
    {"DateLessThanEquals", "2026-01-01T00:00:00Z", {"1767225600", "1767225601"}, false, false},
    {"DateGreaterThan", "2026-01-01T00:00:00Z", {"1767225601", "1767225600"}, false, false},
    {"DateGreaterThanEquals", "2026-01-01T00:00:00Z", {"1767225600", "1767225599"}, false, false},
    {"Bool", "true", {"true", "false"}, false, false},
    {"BinaryEquals", "QmlnRWFycw==", {"QmlnRWFycw==", "QmlnRWFy"}, false, false},
    {"IpAddress", "203.0.113.0/24", {"203.0.113.255", "203.0.114.0"}, false, false},
    {"NotIpAddress", "2001:db8::/32", {"2001:db8::1", "2001:db9::1"}, true, false},
};

enum { N_OPERATORS = sizeof(operators) / sizeof(operators[0]) };

static enum tri as_match(enum verdict verdict)
{
	return verdict == V_ALLOW ? TRI_YES : verdict == V_UNKNOWN ? TRI_UNKNOWN : TRI_NO;
}

/* Does an identity policy with this one condition allow? `values`: of the request, NULL-ended;
 * NULL: absent. */
static enum tri under(const char *set, const char *op, const char *suffix, const char *wants,
		      const char *const *values)
{
	struct ask ask;
	struct str has[4];
	struct context_value key = {.key = STR("k:k"), .state = values ? CTX_PRESENT : CTX_ABSENT};
	ask_start(&ask);
	ask_for(&ask, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111");
	ask_policy(
	    &ask, LAYER_IDENTITY,
	    arena_cstr(&ask.arena,
		       arena_printf(&ask.arena,
				    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
				    "\"Condition\":{\"%s%s%s\":{\"k:k\":[\"%s\"]}}}",
				    set, op, suffix, wants)));
	for (; values && values[key.n_values]; key.n_values++)
		has[key.n_values] = str_from(values[key.n_values]);
	key.values = has;
	key.multi = set[0] != '\0';
	ask.context[ask.request.n_context++] = key;
	enum tri match = as_match(ask_now(&ask));
	ask_end(&ask);
	return match;
}

static void expect(const struct operator_row *row, const char *what, enum tri is, enum tri wanted)
{
	if (is != wanted)
		fail_msg("%s, %s: %s instead of %s", row->name, what, tri_word(is),
			 tri_word(wanted));
}

static void operators_compare_a_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		const struct operator_row *row = &operators[i];
		const char *met[] = {row->has[0], NULL};
		const char *missed[] = {row->has[1], NULL};
		enum tri yes = row->negated ? TRI_NO : TRI_YES;
		expect(row, "a value that fits", under("", row->name, "", row->wants, met), yes);
		expect(row, "another value", under("", row->name, "", row->wants, missed),
		       tri_not(yes));
		expect(row, "IfExists, a value that fits",
		       under("", row->name, "IfExists", row->wants, met), yes);
		expect(row, "IfExists, another value",
		       under("", row->name, "IfExists", row->wants, missed), tri_not(yes));
	}
}

static void an_absent_key_fails_but_for_negated_and_ifexists(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		const struct operator_row *row = &operators[i];
		enum tri absent = row->negated ? TRI_YES : TRI_NO;
		expect(row, "absent", under("", row->name, "", row->wants, NULL), absent);
		expect(row, "absent, IfExists", under("", row->name, "IfExists", row->wants, NULL),
		       TRI_YES);
		expect(row, "absent, ForAllValues",
		       under("ForAllValues:", row->name, "", row->wants, NULL), TRI_YES);
		expect(row, "absent, ForAnyValue",
		       under("ForAnyValue:", row->name, "", row->wants, NULL), TRI_NO);
		expect(row, "absent, ForAnyValue and IfExists",
		       under("ForAnyValue:", row->name, "IfExists", row->wants, NULL), TRI_UNKNOWN);
	}
}

static void set_operators_quantify_over_the_requests_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		const struct operator_row *row = &operators[i];
		const char *passes = row->has[row->negated];
		const char *fails = row->has[!row->negated];
		const char *both[] = {passes, fails, NULL};
		const char *all[] = {passes, passes, NULL};
		const char *neither[] = {fails, fails, NULL};
		const char *empty[] = {NULL};
		expect(row, "ForAllValues, one fails",
		       under("ForAllValues:", row->name, "", row->wants, both), TRI_NO);
		expect(row, "ForAllValues, all pass",
		       under("ForAllValues:", row->name, "", row->wants, all), TRI_YES);
		expect(row, "ForAllValues, no value",
		       under("ForAllValues:", row->name, "", row->wants, empty), TRI_YES);
		expect(row, "ForAnyValue, one passes",
		       under("ForAnyValue:", row->name, "", row->wants, both), TRI_YES);
		expect(row, "ForAnyValue, none passes",
		       under("ForAnyValue:", row->name, "", row->wants, neither), TRI_NO);
		expect(row, "ForAnyValue, no value",
		       under("ForAnyValue:", row->name, "", row->wants, empty), TRI_NO);
	}
}

static void an_unknown_value_is_no_absent_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		const char *hole[] = {"\x01", NULL};
		expect(&operators[i], "a hole",
		       under("", operators[i].name, "", operators[i].wants, hole), TRI_UNKNOWN);
	}
}

static void variables_count_in_text_and_arn_operators_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		const struct operator_row *row = &operators[i];
		const char *met[] = {row->has[0], NULL};
		enum tri wanted = !row->variables ? TRI_UNKNOWN : row->negated ? TRI_NO : TRI_YES;
		expect(row, "a variable", under("", row->name, "", "${k:k}", met), wanted);
	}
}

static void wildcards_count_in_like_and_arn_operators_only(void **state)
{
	(void)state;
	const char *star[] = {"a*", NULL};
	const char *other[] = {"ab", NULL};
	assert_int_equal(under("", "StringEquals", "", "a*", star), TRI_YES);
	assert_int_equal(under("", "StringEquals", "", "a*", other), TRI_NO);
	assert_int_equal(under("", "StringNotEquals", "", "a*", other), TRI_YES);
	assert_int_equal(under("", "StringEqualsIgnoreCase", "", "A*", star), TRI_YES);
	assert_int_equal(under("", "StringEqualsIgnoreCase", "", "A*", other), TRI_NO);
	assert_int_equal(under("", "StringNotEqualsIgnoreCase", "", "A*", other), TRI_YES);
	assert_int_equal(under("", "StringLike", "", "a*", other), TRI_YES);
	assert_int_equal(under("", "StringNotLike", "", "a*", other), TRI_NO);
}

static void operators_that_iam_lacks_are_uncertain(void **state)
{
	(void)state;
	static const char *const lacking[] = {"StringIs",
					      "NullIfExists",
					      "ForAllValues:Null",
					      "ForEachValue:StringEquals",
					      "StringEqualsifexist",
					      "BinaryNotEquals",
					      "ForAnyValue:ForAllValues:StringEquals"};
	const char *met[] = {"true", NULL};
	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++)
		if (under("", lacking[i], "", "true", met) != TRI_UNKNOWN)
			fail_msg("%s is certain", lacking[i]);
}

static void null_asks_whether_the_key_is_absent(void **state)
{
	(void)state;
	const char *there[] = {"x", NULL};
	assert_int_equal(under("", "Null", "", "true", NULL), TRI_YES);
	assert_int_equal(under("", "Null", "", "false", NULL), TRI_NO);
	assert_int_equal(under("", "Null", "", "true", there), TRI_NO);
	assert_int_equal(under("", "Null", "", "false", there), TRI_YES);
	assert_int_equal(under("", "Null", "", "maybe", there), TRI_UNKNOWN);
}

/* ---- resource control policies ----------------------------------------------------------------
 */

static const char *const rcp_services[] = {"aoss",
					   "appconfig",
					   "appstream",
					   "autoscaling",
					   "autoscaling-plans",
					   "budgets",
					   "clouddirectory",
					   "cloudfront",
					   "cloudsearch",
					   "cloudtrail-data",
					   "codeartifact",
					   "codebuild",
					   "codecommit",
					   "codepipeline",
					   "cognito-identity",
					   "cognito-idp",
					   "comprehend",
					   "comprehendmedical",
					   "compute-optimizer",
					   "cost-optimization-hub",
					   "dax",
					   "dsql",
					   "dynamodb",
					   "ecr",
					   "ecr-public",
					   "events",
					   "firehose",
					   "fis",
					   "fms",
					   "gamelift",
					   "health",
					   "inspector-scan",
					   "kendra",
					   "kinesisvideo",
					   "kms",
					   "logs",
					   "memorydb",
					   "networkmonitor",
					   "notifications",
					   "opensearch",
					   "pca-connector-ad",
					   "personalize",
					   "polly",
					   "pricing",
					   "resource-groups",
					   "rolesanywhere",
					   "s3",
					   "secretsmanager",
					   "servicediscovery",
					   "signin",
					   "sqs",
					   "sts",
					   "support",
					   "swf",
					   "textract",
					   "timestream-influxdb",
					   "transcribe",
					   "transfer",
					   "translate",
					   "wafv2",
					   "workspaces",
					   "xray"};

/* All is allowed, and an RCP denies everything. */
static enum verdict under_rcp(const char *service)
{
	struct ask ask;
	ask_start(&ask);
	char *action = arena_cstr(&ask.arena, arena_printf(&ask.arena, "%s:DoIt", service));
	ask_for(&ask, action, "arn:aws:x:us-east-1:111111111111:thing", "111111111111");
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
	ask_policy(&ask, LAYER_RCP,
		   "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}");
	/* the statement on the trust policy or key that some of these need */
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":\"*"
		   "\",\"Resource\":\"*\"}");
	enum verdict verdict = ask_now(&ask);
	ask_end(&ask);
	return verdict;
}

static void rcps_bind_the_services_that_aws_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rcp_services) / sizeof(rcp_services[0]); i++)
		if (under_rcp(rcp_services[i]) != V_DENY_EXPLICIT)
			fail_msg("%s is not bound", rcp_services[i]);
}

static void rcps_do_not_bind_other_services(void **state)
{
	(void)state;
	static const char *const others[] = {"lambda", "sns", "states", "iam",	    "ssm",
					     "glue",   "ecs", "ec2",	"s3express"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (under_rcp(others[i]) != V_ALLOW)
			fail_msg("%s is bound", others[i]);
}

static void an_rcp_about_somebody_else_than_everyone_is_uncertain(void **state)
{
	(void)state;
	struct ask ask;
	ask_start(&ask);
	ask_for(&ask, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111");
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
	ask_policy(&ask, LAYER_RCP,
		   "{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"333333333333\"},\"Action\":\"*\","
		   "\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

/* ---- layers that came in part, or hold nothing ------------------------------------------------
 */

/* A same-account call that the identity policy allows, and one layer beside it. */
static enum verdict beside(enum layer layer, enum layer_state layer_state, const char *statements,
			   bool *complete)
{
	struct ask ask;
	ask_start(&ask);
	ask_for(&ask, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111");
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
	if (statements)
		ask_policy(&ask, layer, statements);
	ask.question.layers[layer].state = layer_state;
	enum verdict verdict = ask_now(&ask);
	*complete = ask.decision.complete;
	ask_end(&ask);
	return verdict;
}

static const enum layer limiting[] = {LAYER_BOUNDARY, LAYER_SESSION, LAYER_SCP, LAYER_RCP,
				      LAYER_ENDPOINT};

static const char *nothing_of_it(enum layer layer)
{
	return layer == LAYER_RCP || layer == LAYER_ENDPOINT
		   ? "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ec2:*\",\"Resource\":"
		     "\"*\"}"
		   : "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}";
}

static void what_only_limits_is_taken_as_absent_where_it_is_not_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(limiting) / sizeof(limiting[0]); i++) {
		bool complete;
		assert_int_equal(beside(limiting[i], LAYER_NOT_COLLECTED, NULL, &complete),
				 V_ALLOW);
		assert_false(complete);
		assert_int_equal(
		    beside(limiting[i], LAYER_PARTIAL, nothing_of_it(limiting[i]), &complete),
		    V_ALLOW);
		assert_false(complete);
		assert_int_equal(beside(limiting[i], LAYER_ABSENT, NULL, &complete), V_ALLOW);
		assert_true(complete);
	}
}

static void what_only_limits_denies_where_it_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(limiting) / sizeof(limiting[0]); i++) {
		bool complete;
		enum verdict verdict =
		    beside(limiting[i], LAYER_COLLECTED, nothing_of_it(limiting[i]), &complete);
		/* RCPFullAWSAccess allows beside whatever an RCP says */
		assert_int_equal(verdict, limiting[i] == LAYER_RCP ? V_ALLOW : V_DENY_IMPLICIT);
		assert_true(complete);
	}
}

static void a_list_of_boundaries_sessions_or_endpoints_without_any_is_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(limiting) / sizeof(limiting[0]); i++) {
		bool complete;
		assert_int_equal(beside(limiting[i], LAYER_COLLECTED, NULL, &complete), V_ALLOW);
		assert_true(complete);
	}
}

static void a_resource_policy_in_part_neither_grants_nor_refuses(void **state)
{
	(void)state;
	struct ask ask;
	ask_start(&ask);
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"333333333333\"},\"Action\":"
		   "\"sts:AssumeRole\"}");
	assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
	ask.question.layers[LAYER_RESOURCE].state = LAYER_PARTIAL;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void identity_policies_in_part_may_still_grant(void **state)
{
	(void)state;
	struct ask ask;
	ask_start(&ask);
	ask_for(&ask, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111");
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}");
	ask.question.layers[LAYER_IDENTITY].state = LAYER_PARTIAL;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void identity_policies_are_not_missed_where_the_resource_grants_alone(void **state)
{
	(void)state;
	struct ask ask;
	ask_start(&ask);
	ask_for(&ask, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:q", "111111111111");
	ask.question.layers[LAYER_IDENTITY].state = LAYER_NOT_COLLECTED;
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" ASK_EXECUTION_ROLE
		   "\"},\"Action\":\"sqs:*\",\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	assert_false(ask.decision.complete);
	assert_true(ask.decision.layers[LAYER_IDENTITY].assumed_absent);
	/* across accounts they are needed */
	ask.request.resource_account = STR("222222222222");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

/* ---- requests that policies do not decide -----------------------------------------------------
 */

static enum verdict special(const char *caller, const char *action, const char *identity,
			    const char *scp)
{
	struct ask ask;
	ask_start(&ask);
	ask_caller(&ask, caller, NULL);
	ask_for(&ask, action, strstr(action, "AssumeRole") ? ASK_TARGET_ROLE : "*",
		strstr(action, "AssumeRole") ? "222222222222" : "");
	if (identity)
		ask_policy(&ask, LAYER_IDENTITY, identity);
	if (scp)
		ask_policy(&ask, LAYER_SCP, scp);
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:*\"}");
	enum verdict verdict = ask_now(&ask);
	ask_end(&ask);
	return verdict;
}

static void some_calls_of_sts_are_settled_without_policies(void **state)
{
	(void)state;
	const char *deny = "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}";
	const char *allow = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
	const char *user = "arn:aws:iam::111111111111:user/u";
	const char *session = "arn:aws:sts::111111111111:assumed-role/E/s";
	const char *federated = "arn:aws:sts::111111111111:federated-user/f";
	const char *root = "arn:aws:iam::111111111111:root";
	assert_int_equal(special(user, "sts:GetCallerIdentity", NULL, NULL), V_ALLOW);
	assert_int_equal(special(user, "sts:getcalleridentity", deny, NULL), V_ALLOW);
	assert_int_equal(special(session, "sts:GetCallerIdentity", deny, allow), V_ALLOW);
	assert_int_equal(special(user, "sts:GetCallerIdentity", NULL, deny), V_UNKNOWN);
	assert_int_equal(special(user, "sts:GetSessionToken", NULL, NULL), V_ALLOW);
	assert_int_equal(special(root, "sts:GetSessionToken", NULL, NULL), V_ALLOW);
	assert_int_equal(special(user, "sts:GetSessionToken", deny, NULL), V_UNKNOWN);
	assert_int_equal(special(session, "sts:GetSessionToken", allow, NULL), V_DENY_IMPLICIT);
	assert_int_equal(special(federated, "sts:GetSessionToken", allow, NULL), V_DENY_IMPLICIT);
	assert_int_equal(special(session, "sts:GetFederationToken", allow, NULL), V_DENY_IMPLICIT);
	assert_int_equal(special(user, "sts:GetFederationToken", allow, NULL), V_ALLOW);
	assert_int_equal(special(root, "sts:AssumeRole", NULL, NULL), V_DENY_IMPLICIT);
	assert_int_equal(special("anonymous", "sts:AssumeRole", NULL, NULL), V_DENY_IMPLICIT);
	assert_int_equal(special(user, "sts:AssumeRole", allow, NULL), V_ALLOW);
}

/* ---- keys of KMS ------------------------------------------------------------------------------
 */

static void ask_key_use(struct ask *ask, const char *resource, const char *identity, bool open)
{
	ask_start(ask);
	ask_for(ask, "kms:Decrypt", resource, "111111111111");
	ask_policy(ask, LAYER_IDENTITY, identity);
	ask->request.closed = !open;
}

static void a_denial_of_a_key_stands_unless_a_grant_allows_it(void **state)
{
	(void)state;
	const char *key = "arn:aws:kms:us-east-1:111111111111:key/1";
	const char *elsewhere =
	    "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"333333333333\"},\"Action\":\"kms:*\","
	    "\"Resource\":\"*\"}";
	for (int open = 0; open < 2; open++) {
		struct ask ask;
		ask_key_use(&ask, key, "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}",
			    open);
		ask_policy(&ask, LAYER_RESOURCE, elsewhere);
		assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
		assert_int_equal(ask.decision.complete, !open);
		if (open)
			assert_contains(ask.decision.layers[LAYER_RESOURCE].why, "grant");
		/* no grant gets around an SCP */
		ask_policy(&ask, LAYER_SCP,
			   "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}");
		assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
		assert_true(ask.decision.complete);
		ask_end(&ask);
	}
}

static void which_key_an_alias_stands_for_is_not_known(void **state)
{
	(void)state;
	const char *alias = "arn:aws:kms:us-east-1:111111111111:alias/app";
	struct ask ask;
	ask_key_use(&ask, alias,
		    "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"arn:aws:kms:us-east-"
		    "1:111111111111:key/1\"}",
		    false);
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":"
		   "\"kms:*\",\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	assert_contains(ask_why(&ask, LAYER_IDENTITY).evidence[0].why,
			"which key the alias stands for");
	/* calls about the alias itself are about no key */
	ask_for(&ask, "kms:DeleteAlias", alias, "111111111111");
	assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}");
	ask.question.layers[LAYER_RESOURCE] = (struct layer_input){.state = LAYER_ABSENT};
	assert_int_equal(ask_now(&ask), V_ALLOW);
	/* nor are those about no key at all */
	ask_for(&ask, "kms:ListKeys", "*", "");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

static void an_identity_allow_is_not_enough_for_an_alias(void **state)
{
	(void)state;
	struct ask ask;
	ask_key_use(&ask, "arn:aws:kms:us-east-1:111111111111:alias/app",
		    "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}", false);
	ask.question.layers[LAYER_RESOURCE].state = LAYER_NOT_COLLECTED;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

/* ---- principals -------------------------------------------------------------------------------
 */

static void a_star_stands_for_everyone_under_aws_alone(void **state)
{
	(void)state;
	static const struct {
		const char *principal;
		enum verdict verdict;
	} rows[] = {
	    {"\"*\"", V_ALLOW},
	    {"{\"AWS\":\"*\"}", V_ALLOW},
	    {"{\"Service\":\"*\"}", V_DENY_IMPLICIT},
	    {"{\"Federated\":\"*\"}", V_DENY_IMPLICIT},
	    {"{\"CanonicalUser\":\"*\"}", V_DENY_IMPLICIT},
	    {"{\"Anyone\":\"*\"}", V_UNKNOWN},
	    {"[\"*\"]", V_UNKNOWN},
	    {"\"111111111111\"", V_UNKNOWN},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ask ask;
		ask_start(&ask);
		ask_policy(&ask, LAYER_IDENTITY,
			   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
		ask_policy(
		    &ask, LAYER_RESOURCE,
		    arena_cstr(&ask.arena, arena_printf(&ask.arena,
							"{\"Effect\":\"Allow\",\"Principal\":%s,"
							"\"Action\":\"sts:AssumeRole\"}",
							rows[i].principal)));
		enum verdict verdict = ask_now(&ask);
		if (verdict != rows[i].verdict)
			fail_msg("%s: %s", rows[i].principal, verdict_decision(verdict));
		ask_end(&ask);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(operators_compare_a_value),
	    cmocka_unit_test(an_absent_key_fails_but_for_negated_and_ifexists),
	    cmocka_unit_test(set_operators_quantify_over_the_requests_values),
	    cmocka_unit_test(an_unknown_value_is_no_absent_one),
	    cmocka_unit_test(variables_count_in_text_and_arn_operators_only),
	    cmocka_unit_test(wildcards_count_in_like_and_arn_operators_only),
	    cmocka_unit_test(operators_that_iam_lacks_are_uncertain),
	    cmocka_unit_test(null_asks_whether_the_key_is_absent),
	    cmocka_unit_test(rcps_bind_the_services_that_aws_lists),
	    cmocka_unit_test(rcps_do_not_bind_other_services),
	    cmocka_unit_test(an_rcp_about_somebody_else_than_everyone_is_uncertain),
	    cmocka_unit_test(what_only_limits_is_taken_as_absent_where_it_is_not_known),
	    cmocka_unit_test(what_only_limits_denies_where_it_is_known),
	    cmocka_unit_test(a_list_of_boundaries_sessions_or_endpoints_without_any_is_none),
	    cmocka_unit_test(a_resource_policy_in_part_neither_grants_nor_refuses),
	    cmocka_unit_test(identity_policies_in_part_may_still_grant),
	    cmocka_unit_test(identity_policies_are_not_missed_where_the_resource_grants_alone),
	    cmocka_unit_test(some_calls_of_sts_are_settled_without_policies),
	    cmocka_unit_test(a_denial_of_a_key_stands_unless_a_grant_allows_it),
	    cmocka_unit_test(which_key_an_alias_stands_for_is_not_known),
	    cmocka_unit_test(an_identity_allow_is_not_enough_for_an_alias),
	    cmocka_unit_test(a_star_stands_for_everyone_under_aws_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
