/* asl/resource.c - the Resource of a Task, taken apart. */
#include "asl/resource.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

static struct resource strange(const struct resource *so_far)
{
	struct resource out = *so_far;
	out.kind = ASL_RESOURCE_STRANGE;
	return out;
}

static void cut_pattern(struct resource *out, struct str api)
{
	ptrdiff_t dot = str_find_char(api, '.');

	out->api = dot < 0 ? api : str_slice(api, 0, (size_t)dot);
	out->pattern = dot < 0 ? (struct str){NULL, 0} : str_skip(api, (size_t)dot + 1);
}

/* What follows the account in arn:P:states:R:A: */
static struct resource states_resource(struct resource out, struct str rest)
{
	struct str sdk = STR("aws-sdk:");
	struct str activity = STR("activity:");

	out.kind = ASL_RESOURCE_OPTIMIZED;
	if (str_starts(rest, activity)) {
		out.kind = ASL_RESOURCE_ACTIVITY;
		out.service = STR("states");
		out.api = STR("activity");
		out.name = str_skip(rest, activity.n);
		return out.name.n > 0 ? out : strange(&out);
	}
	if (str_starts(rest, sdk)) {
		out.kind = ASL_RESOURCE_SDK;
		rest = str_skip(rest, sdk.n);
	}
	ptrdiff_t colon = str_find_char(rest, ':');
	if (colon <= 0)
		return strange(&out);
	out.service = str_slice(rest, 0, (size_t)colon);
	cut_pattern(&out, str_skip(rest, (size_t)colon + 1));
	if (out.api.n == 0)
		return strange(&out);
	if (out.kind == ASL_RESOURCE_OPTIMIZED && str_eq(out.service, STR("http")) &&
	    str_eq(out.api, STR("invoke")))
		out.kind = ASL_RESOURCE_HTTP;
	return out;
}

struct resource resource_parse(struct str text)
{
	struct resource out = {.kind = ASL_RESOURCE_STRANGE, .name = text};
	struct arn arn;

	if (holes_only(text)) {
		out.kind = ASL_RESOURCE_LAMBDA_ARN;
		out.service = STR("lambda");
		out.api = STR("invoke");
		out.whole_hole = true;
		return out;
	}
	if (!arn_parse(text, &arn))
		return out;
	out.partition = arn.partition;
	out.region = arn.region;
	out.account = arn.account;
	if (str_eq(arn.service, STR("states")))
		return states_resource(out, arn.resource);
	if (str_eq(arn.service, STR("lambda")) &&
	    (str_starts(arn.resource, STR("function:")) || holes_any(arn.resource))) {
		out.kind = ASL_RESOURCE_LAMBDA_ARN;
		out.service = STR("lambda");
		out.api = STR("invoke");
	}
	return out;
}
