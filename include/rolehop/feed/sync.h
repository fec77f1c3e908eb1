/* feed/sync.h - accounts straight from AWS into the inventory, each as soon as it is whole. */
#ifndef ROLEHOP_FEED_SYNC_H
#define ROLEHOP_FEED_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

/* How far one account is. */
enum sync_account_state {
	SYNC_AT_WORK,
	SYNC_COLLECTED, /* in the inventory, perhaps with gaps */
	SYNC_FAILED,	/* nothing of it was to be had */
	SYNC_STOPPED,	/* left as it was */
};

struct sync_account {
	struct str id;
	enum sync_account_state state;
	size_t calls;	      /* answered */
	size_t calls_known;   /* answered, under way or waiting: its lists tell of more */
	double rate;	      /* calls a second */
	int64_t seconds_left; /* for the calls that are known; -1: not known */
};

/* How far it is. */
struct sync_progress {
	size_t accounts;      /* in all; 0: not known yet */
	size_t accounts_done; /* in the inventory, or given up */
	size_t calls;	      /* answered */
	size_t calls_known;   /* answered, under way or waiting */
	size_t in_flight;
	size_t throttled;
	double rate;			    /* calls a second */
	int64_t seconds_left;		    /* -1: not known */
	struct str account;		    /* that was done last */
	const struct sync_account *at_work; /* a bounded number of them at once */
	size_t n_at_work;
};

struct sync_options {
	const struct str *profiles; /* none: the one that the AWS CLI would use */
	size_t n_profiles;
	bool organization;	   /* every account of it, by `role` */
	struct str role;	   /* name, with its path if it has one */
	struct str external_id;	   /* of that role's trust policy */
	struct str aggregator;	   /* of AWS Config: most comes from there; empty: none */
	const struct str *regions; /* none: all that are enabled */
	size_t n_regions;
	const struct str *parameters; /* of SSM, by name, in every region */
	size_t n_parameters;
	size_t executions;	 /* failed ones of each machine, with their histories; 0: none */
	bool function_versions;	 /* policies of every version of a function, too */
	const char *home;	 /* NULL: none */
	const char *resume_file; /* notes what is done; NULL: nowhere */
	int64_t now;
	bool (*ask)(void *self, struct str device, struct arena *arena, struct str *code,
		    struct err *err); /* for a code of an MFA device; NULL: nobody is there */
	void (*tell)(void *self, const struct sync_progress *progress); /* now and then */
	void (*tell_account)(void *self,
			     const struct sync_account *account); /* it begins, or ends */
	bool (*stop)(void *self);				  /* true: end */
	void *self;
};

/* What was not collected, or not wholly. */
struct sync_gap {
	struct str account; /* empty: of the organization */
	struct str region;  /* empty: global */
	struct str what;    /* "roles", "sqs", ... */
	bool refused;	    /* AWS said no; else it failed */
	struct str because;
};

struct sync_report {
	size_t accounts; /* that are in the inventory now */
	size_t resumed;	 /* of those, from the run before that was broken off */
	size_t failed;	 /* accounts of which nothing was to be had */
	size_t put[ENTITY_KIND_COUNT];
	const struct sync_gap *gaps;
	size_t n_gaps;
	size_t calls;
	size_t throttled;
	size_t bytes;	    /* of all answers */
	int64_t receive_ms; /* until they were here, one after the other */
	int64_t read_ms;    /* of computing: what they say */
	bool changed;
	int64_t snapshot;
};

/*
 * Collects into a store opened for writing. Each account becomes part of the inventory when it is
 * whole; what is refused or fails is a gap, recorded as coverage. ERR_INTERRUPTED after a stop: the
 * accounts that were whole are kept, and the next call with the same options goes on.
 * ERR_ENVIRONMENT where there are no credentials, or the store cannot be written; nobody else's
 * secrets are in errors.
 */
bool feed_sync(struct arena *arena, struct store *store, const struct sync_options *options,
	       struct sync_report *report, struct err *err);

/* One thing that is looked at before a sync. */
enum sync_health { SYNC_FINE, SYNC_NOTE, SYNC_BROKEN };
struct sync_check {
	const char *what; /* "credentials", "clock", ... */
	enum sync_health health;
	struct str words;
	const struct str *missing; /* of "permissions": IAM actions that are refused, sorted */
	size_t n_missing;
};

/*
 * What a sync of this profile (empty: the usual one) would meet: AWS's files, credentials,
 * certificates, proxy; `online` also whether AWS answers, accepts the credentials and has our time,
 * which services are out of reach, and what is refused. Nothing is collected.
 */
void feed_sync_check(struct arena *arena, struct str profile, const char *home, bool online,
		     const struct sync_check **out, size_t *n);

/* The policy to attach to who collects: a JSON document. */
struct str feed_sync_policy(struct arena *arena);

/* The policy that allows these actions and nothing else, on every resource. */
struct str feed_policy_of(struct arena *arena, const struct str *actions, size_t n);

#endif
