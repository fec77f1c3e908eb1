/* record/service.c - TABLE: which service said no, by the names that texts have for it. */
#include "phrase.h"
#include "rolehop/base/buf.h"
#include "sentence.h"

enum { TAIL_MAX = 600, HOST_MAX = 300, DIGITS_OF_REGION = 1 };

struct named {
	struct str name, prefix;
};

/* Names of services that are not their IAM prefix, in lower case, without "aws" or "amazon" before
 * them. Source: AWS SDKs for Java and Go, service identifiers. */
/* clang-format off */
static const struct named names[] = {
	{STR_INIT("stepfunctions"), STR_INIT("states")},
	{STR_INIT("sfn"), STR_INIT("states")},
	{STR_INIT("securitytokenservice"), STR_INIT("sts")},
	{STR_INIT("identitymanagement"), STR_INIT("iam")},
	{STR_INIT("simplesystemsmanagement"), STR_INIT("ssm")},
	{STR_INIT("simplenotificationservice"), STR_INIT("sns")},
	{STR_INIT("simplequeueservice"), STR_INIT("sqs")},
	{STR_INIT("cloudwatchevents"), STR_INIT("events")},
	{STR_INIT("eventbridge"), STR_INIT("events")},
	{STR_INIT("cloudwatchlogs"), STR_INIT("logs")},
	{STR_INIT("dynamodbv2"), STR_INIT("dynamodb")},
	{STR_INIT("ecscontainerservice"), STR_INIT("ecs")},
	{STR_INIT("elasticcontainerservice"), STR_INIT("ecs")},
	{STR_INIT("emr"), STR_INIT("elasticmapreduce")},
	{STR_INIT("simpleemailservice"), STR_INIT("ses")},
	{STR_INIT("sesv2"), STR_INIT("ses")},
	{STR_INIT("datacatalog"), STR_INIT("glue")},
	{STR_INIT("efs"), STR_INIT("elasticfilesystem")},
	{STR_INIT("elasticloadbalancingv2"), STR_INIT("elasticloadbalancing")},
	{STR_INIT("apigatewayv2"), STR_INIT("apigateway")},
	{STR_INIT("cognitoidentityprovider"), STR_INIT("cognito-idp")},
	{STR_INIT("applicationautoscaling"), STR_INIT("application-autoscaling")},
	{STR_INIT("opensearch"), STR_INIT("es")},
	{STR_INIT("elasticsearch"), STR_INIT("es")},
	{STR_INIT("costexplorer"), STR_INIT("ce")},
	{STR_INIT("cloudcontrol"), STR_INIT("cloudformation")},
	/* of hosts */
	{STR_INIT("monitoring"), STR_INIT("cloudwatch")},
	{STR_INIT("email"), STR_INIT("ses")},
	{STR_INIT("sync-states"), STR_INIT("states")},
};
/* clang-format on */

static struct str lower_letters(struct arena *arena, struct str s)
{
	struct buf out;

	buf_init(&out, arena, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);
		if (ascii_is_lower(c) || ascii_is_digit(c) || c == '-')
			buf_add_char(&out, c);
	}
	return buf_str(&out);
}

struct str service_prefix(struct arena *arena, struct str written)
{
	struct str name = lower_letters(arena, written);

	if (str_starts(name, STR("amazon")))
		name = str_skip(name, 6);
	if (str_starts(name, STR("aws")))
		name = str_skip(name, 3);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, names[i].name))
			return names[i].prefix;
	return name;
}

/* ---- where a text names one -------------------------------------------------------------------
 */

static struct str of_action(struct arena *arena, struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	return colon <= 0 ? STR("") : lower_letters(arena, str_slice(action, 0, (size_t)colon));
}

/* "(Service: AWSLambda; ..." and "(Service: Lambda, ..." */
static struct str of_trailer(struct arena *arena, struct str text, size_t from)
{
	size_t at, end, to;

	if (!phrase_find(text, from, STR("(Service: "), &at, &end) || at > from + TAIL_MAX)
		return STR("");
	for (to = end; to < text.n && str_find_char(STR(";,)"), text.p[to]) < 0;)
		to++;
	return service_prefix(arena, str_slice(text, end, to));
}

/* "operation error EC2: DescribeImages, https response error", as the SDK for Go has it. */
static struct str of_operation(struct arena *arena, struct str text, size_t to)
{
	struct str before = str_slice(text, 0, to);
	size_t from = to > TAIL_MAX ? to - TAIL_MAX : 0;
	struct str found = STR("");
	size_t at, end;

	while (phrase_find(before, from, STR("operation error "), &at, &end)) {
		struct str rest = str_skip(before, end);
		ptrdiff_t colon = str_find_char(rest, ':');
		if (colon > 0)
			found = service_prefix(arena, str_slice(rest, 0, (size_t)colon));
		from = end;
	}
	return found;
}

/* "eu-west-1", and what else may stand between a service and amazonaws.com. */
static bool is_place(struct str label)
{
	return str_eq(label, STR("vpce")) || str_eq(label, STR("dualstack")) ||
	       (str_find_char(label, '-') > 0 &&
		ascii_is_digit(label.p[label.n - DIGITS_OF_REGION]));
}

/* The service of a host: sqs.eu-west-1.amazonaws.com, orders.s3.amazonaws.com. */
static struct str of_host(struct arena *arena, struct str host)
{
	for (;;) {
		ptrdiff_t dot = str_find_last_char(host, '.');
		struct str label = str_skip(host, dot < 0 ? 0 : (size_t)dot + 1);
		if (str_starts(label, STR("s3-")))
			return STR("s3");
		if (!str_is_empty(label) && !is_place(label))
			return service_prefix(arena, label);
		if (dot < 0)
			return STR("");
		host.n = (size_t)dot;
	}
}

/* The host of the last URL of AWS in [from, to). */
static struct str of_url(struct arena *arena, struct str text, size_t from, size_t to)
{
	static const struct str scheme = STR_INIT("://");
	struct str part = str_slice(text, from, to);
	struct str found = STR("");

	for (ptrdiff_t at; (at = str_find(part, scheme)) >= 0;) {
		part = str_skip(part, (size_t)at + scheme.n);
		ptrdiff_t end = str_find(part, STR(".amazonaws.com"));
		if (end > 0 && end < HOST_MAX &&
		    str_find_char(str_slice(part, 0, (size_t)end), '/') < 0)
			found = of_host(arena, str_slice(part, 0, (size_t)end));
	}
	return found;
}

/* "CloudWatch Alarms" calls as itself, and so does a session of Step Functions. */
static struct str of_caller(struct arena *arena, const struct denial *d)
{
	ptrdiff_t blank = str_find_char(d->principal, ' ');

	if (denial_random_session(d->session))
		return STR("states");
	if (blank <= 0 || !ascii_is_upper(d->principal.p[0]) ||
	    str_find_char(d->principal, ':') >= 0 || str_find_char(d->principal, '/') >= 0)
		return STR("");
	return lower_letters(arena, str_slice(d->principal, 0, (size_t)blank));
}

void service_name(struct arena *arena, struct str text, size_t at, size_t end, struct denial *out)
{
	struct str caller = of_caller(arena, out);
	size_t from = at > TAIL_MAX ? at - TAIL_MAX : 0;

	if (str_is_empty(out->service))
		out->service = of_action(arena, out->action);
	if (str_is_empty(out->service))
		out->service = of_trailer(arena, text, end);
	if (str_is_empty(out->service))
		out->service = of_operation(arena, text, at);
	if (str_is_empty(out->service))
		out->service = of_url(arena, text, from, end);
	if (str_is_empty(out->service))
		out->service = of_url(arena, text, end, end + TAIL_MAX);
	if (!str_is_empty(caller) && !str_is_empty(out->service) && !str_eq(caller, out->service) &&
	    !str_eq(out->service, STR("sts")))
		out->service =
		    arena_printf(arena, "%.*s->%.*s", STR_ARG(caller), STR_ARG(out->service));
}
