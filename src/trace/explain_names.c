/* trace/explain_names.c - names as texts have them: parts that whoever pasted one hid or left out,
 * TABLE: products that stand for a service. */
#include "explaining.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* What people write in place of what others shall not read. A single asterisk is AWS's own. */
static const struct str marks[] = {
    STR_INIT("..."), STR_INIT("\xE2\x80\xA6"),
    STR_INIT("**"),  STR_INIT("<"),
    STR_INIT(">"),   STR_INIT("["),
    STR_INIT("]"),   STR_INIT("{"),
    STR_INIT("}"),   STR_INIT("##"),
    STR_INIT("$"),
};

/* "xxx" */
static bool is_crossed_out(struct str part)
{
	for (size_t i = 0; i < part.n; i++)
		if (ascii_lower(part.p[i]) != 'x')
			return false;
	return part.n > 2;
}

static bool hides(struct str part)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_contains(part, marks[i]))
			return true;
	return is_crossed_out(part);
}

/* An account is twelve digits, but for what belongs to AWS or to none. */
static bool hides_account(struct str account)
{
	return !str_is_empty(account) && !str_eq(account, STR("aws")) &&
	       !arn_is_account_id(account);
}

/* "REGION" */
static bool hides_region(struct str region)
{
	return !str_is_empty(region) && !arn_is_region(region);
}

/* The parts between colons and slashes, with a hole for each that is hidden. */
static void add_parts(struct buf *out, struct str text)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && text.p[i] != ':' && text.p[i] != '/')
			continue;
		struct str part = str_slice(text, from, i);
		buf_add(out, hides(part) ? STR(HOLE_TEXT) : part);
		buf_add(out, str_slice(text, i, i + 1));
		from = i + 1;
	}
}

struct str explain_unhide(struct arena *arena, struct str name)
{
	struct buf out;
	struct arn arn;

	buf_init(&out, arena, name.n + 8);
	if (!arn_parse(name, &arn)) {
		if (str_starts(name, STR("arn:")))
			return STR(HOLE_TEXT);
		add_parts(&out, name);
		return buf_str(&out);
	}
	add_parts(&out, str_slice(name, 0, (size_t)(arn.region.p - name.p)));
	buf_add(&out, hides_region(arn.region) ? STR(HOLE_TEXT) : arn.region);
	buf_add_char(&out, ':');
	buf_add(&out, hides_account(arn.account) ? STR(HOLE_TEXT) : arn.account);
	buf_add_char(&out, ':');
	add_parts(&out, arn.resource);
	return buf_str(&out);
}

struct str explain_hides_caller(struct str principal)
{
	struct arn arn;

	if (!arn_parse(principal, &arn))
		return hides(principal) ? STR("who was denied") : STR("");
	if (hides_account(arn.account))
		return STR("the account of who was denied");
	if (arn_is_assumed_role(&arn))
		return hides(arn_session_role_name(&arn)) ? STR("the role that was denied")
							  : STR("");
	return hides(arn.resource) ? STR("who was denied") : STR("");
}

bool explain_hides_session(struct str principal)
{
	struct arn arn;

	return arn_parse(principal, &arn) && arn_is_assumed_role(&arn) &&
	       hides(arn_session_name(&arn));
}

/* Source: the guide of each service, on the role that it assumes. */
static const struct {
	struct str product, principal;
} services[] = {
    {STR_INIT("API Gateway"), STR_INIT("apigateway.amazonaws.com")},
    {STR_INIT("AmazonConnect"), STR_INIT("connect.amazonaws.com")},
    {STR_INIT("Batch"), STR_INIT("batch.amazonaws.com")},
    {STR_INIT("CloudFormation"), STR_INIT("cloudformation.amazonaws.com")},
    {STR_INIT("CodeBuild"), STR_INIT("codebuild.amazonaws.com")},
    {STR_INIT("CodeDeploy"), STR_INIT("codedeploy.amazonaws.com")},
    {STR_INIT("CodePipeline"), STR_INIT("codepipeline.amazonaws.com")},
    {STR_INIT("EventBridge"), STR_INIT("events.amazonaws.com")},
    {STR_INIT("EventBridge Scheduler"), STR_INIT("scheduler.amazonaws.com")},
    {STR_INIT("Firehose"), STR_INIT("firehose.amazonaws.com")},
    {STR_INIT("Glue"), STR_INIT("glue.amazonaws.com")},
    {STR_INIT("SageMaker"), STR_INIT("sagemaker.amazonaws.com")},
    {STR_INIT("Step Functions"), STR_INIT("states.amazonaws.com")},
};

/* arn:aws:sts::ACCOUNT:assumed-role/NAME, of which the session was left out. */
static bool lacks_session(struct str name)
{
	static const struct str kind = STR_INIT("assumed-role/");
	struct arn arn;

	return arn_parse(name, &arn) && str_eq(arn.service, STR("sts")) &&
	       str_starts(arn.resource, kind) && arn.resource.n > kind.n &&
	       str_find_char(str_skip(arn.resource, kind.n), '/') < 0;
}

struct str explain_principal(struct arena *arena, struct str name)
{
	struct str product = name;

	if (lacks_session(name))
		return arena_printf(arena, "%.*s/...", STR_ARG(name));

	if (str_starts(product, STR("AWS ")) || str_starts(product, STR("Amazon ")))
		product = str_skip(product, (size_t)str_find_char(product, ' ') + 1);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (str_eq(product, services[i].product))
			return services[i].principal;
	return name;
}
