/* policy/filler.h - what the rules that fill context keys share. */
#ifndef ROLEHOP_POLICY_FILLER_H
#define ROLEHOP_POLICY_FILLER_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/policy/context.h"

/* One key while it is filled. */
struct filler {
	struct arena *arena;
	const struct context_facts *facts;
	const struct request *request;
	struct context_value *out; /* key is set; state is CTX_UNKNOWN until a rule says more */
};

typedef void (*fill_rule)(struct filler *filler);

/* It is there with this value. `source` says in words where that comes from. */
void fill_one(struct filler *filler, struct str value, const char *source);

/* AWS is known to leave it out. */
void fill_absent(struct filler *filler, const char *source);

/* Its value is not known, and with `present` false not even whether it is there. */
void fill_unknown(struct filler *filler, bool present, const char *source);

/* Nothing that was collected tells. */
void fill_unknowable(struct filler *filler);

/* A text that is known only at run time. */
struct str fill_hole(void);

/* Made anew each time: whatever it is, it equals no text that stands in a policy. */
void fill_random(struct filler *filler, struct str value, const char *source);

/* Either absent or this value. */
void fill_perhaps(struct filler *filler, struct str value, bool random, const char *source);
void fill_either(struct filler *filler, const struct str *values, size_t n, const char *source);

/* A moment between these two; with `present` false it may be absent as well. */
void fill_between(struct filler *filler, int64_t from, int64_t to, bool present,
		  const char *source);

/* The role's tag of that name, open where a template leaves its value open; false: none is known.
 */
bool fill_tag(struct filler *filler, const struct role *role, struct str name, const char *source);

/* An AWS service calls as itself. */
bool fill_is_service(const struct filler *filler);

/* Nobody's credentials sign the request: what it says of its principal is of no account. */
bool fill_is_unsigned(const struct filler *filler);

/* The request is sts:AssumeRole or one of its kind. */
bool fill_is_assume(const struct filler *filler);

/* The key is about an organization: its id, the paths in it. `whose` is the source. */
void fill_org_id(struct filler *filler, const struct org_facts *org, const char *whose);
void fill_org_paths(struct filler *filler, const struct org_facts *org, const char *whose);

/* Rules about who calls, and about organizations: rows of the table in context.c. */
void fill_principal_arn(struct filler *filler);
void fill_principal_account(struct filler *filler);
void fill_principal_type(struct filler *filler);
void fill_userid(struct filler *filler);
void fill_username(struct filler *filler);
void fill_is_aws_service(struct filler *filler);
void fill_service_name(struct filler *filler);
void fill_service_names(struct filler *filler);
void fill_mfa(struct filler *filler);
void fill_mfa_age(struct filler *filler);
void fill_issue_time(struct filler *filler);
void fill_principal_tag(struct filler *filler);
void fill_principal_org_id(struct filler *filler);
void fill_principal_org_paths(struct filler *filler);
void fill_resource_org_id(struct filler *filler);
void fill_resource_org_paths(struct filler *filler);
void fill_resource_account(struct filler *filler);

/* Rules of fill_service.c. */
void fill_function_url(struct filler *filler);
void fill_event_source_token(struct filler *filler);
void fill_tls_version(struct filler *filler);
void fill_access_point(struct filler *filler);
void fill_access_point_account(struct filler *filler);
void fill_access_point_origin(struct filler *filler);
void fill_kms_caller(struct filler *filler);
void fill_kms_via(struct filler *filler);
void fill_s3_owner(struct filler *filler);
void fill_source_owner(struct filler *filler);

#endif
