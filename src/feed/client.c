/* feed/client.c - calls of AWS: signed, held to limits that adapt, tried again. */
#include "feed/client.h"

#include <stdlib.h>
#include <time.h>

#include "feed/answer.h"
#include "feed/bucket.h"
#include "feed/wire.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/map.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/vec.h"

enum {
	ATTEMPTS = 6,
	ATTEMPTS_THROTTLED = 10,
	ATTEMPTS_NO_HOST = 3,
	BACKOFF_MAX_MS = 20000,
	DEADLINE_MS = 300000, /* of a call with all its attempts */
	TIMEOUT_MS = 60000,
	MILLION = 1000000,
	CONNECT_MS = 5000,
	BODY_MAX = 128 << 20,
	WAIT_MS = 100,
	EXPIRES_SOON = 120,
	SKEW_COUNTS = 30, /* seconds of a clock's difference that are worth correcting */
};

/* A call that waits or is under way; it lives in memory of its own, which is wiped. */
struct pending {
	struct pending *next;
	struct client *client;
	struct bucket *bucket;
	struct arena arena;
	struct call call;
	int attempts;
	int64_t begun_ms; /* its first attempt: what waits for its turn is not late */
	int64_t due_ms;	  /* not before */
	bool clock_tried;
	bool keys_tried;
	unsigned renewals; /* of its session when it was signed */
};

struct client {
	struct client_options options;
	struct http *http;
	struct buckets buckets;
	struct pending *waiting; /* to be started, in order */
	struct pending **waiting_end;
	size_t n_waiting;
	struct client_counts counts;
	bool stopped;
	uint64_t random;
};

void credentials_wipe(struct credentials *credentials)
{
	arena_wipe(&credentials->arena);
	*credentials = (struct credentials){.expires = 0};
}

/* ---- opening ------------------------------------------------------------------------------------
 */

bool client_open(const struct client_options *options, struct client **out, struct err *err)
{
	struct client *client = mem_alloc(sizeof(*client));

	client->options = *options;
	if (client->options.in_flight <= 0)
		client->options.in_flight = 1;
	if (!http_open(options->settings->ca_bundle, client->options.in_flight, &client->http,
		       err)) {
		free(client);
		return false;
	}
	buckets_init(&client->buckets);
	client->waiting_end = &client->waiting;
	client->random = (uint64_t)clock_ticks_ms() * 2654435761u + (uint64_t)(uintptr_t)client;
	*out = client;
	return true;
}

static void pending_free(struct pending *pending)
{
	arena_wipe(&pending->arena);
	free(pending);
}

void client_close(struct client *client)
{
	if (client == NULL)
		return;
	while (client->waiting != NULL) {
		struct pending *next = client->waiting->next;
		pending_free(client->waiting);
		client->waiting = next;
	}
	http_close(client->http);
	buckets_release(&client->buckets);
	free(client);
}

size_t client_pending(const struct client *client)
{
	return client->n_waiting + http_under_way(client->http);
}

bool client_stopped(const struct client *client)
{
	return client->stopped;
}

struct client_counts client_counts(const struct client *client)
{
	struct client_counts counts = client->counts;

	counts.in_flight = http_under_way(client->http);
	return counts;
}

int64_t client_now(const struct client *client)
{
	return clock_now() + client->counts.skew;
}

/* Between 0 and 1. Source: Marsaglia, "Xorshift RNGs". */
static double client_random(struct client *client)
{
	client->random ^= client->random << 13;
	client->random ^= client->random >> 7;
	client->random ^= client->random << 17;
	return (double)(client->random >> 11) / 9007199254740992.0;
}

/* ---- waiting ------------------------------------------------------------------------------------
 */

static void wait_in_line(struct client *client, struct pending *pending)
{
	pending->next = NULL;
	*client->waiting_end = pending;
	client->waiting_end = &pending->next;
	client->n_waiting++;
}

static void call_copy(struct pending *pending, const struct call *call)
{
	struct arena *arena = &pending->arena;
	struct call *to = &pending->call;

	*to = *call;
	to->region = arena_str(arena, call->region);
	to->account = arena_str(arena, call->account);
	to->operation = arena_str(arena, call->operation);
	to->method = arena_str(arena, call->method);
	to->host_prefix = arena_str(arena, call->host_prefix);
	to->path = arena_str(arena, call->path);
	to->query = arena_str(arena, call->query);
	to->body = arena_str(arena, call->body);
	to->url = arena_str(arena, call->url);
	to->extra = (struct header){arena_str(arena, call->extra.name),
				    arena_str(arena, call->extra.value)};
}

void client_call(struct client *client, const struct call *call)
{
	struct pending *pending = mem_alloc(sizeof(*pending));

	pending->client = client;
	arena_init(&pending->arena);
	call_copy(pending, call);
	pending->bucket =
	    buckets_get(&client->buckets, call->account,
			str_from(call->service ? call->service->id : "host"), call->region);
	wait_in_line(client, pending);
}

/* ---- ending -------------------------------------------------------------------------------------
 */

static void pending_end(struct pending *pending, const struct answer *answer)
{
	pending->client->counts.calls++;
	pending->call.done(pending->call.self, answer);
	pending_free(pending);
}

static void pending_fail(struct pending *pending, enum call_outcome outcome, const char *words)
{
	struct answer answer = {.outcome = outcome, .message = str_from(words)};

	pending_end(pending, &answer);
}

static int attempts_of(const struct pending *pending, enum remedy remedy)
{
	if (pending->call.attempts > 0)
		return pending->call.attempts;
	if (pending->client->options.max_attempts > 0)
		return pending->client->options.max_attempts;
	if (remedy == REMEDY_ONCE_MORE)
		return ATTEMPTS_NO_HOST;
	return remedy == REMEDY_SLOWER ? ATTEMPTS_THROTTLED : ATTEMPTS;
}

/* Source: AWS SDKs and Tools Reference Guide, "Retry behavior", standard mode. */
static int64_t backoff_ms(struct pending *pending, const struct http_answer *http)
{
	double most = 1000;
	size_t told = 0;

	for (int i = 1; i < pending->attempts && most < BACKOFF_MAX_MS; i++)
		most *= 2;
	if (most > BACKOFF_MAX_MS)
		most = BACKOFF_MAX_MS;
	most *= client_random(pending->client);
	if (str_to_size(http->retry_after, &told) && told <= BACKOFF_MAX_MS) {
		double least = http->retry_after_ms ? (double)told : (double)told * 1000;
		if (least > most)
			most = least < BACKOFF_MAX_MS ? least : BACKOFF_MAX_MS;
	}
	return (int64_t)most;
}

/* Did the answer's date tell that our clock is wrong? Then it is corrected. */
static bool clock_mended(struct pending *pending, const struct http_answer *http)
{
	struct client *client = pending->client;
	int64_t date = 0;
	int64_t skew = 0;

	if (pending->clock_tried || !clock_parse_http(http->date, &date))
		return false;
	pending->clock_tried = true;
	skew = date - clock_now();
	if (skew > -SKEW_COUNTS && skew < SKEW_COUNTS)
		skew = 0;
	client->counts.skew = skew;
	return true;
}

static bool keys_mended(struct pending *pending)
{
	struct session *session = pending->call.session;

	if (pending->keys_tried || session == NULL || session->renew == NULL)
		return false;
	pending->keys_tried = true;
	/* others may have found out before */
	session->stale = session->stale || pending->renewals == session->renewals;
	return true;
}

/* Is there something to be done about it, and time to do so? Then the call waits again. */
static bool tried_again(struct pending *pending, enum remedy remedy, const struct http_answer *http)
{
	struct client *client = pending->client;
	int64_t now = clock_ticks_ms();

	if (remedy == REMEDY_NONE || client->stopped)
		return false;
	if (remedy == REMEDY_CLOCK ? !clock_mended(pending, http)
				   : remedy == REMEDY_KEYS && !keys_mended(pending))
		return false;
	if (remedy == REMEDY_SLOWER || remedy == REMEDY_AGAIN || remedy == REMEDY_ONCE_MORE) {
		int64_t wait = backoff_ms(pending, http);
		if (pending->attempts >= attempts_of(pending, remedy) ||
		    now + wait - pending->begun_ms > DEADLINE_MS)
			return false;
		pending->due_ms = now + wait;
	}
	client->counts.retries++;
	wait_in_line(client, pending);
	return true;
}

/* What the answer says, and what it took to find out. */
static bool read_answer(struct pending *pending, const struct http_answer *http,
			struct arena *arena, struct answer *answer, struct err *err)
{
	struct client_counts *counts = &pending->client->counts;
	clock_t begun = clock();
	bool done = pending->call.raw || answer_read_json(arena, pending->call.service->protocol,
							  http->body, &answer->json, err);

	counts->bytes += http->body.n;
	counts->receive_us += http->took_us;
	counts->read_us += (int64_t)(clock() - begun) * MILLION / CLOCKS_PER_SEC;
	return done;
}

/* A good status; what is damaged is asked for again. */
static void end_well(struct pending *pending, const struct http_answer *http, struct arena *arena,
		     struct answer *answer)
{
	struct err err = {ERR_NONE, ""};

	answer->outcome = CALL_DONE;
	if (!read_answer(pending, http, arena, answer, &err)) {
		if (tried_again(pending, REMEDY_AGAIN, http))
			return;
		answer->outcome = CALL_FAILED;
		answer->message = arena_printf(arena, "the answer is damaged: %s", err.text);
	}
	bucket_went_well(pending->bucket);
	pending_end(pending, answer);
}

static void end_badly(struct pending *pending, const struct http_answer *http, struct arena *arena,
		      struct answer *answer)
{
	struct judgement judgement;

	answer_read_error(arena, http, answer);
	judgement = answer_judge(http, answer);
	if (judgement.remedy == REMEDY_SLOWER) {
		pending->client->counts.throttled++;
		bucket_was_throttled(pending->bucket, clock_ticks_ms());
	}
	if (tried_again(pending, judgement.remedy, http))
		return;
	answer->outcome = pending->client->stopped ? CALL_STOPPED : judgement.outcome;
	pending_end(pending, answer);
}

static void on_answer(void *self, const struct http_answer *http)
{
	struct pending *pending = self;
	int64_t date = 0;
	struct answer answer = {
	    .status = http->status, .body = http->body, .bucket_region = http->bucket_region};
	struct arena arena;

	arena_init(&arena);
	if (clock_parse_http(http->date, &date))
		pending->client->counts.seen_skew = date - clock_now();
	if (http->outcome == HTTP_ANSWERED && http->status >= 200 && http->status < 300)
		end_well(pending, http, &arena, &answer);
	else
		end_badly(pending, http, &arena, &answer);
	arena_wipe(&arena);
}

/* ---- starting -----------------------------------------------------------------------------------
 */

static void wire_send(struct pending *pending, struct wire *wire)
{
	const struct call *call = &pending->call;
	struct http_request request = {
	    .method = wire->method,
	    .headers = wire->headers.items,
	    .n_headers = wire->headers.n,
	    .body = wire->body,
	    .plain = wire->endpoint.configured || call->plain,
	    .no_proxy = call->no_proxy,
	    .timeout_ms = call->timeout_ms > 0 ? call->timeout_ms : TIMEOUT_MS,
	    .connect_ms = call->timeout_ms > 0 && call->timeout_ms < CONNECT_MS ? call->timeout_ms
										: CONNECT_MS,
	    .body_max = BODY_MAX,
	    .done = on_answer,
	    .self = pending,
	};

	request.url =
	    arena_printf(wire->arena, "%.*s://%.*s%.*s%s%.*s", STR_ARG(wire->endpoint.scheme),
			 STR_ARG(wire->endpoint.host), STR_ARG(wire->path),
			 wire->query.n > 0 ? "?" : "", STR_ARG(wire->query));
	http_start(pending->client->http, &request);
}

static void pending_start(struct pending *pending)
{
	struct err err = {ERR_NONE, ""};
	struct arena arena;
	struct wire wire;

	arena_init(&arena);
	if (wire_make(&arena, &pending->call, pending->client->options.settings, &wire, &err)) {
		if (pending->call.session != NULL) {
			pending->renewals = pending->call.session->renewals;
			wire_sign(&wire, client_now(pending->client));
		}
		if (pending->attempts++ == 0)
			pending->begun_ms = clock_ticks_ms();
		pending->client->counts.attempts++;
		wire_send(pending, &wire);
	} else {
		pending_fail(pending, CALL_ERROR, err.text);
	}
	arena_wipe(&arena);
}

/* ---- turning ------------------------------------------------------------------------------------
 */

/* New keys, before a call is signed with old ones; false: its session is over. */
static bool session_is_good(struct client *client, struct session *session)
{
	const struct credentials *credentials = &session->credentials;

	if (session->renew == NULL || session->renewing)
		return true;
	if (credentials->expires > 0 && credentials->expires < client_now(client) + EXPIRES_SOON)
		session->stale = true;
	if (!session->stale || session->renew_err.kind != ERR_NONE)
		return session->renew_err.kind == ERR_NONE;
	session->renewing = true;
	session->stale = !session->renew(session, &session->renew_err);
	session->renewing = false;
	session->renewals++;
	return !session->stale;
}

static bool may_start(const struct pending *pending, int64_t now)
{
	const struct session *session = pending->call.session;

	return pending->due_ms <= now &&
	       !(session != NULL && session->renewing && session->stale) &&
	       bucket_has_token(pending->bucket, now);
}

static void client_unlink(struct client *client, struct pending **at)
{
	struct pending *pending = *at;

	*at = pending->next;
	if (client->waiting_end == &pending->next)
		client->waiting_end = at;
	client->n_waiting--;
}

/* Starts one call if one may; a renewed session may have changed the line meanwhile. */
static bool start_one(struct client *client)
{
	int64_t now = clock_ticks_ms();

	if (http_under_way(client->http) >= (size_t)client->options.in_flight)
		return false;
	for (struct pending **at = &client->waiting; *at != NULL; at = &(*at)->next) {
		struct pending *pending = *at;
		if (!may_start(pending, now))
			continue;
		client_unlink(client, at);
		if (pending->call.session != NULL &&
		    !session_is_good(client, pending->call.session)) {
			pending_fail(pending, CALL_REFUSED, pending->call.session->renew_err.text);
			return true;
		}
		bucket_take(pending->bucket);
		pending_start(pending);
		return true;
	}
	return false;
}

static void stop_all(struct client *client)
{
	client->stopped = true;
	while (client->waiting != NULL) {
		struct pending *pending = client->waiting;
		client_unlink(client, &client->waiting);
		pending_fail(pending, CALL_STOPPED, "stopped");
	}
	http_abort(client->http);
}

static void turn(struct client *client, int wait_ms)
{
	if (!client->stopped && client->options.stop != NULL &&
	    client->options.stop(client->options.stop_self))
		client->stopped = true;
	if (client->stopped)
		stop_all(client);
	while (!client->stopped && start_one(client))
		;
	http_turn(client->http, wait_ms);
}

void client_turn(struct client *client)
{
	turn(client, client->n_waiting > 0 ? WAIT_MS / 10 : WAIT_MS);
}

void client_forget(struct client *client, struct str account)
{
	buckets_forget(&client->buckets, account);
}

void client_pump(struct client *client)
{
	turn(client, 0);
}
