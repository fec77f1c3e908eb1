/* policy/context.c - the condition keys of a request: one row each, who fills it and from what. */
#include "rolehop/policy/context.h"

#include "policy/filler.h"
#include "rolehop/base/clock.h"

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
	if (filler->facts->forwarded)
		fill_unknown(filler, true, "the service calls with forwarded access");
	else if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS)
		fill_one(filler, STR("false"),
			 "Step Functions calls with a role of yours, not with forwarded access");
	else if (filler->facts->origin == ORIGIN_PERSON)
		fill_one(filler, STR("false"), "the call is made directly");
	else
		fill_unknown(filler, true, "");
}

static void fill_called_via(struct filler *filler)
{
	if (filler->facts->forwarded)
		fill_unknown(filler, false, "the service calls with forwarded access");
	else if (filler->facts->origin == ORIGIN_SERVICE)
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

/* Keys by which the session of somebody who signed in is known. */
static void fill_signed_in(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, false, "how the caller signed in is not known");
	else
		fill_absent(filler, "nobody signed in for the call");
}

/* The sessions of AssumeRoot are those of a root user. */
static void fill_assumed_root(struct filler *filler)
{
	if (filler->request->caller.kind == PRINCIPAL_ROOT)
		fill_unknown(filler, false, "how the root user's session was made is not known");
	else
		fill_absent(filler, "only sessions that AssumeRoot made carry it");
}

/* Said of what comes out of a server of MCP alone; a direct call has false, or none. */
static void fill_via_mcp(struct filler *filler)
{
	fill_perhaps(filler, STR("false"), false, "the call does not come through a server of MCP");
}

static void fill_mcp_action(struct filler *filler)
{
	if (str_contains(filler->request->action, STR("mcp:")))
		fill_unknown(filler, false, "");
	else
		fill_absent(filler, "only actions of a server of MCP carry it");
}

/* What a browser sends that follows a link. */
static void fill_referer(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON)
		fill_unknown(filler, false, "");
	else
		fill_absent(filler, "no link was followed to make the call");
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
	struct str either[] = {filler->facts->region, filler->facts->region_or};

	if (either[0].n && either[1].n && !str_eq(either[0], either[1]))
		fill_either(filler, either, 2,
			    "which of the two Regions it is, AWS does not document");
	else if (filler->facts->region.n)
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

/* Step Functions sends neither tags nor a source identity when it assumes the role of a Task. */
static void fill_sent_with_assume(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS && fill_is_assume(filler))
		fill_absent(filler, "Step Functions sends none");
	else
		fill_unknowable(filler);
}

/*
 * Tags of a role as what is assumed. Source: Service Authorization Reference, "Actions, resources,
 * and condition keys for AWS Security Token Service", resource type role.
 */
static void fill_resource_tag(struct filler *filler)
{
	const struct role *target = filler->facts->target;
	struct str key = filler->out->key;
	struct str name = str_skip(key, (size_t)str_find_char(key, '/') + 1);

	if (!fill_is_assume(filler) || !target)
		fill_unknowable(filler);
	else if (fill_tag(filler, target, name, "a tag of the role"))
		return;
	else if (!target->tags_known)
		fill_unknowable(filler);
	else
		fill_absent(filler, "the role has no such tag");
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
 * "saml:" stands for what identity providers say, under whatever name. The last column: of which
 * requests of a chain a value that the user gives is said.
 */
/* clang-format off */
static const struct context_row {
	struct str key;
	fill_rule rule;
	bool set; /* a multivalued key */
	enum given_of of;
} context_rows[] = {
	{STR_INIT("aws:PrincipalArn"),                fill_principal_arn,        false, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalAccount"),            fill_principal_account,    false, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalType"),               fill_principal_type,       false, GIVEN_CALLER},
	{STR_INIT("aws:userid"),                      fill_userid,               false, GIVEN_CALLER},
	{STR_INIT("aws:username"),                    fill_username,             false, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalIsAWSService"),       fill_is_aws_service,       false, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalServiceName"),        fill_service_name,         false, GIVEN_SERVICE},
	{STR_INIT("aws:PrincipalServiceNamesList"),   fill_service_names,        true, GIVEN_SERVICE},
	{STR_INIT("aws:PrincipalOrgID"),              fill_principal_org_id,     false, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalOrgPaths"),           fill_principal_org_paths,  true, GIVEN_CALLER},
	{STR_INIT("aws:PrincipalTag/"),               fill_principal_tag,        false, GIVEN_CALLER},
	{STR_INIT("aws:MultiFactorAuthPresent"),      fill_mfa,                  false, GIVEN_PERSON},
	{STR_INIT("aws:MultiFactorAuthAge"),          fill_mfa_age,              false, GIVEN_PERSON},
	{STR_INIT("aws:FederatedProvider"),           fill_federated,            false, GIVEN_CALLER},
	{STR_INIT("aws:TokenIssueTime"),              fill_issue_time,           false, GIVEN_CALLER},
	{STR_INIT("aws:SourceIdentity"),              fill_unknowable,           false, GIVEN_SESSION},
	{STR_INIT("aws:ResourceAccount"),             fill_resource_account,     false, GIVEN_REQUEST},
	{STR_INIT("aws:ResourceOrgID"),               fill_resource_org_id,      false, GIVEN_REQUEST},
	{STR_INIT("aws:ResourceOrgPaths"),            fill_resource_org_paths,   true, GIVEN_REQUEST},
	{STR_INIT("aws:SourceArn"),                   fill_source_arn,           false, GIVEN_SERVICE},
	{STR_INIT("aws:SourceAccount"),               fill_source_account,       false, GIVEN_SERVICE},
	{STR_INIT("aws:SourceOrgID"),                 fill_source_org_id,        false, GIVEN_SERVICE},
	{STR_INIT("aws:SourceOrgPaths"),              fill_source_org_paths,     true, GIVEN_SERVICE},
	{STR_INIT("aws:SourceOwner"),                 fill_source_owner,         false, GIVEN_REQUEST},
	{STR_INIT("aws:ViaAWSService"),               fill_via_service,          false, GIVEN_REQUEST},
	{STR_INIT("aws:CalledVia"),                   fill_called_via,           true, GIVEN_REQUEST},
	{STR_INIT("aws:CalledViaFirst"),              fill_called_via,           false, GIVEN_REQUEST},
	{STR_INIT("aws:CalledViaLast"),               fill_called_via,           false, GIVEN_REQUEST},
	{STR_INIT("aws:CalledViaAWSMCP"),             fill_called_via,           false, GIVEN_REQUEST},
	{STR_INIT("aws:ViaAWSMCPService"),            fill_via_mcp,              false, GIVEN_REQUEST},
	{STR_INIT("aws:IsMcpServiceAction"),          fill_mcp_action,           false, GIVEN_REQUEST},
	{STR_INIT("aws:SourceIp"),                    fill_network,              false, GIVEN_CLIENT},
	{STR_INIT("aws:VpcSourceIp"),                 fill_vpc_address,          false, GIVEN_ENDPOINT},
	{STR_INIT("aws:SourceVpc"),                   fill_vpc,                  false, GIVEN_ENDPOINT},
	{STR_INIT("aws:SourceVpce"),                  fill_vpc,                  false, GIVEN_ENDPOINT},
	{STR_INIT("aws:SourceVpcArn"),                fill_vpc,                  false, GIVEN_ENDPOINT},
	{STR_INIT("aws:VpceAccount"),                 fill_vpc,                  false, GIVEN_ENDPOINT},
	{STR_INIT("aws:VpceOrgID"),                   fill_vpc,                  false, GIVEN_ENDPOINT},
	{STR_INIT("aws:VpceOrgPaths"),                fill_vpc,                  true, GIVEN_ENDPOINT},
	{STR_INIT("aws:RequestedRegion"),             fill_region,               false, GIVEN_REQUEST},
	{STR_INIT("aws:CurrentTime"),                 fill_current_time,         false, GIVEN_CLIENT},
	{STR_INIT("aws:EpochTime"),                   fill_epoch_time,           false, GIVEN_CLIENT},
	{STR_INIT("aws:SecureTransport"),             fill_secure_transport,     false, GIVEN_CLIENT},
	{STR_INIT("aws:UserAgent"),                   fill_unknowable,           false, GIVEN_CLIENT},
	{STR_INIT("aws:Referer"),                     fill_referer,              false, GIVEN_CLIENT},
	{STR_INIT("sts:ExternalId"),                  fill_external_id,          false, GIVEN_ASSUMPTION},
	{STR_INIT("sts:RoleSessionName"),             fill_session_name,         false, GIVEN_ASSUMPTION},
	{STR_INIT("sts:SourceIdentity"),              fill_sent_with_assume,     false, GIVEN_ASSUMPTION},
	{STR_INIT("sts:TransitiveTagKeys"),           fill_sent_with_assume,     true, GIVEN_ASSUMPTION},
	{STR_INIT("aws:TagKeys"),                     fill_sent_with_assume,     true, GIVEN_REQUEST},
	{STR_INIT("aws:RequestTag/"),                 fill_sent_with_assume,     false, GIVEN_REQUEST},
	{STR_INIT("aws:ResourceTag/"),                fill_resource_tag,         false, GIVEN_REQUEST},
	{STR_INIT("iam:ResourceTag/"),                fill_resource_tag,         false, GIVEN_REQUEST},
	{STR_INIT("s3:ResourceAccount"),              fill_s3_owner,             false, GIVEN_NAMED},
	{STR_INIT("s3:TlsVersion"),                   fill_tls_version,          false, GIVEN_NAMED},
	{STR_INIT("lambda:InvokedViaFunctionUrl"),    fill_function_url,         false, GIVEN_NAMED},
	{STR_INIT("lambda:EventSourceToken"),         fill_event_source_token,   false, GIVEN_NAMED},
	{STR_INIT("kms:CallerAccount"),               fill_kms_caller,           false, GIVEN_NAMED},
	{STR_INIT("kms:ViaService"),                  fill_kms_via,              false, GIVEN_NAMED},
	{STR_INIT("s3:DataAccessPointArn"),           fill_access_point,         false, GIVEN_REQUEST},
	{STR_INIT("s3:DataAccessPointAccount"),       fill_access_point_account, false, GIVEN_REQUEST},
	{STR_INIT("s3:AccessPointNetworkOrigin"),     fill_access_point_origin,  false, GIVEN_REQUEST},
	{STR_INIT("aws:Ec2InstanceSourceVpc"),        fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("ec2:SourceInstanceArn"),           fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("aws:Ec2InstanceSourcePrivateIPv4"), fill_runs_elsewhere,      false, GIVEN_PERSON},
	{STR_INIT("ec2:RoleDelivery"),                fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("lambda:SourceFunctionArn"),        fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("ssm:SourceInstanceArn"),           fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("glue:RoleAssumedBy"),              fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("glue:CredentialIssuingService"),   fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("codebuild:BuildArn"),              fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("codebuild:ProjectArn"),            fill_runs_elsewhere,       false, GIVEN_PERSON},
	{STR_INIT("aws:ChatbotSourceArn"),            fill_signed_in,            false, GIVEN_PERSON},
	{STR_INIT("aws:SignInSessionArn"),            fill_signed_in,            false, GIVEN_PERSON},
	{STR_INIT("identitystore:UserId"),            fill_signed_in,            false, GIVEN_PERSON},
	{STR_INIT("aws:AssumedRoot"),                 fill_assumed_root,         false, GIVEN_CALLER},
	{STR_INIT("saml:"),                           fill_federated,            false, GIVEN_CALLER},
};
/* clang-format on */

enum { CONTEXT_ROWS = sizeof(context_rows) / sizeof(context_rows[0]) };

static bool context_is_family(const struct context_row *row)
{
	return row->key.p[row->key.n - 1] == '/';
}

/* The row of that very name, or NULL. */
static const struct context_row *context_row_named(struct str key)
{
	for (size_t i = 0; i < CONTEXT_ROWS; i++)
		if (context_rows[i].key.n == key.n &&
		    (context_rows[i].key.p[key.n - 1] | 0x20) == (key.p[key.n - 1] | 0x20) &&
		    str_eq_nocase(context_rows[i].key, key))
			return &context_rows[i];
	return NULL;
}

/*
 * Is it what an identity provider says of whom it signed in? Keys of OIDC begin with the provider's
 * host name. Source: IAM User Guide, "IAM and AWS STS condition context keys".
 */
static bool context_is_of_provider(struct str key)
{
	struct str provider = str_until(key, ':');

	return provider.n < key.n &&
	       (str_eq_nocase(provider, STR("saml")) || str_find_char(provider, '.') > 0);
}

/* The row that answers for all keys that begin as this one, or NULL. */
static const struct context_row *context_row_family(struct str key)
{
	for (size_t i = 0; i < CONTEXT_ROWS; i++)
		if (context_is_family(&context_rows[i]) &&
		    str_starts_nocase(key, context_rows[i].key))
			return &context_rows[i];
	return context_is_of_provider(key) ? context_row_named(STR("saml:")) : NULL;
}

static const struct context_row *context_row_of(struct str key)
{
	const struct context_row *row = context_row_named(key);
	return row ? row : context_row_family(key);
}

bool context_is_single(struct str key)
{
	const struct context_row *row = context_row_of(key);
	return row && !row->set;
}

/* ---- what the user gives ----------------------------------------------------------------------
 */

static bool prefix_is(struct str key, struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');
	return colon > 0 && str_starts_nocase(key, str_slice(action, 0, (size_t)colon + 1));
}

bool context_is_said_of(struct str key, const struct request_place *place)
{
	const struct context_row *row = context_row_of(key);
	bool person = place->origin == ORIGIN_PERSON && !place->forwarded;
	bool begins = !place->service || place->first, own = place->handed == 0;
	bool named = prefix_is(key, place->action);
	const bool said[] = {
	    [GIVEN_CALLER] = own && begins,
	    [GIVEN_PERSON] = own && person,
	    [GIVEN_SERVICE] = place->service,
	    [GIVEN_SESSION] = !place->service,
	    [GIVEN_ASSUMPTION] = own && begins && named,
	    [GIVEN_REQUEST] = place->asked,
	    [GIVEN_NAMED] = named,
	    [GIVEN_CLIENT] = begins && !place->forwarded,
	    [GIVEN_ENDPOINT] = person,
	};

	if (!row)
		return named || (own && !place->service);
	return said[row->of];
}

/* ---- filled when they are asked for -----------------------------------------------------------
 */

struct context_keys {
	struct request_keys base;
	struct filler filler;
	struct context_facts facts;
	struct context_value *rows[CONTEXT_ROWS];     /* NULL: not asked for yet */
	struct context_value **rows_of[CONTEXT_ROWS]; /* of a family: one for each tag */
};

static struct context_value *fill_key(struct filler *filler, const struct context_row *row,
				      struct str key)
{
	struct context_value *value = arena_alloc(filler->arena, sizeof(*value));
	*value = (struct context_value){.key = key, .state = CTX_UNKNOWN, .multi = row->set};
	filler->out = value;
	row->rule(filler);
	return value;
}

static const struct context_value *context_of_row(struct context_keys *keys,
						  const struct context_row *row)
{
	struct context_value **at = &keys->rows[row - context_rows];
	if (!*at)
		*at = fill_key(&keys->filler, row, row->key);
	return *at;
}

/* Whose tags a family of keys is about; NULL: nobody's that is known. */
static const struct role *context_tagged(const struct context_keys *keys,
					 const struct context_row *row)
{
	if (row->rule == fill_principal_tag)
		return keys->facts.caller;
	return row->rule == fill_resource_tag ? keys->facts.target : NULL;
}

/* Tags have no fixed list of keys: each of the role's own is one, and the row itself answers for
 * all others. */
static const struct context_value *context_of_tag(struct context_keys *keys,
						  const struct context_row *row, struct str key)
{
	const struct role *role = context_tagged(keys, row);
	struct context_value ***kept = &keys->rows_of[row - context_rows];
	struct str name = str_skip(key, row->key.n);
	for (size_t i = role ? role->n_tags : 0; i > 0; i--) {
		const struct tag *tag = &role->tags[i - 1];
		if (!str_eq_nocase(tag->key, name))
			continue;
		if (!*kept)
			*kept = arena_array(keys->filler.arena, role->n_tags,
					    sizeof(struct context_value *));
		if (!(*kept)[i - 1])
			(*kept)[i - 1] =
			    fill_key(&keys->filler, row,
				     arena_printf(keys->filler.arena, "%.*s%.*s", STR_ARG(row->key),
						  STR_ARG(tag->key)));
		return (*kept)[i - 1];
	}
	return context_of_row(keys, row);
}

static const struct context_value *context_find(struct request_keys *base, struct str key)
{
	struct context_keys *keys = (struct context_keys *)base;
	const struct context_row *row = context_row_named(key);
	if (row)
		return context_of_row(keys, row);
	row = context_row_family(key);
	return row ? context_of_tag(keys, row, key) : NULL;
}

void context_fill(struct arena *arena, const struct context_facts *facts, struct request *request)
{
	struct context_keys *keys = arena_alloc(arena, sizeof(*keys));
	keys->base.find = context_find;
	keys->facts = *facts;
	keys->filler = (struct filler){.arena = arena, .facts = &keys->facts, .request = request};
	request->keys = &keys->base;
	request->context = facts->given;
	request->n_context = facts->n_given;
	request->closed = false;
}
