/* asl/parts.c - the members of a state that the language defines, found in one pass. */
#include "asl/parts.h"

/* clang-format off */
static const struct str names[] = {
	[PART_TYPE] = STR_INIT("Type"),
	[PART_QUERY_LANGUAGE] = STR_INIT("QueryLanguage"),
	[PART_RESOURCE] = STR_INIT("Resource"),
	[PART_PARAMETERS] = STR_INIT("Parameters"),
	[PART_ARGUMENTS] = STR_INIT("Arguments"),
	[PART_CREDENTIALS] = STR_INIT("Credentials"),
	[PART_RESULT_SELECTOR] = STR_INIT("ResultSelector"),
	[PART_RESULT_PATH] = STR_INIT("ResultPath"),
	[PART_INPUT_PATH] = STR_INIT("InputPath"),
	[PART_OUTPUT_PATH] = STR_INIT("OutputPath"),
	[PART_OUTPUT] = STR_INIT("Output"),
	[PART_ASSIGN] = STR_INIT("Assign"),
	[PART_NEXT] = STR_INIT("Next"),
	[PART_END] = STR_INIT("End"),
	[PART_CATCH] = STR_INIT("Catch"),
	[PART_CHOICES] = STR_INIT("Choices"),
	[PART_DEFAULT] = STR_INIT("Default"),
	[PART_BRANCHES] = STR_INIT("Branches"),
	[PART_ITEM_PROCESSOR] = STR_INIT("ItemProcessor"),
	[PART_ITERATOR] = STR_INIT("Iterator"),
	[PART_ITEMS_PATH] = STR_INIT("ItemsPath"),
	[PART_ITEMS] = STR_INIT("Items"),
	[PART_ITEM_SELECTOR] = STR_INIT("ItemSelector"),
	[PART_ITEM_READER] = STR_INIT("ItemReader"),
	[PART_ITEM_BATCHER] = STR_INIT("ItemBatcher"),
	[PART_RESULT_WRITER] = STR_INIT("ResultWriter"),
	[PART_RESULT] = STR_INIT("Result"),
	[PART_SECONDS_PATH] = STR_INIT("SecondsPath"),
	[PART_TIMESTAMP_PATH] = STR_INIT("TimestampPath"),
	[PART_ERROR_PATH] = STR_INIT("ErrorPath"),
	[PART_CAUSE_PATH] = STR_INIT("CausePath"),
	[PART_TIMEOUT_SECONDS_PATH] = STR_INIT("TimeoutSecondsPath"),
	[PART_HEARTBEAT_SECONDS_PATH] = STR_INIT("HeartbeatSecondsPath"),
	[PART_MAX_CONCURRENCY_PATH] = STR_INIT("MaxConcurrencyPath"),
	[PART_TOLERATED_FAILURE_PERCENTAGE_PATH] = STR_INIT("ToleratedFailurePercentagePath"),
	[PART_TOLERATED_FAILURE_COUNT_PATH] = STR_INIT("ToleratedFailureCountPath"),
};

/*
 * Where a name can be only one of these: by its length, first and middle character, chosen so that no
 * two names share a slot. 0 is none; otherwise one more than the part.
 */
enum { SLOTS = 128 };
static const unsigned char slots[SLOTS] = {
	[1] = PART_CAUSE_PATH + 1,
	[4] = PART_ASSIGN + 1,
	[6] = PART_ITERATOR + 1,
	[7] = PART_RESULT_WRITER + 1,
	[9] = PART_ITEM_BATCHER + 1,
	[11] = PART_CHOICES + 1,
	[15] = PART_ITEMS + 1,
	[19] = PART_ARGUMENTS + 1,
	[20] = PART_ITEM_READER + 1,
	[27] = PART_HEARTBEAT_SECONDS_PATH + 1,
	[28] = PART_END + 1,
	[30] = PART_CREDENTIALS + 1,
	[35] = PART_QUERY_LANGUAGE + 1,
	[41] = PART_PARAMETERS + 1,
	[42] = PART_CATCH + 1,
	[43] = PART_ITEM_SELECTOR + 1,
	[44] = PART_TIMESTAMP_PATH + 1,
	[46] = PART_ERROR_PATH + 1,
	[48] = PART_SECONDS_PATH + 1,
	[51] = PART_RESULT_SELECTOR + 1,
	[53] = PART_ITEM_PROCESSOR + 1,
	[55] = PART_TIMEOUT_SECONDS_PATH + 1,
	[61] = PART_ITEMS_PATH + 1,
	[64] = PART_INPUT_PATH + 1,
	[67] = PART_OUTPUT + 1,
	[73] = PART_TOLERATED_FAILURE_PERCENTAGE_PATH + 1,
	[79] = PART_MAX_CONCURRENCY_PATH + 1,
	[80] = PART_TYPE + 1,
	[83] = PART_OUTPUT_PATH + 1,
	[86] = PART_NEXT + 1,
	[89] = PART_TOLERATED_FAILURE_COUNT_PATH + 1,
	[91] = PART_RESULT + 1,
	[92] = PART_RESULT_PATH + 1,
	[93] = PART_RESOURCE + 1,
	[118] = PART_DEFAULT + 1,
	[119] = PART_BRANCHES + 1,
};
/* clang-format on */

static size_t slot_of(struct str name)
{
	return (name.n + 3 * (size_t)(unsigned char)name.p[0] +
		3 * (size_t)(unsigned char)name.p[name.n / 2]) %
	       SLOTS;
}

void parts_read(struct arena *arena, struct asl_state *state)
{
	struct asl_parts *parts = arena_alloc(arena, sizeof(*parts));

	state->parts = parts;
	if (!json_is(state->node, JSON_OBJECT))
		return;
	for (const struct json *m = json_first(state->node); m; m = json_next(m)) {
		struct str name = json_key(m);
		size_t part = name.n > 0 ? slots[slot_of(name)] : 0;
		if (part > 0 && str_eq(names[part - 1], name))
			parts->at[part - 1] = m;
	}
}

struct str part_name(enum asl_part part)
{
	return names[part];
}
