/* policy/context.c - the condition keys of a request: one row each, who fills it and from what. */
#include "rolehop/policy/context.h"

#include "policy/filler.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/vec.h"

/* ---- on whose behalf --------------------------------------------------------------------------
 */

static void fill_source(struct filler *filler, struct str value, const char *source)
{
	if (!fill_is_service(filler))
		fill_absent(filler, "only a service that calls as itself sends it, never a role");
	else if (value.n)
		fill_one(filler, value, source);
	else
		fill_unknown(filler, false, "on whose behalf the service calls is not known");
}

static void fill_source_arn(struct filler *filler)
{
	fill_source(filler, filler->facts->source_arn,
		    "the resource on whose behalf the service calls");
}

static void fill_source_account(struct filler *filler)
{
	fill_source(filler, filler->facts->source_account,
		    "the account on whose behalf the service calls");
}

/* The organization of the account on whose behalf a service calls, where it is that of the
 * resource. */
static const struct org_facts *fill_source_org(const struct filler *filler)
{
	static const struct org_facts not_known = {.state = ORG_NOT_COLLECTED};
	bool same = filler->facts->source_account.n &&
		    str_eq(filler->facts->source_account, filler->request->resource_account);
	return same ? &filler->facts->resource_org : &not_known;
}

static void fill_source_org_id(struct filler *filler)
{
	if (fill_is_service(filler))
		fill_org_id(filler, fill_source_org(filler),
			    "the organization on whose behalf the service calls");
	else
		fill_absent(filler, "only a service that calls as itself sends it, never a role");
}

static void fill_source_org_paths(struct filler *filler)
{
	if (fill_is_service(filler))
		fill_org_paths(filler, fill_source_org(filler),
			       "the organization on whose behalf the service calls");
	else
		fill_absent(filler, "only a service that calls as itself sends it, never a role");
}

static void fill_via_service(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS)
		fill_one(filler, STR("false"),
			 "Step Functions calls with a role of yours, not with forwarded access");
	else if (filler->facts->origin == ORIGIN_PERSON)
		fill_one(filler, STR("false"), "the call is made directly");
	else
		fill_unknown(filler, true, "");
}

static void fill_called_via(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_SERVICE)
		fill_unknown(filler, false, "");
	else
		fill_absent(filler, "no service forwards the call");
}

/* Keys by which code on a machine of AWS's is known. */
static void fill_runs_elsewhere(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, false, "where the caller's code runs is not known");
	else
		fill_absent(filler, "the call does not come from a function or an instance");
}

/* ---- network and time -------------------------------------------------------------------------
 */

static void fill_network(struct filler *filler)
{
	fill_unknown(filler, false, "the network address of the call is not known");
}

/* Step Functions and other services may use endpoints of their own, never a customer's. */
static void fill_vpc(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, false,
			     "whether the call comes through a VPC endpoint is not known");
	else
		fill_perhaps(filler, fill_hole(), true,
			     "a service's calls do not come through your VPC endpoints");
}

static void fill_vpc_address(struct filler *filler)
{
	fill_unknown(filler, false, "whether the call comes through a VPC endpoint is not known");
}

static void fill_region(struct filler *filler)
{
	if (filler->facts->region.n)
		fill_one(filler, filler->facts->region, "the Region that is called");
	else
		fill_unknown(filler, true, "the Region that is called is not known");
}

static void fill_current_time(struct filler *filler)
{
	fill_one(filler, clock_iso(filler->arena, filler->facts->now), "the time of this question");
}

static void fill_epoch_time(struct filler *filler)
{
	fill_one(filler, arena_printf(filler->arena, "%lld", (long long)filler->facts->now),
		 "the time of this question");
}

static void fill_secure_transport(struct filler *filler)
{
	fill_one(filler, STR("true"), "AWS's tools and services call over TLS");
}

/* ---- sts:AssumeRole ---------------------------------------------------------------------------
 */

static void fill_external_id(struct filler *filler)
{
	const struct context_facts *facts = filler->facts;
	const char *source =
	    facts->external_id_source.n ? arena_cstr(filler->arena, facts->external_id_source) : "";
	if (!fill_is_assume(filler) && !str_starts_nocase(filler->request->action, STR("sts:")))
		fill_absent(filler, "only sts:AssumeRole sends it");
	else if (facts->external_id_state == CTX_PRESENT)
		fill_one(filler, facts->external_id, source);
	else if (facts->external_id_state == CTX_ABSENT)
		fill_absent(filler, source[0] ? source : "none is sent");
	else
		fill_unknown(filler, false, source);
}

/* Step Functions makes the name up; other services may name the session after a function or
 * instance. */
static void fill_session_name(struct filler *filler)
{
	bool states =
	    filler->facts->origin == ORIGIN_STEP_FUNCTIONS ||
	    (fill_is_service(filler) && str_starts(filler->request->caller.arn, STR("states.")));
	if (!fill_is_assume(filler))
		fill_absent(filler, "only sts:AssumeRole sends it");
	else if (!states)
		fill_unknown(filler, true, "the name of the new session is not known");
	else
		fill_random(filler, fill_hole(),
			    "Step Functions gives each session a new random name");
}

static void fill_unknowable(struct filler *filler)
{
	fill_unknown(filler, false, "it is known only when the call is made");
}

/* Step Functions sends neither tags nor a source identity when it assumes the role of a Task. */
static void fill_sent_with_assume(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS && fill_is_assume(filler))
		fill_absent(filler, "Step Functions sends none");
	else
		fill_unknowable(filler);
}

static void fill_federated(struct filler *filler)
{
	if (filler->request->caller.kind == PRINCIPAL_WEB_OR_SAML ||
	    filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, false, "");
	else
		fill_absent(filler, "the caller does not come from an identity provider");
}

/*
 * Source: IAM User Guide, "AWS global condition context keys" and "Available keys for AWS STS". A
 * key that no row names is unknown. A name that ends in '/' stands for all keys that begin with it.
 */
/* clang-format off */
static const struct context_row {
	const char *key;
	fill_rule rule;
	bool set; /* a multivalued key */
} context_rows[] = {
	{"aws:PrincipalArn",                fill_principal_arn,        false},
	{"aws:PrincipalAccount",            fill_principal_account,    false},
	{"aws:PrincipalType",               fill_principal_type,       false},
	{"aws:userid",                      fill_userid,               false},
	{"aws:username",                    fill_username,             false},
	{"aws:PrincipalIsAWSService",       fill_is_aws_service,       false},
	{"aws:PrincipalServiceName",        fill_service_name,         false},
	{"aws:PrincipalServiceNamesList",   fill_service_names,        true},
	{"aws:PrincipalOrgID",              fill_principal_org_id,     false},
	{"aws:PrincipalOrgPaths",           fill_principal_org_paths,  true},
	{"aws:PrincipalTag/",               fill_principal_tag,        false},
	{"aws:MultiFactorAuthPresent",      fill_mfa,                  false},
	{"aws:MultiFactorAuthAge",          fill_mfa_age,              false},
	{"aws:FederatedProvider",           fill_federated,            false},
	{"aws:TokenIssueTime",              fill_issue_time,           false},
	{"aws:SourceIdentity",              fill_unknowable,           false},
	{"aws:ResourceAccount",             fill_resource_account,     false},
	{"aws:ResourceOrgID",               fill_resource_org_id,      false},
	{"aws:ResourceOrgPaths",            fill_resource_org_paths,   true},
	{"aws:SourceArn",                   fill_source_arn,           false},
	{"aws:SourceAccount",               fill_source_account,       false},
	{"aws:SourceOrgID",                 fill_source_org_id,        false},
	{"aws:SourceOrgPaths",              fill_source_org_paths,     true},
	{"aws:ViaAWSService",               fill_via_service,          false},
	{"aws:CalledVia",                   fill_called_via,           true},
	{"aws:CalledViaFirst",              fill_called_via,           false},
	{"aws:CalledViaLast",               fill_called_via,           false},
	{"aws:SourceIp",                    fill_network,              false},
	{"aws:VpcSourceIp",                 fill_vpc_address,          false},
	{"aws:SourceVpc",                   fill_vpc,                  false},
	{"aws:SourceVpce",                  fill_vpc,                  false},
	{"aws:SourceVpcArn",                fill_vpc,                  false},
	{"aws:RequestedRegion",             fill_region,               false},
	{"aws:CurrentTime",                 fill_current_time,         false},
	{"aws:EpochTime",                   fill_epoch_time,           false},
	{"aws:SecureTransport",             fill_secure_transport,     false},
	{"sts:ExternalId",                  fill_external_id,          false},
	{"sts:RoleSessionName",             fill_session_name,         false},
	{"sts:SourceIdentity",              fill_sent_with_assume,     false},
	{"sts:TransitiveTagKeys",           fill_sent_with_assume,     true},
	{"aws:TagKeys",                     fill_sent_with_assume,     true},
	{"aws:RequestTag/",                 fill_sent_with_assume,     false},
	{"aws:ResourceTag/",                fill_unknowable,           false},
	{"aws:Ec2InstanceSourceVpc",        fill_runs_elsewhere,       false},
	{"ec2:SourceInstanceArn",           fill_runs_elsewhere,       false},
	{"lambda:SourceFunctionArn",        fill_runs_elsewhere,       false},
};
/* clang-format on */

static void fill_key(struct filler *filler, struct vec *values, const struct context_row *row,
		     struct str key)
{
	struct context_value value = {.key = key, .state = CTX_UNKNOWN, .multi = row->set};
	filler->out = &value;
	row->rule(filler);
	*(struct context_value *)vec_push(values) = value;
}

/* Tags have no fixed list of keys: the caller's own are laid out, and the row itself answers for
 * all others. */
static void fill_tags(struct filler *filler, struct vec *values, const struct context_row *row)
{
	const struct role *caller = filler->facts->caller;
	for (size_t i = 0; caller && i < caller->n_tags; i++)
		fill_key(
		    filler, values, row,
		    arena_printf(filler->arena, "%s%.*s", row->key, STR_ARG(caller->tags[i].key)));
}

bool context_is_single(struct str key)
{
	for (size_t i = 0; i < sizeof(context_rows) / sizeof(context_rows[0]); i++) {
		struct str name = str_from(context_rows[i].key);
		if (str_ends(name, STR("/")) ? str_starts_nocase(key, name)
					     : str_eq_nocase(key, name))
			return !context_rows[i].set;
	}
	return false;
}

void context_fill(struct arena *arena, const struct context_facts *facts, struct request *request)
{
	struct filler filler = {.arena = arena, .facts = facts, .request = request};
	struct vec values;
	vec_init(&values, arena, sizeof(struct context_value));
	for (size_t i = 0; i < sizeof(context_rows) / sizeof(context_rows[0]); i++) {
		if (context_rows[i].rule == fill_principal_tag)
			fill_tags(&filler, &values, &context_rows[i]);
		fill_key(&filler, &values, &context_rows[i], str_from(context_rows[i].key));
	}
	for (size_t i = 0; i < facts->n_given; i++)
		*(struct context_value *)vec_push(&values) = facts->given[i];
	request->context = values.items;
	request->n_context = values.n;
	request->closed = false;
}
