/* asl/plan_map.c - the calls that a DISTRIBUTED Map makes by itself. */
#include "asl/parts.h"
#include "asl/plan.h"
#include "asl/pointer.h"
#include "rolehop/model/holes.h"

/*
 * Source: Step Functions Developer Guide, "IAM policies for using Distributed Map states",
 * "ItemReader", "ResultWriter".
 */
static struct asl_call_need row(enum asl_call_kind kind, struct str action)
{
	return (struct asl_call_need){
	    .kind = kind,
	    .need = kind == ASL_CANCEL ? ASL_BEST_EFFORT : ASL_REQUIRED,
	    .action = action,
	    .sure = true,
	    .source = STR("Step Functions Developer Guide, IAM policies for Distributed Map")};
}

/*
 * The guide asks for DescribeExecution on executions of the machine; children are executions of its
 * Map, which that resource is not, and published workflows run without it: neither is proved.
 */
static void add_runs(struct planner *planner)
{
	struct str executions = STR("arn:${P}:states:${R}:${HOME}:execution:{StateMachine.Name}:*");
	struct asl_call_need poll = row(ASL_POLL, STR("states:DescribeExecution"));

	poll.need = ASL_CONDITIONAL;
	poll.when = STR("Step Functions asks for it to follow the Map's run");
	plan_add(planner, STR("{StateMachine.Arn}"), row(ASL_CALL, STR("states:StartExecution")));
	plan_add(planner, executions, poll);
	plan_add(planner, executions, row(ASL_CANCEL, STR("states:StopExecution")));
}

static enum tri is_text(struct planner *planner, struct str container, struct str path,
			struct str wanted)
{
	struct field field = fields_get(&planner->fields, container, path);
	if (field.value->kind == VAL_ABSENT)
		return TRI_NO;
	if (field.value->kind != VAL_STRING || !val_settled(field.value))
		return TRI_UNKNOWN;
	return str_eq(field.value->text, wanted) ? TRI_YES : TRI_NO;
}

static void add_if(struct planner *planner, enum tri applies, struct str template,
		   struct asl_call_need need, struct str when)
{
	if (applies == TRI_NO)
		return;
	if (applies == TRI_UNKNOWN) {
		need.need = ASL_CONDITIONAL;
		need.when = when;
	}
	plan_add(planner, template, need);
}

static void add_list_reader(struct planner *planner)
{
	struct asl_call_need need = row(ASL_DATA, STR("s3:ListBucket"));
	struct str prefix = template_other(&planner->scene, "Prefix");
	struct asl_context *context = arena_array(planner->arena, 1, sizeof(*context));

	if (prefix.n > 0) {
		*context = (struct asl_context){.key = STR("s3:prefix"), .value = prefix};
		need.context = context;
		need.n_context = 1;
	}
	plan_add(planner, STR("arn:${P}:s3:::{Bucket}"), need);
	add_if(planner,
	       is_text(planner, STR("ItemReader"), STR("ReaderConfig.Transformation"),
		       STR("LOAD_AND_FLATTEN")),
	       STR("arn:${P}:s3:::{Bucket}/{Prefix|default=}*"), row(ASL_DATA, STR("s3:GetObject")),
	       STR("Transformation is LOAD_AND_FLATTEN"));
}

static void add_object_reader(struct planner *planner)
{
	plan_add(planner, STR("arn:${P}:s3:::{Bucket}/{Key}"), row(ASL_DATA, STR("s3:GetObject")));
	add_if(planner, plan_given(planner, STR("VersionId")), STR("arn:${P}:s3:::{Bucket}/{Key}"),
	       row(ASL_DATA, STR("s3:GetObjectVersion")), STR("VersionId is given"));
	add_if(planner,
	       is_text(planner, STR("ItemReader"), STR("ReaderConfig.InputType"), STR("MANIFEST")),
	       STR("arn:${P}:s3:::*"), row(ASL_DATA, STR("s3:GetObject")),
	       STR("InputType is MANIFEST"));
}

static void add_reader(struct planner *planner)
{
	struct str pointer =
	    asl_pointer_add(planner->arena, plan_at(planner, "ItemReader"), STR("Resource"));
	struct str ignored = {NULL, 0};
	struct field field = fields_get(&planner->fields, STR("ItemReader"), STR("Resource"));

	if (!part_of(planner->in->state, PART_ITEM_READER))
		return;
	struct resource resource = resource_parse(val_text(planner->arena, field.value, &ignored));
	planner->scene.container = STR("ItemReader/Parameters");
	if (str_eq(resource.service, STR("s3")) && str_eq(resource.api, STR("listObjectsV2"))) {
		add_list_reader(planner);
	} else if (str_eq(resource.service, STR("s3")) && str_eq(resource.api, STR("getObject"))) {
		add_object_reader(planner);
	} else if (resource.whole_hole || holes_any(resource.name)) {
		plan_doubt(planner, pointer, STR("what the ItemReader reads is not known"));
	} else {
		plan_refuse(planner, pointer,
			    STR("an ItemReader reads with s3:getObject or s3:listObjectsV2"));
	}
}

/* Only with a bucket does a ResultWriter write; WriterConfig alone shapes the output. The guide
 * asks for more than PutObject, which published workflows run without. */
static void add_writer(struct planner *planner)
{
	static const struct str more[] = {STR_INIT("s3:GetObject"),
					  STR_INIT("s3:ListMultipartUploadParts"),
					  STR_INIT("s3:AbortMultipartUpload")};
	struct asl_call_need need;

	if (!part_of(planner->in->state, PART_RESULT_WRITER))
		return;
	planner->scene.container = STR("ResultWriter/Parameters");
	enum tri bucket = plan_given(planner, STR("Bucket"));
	struct str objects = plan_given(planner, STR("Prefix")) == TRI_NO
				 ? STR("arn:${P}:s3:::{Bucket}/*")
				 : STR("arn:${P}:s3:::{Bucket}/{Prefix}/*");
	add_if(planner, bucket, objects, row(ASL_DATA, STR("s3:PutObject")),
	       STR("the ResultWriter names a bucket"));
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		need = row(ASL_DATA, more[i]);
		need.need = ASL_CONDITIONAL;
		need.when = STR("the results are written in parts");
		add_if(planner, bucket, objects, need, need.when);
	}
}

void plan_map(struct planner *planner)
{
	/* The execution role calls, whatever Credentials the states inside have. */
	planner->scene.account = planner->in->home_account;
	if (plan_is_express(planner))
		plan_refuse(planner, planner->in->state->pointer,
			    STR("a DISTRIBUTED Map cannot run in an Express workflow"));
	add_runs(planner);
	add_reader(planner);
	add_writer(planner);
}
