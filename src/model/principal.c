/* model/principal.c - who makes a request. */
#include "rolehop/model/principal.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

static const char principal_hole[] = {HOLE, 0};

static bool principal_from_arn(const struct arn *arn, struct principal *out, struct err *err)
{
	*out = (struct principal){
	    .arn = arn->whole, .account = arn->account, .partition = arn->partition};
	if (arn_is_role(arn)) {
		out->kind = PRINCIPAL_ROLE_SESSION;
		out->identity = arn->whole;
		out->session = (struct str){principal_hole, 1};
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
	if (str_ends(text, STR(".amazonaws.com")) || str_ends(text, STR(".amazonaws.com.cn"))) {
		*out = (struct principal){.kind = PRINCIPAL_SERVICE, .arn = text};
		return true;
	}
	return err_set(err, ERR_INPUT,
		       "\"%.*s\" is no principal: give the ARN of a role, a role session, a user "
		       "or an account's "
		       "root, or a service such as states.amazonaws.com",
		       STR_ARG(text));
}
