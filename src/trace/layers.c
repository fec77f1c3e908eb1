/* trace/layers.c - gathers, layer by layer, the policies that bear on one request. */
#include "layers.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"

static void absent(struct layer_input *layer, const char *why)
{
	*layer = (struct layer_input){.state = LAYER_ABSENT, .why = str_from(why)};
}

static void one_level(struct tracer *t, struct layer_input *layer, struct str of,
		      const struct bearing *policies, size_t n)
{
	struct level *level = arena_alloc(t->arena, sizeof(*level));

	*level = (struct level){of, policies, n};
	layer->state = LAYER_COLLECTED;
	layer->levels = level;
	layer->n_levels = 1;
}

static void lacking(struct bearings *b, enum layer layer, struct lack lack)
{
	b->question.layers[layer] = (struct layer_input){.state = LAYER_NOT_COLLECTED};
	b->lacks[layer] = lack;
}

/* ---- identity, boundary, session ----------------------------------------------------------------
 */

static void gather_identity(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_IDENTITY];
	const struct role *role = ask->caller->role;

	if (ask->caller->principal.kind == PRINCIPAL_SERVICE) {
		absent(layer, "a service has no policies of its own");
		return;
	}
	if (role == NULL && ask->caller->found == FOUND_YES) {
		absent(layer, "this caller has no policies of its own");
		return;
	}
	if (role == NULL) {
		lacking(b, LAYER_IDENTITY, ask->caller->lack);
		return;
	}
	struct bearing *policies = arena_array(t->arena, role->n_policies, sizeof(*policies));
	for (size_t i = 0; i < role->n_policies; i++)
		policies[i] = (struct bearing){role->policies[i].label, role->policies[i].of,
					       role->policies[i].policy, false};
	one_level(t, layer, role->arn, policies, role->n_policies);
	if (!role->policies_complete) {
		layer->state = LAYER_PARTIAL;
		b->lacks[LAYER_IDENTITY] = (struct lack){
		    role->account,
		    arena_printf(t->arena, "further policies of %.*s", STR_ARG(role->arn)),
		    STR("partial")};
	}
}

static void gather_boundary(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_BOUNDARY];
	const struct role *role = ask->caller->role;

	if (ask->caller->principal.kind == PRINCIPAL_SERVICE ||
	    (role == NULL && ask->caller->found == FOUND_YES)) {
		absent(layer, "only roles and users have boundaries");
		return;
	}
	if (role == NULL) {
		lacking(b, LAYER_BOUNDARY, ask->caller->lack);
		return;
	}
	if (str_is_empty(role->boundary)) {
		if (role->boundary_known)
			absent(layer, "no permissions boundary is set");
		else
			lacking(b, LAYER_BOUNDARY,
				(struct lack){role->account,
					      arena_printf(t->arena, "permissions boundary of %.*s",
							   STR_ARG(role->arn)),
					      STR("never collected")});
		return;
	}
	struct bearing *bearing = arena_alloc(t->arena, sizeof(*bearing));
	*bearing =
	    (struct bearing){arena_printf(t->arena, "boundary %.*s", STR_ARG(role->boundary)),
			     role->arn, role->boundary_policy, false};
	one_level(t, layer, role->arn, bearing, 1);
}

static void gather_session(const struct ask *ask, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_SESSION];
	const struct principal *p = &ask->caller->principal;

	if (p->kind == PRINCIPAL_FEDERATED_USER)
		lacking(b, LAYER_SESSION,
			(struct lack){p->account, STR("session policy of the federated user"),
				      STR("never collected")});
	else if (ask->origin == ORIGIN_PERSON)
		absent(layer, "the question names no session policy");
	else
		absent(layer, "Step Functions sends no session policy");
}

/* ---- organization policies
 * ------------------------------------------------------------------------ */

/* Step Functions' and other services' own calls are bound by no SCP; see policy/layers. */
static void gather_scps(const struct ask *ask, bool service_linked, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_SCP];
	const struct world_org *org = &b->caller_org;

	if (ask->caller->principal.kind == PRINCIPAL_SERVICE)
		absent(layer, "service control policies do not bind AWS services");
	else if (ask->caller->principal.kind == PRINCIPAL_ANONYMOUS)
		absent(layer, "an unsigned request has no account");
	else if (service_linked)
		absent(layer, "service control policies do not bind service-linked roles");
	else if (org->facts.state != ORG_MEMBER)
		lacking(b, LAYER_SCP, b->caller_org_lack);
	else if (org->facts.management)
		absent(layer, "service control policies do not bind the management account");
	else if (!org->scps_known && org->n_scps == 0)
		lacking(b, LAYER_SCP, b->caller_org_lack);
	else if (org->scps_known && !org->scps_enabled)
		absent(layer, "no service control policy is in force in the organization");
	else
		*layer =
		    (struct layer_input){.state = org->scps_known ? LAYER_COLLECTED : LAYER_PARTIAL,
					 .levels = org->scps,
					 .n_levels = org->n_scps};
	if (layer->state == LAYER_PARTIAL)
		b->lacks[LAYER_SCP] = b->caller_org_lack;
}

static void gather_rcps(struct tracer *t, const struct ask *ask, bool service_linked,
			struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_RCP];
	const struct world_org *org = &b->resource_org;

	if (service_linked)
		absent(layer, "resource control policies do not bind service-linked roles");
	else if (action_names_nothing(t->arena, ask->action, ask->resource))
		absent(layer, action_binds_nothing);
	else if (org->facts.state != ORG_MEMBER)
		lacking(b, LAYER_RCP, b->resource_org_lack);
	else if (org->facts.management)
		absent(layer, "resource control policies do not bind the management account");
	else if (!org->rcps_known && org->n_rcps == 0)
		lacking(b, LAYER_RCP, b->resource_org_lack);
	else
		*layer =
		    (struct layer_input){.state = org->rcps_known ? LAYER_COLLECTED : LAYER_PARTIAL,
					 .levels = org->rcps,
					 .n_levels = org->n_rcps};
	if (layer->state == LAYER_PARTIAL)
		b->lacks[LAYER_RCP] = b->resource_org_lack;
	if (!str_is_empty(b->lacks[LAYER_RCP].missing))
		b->lacks[LAYER_RCP].missing = STR("resource control policies");
}

static bool organization(struct tracer *t, struct str account, struct world_org *org,
			 struct lack *lack)
{
	*lack = (struct lack){account, STR(""), STR("never collected")};
	/* of an account that is not known, the inventory lacks nothing that could be named */
	if (str_is_empty(account) || holes_any(account))
		return true;
	lack->missing = STR("service control policies");
	return t->world->ops->organization(t->world->self, t->arena, account, org, lack, t->err);
}

static bool gather_organization(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	bool service_linked;
	struct arn arn;

	if (!organization(t, ask->caller->principal.account, &b->caller_org, &b->caller_org_lack) ||
	    !organization(t, ask->resource_account, &b->resource_org, &b->resource_org_lack))
		return false;
	service_linked =
	    arn_parse(ask->caller->principal.identity, &arn) && arn_is_service_linked_role(&arn);
	gather_scps(ask, service_linked, b);
	gather_rcps(t, ask, service_linked, b);
	return true;
}

/* ---- trust and resource policies
 * ------------------------------------------------------------------- */

static void gather_trust(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_RESOURCE];

	if (ask->target_found == FOUND_ABSENT) {
		absent(layer, "there is no such role");
		return;
	}
	if (ask->target_found == FOUND_UNKNOWN || ask->target == NULL) {
		lacking(b, LAYER_RESOURCE, ask->target_lack);
		return;
	}
	if (ask->target->trust == NULL) {
		lacking(b, LAYER_RESOURCE,
			(struct lack){ask->target->account,
				      arena_printf(t->arena, "trust policy of %.*s",
						   STR_ARG(ask->target->arn)),
				      STR("never collected")});
		return;
	}
	struct bearing *bearing = arena_alloc(t->arena, sizeof(*bearing));
	*bearing =
	    (struct bearing){STR("trust policy"), ask->target->arn, ask->target->trust, false};
	one_level(t, layer, ask->target->arn, bearing, 1);
}

static struct lack no_resource_policy(struct tracer *t, const struct ask *ask,
				      const struct policy_subject *of)
{
	struct str what =
	    of->owner == OWNER_SHARING ? STR("sharing of ") : STR("resource policy of ");
	struct str missing = ARENA_JOIN(t->arena, what, holes_show(t->arena, of->subject));

	return (struct lack){ask->resource_account, missing, STR("never collected")};
}

/* Of a resource whose very service is open, the action still tells what it cannot be. */
static struct policy_subject subject_of(struct tracer *t, const struct ask *ask)
{
	struct policy_subject subject = service_policy_subject(t->arena, ask->resource);
	ptrdiff_t colon = str_find_char(ask->action, ':');
	struct arn arn;

	if (subject.owner != OWNER_ARN || colon < 0 ||
	    (arn_parse(ask->resource, &arn) && !holes_any(arn.service)))
		return subject;
	if (!service_has_policies(str_slice(ask->action, 0, (size_t)colon)))
		subject.owner = OWNER_NONE;
	return subject;
}

/* The grants of a key stand beside its policy, of which they are all where none is known. */
static bool gather_grants(struct tracer *t, const struct ask *ask, struct str key,
			  struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_RESOURCE];
	const struct level *own = layer->n_levels > 0 ? layer->levels : NULL;
	const struct bearing *grants = NULL;
	struct bearing *both;
	size_t n = 0, n_own = own != NULL ? own->n_policies : 0;

	if (holes_any(key) || !str_starts_nocase(ask->action, STR("kms:")))
		return true;
	if (!t->world->ops->grants(t->world->self, t->arena, key, &grants, &n,
				   &b->question.grants_known, &b->grants_lack, t->err))
		return false;
	if (n == 0)
		return true;
	both = arena_array(t->arena, n + n_own, sizeof(*both));
	for (size_t i = 0; i < n_own; i++)
		both[i] = own->policies[i];
	for (size_t i = 0; i < n; i++)
		both[n_own + i] = grants[i];
	enum layer_state state = layer->state;
	one_level(t, layer, key, both, n_own + n);
	if (state == LAYER_NOT_COLLECTED)
		layer->state = LAYER_PARTIAL;
	return true;
}

static enum tri restricts(const struct public_access *access)
{
	if (!access->known)
		return TRI_UNKNOWN;
	return access->restricted ? TRI_YES : TRI_NO;
}

/*
 * Through an access point its own settings, the bucket's and those of the bucket's owner count, and
 * the most restrictive of them. Source: Amazon S3 User Guide, "Managing public access to access
 * points for general purpose buckets".
 */
static bool public_access(struct tracer *t, const struct ask *ask, struct str subject,
			  const struct through *through, struct public_access *out)
{
	const struct world_ops *ops = t->world->ops;
	struct public_access other;
	bool at_point = str_eq(subject, through->arn);
	enum tri all;

	if (str_is_empty(through->is.bucket))
		return ops->public_access(t->world->self, t->arena, subject, ask->resource_account,
					  out, t->err);
	if (!ops->public_access(t->world->self, t->arena, subject, through->is.bucket_account, out,
				t->err) ||
	    !ops->public_access(t->world->self, t->arena,
				at_point ? through->is.bucket : through->arn,
				through->is.bucket_account, &other, t->err))
		return false;
	all = tri_or(restricts(out), restricts(&other));
	out->known = all != TRI_UNKNOWN;
	out->restricted = all == TRI_YES;
	return true;
}

/* Block Public Access keeps out callers from outside, so the others do not ask for it. */
static bool gather_public_access(struct tracer *t, const struct ask *ask, struct str subject,
				 struct bearings *b)
{
	bool outside = b->request.caller.kind == PRINCIPAL_ANONYMOUS ||
		       request_is_cross_account(&b->request) != TRI_NO;

	if (!outside || holes_any(subject) || !str_starts_nocase(ask->action, STR("s3:")))
		return true;
	return public_access(t, ask, subject, &b->through, &b->question.public_access);
}

/* Images and snapshots have no account in their ARNs: they may be another's, which has to share
 * them. Source: Amazon EC2 User Guide, "Share an AMI with specific AWS accounts". */
static bool may_be_anybodys(struct str resource)
{
	struct arn arn;

	return arn_parse(resource, &arn) && str_eq(arn.service, STR("ec2")) &&
	       str_is_empty(arn.account);
}

static bool gather_resource(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	struct layer_input *layer = &b->question.layers[LAYER_RESOURCE];
	struct policy_subject owner = subject_of(t, ask);
	enum found found = FOUND_UNKNOWN;
	const struct policy *policy = NULL;
	struct lack lack = {{NULL, 0}, {NULL, 0}, {NULL, 0}};

	if (ask->policy_of_aws != NULL) {
		struct bearing *own = arena_alloc(t->arena, sizeof(*own));
		*own = (struct bearing){.label = STR("resource policy"),
					.of = ask->resource,
					.policy = ask->policy_of_aws};
		one_level(t, layer, ask->resource, own, 1);
		return true;
	}
	if (owner.behind != NULL && !b->through.itself)
		b->behind = arena_printf(t->arena, "policy of the %s behind %.*s", owner.behind,
					 STR_ARG(holes_show(t->arena, owner.subject)));
	if (owner.owner == OWNER_NONE) {
		layer->state = LAYER_ABSENT;
		layer->why = str_eq(ask->resource, STR("*"))
				 ? STR("the call names no resource")
				 : ARENA_JOIN(t->arena, STR("a "), str_from(owner.what),
					      STR(" has no policy of its own"));
		return true;
	}
	if (owner.owner == OWNER_ARN && !holes_any(owner.subject) &&
	    !t->world->ops->resource_policy(t->world->self, t->arena, owner.subject, &found,
					    &policy, &lack, t->err))
		return false;
	if (found == FOUND_ABSENT) {
		layer->state = LAYER_ABSENT;
		layer->why = ARENA_JOIN(t->arena, STR("the "), str_from(owner.what),
					STR(" has no policy of its own"));
	} else if (found == FOUND_UNKNOWN) {
		lacking(b, LAYER_RESOURCE,
			str_is_empty(lack.missing) ? no_resource_policy(t, ask, &owner) : lack);
		layer->only_grants =
		    owner.owner == OWNER_SHARING && !may_be_anybodys(ask->resource);
	} else {
		struct bearing *bearing = arena_alloc(t->arena, sizeof(*bearing));
		*bearing = (struct bearing){STR("resource policy"), owner.subject, policy, false};
		one_level(t, layer, owner.subject, bearing, 1);
		if (!str_is_empty(lack.missing)) {
			layer->state = LAYER_PARTIAL;
			b->lacks[LAYER_RESOURCE] = lack;
		}
	}
	return owner.owner != OWNER_ARN || (gather_grants(t, ask, owner.subject, b) &&
					    gather_public_access(t, ask, owner.subject, b));
}

/* ---- all of it
 * --------------------------------------------------------------------------------------- */

static struct str network_origin(const struct through *through)
{
	if (str_is_empty(through->is.network))
		return STR("");
	return str_eq(through->is.network, STR("internet")) ? STR("Internet") : STR("VPC");
}

/*
 * Step Functions may assume roles by the global endpoint of STS, whose requests have us-east-1,
 * and of a role that a call passes it is not said whether the call's Region counts or IAM's.
 * Source: IAM User Guide, "AWS STS Regions and endpoints", AWS STS global endpoint changes.
 */
static struct str region_or(const struct ask *ask)
{
	bool of_call = ask->dependent && (ask->call_kind == ASL_PASSROLE ||
					  ask->call_kind == ASL_SERVICE_LINKED_ROLE);

	if (ask->machine == NULL)
		return STR("");
	if (ask_assumes(ask) && str_eq(ask->machine->partition, STR("aws")))
		return STR("us-east-1");
	return of_call ? ask->machine->region : STR("");
}

static void fill_context(struct tracer *t, const struct ask *ask, struct bearings *b)
{
	size_t n_given = 0;
	const struct context_value *given = ask_given(t, ask, &n_given);
	const struct context_facts facts = {
	    .origin = ask->origin,
	    .region = ask->region,
	    .region_or = region_or(ask),
	    .now = t->world->now,
	    .forwarded = ask->kind == ASK_KEY,
	    .assumed_session = ask->caller->handed > 0,
	    .caller_org = b->caller_org.facts,
	    .resource_org = b->resource_org.facts,
	    .caller = ask->caller->role,
	    .target = ask->target,
	    .source_arn = ask->source_arn,
	    .source_account = ask->source_account,
	    .external_id_state = ask->external_id_state,
	    .external_id = ask->external_id,
	    .external_id_source = ask->external_id_source,
	    .access_point = b->through.arn,
	    .access_point_account = b->through.account,
	    .access_point_bucket_account = b->through.is.bucket_account,
	    .access_point_origin = network_origin(&b->through),
	    .access_point_open = b->through.open,
	    .given = given,
	    .n_given = n_given,
	};

	context_fill(t->arena, &facts, &b->request);
}

static void fill_request(struct tracer *t, const struct ask *ask, struct bearings *out)
{
	out->request.action = ask->action;
	out->request.api_service = ask->api_service;
	out->request.api = ask->api;
	fill_context(t, ask, out);
	out->question.request = &out->request;
}

static bool gather_all(struct tracer *t, const struct ask *ask, struct bearings *out)
{
	if (ask->through != NULL)
		out->through = *ask->through;
	else if (!through_find(t->world, t->arena, ask->action, ask->resource, &out->through,
			       t->err))
		return false;
	out->request.caller = ask->caller->principal;
	out->request.action = ask->action;
	out->request.key_of_aws = ask->policy_of_aws != NULL;
	out->request.resource = ask->resource;
	out->request.resource_account = ask->resource_account;
	out->request.own_assumed = ask->own_assumed;
	out->request.ids = service_has_ids(ask->resource);
	gather_identity(t, ask, out);
	gather_boundary(t, ask, out);
	gather_session(ask, out);
	absent(&out->question.layers[LAYER_ENDPOINT],
	       "the call does not pass a VPC endpoint of yours");
	if (!gather_organization(t, ask, out))
		return false;
	if (ask_assumes(ask))
		gather_trust(t, ask, out);
	else if (!gather_resource(t, ask, out))
		return false;
	fill_request(t, ask, out);
	return true;
}

/* What bears on it depends on no more of the action than its service: not for S3, whose actions are
 * about buckets, objects or access points. */
static bool is_shared(const struct ask *ask)
{
	return !ask_assumes(ask) && ask->through == NULL &&
	       !str_starts_nocase(ask->action, STR("s3")) && str_find_char(ask->action, ':') > 0;
}

static struct gathered gathered_for(const struct tracer *t, const struct ask *ask)
{
	return (struct gathered){.arena = t->arena,
				 .names_nothing =
				     action_names_nothing(t->arena, ask->action, ask->resource),
				 .caller = ask->caller,
				 .policy_of_aws = ask->policy_of_aws,
				 .origin = ask->origin,
				 .service = str_until(ask->action, ':'),
				 .resource = ask->resource,
				 .resource_account = ask->resource_account};
}

static bool is_same(const struct gathered *a, const struct gathered *b)
{
	return a->arena == b->arena && a->caller == b->caller &&
	       a->policy_of_aws == b->policy_of_aws && a->origin == b->origin &&
	       a->names_nothing == b->names_nothing && str_eq(a->service, b->service) &&
	       str_eq(a->resource, b->resource) && str_eq(a->resource_account, b->resource_account);
}

bool layers_gather(struct tracer *t, const struct ask *ask, struct bearings *out)
{
	struct gathered now;

	if (!is_shared(ask))
		return gather_all(t, ask, out);
	now = gathered_for(t, ask);
	if (t->last.bearings != NULL && is_same(&now, &t->last)) {
		*out = *t->last.bearings;
		fill_request(t, ask, out);
		return true;
	}
	if (!gather_all(t, ask, out))
		return false;
	now.bearings = out;
	t->last = now;
	return true;
}

void layers_by_name(struct tracer *t, const struct ask *ask, const struct bearings *gathered,
		    struct bearings *out)
{
	*out = *gathered;
	out->request.caller = ask->caller->principal;
	fill_context(t, ask, out);
	out->question.request = &out->request;
}
