/* feed/formats.c - every shape that import knows, as rows: lists that stream, and objects. */
#include "feed/private.h"

/* clang-format off */
/* The first row of the key whose test holds takes the element. */
static const struct list_form lists[] = {
	/* aws iam get-account-authorization-details */
	{STR_INIT("RoleDetailList"), NULL, take_role_detail},
	{STR_INIT("UserDetailList"), NULL, take_user_detail},
	{STR_INIT("GroupDetailList"), NULL, take_group_detail},
	/* three commands say "Policies": the element tells */
	{STR_INIT("Policies"), fits_iam_policy, take_policy},
	{STR_INIT("Policies"), fits_organization_policy, take_organization_policy},
	/* aws iam list-... */
	{STR_INIT("Roles"), fits_role, take_role_listed},
	{STR_INIT("Users"), fits_user, take_user_listed},
	{STR_INIT("Groups"), fits_group, take_group_listed},
	/* aws stepfunctions list-state-machines */
	{STR_INIT("stateMachines"), fits_machine_listed, take_machine_listed},
	/* aws organizations list-... and organization.json */
	{STR_INIT("Roots"), fits_root, take_root},
	{STR_INIT("OrganizationalUnits"), fits_ou, take_ou},
	{STR_INIT("Accounts"), fits_account, take_account},
	/* lists of resources, some with their policies */
	{STR_INIT("EventBuses"), fits_resource_listed, take_resource_element},
	{STR_INIT("DomainStatusList"), fits_resource_listed, take_resource_element},
	{STR_INIT("Functions"), fits_resource_listed, take_resource_listed},
	{STR_INIT("SecretList"), fits_resource_listed, take_secret_listed},
	{STR_INIT("Keys"), fits_resource_listed, take_resource_listed},
	{STR_INIT("Topics"), fits_resource_listed, take_resource_listed},
	{STR_INIT("Parameters"), fits_parameter_listed, take_parameter_listed},
	{STR_INIT("Parameters"), fits_parameter_described, take_parameter_described},
	/* aws s3control list-access-points */
	{STR_INIT("AccessPointList"), fits_access_point_listed, take_access_point_listed},
	/* aws kms list-aliases, list-grants */
	{STR_INIT("Aliases"), fits_key_alias, take_key_alias},
	{STR_INIT("Grants"), NULL, value_keep},
	/* aws configservice select-aggregate-resource-config */
	{STR_INIT("Results"), NULL, take_config_result},
	/* aws stepfunctions get-execution-history: kept whole, however long */
	{STR_INIT("events"), fits_event, value_keep},
	/* lists that --query left alone */
	{STR_INIT(""), fits_role, take_role_bare},
	{STR_INIT(""), fits_user, take_user_bare},
	{STR_INIT(""), fits_group, take_group_bare},
	{STR_INIT(""), fits_iam_policy, take_policy},
};

/* The first row whose keys are all there and whose test holds takes the object. */
static const struct object_form objects[] = {
	/* aws iam */
	{{STR_INIT("Role")}, NULL, take_role},
	{{STR_INIT("User")}, NULL, take_user},
	{{STR_INIT("Group")}, NULL, take_group},
	{{STR_INIT("RoleName"), STR_INIT("Arn"), STR_INIT("AssumeRolePolicyDocument")}, NULL, take_role_alone},
	{{STR_INIT("UserName"), STR_INIT("Arn"), STR_INIT("UserId")}, NULL, take_user_alone},
	{{STR_INIT("GroupName"), STR_INIT("Arn"), STR_INIT("GroupId")}, NULL, take_group_alone},
	{{STR_INIT("PolicyName"), STR_INIT("PolicyDocument")}, NULL, take_inline},
	{{STR_INIT("AssumeRolePolicyDocument")}, NULL, take_trust},
	{{STR_INIT("AttachedPolicies")}, NULL, take_attached},
	{{STR_INIT("PolicyNames")}, NULL, take_inline_names},
	{{STR_INIT("PolicyVersion")}, NULL, take_policy_version},
	{{STR_INIT("Versions")}, NULL, take_policy_versions},
	{{STR_INIT("Policy")}, fits_managed_policy, take_managed_policy},
	{{STR_INIT("AccountAliases")}, NULL, take_aliases},
	/* aws stepfunctions */
	{{STR_INIT("stateMachineArn")}, fits_machine, take_machine},
	{{STR_INIT("stateMachineVersions")}, NULL, take_machine_versions},
	{{STR_INIT("stateMachineAliases")}, NULL, take_machine_aliases},
	{{STR_INIT("stateMachineAliasArn")}, NULL, take_machine_alias},
	{{STR_INIT("StartAt"), STR_INIT("States")}, NULL, take_definition},
	/* aws organizations */
	{{STR_INIT("Organization")}, fits_organization, take_organization},
	{{STR_INIT("OrganizationalUnit")}, fits_ou_object, take_ou_object},
	{{STR_INIT("Account")}, fits_account_object, take_account_object},
	{{STR_INIT("Policy")}, fits_described_policy, take_described_policy},
	{{STR_INIT("Targets")}, fits_targets, take_targets},
	{{STR_INIT("Parents")}, NULL, take_parents},
	{{STR_INIT("SAMLProviderList")}, NULL, take_saml_providers},
	{{STR_INIT("OpenIDConnectProviderList")}, NULL, take_oidc_providers},
	{{STR_INIT("SAMLMetadataDocument")}, NULL, take_saml_provider},
	{{STR_INIT("Url"), STR_INIT("ClientIDList")}, NULL, take_oidc_provider},
	/* aws kms list-grants */
	{{STR_INIT("Grants")}, fits_grants, take_grants},
	/* aws dynamodb describe-table, aws s3api get-bucket-encryption ... */
	{{STR_INIT("")}, fits_encryption, take_encryption},
	/* aws s3control get-access-point */
	{{STR_INIT("Name"), STR_INIT("NetworkOrigin")}, fits_access_point, take_access_point},
	/* aws s3api and s3control get-public-access-block, aws s3api get-bucket-policy-status */
	{{STR_INIT("")}, fits_public, take_public},
	/* templates and plans */
	{{STR_INIT("Resources")}, fits_template, take_template},
	{{STR_INIT("format_version"), STR_INIT("terraform_version")}, fits_terraform, take_terraform},
	/* aws ssm, aws sts */
	{{STR_INIT("Parameter")}, fits_parameter, take_parameter},
	{{STR_INIT("Account"), STR_INIT("Arn"), STR_INIT("UserId")}, fits_caller, take_caller},
	/* rows of other engines */
	{{STR_INIT("kind"), STR_INIT("arn"), STR_INIT("document")}, fits_row, take_row},
	{{STR_INIT("resourceType"), STR_INIT("arn")}, fits_config_item, take_config_item},
	/* resource policies, all of a resource at once, and a policy that is the whole file */
	{{STR_INIT("")}, fits_all_policies, take_all_policies},
	{{STR_INIT("Statement")}, fits_bare_policy, take_bare_policy},
	{{STR_INIT("")}, fits_resource_policy, take_resource_policy},
	/* aws stepfunctions get-execution-history, whatever stands around it */
	{{STR_INIT("")}, fits_history, take_history},
};

/* Answers that are known and hold nothing that an inventory keeps. */
struct stranger {
	struct str keys[2];
	const char *advice;
};

#define SECRET "this holds credentials, which rolehop neither needs nor keeps"
#define NAMES "this only names things; import what describes them, or their policies"
#define REFUSED "this is an error message of AWS, not an answer"

static const struct stranger strangers[] = {
	{{STR_INIT("executionArn"), STR_INIT("status")}, "this describes an execution: give it to rolehop explain, and import its get-execution-history"},
	{{STR_INIT("executions")}, "this lists executions; import the get-execution-history of one"},
	{{STR_INIT("Credentials")}, SECRET},
	{{STR_INIT("roleCredentials")}, SECRET},
	{{STR_INIT("AccessKeyId")}, SECRET},
	{{STR_INIT("accessToken")}, SECRET},
	{{STR_INIT("__type")}, REFUSED},
	{{STR_INIT("Error")}, REFUSED},
	{{STR_INIT("errorCode")}, "this is an event of CloudTrail: give it to rolehop explain"},
	{{STR_INIT("Records")}, "these are events of CloudTrail: give them to rolehop explain"},
	{{STR_INIT("Events")}, "these are events of CloudTrail: give them to rolehop explain"},
	{{STR_INIT("TableNames")}, NAMES},
	{{STR_INIT("QueueUrls")}, NAMES},
	{{STR_INIT("Buckets")}, NAMES},
	{{STR_INIT("Aliases")}, NAMES},
};

/* What the lists of one value say together, once it has ended. */
static bool (*const ends[])(struct value *value, struct err *err) = {
	gaad_end,
	iam_end,
	machines_end,
	organization_end,
};
/* clang-format on */

enum {
	LIST_COUNT = sizeof(lists) / sizeof(lists[0]),
	OBJECT_COUNT = sizeof(objects) / sizeof(objects[0]),
	END_COUNT = sizeof(ends) / sizeof(ends[0]),
};

const struct list_form *formats_list(struct arena *arena, struct str key, struct str element)
{
	for (size_t i = 0; i < LIST_COUNT; i++) {
		if (!str_eq(lists[i].key, key))
			continue;
		if (lists[i].fits == NULL ||
		    (skim_kind(element) == JSON_OBJECT && lists[i].fits(arena, element)))
			return &lists[i];
	}
	return NULL;
}

static bool has_keys(const struct value *value, const struct object_form *form)
{
	for (size_t i = 0; i < FORM_KEYS && form->keys[i].n > 0; i++) {
		if (!value_has(value, form->keys[i]))
			return false;
	}
	return true;
}

const struct object_form *formats_object(struct value *value)
{
	for (size_t i = 0; i < OBJECT_COUNT; i++) {
		if (has_keys(value, &objects[i]) &&
		    (objects[i].fits == NULL || objects[i].fits(value)))
			return &objects[i];
	}
	return NULL;
}

static bool is_stranger(const struct value *value, const struct stranger *stranger)
{
	return value_has(value, stranger->keys[0]) &&
	       (stranger->keys[1].n == 0 || value_has(value, stranger->keys[1]));
}

const char *formats_advice(const struct value *value)
{
	if (value->first.n > 0 && value->members.n == 0 && value->taken == 0 && !value->dropped)
		return "the lists in this answer are empty: there is nothing to import";
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (is_stranger(value, &strangers[i]))
			return strangers[i].advice;
	return NULL;
}

bool formats_end(struct value *value, struct err *err)
{
	for (size_t i = 0; i < END_COUNT; i++) {
		if (!ends[i](value, err))
			return false;
	}
	return true;
}

const char *formats_names(void)
{
	return "get-account-authorization-details, get-role, list-roles, get-role-policy, "
	       "list-attached-role-policies, get-policy-version and their kin, "
	       "describe-state-machine, list-state-machines, a definition (JSON or YAML) with "
	       "--machine-arn, get-execution-history, "
	       "organization.json and the organizations commands, {\"ResourceArn\", \"Policy\"} "
	       "and "
	       "the get-policy commands of the services, ssm get-parameter, templates of "
	       "CloudFormation, SAM and CDK, terraform show -json; all of them as JSON, "
	       "plain or packed "
	       "with gzip";
}
