/* asl/flaws.c - what AWS would refuse when the state machine is created. */
#include "asl/flaws.h"

#include <stdint.h>

#include "asl/parts.h"
#include "asl/pointer.h"
#include "rolehop/base/vec.h"

enum { NAME_MAX_CHARACTERS = 80 };

struct finder {
	struct arena *arena;
	const struct asl *asl;
	struct vec flaws;
};

static void add(struct finder *finder, struct str pointer, struct str text)
{
	struct asl_flaw *flaw = vec_push(&finder->flaws);
	flaw->pointer = pointer;
	flaw->text = text;
}

static void add_at(struct finder *finder, struct str base, const char *field, struct str text)
{
	add(finder, asl_pointer_add(finder->arena, base, str_from(field)), text);
}

/* Members that only states of the other query language have. */
/* clang-format off */
static const struct {
	enum asl_part part;
	enum asl_language language;
} language_fields[] = {
	{PART_INPUT_PATH, ASL_JSONPATH},
	{PART_OUTPUT_PATH, ASL_JSONPATH},
	{PART_RESULT_PATH, ASL_JSONPATH},
	{PART_RESULT_SELECTOR, ASL_JSONPATH},
	{PART_PARAMETERS, ASL_JSONPATH},
	{PART_ITEMS_PATH, ASL_JSONPATH},
	{PART_SECONDS_PATH, ASL_JSONPATH},
	{PART_TIMESTAMP_PATH, ASL_JSONPATH},
	{PART_ERROR_PATH, ASL_JSONPATH},
	{PART_CAUSE_PATH, ASL_JSONPATH},
	{PART_TIMEOUT_SECONDS_PATH, ASL_JSONPATH},
	{PART_HEARTBEAT_SECONDS_PATH, ASL_JSONPATH},
	{PART_MAX_CONCURRENCY_PATH, ASL_JSONPATH},
	{PART_TOLERATED_FAILURE_PERCENTAGE_PATH, ASL_JSONPATH},
	{PART_TOLERATED_FAILURE_COUNT_PATH, ASL_JSONPATH},
	{PART_ARGUMENTS, ASL_JSONATA},
	{PART_OUTPUT, ASL_JSONATA},
	{PART_ITEMS, ASL_JSONATA},
};
/* clang-format on */

static void check_language(struct finder *finder, const struct asl_state *state)
{
	if (finder->asl->language == ASL_JSONATA && state->language == ASL_JSONPATH)
		add_at(finder, state->pointer, "QueryLanguage",
		       STR("a state machine in JSONata cannot hold states in JSONPath"));
	for (size_t i = 0; i < sizeof(language_fields) / sizeof(language_fields[0]); i++) {
		enum asl_part part = language_fields[i].part;
		if (!part_of(state, part) || language_fields[i].language == state->language)
			continue;
		add(finder, asl_pointer_add(finder->arena, state->pointer, part_name(part)),
		    arena_printf(finder->arena, "%s is a field of %s states; this state is in %s",
				 part_name(part).p,
				 state->language == ASL_JSONATA ? "JSONPath" : "JSONata",
				 state->language == ASL_JSONATA ? "JSONata" : "JSONPath"));
	}
}

static bool credentials_wanted(const struct asl_state *state, const struct json *credentials)
{
	const struct json *only = json_first(credentials);

	if (!json_is(credentials, JSON_OBJECT) || json_count(credentials) != 1)
		return false;
	bool literal = str_eq(json_key(only), STR("RoleArn"));
	bool path = state->language == ASL_JSONPATH && str_eq(json_key(only), STR("RoleArn.$"));
	return (literal || path) && json_is(only, JSON_STRING);
}

static void check_credentials(struct finder *finder, const struct asl_state *state)
{
	const struct json *credentials = part_of(state, PART_CREDENTIALS);
	if (!credentials)
		return;
	if (state->type != ASL_TASK)
		add_at(finder, state->pointer, "Credentials",
		       STR("only a Task can have Credentials"));
	else if (!credentials_wanted(state, credentials))
		add_at(finder, state->pointer, "Credentials",
		       state->language == ASL_JSONATA
			   ? STR("Credentials must hold RoleArn (a string) and nothing else")
			   : STR("Credentials must hold RoleArn or RoleArn.$ (a string) and "
				 "nothing else"));
}

static void check_edges(struct finder *finder, const struct asl_state *state)
{
	for (size_t i = 0; i < state->n_edges; i++) {
		if (state->edges[i].target)
			continue;
		add(finder, state->pointer,
		    arena_printf(finder->arena, "goes to \"%.*s\", and there is no such state here",
				 STR_ARG(state->edges[i].to)));
	}
	bool has_next = part_of(state, PART_NEXT) != NULL;
	bool has_end = part_of(state, PART_END) != NULL;
	switch (state->type) {
	case ASL_TASK:
	case ASL_PASS:
	case ASL_WAIT:
	case ASL_PARALLEL:
	case ASL_MAP:
		if (!has_next && !state->end)
			add(finder, state->pointer, STR("has neither Next nor End"));
		else if (has_next && state->end && has_end)
			add(finder, state->pointer, STR("has both Next and End"));
		break;
	case ASL_CHOICE:
	case ASL_SUCCEED:
	case ASL_FAIL:
	case ASL_OTHER:
		break;
	}
}

static void check_map(struct finder *finder, const struct asl_state *state)
{
	if (state->n_inner == 0) {
		add(finder, state->pointer, STR("a Map needs an ItemProcessor"));
		return;
	}
	const struct json *processor = part_of(state, PART_ITEM_PROCESSOR);
	const struct json *config = json_get(processor, STR("ProcessorConfig"));
	if (state->distributed && !json_get(config, STR("ExecutionType")))
		add_at(finder, state->inner[0]->pointer, "ProcessorConfig",
		       STR("a DISTRIBUTED Map needs ExecutionType"));
	if (processor && part_of(state, PART_ITERATOR))
		add_at(finder, state->pointer, "Iterator",
		       STR("a Map has either ItemProcessor or Iterator"));
}

static void check_type(struct finder *finder, const struct asl_state *state)
{
	struct str type = part_str(state, PART_TYPE);
	size_t n_choices;

	switch (state->type) {
	case ASL_TASK:
		if (!json_is(part_of(state, PART_RESOURCE), JSON_STRING))
			add(finder, state->pointer, STR("a Task needs a Resource (a string)"));
		break;
	case ASL_CHOICE:
		n_choices = json_count(part_of(state, PART_CHOICES));
		if (n_choices == 0)
			add(finder, state->pointer, STR("a Choice needs Choices"));
		break;
	case ASL_PARALLEL:
		if (state->n_inner == 0)
			add(finder, state->pointer, STR("a Parallel needs Branches"));
		break;
	case ASL_MAP:
		check_map(finder, state);
		break;
	case ASL_OTHER:
		add(finder, state->pointer,
		    str_is_empty(type)
			? STR("has no Type")
			: arena_printf(finder->arena, "there is no Type \"%.*s\"", STR_ARG(type)));
		break;
	case ASL_PASS:
	case ASL_WAIT:
	case ASL_SUCCEED:
	case ASL_FAIL:
		break;
	}
}

static size_t characters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static void check_scope(struct finder *finder, const struct asl_scope *scope)
{
	if (scope->n_states == 0)
		add(finder, scope->pointer, STR("States is missing or empty"));
	else if (str_is_empty(scope->start_at))
		add(finder, scope->pointer, STR("StartAt is missing"));
	else if (!asl_in_scope(scope, scope->start_at))
		add_at(finder, scope->pointer, "StartAt",
		       arena_printf(finder->arena,
				    "StartAt names \"%.*s\", and there is no such state",
				    STR_ARG(scope->start_at)));
	for (size_t i = 0; i < scope->n_states; i++) {
		const struct asl_state *state = scope->states[i];
		struct asl_parts *parts = (struct asl_parts *)(uintptr_t)state->parts;
		parts->flaws_from = finder->flaws.n;
		check_type(finder, state);
		check_edges(finder, state);
		check_language(finder, state);
		check_credentials(finder, state);
		if (characters(state->name) > NAME_MAX_CHARACTERS)
			add(finder, state->pointer,
			    STR("a state's name has at most 80 characters"));
		for (size_t k = 0; k < state->n_inner; k++)
			check_scope(finder, state->inner[k]);
		parts->flaws_to = finder->flaws.n;
	}
}

void asl_flaws_find(struct arena *arena, const struct asl *asl, const struct asl_flaw **out,
		    size_t *n)
{
	struct finder finder = {.arena = arena, .asl = asl};

	vec_init(&finder.flaws, arena, sizeof(struct asl_flaw));
	check_scope(&finder, asl->top);
	*out = finder.flaws.items;
	*n = finder.flaws.n;
}
