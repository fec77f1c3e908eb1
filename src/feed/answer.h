/* feed/answer.h - what an answer of AWS says: its JSON, or which error it is. */
#ifndef ROLEHOP_FEED_ANSWER_H
#define ROLEHOP_FEED_ANSWER_H

#include "feed/client.h"

/* What to do about an error. */
enum remedy {
	REMEDY_NONE,	  /* it stays */
	REMEDY_SLOWER,	  /* throttled: again, later */
	REMEDY_AGAIN,	  /* it may pass: again */
	REMEDY_ONCE_MORE, /* the same, but not often */
	REMEDY_CLOCK,	  /* the clock is wrong: again, with AWS's time */
	REMEDY_KEYS,	  /* the session has ended: again, with new keys */
};

struct judgement {
	enum call_outcome outcome; /* if nothing mends it */
	enum remedy remedy;
};

/* Reads code and message of an error. */
void answer_read_error(struct arena *arena, const struct http_answer *http, struct answer *out);
struct judgement answer_judge(const struct http_answer *http, const struct answer *answer);

/*
 * The JSON of a good answer; of XML, the JSON that it stands for: lists ("member" elements) as
 * arrays, maps ("entry" elements) as objects, what begins with "Is" as true or false, all else as
 * texts. Of query answers the Result alone. ERR_INPUT for what is damaged.
 */
bool answer_read_json(struct arena *arena, enum protocol protocol, struct str body,
		      const struct json **out, struct err *err);

#endif
