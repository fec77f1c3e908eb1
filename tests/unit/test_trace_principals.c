/* test_trace_principals.c - whom the policies of roles and resources name, row by row. */
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/trusts.h"
#include "trace_estate.h"

#define ADMIT(principal, more)                                                                     \
	"{\"Effect\":\"Allow\",\"Principal\":" principal ",\"Action\":\"sts:AssumeRole\"" more "}"
#define SAML "arn:aws:iam::222222222222:saml-provider/idp"

/* clang-format off */
static const struct {
	const char *trust;
	const char *says; /* "kind account principal [ids]", each principal a line */
} rows[] = {
	{DOC(ADMIT("{\"AWS\":\"" HOME "\"}", "")), "account 111111111111 111111111111\n"},
	{DOC(ADMIT("{\"AWS\":[\"" EXECUTION_ROLE "\",\"arn:aws:iam::" HOME ":user/u\"]}", "")), "role 111111111111 " EXECUTION_ROLE "\nuser 111111111111 arn:aws:iam::" HOME ":user/u\n"},
	{DOC(ADMIT("{\"AWS\":\"arn:aws:sts::" HOME ":assumed-role/E/s\"}", "")), "session 111111111111 arn:aws:sts::" HOME ":assumed-role/E/s\n"},
	{DOC(ADMIT("{\"AWS\":\"arn:aws:sts::" HOME ":federated-user/f\"}", "")), "session 111111111111 arn:aws:sts::" HOME ":federated-user/f\n"},
	{DOC(ADMIT("{\"AWS\":\"arn:aws:iam::" HOME ":group/g\"}", "")), "other 111111111111 arn:aws:iam::" HOME ":group/g\n"},
	{DOC(ADMIT("{\"AWS\":\"nonsense\"}", "")), "other  nonsense\n"},
	{DOC(ADMIT("{\"AWS\":\"AROAEXAMPLEEXAMPLE123\"}", "")), "deleted  AROAEXAMPLEEXAMPLE123\n"},
	{DOC(ADMIT("{\"AWS\":\"AIDAEXAMPLEEXAMPLE123\"}", "")), "deleted  AIDAEXAMPLEEXAMPLE123\n"},
	{DOC(ADMIT("\"*\"", "")), "everyone  *\n"},
	{DOC(ADMIT("{\"Federated\":\"" SAML "\"}", "")), "SAML 222222222222 " SAML "\n"},
	{DOC(ADMIT("{\"Federated\":\"cognito-identity.amazonaws.com\"}", "")), "OIDC  cognito-identity.amazonaws.com\n"},
	{DOC(ADMIT("{\"CanonicalUser\":\"79a59d\"}", "")), "other  79a59d\n"},
	{DOC(ADMIT("{\"Service\":\"states.amazonaws.com\"}", "")), "service  states.amazonaws.com\n"},
	{DOC("{\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"" HOME "\"},\"Action\":\"sts:AssumeRole\"}"), "other  everyone but those of NotPrincipal\n"},
	/* statements that let nobody assume the role have no row */
	{DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME "\"},\"Action\":[\"sts:TagSession\",\"sts:SetSourceIdentity\"]}"), ""},
	{DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME "\"},\"Action\":[\"sts:TagSession\",\"sts:AssumeRole\"]}"), "account 111111111111 111111111111\n"},
	{DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME "\"},\"Action\":\"sts:Assume*\"}"), "account 111111111111 111111111111\n"},
	{DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME "\"},\"Action\":\"*\"}"), "account 111111111111 111111111111\n"},
	{DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME "\"},\"Action\":\"sts:Get*\"}"), ""},
	{"{\"Statement\":\"nothing\"}", ""},
	/* ExternalIds to try */
	{DOC(ADMIT("{\"AWS\":\"" HOME "\"}", EXTERNAL_ID("agreed"))), "account 111111111111 111111111111\nid agreed\n"},
	{DOC(ADMIT("{\"AWS\":\"" HOME "\"}", CONDITION("StringLike", "sts:ExternalId", "a?-*"))), "account 111111111111 111111111111\nid ax-\n"},
	{DOC(ADMIT("{\"AWS\":\"" HOME "\"}", CONDITION("StringEquals", "sts:ExternalId", "${aws:PrincipalAccount}"))), "account 111111111111 111111111111\nid <?>\n"},
	{DOC(ADMIT("{\"AWS\":\"" HOME "\"}", ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":[\"one\",\"two\",\"one\"]}}")), "account 111111111111 111111111111\nid one\nid two\n"},
};
/* clang-format on */

static struct str tell(struct lit_world *w, const char *trust)
{
	struct lit_role *role = lit_role(w, TARGET_ROLE, trust);
	const struct trust_row *list;
	const struct str *ids;
	struct buf out;
	size_t n, n_ids;

	buf_init(&out, &w->arena, 1 << 16);
	trusts_of(&w->arena, &role->role, &list, &n);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s %.*s %.*s\n", list[i].kind, STR_ARG(list[i].account),
			   STR_ARG(list[i].principal));
	trust_ids_to_try(&w->arena, role->role.trust, &ids, &n_ids);
	for (size_t i = 0; i < n_ids; i++)
		buf_printf(&out, "id %.*s\n", STR_ARG(holes_show(&w->arena, ids[i])));
	return buf_str(&out);
}

static void each_principal_has_its_row(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lit_world w;
		lit_init(&w);
		struct str got = tell(&w, rows[i].trust);
		if (!str_eq(got, str_from(rows[i].says))) {
			print_error("%s\n%.*s", rows[i].trust, STR_ARG(got));
			wrong++;
		}
		lit_free(&w);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_principal_has_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
