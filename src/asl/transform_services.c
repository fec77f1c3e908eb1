/* asl/transform_services.c - how single services name what they act on. */
#include "asl/transform.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/verdict.h"

enum { ACCOUNT_DIGITS = 12 };

/* Does it begin as "333333333333:f" does? */
static bool names_account(struct str v)
{
	return v.n > ACCOUNT_DIGITS + 1 && v.p[ACCOUNT_DIGITS] == ':' &&
	       arn_is_account_id(str_slice(v, 0, ACCOUNT_DIGITS));
}

/*
 * name, name:qualifier, account:function:name[:qualifier], an ARN; Qualifier is added where there
 * is none yet. IAM sees the ARN as it is qualified. Source: AWS Lambda API Reference, "Invoke";
 * Lambda Developer Guide, "Identity-based policies". The pattern of FunctionName takes
 * account:name, too, which is also a name of digits and its alias: then it is left open.
 */
void transform_lambda_function(struct expansion *x, struct str v)
{
	struct str qualifier = template_other(x->scene, "Qualifier");
	struct arn arn;

	struct str name = v;
	if (transform_is_arn(v)) {
		transform_add(x, v);
		name = arn_parse(v, &arn) && str_starts(arn.resource, STR("function:"))
			   ? str_skip(arn.resource, 9)
			   : v;
	} else {
		ptrdiff_t function = str_find(v, STR(":function:"));
		if (function > 0) {
			name = str_skip(v, (size_t)function + 10);
			template_fill(x, STR("arn:${P}:lambda:${R}:"), STR(""));
			transform_add(x, str_slice(v, 0, (size_t)function));
			transform_add(x, STR(":function:"));
			transform_add(x, name);
		} else if (names_account(v)) {
			template_fill(x, STR("arn:${P}:lambda:${R}:"), STR(""));
			buf_add_char(&x->buf, HOLE);
			transform_add(x, str_skip(v, ACCOUNT_DIGITS));
		} else {
			template_fill(x, x->inner, v);
		}
	}
	if (qualifier.n > 0 && str_find_char(name, ':') < 0) {
		buf_add_char(&x->buf, ':');
		transform_add(x, qualifier);
	}
}

/*
 * ID.execute-api.REGION.amazonaws.com; whose the API is does not stand there, and a name of one's
 * own leads to any. Source: Step Functions Developer Guide, "Create API Gateway REST APIs", request
 * format.
 */
void transform_api_host(struct expansion *x, struct str v)
{
	ptrdiff_t dot = str_find(v, STR(".execute-api."));
	struct str rest = dot > 0 ? str_skip(v, (size_t)dot + STR(".execute-api.").n) : v;
	struct str region = transform_before_first(rest, '.');
	bool named = dot > 0 && region.n < rest.n;

	template_fill(x, STR("arn:${P}:execute-api:"), STR(""));
	transform_add(x, named ? region : STR(HOLE_TEXT));
	transform_add(x, STR(":" HOLE_TEXT ":"));
	transform_add(x, named ? str_slice(v, 0, (size_t)dot) : STR(HOLE_TEXT));
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
void transform_sqs_url(struct expansion *x, struct str v)
{
	ptrdiff_t scheme = str_find(v, STR("://"));

	if (transform_is_arn(v)) {
		transform_add(x, v);
		return;
	}
	if (scheme < 0) {
		template_fill(x, STR("arn:${P}:sqs:${R}:${A}:${v}"), v);
		return;
	}
	struct str rest = str_skip(v, (size_t)scheme + 3);
	struct str host = transform_before_first(rest, '/');
	struct str path = str_skip(rest, host.n + 1);
	struct str account = transform_before_first(path, '/');
	struct str name = str_skip(path, account.n + 1);
	struct str region = queue_region(host);
	if (str_starts(host, STR("queue.")))
		region = STR("us-east-1");
	template_fill(x, STR("arn:${P}:sqs:"), STR(""));
	if (region.n > 0)
		transform_add(x, region);
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
	transform_add(x, account);
	buf_add_char(&x->buf, ':');
	transform_add(x, name);
}

/* A name without revision means the latest, whose number AWS adds or not. */
void transform_batch_jobdef(struct expansion *x, struct str v)
{
	transform_arn_or_name(x, v);
	if (str_find_char(transform_is_arn(v) ? str_after_last(v, '/') : v, ':') < 0)
		buf_add_char(&x->buf, HOLE);
}

/*
 * family, family:revision, an ARN; without revision the latest active one is checked.
 * Source: Amazon ECS API Reference, "RunTask".
 */
void transform_ecs_taskdef(struct expansion *x, struct str v)
{
	transform_arn_or_name(x, v);
	if (str_find_char(transform_is_arn(v) ? str_after_last(v, '/') : v, ':') < 0) {
		buf_add_char(&x->buf, ':');
		buf_add_char(&x->buf, HOLE);
	}
}

/*
 * Versions and aliases are authorised as the state machine itself.
 * Source: Step Functions Developer Guide, "Creating and using versions and aliases", authorization.
 */
void transform_sm_base(struct expansion *x, struct str v)
{
	transform_add(x, arn_machine_base(v));
}

/* The executions of a state machine: ...:execution:NAME */
void transform_sm_to_execution(struct expansion *x, struct str v)
{
	struct str base = arn_machine_base(v);
	ptrdiff_t at = str_find(base, STR(":stateMachine:"));

	if (at < 0) {
		template_fill(x, STR("arn:${P}:states:${R}:${A}:execution:*"), v);
		return;
	}
	transform_add(x, str_slice(base, 0, (size_t)at));
	transform_add(x, STR(":execution:"));
	transform_add(x, str_skip(base, (size_t)at + 14));
}

/* What follows the name of a state machine: version or alias; nothing for the bare ARN. */
void transform_sm_qualifier(struct expansion *x, struct str v)
{
	struct str base = arn_machine_base(v);
	if (holes_any(v))
		buf_add_char(&x->buf, HOLE);
	else if (base.n < v.n)
		transform_add(x, str_skip(v, base.n + 1));
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
	transform_add(x, bucket_only ? transform_before_first(rest, '/') : rest);
}

void transform_s3_uri(struct expansion *x, struct str v)
{
	add_s3(x, v, false);
}

void transform_s3_bucket(struct expansion *x, struct str v)
{
	add_s3(x, v, true);
}

/* "s3", "s3-eu-west-1" or "s3-website..." begin what follows a bucket's name in a host. */
static ptrdiff_t s3_host(struct str host)
{
	ptrdiff_t dot = str_find(host, STR(".s3."));

	if (str_starts(host, STR("s3.")) || str_starts(host, STR("s3-")))
		return 0;
	return dot > 0 ? dot : str_find(host, STR(".s3-"));
}

/*
 * https://BUCKET.s3.REGION.amazonaws.com/KEY or https://s3.REGION.amazonaws.com/BUCKET/KEY, perhaps
 * with a version behind it. Source: Amazon S3 User Guide, "Methods for accessing a bucket".
 */
void transform_s3_url(struct expansion *x, struct str v)
{
	const struct str scheme = STR("https://");
	struct str rest = str_skip(transform_before_first(v, '?'), scheme.n);
	struct str host = transform_before_first(rest, '/');
	struct str path = str_skip(rest, host.n + 1);
	ptrdiff_t at = s3_host(host);

	template_fill(x, STR("arn:${P}:s3:::"), STR(""));
	if (!str_starts(v, scheme) || at < 0 || path.n == 0 || holes_any(host) ||
	    str_find_char(path, '%') >= 0 || str_find_char(path, '+') >= 0) {
		buf_add_char(&x->buf, HOLE);
		return;
	}
	if (at > 0) {
		transform_add(x, str_slice(host, 0, (size_t)at));
		buf_add_char(&x->buf, '/');
	}
	transform_add(x, path);
}

/* bucket/key[?versionId=...], perhaps with a slash before, or an access point's ARN and
 * /object/key. */
void transform_s3_copy_source(struct expansion *x, struct str v)
{
	struct str source = transform_before_first(v, '?');
	if (str_starts(source, STR("/")))
		source = str_skip(source, 1);
	if (transform_is_arn(source)) {
		buf_clear(&x->buf);
		transform_add(x, source);
		return;
	}
	if (str_find_char(source, '%') >= 0) {
		/* URL-encoded: what it decodes to is not worked out. */
		transform_add(x, transform_before_first(source, '%'));
		buf_add_char(&x->buf, HOLE);
		return;
	}
	transform_add(x, source);
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

/* The model that takes the request, in a Region that only AWS knows. */
static void through_profile(struct expansion *x, const char *template, struct str profile)
{
	struct expansion model = {.scene = x->scene};
	buf_init(&model.buf, x->scene->arena, x->buf.limit);
	template_fill(&model, str_from(template),
		      str_skip(profile, transform_before_first(profile, '.').n + 1));
	x->second = buf_str(&model.buf);
}

/*
 * Through a profile the model itself is checked too, in the Region that takes the request; which
 * model is behind a profile of one's own, only AWS knows.
 * Source: Amazon Bedrock User Guide, "Prerequisites for inference profiles".
 */
void transform_bedrock_model(struct expansion *x, struct str v)
{
	const struct str system = STR("inference-profile/");
	struct arn arn;
	if (transform_is_arn(v) || transform_may_be_arn(v)) {
		transform_add(x, v);
		if (!arn_parse(v, &arn))
			return;
		if (str_starts(arn.resource, system))
			through_profile(x, "arn:${P}:bedrock:*::foundation-model/${v}",
					str_skip(arn.resource, system.n));
		else if (str_starts(arn.resource, STR("application-inference-profile/")))
			through_profile(x, "arn:${P}:bedrock:*::foundation-model/*", STR(""));
	} else if (is_inference_profile(v)) {
		through_profile(x, "arn:${P}:bedrock:*::foundation-model/${v}", v);
		template_fill(x, STR("arn:${P}:bedrock:${R}:${A}:inference-profile/${v}"), v);
	} else {
		template_fill(x, x->inner, v);
	}
}

/* arn:...:report/GROUP:ID is of arn:...:report-group/GROUP. */
void transform_report_group(struct expansion *x, struct str v)
{
	ptrdiff_t at = str_find(v, STR(":report/"));
	if (!transform_is_arn(v) || at < 0) {
		template_fill(x, STR("arn:${P}:codebuild:${R}:${A}:report-group/*"), v);
		return;
	}
	transform_add(x, str_slice(v, 0, (size_t)at));
	transform_add(x, STR(":report-group/"));
	transform_add(x, transform_before_first(str_skip(v, (size_t)at + 8), ':'));
}

/*
 * /path/name or name, perhaps with :version or :label, or an ARN.
 * Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM
 * policies"; API Reference, "GetParameter".
 */
void transform_ssm_name(struct expansion *x, struct str v)
{
	if (transform_is_arn(v)) {
		struct arn arn;
		struct str name = arn_parse(v, &arn) ? arn.resource : v;
		transform_add(
		    x, str_slice(v, 0, v.n - (name.n - transform_before_first(name, ':').n)));
		return;
	}
	v = transform_before_first(v, ':');
	template_fill(x, x->inner, str_starts(v, STR("/")) ? str_skip(v, 1) : v);
}

/*
 * Names that begin so are AWS's own, and stand in ARNs without an account.
 * Source: AWS Systems Manager API Reference, "CreateDocument" (Name).
 */
static enum tri is_of_aws(struct str document)
{
	static const struct str reserved[] = {STR_INIT("aws"), STR_INIT("amazon"),
					      STR_INIT("amzn")};
	ptrdiff_t hole = str_find_char(document, HOLE);
	struct str known = str_slice(document, 0, hole < 0 ? document.n : (size_t)hole);
	enum tri is = TRI_NO;

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (str_starts_nocase(known, reserved[i]))
			return TRI_YES;
		if (hole >= 0 && str_starts_nocase(reserved[i], known))
			is = TRI_UNKNOWN;
	}
	return is;
}

/* A document, or the automation that it defines, whichever the template is about. */
void transform_ssm_document(struct expansion *x, struct str v)
{
	struct str before = buf_str(&x->buf);
	struct str kind = arena_str(x->scene->arena, str_after_last(before, ':'));
	struct arn arn;

	if (transform_is_arn(v) && arn_parse(v, &arn)) {
		buf_clear(&x->buf);
		transform_add(x, str_slice(v, 0, v.n - arn.resource.n));
		transform_add(x, kind);
		transform_add(x, str_after_last(arn.resource, '/'));
		return;
	}
	enum tri of_aws = is_of_aws(v);
	if (of_aws != TRI_NO) {
		buf_clear(&x->buf);
		template_fill(x, STR("arn:${P}:ssm:${R}:"), v);
		transform_add(x, of_aws == TRI_YES ? STR(":") : STR(HOLE_TEXT ":"));
		transform_add(x, kind);
	}
	transform_add(x, v);
}

/* An instance, a node that is none, or what the run or a tag chooses: either. Source: AWS Systems
 * Manager API Reference, "SendCommand" (InstanceIds, Targets). */
void transform_ssm_node(struct expansion *x, struct str v)
{
	if (str_starts(v, STR("mi-")))
		template_fill(x, STR("arn:${P}:ssm:${R}:${A}:managed-instance/${v}"), v);
	else if (str_starts(v, STR("i-")))
		template_fill(x, STR("arn:${P}:ec2:${R}:${A}:instance/${v}"), v);
	else
		template_fill(x, STR("arn:${P}:*:${R}:${A}:*"), STR(""));
}

/* Source: Service Authorization Reference, AWS WAF V2; AWS WAF API Reference, Scope. */
void transform_waf_scope(struct expansion *x, struct str v)
{
	if (str_eq_nocase(v, STR("CLOUDFRONT")))
		transform_add(x, STR("global"));
	else if (str_eq_nocase(v, STR("REGIONAL")))
		transform_add(x, STR("regional"));
	else
		buf_add_char(&x->buf, HOLE);
}

/* Ids of policies of AWS's own have letters that those of others do not. */
static bool is_policy_of_aws(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (ascii_is_upper(id.p[i]) || id.p[i] == '_')
			return str_starts(id, STR("p-"));
	return false;
}

/*
 * An account, or what its id says that it is: "r-", "ou-", "p-" (a policy), "h-" (a handshake).
 * Source: AWS Organizations API Reference, patterns of ids; Service Authorization Reference.
 */
void transform_org_id(struct expansion *x, struct str v)
{
	static const struct {
		struct str prefix;
		struct str template;
	} kinds[] = {
	    {STR_INIT("r-"), STR_INIT("arn:${P}:organizations::*:root/o-*/${v}")},
	    {STR_INIT("ou-"), STR_INIT("arn:${P}:organizations::*:ou/o-*/${v}")},
	    {STR_INIT("p-"), STR_INIT("arn:${P}:organizations::*:policy/o-*/*/${v}")},
	    {STR_INIT("h-"), STR_INIT("arn:${P}:organizations::*:handshake/o-*/*/${v}")},
	};

	if (is_policy_of_aws(v)) {
		template_fill(x, STR("arn:${P}:organizations::aws:policy/*/${v}"), v);
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_starts(v, kinds[i].prefix)) {
			template_fill(x, kinds[i].template, v);
			return;
		}
	template_fill(x,
		      arn_is_account_id(v) ? STR("arn:${P}:organizations::*:account/o-*/${v}")
					   : STR("arn:${P}:organizations::*:*"),
		      v);
}

/* Key id, alias, the ARN of either. Source: AWS KMS API Reference, KeyId. */
void transform_kms_key(struct expansion *x, struct str v)
{
	if (str_starts(v, STR("alias/"))) {
		template_fill(x, STR("arn:${P}:kms:${R}:${A}:"), v);
		transform_add(x, v);
	} else {
		transform_arn_or_name(x, v);
	}
}

/* What a condition compares is the ARN of the key; how an id or an alias is seen, is not
 * documented. Source: Amazon S3 User Guide, "Protecting data with server-side encryption with AWS
 * KMS keys". */
void transform_kms_named(struct expansion *x, struct str v)
{
	struct arn arn;

	if (arn_parse(v, &arn) && str_starts(arn.resource, STR("key/")))
		transform_add(x, v);
	else
		buf_add_char(&x->buf, HOLE);
}

/*
 * A name or an ARN without its last six characters leaves these open.
 * Source: AWS Secrets Manager User Guide, "What's in a Secrets Manager secret?" (ARN).
 */
void transform_secret(struct expansion *x, struct str v)
{
	bool complete = v.n > 7 && v.p[v.n - 7] == '-';

	for (size_t i = v.n > 6 ? v.n - 6 : 0; i < v.n; i++) {
		char c = v.p[i];
		complete = complete && ascii_is_alnum(c);
	}
	transform_arn_or_name(x, v);
	if (transform_is_arn(v) && complete)
		return;
	buf_add_cstr(&x->buf, "-" HOLE_SUFFIX);
}

/* "BUS/" before the name of a rule, nothing for the default bus. */
/* A rule is of the account of its bus, which an ARN may name. */
void transform_bus_prefix(struct expansion *x, struct str v)
{
	struct str name = transform_is_arn(v) ? str_after_last(v, '/') : v;
	ptrdiff_t bus = str_find(v, STR(":event-bus/"));
	if (transform_is_arn(v) && bus > 0) {
		buf_clear(&x->buf);
		transform_add(x, str_slice(v, 0, (size_t)bus));
		transform_add(x, STR(":rule/"));
	} else if (transform_may_be_arn(v)) {
		buf_clear(&x->buf);
		template_fill(x, STR("arn:${P}:events:${R}:*:rule/"), STR(""));
	}
	if (name.n == 0 || holes_only(name) || str_eq(name, STR("default"))) {
		if (holes_only(name))
			buf_add_char(&x->buf, HOLE);
		return;
	}
	transform_add(x, name);
	buf_add_char(&x->buf, '/');
}

/* A query over an index is checked on the index. Source: Amazon DynamoDB Developer Guide, "Query".
 */
void transform_index_suffix(struct expansion *x, struct str v)
{
	if (v.n > 0) {
		transform_add(x, STR("/index/"));
		transform_add(x, v);
	}
}
