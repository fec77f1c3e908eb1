/* feed/in_access_point.c - answers about S3 access points: where they lead, and from where. */
#include "feed/endpoint.h"
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* Source: Amazon S3 API Reference, "ListAccessPoints" and "GetAccessPoint" of the control plane. */
static bool is_access_point(struct arena *arena, struct str object)
{
	return skim_has(arena, object, STR("Name")) &&
	       skim_has(arena, object, STR("NetworkOrigin"));
}

bool fits_access_point_listed(struct arena *arena, struct str element)
{
	return is_access_point(arena, element);
}

bool fits_access_point(struct value *value)
{
	return is_access_point(&value->in->scratch, value_object(value));
}

/* Older answers leave out the ARN. */
static struct str arn_of(struct value *value, struct str object)
{
	struct arena *scratch = &value->in->scratch;
	const struct source *source = value->source;
	struct str arn = skim_get_text(scratch, object, STR("AccessPointArn"));

	if (arn.n == 0)
		arn = value_text(value, STR("ResourceArn"));
	if (arn.n == 0)
		arn = source->for_arn;
	if (arn.n > 0 || source->account.n == 0 || source->region.n == 0)
		return arn;
	return arena_printf(&value->arena, "arn:%s:s3:%.*s:%.*s:accesspoint/%.*s",
			    partition_of(source->region)->name, STR_ARG(source->region),
			    STR_ARG(source->account),
			    STR_ARG(skim_get_text(scratch, object, STR("Name"))));
}

/* "internet", or the VPC's id. */
static struct str network_of(struct arena *arena, struct str object)
{
	struct str vpc = skim_get(arena, object, STR("VpcConfiguration"));

	if (str_eq_nocase(skim_get_text(arena, object, STR("NetworkOrigin")), STR("Internet")))
		return STR("internet");
	vpc = skim_kind(vpc) == JSON_OBJECT ? skim_get_text(arena, vpc, STR("VpcId")) : STR("");
	return vpc.n > 0 ? vpc : STR("its VPC");
}

static void put_setting(struct record *record, const char *name, struct str value)
{
	if (value.n > 0)
		record_named(record, FACT_SETTING, str_from(name), value);
}

/* A call may name the alias as if it were a bucket. */
static bool put_alias(struct value *value, const struct place *place, const struct arn *arn,
		      struct str alias, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, ENTITY_RESOURCE,
		     arena_printf(&value->in->scratch, "arn:%.*s:s3:::%.*s",
				  STR_ARG(arn->partition), STR_ARG(alias)));
	record_exists(&record);
	record_replaces(&record, FACT_VALUE);
	record_value(&record, FACT_VALUE, arn->whole);
	record.put.account = arn->account;
	record.put.region = arn->region; /* so that no list of buckets ends it */
	return record_put(&record, place, err);
}

static bool put(struct value *value, const struct place *place, struct str object, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str text = arn_of(value, object);
	struct str bucket = skim_get_text(scratch, object, STR("Bucket"));
	struct str alias = skim_get_text(scratch, object, STR("Alias"));
	struct record record;
	struct arn arn;

	if (text.n == 0)
		return value_lacks(value, err,
				   "this access point has no ARN; name it with --for ARN, or its "
				   "--account and --region");
	if (!arn_parse(text, &arn) || !str_eq(arn.service, STR("s3")) ||
	    !str_starts(arn.resource, STR("accesspoint/")) || !arn_is_account_id(arn.account))
		return place_bad(place, err, "\"%.*s\" is no ARN of an access point",
				 STR_ARG(text));
	record_begin(&record, value->in, ENTITY_RESOURCE, text);
	record_exists(&record);
	record_replaces(&record, FACT_SETTING);
	if (bucket.n > 0)
		put_setting(&record, "bucket",
			    arena_printf(scratch, "arn:%.*s:s3:::%.*s", STR_ARG(arn.partition),
					 STR_ARG(bucket)));
	put_setting(&record, "bucket-account",
		    skim_get_text(scratch, object, STR("BucketAccountId")));
	put_setting(&record, "network", network_of(scratch, object));
	put_setting(&record, "alias", alias);
	record_public_access(&record, value, object);
	return record_put(&record, place, err) &&
	       (alias.n == 0 || put_alias(value, place, &arn, alias, err));
}

bool take_access_point_listed(struct value *value, const struct piece *piece, struct err *err)
{
	return put(value, &piece->place, piece->text, err);
}

bool take_access_point(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Name"));

	return put(value, &place, value_object(value), err);
}
