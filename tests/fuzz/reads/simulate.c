/* simulate.c - requests with their policies, as `simulate` reads them: an answer in JSON. */
#include "read.h"

#include "rolehop/base/json.h"
#include "rolehop/trace/simulate.h"

const bool read_has_head = true;

void read_begin(void)
{
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct simulation out;
	const struct json *json;
	struct err err = {ERR_NONE, ""};

	(void)head;
	simulate_is_request(arena, text);
	simulate_text(arena, text, 1, &out);
	read_must(json_parse(arena, out.json, &json, &err), &err);
	FUZZ_HOLDS(json_get(json, STR("rolehop")) != NULL);
}
