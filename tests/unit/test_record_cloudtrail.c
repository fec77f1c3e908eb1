/* test_record_cloudtrail.c - who was denied what, by the events of CloudTrail. */
#include "unit.h"

#include <stdio.h>

#include "rolehop/base/arena.h"
#include "rolehop/record/cloudtrail.h"

#define SESSION "arn:aws:sts::111111111111:assumed-role/NightRl/run-1"
#define ROLE_IDENTITY                                                                              \
	"\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA1:run-1\",\"arn\":"      \
	"\"" SESSION "\",\"accountId\":\"111111111111\",\"sessionContext\":{\"sessionIssuer\":{"   \
	"\"type\":\"Role\",\"arn\":\"arn:aws:iam::111111111111:role/batch/NightRl\"},"             \
	"\"attributes\":{\"creationDate\":\"2026-11-24T02:00:00Z\",\"mfaAuthenticated\":"          \
	"\"false\"},\"sourceIdentity\":\"ana\"}}"
#define EVENT(identity, source, name, more)                                                        \
	"{" identity ",\"eventTime\":\"2026-11-24T02:00:05Z\",\"eventSource\":\"" source           \
	"\",\"eventName\":\"" name                                                                 \
	"\",\"awsRegion\":\"eu-west-1\",\"recipientAccountId\":\"111111111111\"" more "}"
#define DENIED ",\"errorCode\":\"AccessDenied\""
#define SAYS(message) ",\"errorMessage\":\"" message "\""
#define REQUEST(text) ",\"requestParameters\":{" text "}"

struct read {
	struct arena arena;
	const struct trail_event *events;
	size_t n, seen;
};

static void read_text(struct read *r, const char *text)
{
	const struct json *json;
	struct err err;

	arena_init(&r->arena);
	if (!json_parse(&r->arena, str_from(text), &json, &err))
		fail_msg("%s", err.text);
	assert_true(cloudtrail_is(json));
	cloudtrail_denials(&r->arena, json, &r->events, &r->n, &r->seen);
}

static const struct trail_event *read_one(struct read *r, const char *text)
{
	read_text(r, text);
	assert_int_equal(r->n, 1);
	return &r->events[0];
}

static const struct context_value *key(const struct trail_event *event, const char *name)
{
	return request_find(
	    &(struct request){.context = event->context, .n_context = event->n_context},
	    str_from(name));
}

static void has_key(const struct trail_event *event, const char *name, const char *value)
{
	const struct context_value *found = key(event, name);

	if (found == NULL)
		fail_msg("no %s", name);
	assert_int_equal(found->state, CTX_PRESENT);
	assert_str(found->values[0], value);
}

static void an_assumption_has_its_role_external_id_and_session(void **state)
{
	struct read r;
	const struct trail_event *event = read_one(
	    &r,
	    EVENT(ROLE_IDENTITY, "sts.amazonaws.com", "AssumeRole",
		  DENIED SAYS("User: " SESSION " is not authorized to perform: sts:AssumeRole on "
			      "resource: arn:aws:iam::222222222222:role/LedgerRl")
		      REQUEST("\"roleArn\":\"arn:aws:iam::222222222222:role/LedgerRl\","
			      "\"roleSessionName\":\"s\",\"externalId\":\"x-1\"")));

	(void)state;
	assert_str(event->denial.principal, SESSION);
	assert_str(event->denial.session, "run-1");
	assert_str(event->denial.action, "sts:AssumeRole");
	assert_str(event->denial.resource, "arn:aws:iam::222222222222:role/LedgerRl");
	assert_str(event->identity, "arn:aws:iam::111111111111:role/batch/NightRl");
	assert_true(event->knows_request);
	assert_true(event->has_external_id);
	assert_str(event->external_id, "x-1");
	has_key(event, "sts:RoleSessionName", "s");
	has_key(event, "aws:SourceIdentity", "ana");
	has_key(event, "aws:MultiFactorAuthPresent", "false");
	has_key(event, "aws:CurrentTime", "2026-11-24T02:00:05Z");
	has_key(event, "aws:TokenIssueTime", "2026-11-24T02:00:00Z");
	arena_release(&r.arena);
}

#define GOV_IDENTITY                                                                               \
	"\"userIdentity\":{\"type\":\"AWSService\",\"sessionContext\":{\"sessionIssuer\":{"        \
	"\"type\":\"Role\",\"arn\":\"arn:aws-us-gov:iam::111111111111:role/R\"}}}"

static void a_name_is_one_of_the_caller_s_partition(void **state)
{
	struct read r;
	const struct trail_event *event =
	    read_one(&r, EVENT(GOV_IDENTITY, "s3.amazonaws.com", "GetObject",
			       DENIED SAYS("Access Denied") REQUEST("\"bucketName\":\"ledger\"")));

	(void)state;
	assert_str(event->denial.resource, "arn:aws-us-gov:s3:::ledger");
	arena_release(&r.arena);
	event = read_one(&r, EVENT(GOV_IDENTITY, "iam.amazonaws.com", "GetRole",
				   DENIED SAYS("Access Denied") REQUEST("\"roleName\":\"R\"")));
	assert_str(event->denial.resource, "arn:aws-us-gov:iam::111111111111:role/R");
	arena_release(&r.arena);
}

static void what_the_message_lacks_the_event_tells(void **state)
{
	struct read r;
	const struct trail_event *event =
	    read_one(&r, EVENT(ROLE_IDENTITY, "s3.amazonaws.com", "GetObject",
			       DENIED SAYS("Access Denied")
				   REQUEST("\"bucketName\":\"ledger\",\"key\":\"in/1.csv\"")));

	(void)state;
	assert_str(event->denial.principal, SESSION);
	assert_str(event->denial.action, "");
	assert_str(event->denial.resource, "arn:aws:s3:::ledger/in/1.csv");
	assert_str(event->denial.service, "s3");
	assert_int_equal(event->denial.reason, DENIAL_UNSPECIFIED);
	assert_str(event->name, "GetObject");
	arena_release(&r.arena);
}

static void resources_come_from_the_list_or_the_parameters(void **state)
{
	static const struct {
		const char *source, *more, *arn;
	} cases[] = {
	    {"s3.amazonaws.com",
	     ",\"resources\":[{\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::b\"},"
	     "{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::b/k\"}]",
	     "arn:aws:s3:::b/k"},
	    {"lambda.amazonaws.com", REQUEST("\"functionName\":\"sum\""),
	     "arn:aws:lambda:eu-west-1:111111111111:function:sum"},
	    {"lambda.amazonaws.com",
	     REQUEST("\"functionName\":\"arn:aws:lambda:eu-west-1:2:function:sum:live\""),
	     "arn:aws:lambda:eu-west-1:2:function:sum:live"},
	    {"dynamodb.amazonaws.com", REQUEST("\"tableName\":\"carts\""),
	     "arn:aws:dynamodb:eu-west-1:111111111111:table/carts"},
	    {"ssm.amazonaws.com", REQUEST("\"name\":\"/a/b\""),
	     "arn:aws:ssm:eu-west-1:111111111111:parameter/a/b"},
	    {"states.amazonaws.com",
	     REQUEST("\"roleArn\":\"arn:aws:iam::111111111111:role/NightRl\""),
	     "arn:aws:iam::111111111111:role/NightRl"},
	    {"ec2.amazonaws.com", REQUEST("\"name\":\"x\""), ""},
	};
	char text[2048];
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), EVENT(ROLE_IDENTITY, "%s", "Any", DENIED "%s"),
			 cases[i].source, cases[i].more);
		assert_str(read_one(&r, text)->denial.resource, cases[i].arn);
		arena_release(&r.arena);
	}
}

static void every_kind_of_caller_is_named(void **state)
{
	static const struct {
		const char *identity, *principal, *arn;
	} cases[] = {
	    {"\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111111111111:user/"
	     "bea\"}",
	     "arn:aws:iam::111111111111:user/bea", "arn:aws:iam::111111111111:user/bea"},
	    {"\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::111111111111:root\"}",
	     "arn:aws:iam::111111111111:root", ""},
	    {"\"userIdentity\":{\"type\":\"AWSService\",\"invokedBy\":\"states.amazonaws.com\"}",
	     "states.amazonaws.com", ""},
	    {"\"userIdentity\":{\"type\":\"AWSAccount\",\"principalId\":\"AROA9:x\",\"accountId\":"
	     "\"222222222222\"}",
	     "", ""},
	    {"\"userIdentity\":{\"type\":\"FederatedUser\",\"arn\":"
	     "\"arn:aws:sts::111111111111:federated-user/bea\",\"sessionContext\":{"
	     "\"sessionIssuer\":{\"type\":\"IAMUser\",\"arn\":"
	     "\"arn:aws:iam::111111111111:user/broker\"}}}",
	     "arn:aws:sts::111111111111:federated-user/bea",
	     "arn:aws:iam::111111111111:user/broker"},
	    {"\"userIdentity\":{\"type\":\"WebIdentityUser\",\"identityProvider\":"
	     "\"accounts.google.com\"}",
	     "accounts.google.com", ""},
	};
	char text[2048];
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), EVENT("%s", "sts.amazonaws.com", "AssumeRole", DENIED),
			 cases[i].identity);
		assert_str(read_one(&r, text)->denial.principal, cases[i].principal);
		assert_str(r.events[0].identity, cases[i].arn);
		arena_release(&r.arena);
	}
}

static void the_network_is_told_as_the_request_had_it(void **state)
{
	struct read r;
	const struct trail_event *event =
	    read_one(&r, EVENT(ROLE_IDENTITY, "s3.amazonaws.com", "GetObject",
			       DENIED ",\"sourceIPAddress\":\"203.0.113.7\""));

	(void)state;
	has_key(event, "aws:SourceIp", "203.0.113.7");
	assert_int_equal(key(event, "aws:SourceVpce")->state, CTX_ABSENT);
	arena_release(&r.arena);
	event = read_one(&r, EVENT(ROLE_IDENTITY, "s3.amazonaws.com", "GetObject",
				   DENIED ",\"sourceIPAddress\":\"10.0.0.9\",\"vpcEndpointId\":"
					  "\"vpce-1\""));
	has_key(event, "aws:SourceVpce", "vpce-1");
	has_key(event, "aws:VpcSourceIp", "10.0.0.9");
	assert_int_equal(key(event, "aws:SourceIp")->state, CTX_ABSENT);
	arena_release(&r.arena);
	event = read_one(&r, EVENT(ROLE_IDENTITY, "sts.amazonaws.com", "AssumeRole",
				   DENIED ",\"sourceIPAddress\":\"states.amazonaws.com\""));
	assert_null(key(event, "aws:SourceIp"));
	assert_null(key(event, "aws:SourceVpce"));
	arena_release(&r.arena);
}

static void events_are_found_wherever_they_stand(void **state)
{
#define ONE EVENT(ROLE_IDENTITY, "sqs.amazonaws.com", "SendMessage", DENIED)
#define FINE EVENT(ROLE_IDENTITY, "sqs.amazonaws.com", "SendMessage", "")
	static const struct {
		const char *text;
		size_t n, seen;
	} cases[] = {
	    {ONE, 1, 1},
	    {"{\"Records\":[" ONE "," FINE "," ONE "]}", 2, 3},
	    {"[" ONE "]", 1, 1},
	    {"{\"source\":\"aws.sqs\",\"detail-type\":\"AWS API Call via "
	     "CloudTrail\",\"detail\":" ONE "}",
	     1, 1},
	    {"{\"Events\":[{\"CloudTrailEvent\":\"{\\\"eventSource\\\":\\\"sts.amazonaws.com\\\","
	     "\\\"eventName\\\":\\\"AssumeRole\\\",\\\"errorCode\\\":\\\"AccessDenied\\\"}\"}]}",
	     1, 1},
	    {FINE, 0, 1},
	};
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_text(&r, cases[i].text);
		assert_int_equal(r.n, cases[i].n);
		assert_int_equal(r.seen, cases[i].seen);
		arena_release(&r.arena);
	}
}

static void only_codes_that_deny_count(void **state)
{
	static const struct {
		const char *code;
		size_t n;
	} cases[] = {
	    {"AccessDenied", 1},
	    {"AccessDeniedException", 1},
	    {"Client.UnauthorizedOperation", 1},
	    {"AuthorizationError", 1},
	    {"KMSAccessDenied", 1},
	    {"ThrottlingException", 0},
	    {"NoSuchEntityException", 0},
	    {"ValidationException", 0},
	};
	char text[2048];
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 EVENT(ROLE_IDENTITY, "sqs.amazonaws.com", "SendMessage",
			       ",\"errorCode\":\"%s\""),
			 cases[i].code);
		read_text(&r, text);
		assert_int_equal(r.n, cases[i].n);
		arena_release(&r.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_assumption_has_its_role_external_id_and_session),
	    cmocka_unit_test(a_name_is_one_of_the_caller_s_partition),
	    cmocka_unit_test(what_the_message_lacks_the_event_tells),
	    cmocka_unit_test(resources_come_from_the_list_or_the_parameters),
	    cmocka_unit_test(every_kind_of_caller_is_named),
	    cmocka_unit_test(the_network_is_told_as_the_request_had_it),
	    cmocka_unit_test(events_are_found_wherever_they_stand),
	    cmocka_unit_test(only_codes_that_deny_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
