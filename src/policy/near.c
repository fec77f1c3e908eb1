/* policy/near.c - why a part of a statement did not match, in one sentence. */
#include "policy/near.h"

#include "policy/cond.h"
#include "policy/rank.h"
#include "rolehop/base/width.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

/* Bytes that both begin with, and bytes that both end with beyond them. */
static size_t near_common_front(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	while (n > 0 && n < a.n && ((unsigned char)a.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static size_t near_common_back(struct str a, struct str b, size_t front)
{
	size_t n = 0;
	while (n < a.n - front && n < b.n - front && a.p[a.n - 1 - n] == b.p[b.n - 1 - n])
		n++;
	while (n > 0 && ((unsigned char)a.p[a.n - n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* Where two texts part, in words; empty if equal. */
static struct str near_differ(struct arena *arena, struct str wants, struct str has)
{
	if (str_eq(wants, has))
		return (struct str){NULL, 0};
	if (holes_any(has))
		return STR("a part of it is known only at run time");
	if (str_eq_nocase(wants, has))
		return STR("they differ in upper and lower case only");
	if (str_eq(str_trim(wants), str_trim(has)))
		return STR("they differ in white space at the ends only");
	size_t front = near_common_front(wants, has);
	size_t back = near_common_back(wants, has, front);
	struct str gone = str_slice(wants, front, wants.n - back);
	struct str extra = str_slice(has, front, has.n - back);
	size_t column = width_text(str_slice(has, 0, front)) + 1;
	if (gone.n == 0)
		return arena_printf(arena, "the request has \"%.*s\" more at character %zu",
				    STR_ARG(extra), column);
	if (extra.n == 0)
		return arena_printf(arena, "the request lacks \"%.*s\" at character %zu",
				    STR_ARG(gone), column);
	return arena_printf(
	    arena, "they part at character %zu: the policy has \"%.*s\", the request \"%.*s\"",
	    column, STR_ARG(gone), STR_ARG(extra));
}

/* ---- actions ----------------------------------------------------------------------------------
 */

/* TABLE: names of API calls that people grant, and the IAM actions that are asked. */
/* clang-format off */
static const struct misnamed_row {
	struct str wrong, right;
} misnamed_rows[] = {
	{STR_INIT("s3:ListObjects"),           STR_INIT("s3:ListBucket")},
	{STR_INIT("s3:ListObjectsV2"),         STR_INIT("s3:ListBucket")},
	{STR_INIT("s3:HeadBucket"),            STR_INIT("s3:ListBucket")},
	{STR_INIT("s3:HeadObject"),            STR_INIT("s3:GetObject")},
	{STR_INIT("s3:CreateMultipartUpload"), STR_INIT("s3:PutObject")},
	{STR_INIT("s3:UploadPart"),            STR_INIT("s3:PutObject")},
	{STR_INIT("s3:CopyObject"),            STR_INIT("s3:PutObject")},
	{STR_INIT("s3:DeleteObjects"),         STR_INIT("s3:DeleteObject")},
	{STR_INIT("s3:ListBuckets"),           STR_INIT("s3:ListAllMyBuckets")},
	{STR_INIT("lambda:Invoke"),            STR_INIT("lambda:InvokeFunction")},
	{STR_INIT("sqs:SendMessageBatch"),     STR_INIT("sqs:SendMessage")},
	{STR_INIT("sns:PublishBatch"),         STR_INIT("sns:Publish")},
};
/* clang-format on */

/* "sfn:StartSyncExecution" or "cloudwatchlogs:*": `prefix` and name as people take them for the
 * action's. */
static bool near_names(struct str service, struct str pattern, struct str prefix, struct str name)
{
	return str_eq_nocase(service, prefix) && match_glob(pattern, name, true) == TRI_YES;
}

bool near_misnamed(struct str wants, const struct request *request)
{
	struct str action = request->action;
	ptrdiff_t colon, asked_colon;
	for (size_t i = 0; i < sizeof(misnamed_rows) / sizeof(misnamed_rows[0]); i++) {
		const struct misnamed_row *row = &misnamed_rows[i];
		if (wants.n == row->wrong.n && action.n == row->right.n &&
		    str_eq_nocase(wants, row->wrong) && str_eq_nocase(action, row->right))
			return true;
	}
	if (request->api.n == 0)
		return false;
	colon = str_find_char(wants, ':');
	asked_colon = str_find_char(action, ':');
	if (colon < 0 || asked_colon < 0)
		return false;
	struct str service = str_slice(wants, 0, (size_t)colon);
	struct str pattern = str_skip(wants, (size_t)colon + 1);
	return near_names(service, pattern, request->api_service, request->api) ||
	       near_names(service, pattern, request->api_service,
			  str_skip(action, (size_t)asked_colon + 1)) ||
	       near_names(service, pattern, str_slice(action, 0, (size_t)asked_colon),
			  request->api);
}

struct str near_action(struct arena *arena, struct str wants, const struct request *request)
{
	struct str has = request->action;
	bool name = str_eq_nocase(rank_name(wants), rank_name(has));
	bool service = str_eq_nocase(rank_service(wants), rank_service(has));
	bool misnamed = near_misnamed(wants, request);
	bool covers = match_glob(rank_name(wants), rank_name(has), true) == TRI_YES;
	if (misnamed && (service || !covers))
		return arena_printf(
		    arena, "%.*s is the name of the API call; the action that IAM asks is %.*s",
		    STR_ARG(wants), STR_ARG(has));
	if (str_find_char(wants, ':') < 0)
		return arena_printf(arena, "%.*s has no service prefix; the action is %.*s",
				    STR_ARG(wants), STR_ARG(has));
	if (name || misnamed)
		return arena_printf(arena,
				    "the name is right, the prefix is not: %.*s is the SDK's or "
				    "another service's, IAM's "
				    "action is %.*s",
				    STR_ARG(rank_service(wants)), STR_ARG(has));
	return arena_printf(arena, "the statement is about %.*s, the request is %.*s",
			    STR_ARG(wants), STR_ARG(has));
}

/* ---- resources --------------------------------------------------------------------------------
 */

/* A part of an ARN that the pattern does not cover. */
static bool near_part_differs(struct str wants, struct str has)
{
	return match_glob(wants, has, false) == TRI_NO;
}

static struct str near_arn_part(struct arena *arena, const struct arn *wants, const struct arn *has)
{
	const struct {
		const char *name;
		struct str wants, has;
	} parts[] = {
	    {"partition", wants->partition, has->partition},
	    {"service", wants->service, has->service},
	    {"Region", wants->region, has->region},
	    {"account", wants->account, has->account},
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (near_part_differs(parts[i].wants, parts[i].has))
			return arena_printf(
			    arena, "the %s differs: the policy has \"%.*s\", the request \"%.*s\"",
			    parts[i].name, STR_ARG(parts[i].wants),
			    STR_ARG(holes_show(arena, parts[i].has)));
	return (struct str){NULL, 0};
}

static bool near_path_only(const struct arn *wants, const struct arn *has)
{
	bool iam = str_eq(wants->service, STR("iam")) && str_eq(has->service, STR("iam"));
	return iam && str_eq(wants->account, has->account) &&
	       str_eq(arn_name(wants), arn_name(has)) && !str_eq(arn_path(wants), arn_path(has));
}

/* What `longer` has beyond `shorter`, if it begins with it; else empty. */
static struct str near_rest(struct str shorter, struct str longer)
{
	return str_starts(longer, shorter) ? str_skip(longer, shorter.n) : (struct str){NULL, 0};
}

/* A resource that is a part of the one that the policy names, or the reverse. */
static struct str near_resource_tail(struct arena *arena, const struct arn *wants,
				     const struct arn *has)
{
	struct str more = near_rest(wants->resource, has->resource);
	struct str less = near_rest(has->resource, wants->resource);
	if (str_starts(more, STR(":")))
		return arena_printf(
		    arena, "the request names %.*s, a version or alias, and the policy names none",
		    STR_ARG(str_skip(more, 1)));
	if (str_starts(less, STR(":")))
		return arena_printf(
		    arena,
		    "the policy is about %.*s, a version or alias, and the request names none",
		    STR_ARG(str_skip(less, 1)));
	if (str_eq(wants->service, STR("secretsmanager")) && more.n == 7 && more.p[0] == '-')
		return STR(
		    "the secret's ARN ends in six random characters, which the policy leaves out");
	if (str_eq(wants->service, STR("dynamodb")) && str_starts(more, STR("/index/")))
		return STR("the request is about an index of the table, and the policy about the "
			   "table alone");
	if (str_starts(more, STR("/")))
		return STR(
		    "the request is about what is inside, and the policy about the thing itself");
	if (str_eq(less, STR("/*")))
		return STR(
		    "the request is about the thing itself, and the policy about what is inside");
	return (struct str){NULL, 0};
}

struct str near_resource(struct arena *arena, struct str wants, struct str has)
{
	struct arn want;
	struct arn arn;
	if (str_eq(has, STR("*")))
		return STR("the action names no resource: only a statement on \"*\" covers it");
	if (!arn_parse(wants, &want) || !arn_parse(has, &arn))
		return arena_printf(arena, "the resource is another one: %.*s",
				    STR_ARG(near_differ(arena, wants, has)));
	struct str part = near_arn_part(arena, &want, &arn);
	if (part.n)
		return part;
	if (near_path_only(&want, &arn))
		return arena_printf(arena,
				    "the path differs: the role's ARN has %.*s, the policy %.*s",
				    STR_ARG(arn_path(&arn)), STR_ARG(arn_path(&want)));
	struct str tail = near_resource_tail(arena, &want, &arn);
	if (tail.n)
		return tail;
	return arena_printf(arena, "the resource is another one: %.*s",
			    STR_ARG(near_differ(arena, wants, has)));
}

/* ---- principals -------------------------------------------------------------------------------
 */

static struct str near_identity(struct arena *arena, struct str wants,
				const struct principal *caller)
{
	struct arn want;
	struct arn has;
	struct str from = rank_caller(caller);
	if (caller->kind == PRINCIPAL_SERVICE)
		return arena_printf(arena,
				    "it names an identity, and the caller is the service %.*s",
				    STR_ARG(caller->arn));
	/* What a template leaves open need be no ARN. */
	if (!arn_parse(wants, &want) || !arn_parse(from, &has))
		return arena_printf(arena, "it names someone else; the caller is %.*s",
				    STR_ARG(holes_show(arena, from)));
	if (!str_eq(want.partition, has.partition))
		return arena_printf(arena, "it is of partition %.*s, the caller of %.*s",
				    STR_ARG(want.partition), STR_ARG(has.partition));
	if (near_path_only(&want, &has))
		return arena_printf(arena, "the path differs: the caller is %.*s", STR_ARG(from));
	if (!str_eq(want.account, has.account) && str_eq(want.resource, has.resource))
		return arena_printf(arena, "the name is right, but the caller is in account %.*s",
				    STR_ARG(has.account));
	if (str_eq_nocase(wants, from))
		return STR("the names differ in upper and lower case only");
	return arena_printf(arena, "it names someone else; the caller is %.*s",
			    STR_ARG(holes_show(arena, from)));
}

static struct str near_session(const struct principal_item *item, const struct principal *caller)
{
	struct arn arn;
	if (caller->random_session)
		return STR("it names one session, and each session gets a new random name");
	(void)arn_parse(item->text, &arn);
	if (str_find_char(arn_session_name(&arn), '/') >= 0)
		return STR("a session's ARN has the role's name without its path");
	return STR("it names another session");
}

/* TABLE: principals that match no caller, or none of this kind. Of the other forms ARNs come here,
 * and what is unclear never does: it is not known whom it names. */
static const char *const near_forms[FORM_UNCLEAR + 1] = {
    [FORM_UNIQUE_ID] =
	("this is the id of a principal that was deleted: one made again under its name "
	 "has another id, so the policy must be saved again with its ARN"),
    [FORM_FEDERATED] = "it names an identity provider, and the caller does not come from it",
    [FORM_ILLEGAL] = "IAM admits no such principal, wildcards in it neither: it matches no one",
    [FORM_CANONICAL] = "it names a canonical user id, which tells no account",
    [FORM_EVERYONE] = "it names everyone, but not callers of this kind",
};

struct str near_principal(struct arena *arena, const struct principal_item *item,
			  const struct principal *caller)
{
	bool service = caller->kind == PRINCIPAL_SERVICE;
	if (item->form == FORM_SESSION)
		return near_session(item, caller);
	if (item->form == FORM_ACCOUNT && service)
		return STR("it names an account, and the caller is an AWS service");
	if (item->form == FORM_ACCOUNT)
		return arena_printf(arena, "it names account %.*s, the caller is in %.*s",
				    STR_ARG(item->account), STR_ARG(caller->account));
	if (item->form == FORM_SERVICE && service)
		return arena_printf(arena, "it names another service; the caller is %.*s",
				    STR_ARG(caller->arn));
	if (item->form == FORM_SERVICE)
		return STR("it names an AWS service, and the caller is none");
	if (near_forms[item->form])
		return str_from(near_forms[item->form]);
	return near_identity(arena, item->text, caller);
}

/* ---- conditions -------------------------------------------------------------------------------
 */

/* Would the value match if its stars were wildcards? */
static bool near_as_pattern(struct str wants, struct str has)
{
	return match_has_wildcard(wants) && match_glob(wants, has, false) == TRI_YES;
}

static struct str near_absent(struct arena *arena, const struct condition *condition,
			      const struct context_value *value)
{
	if (value && value->source.n)
		return arena_printf(arena, "the request has no %.*s: %.*s", STR_ARG(condition->key),
				    STR_ARG(value->source));
	return arena_printf(arena, "the request has no %.*s", STR_ARG(condition->key));
}

static struct str near_text(struct arena *arena, const struct condition *condition,
			    struct str wants, struct str has)
{
	if (near_as_pattern(wants, has))
		return arena_printf(
		    arena,
		    "%.*s is exact: * is an ordinary character in it; StringLike would match",
		    STR_ARG(condition->op_text));
	if (str_starts(wants, STR("${")))
		return arena_printf(arena, "the variable stands for another value than %.*s",
				    STR_ARG(has));
	return arena_printf(arena, "%.*s is another one: %.*s", STR_ARG(condition->key),
			    STR_ARG(near_differ(arena, wants, has)));
}

struct str near_condition(struct arena *arena, const struct condition *condition, struct str wants,
			  const struct context_value *value, struct str has)
{
	const struct cond_op *op = condition->op;
	if (cond_is_null(op))
		return arena_printf(arena, "%.*s %s in the request", STR_ARG(condition->key),
				    !value || value->state == CTX_ABSENT ? "is not" : "is");
	if (!value || value->state == CTX_ABSENT)
		return near_absent(arena, condition, value);
	if (value->multi && value->n_values == 0)
		return arena_printf(arena, "the request's %.*s is an empty set",
				    STR_ARG(condition->key));
	if (value->state == CTX_UNKNOWN && value->source.n)
		return arena_printf(arena, "%.*s: %.*s", STR_ARG(condition->key),
				    STR_ARG(value->source));
	if (cond_negated(op))
		return arena_printf(arena, "the request's %.*s is just what the policy leaves out",
				    STR_ARG(condition->key));
	if (value->random)
		return arena_printf(arena,
				    "%.*s is made anew for each request: no fixed text equals it",
				    STR_ARG(condition->key));
	if (cond_is_exact_text(op))
		return near_text(arena, condition, wants, has);
	if (str_starts(str_from(cond_name(op)), STR("Arn")))
		return near_resource(arena, wants, has);
	return arena_printf(arena, "%.*s is %.*s, and the policy asks that it %s %.*s",
			    STR_ARG(condition->key), STR_ARG(holes_show(arena, has)),
			    cond_words(op), STR_ARG(wants));
}
