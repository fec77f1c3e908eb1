/* test_policy_keys.c - every context key as each kind of caller sends it. */
#include "unit.h"

#include "rolehop/base/arena.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"

enum sent {
	ABSENT,
	VALUE,	 /* with the text of the row */
	RANDOM,	 /* with a value made anew each time */
	PERHAPS, /* absent, or this */
	BETWEEN, /* surely there, from the text of the row to another */
	THERE,	 /* surely there, the value not known */
	UNKNOWN,
};

enum { STEP_FUNCTIONS, SERVICE, PERSON, UNSIGNED, CALLERS };

struct key_row {
	const char *key;
	bool multi;
	enum sent sent[CALLERS];
	const char *text[CALLERS];
};

/* clang-format off */
static const struct key_row key_rows[] = {
	{"aws:PrincipalArn", false, {VALUE, ABSENT, VALUE, ABSENT}, {"arn:aws:iam::111111111111:role/app/E", NULL, "arn:aws:iam::111111111111:role/app/E"}},
	{"aws:PrincipalAccount", false, {VALUE, ABSENT, VALUE, VALUE}, {"111111111111", NULL, "111111111111", "anonymous"}},
	{"aws:PrincipalType", false, {VALUE, UNKNOWN, VALUE, VALUE}, {"AssumedRole", NULL, "AssumedRole", "Anonymous"}},
	{"aws:userid", false, {RANDOM, ABSENT, VALUE, ABSENT}, {"AROA1:\x01", NULL, "AROA1:s"}},
	{"aws:username", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"aws:PrincipalIsAWSService", false, {VALUE, VALUE, VALUE, ABSENT}, {"false", "true", "false"}},
	{"aws:PrincipalServiceName", false, {ABSENT, VALUE, ABSENT, ABSENT}, {NULL, "states.amazonaws.com"}},
	{"aws:PrincipalServiceNamesList", true, {ABSENT, THERE, ABSENT, ABSENT}, {NULL}},
	{"aws:PrincipalOrgID", false, {VALUE, ABSENT, VALUE, ABSENT}, {"o-1", NULL, "o-1"}},
	{"aws:PrincipalOrgPaths", true, {VALUE, ABSENT, VALUE, ABSENT}, {"o-1/r-1/", NULL, "o-1/r-1/"}},
	{"aws:PrincipalTag/team", false, {VALUE, ABSENT, UNKNOWN, ABSENT}, {"red"}},
	{"aws:PrincipalTag/other", false, {ABSENT, ABSENT, UNKNOWN, ABSENT}, {NULL}},
	{"aws:MultiFactorAuthPresent", false, {PERHAPS, ABSENT, UNKNOWN, ABSENT}, {"false"}},
	{"aws:MultiFactorAuthAge", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:FederatedProvider", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:TokenIssueTime", false, {BETWEEN, ABSENT, BETWEEN, ABSENT}, {"2025-12-31T12:00:00Z", NULL, "2025-12-31T12:00:00Z"}},
	{"aws:SourceIdentity", false, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:ResourceAccount", false, {VALUE, VALUE, VALUE, VALUE}, {"222222222222", "222222222222", "222222222222", "222222222222"}},
	{"aws:ResourceOrgID", false, {PERHAPS, PERHAPS, PERHAPS, PERHAPS}, {"\x01", "\x01", "\x01", "\x01"}},
	{"aws:ResourceOrgPaths", true, {PERHAPS, PERHAPS, PERHAPS, PERHAPS}, {"\x01", "\x01", "\x01", "\x01"}},
	{"aws:SourceArn", false, {ABSENT, VALUE, ABSENT, ABSENT}, {NULL, "arn:aws:states:us-east-1:333333333333:stateMachine:M"}},
	{"aws:SourceAccount", false, {ABSENT, VALUE, ABSENT, ABSENT}, {NULL, "333333333333"}},
	{"aws:SourceOrgID", false, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:SourceOrgPaths", true, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:ViaAWSService", false, {VALUE, THERE, VALUE, VALUE}, {"false", NULL, "false", "false"}},
	{"aws:CalledVia", true, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:CalledViaFirst", false, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:CalledViaLast", false, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:SourceIp", false, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:VpcSourceIp", false, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:SourceVpc", false, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:SourceVpce", false, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:SourceVpcArn", false, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:RequestedRegion", false, {VALUE, VALUE, VALUE, VALUE}, {"us-east-1", "us-east-1", "us-east-1", "us-east-1"}},
	{"aws:CurrentTime", false, {VALUE, VALUE, VALUE, VALUE}, {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"}},
	{"aws:EpochTime", false, {VALUE, VALUE, VALUE, VALUE}, {"1767225600", "1767225600", "1767225600", "1767225600"}},
	{"aws:SecureTransport", false, {VALUE, VALUE, VALUE, VALUE}, {"true", "true", "true", "true"}},
	{"sts:ExternalId", false, {VALUE, VALUE, VALUE, VALUE}, {"x", "x", "x", "x"}},
	{"sts:RoleSessionName", false, {RANDOM, RANDOM, THERE, THERE}, {"\x01", "\x01"}},
	{"sts:SourceIdentity", false, {ABSENT, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"sts:TransitiveTagKeys", true, {ABSENT, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:TagKeys", true, {ABSENT, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:RequestTag/team", false, {ABSENT, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:ResourceTag/team", false, {VALUE, VALUE, VALUE, VALUE}, {"blue", "blue", "blue", "blue"}},
	{"iam:ResourceTag/Team", false, {VALUE, VALUE, VALUE, VALUE}, {"blue", "blue", "blue", "blue"}},
	{"iam:ResourceTag/other", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"aws:UserAgent", false, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:Referer", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:VpceAccount", false, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:VpceOrgID", false, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:VpceOrgPaths", true, {PERHAPS, PERHAPS, UNKNOWN, UNKNOWN}, {"\x01", "\x01"}},
	{"aws:CalledViaAWSMCP", false, {ABSENT, UNKNOWN, ABSENT, ABSENT}, {NULL}},
	{"aws:ViaAWSMCPService", false, {PERHAPS, PERHAPS, PERHAPS, PERHAPS}, {"false", "false", "false", "false"}},
	{"aws:IsMcpServiceAction", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"aws:AssumedRoot", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"lambda:InvokedViaFunctionUrl", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"lambda:EventSourceToken", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"aws:SourceOwner", false, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}, {NULL}},
	{"s3:ResourceAccount", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"s3:TlsVersion", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"s3:DataAccessPointArn", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"s3:DataAccessPointAccount", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"s3:AccessPointNetworkOrigin", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"kms:CallerAccount", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"kms:ViaService", false, {ABSENT, ABSENT, ABSENT, ABSENT}, {NULL}},
	{"aws:Ec2InstanceSourceVpc", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"ec2:SourceInstanceArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"lambda:SourceFunctionArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:Ec2InstanceSourcePrivateIPv4", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"ec2:RoleDelivery", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"ssm:SourceInstanceArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"glue:RoleAssumedBy", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"glue:CredentialIssuingService", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"codebuild:BuildArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"codebuild:ProjectArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:ChatbotSourceArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"aws:SignInSessionArn", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"identitystore:UserId", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"SAML:aud", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"token.actions.githubusercontent.com:sub", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
	{"accounts.google.com:aud", false, {ABSENT, ABSENT, UNKNOWN, UNKNOWN}, {NULL}},
};

static const struct {
	const char *name, *principal;
	enum call_origin origin;
} callers[CALLERS] = {
	[STEP_FUNCTIONS] = {"a session of Step Functions", "arn:aws:sts::111111111111:assumed-role/E/s", ORIGIN_STEP_FUNCTIONS},
	[SERVICE]        = {"a service", "states.amazonaws.com", ORIGIN_SERVICE},
	[PERSON]         = {"a person's session", "arn:aws:sts::111111111111:assumed-role/E/s", ORIGIN_PERSON},
	[UNSIGNED]       = {"an unsigned request", "anonymous", ORIGIN_PERSON},
};
/* clang-format on */

static void fill(struct arena *arena, int caller, struct request *request)
{
	static const struct tag tags[] = {{STR_INIT("team"), STR_INIT("red")}};
	static const struct role role = {.tags = tags, .n_tags = 1, .tags_known = true};
	static const struct tag target_tags[] = {{STR_INIT("Team"), STR_INIT("blue")}};
	static const struct role target = {.tags = target_tags, .n_tags = 1, .tags_known = true};
	static const struct str paths[] = {STR_INIT("o-1/r-1/")};
	struct context_facts facts = {
	    .origin = callers[caller].origin,
	    .region = STR("us-east-1"),
	    .now = 1767225600,
	    .caller_org = {ORG_MEMBER, STR("o-1"), paths, 1, false},
	    .resource_org = {.state = ORG_OUTSIDE},
	    .source_arn = STR("arn:aws:states:us-east-1:333333333333:stateMachine:M"),
	    .source_account = STR("333333333333"),
	    .external_id_state = CTX_PRESENT,
	    .external_id = STR("x"),
	    .target = &target,
	};
	struct err err;
	*request = (struct request){.action = STR("sts:AssumeRole"),
				    .resource = STR("arn:aws:iam::222222222222:role/T"),
				    .resource_account = STR("222222222222")};
	assert_true(principal_parse(str_from(callers[caller].principal), &request->caller, &err));
	if (request->caller.kind == PRINCIPAL_ROLE_SESSION) {
		request->caller.identity = STR("arn:aws:iam::111111111111:role/app/E");
		request->caller.unique_id = STR("AROA1");
		facts.caller = &role;
	}
	if (caller == STEP_FUNCTIONS) {
		request->caller.session = STR("\x01");
		request->caller.random_session = true;
	}
	context_fill(arena, &facts, request);
}

static enum sent sent_as(const struct context_value *value)
{
	switch (value->state) {
	case CTX_ABSENT:
		return ABSENT;
	case CTX_PRESENT:
		return value->random ? RANDOM : VALUE;
	case CTX_UNKNOWN:
		break;
	}
	if (value->between)
		return value->present ? BETWEEN : UNKNOWN;
	return value->n_values ? PERHAPS : value->present ? THERE : UNKNOWN;
}

static void every_key_is_filled_as_its_caller_sends_it(void **state)
{
	(void)state;
	for (int caller = 0; caller < CALLERS; caller++) {
		struct arena arena = {NULL};
		struct request request;
		fill(&arena, caller, &request);
		assert_false(request.closed);
		for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++) {
			const struct key_row *row = &key_rows[i];
			const struct context_value *value =
			    request_find(&request, str_from(row->key));
			const char *text = row->text[caller];
			if (!value)
				fail_msg("%s of %s: not filled", row->key, callers[caller].name);
			if (sent_as(value) != row->sent[caller])
				fail_msg("%s of %s: %d instead of %d", row->key,
					 callers[caller].name, (int)sent_as(value),
					 (int)row->sent[caller]);
			assert_int_equal(value->multi, row->multi);
			assert_int_equal(value->n_values, !text ? 0 : value->between ? 2 : 1);
			if (text)
				assert_str(value->values[0], text);
		}
		arena_release(&arena);
	}
}

static void every_absence_says_why(void **state)
{
	(void)state;
	for (int caller = 0; caller < CALLERS; caller++) {
		struct arena arena = {NULL};
		struct request request;
		fill(&arena, caller, &request);
		for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++) {
			const struct context_value *value =
			    request_find(&request, str_from(key_rows[i].key));
			if (value->state == CTX_ABSENT && value->source.n == 0)
				fail_msg("%s of %s is absent without a reason", key_rows[i].key,
					 callers[caller].name);
		}
		arena_release(&arena);
	}
}

/* Lambda names the session after the function, EC2 after the instance. */
static void only_step_functions_is_known_to_make_session_names_up(void **state)
{
	(void)state;
	struct arena arena = {NULL};
	const struct context_facts facts = {.origin = ORIGIN_SERVICE};
	struct request request = {.action = STR("sts:AssumeRole")};
	struct err err;
	assert_true(principal_parse(STR("lambda.amazonaws.com"), &request.caller, &err));
	context_fill(&arena, &facts, &request);
	assert_int_equal(sent_as(request_find(&request, STR("sts:RoleSessionName"))), THERE);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_is_filled_as_its_caller_sends_it),
	    cmocka_unit_test(every_absence_says_why),
	    cmocka_unit_test(only_step_functions_is_known_to_make_session_names_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
