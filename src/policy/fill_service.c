/* policy/fill_service.c - rules that fill the keys of single services. */
#include "policy/filler.h"
#include "policy/layers.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* ---- through an access point ------------------------------------------------------------------
 */

/* An ARN of a bucket or an object is not that of an access point; a bucket's name may be an alias
 * of one. */
static bool may_take_access_point(const struct request *request)
{
	struct str bucket;
	struct arn arn;

	if (!str_starts_nocase(request->action, STR("s3:")))
		return false;
	if (!arn_parse(request->resource, &arn) || arn.account.n > 0)
		return true;
	bucket = str_until(arn.resource, '/');
	return holes_any(bucket) || str_contains(bucket, STR("-s3alias"));
}

/* Source: Amazon S3 User Guide, "Configuring IAM policies for using access points", Condition keys.
 */
static void fill_through(struct filler *filler, struct str value)
{
	bool open = filler->facts->access_point.n == 0 && may_take_access_point(filler->request);

	if (filler->facts->access_point_open || open)
		fill_unknown(filler, false, "the access point that the call takes is not known");
	else if (filler->facts->access_point.n == 0)
		fill_absent(filler, "the call does not go through an access point");
	else if (value.n == 0)
		fill_unknown(filler, true, "the access point was not described");
	else
		fill_one(filler, value, "the access point that the call goes through");
}

void fill_access_point(struct filler *filler)
{
	fill_through(filler, filler->facts->access_point);
}

void fill_access_point_account(struct filler *filler)
{
	fill_through(filler, filler->facts->access_point_account);
}

void fill_access_point_origin(struct filler *filler)
{
	fill_through(filler, filler->facts->access_point_origin);
}

/* ---- keys of single services ------------------------------------------------------------------
 */

static bool fill_is_of(const struct filler *filler, struct str prefix)
{
	return str_starts_nocase(filler->request->action, prefix);
}

/* Source: AWS KMS Developer Guide, "AWS KMS condition keys": kms:CallerAccount. */
void fill_kms_caller(struct filler *filler)
{
	if (fill_is_of(filler, STR("kms:")) && !fill_is_service(filler))
		fill_principal_account(filler);
	else if (fill_is_of(filler, STR("kms:")))
		fill_unknowable(filler);
	else
		fill_absent(filler, "only calls of KMS carry it");
}

/*
 * What a service asks of KMS for a caller carries it, what a role asks itself does not. Whether a
 * person means to ask through a service is not known. Source: the same, kms:ViaService.
 */
void fill_kms_via(struct filler *filler)
{
	bool direct = filler->facts->origin == ORIGIN_STEP_FUNCTIONS && !filler->facts->forwarded;

	if (!fill_is_of(filler, STR("kms:")))
		fill_absent(filler, "only calls of KMS carry it");
	else if (direct)
		fill_absent(filler, "the role calls KMS itself, not through a service");
	else
		fill_unknown(filler, false, "whether the call goes through a service is not known");
}

/* Source: Amazon S3 User Guide, "Bucket policy examples using condition keys". */
void fill_s3_owner(struct filler *filler)
{
	if (fill_is_of(filler, STR("s3:")))
		fill_resource_account(filler);
	else
		fill_absent(filler, "only calls of S3 carry it");
}

/* Source: Amazon S3 User Guide, "Protecting data in transit with encryption". */
void fill_tls_version(struct filler *filler)
{
	const struct str versions[] = {STR("1.2"), STR("1.3")};

	if (fill_is_of(filler, STR("s3:")))
		fill_either(filler, versions, 2, "AWS takes TLS 1.2 and 1.3");
	else
		fill_absent(filler, "only calls of S3 carry it");
}

/*
 * Whether a function is invoked through its URL: what comes through one has true. Step Functions
 * invokes directly, and whether that has false or none is not documented. Source: AWS Lambda
 * Developer Guide, "Control access to Lambda function URLs".
 */
void fill_function_url(struct filler *filler)
{
	if (!fill_is_of(filler, STR("lambda:")))
		fill_absent(filler, "only calls of Lambda carry it");
	else if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS)
		fill_perhaps(filler, STR("false"), false,
			     "Step Functions calls functions directly, not through their URLs");
	else
		fill_unknown(filler, false, "whether the call goes through a URL is not known");
}

/* What Alexa, Facebook and their like send with an event. Source: AWS Lambda API Reference,
 * "AddPermission", EventSourceToken. */
void fill_event_source_token(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS || !fill_is_of(filler, STR("lambda:")))
		fill_absent(filler, "only sources of events outside of AWS send it");
	else
		fill_unknowable(filler);
}

/*
 * The topic's owner alone: SNS puts it into the policy that each topic begins with, and other
 * accounts need to be admitted as principals. Which callers carry it is not documented.
 * Source: Amazon SNS Developer Guide, "Give users permissions to publish to the Amazon SNS topic".
 */
void fill_source_owner(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;

	if (fill_is_of(filler, STR("sns:")) && layer_has_identity(filler->request) &&
	    caller->account.n)
		fill_perhaps(filler, caller->account, false,
			     "it names no other account than the caller's");
	else
		fill_unknowable(filler);
}
