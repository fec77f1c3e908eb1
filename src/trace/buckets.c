/* trace/buckets.c - what can be said against a bucket of another account that a DISTRIBUTED Map
 * reads or writes. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "through.h"
#include "tracer.h"

/* The owner that a call of S3 names. */
static struct asl_value named_owner(struct tracer *t, const struct task *task,
				    const char *container, const char *field)
{
	struct asl_value value;

	asl_resolve(t->arena, task->asl, task->state, &task->env, str_from(container),
		    str_from(field), &value);
	return value;
}

static bool is_known(const struct asl_value *value)
{
	return value->kind == ASL_VALUE_ONE && !holes_any(value->candidates[0]);
}

static void refuse(const struct asl_call_need *need, struct str owner, struct str home,
		   struct str why, struct vec *objections)
{
	struct objection *o =
	    object(objections, true, "expected-bucket-owner", need->decides_pointer, why);

	o->wants = home;
	o->has = owner;
}

/* Source: Amazon S3 User Guide, "Verifying bucket ownership with bucket owner condition". */
static void refuse_other(const struct asl_call_need *need, const struct asl_value *named,
			 struct str owner, struct vec *objections)
{
	if (!str_eq(named->candidates[0], owner))
		refuse(need, owner, named->candidates[0],
		       STR("S3 refuses a call that names another account as the bucket's owner"),
		       objections);
}

bool object_bucket_owner(struct tracer *t, const struct task *task,
			 const struct asl_call_need *need, bool is_source, struct str owner,
			 struct vec *objections)
{
	struct asl_value named;
	struct through through;

	if (!str_starts(need->action, STR("s3:")))
		return true;
	named = named_owner(t, task, "Parameters",
			    is_source ? "ExpectedSourceBucketOwner" : "ExpectedBucketOwner");
	if (!is_known(&named))
		return true;
	if (!through_find(t->world, t->arena, need->action, need->resource, &through, t->err))
		return false;
	/* an access point may be of another account than its bucket */
	if (!str_is_empty(through.arn))
		owner = through.is.bucket_account;
	if (arn_is_account_id(owner))
		refuse_other(need, &named, owner, objections);
	return true;
}

static void object_reader(struct tracer *t, const struct task *task,
			  const struct asl_call_need *need, struct str owner,
			  struct vec *objections)
{
	const struct asl_value named =
	    named_owner(t, task, "ItemReader/Parameters", "ExpectedBucketOwner");
	struct objection *o;

	if (is_known(&named)) {
		refuse_other(need, &named, owner, objections);
		return;
	}
	o = object(objections, false, "expected-bucket-owner", need->decides_pointer,
		   STR("an ItemReader names the owner of another account's bucket as "
		       "ExpectedBucketOwner"));
	o->wants = owner;
	o->key = STR("ExpectedBucketOwner");
	o->flips = arena_printf(t->arena, "deny unless it is %.*s", STR_ARG(owner));
}

/*
 * Source: Step Functions Developer Guide, "ItemReader (Map)" (listing is for buckets of the
 * workflow's own account and Region) and "ResultWriter (Map)".
 */
void object_bucket(struct tracer *t, const struct task *task, const struct asl_call_need *need,
		   struct str owner, struct vec *objections)
{
	struct str home = task->machine->account;

	if (!str_starts(need->action, STR("s3:")) || need->need != ASL_REQUIRED ||
	    !arn_is_account_id(owner) || !arn_is_account_id(home) || str_eq(owner, home))
		return;
	if (str_starts(need->part, STR("ResultWriter")))
		refuse(need, owner, home,
		       STR("a ResultWriter writes only to buckets of the workflow's own account"),
		       objections);
	else if (str_starts(need->part, STR("ItemReader")) &&
		 str_eq(need->action, STR("s3:ListBucket")))
		refuse(need, owner, home,
		       STR("an ItemReader lists only buckets of the workflow's own account"),
		       objections);
	else if (str_starts(need->part, STR("ItemReader")))
		object_reader(t, task, need, owner, objections);
}
