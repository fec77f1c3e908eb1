/* test_trace_remedy_shapes.c - policies in the shapes that people write: the smallest change to
 * each that lets the call through, and which document it makes. */
#include "rolehop/trace/remedy.h"
#include "trace_incidents.h"

#define TRUSTS(principal, more)                                                                    \
	"{\"Effect\":\"Allow\",\"Principal\":" principal ",\"Action\":\"sts:AssumeRole\"" more "}"
#define REFUSES(more)                                                                              \
	"{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":\"*\"" more "}"
#define IF(blocks) ",\"Condition\":{" blocks "}"
#define EQUALS(key, value) "\"StringEquals\":{\"" key "\":" value "}"
#define OPEN TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", "")

struct row {
	const char *about;
	struct estate change;
	const char *scp; /* of the away account, beside FullAWSAccess */
	const char *summary,
	    *document; /* parts of those of one verified remedy; NULL: there is none */
};

/* clang-format off */
static const struct row rows[] = {
	{.about = "the statement is one object, no list", .change = {.trust = "{\"Version\":\"2012-10-17\",\"Statement\":" TRUSTS("{\"AWS\":\"arn:aws:iam::111111111111:role/Other\"}", "") "}"}, .summary = "add a statement to the trust policy", .document = "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/Other\"}"},
	{.about = "the principals are a list", .change = {.trust = DOC(TRUSTS("{\"AWS\":[\"arn:aws:iam::111111111111:role/A\",\"arn:aws:iam::111111111111:role/B\"]}", ""))}, .summary = "TrustedAccountRl may assume it, with this ExternalId only", .document = "role/B\"]},\"Action\":\"sts:AssumeRole\"},{"},
	{.about = "everyone, by another ExternalId", .change = {.trust = DOC(TRUSTS("\"*\"", EXTERNAL_ID("other")))}, .summary = "accept sts:ExternalId", .document = "[\"other\",\"arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw\"]"},
	{.about = "several named, by another ExternalId", .change = {.trust = DOC(TRUSTS("{\"AWS\":[\"" EXECUTION_ROLE "\",\"arn:aws:iam::111111111111:role/B\"]}", EXTERNAL_ID("other")))}, .summary = "accept sts:ExternalId", .document = "[\"other\",\"arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw\"]"},
	{.about = "a list of ExternalIds", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF(EQUALS("sts:ExternalId", "[\"a1\",\"b2\"]"))))}, .summary = "accept sts:ExternalId", .document = "[\"a1\",\"b2\",\"arn:aws:states:"},
	{.about = "an ExternalId beside another condition", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEquals\":{\"sts:ExternalId\":\"other\",\"aws:PrincipalOrgID\":\"o-test\"}")))}, .summary = "accept sts:ExternalId", .document = "SecretCacheConsumerWfw\"],\"aws:PrincipalOrgID\":\"o-test\"}"},
	{.about = "a wildcard that StringEquals takes literally", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", EXTERNAL_ID("arn:aws:states:us-east-1:111111111111:stateMachine:*")))}, .summary = "with StringLike, not StringEquals", .document = "\"Condition\":{\"StringLike\":{\"sts:ExternalId\":\"arn:aws:states:us-east-1:111111111111:stateMachine:*\"}}"},
	{.about = "the same beside another key", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEquals\":{\"sts:ExternalId\":\"arn:aws:states:*\",\"aws:PrincipalOrgID\":\"o-test\"}")))}, .summary = "with StringLike, not StringEquals", .document = "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-test\"},\"StringLike\":{\"sts:ExternalId\":\"arn:aws:states:*\"}}"},
	{.about = "the same where StringLike is there", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEquals\":{\"sts:ExternalId\":\"arn:aws:states:*\"},\"StringLike\":{\"aws:PrincipalOrgID\":\"o-*\"}")))}, .summary = "with StringLike, not StringEquals", .document = "\"Condition\":{\"StringLike\":{\"aws:PrincipalOrgID\":\"o-*\",\"sts:ExternalId\":\"arn:aws:states:*\"}}"},
	{.about = "a wildcard under an operator that spares whoever sends none", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEqualsIfExists\":{\"sts:ExternalId\":\"arn:aws:states:*\"}")))}, .summary = "with StringLikeIfExists, not StringEqualsIfExists", .document = "\"Condition\":{\"StringLikeIfExists\":{\"sts:ExternalId\":\"arn:aws:states:*\"}}"},
	{.about = "a wildcard under an operator for sets, which stays one", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"ForAnyValue:StringEquals\":{\"sts:ExternalId\":\"arn:aws:states:*\"}")))}, .summary = "with ForAnyValue:StringLike, not ForAnyValue:StringEquals", .document = "\"Condition\":{\"ForAnyValue:StringLike\":{\"sts:ExternalId\":\"arn:aws:states:*\"}}"},
	{.about = "a wildcard under an operator that ignores case", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEqualsIgnoreCase\":{\"sts:ExternalId\":\"arn:aws:states:*\"}")))}, .summary = "with StringLike, not StringEqualsIgnoreCase", .document = "\"Condition\":{\"StringLike\":{\"sts:ExternalId\":\"arn:aws:states:*\"}}"},
	{.about = "a wildcard where StringLike has that key already", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF("\"StringEquals\":{\"sts:ExternalId\":\"arn:aws:states:*\"},\"StringLike\":{\"sts:ExternalId\":\"*:other\"}")))}, .summary = "accept sts:ExternalId", .document = "\"StringLike\":{\"sts:ExternalId\":[\"*:other\",\"arn:aws:states:us-east-1:111111111111:"},
	{.about = "a trust by the role's old path", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"arn:aws:iam::111111111111:role/old/TrustedAccountRl\"}", ""))}, .summary = "instead of arn:aws:iam::111111111111:role/old/TrustedAccountRl", .document = "[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"},\"Action\":\"sts:AssumeRole\"}]"},
	{.about = "a tag that the caller lacks", .change = {.trust = DOC(TRUSTS("{\"AWS\":\"" EXECUTION_ROLE "\"}", IF(EQUALS("aws:PrincipalTag/team", "\"red\""))))}, .summary = "add a statement to the trust policy", .document = "\"aws:PrincipalTag/team\":\"red\"}}},{\"Effect\":\"Allow\""},
	{.about = "a trust of another organization", .change = {.trust = DOC(TRUSTS("\"*\"", IF(EQUALS("aws:PrincipalOrgID", "\"o-other\""))))}, .summary = "add a statement to the trust policy", .document = "\"o-other\"}}},{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"}"},
	{.about = "a trust policy with no statement", .change = {.trust = DOC("")}, .summary = "add a statement to the trust policy", .document = "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"}"},
	{.about = "a Deny in the trust policy", .change = {.trust = DOC(OPEN ",{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"" EXECUTION_ROLE "\"},\"Action\":\"sts:AssumeRole\"}")}, .summary = "take the statement at /Statement/1 out", .document = "\"Action\":\"sts:AssumeRole\"}]}"},
	{.about = "a Deny in the trust policy of whoever is not of a network", .change = {.trust = DOC(OPEN ",{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:*\"" IF("\"StringNotEquals\":{\"aws:PrincipalAccount\":[\"222222222222\"]}") "}")}, .summary = "exempt arn:aws:iam::111111111111:role/TrustedAccountRl", .document = "[\"222222222222\"]},\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"}}"},
	{.about = "a Deny of all of a service", .change = {.permission = DOC(ALLOW("states:*", "*") "," REFUSES(""))}, .summary = "(statement No) spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw\"}]}"},
	{.about = "a Deny with a condition", .change = {.permission = DOC(ALLOW("states:*", "*") "," REFUSES(IF("\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}")))}, .summary = "(statement No) spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw\",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}}"},
	{.about = "a Deny with exempted ARNs", .change = {.permission = DOC(ALLOW("states:*", "*") "," REFUSES(IF("\"ArnNotEquals\":{\"aws:PrincipalArn\":[\"arn:aws:iam::222222222222:role/Admin\"]}")))}, .summary = "(statement No) spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "[\"arn:aws:iam::222222222222:role/Admin\"]"},
	{.about = "a Deny with ArnNotEquals of another key", .change = {.permission = DOC(ALLOW("states:*", "*") "," REFUSES(IF("\"ArnNotEquals\":{\"aws:SourceArn\":\"arn:aws:s3:::x\"}")))}, .summary = "(statement No) spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw\""},
	{.about = "a Deny of one action", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":[\"states:StartSyncExecution\"],\"Resource\":\"*\"}")}, .summary = "spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw\""},
	{.about = "a Deny of two actions", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":[\"states:StartSyncExecution\",\"states:StopExecution\"],\"Resource\":\"*\"}")}, .summary = "take out states:StartSyncExecution", .document = "\"Action\":[\"states:StopExecution\"]"},
	{.about = "a Deny of this resource among others", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":[\"" CHILD "\",\"arn:aws:states:us-east-1:222222222222:stateMachine:X\"]}")}, .summary = "spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"Resource\":[\"arn:aws:states:us-east-1:222222222222:stateMachine:X\"]"},
	{.about = "a Deny of all but some", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"NotAction\":[\"s3:*\",\"iam:*\"],\"Resource\":\"*\"}")}, .summary = "leave alone states:StartSyncExecution", .document = "[\"s3:*\",\"iam:*\",\"states:StartSyncExecution\"]"},
	{.about = "a Deny of all resources but one", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"NotResource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:X\"}")}, .summary = "spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":[\"arn:aws:states:us-east-1:222222222222:stateMachine:X\",\"arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw\"]"},
	{.about = "an SCP of Regions", .scp = DOC(ALLOW("*", "*") ",{\"Sid\":\"Regions\",\"Effect\":\"Deny\",\"NotAction\":\"iam:*\",\"Resource\":\"*\"" IF("\"StringNotEquals\":{\"aws:RequestedRegion\":[\"eu-west-1\",\"eu-central-1\"]}") "}"), .summary = "open us-east-1", .document = "[\"eu-west-1\",\"eu-central-1\",\"us-east-1\"]"},
	{.about = "an SCP of one Region", .scp = DOC(ALLOW("*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"" IF("\"StringNotEquals\":{\"aws:RequestedRegion\":\"eu-west-1\"}") "}"), .summary = "open us-east-1", .document = "[\"eu-west-1\",\"us-east-1\"]"},
	{.about = "an SCP that spares an administrator", .scp = DOC(ALLOW("*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"states:Start*\",\"Resource\":\"*\"" IF("\"ArnNotLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:role/Admin\"}") "}"), .summary = "exempt arn:aws:iam::222222222222:role/TrustingAccountRl", .document = "[\"arn:aws:iam::*:role/Admin\",\"arn:aws:iam::222222222222:role/TrustingAccountRl\"]"},
	{.about = "a Deny of a pattern of resources", .change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":\"arn:aws:states:us-east-1:222222222222:stateMachine:*\"}")}, .summary = "take the statement at /Statement/1 out of inline start", .document = "[{\"Effect\":\"Allow\",\"Action\":\"states:*\",\"Resource\":\"*\"}]"},
	{.about = "a Deny in the trust policy of a list of one", .change = {.trust = DOC(OPEN ",{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":[\"" EXECUTION_ROLE "\"]},\"Action\":\"sts:AssumeRole\"}")}, .summary = "take the statement at /Statement/1 out", .document = "\"Action\":\"sts:AssumeRole\"}]}"},
	{.about = "a Deny in the trust policy of two", .change = {.trust = DOC(OPEN ",{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":[\"" EXECUTION_ROLE "\",\"arn:aws:iam::111111111111:role/B\"]},\"Action\":\"sts:AssumeRole\"}")}, .summary = "no longer name arn:aws:iam::111111111111:role/TrustedAccountRl", .document = "{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111111111111:role/B\"]}"},
	{.about = "the trust policy is one Deny", .change = {.trust = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"" EXECUTION_ROLE "\"},\"Action\":\"sts:AssumeRole\"}}"}, .summary = "add a statement to the trust policy", .document = "\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"}}},{\"Effect\":\"Allow\""},
	{.about = "an SCP of several actions", .scp = DOC(ALLOW("*", "*") ",{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Action\":[\"states:StartSyncExecution\",\"s3:PutObject\"],\"Resource\":\"*\"}"), .summary = "by a statement of its own, which exempts arn:aws:iam::222222222222:role/TrustingAccountRl", .document = "\"Action\":[\"s3:PutObject\"],\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"states:StartSyncExecution\",\"Resource\":\"*\",\"Condition\":{\"ArnNotEquals\":"},
	{.about = "an SCP of several actions that spares an administrator", .scp = DOC(ALLOW("*", "*") ",{\"Effect\":\"Deny\",\"Action\":[\"states:StartSyncExecution\",\"s3:PutObject\"],\"Resource\":\"*\"" IF("\"ArnNotLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:role/Admin\"}") "}"), .summary = "exempt arn:aws:iam::222222222222:role/TrustingAccountRl", .document = "[\"arn:aws:iam::*:role/Admin\",\"arn:aws:iam::222222222222:role/TrustingAccountRl\"]"},
	{.about = "an SCP of all actions but some, for all resources but one", .scp = DOC(ALLOW("*", "*") ",{\"Effect\":\"Deny\",\"NotAction\":[\"iam:*\",\"s3:*\"],\"NotResource\":\"arn:aws:s3:::x\"}"), .summary = "spare arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw", .document = "\"NotResource\":[\"arn:aws:s3:::x\",\"arn:aws:states:"},
	{.about = "a misspelt action", .change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":[\"states:StartSyncExecutions\",\"s3:*\"],\"Resource\":\"*\"}")}, .summary = "add to inline policy start", .document = "\"s3:*\"],\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"states:StartSyncExecution\""},
	{.about = "a list of resources that lacks it", .change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":\"states:StartSyncExecution\",\"Resource\":[\"" CHILD "X\",\"" CHILD "Y\"]}")}, .summary = "add to inline policy start", .document = "WfwY\"]},{\"Effect\":\"Allow\""},
	{.about = "a condition that is not met", .change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":\"states:StartSyncExecution\",\"Resource\":\"*\"" IF("\"StringEquals\":{\"aws:ResourceAccount\":\"333333333333\"}") "}")}, .summary = "add to inline policy start", .document = "\"333333333333\"}}},{\"Effect\":\"Allow\""},
	{.about = "the execution role trusts another machine", .change = {.execution_trust = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"" IF("\"ArnEquals\":{\"aws:SourceArn\":[\"arn:aws:states:us-east-1:111111111111:stateMachine:Other\"]}") "}")}, .summary = "accept aws:SourceArn", .document = "stateMachine:Other\",\"arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw\"]"},
	{.about = "the execution role trusts another account's machines", .change = {.execution_trust = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"lambda.amazonaws.com\",\"states.amazonaws.com\"]},\"Action\":\"sts:AssumeRole\"" IF(EQUALS("aws:SourceAccount", "\"333333333333\"")) "}")}, .summary = "accept aws:SourceAccount 111111111111 as well", .document = "[\"333333333333\",\"111111111111\"]"},
	{.about = "the execution role trusts other services in a list", .change = {.execution_trust = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"lambda.amazonaws.com\",\"ec2.amazonaws.com\"]},\"Action\":\"sts:AssumeRole\"}")}, .summary = "trust states.amazonaws.com as well", .document = "[\"lambda.amazonaws.com\",\"ec2.amazonaws.com\",\"states.amazonaws.com\"]"},
	{.about = "the execution role has no trust policy that says anything", .change = {.execution_trust = DOC("")}, .summary = "for this state machine only", .document = "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"}"},
};
/* clang-format on */

static void print_all(const char *about, const struct trace *t)
{
	print_error("%s: %.*s\n", about, STR_ARG(t->summary));
	for (size_t i = 0; i < t->n_remedies; i++)
		print_error("  %s %.*s\n    %.*s\n", t->remedies[i].verified ? "+" : "-",
			    STR_ARG(t->remedies[i].summary), STR_ARG(t->remedies[i].document));
}

static bool offers(const struct trace *t, const struct row *row)
{
	for (size_t i = 0; i < t->n_remedies; i++)
		if (t->remedies[i].verified &&
		    str_contains(t->remedies[i].summary, str_from(row->summary)) &&
		    str_contains(t->remedies[i].document, str_from(row->document)))
			return true;
	return row->summary == NULL && t->n_remedies == 0;
}

static void each_shape_is_mended_by_the_least_change(void **state)
{
	const struct asked asked = {.machine = STR(MACHINE), .pointer = STR("/States/T")};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct incident incident = {.change = rows[i].change};
		const struct trace *t;
		struct lit_world w;
		(void)trace_incident(&w, &incident);
		if (rows[i].scp != NULL)
			lit_level(&w, &lit_account(&w, AWAY)->scps, "SCP", AWAY, rows[i].scp, NULL);
		t = lit_trace(&w, MACHINE, "T");
		assert_int_equal(verdict_exit_status(t->verdict), 1);
		if (!remedies_find(&w.arena, &w.world, &asked, &w.options, t, &t, &w.err))
			fail_msg("%s", w.err.text);
		if (!offers(t, &rows[i])) {
			print_all(rows[i].about, t);
			wrong++;
		}
		lit_free(&w);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_shape_is_mended_by_the_least_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
