/* model/principal.c - who makes a request. */
#include "rolehop/model/principal.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* TABLE: identity providers that a policy names without an ARN. Source: IAM User Guide, "AWS JSON
 * policy elements: Principal", web identity sessions. */
static const char *const principal_providers[] = {
    "cognito-identity.amazonaws.com", "cognito-identity-us-gov.amazonaws.com",
    "accounts.google.com", "graph.facebook.com", "www.amazon.com"};

/* TABLE: what the names of service principals end in. */
static const char *const principal_suffixes[] = {".amazonaws.com", ".amazonaws.com.cn",
						 ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov"};

static bool principal_is_provider(struct str text)
{
	for (size_t i = 0; i < sizeof(principal_providers) / sizeof(principal_providers[0]); i++)
		if (str_eq(text, str_from(principal_providers[i])))
			return true;
	return false;
}

static bool principal_is_service(struct str text)
{
	for (size_t i = 0; i < sizeof(principal_suffixes) / sizeof(principal_suffixes[0]); i++)
		if (str_ends(text, str_from(principal_suffixes[i])))
			return true;
	return false;
}

/* ...:oidc-provider/HOST or ...:saml-provider/NAME: of no account until it has a role. */
static bool principal_is_provider_arn(const struct arn *arn)
{
	return str_eq(arn->service, STR("iam")) &&
	       (str_starts(arn->resource, STR("oidc-provider/")) ||
		str_starts(arn->resource, STR("saml-provider/")));
}

static bool principal_from_arn(const struct arn *arn, struct principal *out, struct err *err)
{
	*out = (struct principal){
	    .arn = arn->whole, .account = arn->account, .partition = arn->partition};
	if (arn_is_role(arn)) {
		out->kind = PRINCIPAL_ROLE_SESSION;
		out->identity = arn->whole;
		out->session = STR(HOLE_TEXT);
	} else if (arn_is_assumed_role(arn) && arn_session_name(arn).n) {
		out->kind = PRINCIPAL_ROLE_SESSION;
		out->session = arn_session_name(arn);
	} else if (arn_is_user(arn)) {
		out->kind = PRINCIPAL_USER;
		out->identity = arn->whole;
	} else if (arn_is_root(arn)) {
		out->kind = PRINCIPAL_ROOT;
		out->identity = arn->whole;
	} else if (arn_is_federated_user(arn)) {
		out->kind = PRINCIPAL_FEDERATED_USER;
	} else if (principal_is_provider_arn(arn)) {
		out->kind = PRINCIPAL_WEB_OR_SAML;
		out->account = (struct str){NULL, 0};
	} else {
		return err_set(
		    err, ERR_INPUT,
		    "%.*s is no principal: give the ARN of a role, a role session, a user or an "
		    "account's root, or a service such as states.amazonaws.com",
		    STR_ARG(arn->whole));
	}
	return true;
}

bool principal_parse(struct str text, struct principal *out, struct err *err)
{
	struct arn arn;
	if (str_eq(text, STR("anonymous"))) {
		*out = (struct principal){.kind = PRINCIPAL_ANONYMOUS};
		return true;
	}
	if (arn_parse(text, &arn)) {
		struct principal parsed;
		if (!principal_from_arn(&arn, &parsed, err))
			return false;
		*out = parsed;
		return true;
	}
	if (principal_is_provider(text)) {
		*out = (struct principal){.kind = PRINCIPAL_WEB_OR_SAML, .arn = text};
		return true;
	}
	if (principal_is_service(text)) {
		*out = (struct principal){.kind = PRINCIPAL_SERVICE, .arn = text};
		return true;
	}
	return err_set(err, ERR_INPUT,
		       "\"%.*s\" is no principal: give the ARN of a role, a role session, a user "
		       "or an account's "
		       "root, or a service such as states.amazonaws.com",
		       STR_ARG(text));
}
