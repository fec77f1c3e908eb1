/* asl/transform.c - from what a parameter holds to the ARN that IAM sees. */
#include "asl/template.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

static bool is_arn(struct str v)
{
	return str_starts(v, STR("arn:"));
}

static bool may_be_arn(struct str v)
{
	return v.n > 0 && v.p[0] == HOLE;
}

static void add(struct expansion *x, struct str text)
{
	buf_add(&x->buf, text);
}

static struct str after_last(struct str v, char c)
{
	ptrdiff_t at = str_find_last_char(v, c);
	return at < 0 ? v : str_skip(v, (size_t)at + 1);
}

static struct str before_first(struct str v, char c)
{
	ptrdiff_t at = str_find_char(v, c);
	return at < 0 ? v : str_slice(v, 0, (size_t)at);
}

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
	add(x, v);
	if (!x->last && arn_parse(v, &arn) && str_eq(arn.service, STR("s3")) &&
	    str_starts(arn.resource, STR("accesspoint")))
		add(x, STR("/object"));
}

void transform_plain(struct expansion *x, struct str v)
{
	struct str before = buf_str(&x->buf);

	if (!is_arn(v) || !is_arn(before)) {
		add(x, v);
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
static void run_arn_or_name(struct expansion *x, struct str v)
{
	if (is_arn(v) || x->inner.n == 0)
		transform_plain(x, v);
	else
		template_fill(x, x->inner, v);
}

/*
 * name, name:qualifier, account:function:name[:qualifier], an ARN; Qualifier is added where there
 * is none yet. IAM sees the ARN as it is qualified. Source: AWS Lambda API Reference, "Invoke";
 * Lambda Developer Guide, "Identity-based policies".
 */
static void run_lambda_function(struct expansion *x, struct str v)
{
	struct str qualifier = template_other(x->scene, "Qualifier");
	struct arn arn;

	struct str name = v;
	if (is_arn(v)) {
		add(x, v);
		name = arn_parse(v, &arn) && str_starts(arn.resource, STR("function:"))
			   ? str_skip(arn.resource, 9)
			   : v;
	} else {
		ptrdiff_t function = str_find(v, STR(":function:"));
		if (function > 0) {
			name = str_skip(v, (size_t)function + 10);
			template_fill(x, STR("arn:${P}:lambda:${R}:"), STR(""));
			add(x, str_slice(v, 0, (size_t)function));
			add(x, STR(":function:"));
			add(x, name);
		} else {
			template_fill(x, x->inner, v);
		}
	}
	if (qualifier.n > 0 && str_find_char(name, ':') < 0) {
		buf_add_char(&x->buf, ':');
		add(x, qualifier);
	}
}

/* The Region in the host name of a queue URL; empty where it does not tell. */
static struct str queue_region(struct str host)
{
	struct str_split split = {host, false};
	struct str part;
	struct str before = {NULL, 0};

	while (str_next(&split, '.', &part)) {
		if (str_eq(before, STR("sqs")))
			return part; /* sqs.REGION.amazonaws.com,
					vpce-x.sqs.REGION.vpce.amazonaws.com */
		if (str_eq(part, STR("queue")))
			return before; /* REGION.queue.amazonaws.com; queue.amazonaws.com is
					  us-east-1 */
		before = part;
	}
	return (struct str){NULL, 0};
}

/*
 * https://HOST/ACCOUNT/NAME.
 * Source: Amazon SQS Developer Guide, "Queue and message identifiers"; "Amazon SQS endpoints and
 * quotas".
 */
static void run_sqs_url(struct expansion *x, struct str v)
{
	ptrdiff_t scheme = str_find(v, STR("://"));

	if (is_arn(v)) {
		add(x, v);
		return;
	}
	if (scheme < 0) {
		template_fill(x, STR("arn:${P}:sqs:${R}:${A}:${v}"), v);
		return;
	}
	struct str rest = str_skip(v, (size_t)scheme + 3);
	struct str host = before_first(rest, '/');
	struct str path = str_skip(rest, host.n + 1);
	struct str account = before_first(path, '/');
	struct str name = str_skip(path, account.n + 1);
	struct str region = queue_region(host);
	if (str_starts(host, STR("queue.")))
		region = STR("us-east-1");
	template_fill(x, STR("arn:${P}:sqs:"), STR(""));
	if (region.n > 0)
		add(x, region);
	else
		template_fill(x, STR("${R}"), STR(""));
	buf_add_char(&x->buf, ':');
	if (account.n == 0 || name.n == 0) {
		/* A hole has swallowed the slash. */
		buf_add_char(&x->buf, HOLE);
		buf_add_char(&x->buf, ':');
		buf_add_char(&x->buf, HOLE);
		return;
	}
	add(x, account);
	buf_add_char(&x->buf, ':');
	add(x, name);
}

/* A name without revision means the latest, whose number AWS adds or not. */
static void run_batch_jobdef(struct expansion *x, struct str v)
{
	run_arn_or_name(x, v);
	if (str_find_char(is_arn(v) ? after_last(v, '/') : v, ':') < 0)
		buf_add_char(&x->buf, HOLE);
}

/*
 * family, family:revision, an ARN; without revision the latest active one is checked.
 * Source: Amazon ECS API Reference, "RunTask".
 */
static void run_ecs_taskdef(struct expansion *x, struct str v)
{
	run_arn_or_name(x, v);
	if (str_find_char(is_arn(v) ? after_last(v, '/') : v, ':') < 0) {
		buf_add_char(&x->buf, ':');
		buf_add_char(&x->buf, HOLE);
	}
}

/*
 * Versions and aliases are authorised as the state machine itself.
 * Source: Step Functions Developer Guide, "Creating and using versions and aliases", authorization.
 */
static void run_sm_base(struct expansion *x, struct str v)
{
	add(x, arn_machine_base(v));
}

/* The executions of a state machine: ...:execution:NAME */
static void run_sm_to_execution(struct expansion *x, struct str v)
{
	struct str base = arn_machine_base(v);
	ptrdiff_t at = str_find(base, STR(":stateMachine:"));

	if (at < 0) {
		template_fill(x, STR("arn:${P}:states:${R}:${A}:execution:*"), v);
		return;
	}
	add(x, str_slice(base, 0, (size_t)at));
	add(x, STR(":execution:"));
	add(x, str_skip(base, (size_t)at + 14));
}

/* What follows the name of a state machine: version or alias; nothing for the bare ARN. */
static void run_sm_qualifier(struct expansion *x, struct str v)
{
	struct str base = arn_machine_base(v);
	if (holes_any(v))
		buf_add_char(&x->buf, HOLE);
	else if (base.n < v.n)
		add(x, str_skip(v, base.n + 1));
}

static void run_lower(struct expansion *x, struct str v)
{
	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		buf_add_char(&x->buf, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
}

static void run_tail(struct expansion *x, struct str v)
{
	if (is_arn(v) && x->last) {
		transform_plain(x, v);
		return;
	}
	struct str tail = after_last(v, '/');
	add(x, is_arn(v) ? after_last(tail, ':') : tail);
}

static void run_before_colon(struct expansion *x, struct str v)
{
	if (is_arn(v)) {
		buf_add_char(&x->buf, HOLE);
		return;
	}
	add(x, before_first(v, ':'));
}

/* s3://bucket/key */
static void add_s3(struct expansion *x, struct str v, bool bucket_only)
{
	template_fill(x, STR("arn:${P}:s3:::"), STR(""));
	if (!str_starts(v, STR("s3://"))) {
		buf_add_char(&x->buf, HOLE);
		return;
	}
	struct str rest = str_skip(v, 5);
	add(x, bucket_only ? before_first(rest, '/') : rest);
}

static void run_s3_uri(struct expansion *x, struct str v)
{
	add_s3(x, v, false);
}

static void run_s3_bucket(struct expansion *x, struct str v)
{
	add_s3(x, v, true);
}

/* bucket/key[?versionId=...], perhaps with a slash before, or an access point's ARN and
 * /object/key. */
static void run_s3_copy_source(struct expansion *x, struct str v)
{
	struct str source = before_first(v, '?');
	if (str_starts(source, STR("/")))
		source = str_skip(source, 1);
	if (is_arn(source)) {
		buf_clear(&x->buf);
		add(x, source);
		return;
	}
	if (str_find_char(source, '%') >= 0) {
		/* URL-encoded: what it decodes to is not worked out. */
		add(x, before_first(source, '%'));
		buf_add_char(&x->buf, HOLE);
		return;
	}
	add(x, source);
}

/* A role given by name may have a path before it. */
static void run_role_name(struct expansion *x, struct str v)
{
	/* Whoever passes a role passes one of its own account. */
	if (holes_only(v))
		template_fill(x, STR("arn:${P}:iam::${A}:role/*"), STR(""));
	else if (is_arn(v) || may_be_arn(v))
		add(x, v);
	else
		template_fill(x, STR("arn:${P}:iam::${A}:role/*${v}"), v);
}

/* The role in an instance profile is not to be seen from its name. */
static void run_instance_profile_role(struct expansion *x, struct str v)
{
	template_fill(x, STR("arn:${P}:iam::${A}:role/*"), is_arn(v) ? STR("") : v);
}

static void run_first_label(struct expansion *x, struct str v)
{
	add(x, before_first(v, '.'));
}

static void run_path(struct expansion *x, struct str v)
{
	add(x, str_starts(v, STR("/")) ? str_skip(v, 1) : v);
}

/* Profiles that go to several Regions begin with one of these. Source: Amazon Bedrock User Guide,
   "Supported Regions and models for inference profiles". */
static bool is_inference_profile(struct str v)
{
	static const struct str places[] = {
	    STR_INIT("us."), STR_INIT("eu."),	STR_INIT("apac."), STR_INIT("global."),
	    STR_INIT("jp."), STR_INIT("au."),	STR_INIT("ca."),   STR_INIT("us-gov."),
	    STR_INIT("sa."), STR_INIT("amer."),
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (str_starts(v, places[i]))
			return true;
	return false;
}

/* Through a profile the model itself is checked too, in the Region that takes the request. */
static void run_bedrock_model(struct expansion *x, struct str v)
{
	if (is_arn(v) || may_be_arn(v)) {
		add(x, v);
	} else if (is_inference_profile(v)) {
		struct expansion model = {.scene = x->scene};
		buf_init(&model.buf, x->scene->arena, x->buf.limit);
		template_fill(&model, STR("arn:${P}:bedrock:*::foundation-model/"), STR(""));
		add(&model, str_skip(v, before_first(v, '.').n + 1));
		x->second = buf_str(&model.buf);
		template_fill(x, STR("arn:${P}:bedrock:${R}:${A}:inference-profile/${v}"), v);
	} else {
		template_fill(x, x->inner, v);
	}
}

/* arn:...:report/GROUP:ID is of arn:...:report-group/GROUP. */
static void run_report_group(struct expansion *x, struct str v)
{
	ptrdiff_t at = str_find(v, STR(":report/"));
	if (!is_arn(v) || at < 0) {
		template_fill(x, STR("arn:${P}:codebuild:${R}:${A}:report-group/*"), v);
		return;
	}
	add(x, str_slice(v, 0, (size_t)at));
	add(x, STR(":report-group/"));
	add(x, before_first(str_skip(v, (size_t)at + 8), ':'));
}

/*
 * /path/name or name, perhaps with :version or :label, or an ARN.
 * Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM
 * policies"; API Reference, "GetParameter".
 */
static void run_ssm_name(struct expansion *x, struct str v)
{
	if (is_arn(v)) {
		struct arn arn;
		struct str name = arn_parse(v, &arn) ? arn.resource : v;
		add(x, str_slice(v, 0, v.n - (name.n - before_first(name, ':').n)));
		return;
	}
	v = before_first(v, ':');
	template_fill(x, x->inner, str_starts(v, STR("/")) ? str_skip(v, 1) : v);
}

/* Key id, key ARN; behind an alias stands a key that only AWS knows. Source: AWS KMS API Reference,
 * KeyId. */
static void run_kms_key(struct expansion *x, struct str v)
{
	struct arn arn;

	if (str_starts(v, STR("alias/"))) {
		template_fill(x, STR("arn:${P}:kms:${R}:${A}:key/*"), v);
	} else if (is_arn(v) && arn_parse(v, &arn) && str_starts(arn.resource, STR("alias/"))) {
		add(x, str_slice(v, 0, v.n - arn.resource.n));
		add(x, STR("key/"));
		buf_add_char(&x->buf, HOLE);
	} else {
		run_arn_or_name(x, v);
	}
}

/*
 * A name or an ARN without its last six characters leaves these open.
 * Source: AWS Secrets Manager User Guide, "What's in a Secrets Manager secret?" (ARN).
 */
static void run_secret(struct expansion *x, struct str v)
{
	bool complete = v.n > 7 && v.p[v.n - 7] == '-';

	for (size_t i = v.n > 6 ? v.n - 6 : 0; i < v.n; i++) {
		char c = v.p[i];
		complete = complete && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
					(c >= 'A' && c <= 'Z'));
	}
	run_arn_or_name(x, v);
	if (is_arn(v) && complete)
		return;
	if (!is_arn(v))
		buf_add_char(&x->buf, '-');
	buf_add_char(&x->buf, HOLE);
}

/* "BUS/" before the name of a rule, nothing for the default bus. */
static void run_bus_prefix(struct expansion *x, struct str v)
{
	struct str name = is_arn(v) ? after_last(v, '/') : v;
	if (name.n == 0 || holes_only(name) || str_eq(name, STR("default"))) {
		if (holes_only(name))
			buf_add_char(&x->buf, HOLE);
		return;
	}
	add(x, name);
	buf_add_char(&x->buf, '/');
}

/* A query over an index is checked on the index. Source: Amazon DynamoDB Developer Guide, "Query".
 */
static void run_index_suffix(struct expansion *x, struct str v)
{
	if (v.n > 0) {
		add(x, STR("/index/"));
		add(x, v);
	}
}

/* An action on this parameter has no resource. */
static void run_star(struct expansion *x, struct str v)
{
	(void)v;
	buf_clear(&x->buf);
	add(x, STR("*"));
}

/* clang-format off */
static const struct {
	struct str name;
	void (*run)(struct expansion *x, struct str v);
} transforms[] = {
	{STR_INIT("arn_or_name"), run_arn_or_name},
	{STR_INIT("lambda_function"), run_lambda_function},
	{STR_INIT("sqs_url"), run_sqs_url},
	{STR_INIT("batch_jobdef"), run_batch_jobdef},
	{STR_INIT("ecs_taskdef"), run_ecs_taskdef},
	{STR_INIT("sm_base"), run_sm_base},
	{STR_INIT("sm_to_execution"), run_sm_to_execution},
	{STR_INIT("sm_qualifier"), run_sm_qualifier},
	{STR_INIT("lower"), run_lower},
	{STR_INIT("tail"), run_tail},
	{STR_INIT("before_colon"), run_before_colon},
	{STR_INIT("s3_uri"), run_s3_uri},
	{STR_INIT("s3_bucket"), run_s3_bucket},
	{STR_INIT("s3_prefix"), run_s3_uri},
	{STR_INIT("s3_copy_source"), run_s3_copy_source},
	{STR_INIT("role_name"), run_role_name},
	{STR_INIT("instance_profile_role"), run_instance_profile_role},
	{STR_INIT("first_label"), run_first_label},
	{STR_INIT("path"), run_path},
	{STR_INIT("bedrock_model"), run_bedrock_model},
	{STR_INIT("report_group"), run_report_group},
	{STR_INIT("ssm_name"), run_ssm_name},
	{STR_INIT("kms_key"), run_kms_key},
	{STR_INIT("secret"), run_secret},
	{STR_INIT("bus_prefix"), run_bus_prefix},
	{STR_INIT("index_suffix"), run_index_suffix},
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
