/* trace/tracer.h - what the files of this room share while one trace is made. */
#ifndef ROLEHOP_SRC_TRACE_TRACER_H
#define ROLEHOP_SRC_TRACE_TRACER_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/eval.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

struct actor;
struct bearings;

/* What was gathered last (layers.c), and what it was gathered for. */
struct gathered {
	const struct bearings *bearings; /* NULL: nothing that others may share */
	const struct arena *arena;
	const struct actor *caller;
	const struct policy *policy_of_aws;
	bool names_nothing; /* action_names_nothing */
	enum call_origin origin;
	struct str service; /* of the action */
	struct str resource, resource_account;
};

/* A trace in the making. */
struct tracer {
	struct arena *arena;
	const struct world *world;
	const struct trace_options *options;
	struct err *err;
	struct vec gaps; /* struct noted_gap */
	struct gathered last;
};

/* A gap and the hop that met it. */
struct noted_gap {
	struct gap gap;
	size_t hop;
};

void tracer_init(struct tracer *t, struct arena *arena, const struct world *world,
		 const struct trace_options *options, struct err *err);

/* What all Tasks of a machine begin with: the service assumes the execution role. It is planned and
 * judged for the first of them, in an arena that outlives them. So is what else is the same for
 * all. */
struct trace_first {
	struct arena *arena;
	enum tri reads_parameters;     /* some state does; TRI_UNKNOWN: nobody has looked yet */
	const struct actor *caller;    /* the execution role's session; NULL: not made yet */
	const struct run_shown *shown; /* of the run that it is about; NULL: not gathered yet */
	const struct ask *ask;	       /* NULL: not planned yet */
	const struct hop *hop;	       /* NULL: not judged yet */
	const struct noted_gap *gaps;
	size_t n_gaps;
	struct map started; /* what machines that its Tasks start come to, by ARN and input */
};

/* ---- who asks -------------------------------------------------------------------------------- */

/* A caller with what the world knows of it. */
struct actor {
	struct principal principal;
	const struct role *role; /* NULL: none needed, none there, or not known: see found */
	enum found found; /* FOUND_YES also of callers that have no IAM identity (services) */
	struct lack lack; /* of FOUND_UNKNOWN */
	unsigned handed;  /* how many sts:AssumeRole it took to come to it, but a service's */
	struct str name;  /* for sentences: "TrustedAccountRl", "states.amazonaws.com" */
	struct str shown; /* for lists: an ARN or a service name, holes shown */
};

/* A session of the role at `arn` (which may hold holes), its name not known; see actor.handed. */
bool actor_of_role(struct tracer *t, struct str arn, unsigned handed, struct actor **out);

/* An AWS service calling as itself; `names` are the principals that are tried. */
struct actor *actor_of_service(struct tracer *t, const struct str *names, size_t n,
			       struct str partition);

/* Somebody of whom nothing is known. */
struct actor *actor_of_nobody(struct tracer *t);

/* Whoever a person names; ERR_INPUT with suggestions where nobody can be meant. */
bool actor_of_text(struct tracer *t, struct str text, struct actor **out);

/* ---- what is asked --------------------------------------------------------------------------- */

enum ask_kind {
	ASK_SERVICE_ASSUMES, /* a service assumes a role */
	ASK_ASSUME,	     /* a role or user assumes a role */
	ASK_CALL,
	ASK_DEPENDENT,
	ASK_KEY, /* the use of a KMS key that a call depends on */
};
enum { ASK_KIND_COUNT = ASK_KEY + 1 };

/* A reason, outside every policy, for which the request cannot be made or cannot be told. */
struct objection {
	bool sure;	    /* denies at gate `definition`; else makes it unknown */
	const char *cause;  /* a name of the causes table, or NULL */
	struct str pointer; /* into the definition; empty: none */
	struct str why;	    /* one sentence */
	struct str wants, has;
	struct str key, flips; /* of one that is not sure: what decides, and how */
};

/* One request before it is judged. */
struct ask {
	enum ask_kind kind;
	const struct actor *caller;
	struct str action;
	struct str resource;	/* may hold holes */
	struct str or_resource; /* what may be asked for instead of it; empty: nothing */
	struct str resource_account;
	bool own_assumed; /* its id may be that of another account, which shares it */
	struct lack
	    owner_lack;	      /* where the owner should be known and is not; missing empty: none */
	struct lack key_lack; /* of what a key may encrypt, that key */
	struct lack region_lack; /* of a call in a Region that accounts have to enable */
	struct lack otherwise;	 /* of the use of a key: what would make a denial void */
	enum call_origin origin;
	bool asked;	   /* what the user asks about, not what leads there */
	struct str region; /* empty: not known */
	struct str source_arn, source_account;
	enum context_state external_id_state;
	struct str external_id, external_id_source;
	/* the role that is assumed */
	const struct role *target;
	enum found target_found;
	struct lack target_lack;
	const struct through *through;	    /* the access point on whose bucket it is; else NULL */
	const struct policy *policy_of_aws; /* of the resource, a key of AWS's own; else NULL */
	/* gate `definition` */
	const struct objection *objections;
	size_t n_objections;
	const struct machine *machine; /* NULL: no definition stands behind the request */
	struct str decides; /* the path that decides a resource with holes, and where it stands */
	struct str decides_pointer;
	/* of calls */
	struct str api_service, api; /* as the SDK names it; empty: not known */
	bool credentials;	     /* the Task has Credentials */
	bool of_map;		     /* a DISTRIBUTED Map's own call, which takes none */
	bool sure;		     /* false: the catalogue is not certain of the action */
	bool dependent, counts;
	enum asl_call_kind call_kind;
	enum asl_need need;
	enum asl_choice choice;
	struct str when;
	const struct asl_context *context; /* keys that the call surely carries */
	size_t n_context;
};

/* The action assumes a role, so that the resource's policy is its trust policy. */
bool ask_assumes(const struct ask *ask);

/* given.c - the keys of that request: what the user says of it, and what it surely carries. */
const struct context_value *ask_given(struct tracer *t, const struct ask *ask, size_t *n);

/*
 * session.c - what STS asks beside `ask`, which assumes a role: sts:TagSession where session tags
 * are sent, sts:SetSourceIdentity where a source identity is or comes along. Appended to `asks`
 * (struct ask). Whether inherited tags need it anew is not documented: that hop is conditional.
 * Source: IAM User Guide, "Pass session tags in AWS STS", Permissions required to add session tags;
 * "Monitor and control actions taken with assumed roles", Permissions required to set source
 * identity.
 */
void session_asks(struct tracer *t, const struct ask *ask, struct vec *asks);

/* Judges one request; `index` is the hop's number, for gaps. */
bool judge_ask(struct tracer *t, const struct ask *ask, size_t index, struct hop *out);

/* ---- a Task as requests -----------------------------------------------------------------------
 */

/* What `Credentials` of a Task comes to. */
struct credentials {
	bool present;		      /* the Task has the field */
	struct str role;	      /* what is traced: exact, or with holes */
	struct str path;	      /* what decides it at run time, empty: known */
	struct str pointer;	      /* of RoleArn */
	const struct str *candidates; /* exact role ARNs that it may be */
	size_t n_candidates;
	bool open; /* it may be something that is not among the candidates */
	bool
	    none_fits; /* no role of the collected accounts fits, and all that fit were collected */
	struct vec objections; /* struct objection */
};

struct task {
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *state;
	struct asl_environment env;
	bool child; /* the Task stands in a DISTRIBUTED Map: its executions are children */
};

/* Where what each state is given is kept, for all questions about one Task at least. */
struct asl_flow_cache *flows_new(struct arena *arena);

void task_init(struct arena *arena, struct task *task, const struct machine *machine,
	       const struct asl *asl, const struct asl_state *state,
	       const struct trace_options *options);

/* A machine's ARN as requests carry it; of a version, what follows the name is a hole. */
struct str machine_sent(struct arena *arena, const struct machine *machine);

/* parameters.c - what Tasks that read an SSM parameter are known to answer, into task->env. */
bool parameters_settle(struct tracer *t, struct task *task);

bool credentials_read(struct tracer *t, const struct task *task, struct credentials *out);

/* What can be said against assuming `role` for this Task; appended to `objections`. */
bool credentials_object(struct tracer *t, const struct task *task, struct str role,
			const struct credentials *credentials, struct vec *objections);

/* A role that surely does not exist is an objection that names what is there instead, in other
 * accounts too if `elsewhere`. */
bool object_existence(struct tracer *t, struct str role, bool elsewhere, struct str pointer,
		      struct vec *objections);

/* A list of objections, and how it becomes that of a request. */
struct vec *objections_new(struct arena *arena);
void ask_objections(struct ask *ask, const struct vec *objections);

/* A new objection at the end of `objections`. */
struct objection *object(struct vec *objections, bool sure, const char *cause, struct str pointer,
			 struct str why);

/* action.c - false, with an error that names what to ask for, where a call was named instead of an
 * action ("s3:HeadObject"). */
bool action_check(struct arena *arena, struct str action, struct err *err);

/* The action is about no resource at all, so that no resource control policy binds it. Source: AWS
 * Organizations User Guide, "Resource control policies (RCPs)", RCP effects on permissions. */
bool action_names_nothing(struct arena *arena, struct str action, struct str resource);
extern const char action_binds_nothing[]; /* that, in words */

/* What can be said against an action and a resource that somebody names. False only where the world
 * fails. */
bool object_action(struct tracer *t, struct ask *ask);

/* Does AWS answer that of AWS Organizations, or it is of another service, to any role of the
 * account? False only where the world fails. */
bool organization_is_own(struct tracer *t, struct str action, struct str account, bool *own);

/* The rest of AWS Organizations is for the management account and those that it delegates to, which
 * nothing that was collected tells. False only where the world fails. */
bool object_member(struct tracer *t, struct str action, struct str account, struct vec *objections);

/* Whether STS takes it as an ExternalId. Source: AWS STS API Reference, "AssumeRole", ExternalId.
 */
bool external_id_is_sendable(struct str id);

/* started.c - what can be said against starting the machine that a Task names: it does not exist,
 * or is of the wrong type; `home` is the account of the machine that starts it. False only where
 * the world fails. */
bool object_started(struct tracer *t, const struct asl_plan *plan, struct str home,
		    struct str pointer, struct vec *objections);

/* buckets.c - what can be said against a bucket of account `owner`: a call takes it for another's
 * (is_source: it is what is copied from), or a Map reads or writes it. */
bool object_bucket_owner(struct tracer *t, const struct task *task,
			 const struct asl_call_need *need, bool is_source, struct str owner,
			 struct vec *objections);
void object_bucket(struct tracer *t, const struct task *task, const struct asl_call_need *need,
		   struct str owner, struct vec *objections);

/* keys.c - what a call needs of the key that encrypts what it is about, as far as that key is
 * known. */
struct arn;

/* Who calls, and what the call says itself. */
struct keys_call {
	struct str caller_account;
	struct str owner; /* account of a resource whose ARN does not say; empty: not known */
	struct str api;	  /* as the SDK names it; empty: not known */
	const struct task *task; /* whose fields say more; NULL: nothing is said */
	bool unsaid;		 /* what the call says is not known */
};

struct keys_needed {
	struct str key; /* ARN; holds a hole where only an alias is known */
	const struct str *actions;
	size_t n;			   /* 0: nothing, or not known */
	bool settled;			   /* whether it needs a key is known */
	bool open;			   /* only if the call asks for it, which is not known */
	struct str decides;		   /* of a hole: what it stands for */
	const struct asl_context *context; /* kms:CallerAccount, kms:ViaService ... */
	size_t n_context;
	const struct policy *policy_of_aws; /* of AWS's own key; NULL: the key is a customer's */
	struct lack lack;		    /* of a resource whose key is not known, that key */
	struct lack otherwise;		    /* what would make a denial by this key void */
};
bool keys_needed(struct tracer *t, const struct asl_call_need *need, const struct keys_call *call,
		 struct keys_needed *out);

/* A request about a key that a call names itself: KMS is asked by the service of that call. */
bool keys_via(struct tracer *t, const struct asl_call_need *main, const struct keys_call *call,
	      struct ask *ask);

/* key_names.c */
/* The ARN of a key that AWS names by ARN, id or alias, the latter two of the account and Region of
 * `of`; where the key behind an alias is not known, its id is a hole. */
bool key_arn(const struct world *world, struct arena *arena, struct str key, const struct arn *of,
	     struct str *out, struct err *err);

/* A request about a key that names an alias of it is about the key. */
bool keys_resolve(struct tracer *t, struct ask *ask);

/* The request for the i-th of them; who asks, and how, is set already. */
void keys_ask(const struct keys_needed *keys, size_t i, struct ask *ask);

/* The requests of a Task if Credentials name `role` (empty: none), in the order in which AWS asks.
 */
struct task_plan {
	const struct ask *asks;
	size_t n_asks;
	struct str starts_machine;
};
bool plan_task(struct tracer *t, const struct task *task, const struct credentials *credentials,
	       struct str role, struct task_plan *out);

/* ---- the answer -------------------------------------------------------------------------------
 */

/* Adds the hops up: verdict, blocking, completeness, gaps, cause, summary. The hops and the
 * question are in `trace` already; `asks` are what they came from. Fails only where the world
 * fails.
 */
bool conclude(struct tracer *t, const struct ask *asks, struct trace *trace);

/* Where the caller's own policies lack an Allow that a version of them holds which is not in force:
 * the blocking gate says so. */
bool versions_name(struct tracer *t, const struct ask *asks, struct trace *trace);

/* One sentence about a finished trace. */
struct str say_summary(struct arena *arena, const struct ask *asks, const struct trace *trace,
		       bool strict);

/* One sentence about one gate that was judged. */
struct str say_gate(struct arena *arena, const struct ask *ask, const struct gate_result *gate);

/* How `has` differs from `wants`, for a person: "one extra letter at the end"; empty where there is
 * nothing short to say. */
struct str differ_say(struct arena *arena, struct str wants, struct str has);

/* Both texts without the beginning that they share, cut where a part of an ARN or path begins:
 * "...:stateMachine:A". */
void differ_shorten(struct arena *arena, struct str *wants, struct str *has);

/* Bytes that both begin with, whole characters only. */
size_t differ_at(struct str a, struct str b);

#endif
