/* feed/endpoint.h - services of AWS, and where they answer in each partition and region. */
#ifndef ROLEHOP_FEED_ENDPOINT_H
#define ROLEHOP_FEED_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/feed/profiles.h"

/* How a service is talked to. */
enum protocol {
	PROTOCOL_QUERY, /* form in, XML out */
	PROTOCOL_JSON10,
	PROTOCOL_JSON11,
	PROTOCOL_REST_JSON,
	PROTOCOL_REST_XML,
};

enum place_rule {
	PLACE_REGION,	    /* one in each region */
	PLACE_IAM,	    /* one in each partition, with a host of its own */
	PLACE_ORGANIZATION, /* one in each partition */
};

struct service {
	const char *id;	     /* as in IAM actions, or calls.c has another name for these */
	const char *host;    /* first part of the host's name */
	const char *signing; /* name in signatures */
	const char *env;     /* AWS_ENDPOINT_URL_... */
	enum protocol protocol;
	const char *version; /* Version of query, prefix of X-Amz-Target of JSON */
	enum place_rule place;
	bool by_account; /* its calls name the account, in a header and in the host's name */
};

const struct service *service_find(struct str id);

/* "aws", "aws-cn" ... of a region, and what else differs between partitions. */
struct partition {
	const char *prefix; /* of its regions' names */
	const char *name;
	const char *suffix; /* of hosts */
	const char *dual_suffix;
	const char *iam_region; /* in which IAM is signed */
	const char *organization_region;
};
const struct partition *partition_of(struct str region);
const struct partition *partition_row(size_t i); /* NULL past the last one */

/* What profiles and the environment say about the way to AWS. */
struct aws_settings {
	struct str region; /* the default one */
	struct str ca_bundle;
	struct str endpoint_url;
	struct str services;
	bool dualstack;
	bool fips;
	bool ignore_endpoints;
	const struct aws_files *files;
};

struct endpoint {
	struct str scheme;     /* https, or http where it is configured so */
	struct str host;       /* with :PORT where it has one */
	struct str path;       /* of the configured URL, without a slash at its end */
	struct str whole_path; /* with it */
	struct str region;     /* that signatures name */
	bool configured;
};

/*
 * The endpoint of a service. What is configured goes before what is known:
 * AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's section of services, its endpoint_url.
 * ERR_INPUT for a configured one that is no URL. Source: AWS SDKs and Tools Reference Guide,
 * "Service-specific endpoints".
 */
bool endpoint_of(struct arena *arena, const struct aws_settings *settings,
		 const struct service *service, struct str region, struct endpoint *out,
		 struct err *err);

/* ERR_INPUT where the text is no http or https URL. */
bool endpoint_parse(struct str url, struct endpoint *out, struct err *err);

#endif
