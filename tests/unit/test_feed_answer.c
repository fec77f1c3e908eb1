/* test_feed_answer.c - answers of AWS: XML as JSON, errors and what to do about them. */
#include "unit.h"

#include "feed/answer.h"
#include "feed/bucket.h"

static struct str as_json(struct arena *arena, enum protocol protocol, const char *body)
{
	const struct json *json = NULL;
	struct err err = {ERR_NONE, ""};
	struct buf out;

	if (!answer_read_json(arena, protocol, str_from(body), &json, &err))
		fail_msg("%s", err.text);
	buf_init(&out, arena, 1 << 20);
	json_write(&out, json, false);
	return buf_str(&out);
}

static void xml_becomes_the_json_that_the_cli_prints(void **state)
{
	(void)state;
	struct arena arena = {0};

	assert_str(
	    as_json(&arena, PROTOCOL_QUERY,
		    "<GetXResponse xmlns=\"u\"><GetXResult><IsTruncated>true</IsTruncated>"
		    "<RoleDetailList><member><RoleName>R</RoleName><Tags/>"
		    "<RolePolicyList/><RoleLastUsed/></member></RoleDetailList>"
		    "<UserDetailList/></GetXResult><ResponseMetadata><RequestId>1</RequestId>"
		    "</ResponseMetadata></GetXResponse>"),
	    "{\"IsTruncated\":true,\"RoleDetailList\":[{\"RoleName\":\"R\",\"Tags\":[],"
	    "\"RolePolicyList\":[],\"RoleLastUsed\":{}}],\"UserDetailList\":[]}");
	assert_str(as_json(&arena, PROTOCOL_QUERY,
			   "<R><GetResult><Attributes><entry><key>TopicArn</key><value>a</value>"
			   "</entry><entry><key>Policy</key><value>{}</value></entry></Attributes>"
			   "</GetResult></R>"),
		   "{\"Attributes\":{\"TopicArn\":\"a\",\"Policy\":\"{}\"}}");
	assert_str(as_json(&arena, PROTOCOL_REST_XML,
			   "<L><Buckets><Bucket><Name>b</Name></Bucket></Buckets></L>"),
		   "{\"Buckets\":[{\"Name\":\"b\"}]}");
	assert_str(as_json(&arena, PROTOCOL_REST_JSON, " "), "{}");
	arena_release(&arena);
}

struct row {
	int status;
	const char *type; /* x-amzn-errortype */
	const char *body;
	const char *code;
	const char *message;
	enum call_outcome outcome;
	enum remedy remedy;
};

#define XML_ERROR(code, message)                                                                   \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code "</Code><Message>" message          \
	"</Message></Error></ErrorResponse>"

/* clang-format off */
static const struct row rows[] = {
	{400, "", XML_ERROR("Throttling", "Rate exceeded"), "Throttling", "Rate exceeded", CALL_THROTTLED, REMEDY_SLOWER},
	{503, "", "<Error><Code>SlowDown</Code><Message>m</Message></Error>", "SlowDown", "m", CALL_THROTTLED, REMEDY_SLOWER},
	{429, "", "", "", "", CALL_THROTTLED, REMEDY_SLOWER},
	{400, "", "{\"__type\":\"com.amazon.coral.availability#ThrottlingException\",\"message\":\"r\"}", "ThrottlingException", "r", CALL_THROTTLED, REMEDY_SLOWER},
	{403, "AccessDeniedException:http://x/", "{\"Message\":\"no\"}", "AccessDeniedException", "no", CALL_REFUSED, REMEDY_NONE},
	{403, "", "<r><Errors><Error><Code>AccessDenied</Code><Message>no</Message></Error></Errors></r>", "AccessDenied", "no", CALL_REFUSED, REMEDY_NONE},
	{403, "", "not XML", "", "", CALL_REFUSED, REMEDY_NONE},
	{500, "", "<broken", "", "", CALL_FAILED, REMEDY_AGAIN},
	{502, "", "", "", "", CALL_FAILED, REMEDY_AGAIN},
	{400, "", "{\"__type\":\"UnrecognizedClientException\",\"message\":\"t\"}", "UnrecognizedClientException", "t", CALL_REGION_OFF, REMEDY_NONE},
	{403, "", XML_ERROR("InvalidClientTokenId", "t"), "InvalidClientTokenId", "t", CALL_REGION_OFF, REMEDY_NONE},
	{400, "", "{\"__type\":\"x#ExpiredTokenException\"}", "ExpiredTokenException", "", CALL_REFUSED, REMEDY_KEYS},
	{403, "", XML_ERROR("RequestTimeTooSkewed", "t"), "RequestTimeTooSkewed", "t", CALL_FAILED, REMEDY_CLOCK},
	{403, "", XML_ERROR("SignatureDoesNotMatch", "Signature expired: a is now earlier than b"), "SignatureDoesNotMatch", "Signature expired: a is now earlier than b", CALL_FAILED, REMEDY_CLOCK},
	{403, "", XML_ERROR("SignatureDoesNotMatch", "It does not match.\n\nThe String: token"), "SignatureDoesNotMatch", "It does not match.", CALL_REFUSED, REMEDY_NONE},
	{404, "", "{\"Type\":\"User\",\"Message\":\"none\",\"code\":\"ResourceNotFoundException\"}", "ResourceNotFoundException", "none", CALL_ERROR, REMEDY_NONE},
};
/* clang-format on */

static void errors_are_read_and_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		struct http_answer http = {.outcome = HTTP_ANSWERED,
					   .status = rows[i].status,
					   .error_type = str_from(rows[i].type),
					   .body = str_from(rows[i].body)};
		struct answer answer = {.status = rows[i].status};
		struct judgement judgement;
		answer_read_error(&arena, &http, &answer);
		judgement = answer_judge(&http, &answer);
		assert_str(answer.code, rows[i].code);
		assert_str(answer.message, rows[i].message);
		assert_int_equal(judgement.outcome, rows[i].outcome);
		assert_int_equal(judgement.remedy, rows[i].remedy);
		arena_release(&arena);
	}
}

static void a_connection_that_is_not_trusted_is_not_tried_again(void **state)
{
	(void)state;
	struct http_answer http = {.outcome = HTTP_UNTRUSTED, .words = "w"};
	struct answer answer = {.status = 0};

	assert_int_equal(answer_judge(&http, &answer).remedy, REMEDY_NONE);
	http.outcome = HTTP_NO_HOST;
	assert_int_equal(answer_judge(&http, &answer).outcome, CALL_NO_HOST);
	http.outcome = HTTP_CUT;
	assert_int_equal(answer_judge(&http, &answer).remedy, REMEDY_AGAIN);
}

static void a_bucket_gives_its_burst_and_then_its_rate(void **state)
{
	(void)state;
	struct buckets buckets;
	struct bucket *bucket;
	int n = 0;

	buckets_init(&buckets);
	bucket = buckets_get(&buckets, STR("1"), STR("iam"), STR("r"));
	assert_ptr_equal(bucket, buckets_get(&buckets, STR("1"), STR("iam"), STR("r")));
	assert_ptr_not_equal(bucket, buckets_get(&buckets, STR("2"), STR("iam"), STR("r")));
	for (int64_t now = 1000; now < 1050; now++)
		for (; bucket_has_token(bucket, now); n++)
			bucket_take(bucket);
	assert_int_equal(n, 10);
	for (int64_t now = 1050; now <= 2050; now++)
		for (; bucket_has_token(bucket, now); n++)
			bucket_take(bucket);
	assert_in_range(n, 19, 21);
	buckets_release(&buckets);
}

static void a_throttled_bucket_is_halved_once_a_second_and_recovers(void **state)
{
	(void)state;
	struct buckets buckets;
	struct bucket *bucket;
	double before;

	buckets_init(&buckets);
	bucket = buckets_get(&buckets, STR("1"), STR("iam"), STR("r"));
	before = bucket->rate;
	bucket_was_throttled(bucket, 5000);
	bucket_was_throttled(bucket, 5200);
	assert_true(bucket->rate == before / 2);
	bucket_was_throttled(bucket, 6100);
	assert_true(bucket->rate == before / 4);
	for (int i = 0; i < 100; i++)
		bucket_was_throttled(bucket, 10000 + 2000 * i);
	assert_true(bucket->rate > 0.1);
	for (int i = 0; i < 1000; i++)
		bucket_went_well(bucket);
	assert_true(bucket->rate > before);
	buckets_release(&buckets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(xml_becomes_the_json_that_the_cli_prints),
	    cmocka_unit_test(errors_are_read_and_judged),
	    cmocka_unit_test(a_connection_that_is_not_trusted_is_not_tried_again),
	    cmocka_unit_test(a_bucket_gives_its_burst_and_then_its_rate),
	    cmocka_unit_test(a_throttled_bucket_is_halved_once_a_second_and_recovers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
