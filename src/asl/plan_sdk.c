/* asl/plan_sdk.c - the calls of an aws-sdk integration. */
#include "asl/plan_sdk.h"

#include "asl/partiql.h"
#include "rolehop/asl/iam.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { SERVICE_PREFIX = 1, SERVICE_UNSUPPORTED = 3, SERVICE_ACCOUNT };
enum { ACTION_ACTIONS = 2, ACTION_CONFIDENCE, ACTION_NOTE };
enum { PASSROLE_FIELDS = 2, PASSROLE_TO };
enum { CONTEXT_ACTION = 2, CONTEXT_KEYS };

static bool listed(struct str list, char separator, struct str word)
{
	struct str_split split = {list, false};
	struct str part;

	while (list.n > 0 && str_next(&split, separator, &part))
		if (str_eq_nocase(part, word))
			return true;
	return false;
}

/* "prefix:Name" as the Service Authorization Reference writes it; false where it has no such
 * action. */
static bool find_action(struct planner *planner, struct str action, struct str *name,
			struct str *types)
{
	struct iam_action found;

	if (!iam_action_find(planner->arena, action, &found))
		return false;
	*name = found.name;
	*types = found.types;
	return true;
}

/*
 * With VersionId (or a versionId in CopySource) the action on the object is the one on its version.
 * Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations".
 */
static enum tri names_version(struct operation *operation, struct str action)
{
	struct planner *planner = operation->planner;

	if (!str_eq(operation->api, STR("copyObject")) &&
	    !str_eq(operation->api, STR("uploadPartCopy")))
		return plan_given(planner, STR("VersionId"));
	if (!str_eq(action, STR("s3:GetObject")))
		return TRI_NO;
	struct str source = template_other(&planner->scene, "CopySource");
	if (str_contains(source, STR("versionId=")))
		return TRI_YES;
	return holes_any(source) ? TRI_UNKNOWN : TRI_NO;
}

/* "s3:GetObjectVersion" for "s3:GetObject"; empty where there is no such action. */
static struct str version_action(struct operation *operation, struct str action)
{
	const struct str none = {NULL, 0};
	ptrdiff_t at = str_find(action, STR("Object"));
	struct str types;

	if (at < 0 || !str_eq(operation->service, STR("s3")))
		return none;
	struct str name =
	    ARENA_JOIN(operation->planner->arena, str_slice(action, 0, (size_t)at + 6),
		       STR("Version"), str_skip(action, (size_t)at + 6));
	return find_action(operation->planner, name, &name, &types) ? name : none;
}

/* Where the run decides whether a version is named, either action may be what is asked for. */
static void add_versions(struct operation *operation)
{
	struct planner *planner = operation->planner;
	size_t n = str_eq(operation->service, STR("s3")) ? planner->calls.n : 0;

	for (size_t i = 0; i < n; i++) {
		struct asl_call_need *call = vec_at(&planner->calls, i);
		struct str version = version_action(operation, call->action);
		if (version.n == 0 || names_version(operation, call->action) != TRI_UNKNOWN)
			continue;
		struct asl_call_need other = *call;
		call->need = ASL_CONDITIONAL;
		call->when = STR("no version is named");
		other.action = version;
		other.need = ASL_CONDITIONAL;
		other.when = STR("a version is named");
		*(struct asl_call_need *)vec_push(&planner->calls) = other;
	}
}

/*
 * What S3 keeps elsewhere is asked for by other actions (s3-object-lambda:GetObject,
 * s3-outposts:GetObject, s3express:CreateSession). Source: Amazon S3 User Guide, "Configuring IAM
 * policies for Object Lambda access points"; "Authorizing Zonal endpoint API operations with
 * CreateSession"; Amazon S3 on Outposts User Guide, "Setting up IAM with S3 on Outposts".
 */
static bool is_kept_elsewhere(struct operation *operation)
{
	static const struct str ends[] = {STR_INIT("--ol-s3"), STR_INIT("--op-s3"),
					  STR_INIT("--x-s3"), STR_INIT("--xa-s3")};
	struct str bucket = template_other(&operation->planner->scene, "Bucket");
	struct arn arn;

	if (!str_eq(operation->service, STR("s3")))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends(bucket, ends[i]))
			return true;
	return arn_parse(bucket, &arn) && !str_eq(arn.service, STR("s3")) &&
	       !holes_any(arn.service);
}

struct asl_call_need sdk_call_row(struct operation *operation, struct str action)
{
	bool sure = operation->sure && !is_kept_elsewhere(operation);
	struct str version = version_action(operation, action);
	if (version.n > 0 && names_version(operation, action) == TRI_YES)
		action = version;
	bool own = operation->main.n == 0 || str_starts_nocase(action, operation->main);
	return (struct asl_call_need){.kind = own ? ASL_CALL : ASL_DATA,
				      .need = ASL_REQUIRED,
				      .action = action,
				      .sure = sure,
				      .source = operation->source};
}

/* `types` are those of an action that exists. */
static void add_found(struct operation *operation, struct str action, bool exists, struct str types)
{
	if (str_eq_nocase(action, STR("iam:PassRole"))) {
		operation->passes_role = true; /* passrole.tsv has the role */
		return;
	}
	if (sdk_add_from_rows(operation, action))
		return;
	if (exists)
		sdk_add_from_types(operation, action, types);
	else
		sdk_add_anything(operation, action);
}

static void add_action(struct operation *operation, struct str action)
{
	struct str types = {NULL, 0};
	bool exists = find_action(operation->planner, action, &action, &types);

	add_found(operation, action, exists, types);
}

static void add_actions(struct operation *operation, struct str actions)
{
	struct str_split split = {actions, false};
	struct str action;

	operation->main = str_slice(actions, 0, (size_t)(str_find_char(actions, ':') + 1));
	while (str_next(&split, ' ', &action))
		add_action(operation, action);
}

bool sdk_is_tagging(struct str name)
{
	return str_contains(name, STR("Tag")) || str_starts(name, STR("tag")) ||
	       str_starts(name, STR("untag"));
}

/* Actions that the service may check besides: they can be missed without being noticed. */
static void add_extras(struct operation *operation)
{
	struct catalogue_rows rows = operation->arns;

	for (size_t row = rows.from; row < rows.to; row++) {
		struct str action = catalogue_cell(CATALOGUE_ARNS, row, ARN_ACTION);
		struct str arn = catalogue_cell(CATALOGUE_ARNS, row, ARN_ARN);
		if (!str_eq(catalogue_cell(CATALOGUE_ARNS, row, ARN_USE), STR("extra")) ||
		    str_eq(action, STR("iam:PassRole")) || sdk_is_tagging(action))
			continue;
		struct asl_call_need need = sdk_call_row(operation, action);
		need.kind = ASL_DATA;
		need.need = ASL_CONDITIONAL;
		need.when = STR("the service checks this too");
		if (str_eq(action, STR("iam:CreateServiceLinkedRole"))) {
			need.kind = ASL_SERVICE_LINKED_ROLE;
			need.when = STR("the service-linked role does not exist yet");
		}
		plan_add(operation->planner, str_eq(arn, STR("?")) ? STR("arn:${P}:*") : arn, need);
	}
}

static void add_passed_to(struct planner *planner, struct str to, struct asl_call_need *need)
{
	struct asl_context *context;

	if (to.n == 0)
		return;
	context = arena_array(planner->arena, 1, sizeof(*context));
	*context = (struct asl_context){.key = STR("iam:PassedToService"), .value = to};
	need->context = context;
	need->n_context = 1;
}

/* `field` may carry a transform of its own: "IamInstanceProfile.Name|instance_profile_role". */
static void add_passed_role(struct operation *operation, struct str field, struct str to)
{
	struct planner *planner = operation->planner;
	ptrdiff_t bar = str_find_char(field, '|');
	struct str name = bar < 0 ? field : str_slice(field, 0, (size_t)bar);
	enum tri given = name.n > 0 ? plan_given(planner, name) : TRI_UNKNOWN;
	struct asl_call_need need = sdk_call_row(operation, STR("iam:PassRole"));

	if (given == TRI_NO)
		return;
	need.kind = ASL_PASSROLE;
	if (given == TRI_UNKNOWN) {
		need.need = ASL_CONDITIONAL;
		need.when = STR("the request passes a role");
	}
	add_passed_to(planner, to, &need);
	if (field.n == 0)
		plan_add(planner, STR("arn:${P}:iam::${A}:role/*"), need);
	else
		plan_add_given(planner,
			       arena_printf(planner->arena, "{%.*s%s}", STR_ARG(field),
					    bar < 0 ? "|role_name" : ""),
			       need);
}

static void add_passed_roles(struct operation *operation)
{
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_PASSROLE, operation->service, operation->api);
	struct str field;

	if (rows.from == rows.to) {
		if (operation->passes_role)
			add_passed_role(operation, (struct str){NULL, 0}, (struct str){NULL, 0});
		return;
	}
	struct str_split split = {catalogue_cell(CATALOGUE_PASSROLE, rows.from, PASSROLE_FIELDS),
				  false};
	while (str_next(&split, ' ', &field))
		add_passed_role(operation, field,
				catalogue_cell(CATALOGUE_PASSROLE, rows.from, PASSROLE_TO));
}

/* Context keys that the parameters of the operation tell, for each call of an action. */
static void add_contexts(struct operation *operation)
{
	struct planner *planner = operation->planner;
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_CONTEXTS, operation->service, operation->api);

	for (size_t row = rows.from; row < rows.to; row++)
		for (size_t i = 0; i < planner->calls.n; i++) {
			struct asl_call_need *call = vec_at(&planner->calls, i);
			if (str_eq_nocase(call->action,
					  catalogue_cell(CATALOGUE_CONTEXTS, row, CONTEXT_ACTION)))
				plan_context(planner,
					     catalogue_cell(CATALOGUE_CONTEXTS, row, CONTEXT_KEYS),
					     call);
		}
}

/* The naming rule: prefix and the operation's name in PascalCase. */
static struct str named_action(const struct operation *operation)
{
	return plan_named_action(operation->planner, operation->prefix, operation->api);
}

static void find_service(struct operation *operation)
{
	struct planner *planner = operation->planner;
	struct catalogue_rows rows = catalogue_group(CATALOGUE_SERVICES, operation->service);

	operation->prefix = operation->service;
	if (rows.from == rows.to) {
		plan_doubt(planner, plan_at(planner, "Resource"),
			   arena_printf(planner->arena, "the service %.*s is not in the catalogue",
					STR_ARG(operation->service)));
		return;
	}
	operation->known_service = true;
	operation->account_field = catalogue_cell(CATALOGUE_SERVICES, rows.from, SERVICE_ACCOUNT);
	operation->prefix = catalogue_cell(CATALOGUE_SERVICES, rows.from, SERVICE_PREFIX);
	if (listed(catalogue_cell(CATALOGUE_SERVICES, rows.from, SERVICE_UNSUPPORTED), ',',
		   operation->api))
		plan_refuse(planner, plan_at(planner, "Resource"),
			    arena_printf(planner->arena,
					 "%.*s:%.*s cannot be called from a state machine",
					 STR_ARG(operation->service), STR_ARG(operation->api)));
}

/* The account of what is acted on: the caller's, unless a parameter names it. */
static struct str account_of(struct operation *operation)
{
	struct planner *planner = operation->planner;
	struct str ignored = {NULL, 0};

	if (operation->account_field.n == 0)
		return planner->scene.account;
	struct field field =
	    fields_get(&planner->fields, planner->scene.container, operation->account_field);
	if (field.value->kind == VAL_ABSENT)
		return planner->scene.account;
	struct str text = val_text(planner->arena, field.value, &ignored);
	return arn_is_account_id(text) ? text : (struct str){NULL, 0};
}

/* What an action without a resource is about is of the account that the call names: whether that
 * account lets the caller in, nothing tells. */
static void doubt_account(struct operation *operation, struct str named, struct str caller)
{
	struct planner *planner = operation->planner;

	if (str_eq(named, caller) || planner->calls.n == 0)
		return;
	const struct asl_call_need *first = vec_at(&planner->calls, 0);
	if (!str_eq(first->resource, STR("*")))
		return;
	plan_doubt(planner, plan_at(planner, "Parameters"),
		   named.n > 0
		       ? arena_printf(planner->arena,
				      "%.*s names account %.*s, and whether that lets others in is "
				      "not known",
				      STR_ARG(operation->account_field), STR_ARG(named))
		       : arena_printf(planner->arena,
				      "which account %.*s names is known only at run time",
				      STR_ARG(operation->account_field)));
}

static void check_pattern(struct planner *planner)
{
	struct str pattern = planner->resource.pattern;

	if (pattern.n == 0 || str_eq(pattern, STR("waitForTaskToken")))
		return;
	plan_refuse(planner, plan_at(planner, "Resource"),
		    arena_printf(planner->arena, "aws-sdk integrations have no pattern .%.*s",
				 STR_ARG(pattern)));
}

/* Where actions.tsv says nothing, the naming rule holds if the Service Authorization Reference has
 * the name. */
static void add_named(struct operation *operation)
{
	struct str action = named_action(operation);
	struct str types = {NULL, 0};
	bool exists = find_action(operation->planner, action, &action, &types);

	operation->sure = operation->known_service && exists;
	operation->source = operation->sure ? STR("Service Authorization Reference")
					    : STR("naming rule: not in the catalogue");
	add_found(operation, action, exists, types);
}

static void add_listed(struct operation *operation, size_t row)
{
	struct str actions = catalogue_cell(CATALOGUE_ACTIONS, row, ACTION_ACTIONS);
	struct str confidence = catalogue_cell(CATALOGUE_ACTIONS, row, ACTION_CONFIDENCE);
	struct str note = catalogue_cell(CATALOGUE_ACTIONS, row, ACTION_NOTE);

	operation->sure = !str_eq(confidence, STR("low"));
	operation->source = note.n > 0 ? note : STR("Service Authorization Reference");
	if (partiql_is(operation->service, operation->api)) {
		const struct partiql_call *calls;
		size_t n;
		partiql_calls(operation->planner, operation->api, &calls, &n);
		for (size_t i = 0; i < n; i++) {
			struct asl_call_need need = sdk_call_row(operation, calls[i].action);
			need.sure = calls[i].sure;
			plan_add_one(operation->planner, &calls[i].table, need);
		}
		return;
	}
	add_actions(operation, actions);
}

void plan_sdk(struct planner *planner)
{
	struct operation operation = {
	    .planner = planner,
	    .service = planner->resource.service,
	    .api = planner->resource.api,
	};
	struct catalogue_rows rows;

	find_service(&operation);
	check_pattern(planner);
	operation.arns = catalogue_rows(CATALOGUE_ARNS, operation.service, operation.api);
	rows = catalogue_rows(CATALOGUE_ACTIONS, operation.service, operation.api);
	operation.only_action =
	    rows.from == rows.to ||
	    str_find_char(catalogue_cell(CATALOGUE_ACTIONS, rows.from, ACTION_ACTIONS), ' ') < 0;
	struct str caller = planner->scene.account;
	struct str named = account_of(&operation);
	planner->scene.account = named;
	if (rows.from == rows.to)
		add_named(&operation);
	else
		add_listed(&operation, rows.from);
	add_versions(&operation);
	planner->scene.account = caller;
	doubt_account(&operation, named, caller);
	add_passed_roles(&operation);
	plan_rows(planner, ARENA_JOIN(planner->arena, STR("aws-sdk:"), operation.service, STR(":"),
				      operation.api));
	plan_rows_beside(planner,
			 ARENA_JOIN(planner->arena, operation.prefix, STR(":"), operation.api),
			 named_action(&operation));
	planner->scene.account = named;
	add_contexts(&operation);
	planner->scene.account = caller;
	sdk_add_handed_roles(&operation);
	sdk_add_tags(&operation);
	sdk_add_sent_tags(&operation);
	add_extras(&operation);
}
