/* feed/sync_harvest.c - answers about one thing, in the shapes that import reads. */
#include "feed/sync_job.h"

#include "rolehop/base/buf.h"

enum { TEXT_MAX = 256 << 20 };

bool unit_is_one_call(const struct unit *unit)
{
	return unit->kind->what == WHAT_ENCRYPTION || unit->kind->what == WHAT_DETAIL;
}

const struct operation *unit_got_by(const struct unit *unit)
{
	return unit_is_one_call(unit) ? &unit->kind->list : &unit->kind->get;
}

void harvest_policy(const struct step *step, struct str policy)
{
	struct unit *unit = step->unit;
	const char *operation = unit->kind->get.name;
	struct arena scratch = {0};
	struct buf text;

	buf_init(&text, &scratch, TEXT_MAX);
	buf_add_cstr(&text, "{\"ResourceArn\":");
	json_write_str(&text, step->fields.arn);
	buf_add_cstr(&text, ",\"Policy\":");
	buf_add(&text, policy.n > 0 ? policy : STR("null"));
	buf_add_char(&text, '}');
	job_add_harvest(unit->job, unit, operation != NULL ? operation : unit->kind->list.name,
			step->region, buf_str(&text));
	arena_release(&scratch);
}

void harvest_existence(const struct step *step)
{
	struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct buf text;
	bool machine = unit->kind->what == WHAT_MACHINES;

	if (!machine && unit->kind->what != WHAT_POLICIES)
		return;
	buf_init(&text, &scratch, TEXT_MAX);
	buf_add_cstr(&text, machine ? "{\"stateMachines\":[{\"stateMachineArn\":"
				    : "{\"Keys\":[{\"KeyArn\":");
	json_write_str(&text, step->fields.arn);
	buf_add_cstr(&text, machine ? "}],\"nextToken\":\"more\"}" : "}]}");
	job_add_harvest(unit->job, unit, unit->kind->list.name, step->region, buf_str(&text));
	arena_release(&scratch);
}

struct str harvest_text(struct arena *arena, const struct json *json)
{
	struct buf text;

	if (json == NULL || json_is(json, JSON_NULL) ||
	    (json_is(json, JSON_STRING) && json_str(json).n == 0))
		return (struct str){NULL, 0};
	buf_init(&text, arena, TEXT_MAX);
	json_write(&text, json, false);
	return buf_str(&text);
}

/* The answer with the name of what it is about; of a bucket, as the CLI prints it. */
static void harvest_encryption(const struct step *step, const struct json *json)
{
	struct unit *unit = step->unit;
	const char *rule = unit->kind->policy;
	struct arena scratch = {0};
	struct buf text;

	buf_init(&text, &scratch, TEXT_MAX);
	if (rule == NULL) {
		json_write(&text, json, false);
	} else {
		buf_add_cstr(&text, "{\"ResourceArn\":");
		json_write_str(&text, step->fields.arn);
		buf_add_cstr(&text, ",\"ServerSideEncryptionConfiguration\":{\"Rules\":[");
		buf_add(&text, harvest_text(&scratch, json_at(json, str_from(rule))));
		buf_add_cstr(&text, "]}}");
	}
	job_add_harvest(unit->job, unit, unit->kind->list.name, step->region, buf_str(&text));
	arena_release(&scratch);
}

/* Members with the name of what they are about. */
static void harvest_members(const struct step *step, struct str members)
{
	struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct buf text;

	buf_init(&text, &scratch, TEXT_MAX);
	buf_add_cstr(&text, "{\"ResourceArn\":");
	json_write_str(&text, step->fields.arn);
	buf_add_cstr(&text, members.n > 0 ? "," : "");
	buf_add(&text, members);
	buf_add_char(&text, '}');
	job_add_harvest(unit->job, unit, unit_got_by(unit)->name,
			unit->kind->global ? STR("") : step->region, buf_str(&text));
	arena_release(&scratch);
}

static void harvest_named(const struct step *step, const struct json *json)
{
	struct arena scratch = {0};
	struct str answer = harvest_text(&scratch, json);

	harvest_members(step, str_slice(answer, 1, answer.n - 1));
	arena_release(&scratch);
}

void harvest_nothing(const struct step *step)
{
	harvest_members(step, str_from(step->unit->kind->nothing));
}

/* That there is no policy it does not say. */
static void note_without_policy(const struct step *step)
{
	const struct answer odd = {.outcome = CALL_ERROR,
				   .message = STR("the answer has no policy")};

	harvest_existence(step);
	unit_spoil(step->unit, step->unit->kind->get.name, &odd);
}

void harvest_answer(const struct step *step, const struct answer *answer)
{
	const struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct str policy;

	if (unit->kind->what == WHAT_ENCRYPTION)
		harvest_encryption(step, answer->json);
	else if (unit->kind->named)
		harvest_named(step, answer->json);
	else if (unit->kind->policy == NULL)
		job_add_harvest(unit->job, step->unit, unit->kind->get.name, step->region,
				harvest_text(&scratch, answer->json));
	else if (unit->kind->policy[0] == '\0')
		harvest_policy(step, str_trim(answer->body));
	else {
		policy =
		    harvest_text(&scratch, json_at(answer->json, str_from(unit->kind->policy)));
		if (policy.n == 0 && unit->kind->always)
			note_without_policy(step);
		else
			harvest_policy(step, policy);
	}
	arena_release(&scratch);
}
