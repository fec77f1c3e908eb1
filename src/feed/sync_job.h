/* feed/sync_job.h - what the parts of a sync share: accounts, units of work, what came of them. */
#ifndef ROLEHOP_FEED_SYNC_JOB_H
#define ROLEHOP_FEED_SYNC_JOB_H

#include "feed/calls.h"
#include "feed/client.h"
#include "feed/credentials.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/feed/import.h"
#include "rolehop/feed/sync.h"

/* The sync as a whole. */
struct sync {
	const struct sync_options *options;
	struct arena *keep; /* of the report */
	struct arena arena; /* as long as the sync */
	struct store *store;
	struct aws_settings settings;
	struct client *client;
	struct vec jobs;  /* struct account_job *; they begin in this order */
	size_t first_job; /* all before it are over */
	struct vec gaps;  /* struct sync_gap */
	struct sync_report *report;
	struct map done; /* account ids that the run before brought in */
	int64_t begun_ms;
	size_t accounts_done;
	struct str last_account;
	bool probing;	    /* of each list the first thing only, to see what is refused */
	struct vec refused; /* of a probing one: struct str, IAM actions */
};

/* An answer in an import shape, and which unit it is of. */
struct unit;
struct harvest {
	struct str name;
	struct str text;
	struct unit *unit; /* NULL: of none */
};

enum job_stage { JOB_WAITING, JOB_UNDER_WAY, JOB_OVER };

/* One account while it is collected; all of it lives in its arena. */
struct account_job {
	struct sync *sync;
	struct arena arena;
	enum job_stage stage;
	struct str account;
	const char *partition;
	struct str assume;	 /* the role to be assumed first; empty: none */
	struct session *session; /* whose keys are used: its own, or the profile's */
	struct session *base;	 /* that assumes the role */
	struct session own;
	struct vec regions; /* struct str */
	bool regions_sure;  /* AWS told which are enabled */
	struct vec units;   /* struct unit * */
	struct vec harvest; /* struct harvest */
	size_t pending;	    /* calls */
	size_t asked;	    /* calls, those that are pending among them */
	int64_t begun_ms;
	bool stopped;
	bool hopeless; /* nothing was to be had: see because */
	bool refused;
	struct str because;
};

/* One kind of thing in one region. */
struct unit {
	struct account_job *job;
	const struct collected_kind *kind;
	struct str region;     /* in which it is called */
	struct unit *children; /* kinds that are listed for each of its things */
	struct unit *next;     /* of the same parent */
	bool off;	       /* the region is not enabled */
	bool no_host;	       /* the service is not known by a host's name here */
	bool refused;
	bool failed;
	struct str because; /* of the first that was refused or failed */
};

/* sync_account.c */
void job_begin(struct account_job *job);
bool job_is_over(const struct account_job *job);
/* A call is made for it, whose end takes one from job->pending. */
void job_counts_call(struct account_job *job);
void unit_spoil(struct unit *unit, const char *operation, const struct answer *answer);
void job_add_harvest(struct account_job *job, struct unit *unit, const char *operation,
		     struct str region, struct str text);

/* sync_unit.c */
void unit_begin(struct unit *unit);

/* sync_harvest.c */

/* A call about one thing while it is under way. */
struct step {
	struct unit *unit;
	struct fields fields;
	struct str region;
	bool redirected;
	bool metadata_only;
};

/* Is its `list` one call about each thing of the row above? */
bool unit_is_one_call(const struct unit *unit);
const struct operation *unit_got_by(const struct unit *unit);

/* As JSON text; empty where it is null, or an empty text. */
struct str harvest_text(struct arena *arena, const struct json *json);

/* {"ResourceArn": ..., "Policy": ...}: null where there is none. */
void harvest_policy(const struct step *step, struct str policy);
/* That it is there, and no more. */
void harvest_existence(const struct step *step);
/* The answer to the call, as its kind has it; what an error says that says that there is nothing.
 */
void harvest_answer(const struct step *step, const struct answer *answer);
void harvest_nothing(const struct step *step);

/* sync_probe.c */
void probe_note(struct unit *unit, const char *operation);
/* What AWS would say to a sync. */
struct probe {
	struct vec refused; /* struct str, IAM actions */
	struct vec failed;  /* struct str: "sqs (ListQueues: ...)", for each service a line */
	size_t asked;	    /* services */
	bool whole;	    /* all that was not refused was answered */
};
/* Asks, and keeps nothing; texts are in the arena, as the vectors are. */
void sync_probe(struct client *client, struct session *session, struct str account,
		struct str region, const struct aws_settings *settings, struct arena *arena,
		struct probe *out);

/* sync_regions.c */
void regions_begin(struct account_job *job, void (*done)(struct account_job *job));

/* sync_store.c. All of a sync is one snapshot: each transaction goes on with it. */
bool sync_begin(struct sync *sync, struct err *err);
bool sync_commit(struct sync *sync, struct err *err);
bool job_store(struct account_job *job, struct err *err);

/* sync_organization.c: *found false where there is none to be seen; accounts as struct str in the
 * sync's arena. */
bool organization_sync(struct sync *sync, struct session *session, struct str region,
		       struct vec *accounts, bool *found, struct err *err);
bool organization_store(struct sync *sync, struct str text, bool policies, struct err *err);

/* sync_parameter.c */
void parameters_begin(struct account_job *job);

/* sync_aggregator.c */
bool aggregator_sync(struct sync *sync, struct session *session, struct str region,
		     struct err *err);

/* sync_resume.c */
void resume_read(struct sync *sync, struct str request);
void resume_note(struct sync *sync, struct str account);
void resume_end(struct sync *sync);

/* sync.c */
void sync_tell(struct sync *sync);
void sync_gap(struct sync *sync, struct str account, struct str region, const char *what,
	      bool refused, struct str because);

#endif
