/* trace/shows.c - the claims by which root causes are recognised in a trace. */
#include "shows.h"

#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/match.h"
#include "services.h"

/* ---- predicates
 * ------------------------------------------------------------------------------------- */

const struct json *shown_statement(struct arena *arena, const struct evidence *e)
{
	const struct json *root = NULL;
	struct err ignored;

	(void)json_parse(arena, e->document, &root, &ignored);
	return str_starts(e->pointer, STR("/Statement"))
		   ? json_at(root, pointer_statement(e->pointer))
		   : NULL;
}

/* Does the deciding statement have a condition on this key? */
static bool asks_key(const struct shown *s, const char *key)
{
	const struct json *condition = json_get_nocase(s->statement, STR("Condition"));

	if (!json_is(condition, JSON_OBJECT))
		return false;
	for (const struct json *op = json_first(condition); op != NULL; op = json_next(op))
		if (json_get_nocase(op, str_from(key)) != NULL)
			return true;
	return false;
}

/* An Allow fails at one of its conditions; a Deny that applies is bound to all of its own. */
static bool at_key(const struct shown *s, const char *key)
{
	return str_eq_nocase(s->at.key, str_from(key)) ||
	       (s->gate->verdict == V_DENY_EXPLICIT && asks_key(s, key));
}

static bool at_keys(const struct shown *s, const char *const *keys)
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (at_key(s, keys[i]))
			return true;
	return false;
}

static struct str has(const struct shown *s)
{
	return s->e->has;
}

static bool names_service(const struct shown *s)
{
	return str_contains(shown_wants(s), STR(".amazonaws.com"));
}

/* A name of Step Functions that is not one for this Region, or none at all. */
bool shows_names_other_states(const struct shown *s)
{
	static const char *const names[] = {"states.", "stepfunctions.", "step-functions.", "sfn."};

	for (size_t i = 0; names_service(s) && i < sizeof(names) / sizeof(names[0]); i++)
		if (str_starts_nocase(shown_wants(s), str_from(names[i])))
			return true;
	return false;
}

/* Is a '*' there more than a character? */
static bool takes_patterns(const struct pointing *at)
{
	return at->point == POINT_RESOURCE || str_contains_nocase(at->operator, STR("Like")) ||
	       str_starts_nocase(at->operator, STR("Arn"));
}

bool shows_only_case_differs(const struct shown *s)
{
	if (s->at.point == POINT_ACTION || s->at.point == POINT_NOTHING)
		return false;
	if (takes_patterns(&s->at))
		return match_glob(shown_wants(s), has(s), false) == TRI_NO &&
		       match_glob(shown_wants(s), has(s), true) == TRI_YES;
	return !str_eq(shown_wants(s), has(s)) && str_eq_nocase(shown_wants(s), has(s));
}

/* The same role but for its path. */
bool shows_only_path_differs(const struct shown *s)
{
	struct arn w, h;

	if (!arn_parse(shown_wants(s), &w) || !arn_parse(has(s), &h) || !arn_is_role(&w) ||
	    !arn_is_role(&h))
		return false;
	return str_eq(w.account, h.account) && str_eq(arn_name(&w), arn_name(&h)) &&
	       !str_eq(arn_path(&w), arn_path(&h));
}

bool shows_partition_differs(const struct shown *s)
{
	struct arn w, h;

	return arn_parse(shown_wants(s), &w) && arn_parse(has(s), &h) &&
	       match_glob(w.partition, h.partition, false) == TRI_NO;
}

bool shows_at_external_id(const struct shown *s)
{
	return at_key(s, "sts:ExternalId");
}

bool shows_external_id_missing(const struct shown *s)
{
	return shows_at_external_id(s) && evidence_has_nothing(s->e);
}

/* Only the operator is wrong: as a pattern the text would match. */
bool shows_literal_wildcard(const struct shown *s)
{
	return s->at.point == POINT_CONDITION && match_has_wildcard(shown_wants(s)) &&
	       !evidence_has_nothing(s->e) &&
	       match_glob(shown_wants(s), has(s),
			  str_contains(s->at.operator, STR("IgnoreCase"))) != TRI_NO &&
	       (str_ends(s->at.operator, STR("StringEquals")) ||
		str_ends(s->at.operator, STR("StringEqualsIgnoreCase")) ||
		str_ends(s->at.operator, STR("StringEqualsIfExists")));
}

bool shows_at_mfa(const struct shown *s)
{
	static const char *const keys[] = {"aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
					   NULL};

	return at_keys(s, keys);
}

bool shows_at_source(const struct shown *s)
{
	static const char *const keys[] = {"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID",
					   "aws:SourceOrgPaths", NULL};

	return at_keys(s, keys);
}

bool shows_at_organization(const struct shown *s)
{
	static const char *const keys[] = {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", NULL};

	return at_keys(s, keys);
}

/* Source: IAM User Guide, "AWS global condition context keys", Properties of the network. */
static const char *const network_keys[] = {
    "aws:SourceIp",	"aws:SourceVpc",    "aws:SourceVpce",
    "aws:SourceVpcArn", "aws:VpcSourceIp",  "aws:VpceAccount",
    "aws:VpceOrgID",	"aws:VpceOrgPaths", NULL};

bool shows_at_network(const struct shown *s)
{
	return at_keys(s, network_keys);
}

bool shows_asks_network(const struct shown *s)
{
	for (size_t i = 0; network_keys[i] != NULL; i++)
		if (asks_key(s, network_keys[i]))
			return true;
	return shows_at_network(s);
}

bool shows_at_time(const struct shown *s)
{
	static const char *const keys[] = {"aws:CurrentTime", "aws:EpochTime", NULL};

	return at_keys(s, keys);
}

bool shows_at_source_identity(const struct shown *s)
{
	static const char *const keys[] = {"sts:SourceIdentity", "aws:SourceIdentity", NULL};

	return at_keys(s, keys);
}

bool shows_at_sent_tags(const struct shown *s)
{
	static const char *const keys[] = {"aws:TagKeys", "sts:TransitiveTagKeys", NULL};

	return at_keys(s, keys) || str_starts_nocase(s->at.key, STR("aws:RequestTag/"));
}

static bool at_principal(const struct shown *s)
{
	return s->at.point == POINT_PRINCIPAL;
}

bool shows_trust_names_service(const struct shown *s)
{
	return at_principal(s) && names_service(s);
}

static bool looks_like_id(struct str text)
{
	return str_starts(text, STR("AROA")) || str_starts(text, STR("AIDA"));
}

bool shows_trust_names_id(const struct shown *s)
{
	return at_principal(s) && looks_like_id(shown_wants(s));
}

/* A pattern where only whole names stand: IAM would not save it, other formats may bring it. */
bool shows_literal_principal(const struct shown *s)
{
	return at_principal(s) && shown_wants(s).n > 1 && match_has_wildcard(shown_wants(s)) &&
	       !str_contains(shown_wants(s), STR(":assumed-role/"));
}

/* Keys that tell who calls: to miss by one of them is to be somebody else. */
static bool at_caller(const struct shown *s)
{
	static const char *const keys[] = {"aws:PrincipalArn",	"aws:PrincipalAccount",
					   "aws:PrincipalType", "aws:userid",
					   "aws:username",	NULL};

	return at_keys(s, keys);
}

bool shows_condition_not_met(const struct shown *s)
{
	return s->at.point == POINT_CONDITION && !at_caller(s);
}

bool shows_trust_names_session(const struct shown *s)
{
	return at_principal(s) && str_contains(shown_wants(s), STR(":assumed-role/"));
}

bool shows_assumes_itself(const struct shown *s)
{
	return str_eq(s->hop->caller, s->hop->resource);
}

bool shows_explicit_deny(const struct shown *s)
{
	return s->gate->verdict == V_DENY_EXPLICIT;
}

bool shows_region_deny(const struct shown *s)
{
	return shows_explicit_deny(s) && at_key(s, "aws:RequestedRegion");
}

bool shows_always(const struct shown *s)
{
	return s != NULL;
}

/* ---- what is not known
 * -------------------------------------------------------------------------------- */

static const struct dependence *depends(const struct shown *s)
{
	return s->gate->explanation.n_depends > 0 ? &s->gate->explanation.depends[0] : NULL;
}

static bool depends_on(const struct shown *s, const char *key)
{
	const struct explanation *x = &s->gate->explanation;

	for (size_t i = 0; i < x->n_depends; i++)
		if (str_starts_nocase(x->depends[i].key, str_from(key)))
			return true;
	return false;
}

bool shows_unknown_path(const struct shown *s)
{
	const struct dependence *d = depends(s);

	return d != NULL && d->key.n > 0 &&
	       (d->key.p[0] == '$' || str_starts(d->key, STR("{%")) ||
		str_starts(d->key, STR("the resource of ")));
}

bool shows_unknown_mfa(const struct shown *s)
{
	return depends_on(s, "aws:MultiFactorAuth");
}

bool shows_unknown_network(const struct shown *s)
{
	return depends_on(s, "aws:SourceIp") || depends_on(s, "aws:SourceVpc");
}

bool shows_unknown_tags(const struct shown *s)
{
	/* those of another call are of what it makes */
	bool session = str_starts_nocase(s->hop->action, STR("sts:"));

	return depends_on(s, "aws:PrincipalTag/") || (session && depends_on(s, "aws:RequestTag/"));
}

static bool lacks(const struct shown *s, const char *what)
{
	for (size_t i = 0; i < s->trace->n_gaps; i++)
		if (!s->trace->gaps[i].assumed_absent &&
		    str_starts(s->trace->gaps[i].missing, str_from(what)))
			return true;
	return false;
}

bool shows_lacks_account(const struct shown *s)
{
	return lacks(s, "roles") || lacks(s, "users");
}

bool shows_lacks_policy(const struct shown *s)
{
	return lacks(s, "document of ") || lacks(s, "trust policy of ") ||
	       lacks(s, "further policies of ") || lacks(s, "resource policy of ");
}
