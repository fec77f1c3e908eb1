/* history.c - histories of executions, and what a run settles of its definition. */
#include "read.h"

#include "rolehop/asl/read.h"
#include "rolehop/base/json.h"
#include "rolehop/model/machine.h"
#include "rolehop/record/history.h"
#include "rolehop/trace/run.h"

const bool read_has_head = true;

static struct arena kept;
static const struct asl *asl;
static struct machine machine;

void read_begin(void)
{
	static const char definition[] =
	    "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:sfn:describeExecution\",\"Parameters\":{"
	    "\"ExecutionArn.$\":\"$.arn\"},\"Credentials\":{\"RoleArn.$\":\"$.role\"},"
	    "\"ResultPath\":\"$.r\",\"Next\":\"M\"},\"M\":{\"Type\":\"Map\",\"ItemsPath\":\"$.l\","
	    "\"ItemProcessor\":{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Task\","
	    "\"Resource\":"
	    "\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName.$\":\"$.f\"},"
	    "\"End\":true}}},\"End\":true}}}";
	struct err err = {ERR_NONE, ""};

	read_must(asl_read(&kept, str_from(definition), &asl, &err), &err);
	machine.arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M");
}

static void settle(struct arena *arena, const struct trace_run *run)
{
	static const struct trace_options base;
	struct trace_options settled;
	struct err err = {ERR_NONE, ""};
	bool fits = run_check(run, &machine, asl, &err);

	read_told(fits, &err);
	for (size_t i = 0; fits && i < asl->n_states; i++)
		run_settle(arena, asl, asl->states[i], run, &base, &settled);
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	const struct json *json;
	struct trace_run run;
	struct err err = {ERR_NONE, ""};

	(void)head;
	if (!json_parse(arena, text, &json, &err))
		return;
	bool is = history_is(json);
	bool ok = history_read(arena, json, &run.history, &err);
	read_told(ok, &err);
	FUZZ_HOLDS(is || !ok);
	if (!ok)
		return;
	for (size_t i = 0; i < run.history.n_tasks; i++) {
		const struct history_task *task = &run.history.tasks[i];
		FUZZ_HOLDS(task->outcome != HISTORY_SUCCEEDED || task->error.n == 0);
	}
	settle(arena, &run);
}
