/* feed/client_now.c - one call of AWS that is waited for, while others go on. */
#include "feed/client.h"

#include "rolehop/base/buf.h"

enum { BODY_MAX = 128 << 20 };

struct waited {
	struct arena *arena;
	struct answer *answer;
	bool done;
};

static void on_waited(void *self, const struct answer *answer)
{
	struct waited *waited = self;
	struct err ignored;
	struct answer *out = waited->answer;
	struct buf text;

	*out = *answer;
	out->code = arena_str(waited->arena, answer->code);
	out->message = arena_str(waited->arena, answer->message);
	out->body = arena_str(waited->arena, answer->body);
	out->bucket_region = arena_str(waited->arena, answer->bucket_region);
	out->json = NULL;
	if (answer->json != NULL) {
		buf_init(&text, waited->arena, BODY_MAX);
		json_write(&text, answer->json, false);
		json_parse(waited->arena, buf_str(&text), &out->json, &ignored);
	}
	waited->done = true;
}

bool client_call_now(struct client *client, struct arena *arena, const struct call *call,
		     struct answer *answer, struct err *err)
{
	struct waited waited = {arena, answer, false};
	struct call own = *call;

	own.done = on_waited;
	own.self = &waited;
	client_call(client, &own);
	while (!waited.done)
		client_turn(client);
	if (client_stopped(client))
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	return true;
}
