/* row_judge.c - the judge beside iam-simulate, on the same requests. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "rolehop/policy/eval.h"
#include "trace/simulate_read.h"

#define CALLER "arn:aws:sts::111111111111:assumed-role/Exec/play"
#define TARGET "arn:aws:iam::222222222222:role/Target"
#define MACHINE "arn:aws:states:us-east-1:111111111111:stateMachine:Flow"

/* ---- the requests -----------------------------------------------------------------------------
 */

enum { TEXT_MAX = 1 << 20 };

/* Statements as roles have them: grants for other services, one in fifty for what is asked. */
static void identity_policy(struct buf *out, size_t policy, size_t statements, bool grants)
{
	static const char *const services[] = {"s3", "dynamodb", "sqs", "sns", "lambda"};

	buf_add_cstr(out, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (size_t i = 0; i < statements; i++) {
		const char *service = services[(policy + i) % 5];
		if (grants && i + 1 == statements)
			buf_printf(
			    out,
			    "%s{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":"
			    "\"arn:aws:iam::*:role/Tar*\"}",
			    i ? "," : "");
		else
			buf_printf(out,
				   "%s{\"Sid\":\"S%zu\",\"Effect\":\"Allow\",\"Action\":[\"%s:Get*"
				   "\",\"%s:List*\","
				   "\"%s:Put%zu\"],\"Resource\":[\"arn:aws:%s:us-east-1:"
				   "111111111111:app-%zu/*\","
				   "\"arn:aws:%s:us-east-1:111111111111:app-%zu\"]}",
				   i ? "," : "", i, service, service, service, i, service, policy,
				   service, policy);
	}
	buf_add_cstr(out, "]}");
}

static void scp_level(struct buf *out, size_t level)
{
	buf_add_cstr(out, "[{\"Version\":\"2012-10-17\",\"Statement\":["
			  "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
	for (size_t i = 0; i < 4; i++)
		buf_printf(
		    out,
		    ",{\"Effect\":\"Deny\",\"Action\":[\"organizations:Leave%zu\",\"ec2:Run%zu*\"],"
		    "\"Resource\":\"*\",\"Condition\":{\"StringNotEquals\":{\"aws:"
		    "RequestedRegion\":"
		    "[\"us-east-1\",\"eu-west-1\"]}}}",
		    level, i);
	buf_add_cstr(out, "]}]");
}

/* The request of the judge's goals; `policies` identity policies, SCPs or none. */
static struct str question(struct bench *bench, size_t policies, size_t statements, bool scps)
{
	struct buf out;

	buf_init(&out, &bench->arena, TEXT_MAX);
	buf_add_cstr(
	    &out,
	    "{\"name\":\"assume\",\"request\":{\"action\":\"sts:AssumeRole\",\"resource\":\"" TARGET
	    "\",\"resourceAccount\":\"222222222222\",\"principal\":\"" CALLER "\",\"context\":{"
	    "\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/Exec\","
	    "\"aws:PrincipalAccount\":\"111111111111\",\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\","
	    "\"aws:PrincipalType\":\"AssumedRole\",\"aws:RequestedRegion\":\"us-east-1\","
	    "\"aws:SecureTransport\":\"true\",\"aws:ViaAWSService\":\"false\","
	    "\"aws:CurrentTime\":\"2026-11-25T00:00:00Z\",\"aws:EpochTime\":\"1795564800\","
	    "\"sts:ExternalId\":\"" MACHINE "\",\"sts:RoleSessionName\":\"play\"}},"
	    "\"identityPolicies\":[");
	for (size_t i = 0; i < policies; i++) {
		buf_add_cstr(&out, i ? "," : "");
		identity_policy(&out, i, statements, i + 1 == policies);
	}
	buf_add_cstr(&out, "],\"scps\":[");
	for (size_t i = 0; scps && i < 3; i++) {
		buf_add_cstr(&out, i ? "," : "");
		scp_level(&out, i);
	}
	buf_add_cstr(
	    &out,
	    "],\"rcps\":[],\"permissionBoundaries\":[],\"sessionPolicies\":[],"
	    "\"vpcEndpointPolicies\":[],\"resourcePolicy\":{\"Version\":\"2012-10-17\","
	    "\"Statement\":["
	    "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":"
	    "\"sts:AssumeRole\"},"
	    "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\",\"Condition\":"
	    "{\"StringNotEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}}},"
	    "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":"
	    "\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"" MACHINE
	    "\"},\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/Ex*\"}}}]}}");
	return buf_str(&out);
}

/* ---- ours -------------------------------------------------------------------------------------
 */

struct judge {
	const struct bench *bench;
	struct arena scratch;
	struct simulated asked;
	bool explains;
};

static void decide(void *self)
{
	struct judge *judge = self;
	struct decision decision;

	policy_decide(&judge->asked.question, &decision);
	if (decision.verdict != V_ALLOW)
		abort();
	for (int layer = 0; judge->explains && layer < LAYER_COUNT; layer++) {
		struct explanation why;
		policy_explain(&judge->scratch, &judge->asked.question, &decision,
			       (enum layer)layer, &why);
	}
	if (judge->explains)
		arena_rewind(&judge->scratch, (struct arena_mark){NULL, 0});
}

static struct lap judge_lap(void *self)
{
	return lap_calls(((struct judge *)self)->bench, decide, self);
}

/* ---- the peer: a program that takes a number of seconds and answers how often it could --------
 */

struct peer {
	FILE *to;
	FILE *from;
	double seconds;
};

static struct lap peer_lap(void *self)
{
	struct peer *peer = self;
	struct lap lap = {0, 0};

	fprintf(peer->to, "%g\n", peer->seconds);
	fflush(peer->to);
	if (fscanf(peer->from, "%lf %lf", &lap.units, &lap.seconds) != 2)
		return (struct lap){0, 0};
	return lap;
}

/* Starts it with the question in a file; false where it is not installed. */
static bool peer_start(struct bench *bench, struct peer *peer, const char *question)
{
	int down[2], up[2], ready = 0;
	const char *script = bench_path(bench, "peer/judge.mjs");

	if (access(script, R_OK) != 0 || pipe(down) != 0 || pipe(up) != 0)
		return false;
	if (fork() == 0) {
		dup2(down[0], 0);
		dup2(up[1], 1);
		close(down[1]);
		close(up[0]);
		execlp("node", "node", script, question, (char *)NULL);
		_exit(127);
	}
	close(down[0]);
	close(up[1]);
	*peer = (struct peer){fdopen(down[1], "w"), fdopen(up[0], "r"), bench->lap_seconds * 4};
	return peer->to && peer->from && fscanf(peer->from, "ready %d", &ready) == 1;
}

static void peer_stop(struct peer *peer)
{
	fclose(peer->to);
	fclose(peer->from);
}

static bool write_text(const char *path, struct str text)
{
	FILE *file = fopen(path, "w");
	bool ok = file && fwrite(text.p, 1, text.n, file) == text.n;

	return file && fclose(file) == 0 && ok;
}

struct judge_row {
	const char *name;
	size_t policies;
	size_t statements;
	bool scps;
	bool explains;
	double goal;
};

static const struct judge_row table[] = {
    {"judge: AssumeRole, 10 policies, SCPs", 10, 5, true, false, 1000},
    {"judge: the same, explained", 10, 5, true, true, 100},
    {"judge: one statement", 1, 1, false, false, 50},
};

static void row(struct bench *bench, const struct judge_row *at)
{
	struct str text = question(bench, at->policies, at->statements, at->scps);
	const char *path = bench_path(bench, "bench/question.json");
	struct judge judge = {.bench = bench, .explains = at->explains};
	struct peer peer;
	struct err err;

	if (!bench_wants(bench, at->name))
		return;
	arena_init(&judge.scratch);
	if (!simulate_read(&bench->arena, text, 1, &judge.asked, &err)) {
		bench_skip(bench, at->name, err.text);
	} else if (!write_text(path, text) || !peer_start(bench, &peer, path)) {
		bench_skip(bench, at->name, "iam-simulate is not installed (node, npm)");
	} else {
		bench_row(bench, &(struct row){.name = at->name,
					       .unit = "decisions",
					       .goal = at->goal,
					       .ours = {"rolehop", judge_lap, &judge},
					       .other = {"iam-simulate", peer_lap, &peer}});
		peer_stop(&peer);
	}
	arena_release(&judge.scratch);
}

void rows_judge(struct bench *bench)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		row(bench, &table[i]);
}
