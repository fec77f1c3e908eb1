/* asl/parts.h - the members of a state that the language defines, found in one pass. */
#ifndef ASL_PARTS_H
#define ASL_PARTS_H

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"

/* In the order of the table in parts.c. */
enum asl_part {
	PART_TYPE,
	PART_QUERY_LANGUAGE,
	PART_RESOURCE,
	PART_PARAMETERS,
	PART_ARGUMENTS,
	PART_CREDENTIALS,
	PART_RESULT_SELECTOR,
	PART_RESULT_PATH,
	PART_INPUT_PATH,
	PART_OUTPUT_PATH,
	PART_OUTPUT,
	PART_ASSIGN,
	PART_NEXT,
	PART_END,
	PART_CATCH,
	PART_CHOICES,
	PART_DEFAULT,
	PART_BRANCHES,
	PART_ITEM_PROCESSOR,
	PART_ITERATOR,
	PART_ITEMS_PATH,
	PART_ITEMS,
	PART_ITEM_SELECTOR,
	PART_ITEM_READER,
	PART_ITEM_BATCHER,
	PART_RESULT_WRITER,
	PART_RESULT,
	PART_SECONDS_PATH,
	PART_TIMESTAMP_PATH,
	PART_ERROR_PATH,
	PART_CAUSE_PATH,
	PART_TIMEOUT_SECONDS_PATH,
	PART_HEARTBEAT_SECONDS_PATH,
	PART_MAX_CONCURRENCY_PATH,
	PART_TOLERATED_FAILURE_PERCENTAGE_PATH,
	PART_TOLERATED_FAILURE_COUNT_PATH,
};
enum { PART_COUNT = PART_TOLERATED_FAILURE_COUNT_PATH + 1 };

struct asl_parts {
	const struct json *at[PART_COUNT];
	size_t flaws_from, flaws_to; /* of asl.flaws: those of the state and what is inside of it */
};

/* Fills in state->parts from state->node. */
void parts_read(struct arena *arena, struct asl_state *state);

/* The member, or NULL. */
static inline const struct json *part_of(const struct asl_state *state, enum asl_part part)
{
	return state->parts->at[part];
}

/* json_str(part_of(...)). */
static inline struct str part_str(const struct asl_state *state, enum asl_part part)
{
	return json_str(part_of(state, part));
}

struct str part_name(enum asl_part part);

#endif
