/* policy/context.c - the condition keys of a request: one row each, who fills it and from what. */
#include "rolehop/policy/context.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

struct filler {
	struct arena *arena;
	const struct context_facts *facts;
	const struct request *request;
	struct context_value *out; /* key is set; state is CTX_UNKNOWN until a rule says more */
};

typedef void (*fill_rule)(struct filler *filler);

static void fill_one(struct filler *filler, struct str value, const char *source)
{
	struct str *copy = arena_alloc(filler->arena, sizeof(*copy));
	*copy = value;
	filler->out->state = CTX_PRESENT;
	filler->out->present = true;
	filler->out->values = copy;
	filler->out->n_values = 1;
	filler->out->source = str_from(source);
}

static void fill_absent(struct filler *filler, const char *source)
{
	filler->out->state = CTX_ABSENT;
	filler->out->source = str_from(source);
}

static void fill_unknown(struct filler *filler, bool present, const char *source)
{
	filler->out->state = CTX_UNKNOWN;
	filler->out->present = present;
	filler->out->source = str_from(source);
}

static struct str fill_hole(void)
{
	static const char hole[] = {HOLE, 0};
	return (struct str){hole, 1};
}

/* Made anew each time: whatever it is, it equals no text that stands in a policy. */
static void fill_random(struct filler *filler, struct str value, const char *source)
{
	fill_one(filler, value, source);
	filler->out->random = true;
}

/* Either absent or this value. */
static void fill_perhaps(struct filler *filler, struct str value, bool random, const char *source)
{
	fill_one(filler, value, source);
	filler->out->state = CTX_UNKNOWN;
	filler->out->present = false;
	filler->out->random = random;
}

static bool fill_is_service(const struct filler *filler)
{
	return filler->request->caller.kind == PRINCIPAL_SERVICE;
}

/* Nobody's credentials sign the request: what it says of its principal is not that of an account.
 */
static bool fill_is_unsigned(const struct filler *filler)
{
	return filler->request->caller.kind == PRINCIPAL_ANONYMOUS ||
	       filler->request->caller.kind == PRINCIPAL_WEB_OR_SAML;
}

static bool fill_is_assume(const struct filler *filler)
{
	return str_starts_nocase(filler->request->action, STR("sts:AssumeRole"));
}

/* ---- who calls --------------------------------------------------------------------------------
 */

static void fill_principal_arn(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	if (fill_is_service(filler) || caller->kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller is no principal of an account");
	else if (caller->kind == PRINCIPAL_WEB_OR_SAML)
		fill_unknown(filler, false, "the caller has no role yet");
	else if (caller->identity.n && caller->kind != PRINCIPAL_FEDERATED_USER)
		fill_one(filler, caller->identity, "the caller's role or user, with its path");
	else if (caller->kind == PRINCIPAL_FEDERATED_USER)
		fill_one(filler, caller->arn, "the federated session");
	else
		fill_unknown(filler, true, "the path of the caller's role is not known");
}

static void fill_principal_account(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	if (caller->kind == PRINCIPAL_WEB_OR_SAML)
		fill_unknown(filler, false, "the caller has no role yet");
	else if (caller->account.n)
		fill_one(filler, caller->account, "the caller's account");
	else if (caller->kind == PRINCIPAL_ANONYMOUS)
		fill_one(filler, STR("anonymous"), "the request is not signed");
	else
		fill_absent(filler, "the caller is no principal of an account");
}

static void fill_principal_type(struct filler *filler)
{
	switch (filler->request->caller.kind) {
	case PRINCIPAL_ROLE_SESSION:
		fill_one(filler, STR("AssumedRole"), "the caller is a role's session");
		return;
	case PRINCIPAL_USER:
		fill_one(filler, STR("User"), "the caller is a user");
		return;
	case PRINCIPAL_ROOT:
		fill_one(filler, STR("Account"), "the caller is the root user");
		return;
	case PRINCIPAL_FEDERATED_USER:
		fill_one(filler, STR("FederatedUser"), "the caller is a federated session");
		return;
	case PRINCIPAL_ANONYMOUS:
		fill_one(filler, STR("Anonymous"), "the request is not signed");
		return;
	case PRINCIPAL_SERVICE:
	case PRINCIPAL_WEB_OR_SAML:
		break;
	}
	fill_unknown(filler, false, "");
}

static void fill_userid(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	struct str session = caller->session.n ? caller->session : fill_hole();
	if (fill_is_service(filler) || caller->kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller is no principal of an account");
	else if (caller->kind == PRINCIPAL_ROOT)
		fill_one(filler, caller->account, "the account's id");
	else if (caller->unique_id.n == 0)
		fill_unknown(filler, true, "the caller's unique id is not known");
	else if (caller->kind == PRINCIPAL_USER)
		fill_one(filler, caller->unique_id, "the user's unique id");
	else
		fill_one(filler,
			 arena_printf(filler->arena, "%.*s:%.*s", STR_ARG(caller->unique_id),
				      STR_ARG(session)),
			 "the role's unique id and the session's name");
	filler->out->random = caller->random_session && filler->out->n_values == 1;
}

static void fill_username(struct filler *filler)
{
	struct arn arn;
	if (filler->request->caller.kind == PRINCIPAL_USER &&
	    arn_parse(filler->request->caller.identity, &arn))
		fill_one(filler, arn_name(&arn), "the user's name");
	else
		fill_absent(filler, "only users have it");
}

static void fill_is_aws_service(struct filler *filler)
{
	if (fill_is_unsigned(filler))
		fill_absent(filler, "the request is not signed");
	else
		fill_one(filler, fill_is_service(filler) ? STR("true") : STR("false"),
			 "whether a service principal calls directly");
}

static void fill_service_name(struct filler *filler)
{
	if (fill_is_service(filler))
		fill_one(filler, filler->request->caller.arn, "the service that calls");
	else
		fill_absent(filler, "only service principals have it");
}

static void fill_service_names(struct filler *filler)
{
	filler->out->multi = true;
	if (fill_is_service(filler))
		fill_unknown(filler, true, "all names of the service that calls are not known");
	else
		fill_absent(filler, "only service principals have it");
}

/*
 * Only temporary credentials carry it, and those that a service asked for never with MFA: whether
 * they then say "false" or nothing is not documented.
 */
static void fill_mfa(struct filler *filler)
{
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller has no credentials of an account");
	else if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS)
		fill_perhaps(filler, STR("false"), false, "sessions of services never have MFA");
	else if (filler->facts->chained_session)
		fill_perhaps(filler, STR("false"), false,
			     "MFA does not carry over to the session of a chained role");
	else
		fill_unknown(filler, false, "whether the person's session has MFA is not known");
}

static void fill_mfa_age(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON && !filler->facts->chained_session)
		fill_unknown(filler, false, "whether the person's session has MFA is not known");
	else
		fill_absent(filler, "there is no MFA in this session");
}

static void fill_issue_time(struct filler *filler)
{
	enum principal_kind kind = filler->request->caller.kind;
	if (fill_is_service(filler) || kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller has no credentials of an account");
	else
		fill_unknown(filler,
			     kind == PRINCIPAL_ROLE_SESSION || kind == PRINCIPAL_FEDERATED_USER,
			     "when the credentials were issued is not known");
}

/* Tags of the caller's role or user; session tags of a person would win over them. */
static void fill_principal_tag(struct filler *filler)
{
	const struct role *caller = filler->facts->caller;
	struct str name = str_skip(filler->out->key, sizeof("aws:PrincipalTag/") - 1);
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS) {
		fill_absent(filler, "services and unsigned requests have no tags");
		return;
	}
	if (!caller || !caller->tags_known) {
		fill_unknown(filler, false, "the caller's tags are not known");
		return;
	}
	if (filler->facts->origin == ORIGIN_PERSON &&
	    filler->request->caller.kind != PRINCIPAL_USER) {
		fill_unknown(filler, false, "session tags may be set, which win over the role's");
		return;
	}
	fill_absent(filler,
		    filler->facts->origin == ORIGIN_PERSON
			? "the caller has no such tag"
			: "the caller's role has no such tag, and a session that a service makes "
			  "brings none");
	for (size_t i = 0; i < caller->n_tags; i++)
		if (str_eq_nocase(caller->tags[i].key, name))
			fill_one(filler, caller->tags[i].value,
				 "a tag of the caller's role or user");
}

/* ---- organizations ----------------------------------------------------------------------------
 */

static void fill_org_id(struct filler *filler, const struct org_facts *org, const char *whose)
{
	switch (org->state) {
	case ORG_MEMBER:
		if (org->id.n)
			fill_one(filler, org->id, whose);
		else
			fill_unknown(filler, true, "the organization's id was not collected");
		return;
	case ORG_NONE:
		fill_absent(filler, "the account is in no organization");
		return;
	case ORG_NOT_COLLECTED:
		break;
	}
	fill_unknown(filler, false, "the organization was not collected");
}

static void fill_org_paths(struct filler *filler, const struct org_facts *org, const char *whose)
{
	filler->out->multi = true;
	if (org->state == ORG_NONE)
		fill_absent(filler, "the account is in no organization");
	else if (org->state == ORG_NOT_COLLECTED || org->n_paths == 0)
		fill_unknown(filler, org->state == ORG_MEMBER,
			     "the organization was not collected");
	else {
		fill_one(filler, org->paths[0], whose);
		filler->out->values = org->paths;
		filler->out->n_values = org->n_paths;
	}
}

static void fill_principal_org_id(struct filler *filler)
{
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "services and unsigned requests are in no organization");
	else if (fill_is_unsigned(filler))
		fill_unknown(filler, false, "the caller has no role yet");
	else
		fill_org_id(filler, &filler->facts->caller_org, "the caller's organization");
}

static void fill_principal_org_paths(struct filler *filler)
{
	filler->out->multi = true;
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "services and unsigned requests are in no organization");
	else if (fill_is_unsigned(filler))
		fill_unknown(filler, false, "the caller has no role yet");
	else
		fill_org_paths(filler, &filler->facts->caller_org,
			       "the caller's place in its organization");
}

static void fill_resource_org_id(struct filler *filler)
{
	fill_org_id(filler, &filler->facts->resource_org,
		    "the organization of the resource's account");
}

static void fill_resource_org_paths(struct filler *filler)
{
	fill_org_paths(filler, &filler->facts->resource_org, "the place of the resource's account");
}

static void fill_resource_account(struct filler *filler)
{
	if (filler->request->resource_account.n)
		fill_one(filler, filler->request->resource_account, "the resource's account");
	else
		fill_unknown(filler, false, "whose resource this is, is not known");
}

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
	filler->out->multi = true;
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

static void fill_called_via_end(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_SERVICE)
		fill_unknown(filler, false, "");
	else
		fill_absent(filler, "no service forwards the call");
}

static void fill_called_via(struct filler *filler)
{
	filler->out->multi = true;
	fill_called_via_end(filler);
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

/* Step Functions and other services make the name up. */
static void fill_session_name(struct filler *filler)
{
	if (!fill_is_assume(filler))
		fill_absent(filler, "only sts:AssumeRole sends it");
	else if (filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, true, "the name of the new session is not known");
	else
		fill_random(filler, fill_hole(),
			    "Step Functions gives each session a new random name");
}

static void fill_unknowable(struct filler *filler)
{
	fill_unknown(filler, false, "it is known only when the call is made");
}

static void fill_unknowable_set(struct filler *filler)
{
	filler->out->multi = true;
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
} context_rows[] = {
	{"aws:PrincipalArn",             fill_principal_arn},
	{"aws:PrincipalAccount",         fill_principal_account},
	{"aws:PrincipalType",            fill_principal_type},
	{"aws:userid",                   fill_userid},
	{"aws:username",                 fill_username},
	{"aws:PrincipalIsAWSService",    fill_is_aws_service},
	{"aws:PrincipalServiceName",     fill_service_name},
	{"aws:PrincipalServiceNamesList", fill_service_names},
	{"aws:PrincipalOrgID",           fill_principal_org_id},
	{"aws:PrincipalOrgPaths",        fill_principal_org_paths},
	{"aws:PrincipalTag/",            fill_principal_tag},
	{"aws:MultiFactorAuthPresent",   fill_mfa},
	{"aws:MultiFactorAuthAge",       fill_mfa_age},
	{"aws:FederatedProvider",        fill_federated},
	{"aws:TokenIssueTime",           fill_issue_time},
	{"aws:SourceIdentity",           fill_unknowable},
	{"aws:ResourceAccount",          fill_resource_account},
	{"aws:ResourceOrgID",            fill_resource_org_id},
	{"aws:ResourceOrgPaths",         fill_resource_org_paths},
	{"aws:SourceArn",                fill_source_arn},
	{"aws:SourceAccount",            fill_source_account},
	{"aws:SourceOrgID",              fill_source_org_id},
	{"aws:SourceOrgPaths",           fill_source_org_paths},
	{"aws:ViaAWSService",            fill_via_service},
	{"aws:CalledVia",                fill_called_via},
	{"aws:CalledViaFirst",           fill_called_via_end},
	{"aws:CalledViaLast",            fill_called_via_end},
	{"aws:SourceIp",                 fill_network},
	{"aws:VpcSourceIp",              fill_vpc_address},
	{"aws:SourceVpc",                fill_vpc},
	{"aws:SourceVpce",               fill_vpc},
	{"aws:SourceVpcArn",             fill_vpc},
	{"aws:RequestedRegion",          fill_region},
	{"aws:CurrentTime",              fill_current_time},
	{"aws:EpochTime",                fill_epoch_time},
	{"aws:SecureTransport",          fill_secure_transport},
	{"sts:ExternalId",               fill_external_id},
	{"sts:RoleSessionName",          fill_session_name},
	{"sts:SourceIdentity",           fill_unknowable},
	{"sts:TransitiveTagKeys",        fill_unknowable_set},
	{"aws:TagKeys",                  fill_unknowable_set},
	{"aws:RequestTag/",              fill_unknowable},
	{"aws:ResourceTag/",             fill_unknowable},
	{"aws:Ec2InstanceSourceVpc",     fill_runs_elsewhere},
	{"ec2:SourceInstanceArn",        fill_runs_elsewhere},
	{"lambda:SourceFunctionArn",     fill_runs_elsewhere},
};
/* clang-format on */

static void fill_row(struct filler *filler, struct vec *values, struct str key, fill_rule rule)
{
	struct context_value value = {.key = key, .state = CTX_UNKNOWN};
	filler->out = &value;
	rule(filler);
	*(struct context_value *)vec_push(values) = value;
}

/* Tags have no fixed list of keys: the caller's own are laid out, and one row answers for all
 * others. */
static void fill_tags(struct filler *filler, struct vec *values, fill_rule rule)
{
	const struct role *caller = filler->facts->caller;
	for (size_t i = 0; caller && i < caller->n_tags; i++)
		fill_row(filler, values,
			 arena_printf(filler->arena, "aws:PrincipalTag/%.*s",
				      STR_ARG(caller->tags[i].key)),
			 rule);
	fill_row(filler, values, STR("aws:PrincipalTag/"), rule);
}

void context_fill(struct arena *arena, const struct context_facts *facts, struct request *request)
{
	struct filler filler = {.arena = arena, .facts = facts, .request = request};
	struct vec values;
	vec_init(&values, arena, sizeof(struct context_value));
	for (size_t i = 0; i < sizeof(context_rows) / sizeof(context_rows[0]); i++) {
		struct str key = str_from(context_rows[i].key);
		if (context_rows[i].rule == fill_principal_tag)
			fill_tags(&filler, &values, context_rows[i].rule);
		else
			fill_row(&filler, &values, key, context_rows[i].rule);
	}
	for (size_t i = 0; i < facts->n_given; i++)
		*(struct context_value *)vec_push(&values) = facts->given[i];
	request->context = values.items;
	request->n_context = values.n;
	request->closed = false;
}
