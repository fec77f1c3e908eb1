/* wire.c - bodies of AWS's answers, good ones and errors, in every protocol. */
#include "read.h"

#include "feed/answer.h"

const bool read_has_head = false;

void read_begin(void)
{
}

static const int statuses[] = {200, 204, 301, 400, 401, 403, 404, 408,
			       409, 413, 429, 500, 502, 503, 504, 599};
enum { STATUSES = sizeof(statuses) / sizeof(statuses[0]) };

/* The first byte is protocol and status. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	const struct json *json;
	struct err err = {ERR_NONE, ""};
	struct http_answer http = {.status = 0};
	struct answer answer = {.status = 0};
	uint8_t first = read_byte(&text);

	(void)head;
	http.body = text;
	http.status = statuses[(first >> 2) % STATUSES];
	answer.status = http.status;
	if (http.status < 300) {
		bool ok = answer_read_json(arena, (enum protocol)(first & 3), text, &json, &err);
		read_told(ok, &err);
		return;
	}
	answer_read_error(arena, &http, &answer);
	answer_judge(&http, &answer);
}
