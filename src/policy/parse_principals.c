/* policy/parse_principals.c - whom a policy names: Principal and NotPrincipal. */
#include "policy/parsing.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

static bool parse_is_unique_id(struct str s)
{
	static const char *const prefixes[] = {"AROA", "AIDA", "AGPA", "ASIA", "AIPA", "ANPA"};
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(s, str_from(prefixes[i])) && str_find_char(s, ':') < 0)
			return true;
	return false;
}

static enum principal_form parse_arn_form(const struct arn *arn)
{
	if (match_has_wildcard(arn->whole))
		return FORM_ILLEGAL;
	if (arn_is_root(arn))
		return FORM_ACCOUNT;
	if (arn_is_role(arn))
		return FORM_ROLE;
	if (arn_is_user(arn))
		return FORM_USER;
	if (arn_is_assumed_role(arn))
		return FORM_SESSION;
	return arn_is_federated_user(arn) ? FORM_FEDERATED_USER : FORM_ILLEGAL;
}

static enum principal_form parse_aws_form(struct str text, struct str *account)
{
	struct arn arn;
	if (arn_is_account_id(text)) {
		*account = text;
		return FORM_ACCOUNT;
	}
	if (!arn_parse(text, &arn))
		return parse_is_unique_id(text) ? FORM_UNIQUE_ID : FORM_ILLEGAL;
	*account = arn.account;
	return parse_arn_form(&arn);
}

/* TABLE: the kinds of principals that IAM has. Source: IAM User Guide, "AWS JSON policy elements:
 * Principal". */
/* clang-format off */
static const struct principal_kind_row {
	const char *type;
	enum principal_form form; /* FORM_ACCOUNT: by what stands there */
	bool everyone;            /* "*" may stand there */
} principal_kinds[] = {
	{"AWS",           FORM_ACCOUNT,   true},
	{"Service",       FORM_SERVICE,   true},
	{"Federated",     FORM_FEDERATED, true},
	{"CanonicalUser", FORM_CANONICAL, false},
};
/* clang-format on */

static void parse_principal(struct str type, struct str text, struct principal_item *out)
{
	out->text = text;
	out->type = type;
	out->form = FORM_UNCLEAR;
	if (holes_placeholder(text).n > 0) {
		out->form = FORM_OPEN;
		return;
	}
	if (!type.p && str_eq(text, STR("*")))
		out->form = FORM_EVERYONE;
	for (size_t i = 0; i < sizeof(principal_kinds) / sizeof(principal_kinds[0]); i++) {
		const struct principal_kind_row *row = &principal_kinds[i];
		if (!str_eq(type, str_from(row->type)))
			continue;
		if (row->everyone && str_eq(text, STR("*")))
			out->form = FORM_EVERYONE;
		else if (row->form == FORM_ACCOUNT)
			out->form = parse_aws_form(text, &out->account);
		else
			out->form = row->form;
	}
}

static void parse_principal_flaw(struct parser *parser, struct str name,
				 const struct principal_item *item)
{
	if (item->form == FORM_ILLEGAL)
		parse_flaw_at(parser, name, item->type,
			      "a principal that IAM does not admit: it matches no one");
	else if (item->form == FORM_UNIQUE_ID)
		parse_flaw_at(parser, name, item->type,
			      "dangling: the id of a principal that was deleted matches no one");
	else if (item->form == FORM_UNCLEAR)
		parse_flaw_at(parser, name, item->type, "a principal of no kind that IAM has");
}

static void parse_principal_values(struct parser *parser, struct vec *items, struct str name,
				   struct str type, const struct json *json)
{
	bool list = json_is(json, JSON_ARRAY);
	const struct json *item = list ? json_first(json) : json;
	if (list && !item)
		parse_flaw_at(parser, name, type, "an empty list");
	for (uint32_t i = 0; item; i++, item = list ? json_next(item) : NULL) {
		struct principal_item *out = vec_push(items);
		out->index = i;
		out->list = list;
		parse_principal(type, parse_keep(parser, json_scalar(parser->scratch, item)), out);
		bool text = json_is(item, JSON_STRING) || json_is(item, JSON_NUMBER);
		if (!text || (list && type.n == 0))
			out->form = FORM_UNCLEAR;
		parse_principal_flaw(parser, name, out);
	}
}

void parse_principals(struct parser *parser, const struct json *json, struct str name,
		      struct principals *out)
{
	struct vec items;
	struct parse_members members;
	vec_init(&items, parser->arena, sizeof(struct principal_item));
	vec_reserve(&items, parse_values(json));
	out->present = true;
	if (json_is(json, JSON_OBJECT)) {
		parse_members_of(parser, json, &members);
		for (const struct json *m = json_first(json); m; m = json_next(m)) {
			if (parse_is_last(&members, m))
				parse_principal_values(parser, &items, name,
						       parse_keep(parser, json_key(m)), m);
			else
				parse_flaw_at(parser, name, json_key(m),
					      "stands there more than once");
		}
	} else {
		parse_principal_values(parser, &items, name, (struct str){NULL, 0}, json);
	}
	out->items = items.items;
	out->n = (uint32_t)items.n;
}
