/* trace/through.c - S3 access points: what they stand before, by ARN and by alias. */
#include "through.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"

/* TABLE: how the name of an alias ends, and where what it stands for is. Source: Amazon S3 User
 * Guide, "Using access point aliases"; "Using a bucket-style alias for your S3 bucket Object Lambda
 * Access Point"; Amazon S3 on Outposts User Guide, "Using a bucket-style alias for your S3 on
 * Outposts bucket access point". */
static const struct alias_row {
	struct str ending;
	const char *service;
	const char *resource; /* before its name */
} alias_rows[] = {
    {STR_INIT("-s3alias"), "s3", "accesspoint/"},
    {STR_INIT("--ol-s3"), "s3-object-lambda", "accesspoint/"},
    {STR_INIT("--op-s3"), "s3-outposts", "outpost/" HOLE_TEXT "/accesspoint/"},
};

/* "object/KEY" of "accesspoint/NAME/object/KEY"; empty where it has no such part. */
static struct str behind_name(struct str resource)
{
	struct str name = str_skip(resource, STR("accesspoint/").n);
	ptrdiff_t slash = str_find_char(name, '/');

	return slash < 0 ? STR("") : str_skip(name, (size_t)slash + 1);
}

/* Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3":
 * what is done to an access point, and not to what is behind it. */
static bool is_about_itself(struct str action)
{
	static const struct str tagging[] = {STR_INIT("s3:TagResource"),
					     STR_INIT("s3:UntagResource"),
					     STR_INIT("s3:ListTagsForResource")};

	for (size_t i = 0; i < sizeof(tagging) / sizeof(tagging[0]); i++)
		if (str_eq_nocase(action, tagging[i]))
			return true;
	return str_contains_nocase(action, STR("AccessPoint"));
}

/* Could the run make an access point of what the definition leaves open? */
static bool may_be_one(const struct arn *arn)
{
	return holes_any(str_until(arn->resource, '/')) || holes_any(arn->account);
}

bool through_find(const struct world *world, struct arena *arena, struct str action,
		  struct str resource, struct through *out, struct err *err)
{
	struct policy_subject subject;
	struct arn arn;

	*out = (struct through){.open = false};
	if (!str_starts_nocase(action, STR("s3")))
		return true;
	out->itself = is_about_itself(action);
	if (!arn_parse(resource, &arn) || out->itself) {
		out->open = true;
		return true;
	}
	if (!str_starts(arn.resource, STR("accesspoint/"))) {
		out->open = may_be_one(&arn);
		return true;
	}
	subject = service_policy_subject(arena, resource);
	out->open = holes_any(subject.subject);
	if (out->open)
		return true;
	out->arn = subject.subject;
	out->account = arn.account;
	return !str_eq(arn.service, STR("s3")) ||
	       world->ops->access_point(world->self, arena, subject.subject, &out->is, err);
}

struct str through_bucket(struct arena *arena, const struct through *through, struct str resource)
{
	struct str object = STR("object/");
	struct str rest;
	struct arn arn;

	rest = arn_parse(resource, &arn) ? behind_name(arn.resource) : STR("");
	if (!str_starts(rest, object))
		return through->is.bucket;
	return arena_printf(arena, "%.*s/%.*s", STR_ARG(through->is.bucket),
			    STR_ARG(str_skip(rest, object.n)));
}

static const struct alias_row *alias_row_of(const struct arn *arn, struct str name)
{
	if (!str_eq(arn->service, STR("s3")) || arn->region.n > 0 || arn->account.n > 0)
		return NULL;
	for (size_t i = 0; i < sizeof(alias_rows) / sizeof(alias_rows[0]); i++)
		if (str_ends(name, alias_rows[i].ending))
			return &alias_rows[i];
	return NULL;
}

bool through_alias(const struct world *world, struct arena *arena, struct str resource,
		   struct str *out, struct str *decides, struct err *err)
{
	const struct alias_row *row = NULL;
	enum found found = FOUND_UNKNOWN;
	struct str name, key, point;
	struct arn arn;

	*out = resource;
	if (!arn_parse(resource, &arn))
		return true;
	name = str_until(arn.resource, '/');
	key = str_skip(arn.resource, name.n);
	row = alias_row_of(&arn, name);
	if (row == NULL)
		return true;
	if (!holes_any(name) &&
	    !world->ops->parameter(world->self, arena, str_slice(resource, 0, resource.n - key.n),
				   &found, &point, err))
		return false;
	if (found != FOUND_YES) {
		point = arena_printf(arena, "arn:%.*s:%s:%s:%s:%s%s", STR_ARG(arn.partition),
				     row->service, HOLE_TEXT, HOLE_TEXT, row->resource, HOLE_TEXT);
		*decides = arena_printf(arena, "the access point behind %.*s",
					STR_ARG(holes_show(arena, name)));
	}
	*out = key.n > 0 ? arena_printf(arena, "%.*s/object%.*s", STR_ARG(point), STR_ARG(key))
			 : point;
	return true;
}
