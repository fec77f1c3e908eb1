/* policy/who.c - does a policy's principal name the caller. */
#include "policy/who.h"

#include "policy/glob.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { WHO_OPEN_MAX = 4096 };

/* An identity of which the path, or more, is not known. */
static enum tri who_fits(struct str wanted, struct str identity)
{
	if (holes_made(wanted) || holes_made(identity))
		return glob_match(wanted, identity, false);
	if (holes_any(identity))
		return holes_fits(identity, wanted) ? TRI_UNKNOWN : TRI_NO;
	return str_eq(wanted, identity) ? TRI_YES : TRI_NO;
}

/* The caller's role, whether its path is known or not. */
static enum tri who_role(struct str wanted, const struct principal *caller)
{
	struct arn role;
	struct arn session;
	if (caller->kind != PRINCIPAL_ROLE_SESSION)
		return TRI_NO;
	if (caller->identity.n)
		return who_fits(wanted, caller->identity);
	/* A session's ARN has the role's name without its path. */
	if (holes_any(caller->arn) || !arn_parse(caller->arn, &session))
		return TRI_UNKNOWN;
	(void)arn_parse(wanted, &role); /* that is what makes it this form */
	bool fits = str_eq(role.account, session.account) &&
		    str_eq(role.partition, session.partition) &&
		    who_fits(arn_name(&role), arn_session_role_name(&session)) != TRI_NO;
	return fits ? TRI_UNKNOWN : TRI_NO;
}

/* A user, or the federated session that a user made: that one is limited like a role's session. */
static enum tri who_user(struct str wanted, const struct principal *caller, enum grant *grant)
{
	struct arn arn;
	if (caller->kind == PRINCIPAL_USER)
		return who_fits(wanted, caller->identity.n ? caller->identity : caller->arn);
	if (caller->kind != PRINCIPAL_FEDERATED_USER)
		return TRI_NO;
	*grant = GRANT_ROLE;
	if (caller->identity.n)
		return who_fits(wanted, caller->identity);
	/* Which user made a federated session is not in its ARN. */
	(void)arn_parse(wanted, &arn);
	return str_eq(arn.account, caller->account) ? TRI_UNKNOWN : TRI_NO;
}

/* The caller's role by name alone, as a session's ARN has it whatever is known of the role's path.
 */
static enum tri who_session_role(const struct arn *wanted, const struct principal *caller)
{
	struct arn arn;
	bool session =
	    !holes_any(caller->arn) && arn_parse(caller->arn, &arn) && arn_is_assumed_role(&arn);
	if (!session && (holes_any(caller->identity) || !arn_parse(caller->identity, &arn)))
		return TRI_UNKNOWN;
	struct str name = session ? arn_session_role_name(&arn) : arn_name(&arn);
	bool place =
	    str_eq(wanted->account, arn.account) && str_eq(wanted->partition, arn.partition);
	return place ? who_fits(arn_session_role_name(wanted), name) : TRI_NO;
}

/* arn:P:sts::A:assumed-role/NAME/SESSION, without wildcards and without the role's path. */
static enum tri who_session(struct str wanted, const struct principal *caller)
{
	struct arn policy;
	if (caller->kind != PRINCIPAL_ROLE_SESSION)
		return TRI_NO;
	(void)arn_parse(wanted, &policy);
	struct str name = arn_session_name(&policy);
	if (name.n == 0 || caller->random_session)
		return TRI_NO;
	if (caller->session.n == 0)
		return tri_and(who_session_role(&policy, caller), TRI_UNKNOWN);
	return tri_and(who_session_role(&policy, caller), who_fits(name, caller->session));
}

/* Could that text, with its holes, be this name of the caller? */
static bool who_may_be(struct str holed, struct str name)
{
	return name.n > 0 && (holes_made(name) || holes_may_be_same(holed, name));
}

/* A principal of which only the deployment tells what it will be. */
static enum tri who_open(const struct principal_item *item, const struct principal *caller)
{
	char bytes[WHO_OPEN_MAX];
	if (item->text.n > sizeof(bytes) || caller->account.n == 0)
		return TRI_UNKNOWN;
	struct str holed = holes_unsettled(item->text, bytes);
	struct arn arn;
	bool root = arn_parse(holed, &arn) && holes_fits(arn.resource, STR("root"));
	bool may = who_may_be(holed, caller->account) || who_may_be(holed, caller->arn) ||
		   who_may_be(holed, caller->identity) || who_may_be(holed, caller->unique_id) ||
		   holes_fits(holed, STR("*")) ||
		   (root && who_may_be(arn.account, caller->account)) ||
		   (caller->identity.n == 0 && caller->kind == PRINCIPAL_ROLE_SESSION);
	return may ? TRI_UNKNOWN : TRI_NO;
}

/* A whole account, by its id or by the ARN of its root. */
static enum tri who_account(const struct principal_item *item, const struct principal *caller)
{
	struct arn arn;
	if (item->account.n == 0)
		return TRI_NO;
	/* of a role that is chosen at run time, the account may be so, too */
	if (caller->account.n == 0)
		return caller->kind == PRINCIPAL_ROLE_SESSION ? TRI_UNKNOWN : TRI_NO;
	if (caller->partition.n && arn_parse(item->text, &arn) &&
	    who_fits(arn.partition, caller->partition) == TRI_NO)
		return TRI_NO;
	return who_fits(item->account, caller->account);
}

/*
 * The name of a service as China has it for some: whether it is this service's, too, is documented
 * for few of them. IAM saves no policy with a service that does not exist.
 */
static bool who_of_china(struct str wanted, struct str service, const struct principal *caller)
{
	const struct str suffix = STR(".cn");
	bool china = caller->partition.n == 0 || str_eq(caller->partition, STR("aws-cn"));
	return china && str_ends(wanted, suffix) &&
	       str_eq(str_slice(wanted, 0, wanted.n - suffix.n), service);
}

static enum tri who_service_name(struct str wanted, struct str name, const struct principal *caller)
{
	if (caller->kind == PRINCIPAL_SERVICE && who_of_china(wanted, name, caller))
		return TRI_UNKNOWN;
	return who_fits(wanted, name);
}

/* A service or an identity provider, under each of its names. */
static enum tri who_named(struct str wanted, const struct principal *caller,
			  enum principal_kind kind)
{
	if (caller->kind != kind)
		return TRI_NO;
	enum tri any = caller->arn.n ? who_service_name(wanted, caller->arn, caller) : TRI_NO;
	for (size_t i = 0; i < caller->n_services; i++)
		any = tri_or(any, who_service_name(wanted, caller->services[i], caller));
	return any;
}

/* A raw id is what IAM keeps of a deleted principal; the one made again under its name has another.
 */
static enum tri who_unique_id(struct str wanted, const struct principal *caller, enum grant *grant)
{
	*grant = caller->kind == PRINCIPAL_USER ? GRANT_IDENTITY : GRANT_ROLE;
	if (caller->anyone)
		return TRI_UNKNOWN;
	return caller->unique_id.n && str_eq(wanted, caller->unique_id) ? TRI_YES : TRI_NO;
}

/*
 * "*" admits the anonymous where a service takes unsigned requests. Source: AWS STS API Reference,
 * "AssumeRole"; Amazon S3, Amazon SQS and Amazon SNS guides on anonymous access.
 */
static enum tri who_unsigned(struct str action)
{
	static const char *const services[] = {
	    "s3:", "sqs:", "sns:", "execute-api:", "lambda:InvokeFunctionUrl"};
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (str_starts_nocase(action, str_from(services[i])))
			return TRI_YES;
	return TRI_UNKNOWN;
}

/* Is the caller one of everyone? Of who comes from an identity provider and has no role yet, it is
 * not said. */
static enum tri who_anyone(const struct principal *caller, struct str action)
{
	if (caller->kind == PRINCIPAL_WEB_OR_SAML)
		return TRI_UNKNOWN;
	return caller->kind == PRINCIPAL_ANONYMOUS ? who_unsigned(action) : TRI_YES;
}

static enum tri who_everyone(const struct principal_item *item, const struct principal *caller,
			     struct str action)
{
	if (str_eq(item->type, STR("Service")))
		return caller->kind == PRINCIPAL_SERVICE ? TRI_UNKNOWN : TRI_NO;
	if (str_eq(item->type, STR("Federated")))
		return caller->kind == PRINCIPAL_WEB_OR_SAML ? TRI_UNKNOWN : TRI_NO;
	return who_anyone(caller, action);
}

enum tri who_item(const struct principal_item *item, const struct principal *caller,
		  struct str action, enum grant *grant)
{
	*grant = GRANT_IDENTITY;
	switch (item->form) {
	case FORM_EVERYONE:
		*grant = GRANT_EVERYONE;
		return who_everyone(item, caller, action);
	case FORM_ACCOUNT:
		*grant = GRANT_ACCOUNT;
		return who_account(item, caller);
	case FORM_ROLE:
		*grant = GRANT_ROLE;
		return who_role(item->text, caller);
	case FORM_USER:
		return caller->anyone ? TRI_UNKNOWN : who_user(item->text, caller, grant);
	case FORM_SESSION:
		return who_session(item->text, caller);
	case FORM_FEDERATED_USER:
		if (caller->anyone)
			return TRI_UNKNOWN;
		return caller->kind == PRINCIPAL_FEDERATED_USER ? who_fits(item->text, caller->arn)
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
	case FORM_OPEN:
		*grant = GRANT_ACCOUNT;
		return who_open(item, caller);
	case FORM_UNCLEAR:
		*grant = GRANT_ACCOUNT;
		return TRI_UNKNOWN;
	}
	return TRI_UNKNOWN;
}

/* Is one of the listed principals, of those that name a caller in this form, the caller's? */
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

/* Are all identities of the caller listed? */
static enum tri who_all_listed(const struct principals *principals, const struct principal *caller,
			       struct str action)
{
	enum tri account = who_listed(principals, caller, action, GRANT_ACCOUNT);
	enum tri role = who_listed(principals, caller, action, GRANT_ROLE);
	enum tri self = who_listed(principals, caller, action, GRANT_IDENTITY);
	switch (caller->kind) {
	case PRINCIPAL_ROLE_SESSION:
		return tri_and(account, tri_and(role, self));
	case PRINCIPAL_USER:
	case PRINCIPAL_FEDERATED_USER:
		return tri_and(account, self);
	case PRINCIPAL_ROOT:
		return account;
	case PRINCIPAL_SERVICE:
	case PRINCIPAL_WEB_OR_SAML:
	case PRINCIPAL_ANONYMOUS:
		break;
	}
	return who_listed(principals, caller, action, GRANT_SERVICE);
}

/*
 * A Deny with NotPrincipal spares the caller for certain only if each of its identities is listed:
 * account, role and session. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
enum tri who_not(const struct principals *principals, const struct principal *caller,
		 struct str action)
{
	enum tri any = TRI_NO;
	for (size_t i = 0; i < GRANT_COUNT; i++)
		any = tri_or(any, who_listed(principals, caller, action, (enum grant)i));
	/* What IAM admits nowhere matches no one; that it leaves no one out either is not said. */
	for (uint32_t i = 0; i < principals->n; i++)
		if (principals->items[i].form == FORM_ILLEGAL)
			any = tri_or(any, TRI_UNKNOWN);
	if (any != TRI_YES)
		return tri_and(tri_not(any), who_anyone(caller, action));
	return who_all_listed(principals, caller, action) == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}
