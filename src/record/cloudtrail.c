/* record/cloudtrail.c - events of AWS CloudTrail that say no. */
#include "rolehop/record/cloudtrail.h"

#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"

enum { DEPTH_MAX = 8 };

struct trail {
	struct arena *arena;
	struct vec events; /* struct trail_event */
	size_t seen;
};

/* ---- where the events stand -------------------------------------------------------------------
 */

static bool is_event(const struct json *json)
{
	return str_ends(json_get_str(json, STR("eventSource")), STR(".amazonaws.com")) &&
	       json_is(json_get(json, STR("eventName")), JSON_STRING);
}

/* Text that holds an event or several, as lookup-events and whatever keeps logs have them. */
static bool holds_event(struct str text)
{
	text = str_trim(text);
	return (str_starts(text, STR("{")) || str_starts(text, STR("["))) &&
	       str_contains(text, STR("eventSource")) && str_contains(text, STR("eventName"));
}

static bool is_trail(const struct json *json, int depth)
{
	if (is_event(json))
		return true;
	if (json_is(json, JSON_STRING))
		return holds_event(json_str(json));
	if (depth == 0 || (!json_is(json, JSON_ARRAY) && !json_is(json, JSON_OBJECT)))
		return false;
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m))
		if (is_trail(m, depth - 1))
			return true;
	return false;
}

bool cloudtrail_is(const struct json *json)
{
	return is_trail(json, DEPTH_MAX);
}

/* ---- who --------------------------------------------------------------------------------------
 */

static const struct json *issuer(const struct json *identity)
{
	return json_get(json_get(identity, STR("sessionContext")), STR("sessionIssuer"));
}

/* Source: "CloudTrail userIdentity element": of a service only its name is there. */
static struct str principal_of(const struct json *identity)
{
	struct str type = json_get_str(identity, STR("type"));
	struct str arn = json_get_str(identity, STR("arn"));

	if (str_eq(type, STR("AWSService")))
		return json_get_str(identity, STR("invokedBy"));
	if (str_eq(type, STR("WebIdentityUser")) || str_eq(type, STR("SAMLUser")))
		return json_get_str(identity, STR("identityProvider"));
	return arn;
}

static struct str identity_of(const struct json *identity)
{
	struct str role = json_get_str(issuer(identity), STR("arn"));

	if (!str_is_empty(role))
		return role;
	if (str_eq(json_get_str(identity, STR("type")), STR("IAMUser")))
		return json_get_str(identity, STR("arn"));
	return STR("");
}

/* ---- on what ----------------------------------------------------------------------------------
 */

struct named_by {
	struct str source, parameter,
	    arn; /* ^ the Region, # the account, @ the partition, * the name */
};

/* Where the event lists no resource: parameters that name one. Source: Service Authorization
 * Reference. */
/* clang-format off */
static const struct named_by parameters[] = {
	{STR_INIT("sts.amazonaws.com"), STR_INIT("roleArn"), STR_INIT("*")},
	{STR_INIT("lambda.amazonaws.com"), STR_INIT("functionName"), STR_INIT("arn:@:lambda:^:#:function:*")},
	{STR_INIT("dynamodb.amazonaws.com"), STR_INIT("tableName"), STR_INIT("arn:@:dynamodb:^:#:table/*")},
	{STR_INIT("states.amazonaws.com"), STR_INIT("stateMachineArn"), STR_INIT("*")},
	{STR_INIT("states.amazonaws.com"), STR_INIT("executionArn"), STR_INIT("*")},
	{STR_INIT("states.amazonaws.com"), STR_INIT("roleArn"), STR_INIT("*")},
	{STR_INIT("sns.amazonaws.com"), STR_INIT("topicArn"), STR_INIT("*")},
	{STR_INIT("kms.amazonaws.com"), STR_INIT("keyId"), STR_INIT("arn:@:kms:^:#:key/*")},
	{STR_INIT("ssm.amazonaws.com"), STR_INIT("name"), STR_INIT("arn:@:ssm:^:#:parameter/*")},
	{STR_INIT("iam.amazonaws.com"), STR_INIT("roleName"), STR_INIT("arn:@:iam::#:role/*")},
	{STR_INIT("iam.amazonaws.com"), STR_INIT("policyArn"), STR_INIT("*")},
	{STR_INIT("ecs.amazonaws.com"), STR_INIT("taskDefinition"), STR_INIT("arn:@:ecs:^:#:task-definition/*")},
	{STR_INIT("secretsmanager.amazonaws.com"), STR_INIT("secretId"), STR_INIT("*")},
};
/* clang-format on */

/* That of whoever called. */
static struct str event_partition(const struct json *event)
{
	const struct json *identity = json_get(event, STR("userIdentity"));
	const struct json *issuer =
	    json_get(json_get(identity, STR("sessionContext")), STR("sessionIssuer"));
	struct arn caller;

	return arn_parse(json_get_str(identity, STR("arn")), &caller) ||
		       arn_parse(json_get_str(issuer, STR("arn")), &caller)
		   ? caller.partition
		   : STR("aws");
}

static struct str fill_arn(struct arena *arena, struct str form, const struct json *event,
			   struct str name)
{
	struct str partition = event_partition(event);
	struct str out = STR("");
	struct arn arn;

	if (arn_parse(name, &arn))
		return name;
	if (str_eq(form, STR("*")))
		return STR("");
	for (size_t i = 0; i < form.n; i++) {
		struct str part = str_slice(form, i, i + 1);
		if (form.p[i] == '@')
			part = partition;
		if (form.p[i] == '^')
			part = json_get_str(event, STR("awsRegion"));
		if (form.p[i] == '#')
			part = json_get_str(event, STR("recipientAccountId"));
		if (form.p[i] == '*')
			part = str_starts(name, STR("/")) ? str_skip(name, 1) : name;
		out = arena_printf(arena, "%.*s%.*s", STR_ARG(out), STR_ARG(part));
	}
	return out;
}

static struct str bucket_or_object(struct arena *arena, const struct json *event)
{
	const struct json *request = json_get(event, STR("requestParameters"));
	struct str partition = event_partition(event);
	struct str bucket = json_get_str(request, STR("bucketName"));
	struct str key = json_get_str(request, STR("key"));

	if (str_is_empty(bucket))
		return STR("");
	return arena_printf(arena, "arn:%.*s:s3:::%.*s%s%.*s", STR_ARG(partition), STR_ARG(bucket),
			    key.n ? "/" : "", STR_ARG(key));
}

/* The one resource that the event lists; of a bucket and an object in it the object. */
static struct str listed_resource(const struct json *event)
{
	const struct json *list = json_get(event, STR("resources"));
	struct str found = STR("");

	for (const struct json *r = json_first(list); r != NULL; r = json_next(r)) {
		struct str arn = json_get_str(r, STR("ARN"));
		if (str_is_empty(arn))
			arn = json_get_str(r, STR("arn"));
		if (str_is_empty(found) || str_starts(arn, found))
			found = arn;
	}
	return found;
}

static struct str resource_of(struct arena *arena, const struct json *event)
{
	const struct json *request = json_get(event, STR("requestParameters"));
	struct str source = json_get_str(event, STR("eventSource"));
	struct str found = bucket_or_object(arena, event);

	if (str_is_empty(found))
		found = listed_resource(event);
	for (size_t i = 0; str_is_empty(found) && i < sizeof(parameters) / sizeof(parameters[0]);
	     i++) {
		struct str name = json_get_str(request, parameters[i].parameter);
		if (str_eq(source, parameters[i].source) && !str_is_empty(name))
			found = fill_arn(arena, parameters[i].arn, event, name);
	}
	return found;
}

/* ---- condition keys ---------------------------------------------------------------------------
 */

struct keys {
	struct arena *arena;
	struct vec values; /* struct context_value */
};

static void add_key(struct keys *keys, struct str key, enum context_state state, struct str value)
{
	struct context_value *added;
	struct str *one;

	if (state == CTX_PRESENT && str_is_empty(value))
		return;
	added = vec_push(&keys->values);
	one = arena_array(keys->arena, 1, sizeof(*one));
	one[0] = value;
	*added = (struct context_value){.key = key,
					.state = state,
					.values = one,
					.n_values = state == CTX_PRESENT,
					.source = STR("as the CloudTrail event has it")};
}

static bool is_address(struct str text)
{
	bool digits = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool digit = ascii_is_digit(c);
		if (!digit && c != '.' && c != ':' &&
		    (ascii_hex(c) < 0 || str_find_char(text, ':') < 0))
			return false;
		digits = digits || digit;
	}
	return digits;
}

/* Source: IAM User Guide, "AWS global condition context keys": aws:SourceIp is not there for
 * requests through a VPC endpoint, aws:VpcSourceIp is. */
static void network_keys(struct keys *keys, const struct json *event)
{
	struct str address = json_get_str(event, STR("sourceIPAddress"));
	struct str endpoint = json_get_str(event, STR("vpcEndpointId"));

	if (!str_is_empty(endpoint)) {
		add_key(keys, STR("aws:SourceVpce"), CTX_PRESENT, endpoint);
		add_key(keys, STR("aws:SourceIp"), CTX_ABSENT, STR(""));
		if (is_address(address))
			add_key(keys, STR("aws:VpcSourceIp"), CTX_PRESENT, address);
	} else if (is_address(address)) {
		add_key(keys, STR("aws:SourceIp"), CTX_PRESENT, address);
		add_key(keys, STR("aws:SourceVpce"), CTX_ABSENT, STR(""));
		add_key(keys, STR("aws:SourceVpc"), CTX_ABSENT, STR(""));
	}
}

static void session_keys(struct keys *keys, const struct json *identity)
{
	const struct json *session = json_get(identity, STR("sessionContext"));
	const struct json *attributes = json_get(session, STR("attributes"));
	struct str type = json_get_str(identity, STR("type"));
	struct str mfa = json_scalar(keys->arena, json_get(attributes, STR("mfaAuthenticated")));

	add_key(keys, STR("aws:MultiFactorAuthPresent"), CTX_PRESENT, mfa);
	if (str_is_empty(mfa) && session == NULL &&
	    (str_eq(type, STR("IAMUser")) || str_eq(type, STR("Root"))))
		add_key(keys, STR("aws:MultiFactorAuthPresent"), CTX_ABSENT, STR(""));
	add_key(keys, STR("aws:TokenIssueTime"), CTX_PRESENT,
		json_get_str(attributes, STR("creationDate")));
	add_key(keys, STR("aws:SourceIdentity"), CTX_PRESENT,
		json_get_str(session, STR("sourceIdentity")));
	if (!str_eq(type, STR("AWSService")))
		add_key(keys, STR("aws:userid"), CTX_PRESENT,
			json_get_str(identity, STR("principalId")));
}

static void request_keys(struct keys *keys, const struct json *request)
{
	add_key(keys, STR("sts:RoleSessionName"), CTX_PRESENT,
		json_get_str(request, STR("roleSessionName")));
	add_key(keys, STR("sts:SourceIdentity"), CTX_PRESENT,
		json_get_str(request, STR("sourceIdentity")));
}

static void read_keys(struct arena *arena, const struct json *event, struct trail_event *out)
{
	struct keys keys = {.arena = arena};

	vec_init(&keys.values, arena, sizeof(struct context_value));
	network_keys(&keys, event);
	session_keys(&keys, json_get(event, STR("userIdentity")));
	request_keys(&keys, json_get(event, STR("requestParameters")));
	add_key(&keys, STR("aws:CurrentTime"), CTX_PRESENT, json_get_str(event, STR("eventTime")));
	add_key(&keys, STR("aws:UserAgent"), CTX_PRESENT, json_get_str(event, STR("userAgent")));
	if (json_get(event, STR("tlsDetails")) != NULL)
		add_key(&keys, STR("aws:SecureTransport"), CTX_PRESENT, STR("true"));
	out->context = keys.values.items;
	out->n_context = keys.values.n;
}

/* ---- one event --------------------------------------------------------------------------------
 */

/* Source: AWS Common Errors; Amazon EC2 API Reference, "Error codes"; Amazon SNS,
 * AuthorizationError.
 */
static bool says_no(struct str code)
{
	return str_contains(code, STR("AccessDenied")) ||
	       str_ends(code, STR("UnauthorizedOperation")) ||
	       str_starts(code, STR("AuthorizationError")) ||
	       str_starts(code, STR("NotAuthorized")) || str_eq(code, STR("Forbidden"));
}

static struct str source_prefix(struct str source)
{
	ptrdiff_t dot = str_find_char(source, '.');

	return str_slice(source, 0, dot < 0 ? source.n : (size_t)dot);
}

/* What the message does not hold, the event tells. */
static void complete(struct arena *arena, const struct json *event, struct trail_event *out)
{
	const struct json *identity = json_get(event, STR("userIdentity"));
	struct denial *d = &out->denial;

	if (str_is_empty(d->principal))
		d->principal = principal_of(identity);
	if (str_is_empty(d->session))
		d->session = denial_session(d->principal);
	if (str_is_empty(d->resource))
		d->resource = resource_of(arena, event);
	if (str_is_empty(d->service))
		d->service = source_prefix(out->source);
	if (str_is_empty(d->message))
		d->message = str_is_empty(out->message) ? out->code : out->message;
	if (d->reason == DENIAL_OPAQUE && !str_is_empty(d->principal))
		d->reason = DENIAL_UNSPECIFIED;
}

static void read_request(const struct json *request, struct trail_event *out)
{
	out->knows_request = json_is(request, JSON_OBJECT);
	out->external_id = json_get_str(request, STR("externalId"));
	out->has_external_id = !str_is_empty(out->external_id);
}

static void take_event(struct trail *t, const struct json *json)
{
	struct trail_event event = {
	    .source = json_get_str(json, STR("eventSource")),
	    .name = json_get_str(json, STR("eventName")),
	    .code = json_get_str(json, STR("errorCode")),
	    .message = json_get_str(json, STR("errorMessage")),
	    .region = json_get_str(json, STR("awsRegion")),
	};
	bool told = denial_read(t->arena, event.message, &event.denial);

	t->seen++;
	if (!says_no(event.code) && (!told || event.denial.reason == DENIAL_OPAQUE))
		return;
	event.identity = identity_of(json_get(json, STR("userIdentity")));
	read_request(json_get(json, STR("requestParameters")), &event);
	complete(t->arena, json, &event);
	read_keys(t->arena, json, &event);
	*(struct trail_event *)vec_push(&t->events) = event;
}

static void take(struct trail *t, const struct json *json, int depth)
{
	const struct json *parsed;
	struct err ignored;

	if (is_event(json)) {
		take_event(t, json);
		return;
	}
	if (depth == 0)
		return;
	if (json_is(json, JSON_STRING)) {
		if (holds_event(json_str(json)) &&
		    json_parse(t->arena, json_str(json), &parsed, &ignored))
			take(t, parsed, depth - 1);
		return;
	}
	if (!json_is(json, JSON_ARRAY) && !json_is(json, JSON_OBJECT))
		return;
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m))
		take(t, m, depth - 1);
}

void cloudtrail_denials(struct arena *arena, const struct json *json,
			const struct trail_event **out, size_t *n, size_t *seen)
{
	struct trail t = {.arena = arena};

	vec_init(&t.events, arena, sizeof(struct trail_event));
	take(&t, json, DEPTH_MAX);
	*out = t.events.items;
	*n = t.events.n;
	*seen = t.seen;
}
