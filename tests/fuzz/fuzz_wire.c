/* fuzz_wire.c - bodies of AWS's answers, good ones and errors, in every protocol; a target of
 * fuzz_reads.c. */
#include "fuzz.h"

#include "feed/answer.h"

void fuzz_wire(struct arena *arena, struct str text);

/* The first byte is protocol and status. */
void fuzz_wire(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err err = {ERR_NONE, ""};
	struct http_answer http = {.status = 0};
	struct answer answer = {.status = 0};

	if (text.n == 0)
		return;
	http.body = str_skip(text, 1);
	http.status = 200 + 2 * (text.p[0] & 0x7f);
	answer.status = http.status;
	FUZZ_HOLDS(
	    answer_read_json(arena, (enum protocol)(text.p[0] & 3), http.body, &json, &err) ||
	    err.text[0]);
	answer_read_error(arena, &http, &answer);
	answer_judge(&http, &answer);
}
