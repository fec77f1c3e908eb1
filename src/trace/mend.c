/* trace/mend.c - TABLE: what may open a gate that denies; grants to identities and on resources. */
#include "mend.h"

#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"
#include "services.h"
#include "shows.h"
#include "through.h"

/* ---- the caller's own policies ------------------------------------------------------------------
 */

static bool identity_known(struct mend *m, const struct role **role, bool *known)
{
	enum found found = FOUND_UNKNOWN;
	struct lack lack;
	struct arn arn;

	*known = false;
	*role = NULL;
	if (!arn_parse(m->hop->identity, &arn) || holes_any(m->hop->identity) ||
	    !(arn_is_role(&arn) || arn_is_user(&arn)) || arn_is_kept_role(&arn))
		return true;
	if (!m->world->ops->identity(m->world->self, m->arena, m->hop->identity, &found, role,
				     &lack, m->err))
		return false;
	*known = found == FOUND_YES;
	return true;
}

static const struct attached_policy *inline_of(const struct role *role, struct str name)
{
	for (size_t i = 0; i < role->n_policies; i++)
		if (role->policies[i].inline_policy && str_eq(role->policies[i].of, role->arn) &&
		    str_eq(role->policies[i].name, name))
			return &role->policies[i];
	return NULL;
}

/* What was added to an inline policy of the role already, or NULL. */
static const struct offer *chosen_inline(const struct mend *m, const struct role *role)
{
	for (size_t i = m->chosen->n; i-- > 0;) {
		const struct offer *offer = vec_at(m->chosen, i);
		if (offer->change.kind == CHANGE_INLINE && offer->n_parts > 0 &&
		    str_eq(offer->change.of, role->arn))
			return offer;
	}
	return NULL;
}

/* The inline policy of the role that comes nearest to the request. */
static struct str nearest_inline(const struct mend *m, const struct role *role)
{
	const struct explanation *x = &m->gate->explanation;

	for (size_t i = 0; i < x->n_evidence; i++) {
		const struct evidence *e = &x->evidence[i];
		if (str_starts(e->policy, STR("inline ")) && str_eq(e->of, role->arn) &&
		    !str_is_empty(e->pointer) && e->matched == TRI_NO)
			return str_skip(e->policy, STR("inline ").n);
	}
	return STR("");
}

/* "AllowStatesStartExecution", with a number where that is taken. */
static struct str fresh_name(struct mend *m, const struct role *role)
{
	char *name =
	    arena_cstr(m->arena, arena_printf(m->arena, "Allow%.*s", STR_ARG(m->hop->action)));
	struct str out;
	size_t n = 0;

	for (const char *p = name; *p != '\0'; p++) {
		if (!ascii_is_alnum(*p))
			continue;
		name[n] = *p;
		if (p == name + 5 || (p > name && p[-1] == ':'))
			name[n] = ascii_upper(*p);
		n++;
	}
	out = (struct str){name, n};
	for (int i = 2; inline_of(role, out) != NULL; i++)
		out = arena_printf(m->arena, "%.*s%d", (int)n, name, i);
	return out;
}

/*
 * What the call surely carries bounds what is granted: the service that a role is passed to, and
 * what a statement that was meant to allow it holds against another value. Source: IAM User Guide,
 * "Grant a user permissions to pass a role to an AWS service".
 */
static struct asl_context bound_of(const struct mend *m)
{
	bool passes = str_eq_nocase(m->hop->action, STR("iam:PassRole"));
	const struct asl_context none = {.absent = false};

	for (size_t i = 0; i < m->hop->n_context; i++) {
		const struct asl_context *c = &m->hop->context[i];
		bool held = str_eq_nocase(m->at.key, c->key);
		bool to = passes && str_eq_nocase(c->key, STR("iam:PassedToService"));
		if ((held || to) && !str_is_empty(c->value) && !holes_any(c->value))
			return *c;
	}
	return none;
}

static bool is_same_part(const struct grant_part *part, struct str resource,
			 const struct asl_context *only)
{
	return str_eq(part->resource, resource) && str_eq(part->only.key, only->key) &&
	       str_eq(part->only.value, only->value);
}

/* The parts of an earlier offer with one more action on one resource. */
static void add_part(struct mend *m, const struct offer *earlier, struct str resource,
		     struct offer *offer)
{
	size_t old = earlier != NULL ? earlier->n_parts : 0;
	struct grant_part *parts = arena_array(m->arena, old + 1, sizeof(*parts));
	struct asl_context only = bound_of(m);
	struct str *actions;
	size_t at = old, kept = 0;

	for (size_t i = 0; i < old; i++) {
		parts[i] = earlier->parts[i];
		if (is_same_part(&parts[i], resource, &only))
			at = i;
	}
	actions = arena_array(m->arena, parts[at].n_actions + 1, sizeof(*actions));
	for (; kept < parts[at].n_actions; kept++)
		actions[kept] = parts[at].actions[kept];
	actions[kept++] = m->hop->action;
	parts[at] = (struct grant_part){resource, only, actions, kept};
	offer->parts = parts;
	offer->n_parts = at == old ? old + 1 : old;
}

/* The document that the base and the parts make. */
static void write_parts(struct mend *m, struct offer *offer)
{
	struct str *statements = arena_array(m->arena, offer->n_parts, sizeof(*statements));
	struct str document = offer->base;

	for (size_t i = 0; i < offer->n_parts; i++) {
		const struct grant_part *part = &offer->parts[i];
		struct grant grant = {.actions = part->actions,
				      .n_actions = part->n_actions,
				      .resource = part->resource};
		if (!str_is_empty(part->only.key)) {
			grant.conditions[0].operator= "StringEquals";
			grant.conditions[0].key = arena_cstr(m->arena, part->only.key);
			grant.conditions[0].value = part->only.value;
		}
		statements[i] = grant_json(m->arena, &grant);
		document = grant_add(m->arena, document, statements[i]);
	}
	offer->remedy.statements = statements;
	offer->remedy.n_statements = offer->n_parts;
	offer->remedy.document = offer->change.document = document;
	offer->remedy.pointer = last_statement(m->arena, document);
}

static struct str say_bound(struct mend *m, const struct asl_context *only)
{
	if (str_is_empty(only->key))
		return STR("");
	return arena_printf(m->arena, " where %.*s is %.*s", STR_ARG(only->key),
			    STR_ARG(only->value));
}

static bool is_listed(const struct str *list, size_t n, struct str item)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(list[i], item))
			return true;
	return false;
}

/* An action that is granted on several resources is said once. */
static struct str say_grant(struct mend *m, const struct offer *offer)
{
	struct str *list;
	size_t n = 0;

	for (size_t i = 0; i < offer->n_parts; i++)
		n += offer->parts[i].n_actions;
	list = arena_array(m->arena, n, sizeof(*list));
	n = 0;
	for (size_t i = 0; i < offer->n_parts; i++)
		for (size_t k = 0; k < offer->parts[i].n_actions; k++)
			if (!is_listed(list, n, offer->parts[i].actions[k]))
				list[n++] = offer->parts[i].actions[k];
	if (offer->n_parts == 1)
		return arena_printf(m->arena, "%.*s on %.*s%.*s",
				    STR_ARG(say_list(m->arena, list, n, "and")),
				    STR_ARG(offer->parts[0].resource),
				    STR_ARG(say_bound(m, &offer->parts[0].only)));
	return arena_printf(m->arena, "%.*s on %zu resources",
			    STR_ARG(say_list(m->arena, list, n, "and")), offer->n_parts);
}

static bool mend_identity(struct mend *m)
{
	const struct attached_policy *policy;
	const struct offer *earlier;
	const struct role *role;
	struct offer *offer;
	struct str name;
	bool known;

	if (!identity_known(m, &role, &known))
		return false;
	if (!known)
		return true;
	earlier = chosen_inline(m, role);
	name = earlier != NULL ? earlier->change.name : nearest_inline(m, role);
	policy = inline_of(role, name);
	offer = offer_new(m, REMEDY_IDENTITY_POLICY);
	offer->remedy.fresh = earlier != NULL ? earlier->remedy.fresh : policy == NULL;
	if (policy == NULL)
		name = fresh_name(m, role);
	if (earlier != NULL)
		offer->base = earlier->base;
	else if (policy != NULL && policy->policy != NULL)
		offer->base = policy_text(policy->policy);
	offer->change = (struct change){CHANGE_INLINE, role->arn, name, STR("")};
	offer->remedy.of = role->arn;
	offer->remedy.name = name;
	offer->remedy.policy = arena_printf(m->arena, "inline %.*s", STR_ARG(name));
	add_part(m, earlier, grantable(m->arena, m->hop->target), offer);
	write_parts(m, offer);
	offer->remedy.summary =
	    arena_printf(m->arena, "%s inline policy %.*s of %.*s: allow %.*s",
			 offer->remedy.fresh ? "give it a new" : "add to", STR_ARG(name),
			 STR_ARG(say_name(m->arena, role->arn)), STR_ARG(say_grant(m, offer)));
	if (offer->remedy.fresh)
		offer->remedy.summary =
		    arena_printf(m->arena, "give %.*s a new inline policy %.*s: allow %.*s",
				 STR_ARG(say_name(m->arena, role->arn)), STR_ARG(name),
				 STR_ARG(say_grant(m, offer)));
	return true;
}

/* ---- a slip in a statement that was meant to allow it -------------------------------------------
 */

/* Does the statement name something that can hardly be meant: a slip rather than another grant? */
static bool is_slip(const struct mend *m)
{
	const struct shown s = {m->arena, m->trace, m->hop, m->gate, m->e, m->at, NULL};

	if (m->at.point == POINT_ACTION)
		return shows_action_misnamed(&s);
	if (m->at.point != POINT_RESOURCE)
		return false;
	return shows_only_case_differs(&s) || shows_only_path_differs(&s) ||
	       shows_partition_differs(&s) || shows_resource_is_path(&s) || shows_secret_suffix(&s);
}

static bool mend_slip(struct mend *m)
{
	const struct json *value = json_at(m->document, m->e->pointer);
	struct str right, text = STR("");
	bool made;

	if (!json_is(value, JSON_STRING) || !is_slip(m) ||
	    !str_starts(m->e->policy, STR("inline ")))
		return true;
	right = m->at.point == POINT_ACTION ? m->hop->action : grantable(m->arena, m->hop->target);
	made = edit_replace(m->arena, m->e->document, m->e->pointer, literal_json(m->arena, right),
			    &text);
	offer_edit(m, made, text,
		   arena_printf(m->arena, "in %.*s change %.*s from %.*s to %.*s",
				STR_ARG(say_policy(m->arena, m->e)), STR_ARG(m->e->pointer),
				STR_ARG(json_str(value)), STR_ARG(right)));
	return true;
}

/* ---- the resource's own policy ------------------------------------------------------------------
 */

static struct grant grant_on(const struct mend *m, struct str subject, struct str *resource)
{
	struct grant grant = {.principal_kind = "AWS",
			      .principal = m->hop->identity,
			      .actions = &m->hop->action,
			      .n_actions = 1,
			      .resource = *resource};
	struct arn arn = {.service = {NULL, 0}};

	(void)arn_parse(subject, &arn);
	if (str_eq(arn.service, STR("kms")))
		grant.resource = STR("*"); /* in a key policy: the key itself */
	if (arn_parse(m->hop->identity, &arn))
		return grant;
	grant.principal_kind = "Service";
	if (!str_is_empty(m->trace->machine)) {
		grant.conditions[0].operator= "ArnLike";
		grant.conditions[0].key = "aws:SourceArn";
		grant.conditions[0].value = m->trace->machine;
	}
	return grant;
}

/* `target` is of that account. */
static bool mend_policy_of(struct mend *m, struct str target, struct str account)
{
	struct policy_subject subject = service_policy_subject(m->arena, target);
	struct str resource = grantable(m->arena, target), document = STR("");
	const struct policy *policy = NULL;
	enum found found = FOUND_UNKNOWN;
	struct evidence about = {.policy = STR("resource policy")};
	struct offer *offer;
	struct str statement;
	struct grant grant;
	struct lack lack;

	if (subject.owner != OWNER_ARN || holes_any(subject.subject) || holes_any(m->hop->identity))
		return true;
	if (!m->world->ops->resource_policy(m->world->self, m->arena, subject.subject, &found,
					    &policy, &lack, m->err))
		return false;
	if (found == FOUND_UNKNOWN)
		return true;
	if (found == FOUND_YES && policy != NULL)
		document = policy_text(policy);
	grant = grant_on(m, subject.subject, &resource);
	statement = grant_json(m->arena, &grant);
	about.of = subject.subject;
	offer = offer_on(m, &about, grant_add(m->arena, document, statement), statement);
	offer->remedy.account = account;
	offer->remedy.fresh = found == FOUND_ABSENT;
	offer->remedy.summary =
	    arena_printf(m->arena, "%s the policy of the %s %.*s: allow %.*s %.*s",
			 offer->remedy.fresh ? "write" : "add to", subject.what,
			 STR_ARG(say_resource(m->arena, subject.subject)),
			 STR_ARG(say_name(m->arena, m->hop->identity)), STR_ARG(m->hop->action));
	return true;
}

/* Of an access point and its bucket, the policy that refuses. */
static bool mend_resource(struct mend *m)
{
	struct through through;

	if (!through_find(m->world, m->arena, m->hop->action, m->hop->target, &through, m->err))
		return false;
	if (str_is_empty(through.is.bucket) || !str_eq(m->e->of, through.is.bucket))
		return mend_policy_of(m, m->hop->target, m->hop->resource_account);
	return mend_policy_of(m, through_bucket(m->arena, &through, m->hop->target),
			      m->gate->account);
}

/* In one account the resource's policy may do instead. */
static bool mend_resource_instead(struct mend *m)
{
	if (str_is_empty(m->hop->resource_account) ||
	    !str_eq(m->hop->resource_account, m->gate->account))
		return true;
	return mend_resource(m);
}

/* ---- policies that cap --------------------------------------------------------------------------
 */

static struct str plain_grant(struct mend *m)
{
	const struct grant grant = {.actions = &m->hop->action,
				    .n_actions = 1,
				    .resource = grantable(m->arena, m->hop->target)};

	return grant_json(m->arena, &grant);
}

static bool mend_cap(struct mend *m)
{
	struct str statement = plain_grant(m);
	struct offer *offer;

	if (str_is_empty(m->e->document))
		return true;
	offer = offer_on(m, m->e, grant_add(m->arena, m->e->document, statement), statement);
	if (offer != NULL)
		offer->remedy.summary =
		    arena_printf(m->arena, "add to %.*s: allow %.*s on %.*s",
				 STR_ARG(say_policy(m->arena, m->e)), STR_ARG(m->hop->action),
				 STR_ARG(grantable(m->arena, m->hop->target)));
	return true;
}

/* What a further SCP of that level says that was offered before; empty: there is none. */
static struct str further_scp(const struct mend *m, struct str level)
{
	for (size_t i = 0; i < m->chosen->n; i++) {
		const struct offer *offer = vec_at(m->chosen, i);
		if (offer->change.kind == CHANGE_SCP_AT && str_eq(offer->change.of, level))
			return offer->remedy.document;
	}
	return STR("");
}

/* A level where no policy can be added to gets one more. */
static bool mend_scp(struct mend *m)
{
	size_t before = m->offers->n;
	struct str statement = plain_grant(m), further;
	struct offer *offer;

	if (str_is_empty(m->e->of))
		return mend_cap(m);
	further = further_scp(m, m->e->of);
	if (str_is_empty(further) && !mend_cap(m))
		return false;
	if (m->offers->n > before)
		return true;
	offer = offer_new(m, REMEDY_SCP);
	offer->remedy.fresh = true;
	offer->remedy.of = m->e->of;
	offer->remedy.policy = STR("SCP (new)");
	offer_part(m, offer, statement);
	offer->remedy.document = grant_add(m->arena, further, statement);
	offer->change = (struct change){CHANGE_SCP_AT, m->e->of, STR(""), offer->remedy.document};
	offer->remedy.summary = arena_printf(
	    m->arena, "attach a further SCP at %.*s: allow %.*s on %.*s", STR_ARG(m->e->of),
	    STR_ARG(m->hop->action), STR_ARG(grantable(m->arena, m->hop->target)));
	return true;
}

/* ---- the table ----------------------------------------------------------------------------------
 */

struct mend_row {
	enum gate gate;
	enum verdict verdict;
	bool (*offer)(struct mend *m);
};

/* In the order in which they are offered: the first that opens the gate is the remedy, others are
 * its alternatives. */
/* clang-format off */
static const struct mend_row mend_rows[] = {
	{GATE_DEFINITION, V_DENY_IMPLICIT, mend_definition},
	{GATE_EXECUTION_ROLE_TRUST, V_DENY_IMPLICIT, mend_service_trust},
	{GATE_EXECUTION_ROLE_TRUST, V_DENY_EXPLICIT, mend_deny},
	{GATE_ASSUME_PERMISSION, V_DENY_IMPLICIT, mend_slip},
	{GATE_ASSUME_PERMISSION, V_DENY_IMPLICIT, mend_identity},
	{GATE_ASSUME_PERMISSION, V_DENY_EXPLICIT, mend_deny},
	{GATE_TARGET_TRUST, V_DENY_IMPLICIT, mend_trust},
	{GATE_TARGET_TRUST, V_DENY_EXPLICIT, mend_deny},
	{GATE_TARGET_PERMISSION, V_DENY_IMPLICIT, mend_credentials},
	{GATE_TARGET_PERMISSION, V_DENY_IMPLICIT, mend_slip},
	{GATE_TARGET_PERMISSION, V_DENY_IMPLICIT, mend_identity},
	{GATE_TARGET_PERMISSION, V_DENY_IMPLICIT, mend_resource_instead},
	{GATE_TARGET_PERMISSION, V_DENY_EXPLICIT, mend_deny},
	{GATE_RESOURCE_POLICY, V_DENY_IMPLICIT, mend_credentials},
	{GATE_RESOURCE_POLICY, V_DENY_IMPLICIT, mend_resource},
	{GATE_RESOURCE_POLICY, V_DENY_EXPLICIT, mend_deny},
	{GATE_BOUNDARY, V_DENY_IMPLICIT, mend_cap},
	{GATE_BOUNDARY, V_DENY_EXPLICIT, mend_deny},
	{GATE_SCP, V_DENY_IMPLICIT, mend_scp},
	{GATE_SCP, V_DENY_EXPLICIT, mend_deny},
	{GATE_RCP, V_DENY_EXPLICIT, mend_deny},
	{GATE_DEPENDENT_PERMISSION, V_DENY_IMPLICIT, mend_slip},
	{GATE_DEPENDENT_PERMISSION, V_DENY_IMPLICIT, mend_identity},
	{GATE_DEPENDENT_PERMISSION, V_DENY_EXPLICIT, mend_deny},
	{GATE_KMS, V_DENY_IMPLICIT, mend_resource},
	{GATE_KMS, V_DENY_EXPLICIT, mend_deny},
};
/* clang-format on */

bool mend_gate(struct mend *m)
{
	for (size_t i = 0; i < sizeof(mend_rows) / sizeof(mend_rows[0]); i++)
		if (mend_rows[i].gate == m->gate->gate &&
		    mend_rows[i].verdict == m->gate->verdict && !mend_rows[i].offer(m))
			return false;
	return true;
}
