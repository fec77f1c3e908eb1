/* test_trace_simulate_inputs.c - what a request may look like: the decision, or what is wrong. */
#include "unit.h"

#include "rolehop/base/json.h"
#include "rolehop/trace/simulate.h"

#define HOME "111111111111"
#define SESSION "arn:aws:sts::" HOME ":assumed-role/E/s"
#define USER "arn:aws:iam::" HOME ":user/u"
#define QUEUE "arn:aws:sqs:us-east-1:" HOME ":q"
#define REQUEST(action, resource, principal, more)                                                 \
	"\"request\":{\"action\":\"" action "\",\"resource\":\"" resource                          \
	"\",\"principal\":\"" principal "\"" more "}"
#define SEND(more) REQUEST("sqs:SendMessage", QUEUE, USER, more)
#define ANY(extra)                                                                                 \
	"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","        \
	"\"Resource\":\"*\"" extra "}}"
#define IF(operator, key, value) ANY(",\"Condition\":{\"" operator"\":{\"" key "\":" value "}}")
#define IDENTITY(document) ",\"identityPolicies\":[" document "]"
#define CONTEXT(members) ",\"context\":{" members "}"
#define TRUST(principal)                                                                           \
	",\"resourcePolicy\":{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","     \
	"\"Principal\":" principal ",\"Action\":\"sts:AssumeRole\"}}"
#define ROLE_T "arn:aws:iam::222222222222:role/T"

struct row {
	const char *text;
	const char *decision; /* NULL: it is refused */
	const char *why;
};

/* clang-format off */
static const struct row rows[] = {
	{SEND("") IDENTITY(ANY("")), "Allowed", NULL},
	/* what is null is not given */
	{SEND(",\"context\":null,\"resourceAccount\":null") IDENTITY(ANY("")) ",\"expected\":null", "Allowed", NULL},
	{SEND("") ",\"identityPolicies\":null", "ImplicitlyDenied", NULL},
	/* values of keys: numbers and truths are their texts */
	{SEND(CONTEXT("\"aws:MultiFactorAuthAge\":60")) IDENTITY(IF("NumericLessThan", "aws:MultiFactorAuthAge", "\"100\"")), "Allowed", NULL},
	{SEND(CONTEXT("\"aws:SecureTransport\":true")) IDENTITY(IF("Bool", "aws:SecureTransport", "\"true\"")), "Allowed", NULL},
	{SEND(CONTEXT("\"aws:TagKeys\":[\"a\",1,false]")) IDENTITY(IF("ForAllValues:StringEquals", "aws:TagKeys", "[\"a\",\"1\",\"false\"]")), "Allowed", NULL},
	{SEND(CONTEXT("\"aws:TagKeys\":[\"a\",null]")) IDENTITY(ANY("")), NULL, "context aws:TagKeys: give a string"},
	{SEND(CONTEXT("\"aws:SourceIp\":{\"unknown\":true}")) IDENTITY(IF("IpAddress", "aws:SourceIp", "\"10.0.0.0/8\"")), "DependsOn", NULL},
	{SEND(CONTEXT("\"aws:SourceIp\":{\"unknown\":true,\"x\":1}")) IDENTITY(ANY("")), NULL, "context aws:SourceIp: give a string"},
	{SEND(CONTEXT("\"a\\u0001\":\"x\"")) IDENTITY(ANY("")), NULL, "U+0001"},
	{SEND(",\"context\":[]") IDENTITY(ANY("")), NULL, "context: give an object"},
	/* the request */
	{SEND(",\"region\":\"x\"") IDENTITY(ANY("")), NULL, "\"region\" is none of"},
	{REQUEST("sqs:*", QUEUE, USER, ""), NULL, "is not one action"},
	{REQUEST("sqs:", QUEUE, USER, ""), NULL, "is not one action"},
	{REQUEST("sqs", QUEUE, USER, ""), NULL, "is not one action"},
	{REQUEST("", QUEUE, USER, ""), NULL, "action is missing"},
	{REQUEST("sqs:SendMessage", "", USER, ""), NULL, "resource is missing"},
	{REQUEST("sqs:SendMessage", "q", USER, ""), NULL, "is no ARN"},
	{"\"request\":{\"action\":\"sqs:SendMessage\",\"resource\":\"" QUEUE "\",\"principal\":7}", NULL, "principal is missing"},
	{REQUEST("sqs:SendMessage", QUEUE, "idp.example.com", ""), NULL, "principal:"},
	{SEND(",\"resourceAccount\":\"12\"") IDENTITY(ANY("")), NULL, "twelve digits"},
	{SEND(",\"resourceAccount\":\"222222222222\"") IDENTITY(ANY("")), NULL, "the resource's ARN names " HOME},
	{SEND(",\"resourceAccount\":\"" HOME "\"") IDENTITY(ANY("")), "Allowed", NULL},
	/* whose the resource is, where its ARN does not say */
	{REQUEST("s3:GetObject", "arn:aws:s3:::b/k", USER, "") IDENTITY(ANY("")), "DependsOn", NULL},
	{REQUEST("s3:GetObject", "arn:aws:s3:::b/k", USER, ",\"resourceAccount\":\"" HOME "\"") IDENTITY(ANY("")), "Allowed", NULL},
	{REQUEST("s3:GetObject", "arn:aws:s3:::b/k", USER, ",\"resourceAccount\":\"222222222222\"") IDENTITY(ANY("")), "ImplicitlyDenied", NULL},
	{REQUEST("apigateway:GET", "arn:aws:apigateway:us-east-1::/restapis/a", USER, "") IDENTITY(ANY("")), "Allowed", NULL},
	{REQUEST("ec2:DescribeInstances", "*", USER, "") IDENTITY(ANY("")), "Allowed", NULL},
	/* an identity provider asks to be let in as one, and only so */
	{REQUEST("sts:AssumeRoleWithWebIdentity", ROLE_T, "idp.example.com", "") ",\"resourcePolicy\":{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"idp.example.com\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\"}}", "Allowed", NULL},
	{REQUEST("sts:AssumeRoleWithSAML", ROLE_T, "arn:aws:iam::222222222222:nonsense", ""), NULL, "principal:"},
	/* which role a session is of */
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, CONTEXT("\"aws:PrincipalArn\":\"arn:aws:iam::" HOME ":role/team/E\"")) IDENTITY(ANY("")) TRUST("{\"AWS\":\"arn:aws:iam::" HOME ":role/team/E\"}"), "Allowed", NULL},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, CONTEXT("\"aws:PrincipalArn\":\"arn:aws:iam::" HOME ":role/E\"")) IDENTITY(ANY("")) TRUST("{\"AWS\":\"arn:aws:iam::" HOME ":role/team/E\"}"), "ImplicitlyDenied", NULL},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, "") IDENTITY(ANY("")) TRUST("{\"AWS\":\"arn:aws:iam::" HOME ":role/team/E\"}"), "DependsOn", NULL},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, "") IDENTITY(ANY("")) TRUST("{\"AWS\":[\"arn:aws:iam::" HOME ":role/team/F\",\"arn:aws:iam::" HOME ":role/E\"]}"), "Allowed", NULL},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, CONTEXT("\"aws:PrincipalArn\":{\"unknown\":true}")) IDENTITY(ANY("")) TRUST("{\"AWS\":\"arn:aws:iam::" HOME ":role/E\"}"), "DependsOn", NULL},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, CONTEXT("\"aws:PrincipalArn\":\"arn:aws:iam::222222222222:role/E\"")) IDENTITY(ANY("")), NULL, "is no session of it"},
	{REQUEST("sts:AssumeRole", ROLE_T, SESSION, CONTEXT("\"aws:userid\":\"AROA1:s\"")) IDENTITY(ANY("")) TRUST("{\"AWS\":\"AROA1\"}"), "Allowed", NULL},
	/* policies: as an object, as text, under a name; anything that would pass for silent is refused */
	{SEND("") IDENTITY("{\"name\":\"n\",\"document\":" ANY("") "}"), "Allowed", NULL},
	{SEND("") IDENTITY("\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"*\\\",\\\"Resource\\\":\\\"*\\\"}}\""), "Allowed", NULL},
	{SEND("") IDENTITY("{\"document\":7}"), NULL, "give a policy as an object"},
	{SEND("") IDENTITY("{\"AssumeRolePolicyDocument\":" ANY("") "}"), NULL, "identityPolicies/0"},
	{SEND("") IDENTITY("{\"document\":" ANY("") ",\"Statement\":[]}"), "ImplicitlyDenied", NULL},
	{SEND("") IDENTITY(ANY("")) ",\"permissionsBoundary\":[" ANY("") "]", NULL, "permissionsBoundary"},
	{SEND("") IDENTITY(ANY("")) ",\"SCP\":[[" ANY("") "]]", NULL, "SCP"},
	{SEND("") IDENTITY(ANY("")) ",\"rcpolicy\":{}", NULL, "rcpolicy"},
	{SEND("") IDENTITY(ANY("")) ",\"Context\":{}", NULL, "Context"},
	{SEND("") IDENTITY(ANY("")) ",\"comment\":\"of a policy\"", "Allowed", NULL},
	{SEND("") IDENTITY(ANY("")) ",\"resourcePolicy\":7", NULL, "give a policy as an object"},
	{SEND("") IDENTITY(ANY("")) ",\"expected\":7", NULL, "expected: give Allowed"},
};
/* clang-format on */

static bool is_right(const struct row *row, const struct simulation *answer, struct str said)
{
	if (row->decision == NULL)
		return answer->refused && str_contains(said, str_from(row->why));
	return !answer->refused && str_eq(said, str_from(row->decision));
}

static void each_request_is_decided_or_refused(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		struct simulation answer;
		const struct json *json;
		struct err err;
		struct str text = arena_printf(&arena, "{%s}", rows[i].text);
		simulate_text(&arena, text, 1, &answer);
		assert_true(json_parse(&arena, answer.json, &json, &err));
		struct str said =
		    json_get_str(json, answer.refused ? STR("error") : STR("decision"));
		if (!is_right(&rows[i], &answer, said)) {
			print_error("%.*s\n=> %.*s\n", STR_ARG(text), STR_ARG(said));
			wrong++;
		}
		arena_release(&arena);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_request_is_decided_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
