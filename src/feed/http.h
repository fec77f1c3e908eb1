/* feed/http.h - many HTTP requests at once; the only user of libcurl. */
#ifndef ROLEHOP_FEED_HTTP_H
#define ROLEHOP_FEED_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed/sign.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* What became of a request, as far as HTTP goes. */
enum http_outcome {
	HTTP_ANSWERED,	  /* with any status */
	HTTP_NO_HOST,	  /* its name is not known */
	HTTP_UNREACHABLE, /* nobody listens */
	HTTP_UNTRUSTED,	  /* the certificate is not good */
	HTTP_TIMED_OUT,
	HTTP_CUT,	/* the connection ended before the answer did */
	HTTP_TOO_LARGE, /* the answer passes body_max */
	HTTP_REFUSED,	/* by us: what was to be sent is no request */
	HTTP_FAILED,	/* anything else: the words tell */
};

struct http_answer {
	enum http_outcome outcome;
	int status;
	struct str body;
	struct str date;	/* headers, empty where not there */
	struct str error_type;	/* x-amzn-errortype */
	struct str retry_after; /* x-amz-retry-after (milliseconds), or retry-after (seconds) */
	bool retry_after_ms;
	struct str bucket_region; /* x-amz-bucket-region */
	const char *words;	  /* of an outcome that is no answer */
	int64_t took_us;	  /* from its start until all of it was here */
};

/* Called once for each request, from http_turn; the answer's texts are gone when it returns. */
typedef void (*http_done)(void *self, const struct http_answer *answer);

/* Texts are copied by http_start. */
struct http_request {
	struct str method;
	struct str url;
	const struct header *headers;
	size_t n_headers;
	struct str body;
	bool plain; /* http is allowed: this endpoint was configured so, or is the machine's own */
	bool no_proxy; /* of the machine's own services */
	int timeout_ms;
	int connect_ms;
	size_t body_max;
	http_done done;
	void *self;
};

struct http;

/* `ca_file`: certificates to trust instead of the system's; empty: the system's. */
bool http_open(struct str ca_file, int connections, struct http **out, struct err *err);
/* Requests under way end without a call of their `done`. NULL is fine. */
void http_close(struct http *http);

/* Starts a request. What cannot even be started is told through `done`, by the next http_turn. */
void http_start(struct http *http, const struct http_request *request);
size_t http_under_way(const struct http *http);

/* Sends and receives, waits up to `wait_ms` for something to happen, and calls `done`. */
void http_turn(struct http *http, int wait_ms);

/* Ends every request under way, as HTTP_FAILED. */
void http_abort(struct http *http);

#endif
