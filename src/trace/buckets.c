/* trace/buckets.c - what can be said against a bucket of another account that a DISTRIBUTED Map
 * reads or writes. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "tracer.h"

/* Does the reader name the bucket's owner, as one of another account has to? */
static enum tri names_owner(struct tracer *t, const struct task *task, struct str owner)
{
	struct asl_value value;

	asl_resolve(t->arena, task->asl, task->state, &task->env, STR("ItemReader/Parameters"),
		    STR("ExpectedBucketOwner"), &value);
	if (value.kind == ASL_VALUE_NONE)
		return TRI_NO;
	if (value.kind == ASL_VALUE_ONE)
		return str_eq(value.candidates[0], owner) ? TRI_YES : TRI_NO;
	return TRI_UNKNOWN;
}

static void refuse(const struct asl_call_need *need, struct str owner, struct str home,
		   struct str why, struct vec *objections)
{
	struct objection *o =
	    object(objections, true, "expected-bucket-owner", need->decides_pointer, why);

	o->wants = home;
	o->has = owner;
}

static void object_reader(struct tracer *t, const struct task *task,
			  const struct asl_call_need *need, struct str owner,
			  struct vec *objections)
{
	struct objection *o;

	if (names_owner(t, task, owner) == TRI_YES)
		return;
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
