/* policy/who.c - does a policy's principal name the caller. */
#include "policy/who.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* The caller's role, whether its path is known or not. */
static enum tri who_role(struct str wanted, const struct principal *caller)
{
	struct arn role;
	struct arn session;
	if (caller->kind != PRINCIPAL_ROLE_SESSION)
		return TRI_NO;
	if (caller->identity.n)
		return holes_any(caller->identity)
			   ? (holes_fits(caller->identity, wanted) ? TRI_UNKNOWN : TRI_NO)
		       : str_eq(wanted, caller->identity) ? TRI_YES
							  : TRI_NO;
	/* A session's ARN has the role's name without its path. */
	if (!arn_parse(wanted, &role) || !arn_parse(caller->arn, &session))
		return TRI_UNKNOWN;
	bool fits = str_eq(role.account, session.account) &&
		    str_eq(role.partition, session.partition) &&
		    str_eq(arn_name(&role), arn_session_role_name(&session));
	return fits ? TRI_UNKNOWN : TRI_NO;
}

static enum tri who_user(struct str wanted, const struct principal *caller)
{
	/* Which user made a federated session is not in its ARN. */
	if (caller->kind == PRINCIPAL_FEDERATED_USER) {
		struct arn arn;
		return arn_parse(wanted, &arn) && str_eq(arn.account, caller->account) ? TRI_UNKNOWN
										       : TRI_NO;
	}
	return caller->kind == PRINCIPAL_USER && str_eq(wanted, caller->identity) ? TRI_YES
										  : TRI_NO;
}

/* arn:P:sts::A:assumed-role/NAME/SESSION, without wildcards and without the role's path. */
static enum tri who_session(struct str wanted, const struct principal *caller)
{
	struct arn policy;
	struct arn arn;
	if (caller->kind != PRINCIPAL_ROLE_SESSION || !arn_parse(wanted, &policy))
		return TRI_NO;
	struct str whole =
	    arn_is_assumed_role(&policy) ? arn_session_name(&policy) : (struct str){NULL, 0};
	if (!arn_parse(caller->identity.n ? caller->identity : caller->arn, &arn) ||
	    holes_any(arn.whole))
		return str_eq(wanted, caller->arn) ? TRI_YES : TRI_UNKNOWN;
	struct str name = arn_is_assumed_role(&arn) ? arn_session_role_name(&arn) : arn_name(&arn);
	if (!str_eq(policy.account, arn.account) || !str_eq(policy.partition, arn.partition) ||
	    !str_eq(arn_session_role_name(&policy), name) || whole.n == 0)
		return TRI_NO;
	if (caller->random_session)
		return TRI_NO;
	if (holes_any(caller->session) || caller->session.n == 0)
		return caller->session.n == 0 || holes_fits(caller->session, whole) ? TRI_UNKNOWN
										    : TRI_NO;
	return str_eq(whole, caller->session) ? TRI_YES : TRI_NO;
}

static enum tri who_account(struct str account, const struct principal *caller)
{
	if (holes_any(caller->account))
		return holes_fits(caller->account, account) ? TRI_UNKNOWN : TRI_NO;
	return account.n && str_eq(account, caller->account) ? TRI_YES : TRI_NO;
}

static enum tri who_named(struct str wanted, const struct principal *caller,
			  enum principal_kind kind)
{
	if (caller->kind != kind)
		return TRI_NO;
	if (str_eq(wanted, caller->arn))
		return TRI_YES;
	for (size_t i = 0; i < caller->n_services; i++)
		if (str_eq(wanted, caller->services[i]))
			return TRI_YES;
	return TRI_NO;
}

/* A raw id is what IAM keeps of a deleted principal; the one made again under its name has another.
 */
static enum tri who_unique_id(struct str wanted, const struct principal *caller, enum grant *grant)
{
	*grant = caller->kind == PRINCIPAL_ROLE_SESSION ? GRANT_ROLE : GRANT_IDENTITY;
	return caller->unique_id.n && str_eq(wanted, caller->unique_id) ? TRI_YES : TRI_NO;
}

enum tri who_item(const struct principal_item *item, const struct principal *caller,
		  struct str action, enum grant *grant)
{
	*grant = GRANT_IDENTITY;
	switch (item->form) {
	case FORM_EVERYONE:
		*grant = GRANT_EVERYONE;
		if (str_eq(item->type, STR("Service")))
			return caller->kind == PRINCIPAL_SERVICE ? TRI_UNKNOWN : TRI_NO;
		if (str_eq(item->type, STR("Federated")))
			return caller->kind == PRINCIPAL_WEB_OR_SAML ? TRI_UNKNOWN : TRI_NO;
		return TRI_YES;
	case FORM_ACCOUNT:
		*grant = GRANT_ACCOUNT;
		return who_account(item->account, caller);
	case FORM_ROLE:
		*grant = GRANT_ROLE;
		return who_role(item->text, caller);
	case FORM_USER:
		return who_user(item->text, caller);
	case FORM_SESSION:
		return who_session(item->text, caller);
	case FORM_FEDERATED_USER:
		return caller->kind == PRINCIPAL_FEDERATED_USER && str_eq(item->text, caller->arn)
			   ? TRI_YES
			   : TRI_NO;
	case FORM_UNIQUE_ID:
		return who_unique_id(item->text, caller, grant);
	case FORM_SERVICE:
		*grant = GRANT_SERVICE;
		return who_named(item->text, caller, PRINCIPAL_SERVICE);
	case FORM_FEDERATED:
		*grant = GRANT_SERVICE;
		return who_named(item->text, caller, PRINCIPAL_WEB_OR_SAML);
	case FORM_CANONICAL:
		/* Which account a canonical id belongs to is not in any policy. */
		*grant = GRANT_ACCOUNT;
		return str_starts_nocase(action, STR("s3:")) ? TRI_UNKNOWN : TRI_NO;
	case FORM_ILLEGAL:
		return TRI_NO;
	}
	return TRI_UNKNOWN;
}

/* Is one of the listed principals of these forms the caller's? */
static enum tri who_listed(const struct principals *principals, const struct principal *caller,
			   struct str action, enum grant wanted)
{
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < principals->n; i++) {
		enum grant grant;
		enum tri match = who_item(&principals->items[i], caller, action, &grant);
		if (grant == wanted || grant == GRANT_EVERYONE)
			any = tri_or(any, match);
	}
	return any;
}

/*
 * A Deny with NotPrincipal spares the caller for certain only if each of its identities is listed:
 * account, role and session. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
enum tri who_not(const struct principals *principals, const struct principal *caller,
		 struct str action)
{
	enum tri account = who_listed(principals, caller, action, GRANT_ACCOUNT);
	enum tri role = who_listed(principals, caller, action, GRANT_ROLE);
	enum tri self = who_listed(principals, caller, action, GRANT_IDENTITY);
	enum tri service = who_listed(principals, caller, action, GRANT_SERVICE);
	enum tri none = tri_not(tri_or(tri_or(account, role), tri_or(self, service)));
	if (none != TRI_NO)
		return none;
	enum tri all = service;
	if (caller->kind == PRINCIPAL_ROLE_SESSION)
		all = tri_and(account, tri_and(role, self));
	else if (caller->kind == PRINCIPAL_USER || caller->kind == PRINCIPAL_FEDERATED_USER)
		all = tri_and(account, self);
	else if (caller->kind == PRINCIPAL_ROOT)
		all = account;
	return all == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}
