/* feed/credentials.h - credentials of AWS, found where the AWS CLI finds them. */
#ifndef ROLEHOP_FEED_CREDENTIALS_H
#define ROLEHOP_FEED_CREDENTIALS_H

#include "feed/aws_files.h"
#include "feed/client.h"

/* Asks the person for the code of an MFA device; the text goes into the arena. */
typedef bool (*ask_code)(void *self, struct str device, struct arena *arena, struct str *code,
			 struct err *err);

/* Where to look, and what with. */
struct finder {
	const struct aws_files *files;
	const struct aws_settings *settings;
	struct client *client;
	const char *home; /* NULL: none */
	struct str
	    profile;  /* --profile: then the environment's keys do not count; empty: not given */
	ask_code ask; /* NULL: nobody is there to be asked */
	void *ask_self;
};

/*
 * The first that is there, in the order of the AWS CLI: environment, the profile's role, web
 * identity, SSO, keys, process, then the container's and the machine's. The error says what to do.
 * Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
 */
bool credentials_find(const struct finder *finder, struct credentials *out, struct err *err);

/* What sts:AssumeRole is asked for. */
struct assumption {
	struct str role_arn;
	struct str external_id;
	struct str session_name; /* empty: one of ours */
	struct str duration;
	struct str mfa_serial;
	struct str mfa_code;
};

/* The call as it is to be made with a session; its texts live in the arena. */
struct call assumption_call(struct arena *arena, const struct assumption *assumption,
			    struct str region, struct session *session);
/* The keys in the answer to it; false where there are none. */
bool assumption_read(const struct json *answer, struct credentials *out);

/* The members of that name made into credentials; every one is copied. */
struct key_names {
	struct str id;
	struct str secret;
	struct str token;
	struct str expires;
};
bool keys_read(const struct json *json, const struct key_names *names, struct credentials *out);

/* The parts of the chain; *found false where that part is not set up. */
bool credentials_sso(const struct finder *finder, const struct profile *profile,
		     struct credentials *out, struct err *err);
bool credentials_process(struct str command, struct credentials *out, struct err *err);
bool credentials_container(const struct finder *finder, struct credentials *out, bool *found,
			   struct err *err);
bool credentials_machine(const struct finder *finder, struct credentials *out, bool *found,
			 struct err *err);

/* Why a call got no keys, with advice; always false. */
bool credentials_failed(const struct answer *answer, const char *what, struct err *err);

#endif
