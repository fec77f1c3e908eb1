/* feed/sync_aggregator.c - what AWS Config has gathered of many accounts, read page by page. */
#include "feed/private.h"
#include "feed/sync_job.h"

enum { PAGES_MAX = 100000, TEXT_MAX = 16 << 20 };

/* Roles with their trust and policies, managed policies, resources with theirs. Of state machines
 * Config has no definition. Source: AWS Config Developer Guide, "Supported resource types". */
#define EXPRESSION                                                                                 \
	"SELECT arn, accountId, awsRegion, resourceType, resourceName, configuration, "            \
	"supplementaryConfiguration WHERE resourceType IN ('AWS::IAM::Role', 'AWS::IAM::User', "   \
	"'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::S3::Bucket', 'AWS::Lambda::Function', "      \
	"'AWS::KMS::Key', 'AWS::SQS::Queue', 'AWS::SNS::Topic', "                                  \
	"'AWS::StepFunctions::StateMachine')"

static struct str body_of(struct sync *sync, struct arena *arena, struct str token)
{
	struct json_out json;
	struct buf body;

	buf_init(&body, arena, TEXT_MAX);
	json_out_init(&json, &body, false);
	json_out_open(&json, NULL, '{');
	json_out_str(&json, "ConfigurationAggregatorName", sync->options->aggregator);
	json_out_str(&json, "Expression", STR(EXPRESSION));
	json_out_int(&json, "Limit", 100);
	if (token.n > 0)
		json_out_str(&json, "NextToken", token);
	json_out_close(&json, '}');
	return buf_str(&body);
}

/* The same mark twice leads nowhere. */
static bool next_token(struct buf *token, struct str next, struct err *err)
{
	if (next.n > 0 && str_eq(buf_str(token), next))
		return err_set(err, ERR_ENVIRONMENT,
			       "config:SelectAggregateResourceConfig: its pages go round in a "
			       "circle");
	buf_clear(token);
	buf_add(token, next);
	return true;
}

/* One page into the import; *token is the mark of the next, empty at the end. */
static bool take_page(struct sync *sync, struct session *session, struct str region,
		      struct intake *in, struct buf *token, struct err *err)
{
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct call call = {.service = service_find(STR("config")),
			    .region = region,
			    .account = STR("aggregator"),
			    .session = session,
			    .operation = STR("SelectAggregateResourceConfig"),
			    .body = body_of(sync, &arena, buf_str(token))};
	struct import_text page = {"sync/aggregator", {NULL, 0}};
	const struct json *results = NULL;
	struct buf text;
	bool done = client_call_now(sync->client, &arena, &call, &answer, err);

	if (done && answer.outcome != CALL_DONE)
		done = credentials_failed(&answer, "config:SelectAggregateResourceConfig", err);
	results = json_get(answer.json, STR("Results"));
	if (done && !json_is(results, JSON_ARRAY))
		done = err_set(err, ERR_ENVIRONMENT,
			       "config:SelectAggregateResourceConfig: the answer has no results");
	if (done) {
		buf_init(&text, &arena, TEXT_MAX);
		buf_add_cstr(&text, "{\"Results\":");
		json_write(&text, results, false);
		buf_add_char(&text, '}');
		page.text = buf_str(&text);
		done = (json_count(results) == 0 || intake_text(in, &page, err)) &&
		       next_token(token, json_get_str(answer.json, STR("NextToken")), err);
	}
	arena_wipe(&arena);
	return done;
}

static bool take_pages(struct sync *sync, struct session *session, struct str region,
		       struct intake *in, struct err *err)
{
	struct buf token;

	buf_init(&token, &sync->arena, TEXT_MAX);
	for (size_t page = 0; page < PAGES_MAX; page++) {
		if (!take_page(sync, session, region, in, &token, err))
			return false;
		sync_tell(sync);
		if (token.n == 0)
			return true;
	}
	return err_set(err, ERR_ENVIRONMENT,
		       "config:SelectAggregateResourceConfig: its pages do not end");
}

/* A bad row is a gap, since Config does not say what it left out. */
static void note_refusals(struct sync *sync, const struct intake *in)
{
	for (size_t i = 0; i < in->refusals.n; i++) {
		const struct import_refusal *refusal = vec_at(&in->refusals, i);
		sync_gap(sync, STR(""), STR(""), "a page of AWS Config", false, refusal->text);
	}
}

bool aggregator_sync(struct sync *sync, struct session *session, struct str region, struct err *err)
{
	struct import_options options = {.now = sync->options->now, .keep_going = true};
	struct intake in;
	bool done = false;

	intake_init(&in, &sync->arena, sync->store, &options);
	done = sync_begin(sync, err);
	if (done) {
		done = take_pages(sync, session, region, &in, err) && intake_finish(&in, err);
		if (!done)
			store_rollback(sync->store);
	}
	if (done) {
		note_refusals(sync, &in);
		done = sync_commit(sync, err);
	}
	intake_release(&in);
	return done;
}
