/* feed/client.h - calls of AWS: signed, held to limits that adapt, tried again. */
#ifndef ROLEHOP_FEED_CLIENT_H
#define ROLEHOP_FEED_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed/endpoint.h"
#include "feed/http.h"
#include "feed/sign.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/* Keys and how long they are good; its arena is wiped. */
struct credentials {
	struct arena arena;
	struct sign_keys keys;
	struct str token;   /* empty: none */
	int64_t expires;    /* 0: never */
	struct str account; /* where that is known */
	const char *source; /* in words: "the environment" */
};
void credentials_wipe(struct credentials *credentials);

/* Whose keys sign calls. `renew` gets new ones when they have run out; NULL: cannot be done. */
struct session {
	struct credentials credentials;
	bool (*renew)(struct session *session, struct err *err);
	void *self;
	bool stale;
	bool renewing;
	unsigned renewals;    /* so far */
	struct err renew_err; /* kind ERR_NONE unless renewing failed */
};

enum call_outcome {
	CALL_DONE,
	CALL_REFUSED,	 /* access denied */
	CALL_REGION_OFF, /* the account has not enabled the region */
	CALL_ERROR,	 /* another error of the service, that asking again does not mend */
	CALL_THROTTLED,	 /* until the last attempt */
	CALL_FAILED,	 /* no good answer until the last attempt */
	CALL_NO_HOST,	 /* there is no such host: the service may not be in this region */
	CALL_STOPPED,
};

/* What a call came to; all of it is gone when `done` returns. */
struct answer {
	enum call_outcome outcome;
	int status;
	struct str code;    /* of the error: "AccessDeniedException" */
	struct str message; /* in words, also where there is no code */
	struct str body;
	const struct json *json; /* of CALL_DONE, unless the call was raw: XML too */
	struct str bucket_region;
};

typedef void (*call_done)(void *self, const struct answer *answer);

/* Texts are copied by client_call. */
struct call {
	const struct service *service;
	struct str region;
	struct str account;	 /* whose limits count */
	struct session *session; /* NULL: unsigned */
	struct str operation;	 /* of query and JSON */
	struct str method;	 /* of REST; empty: GET */
	struct str host_prefix;	 /* a bucket: "my-bucket."; empty: none */
	struct str path;	 /* of REST, encoded */
	struct str query;	 /* of REST, encoded; of query: the parameters */
	struct str body;	 /* JSON */
	struct header extra;	 /* a header of this call; name empty: none */
	struct str url;		 /* instead of the service's endpoint */
	bool plain;		 /* that URL may be http */
	bool no_proxy;
	bool raw;	/* the body is not looked into */
	int attempts;	/* 0: as many as usual */
	int timeout_ms; /* 0: as long as usual */
	call_done done;
	void *self;
};

struct client_options {
	const struct aws_settings *settings;
	int in_flight;	  /* calls at once */
	int max_attempts; /* 0: as many as usual */
	bool (*stop)(void *self);
	void *stop_self;
};

struct client;

bool client_open(const struct client_options *options, struct client **out, struct err *err);
/* Calls that are not done are dropped, without a call of `done`. NULL is fine. */
void client_close(struct client *client);

void client_call(struct client *client, const struct call *call);

/* Starts what may start, sends and receives, waits for something to happen. */
void client_turn(struct client *client);
/* No call of this account is under way or will follow. */
void client_forget(struct client *client, struct str account);
/* The same without waiting for anything, so that calls stay under way while other work is done. */
void client_pump(struct client *client);
size_t client_pending(const struct client *client); /* calls that wait or are under way */

/* Makes one call and waits for it, while others go on. `answer` lives in the arena. */
bool client_call_now(struct client *client, struct arena *arena, const struct call *call,
		     struct answer *answer, struct err *err);

/* Was the stop function ever true? Then every call ends as CALL_STOPPED. */
bool client_stopped(const struct client *client);

/* What it did so far. */
struct client_counts {
	size_t calls;	  /* that were answered or given up */
	size_t attempts;  /* requests sent */
	size_t throttled; /* answers that said so */
	size_t retries;
	size_t in_flight;
	size_t bytes;	    /* of answers */
	int64_t receive_us; /* until they were here, one after the other */
	int64_t read_us;    /* of computing: what they say */
	int64_t seen_skew;  /* the same as the last answer had it, however small */
	int64_t skew;	    /* seconds that AWS's clock is ahead of ours, where it was found out */
};
struct client_counts client_counts(const struct client *client);

/* Seconds since the epoch by AWS's clock, as far as it is known. */
int64_t client_now(const struct client *client);

/* "AccessDenied: User ... is not authorized": an answer that is none, in one line. */
struct str answer_words(struct arena *arena, const struct answer *answer);

#endif
