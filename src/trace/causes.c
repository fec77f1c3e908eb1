/* trace/causes.c - TABLE: root causes of denials and doubts, by name. */
#include "rolehop/trace/causes.h"

#include "shows.h"

/* ---- the table
 * ---------------------------------------------------------------------------------------- */

/* Sets of gates. NAMED: only a check of the definition itself names it. */
#define ONE(gate) (1u << (gate))
#define NAMED 0u
#define ANY (~0u)
#define TRUSTS (ONE(GATE_EXECUTION_ROLE_TRUST) | ONE(GATE_TARGET_TRUST))
#define ADMITS (TRUSTS | ONE(GATE_RESOURCE_POLICY) | ONE(GATE_KMS))
#define GRANTS                                                                                     \
	(ONE(GATE_ASSUME_PERMISSION) | ONE(GATE_TARGET_PERMISSION) | ONE(GATE_DEPENDENT_PERMISSION))

struct cause_row {
	unsigned gates;
	enum verdict verdict; /* V_DENY_IMPLICIT stands for both denials */
	bool (*shows)(const struct shown *s);
	struct cause cause;
};

/* The first row that shows is the cause, so the more special ones come first. */
/* clang-format off */
static const struct cause_row cause_rows[] = {
	{NAMED, V_DENY_IMPLICIT, NULL, {"name-not-valid-externalid", "The machine's name cannot be an ExternalId", "high",
	 "Step Functions sends the machine's ARN as sts:ExternalId, and STS refuses some of its characters. Rename the state machine."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"wrong-partition", "An ARN of another partition", "high",
	 "Partitions never trust each other. Build the ARN from AWS::Partition instead of writing arn:aws."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"cross-region", "Workflow and resource are in different Regions", "high",
	 "Step Functions calls services in its own Region. Run the workflow there, or go through a function or an event bus."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"unsupported-integration", "The definition asks for something that Step Functions does not do", "high",
	 "The Resource or its pattern does not exist for this kind of workflow. .sync needs a Standard workflow, startSyncExecution an Express one."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"rolearn-wrong", "RoleArn names no role that exists", "high",
	 "The account was collected and has no such role. Look for a wrong account id, a misspelt name or an empty variable."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"role-path-missing", "The path is left out of a role's ARN", "high",
	 "Session ARNs do not show a role's path, policies and RoleArn need it. Take the ARN from get-role."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"passrole-across-accounts", "A role of another account is handed to a service", "high",
	 "iam:PassRole works within one account only. Create the role where the resource is."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"lambda-tail-log", "The log's tail is asked of a function of another account", "high",
	 "Log tails are returned only within the function's account. Drop LogType, or call through a role of that account with Credentials."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"call-refused", "AWS refuses the call whatever policies say", "high",
	 "Root users, federated users and unsigned requests assume no role, and temporary credentials ask STS for no further session of their own. Call as a user or a role."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"own-account-only", "The service takes the call from the resource's own account only", "high",
	 "No policy can give it to another account. Call through a role of the resource's account, with Credentials."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"public-access-blocked", "S3 Block Public Access keeps a public bucket to its account", "high",
	 "RestrictPublicBuckets is on, for the bucket or its account, and a statement of the bucket's policy admits everyone: then nobody from outside is let in, whom other statements name neither. Name the principals instead of \"*\"."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"access-point-vpc-only", "The S3 access point takes calls from one VPC only", "high",
	 "Its network origin is a VPC, which cannot be changed, and Step Functions calls from a network of its own. Use an access point whose network origin is the internet, or call from a function in that VPC."}},
	{NAMED, V_DENY_IMPLICIT, NULL, {"policy-version-not-default", "The fix sits in a version that is not the default one", "high",
	 "Only the default version of a managed policy counts: aws iam set-default-policy-version."}},
	{NAMED, V_UNKNOWN, NULL, {"dynamic-role-arn", "The role is chosen at run time", "medium",
	 "Which role a Task takes comes from its input. Give it with --set, and check each role that it may be."}},

	{ANY, V_DENY_IMPLICIT, shows_sends_token, {"task-token-cross-account", "A task token is sent back from another account", "high",
	 "Tokens are taken only from principals of the state machine's account. Assume a role of that account for the callback."}},
	{GRANTS, V_DENY_IMPLICIT, shows_explicit_deny, {"explicit-deny-identity", "A Deny in one of the caller's own policies", "high",
	 "A Deny wins over every Allow. Narrow the statement, or make the call with another role."}},
	{ANY, V_DENY_IMPLICIT, shows_tags_session, {"tagsession-missing", "sts:TagSession is not allowed", "high",
	 "A caller that sends session tags needs sts:TagSession on both sides; Step Functions sends none."}},
	{ANY, V_DENY_IMPLICIT, shows_sets_source_identity, {"source-identity", "sts:SetSourceIdentity is not allowed", "high",
	 "Every hop of a chain must allow sts:SetSourceIdentity, on both sides; Step Functions sets none."}},

	{ONE(GATE_EXECUTION_ROLE_TRUST), V_DENY_IMPLICIT, shows_at_source, {"execution-role-sourcearn", "The execution role's confused-deputy condition names another machine or account", "high",
	 "aws:SourceArn must match this state machine and aws:SourceAccount its account. stateMachine:* of the account does."}},
	{ONE(GATE_EXECUTION_ROLE_TRUST), V_DENY_IMPLICIT, shows_names_other_states, {"regional-service-principal", "The execution role trusts another service principal", "high",
	 "Trust states.amazonaws.com: a Regional name works in its own Region only, and stepfunctions.amazonaws.com does not exist."}},

	{ADMITS | GRANTS, V_DENY_IMPLICIT, shows_external_id_missing, {"externalid-missing", "The policy wants an ExternalId and none is sent", "high",
	 "Give the agreed ExternalId. Step Functions sends the state machine's ARN to the role of Credentials; everything else sends what it is told to."}},
	{ADMITS | GRANTS, V_DENY_IMPLICIT, shows_literal_wildcard, {"externalid-wildcard-operator", "A wildcard is taken literally", "high",
	 "StringEquals compares * as a character, and a Principal takes none: use StringLike or ArnLike on a key for a pattern."}},
	{ADMITS, V_DENY_IMPLICIT, shows_literal_principal, {"externalid-wildcard-operator", "A wildcard is taken literally", "high", ""}},
	{ADMITS | GRANTS, V_DENY_IMPLICIT, shows_only_case_differs, {"case-errors", "Upper and lower case differ", "high",
	 "Names and ARNs are case-sensitive. Copy them, do not type them."}},
	{ADMITS | GRANTS, V_DENY_IMPLICIT, shows_at_external_id, {"externalid-mismatch", "ExternalId differs from the state machine's ARN", "high",
	 "Step Functions sends the state machine's ARN as sts:ExternalId. The policy has another value, so AssumeRole is denied at run time, not at deploy time."}},
	{TRUSTS, V_DENY_IMPLICIT, shows_at_mfa, {"trust-mfa", "The trust policy requires MFA", "high",
	 "Sessions of services never have MFA, and MFA does not carry over to a chained role. Trust the role in a statement of its own."}},
	{ADMITS, V_DENY_IMPLICIT, shows_at_source, {"sourcearn-condition", "aws:SourceArn or aws:SourceAccount asked of a role", "high",
	 "These keys exist only when a service principal calls directly; an execution role calling STS has none. Use sts:ExternalId."}},
	{ADMITS, V_DENY_IMPLICIT, shows_at_organization, {"principalorgid", "The organization or its path differs", "high",
	 "The key compares the caller's organization, and services have none. Look at the id, the path and its trailing /*."}},
	{TRUSTS, V_DENY_IMPLICIT, shows_at_network, {"trust-network-condition", "The trust policy is restricted to a network", "high",
	 "Services call from their own network, never through your VPC endpoint. Split the statement."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_at_network, {"vpce-perimeter", "The resource is restricted to a network", "high",
	 "Step Functions' calls do not come through your VPC. Exempt the role by aws:PrincipalArn."}},
	{TRUSTS, V_DENY_IMPLICIT, shows_at_time, {"trust-expired", "A time-boxed trust has run out", "high",
	 "The statement holds only for a time that is over, or has not come."}},
	{TRUSTS, V_DENY_IMPLICIT, shows_at_source_identity, {"source-identity", "A source identity is asked for", "high", ""}},
	{TRUSTS, V_DENY_IMPLICIT, shows_at_sent_tags, {"tagsession-missing", "The trust policy asks for session tags", "high", ""}},
	{ADMITS, V_DENY_IMPLICIT, shows_trust_names_id, {"deleted-and-recreated-role", "The policy names a role that was deleted", "high",
	 "IAM stores principals by unique id; a role made again under the same name has a new one. Save the policy again."}},
	{ADMITS, V_DENY_IMPLICIT, shows_trust_names_session, {"trust-session-arn", "The policy names one session", "high",
	 "Step Functions' sessions have random names, so no policy that names one matches. Name the role's ARN."}},
	{ADMITS | GRANTS, V_DENY_IMPLICIT, shows_only_path_differs, {"role-path-missing", "The path is left out of a role's ARN", "high", ""}},

	{ONE(GATE_EXECUTION_ROLE_TRUST), V_DENY_IMPLICIT, shows_always, {"execution-role-trust", "The execution role does not trust Step Functions", "high",
	 "The role was made for something else. Its trust policy must admit states.amazonaws.com."}},

	{TRUSTS | ONE(GATE_ASSUME_PERMISSION), V_DENY_IMPLICIT, shows_assumes_itself, {"self-assume", "The role assumes itself without trusting itself", "high",
	 "Since September 2022 a role does not trust itself by nature. Name it in its own trust policy, or drop the call."}},

	{ONE(GATE_ASSUME_PERMISSION), V_DENY_IMPLICIT, shows_partition_differs, {"wrong-partition", "An ARN of another partition", "high", ""}},
	{GRANTS, V_DENY_IMPLICIT, shows_resource_is_path, {"dynamic-arn-literal", "A placeholder ended up as the policy's Resource", "high",
	 "The policy holds the run-time expression itself, which matches nothing. Name the resources, or widen the Resource."}},
	{ONE(GATE_ASSUME_PERMISSION), V_DENY_IMPLICIT, shows_on_another_resource, {"assume-resource-mismatch", "sts:AssumeRole is granted, but on another role", "high",
	 "Compare the Resource of the statement with the role's ARN: account, path and name."}},
	{ONE(GATE_ASSUME_PERMISSION), V_DENY_IMPLICIT, shows_condition_not_met, {"condition-not-met", "A condition of the policy is not met", "high",
	 "The statement fits but for its condition: what it asks is not what the request carries."}},
	{ONE(GATE_ASSUME_PERMISSION), V_DENY_IMPLICIT, shows_always, {"assume-permission-missing", "The caller has no sts:AssumeRole on the target role", "high",
	 "Across accounts the trust policy alone never suffices: the caller's own policies must allow sts:AssumeRole too."}},

	{ONE(GATE_TARGET_TRUST), V_DENY_IMPLICIT, shows_trust_names_service, {"trust-names-service", "The target role trusts a service, not the caller", "high",
	 "Step Functions calls as the execution role, not as a service. Trust the execution role."}},
	{ONE(GATE_TARGET_TRUST), V_DENY_IMPLICIT, shows_explicit_deny, {"trust-explicit-deny", "A Deny in the trust policy", "high",
	 "A Deny wins over every Allow. Exempt the caller from it."}},
	{ONE(GATE_TARGET_TRUST), V_DENY_IMPLICIT, shows_condition_not_met, {"condition-not-met", "A condition of the policy is not met", "high", ""}},
	{ONE(GATE_TARGET_TRUST), V_DENY_IMPLICIT, shows_always, {"trust-wrong-principal", "The trust policy does not name the caller", "high",
	 "Trust the state machine's execution role, or the source account's root with conditions."}},

	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_credentials_missing, {"credentials-missing", "The Task has no Credentials", "high",
	 "Without Credentials the call is made as the execution role and a bare name means its account; most services admit no other account. Add Credentials.RoleArn."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_names_other_account, {"credentials-missing", "The Task has no Credentials", "high", ""}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_start_or_startsync, {"start-vs-startsync", "StartExecution and StartSyncExecution are mixed up", "high",
	 "They are two actions, one per type of workflow. Grant the one that the integration calls."}},
	{GRANTS, V_DENY_IMPLICIT, shows_action_misnamed, {"wrong-action-name", "The policy names the API or SDK service instead of the IAM action", "high",
	 "IAM accepts unknown names silently. Grant the action of the Service Authorization Reference."}},
	{GRANTS, V_DENY_IMPLICIT, shows_lambda_qualifier, {"lambda-qualifier", "Alias or version called, policy covers the bare function (or the reverse)", "high",
	 "Qualified and unqualified function ARNs are different resources. Grant both: the ARN and ARN:*."}},
	{GRANTS, V_DENY_IMPLICIT, shows_dynamodb_index, {"dynamodb-index", "The policy covers the table, not its index", "high",
	 "With IndexName the call is authorized on the index. Add table/NAME/index/*."}},
	{GRANTS, V_DENY_IMPLICIT, shows_s3_other_kind, {"s3-bucket-vs-object-arn", "Bucket and object ARNs are mixed up", "high",
	 "s3:ListBucket is checked on the bucket, s3:GetObject on the object. List both ARNs."}},
	{GRANTS, V_DENY_IMPLICIT, shows_secret_suffix, {"secret-suffix", "The secret's ARN lacks its six random characters", "high",
	 "IAM compares the whole ARN. Append -??????."}},
	{GRANTS, V_DENY_IMPLICIT, shows_ecs_revision, {"ecs-revision", "The task definition's ARN and revision do not agree", "high",
	 "ecs:RunTask is authorized on the revision. Use task-definition/NAME:*."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_batch_both, {"batch-two-resources", "batch:SubmitJob needs the queue and the definition", "high",
	 "SubmitJob is authorized on both ARNs. List both."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_is_http, {"http-task", "An HTTP Task lacks one of its permissions", "high",
	 "states:InvokeHTTPEndpoint, events:RetrieveConnectionCredentials and the connection's secret are all needed."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_other_side_grants, {"identity-side-missing-direct", "The resource policy admits the caller, its own policies do not allow the call", "high",
	 "Across accounts both sides must allow. Add the permission to the caller's policies."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_condition_not_met, {"condition-not-met", "A condition of the policy is not met", "high", ""}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_on_another_resource, {"permission-resource-mismatch", "The action is granted, but on another resource", "high",
	 "Compare the Resource of the statement with the ARN of the call."}},
	{ONE(GATE_TARGET_PERMISSION), V_DENY_IMPLICIT, shows_always, {"permission-missing", "The calling role lacks the permission", "high",
	 "No policy of the role that makes the call allows the action. Grant it on exactly this resource."}},

	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_credentials_missing, {"credentials-missing", "The Task has no Credentials", "high", ""}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_asks_network, {"vpce-perimeter", "The resource is restricted to a network", "high", ""}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_explicit_deny, {"resource-policy-deny", "A Deny in the resource's own policy", "high",
	 "A Deny wins over every Allow. Exempt the caller from it."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_trust_names_service, {"resource-policy-names-service", "The resource policy admits a service, not the caller", "high",
	 "Step Functions calls with the execution role's session. Grant the role or its account."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_on_bus, {"bus-policy", "The event bus does not admit the calling account", "high",
	 "Putting events across accounts needs the bus's policy and the caller's. Add a statement to the bus."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_on_key, {"kms-key-policy", "The key policy does not admit the caller", "high",
	 "IAM policies work only for a key whose policy names the account; a foreign caller needs its own statement as well."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_reads_foreign_bucket, {"expected-bucket-owner", "A bucket is another account's than the call or the distributed Map takes it for", "high",
	 "S3 refuses a call whose ExpectedBucketOwner is not the owner. A Map has no Credentials: it reads an object there only if the bucket's policy admits the execution role, whose own policies allow it, and the reader names the owner as ExpectedBucketOwner; it neither lists nor writes there."}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_lambda_qualifier, {"lambda-qualifier", "Alias or version called, policy covers the bare function (or the reverse)", "high", ""}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_condition_not_met, {"condition-not-met", "A condition of the policy is not met", "high", ""}},
	{ONE(GATE_RESOURCE_POLICY), V_DENY_IMPLICIT, shows_always, {"resource-policy-missing", "The resource's own policy does not admit the caller", "high",
	 "Across accounts the resource's policy must admit the caller. Add a statement, or call through a role of that account."}},

	{ONE(GATE_BOUNDARY), V_DENY_IMPLICIT, shows_always, {"boundary", "A permissions boundary leaves the action out", "high",
	 "A boundary grants nothing; it caps what policies may grant. Extend the boundary, or make the call with another role."}},
	{ONE(GATE_SESSION), V_DENY_IMPLICIT, shows_always, {"session-policy", "A session policy leaves the action out", "high",
	 "The session was made with a policy that allows less than the role. Make it without, or with a wider one."}},
	{ONE(GATE_SCP), V_DENY_IMPLICIT, shows_region_deny, {"scp-region-deny", "A service control policy closes the Region", "high",
	 "The call's Region is outside the list. Open the Region, or exempt the action or the role."}},
	{ONE(GATE_SCP), V_DENY_IMPLICIT, shows_explicit_deny, {"scp-explicit-deny", "A service control policy denies the action", "high",
	 "SCPs bind the caller's account: the source account for sts:AssumeRole, the target account for the call. Exempt the role by aws:PrincipalArn."}},
	{ONE(GATE_SCP), V_DENY_IMPLICIT, shows_always, {"scp-allow-list", "No service control policy allows the action at some level", "high",
	 "Every level from the root to the account must allow it. Attach FullAWSAccess again, or add the service."}},
	{ONE(GATE_RCP), V_DENY_IMPLICIT, shows_always, {"rcp-deny", "A resource control policy keeps the caller out", "high",
	 "RCPs bind the resource's account against any caller. Exempt the account or the role."}},

	{ONE(GATE_KMS), V_DENY_IMPLICIT, shows_reads_secret_by_aws, {"kms-secrets", "The secret's key may not be used", "high",
	 "A secret with a key of one's own is read only by those who may kms:Decrypt with it: in the key's policy across accounts, and in their own. aws/secretsmanager admits no other account."}},
	{ONE(GATE_KMS), V_DENY_IMPLICIT, shows_always, {"kms-key-policy", "The key policy does not admit the caller", "high", ""}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_reads_secret_by_key, {"kms-secrets", "The secret's key may not be used", "high", ""}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_on_data_key, {"kms-data-key", "The caller may not use the key of what it reads or writes", "high",
	 "Who reads or writes a table, an object, a stream or a parameter under a customer key needs kms:Decrypt or kms:GenerateDataKey on the key. Grant them to the role."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_on_key, {"kms-sender-permissions", "The caller may not use the key of the queue or topic", "high",
	 "Who sends to a queue or topic with a customer key needs kms:GenerateDataKey and kms:Decrypt on the key. Grant them to the role."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_passes_role, {"passrole-missing", "iam:PassRole is missing", "high",
	 "A call that hands a role to a service needs iam:PassRole on exactly that role."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_polls_machine_arn, {"execution-arn-wrong", "Polling is granted on another kind of ARN", "high",
	 "DescribeExecution and StopExecution work on execution ARNs: arn:...:execution:NAME:*."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_polls, {"sync-polling-missing", ".sync lacks the permission to poll", "high",
	 "Across accounts .sync only polls, with the target role. Grant the Describe or Get action, and the one that stops the job."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_tags_sagemaker, {"sagemaker-addtags", "sagemaker:AddTags is missing", "high",
	 "Step Functions tags the jobs that it waits for. Allow sagemaker:AddTags."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_is_http, {"http-task", "An HTTP Task lacks one of its permissions", "high", ""}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_starts_itself, {"distributed-map-self-start", "A distributed Map cannot start its own state machine", "high",
	 "DISTRIBUTED mode runs child executions of the same machine: allow states:StartExecution on it, in a policy of its own."}},
	{ONE(GATE_DEPENDENT_PERMISSION), V_DENY_IMPLICIT, shows_always, {"dependent-permission-missing", "A permission that the call depends on is missing", "high",
	 "The call itself is allowed; what it needs beside it is not. Grant it to the same role."}},

	{GRANTS, V_UNKNOWN, shows_resource_is_path, {"dynamic-arn-literal", "A placeholder ended up as the policy's Resource", "medium", ""}},
	{ANY, V_UNKNOWN, shows_unknown_path, {"dynamic-resource", "The resource is known only at run time", "medium",
	 "The policy names some resources and the input decides which is called. Give the value with --set."}},
	{ANY, V_UNKNOWN, shows_lacks_account, {"account-not-cached", "An account was not collected", "medium",
	 "Import the account's get-account-authorization-details."}},
	{ANY, V_UNKNOWN, shows_lacks_policy, {"policy-not-cached", "A policy document was not collected", "medium",
	 "Import the policy's document: get-policy-version, or get-account-authorization-details without --filter."}},
	{ANY, V_UNKNOWN, shows_unknown_mfa, {"mfa-state-unknown", "It depends on the MFA of the session", "medium",
	 "Say it with --context aws:MultiFactorAuthPresent=true."}},
	{ANY, V_UNKNOWN, shows_unknown_network, {"source-ip-unknown", "It depends on the caller's network", "medium",
	 "Say it with --context aws:SourceIp=ADDRESS."}},
	{ANY, V_UNKNOWN, shows_unknown_tags, {"session-tags-unknown", "It depends on tags of the session", "medium",
	 "Say it with --context aws:PrincipalTag/NAME=VALUE."}},

};
/* clang-format on */

enum { CAUSE_ROWS = sizeof(cause_rows) / sizeof(cause_rows[0]) };

/* A cause that several gates can show stands in several rows; the one with advice is the full one.
 */
const struct cause *cause_row(size_t i)
{
	return i < sizeof(cause_rows) / sizeof(cause_rows[0]) ? &cause_rows[i].cause : NULL;
}

bool cause_is_first(size_t i)
{
	return cause_find(str_from(cause_rows[i].cause.name)) == &cause_rows[i].cause;
}

const struct cause *cause_find(struct str name)
{
	const struct cause *found = NULL;

	if (str_is_empty(name))
		return NULL;
	for (size_t i = 0; i < CAUSE_ROWS; i++) {
		const struct cause *cause = &cause_rows[i].cause;
		if (cause->name[0] != name.p[0] || !str_eq(str_from(cause->name), name))
			continue;
		if (cause->advice[0] != '\0')
			return cause;
		found = cause;
	}
	return found;
}

static bool row_applies(const struct cause_row *row, const struct shown *s)
{
	bool deny;

	if (row->shows == NULL || (row->gates & ONE(s->gate->gate)) == 0)
		return false;
	deny = verdict_denies(s->gate->verdict);
	return deny == verdict_denies(row->verdict) && (deny || row->verdict == s->gate->verdict) &&
	       row->shows(s);
}

static struct str name_cause(const struct shown *s)
{
	if (s->gate->cause != NULL)
		return str_from(s->gate->cause);
	for (size_t i = 0; i < CAUSE_ROWS; i++)
		if (row_applies(&cause_rows[i], s))
			return str_from(cause_rows[i].cause.name);
	return STR("");
}

/* The gate that decides: the blocking one, or the first unknown one of a hop that counts. */
static const struct gate_result *deciding_gate(const struct trace *trace, const struct hop **hop)
{
	if (trace->has_blocking) {
		*hop = &trace->hops[trace->blocking_hop];
		return &(*hop)->gates[trace->blocking_gate];
	}
	for (size_t i = 0; i < trace->n_hops; i++) {
		*hop = &trace->hops[i];
		if (!(*hop)->counts || (*hop)->verdict != V_UNKNOWN)
			continue;
		for (int g = 0; g < GATE_COUNT; g++)
			if ((*hop)->gates[g].applies && (*hop)->gates[g].verdict == V_UNKNOWN)
				return &(*hop)->gates[g];
	}
	return NULL;
}

struct str cause_of(const struct trace *trace)
{
	struct shown s = {.trace = trace};
	struct arena arena;
	struct str name;

	if (trace->verdict == V_ALLOW)
		return STR("");
	s.gate = deciding_gate(trace, &s.hop);
	if (s.gate == NULL)
		return STR("");
	arena_init(&arena);
	s.arena = &arena;
	s.e = deciding(s.gate);
	s.at = pointing_of(&arena, s.e->pointer);
	if (s.gate->verdict == V_DENY_EXPLICIT || s.gate->gate == GATE_RESOURCE_POLICY)
		s.statement = shown_statement(&arena, s.e);
	name = name_cause(&s);
	arena_release(&arena);
	return name;
}
