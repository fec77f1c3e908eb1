/* asl/transform.c - from what a parameter holds to the ARN that IAM sees. */
#include "asl/transform.h"

#include "rolehop/model/arn.h"

/* The third part of an ARN or of its beginning; empty where there is none. */
static struct str service_of(struct str text)
{
	struct str_split split = {text, false};
	struct str part = {NULL, 0};
	for (int i = 0; i < 3; i++)
		if (!str_next(&split, ':', &part))
			return (struct str){NULL, 0};
	return part;
}

/* S3 Access Points: objects stand behind "/object". Source: Amazon S3 User Guide, "Using access
 * points". */
static void add_arn(struct expansion *x, struct str v)
{
	struct arn arn;
	buf_clear(&x->buf);
	transform_add(x, v);
	if (!x->last && arn_parse(v, &arn) && str_eq(arn.service, STR("s3")) &&
	    str_starts(arn.resource, STR("accesspoint")))
		transform_add(x, STR("/object"));
}

void transform_plain(struct expansion *x, struct str v)
{
	struct str before = buf_str(&x->buf);

	if (!transform_is_arn(v) || !transform_is_arn(before)) {
		transform_add(x, v);
		return;
	}
	struct str service = service_of(v);
	if (str_eq(service, service_of(before)) || holes_any(service)) {
		add_arn(x, v);
		return;
	}
	/* An ARN of something else leads to a resource that only AWS knows. */
	buf_add_char(&x->buf, HOLE);
}

/* The value itself where it is an ARN, else the template over it. */
void transform_arn_or_name(struct expansion *x, struct str v)
{
	if (transform_is_arn(v) || x->inner.n == 0)
		transform_plain(x, v);
	else
		template_fill(x, x->inner, v);
}

static void run_lower(struct expansion *x, struct str v)
{
	for (size_t i = 0; i < v.n; i++)
		buf_add_char(&x->buf, ascii_lower(v.p[i]));
}

static void run_tail(struct expansion *x, struct str v)
{
	if (transform_is_arn(v) && x->last) {
		transform_plain(x, v);
		return;
	}
	struct str tail = str_after_last(v, '/');
	transform_add(x, transform_is_arn(v) ? str_after_last(tail, ':') : tail);
}

static void run_before_colon(struct expansion *x, struct str v)
{
	if (transform_is_arn(v)) {
		buf_add_char(&x->buf, HOLE);
		return;
	}
	transform_add(x, transform_before_first(v, ':'));
}

/* A role given by name may have a path before it. */
static void run_role_name(struct expansion *x, struct str v)
{
	/* Whoever passes a role passes one of its own account. */
	if (holes_only(v))
		template_fill(x, STR("arn:${P}:iam::${A}:role/*"), STR(""));
	else if (transform_is_arn(v) || transform_may_be_arn(v))
		transform_add(x, v);
	else
		template_fill(x, STR("arn:${P}:iam::${A}:role/*${v}"), v);
}

/* The role in an instance profile is not to be seen from its name. */
static void run_instance_profile_role(struct expansion *x, struct str v)
{
	template_fill(x, STR("arn:${P}:iam::${A}:role/*"), transform_is_arn(v) ? STR("") : v);
}

static void run_path(struct expansion *x, struct str v)
{
	transform_add(x, str_starts(v, STR("/")) ? str_skip(v, 1) : v);
}

/* An image may be looked up in a parameter. Source: Amazon EC2 User Guide, "Reference AMIs using
 * Systems Manager parameters". */
static void run_ec2_image(struct expansion *x, struct str v)
{
	transform_plain(x, str_starts(v, STR("resolve:")) ? STR(HOLE_TEXT) : v);
}

static void run_ec2_parameter(struct expansion *x, struct str v)
{
	const struct str prefix = STR("resolve:ssm:");

	transform_ssm_name(x, str_starts(v, prefix) ? str_skip(v, prefix.n) : STR(HOLE_TEXT));
}

/* An action on this parameter has no resource. */
static void run_star(struct expansion *x, struct str v)
{
	(void)v;
	buf_clear(&x->buf);
	transform_add(x, STR("*"));
}

/* Where nothing is given, the action has no resource. */
static void run_tail_or_star(struct expansion *x, struct str v)
{
	if (v.n > 0)
		run_tail(x, v);
	else
		run_star(x, v);
}

/* clang-format off */
static const struct {
	struct str name;
	void (*run)(struct expansion *x, struct str v);
} transforms[] = {
	{STR_INIT("arn_or_name"), transform_arn_or_name},
	{STR_INIT("lambda_function"), transform_lambda_function},
	{STR_INIT("sqs_url"), transform_sqs_url},
	{STR_INIT("batch_jobdef"), transform_batch_jobdef},
	{STR_INIT("ecs_taskdef"), transform_ecs_taskdef},
	{STR_INIT("sm_base"), transform_sm_base},
	{STR_INIT("sm_to_execution"), transform_sm_to_execution},
	{STR_INIT("sm_qualifier"), transform_sm_qualifier},
	{STR_INIT("lower"), run_lower},
	{STR_INIT("tail"), run_tail},
	{STR_INIT("tail_or_star"), run_tail_or_star},
	{STR_INIT("before_colon"), run_before_colon},
	{STR_INIT("s3_uri"), transform_s3_uri},
	{STR_INIT("s3_url"), transform_s3_url},
	{STR_INIT("s3_bucket"), transform_s3_bucket},
	{STR_INIT("s3_prefix"), transform_s3_uri},
	{STR_INIT("s3_copy_source"), transform_s3_copy_source},
	{STR_INIT("role_name"), run_role_name},
	{STR_INIT("instance_profile_role"), run_instance_profile_role},
	{STR_INIT("ec2_image"), run_ec2_image},
	{STR_INIT("ec2_parameter"), run_ec2_parameter},
	{STR_INIT("api_host"), transform_api_host},
	{STR_INIT("path"), run_path},
	{STR_INIT("bedrock_model"), transform_bedrock_model},
	{STR_INIT("report_group"), transform_report_group},
	{STR_INIT("ssm_name"), transform_ssm_name},
	{STR_INIT("ssm_document"), transform_ssm_document},
	{STR_INIT("ssm_node"), transform_ssm_node},
	{STR_INIT("kms_key"), transform_kms_key},
	{STR_INIT("kms_named"), transform_kms_named},
	{STR_INIT("secret"), transform_secret},
	{STR_INIT("bus_prefix"), transform_bus_prefix},
	{STR_INIT("index_suffix"), transform_index_suffix},
	{STR_INIT("waf_scope"), transform_waf_scope},
	{STR_INIT("org_id"), transform_org_id},
	{STR_INIT("star"), run_star},
};
/* clang-format on */

bool transform_run(struct expansion *x, struct str name, struct str value)
{
	for (size_t i = 0; i < sizeof(transforms) / sizeof(transforms[0]); i++)
		if (str_eq(transforms[i].name, name)) {
			transforms[i].run(x, value);
			return true;
		}
	return false;
}
