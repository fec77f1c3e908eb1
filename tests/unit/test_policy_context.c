/* unit/test_policy_context.c - the keys of a request as AWS fills them: there, absent or not known.
 */
#include "unit.h"

#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"

#define ROLE "arn:aws:iam::111111111111:role/app/E"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct request role_request(void)
{
	return (struct request){.caller = {.kind = PRINCIPAL_ROLE_SESSION,
					   .arn = STR(ROLE),
					   .identity = STR(ROLE),
					   .account = STR("111111111111"),
					   .partition = STR("aws"),
					   .unique_id = STR("AROAAAAAAAAAAAAAAAAAA"),
					   .session = STR("\x01"),
					   .random_session = true},
				.action = STR("sts:AssumeRole"),
				.resource = STR("arn:aws:iam::222222222222:role/T"),
				.resource_account = STR("222222222222")};
}

static struct request service_request(void)
{
	return (struct request){
	    .caller = {.kind = PRINCIPAL_SERVICE, .arn = STR("states.amazonaws.com")},
	    .action = STR("sts:AssumeRole"),
	    .resource = STR(ROLE),
	    .resource_account = STR("111111111111")};
}

static struct request user_request(void)
{
	return (struct request){
	    .caller = {.kind = PRINCIPAL_USER,
		       .arn = STR("arn:aws:iam::111111111111:user/x/Alice"),
		       .identity = STR("arn:aws:iam::111111111111:user/x/Alice"),
		       .account = STR("111111111111"),
		       .unique_id = STR("AIDAAAAAAAAAAAAAAAAAA")},
	    .action = STR("s3:GetObject"),
	    .resource = STR("arn:aws:s3:::b/k")};
}

static struct context_facts step_functions(void)
{
	return (struct context_facts){
	    .origin = ORIGIN_STEP_FUNCTIONS,
	    .region = STR("eu-west-1"),
	    .now = 1795564800,
	    .external_id_state = CTX_PRESENT,
	    .external_id = STR("arn:aws:states:eu-west-1:111111111111:stateMachine:M"),
	    .external_id_source = STR("Step Functions sends the machine's ARN")};
}

static const struct context_value *find(const struct request *request, const char *key)
{
	const struct context_value *value = request_find(request, str_from(key));
	if (!value)
		fail_msg("%s is not filled", key);
	return value;
}

static void is(const struct request *request, const char *key, const char *text)
{
	const struct context_value *value = find(request, key);
	if (value->state != CTX_PRESENT || value->n_values != 1)
		fail_msg("%s is not there", key);
	assert_str(value->values[0], text);
	assert_true(value->source.n > 0);
}

static void is_absent(const struct request *request, const char *key)
{
	const struct context_value *value = find(request, key);
	if (value->state != CTX_ABSENT)
		fail_msg("%s is not absent", key);
	assert_true(value->source.n > 0);
}

static void is_unknown(const struct request *request, const char *key, bool present)
{
	const struct context_value *value = find(request, key);
	if (value->state != CTX_UNKNOWN || value->present != present)
		fail_msg("%s is known", key);
}

static void a_role_that_step_functions_made_is_known_as_aws_knows_it(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	assert_false(request.closed);
	is(&request, "aws:PrincipalArn", ROLE);
	is(&request, "aws:PrincipalAccount", "111111111111");
	is(&request, "aws:PrincipalType", "AssumedRole");
	is(&request, "aws:PrincipalIsAWSService", "false");
	is(&request, "aws:ViaAWSService", "false");
	is(&request, "aws:RequestedRegion", "eu-west-1");
	is(&request, "aws:CurrentTime", "2026-11-25T00:00:00Z");
	is(&request, "aws:EpochTime", "1795564800");
	is(&request, "aws:SecureTransport", "true");
	is(&request, "aws:ResourceAccount", "222222222222");
	is(&request, "sts:ExternalId", "arn:aws:states:eu-west-1:111111111111:stateMachine:M");
	is_absent(&request, "aws:SourceArn");
	is_absent(&request, "aws:SourceAccount");
	is_absent(&request, "aws:SourceOrgID");
	is_absent(&request, "aws:SourceOrgPaths");
	is_absent(&request, "aws:username");
	is_absent(&request, "aws:CalledVia");
	is_absent(&request, "aws:PrincipalServiceName");
	is_absent(&request, "aws:MultiFactorAuthAge");
	is_absent(&request, "lambda:SourceFunctionArn");
	is_absent(&request, "ec2:SourceInstanceArn");
	is_absent(&request, "aws:Ec2InstanceSourceVpc");
	is_absent(&request, "aws:CalledViaFirst");
	is_absent(&request, "aws:CalledViaLast");
	is_absent(&request, "aws:PrincipalServiceNamesList");
	is_unknown(&request, "aws:SourceIp", false);
	is_unknown(&request, "aws:VpcSourceIp", false);
	is_unknown(&request, "aws:SourceIdentity", false);
	is_absent(&request, "sts:SourceIdentity");
	is_absent(&request, "sts:TransitiveTagKeys");
	is_absent(&request, "aws:TagKeys");
	is_absent(&request, "aws:RequestTag/team");
	is_unknown(&request, "aws:ResourceTag/team", false);
	assert_true(find(&request, "aws:TagKeys")->multi);
	assert_true(find(&request, "sts:TransitiveTagKeys")->multi);
	is_unknown(&request, "aws:TokenIssueTime", true);
}

static void session_names_of_step_functions_equal_no_fixed_text(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	const struct context_value *name = find(&request, "sts:RoleSessionName");
	assert_int_equal(name->state, CTX_PRESENT);
	assert_true(name->random);
	assert_true(holes_only(name->values[0]));
	const struct context_value *id = find(&request, "aws:userid");
	assert_true(id->random);
	assert_true(str_starts(id->values[0], STR("AROAAAAAAAAAAAAAAAAAA:")));
}

static void sessions_of_services_never_have_mfa(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	const struct context_value *mfa = find(&request, "aws:MultiFactorAuthPresent");
	assert_int_equal(mfa->state, CTX_UNKNOWN);
	assert_false(mfa->present);
	assert_int_equal(mfa->n_values, 1);
	assert_str(mfa->values[0], "false");
}

static void calls_of_step_functions_come_through_no_endpoint_of_yours(void **state)
{
	(void)state;
	static const char *const keys[] = {"aws:SourceVpce", "aws:SourceVpc", "aws:SourceVpcArn"};
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct context_value *value = find(&request, keys[i]);
		assert_int_equal(value->state, CTX_UNKNOWN);
		assert_false(value->present);
		assert_true(value->random);
	}
}

static void a_persons_session_may_have_mfa_and_tags(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	const struct tag tag = {STR("team"), STR("red")};
	const struct role role = {.arn = STR(ROLE), .tags = &tag, .n_tags = 1, .tags_known = true};
	facts.origin = ORIGIN_PERSON;
	facts.caller = &role;
	context_fill(&arena, &facts, &request);
	assert_int_equal(find(&request, "aws:MultiFactorAuthPresent")->n_values, 0);
	is_unknown(&request, "aws:MultiFactorAuthPresent", false);
	is_unknown(&request, "aws:PrincipalTag/team", false);
	is_unknown(&request, "aws:PrincipalTag/other", false);
	is_unknown(&request, "aws:SourceVpce", false);
	is_unknown(&request, "sts:RoleSessionName", true);
	is_unknown(&request, "lambda:SourceFunctionArn", false);
}

static void a_roles_tags_count_where_a_service_made_the_session(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	const struct tag tags[] = {{STR("team"), STR("red")}, {STR("open"), STR("${Param}")}};
	struct role role = {.arn = STR(ROLE), .tags = tags, .n_tags = 2, .tags_known = true};
	facts.caller = &role;
	context_fill(&arena, &facts, &request);
	is(&request, "aws:PrincipalTag/TEAM", "red");
	is_unknown(&request, "aws:PrincipalTag/open", true);
	is_absent(&request, "aws:PrincipalTag/other");
	role.tags_known = false;
	context_fill(&arena, &facts, &request);
	is(&request, "aws:PrincipalTag/team", "red");
	is_unknown(&request, "aws:PrincipalTag/other", false);
}

static void a_users_tags_are_no_session_tags(void **state)
{
	(void)state;
	struct request request = user_request();
	const struct tag tag = {STR("team"), STR("red")};
	const struct role user = {.tags = &tag, .n_tags = 1, .tags_known = true};
	const struct context_facts facts = {.origin = ORIGIN_PERSON, .caller = &user};
	context_fill(&arena, &facts, &request);
	is(&request, "aws:PrincipalTag/team", "red");
	is_absent(&request, "aws:PrincipalTag/other");
	is(&request, "aws:username", "Alice");
	is(&request, "aws:userid", "AIDAAAAAAAAAAAAAAAAAA");
	is(&request, "aws:PrincipalType", "User");
	is_absent(&request, "sts:ExternalId");
	is_absent(&request, "sts:RoleSessionName");
	is_unknown(&request, "aws:ResourceAccount", false);
	is_unknown(&request, "aws:RequestedRegion", true);
}

static void a_service_says_on_whose_behalf_it_calls(void **state)
{
	(void)state;
	struct request request = service_request();
	struct context_facts facts = {
	    .origin = ORIGIN_SERVICE,
	    .source_arn = STR("arn:aws:states:eu-west-1:111111111111:stateMachine:M"),
	    .source_account = STR("111111111111"),
	    .resource_org = {.state = ORG_MEMBER, .id = STR("o-a")}};
	context_fill(&arena, &facts, &request);
	is(&request, "aws:SourceArn", "arn:aws:states:eu-west-1:111111111111:stateMachine:M");
	is(&request, "aws:SourceAccount", "111111111111");
	is(&request, "aws:SourceOrgID", "o-a");
	is(&request, "aws:PrincipalIsAWSService", "true");
	is(&request, "aws:PrincipalServiceName", "states.amazonaws.com");
	is_absent(&request, "aws:PrincipalArn");
	is_absent(&request, "aws:PrincipalOrgID");
	is_absent(&request, "aws:PrincipalOrgPaths");
	is_absent(&request, "aws:PrincipalTag/x");
	is_absent(&request, "aws:username");
	is_absent(&request, "aws:userid");
	facts.source_account = STR("333333333333");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:SourceOrgID", false);
	facts.source_arn = STR("");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:SourceArn", false);
}

static void organizations_are_known_absent_or_not_collected(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	const struct str path = STR("o-a/r-b/ou-c/");
	facts.caller_org =
	    (struct org_facts){.state = ORG_MEMBER, .id = STR("o-a"), .paths = &path, .n_paths = 1};
	facts.resource_org = (struct org_facts){.state = ORG_OUTSIDE};
	context_fill(&arena, &facts, &request);
	is(&request, "aws:PrincipalOrgID", "o-a");
	is(&request, "aws:PrincipalOrgPaths", "o-a/r-b/ou-c/");
	assert_true(find(&request, "aws:PrincipalOrgPaths")->multi);
	is_unknown(&request, "aws:ResourceOrgID", false);
	is_unknown(&request, "aws:ResourceOrgPaths", false);
	facts.caller_org = (struct org_facts){.state = ORG_NOT_COLLECTED};
	facts.resource_org = (struct org_facts){.state = ORG_MEMBER};
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:PrincipalOrgID", false);
	is_unknown(&request, "aws:PrincipalOrgPaths", false);
	is_unknown(&request, "aws:ResourceOrgID", true);
	is_unknown(&request, "aws:ResourceOrgPaths", true);
}

static void an_unsigned_request_is_of_nobody(void **state)
{
	(void)state;
	struct request request = {.caller = {.kind = PRINCIPAL_ANONYMOUS},
				  .action = STR("s3:GetObject"),
				  .resource = STR("arn:aws:s3:::b/k")};
	const struct context_facts facts = {.origin = ORIGIN_PERSON};
	context_fill(&arena, &facts, &request);
	is(&request, "aws:PrincipalAccount", "anonymous");
	is(&request, "aws:PrincipalType", "Anonymous");
	is_absent(&request, "aws:PrincipalArn");
	is_absent(&request, "aws:PrincipalIsAWSService");
	is_absent(&request, "aws:userid");
	is_absent(&request, "aws:PrincipalOrgID");
}

static void a_federated_identity_is_of_no_account_yet(void **state)
{
	(void)state;
	struct request request = {
	    .caller = {.kind = PRINCIPAL_WEB_OR_SAML, .arn = STR("accounts.google.com")},
	    .action = STR("sts:AssumeRoleWithWebIdentity"),
	    .resource = STR(ROLE)};
	const struct context_facts facts = {.origin = ORIGIN_PERSON};
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:PrincipalArn", false);
	is_unknown(&request, "aws:PrincipalAccount", false);
	is_unknown(&request, "aws:PrincipalOrgID", false);
	is_unknown(&request, "aws:FederatedProvider", false);
}

static void the_root_user_and_federated_users_have_their_own_types(void **state)
{
	(void)state;
	const struct context_facts facts = {.origin = ORIGIN_PERSON};
	struct request root = {.caller = {.kind = PRINCIPAL_ROOT,
					  .arn = STR("arn:aws:iam::111111111111:root"),
					  .identity = STR("arn:aws:iam::111111111111:root"),
					  .account = STR("111111111111")}};
	context_fill(&arena, &facts, &root);
	is(&root, "aws:PrincipalType", "Account");
	is(&root, "aws:userid", "111111111111");
	is(&root, "aws:PrincipalArn", "arn:aws:iam::111111111111:root");
	is_unknown(&root, "aws:AssumedRoot", false);
	struct request federated = {
	    .caller = {.kind = PRINCIPAL_FEDERATED_USER,
		       .arn = STR("arn:aws:sts::111111111111:federated-user/F"),
		       .account = STR("111111111111")}};
	context_fill(&arena, &facts, &federated);
	is(&federated, "aws:PrincipalType", "FederatedUser");
	is(&federated, "aws:PrincipalArn", "arn:aws:sts::111111111111:federated-user/F");
	is_unknown(&federated, "aws:userid", true);
	is_absent(&federated, "aws:AssumedRoot");
}

static void a_role_whose_path_is_not_known_has_an_arn_that_is_not(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	request.caller.identity = STR("");
	request.caller.unique_id = STR("");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:PrincipalArn", true);
	is_unknown(&request, "aws:userid", true);
}

static void an_external_id_is_sent_absent_or_not_known(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	facts.external_id_state = CTX_ABSENT;
	context_fill(&arena, &facts, &request);
	is_absent(&request, "sts:ExternalId");
	facts.external_id_state = CTX_UNKNOWN;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "sts:ExternalId", false);
}

static void what_the_user_gives_wins(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	const struct str address = STR("203.0.113.7");
	const struct context_value given[] = {
	    {.key = STR("aws:SourceIp"),
	     .state = CTX_PRESENT,
	     .values = &address,
	     .n_values = 1,
	     .source = STR("given")},
	    {.key = STR("AWS:PRINCIPALARN"), .state = CTX_ABSENT, .source = STR("given")}};
	facts.given = given;
	facts.n_given = 2;
	context_fill(&arena, &facts, &request);
	is(&request, "aws:SourceIp", "203.0.113.7");
	is_absent(&request, "aws:PrincipalArn");
}

static void keys_that_no_rule_fills_are_not_listed_and_so_not_known(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	assert_null(request_find(&request, STR("dynamodb:LeadingKeys")));
	assert_null(request_find(&request, STR("s3:prefix")));
	assert_false(request.closed);
}

static void a_caller_of_whom_nothing_is_known_may_be_a_user(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = {.origin = ORIGIN_PERSON, .now = 1795564800};
	request.caller = (struct principal){.kind = PRINCIPAL_ROLE_SESSION,
					    .arn = STR("\x01"),
					    .identity = STR("\x01"),
					    .session = STR("\x01"),
					    .anyone = true};
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:PrincipalAccount", true);
	is_unknown(&request, "aws:PrincipalType", true);
	is_unknown(&request, "aws:userid", true);
	is_unknown(&request, "aws:username", false);
	/* a user's credentials may last longer than a role's, or have no such time */
	is_unknown(&request, "aws:TokenIssueTime", false);
	assert_str(find(&request, "aws:TokenIssueTime")->values[0], "2026-11-23T12:00:00Z");
	assert_str(find(&request, "aws:TokenIssueTime")->values[1], "2026-11-25T00:00:00Z");
}

static void a_assumed_session_of_a_person_has_no_mfa(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = {.origin = ORIGIN_PERSON, .assumed_session = true};
	context_fill(&arena, &facts, &request);
	is_absent(&request, "aws:MultiFactorAuthAge");
}

static void a_service_may_call_on_anyones_behalf(void **state)
{
	(void)state;
	struct request request = service_request();
	struct context_facts facts = {.origin = ORIGIN_SERVICE,
				      .resource_org = {.state = ORG_MEMBER, .id = STR("o-a")}};
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:SourceOrgID", false);
	is_unknown(&request, "aws:SourceOrgPaths", false);
	facts.source_account = STR("333333333333");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:SourceOrgID", false);
}

static void only_where_step_functions_assumes_a_role_it_surely_sends_no_tags(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	context_fill(&arena, &facts, &request);
	is_absent(&request, "aws:TagKeys");
	request.action = STR("sqs:CreateQueue");
	request.resource = STR("arn:aws:sqs:eu-west-1:222222222222:q");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:TagKeys", false);
}

/* ---- keys of single services ---- */

static void a_role_that_step_functions_made_calls_kms_itself(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	request.action = STR("kms:Decrypt");
	context_fill(&arena, &facts, &request);
	is(&request, "kms:CallerAccount", "111111111111");
	is_absent(&request, "kms:ViaService");
	facts.forwarded = true;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "kms:ViaService", false);
	facts = (struct context_facts){.origin = ORIGIN_PERSON};
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "kms:ViaService", false);
	request = service_request();
	request.action = STR("kms:Decrypt");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "kms:CallerAccount", false);
}

static void the_owner_of_a_topic_is_no_other_account_than_the_callers(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	request.action = STR("sns:Publish");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:SourceOwner", false);
	assert_str(find(&request, "aws:SourceOwner")->values[0], "111111111111");
	request.caller.account = STR("");
	context_fill(&arena, &facts, &request);
	assert_int_equal(find(&request, "aws:SourceOwner")->n_values, 0);
	request = service_request();
	request.action = STR("sns:Publish");
	context_fill(&arena, &facts, &request);
	assert_int_equal(find(&request, "aws:SourceOwner")->n_values, 0);
}

static void a_call_of_s3_says_whose_bucket_it_is_and_which_access_point(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	request.action = STR("s3:GetObject");
	request.resource = STR("arn:aws:s3:::b/k");
	context_fill(&arena, &facts, &request);
	is(&request, "s3:ResourceAccount", "222222222222");
	is_absent(&request, "s3:DataAccessPointAccount");
	request.resource_account = STR("");
	request.resource = STR("arn:aws:s3:::b-abc-s3alias/k");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "s3:ResourceAccount", false);
	is_unknown(&request, "s3:DataAccessPointArn", false);
	request.resource = STR("arn:aws:s3:us-east-1:222222222222:accesspoint/a/object/k");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "s3:AccessPointNetworkOrigin", false);
	is_unknown(&request, "s3:DataAccessPointAccount", false);
	request.resource = STR("*");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "s3:DataAccessPointArn", false);
	request.resource = STR("arn:aws:s3:::\x01");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "s3:DataAccessPointArn", false);
}

static void of_an_access_point_and_its_bucket_it_is_not_said_whose_account_is_meant(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	request.action = STR("s3:GetObject");
	request.resource = STR("arn:aws:s3:us-east-1:222222222222:accesspoint/a/object/k");
	facts.access_point = STR("arn:aws:s3:us-east-1:222222222222:accesspoint/a");
	facts.access_point_account = STR("222222222222");
	facts.access_point_bucket_account = STR("222222222222");
	context_fill(&arena, &facts, &request);
	is(&request, "aws:ResourceAccount", "222222222222");
	facts.access_point_bucket_account = STR("333333333333");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:ResourceAccount", false);
	is_unknown(&request, "s3:ResourceAccount", false);
	is_unknown(&request, "aws:ResourceOrgID", false);
	is_unknown(&request, "aws:ResourceOrgPaths", false);
}

static void what_is_known_of_an_access_point_is_what_a_call_through_it_carries(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	request.action = STR("s3:GetObject");
	request.resource = STR("arn:aws:s3:us-east-1:222222222222:accesspoint/a/object/k");
	facts.access_point = STR("arn:aws:s3:us-east-1:222222222222:accesspoint/a");
	facts.access_point_account = STR("222222222222");
	context_fill(&arena, &facts, &request);
	is(&request, "s3:DataAccessPointArn", "arn:aws:s3:us-east-1:222222222222:accesspoint/a");
	is(&request, "s3:DataAccessPointAccount", "222222222222");
	is_unknown(&request, "s3:AccessPointNetworkOrigin", true);
	facts.access_point_origin = STR("VPC");
	context_fill(&arena, &facts, &request);
	is(&request, "s3:AccessPointNetworkOrigin", "VPC");
	/* which of several it is, is not known */
	facts.access_point_open = true;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "s3:DataAccessPointArn", false);
	is_unknown(&request, "s3:AccessPointNetworkOrigin", false);
}

/* Source: Service Authorization Reference, the prefixes of the services that are servers of MCP. */
static void actions_of_a_server_of_mcp_may_be_said_to_be_some(void **state)
{
	(void)state;
	struct request request = role_request();
	const struct context_facts facts = step_functions();
	request.action = STR("application-signals-mcp:GetService");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:IsMcpServiceAction", false);
	request.action = STR("s3:GetObject");
	context_fill(&arena, &facts, &request);
	is_absent(&request, "aws:IsMcpServiceAction");
}

/* A tag that a template leaves open, or that holds a name which the deployment makes up. */
static void a_tag_that_is_not_settled_is_there_with_any_value(void **state)
{
	static const struct tag tags[] = {{STR_INIT("team"), STR_INIT("${Team}")},
					  {STR_INIT("stack"), STR_INIT("{shop.Role}")},
					  {STR_INIT("env"), STR_INIT("prod")}};
	const struct role role = {.arn = STR(ROLE), .tags = tags, .n_tags = 3, .tags_known = true};
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	facts.caller = &role;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:PrincipalTag/team", true);
	is_unknown(&request, "aws:PrincipalTag/stack", true);
	is(&request, "aws:PrincipalTag/env", "prod");
}

static void one_of_two_regions_is_there_with_either_value(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	facts.region_or = STR("us-east-1");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:RequestedRegion", true);
	assert_true(find(&request, "aws:RequestedRegion")->either);
	assert_int_equal(find(&request, "aws:RequestedRegion")->n_values, 2);
	facts.region_or = facts.region;
	context_fill(&arena, &facts, &request);
	is(&request, "aws:RequestedRegion", "eu-west-1");
	facts.region = STR("");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:RequestedRegion", true);
}

static void tags_of_a_role_are_known_only_where_it_is_assumed(void **state)
{
	(void)state;
	static const struct tag tags[] = {{STR_INIT("team"), STR_INIT("red")}};
	static const struct role known = {.tags = tags, .n_tags = 1, .tags_known = true};
	static const struct role unread = {.tags_known = false};
	struct request request = role_request();
	struct context_facts facts = step_functions();
	facts.target = &unread;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:ResourceTag/team", false);
	facts.target = &known;
	request.action = STR("iam:PassRole");
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "iam:ResourceTag/team", false);
}

/* What a user says of a key, by whom the key is about: who began, a service, every session. */
static void what_is_said_of_a_key_is_said_of_whom_it_is_about(void **state)
{
	(void)state;
	const struct request_place person = {.action = STR("s3:GetObject"),
					     .origin = ORIGIN_PERSON};
	const struct request_place later = {
	    .action = STR("s3:GetObject"), .origin = ORIGIN_PERSON, .handed = 1, .asked = true};
	const struct request_place service = {
	    .action = STR("sts:AssumeRole"), .origin = ORIGIN_SERVICE, .service = true};
	const struct request_place first = {.action = STR("sts:AssumeRole"),
					    .origin = ORIGIN_SERVICE,
					    .service = true,
					    .first = true};
	const struct request_place assumes = {.action = STR("sts:AssumeRole"),
					      .origin = ORIGIN_PERSON};
	const struct request_place forwarded = {
	    .action = STR("kms:Decrypt"), .origin = ORIGIN_PERSON, .forwarded = true};
	const struct {
		const char *key;
		bool person, later, service, first, assumes, forwarded;
	} rows[] = {
	    {"aws:PrincipalArn", true, false, false, true, true, true},
	    {"aws:MultiFactorAuthPresent", true, false, false, false, true, false},
	    {"aws:SourceArn", false, false, true, true, false, false},
	    {"aws:SourceIdentity", true, true, false, false, true, true},
	    {"sts:ExternalId", false, false, false, true, true, false},
	    {"aws:ResourceOrgID", false, true, false, false, false, false},
	    {"kms:ViaService", false, false, false, false, false, true},
	    {"aws:SourceIp", true, true, false, true, true, false},
	    {"aws:SourceVpce", true, true, false, false, true, false},
	    {"s3:prefix", true, true, false, false, true, true},
	    {"noservice", true, false, false, false, true, true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str key = str_from(rows[i].key);
		bool same = context_is_said_of(key, &person) == rows[i].person &&
			    context_is_said_of(key, &later) == rows[i].later &&
			    context_is_said_of(key, &service) == rows[i].service &&
			    context_is_said_of(key, &first) == rows[i].first &&
			    context_is_said_of(key, &assumes) == rows[i].assumes &&
			    context_is_said_of(key, &forwarded) == rows[i].forwarded;
		if (!same)
			fail_msg("%s is said of other requests", rows[i].key);
	}
}

static void a_forwarded_call_comes_through_a_service(void **state)
{
	(void)state;
	struct request request = role_request();
	struct context_facts facts = step_functions();
	facts.forwarded = true;
	context_fill(&arena, &facts, &request);
	is_unknown(&request, "aws:ViaAWSService", true);
	is_unknown(&request, "aws:CalledVia", false);
}

/* What is said of a key of KMS is said of the calls of KMS, whoever makes them. */
static void a_key_of_a_service_is_said_of_its_calls(void **state)
{
	(void)state;
	const struct request_place kms = {.action = STR("kms:Decrypt"), .handed = 1};
	const struct request_place sqs = {.action = STR("sqs:SendMessage"), .asked = true};
	assert_true(context_is_said_of(STR("kms:ViaService"), &kms));
	assert_true(context_is_said_of(STR("kms:CallerAccount"), &kms));
	assert_false(context_is_said_of(STR("s3:ResourceAccount"), &kms));
	assert_false(context_is_said_of(STR("s3:DataAccessPointArn"), &kms));
	assert_false(context_is_said_of(STR("s3:DataAccessPointAccount"), &kms));
	assert_false(context_is_said_of(STR("s3:AccessPointNetworkOrigin"), &kms));
	assert_false(context_is_said_of(STR("s3:prefix"),
					&(struct request_place){.action = STR("*"), .handed = 1}));
	assert_false(context_is_said_of(STR("kms:ViaService"), &sqs));
	assert_false(context_is_said_of(STR("kms:CallerAccount"), &sqs));
	assert_true(context_is_said_of(STR("aws:SourceOwner"), &sqs));
	assert_false(context_is_said_of(STR("aws:SourceOwner"), &kms));
	assert_true(context_is_said_of(STR("iam:ResourceTag/x"), &sqs));
	assert_false(context_is_said_of(STR("iam:ResourceTag/x"), &kms));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_role_that_step_functions_made_is_known_as_aws_knows_it),
	    TEST(session_names_of_step_functions_equal_no_fixed_text),
	    TEST(sessions_of_services_never_have_mfa),
	    TEST(calls_of_step_functions_come_through_no_endpoint_of_yours),
	    TEST(a_persons_session_may_have_mfa_and_tags),
	    TEST(a_roles_tags_count_where_a_service_made_the_session),
	    TEST(a_users_tags_are_no_session_tags),
	    TEST(a_service_says_on_whose_behalf_it_calls),
	    TEST(organizations_are_known_absent_or_not_collected),
	    TEST(an_unsigned_request_is_of_nobody),
	    TEST(a_federated_identity_is_of_no_account_yet),
	    TEST(the_root_user_and_federated_users_have_their_own_types),
	    TEST(a_role_whose_path_is_not_known_has_an_arn_that_is_not),
	    TEST(an_external_id_is_sent_absent_or_not_known),
	    TEST(what_the_user_gives_wins),
	    TEST(keys_that_no_rule_fills_are_not_listed_and_so_not_known),
	    TEST(a_caller_of_whom_nothing_is_known_may_be_a_user),
	    TEST(a_assumed_session_of_a_person_has_no_mfa),
	    TEST(a_service_may_call_on_anyones_behalf),
	    TEST(only_where_step_functions_assumes_a_role_it_surely_sends_no_tags),
	    TEST(a_role_that_step_functions_made_calls_kms_itself),
	    TEST(the_owner_of_a_topic_is_no_other_account_than_the_callers),
	    TEST(a_call_of_s3_says_whose_bucket_it_is_and_which_access_point),
	    TEST(of_an_access_point_and_its_bucket_it_is_not_said_whose_account_is_meant),
	    TEST(one_of_two_regions_is_there_with_either_value),
	    TEST(what_is_known_of_an_access_point_is_what_a_call_through_it_carries),
	    TEST(actions_of_a_server_of_mcp_may_be_said_to_be_some),
	    TEST(a_tag_that_is_not_settled_is_there_with_any_value),
	    TEST(tags_of_a_role_are_known_only_where_it_is_assumed),
	    TEST(a_key_of_a_service_is_said_of_its_calls),
	    TEST(what_is_said_of_a_key_is_said_of_whom_it_is_about),
	    TEST(a_forwarded_call_comes_through_a_service),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
