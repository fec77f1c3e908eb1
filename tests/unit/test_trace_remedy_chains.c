/* test_trace_remedy_chains.c - changes that let a person's or a service's own call through, which
 * comes from no state machine. */
#include "rolehop/trace/remedy.h"
#include "trace_incidents.h"

#define ALICE "arn:aws:iam::" HOME ":user/team/alice"
#define GROUP "arn:aws:iam::" HOME ":group/Team"
#define OWN_POLICY "arn:aws:iam::" HOME ":policy/Own"
#define OBJECT BUCKET "/k"
#define READ "s3:GetObject"

struct row {
	const char *about;
	const char *principal, *assume, *action, *resource;
	const char *name, *of, *policy; /* what Alice has: "inline" or an ARN's policy */
	const char *scp;		/* of her account, beside FullAWSAccess */
	const char *summary, *document; /* parts of those of one verified remedy; NULL: none */
	const char *says;		/* part of why it is denied; NULL: whatever */
};

/* clang-format off */
static const struct row rows[] = {
	{"a user without a policy", ALICE, NULL, READ, OBJECT, NULL, NULL, NULL, NULL, "give alice a new inline policy AllowS3GetObject:", "[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::data/k\"}]", NULL},
	{"a user whose policy has the name that a new one would get", ALICE, NULL, READ, OBJECT, "inline AllowS3GetObject", ALICE, DENY("ec2:*", "*"), NULL, "new inline policy AllowS3GetObject2:", "[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\"", NULL},
	{"a user whose policy allows something else", ALICE, NULL, READ, OBJECT, "inline Work", ALICE, ALLOW("ec2:*", "*"), NULL, "write the policy of the bucket data", "\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:user/team/alice\"}", NULL},
	{"a user whose policy misspells the action", ALICE, NULL, READ, OBJECT, "inline Work", ALICE, ALLOW("s3:GetObjects", OBJECT), NULL, "add to inline policy Work of alice", "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::data/k\"}]", NULL},
	{"a user whose policy says the API's name", ALICE, NULL, "s3:ListBucket", BUCKET, "inline Work", ALICE, ALLOW("s3:ListObjectsV2", "*"), NULL, "change /Statement/0/Action from s3:ListObjectsV2 to s3:ListBucket", "[{\"Effect\":\"Allow\",\"Action\":\"s3:ListBucket\",\"Resource\":\"*\"}]", NULL},
	{"a group whose policy says the API's name", ALICE, NULL, "s3:ListBucket", BUCKET, "inline Work", GROUP, ALLOW("s3:ListObjectsV2", "*"), NULL, "give alice a new inline policy AllowS3ListBucket", "\"Action\":\"s3:ListBucket\"", NULL},
	{"a group whose policy denies", ALICE, NULL, READ, OBJECT, "inline Work", GROUP, ALLOW("s3:*", "*") "," DENY("s3:Get*", "*"), NULL, NULL, NULL, NULL},
	{"a policy of the account denies", ALICE, NULL, READ, OBJECT, OWN_POLICY, ALICE, ALLOW("s3:*", "*") "," DENY("s3:Get*", "*"), NULL, "in managed policy Own of alice exempt", "\"Condition\":{\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:user/team/alice\"}}", NULL},
	{"a policy of AWS's own denies", ALICE, NULL, READ, OBJECT, "arn:aws:iam::aws:policy/AWSDenyAll", ALICE, ALLOW("s3:*", "*") "," DENY("*", "*"), NULL, NULL, NULL, NULL},
	{"an SCP of Regions, and a queue that names one", ALICE, NULL, "sqs:SendMessage", "arn:aws:sqs:us-east-1:" HOME ":q", "inline Work", ALICE, ALLOW("sqs:*", "*"), "{\"Effect\":\"Deny\",\"Action\":\"sqs:*\",\"Resource\":\"*\"" CONDITION("StringNotEquals", "aws:RequestedRegion", "eu-west-1") "}", "open us-east-1", "[\"eu-west-1\",\"us-east-1\"]", NULL},
	{"a call that names no resource", ALICE, NULL, "s3:ListAllMyBuckets", "*", "inline Work", ALICE, ALLOW("s3:*", "*") "," DENY("s3:List*", "*"), NULL, "take the statement at /Statement/1 out of inline Work", "[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]", NULL},
	{"a service on a function without a policy", "events.amazonaws.com", NULL, "lambda:InvokeFunction", FUNCTION(HOME), NULL, NULL, NULL, NULL, "write the policy of the function f: allow events.amazonaws.com lambda:InvokeFunction", "{\"Service\":\"events.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"arn:aws:lambda:us-east-1:111111111111:function:f\"}]", "the function f has no policy that could admit events.amazonaws.com"},
	{"a service that no trust policy names", "states.amazonaws.com", EXECUTION_ROLE, NULL, NULL, NULL, NULL, NULL, NULL, "states.amazonaws.com may assume it, for whoever it serves", "},{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]", NULL},
	{"a user that no trust policy names", ALICE, TARGET_ROLE, NULL, NULL, "inline Work", ALICE, ALLOW("sts:*", "*"), NULL, "alice may assume it", "{\"AWS\":\"arn:aws:iam::111111111111:user/team/alice\"},\"Action\":\"sts:AssumeRole\"}]", NULL},
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
	if (row->summary == NULL)
		return t->n_remedies == 0;
	for (size_t i = 0; i < t->n_remedies; i++)
		if (t->remedies[i].verified &&
		    str_contains(t->remedies[i].summary, str_from(row->summary)) &&
		    str_contains(t->remedies[i].document, str_from(row->document)))
			return true;
	return false;
}

static void build(struct lit_world *w, const struct row *row)
{
	struct estate e = sound;
	struct lit_role *alice;
	struct built b;

	e.execution_trust = TRUST_SERVICE("lambda.amazonaws.com");
	b = estate_build(w, &e);
	alice = lit_role(w, ALICE, NULL);
	lit_resource(w, BUCKET, HOME, NULL);
	lit_resource(w, FUNCTION(HOME), HOME, NULL);
	lit_resource(w, "arn:aws:sqs:us-east-1:" HOME ":q", HOME, NULL);
	if (row->policy != NULL) {
		struct str label = str_from(row->name);
		struct attached_policy *p;
		lit_inline(w, alice, "x", arena_printf(&w->arena, DOC("%s"), row->policy).p);
		p = vec_at(&alice->policies, 0);
		p->label = label;
		p->of = str_from(row->of);
		p->inline_policy = str_starts(label, STR("inline "));
		p->name = p->inline_policy ? str_skip(label, STR("inline ").n) : label;
	}
	if (row->scp != NULL)
		lit_level(w, &b.home->scps, "SCP", HOME,
			  arena_printf(&w->arena, DOC(ALLOW("*", "*") ",%s"), row->scp).p, NULL);
}

static void a_call_of_ones_own_is_mended_by_the_least_change(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct trace_assumption assumption = {.role = str_from(rows[i].assume)};
		const struct trace_chain chain = {.principal = str_from(rows[i].principal),
						  .assumptions = &assumption,
						  .n_assumptions = rows[i].assume != NULL,
						  .action = str_from(rows[i].action),
						  .resource = str_from(rows[i].resource)};
		const struct asked asked = {.chain = &chain};
		const struct trace *t;
		struct lit_world w;
		build(&w, &rows[i]);
		t = lit_chain(&w, &chain);
		assert_int_equal(verdict_exit_status(t->verdict), 1);
		if (!remedies_find(&w.arena, &w.world, &asked, &w.options, t, &t, &w.err))
			fail_msg("%s", w.err.text);
		if (!offers(t, &rows[i]) || !str_contains(t->summary, str_from(rows[i].says))) {
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
	    cmocka_unit_test(a_call_of_ones_own_is_mended_by_the_least_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
