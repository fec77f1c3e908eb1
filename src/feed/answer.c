/* feed/answer.c - what an answer of AWS says: its JSON, or which error it is. */
#include "feed/answer.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/xml.h"

enum { JSON_MAX = 256 << 20, WORDS_MAX = 600 };

/* ---- XML as JSON --------------------------------------------------------------------------------
 */

/* Elements whose children are a list, whatever their number; "...List" are lists, too. */
static const struct str lists[] = {
    STR_INIT("AttachedManagedPolicies"), STR_INIT("Tags"),   STR_INIT("Policies"),
    STR_INIT("AccountAliases"),		 STR_INIT("Topics"), STR_INIT("Buckets"),
};

/* Names that elements of lists have. */
static const struct str elements[] = {
    STR_INIT("member"),
    STR_INIT("Bucket"),
    STR_INIT("item"),
};

static bool is_one_of(struct str name, const struct str *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, all[i]))
			return true;
	return false;
}

static bool is_list(const struct xml *xml)
{
	bool named = is_one_of(xml->name, lists, sizeof(lists) / sizeof(lists[0])) ||
		     str_ends(xml->name, STR("List"));

	if (xml->first == NULL)
		return named && xml->text.n == 0;
	return is_one_of(xml->first->name, elements, sizeof(elements) / sizeof(elements[0])) &&
	       !(str_eq(xml->first->name, STR("Bucket")) && xml->first->first == NULL);
}

static bool is_map(const struct xml *xml)
{
	return xml->first != NULL && str_eq(xml->first->name, STR("entry")) &&
	       xml_get(xml->first, STR("key")) != NULL;
}

static void add_json(struct buf *buf, const struct xml *xml);

static void add_children(struct buf *buf, const struct xml *xml, bool list, bool map)
{
	for (const struct xml *child = xml->first; child != NULL; child = child->next) {
		const struct xml *value = map ? xml_get(child, STR("value")) : child;
		if (child != xml->first)
			buf_add_char(buf, ',');
		if (!list) {
			json_write_str(buf, map ? xml_get_str(child, STR("key")) : child->name);
			buf_add_char(buf, ':');
		}
		if (value != NULL)
			add_json(buf, value);
		else
			buf_add_cstr(buf, "null");
	}
}

static void add_json(struct buf *buf, const struct xml *xml)
{
	bool list = is_list(xml);

	if (list || xml->first != NULL) {
		buf_add_char(buf, list ? '[' : '{');
		add_children(buf, xml, list, is_map(xml));
		buf_add_char(buf, list ? ']' : '}');
	} else if (str_eq(xml->name, STR("RoleLastUsed"))) {
		buf_add_cstr(buf, "{}"); /* an object, also where it is empty */
	} else if (str_starts(xml->name, STR("Is")) &&
		   (str_eq(xml->text, STR("true")) || str_eq(xml->text, STR("false")))) {
		buf_add(buf, xml->text);
	} else {
		json_write_str(buf, xml->text);
	}
}

/* <XResponse><XResult>: the result. */
static const struct xml *result_of(const struct xml *root)
{
	for (const struct xml *child = root->first; child != NULL; child = child->next)
		if (str_ends(child->name, STR("Result")))
			return child;
	return root;
}

static bool read_xml(struct arena *arena, enum protocol protocol, struct str body,
		     const struct json **out, struct err *err)
{
	const struct xml *xml = NULL;
	struct buf buf;

	if (!xml_parse(arena, body, &xml, err))
		return false;
	if (protocol == PROTOCOL_QUERY)
		xml = result_of(xml);
	buf_init(&buf, arena, JSON_MAX);
	if (xml->first == NULL && xml->text.n == 0)
		buf_add_cstr(&buf, "{}");
	else
		add_json(&buf, xml);
	return json_parse(arena, buf_str(&buf), out, err);
}

bool answer_read_json(struct arena *arena, enum protocol protocol, struct str body,
		      const struct json **out, struct err *err)
{
	bool xml = protocol == PROTOCOL_QUERY || protocol == PROTOCOL_REST_XML;

	if (xml)
		return read_xml(arena, protocol, body, out, err);
	return json_parse(arena, str_trim(body).n > 0 ? body : STR("{}"), out, err);
}

/* ---- errors -------------------------------------------------------------------------------------
 */

/* "com.amazonaws.x#Code:http://..." is Code. */
static struct str bare_code(struct str code)
{
	ptrdiff_t hash = str_find_char(code, '#');

	if (hash >= 0)
		code = str_skip(code, (size_t)hash + 1);
	return str_trim(str_until(code, ':'));
}

static struct str first_str(const struct json *json, const struct str *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str text = json_get_str(json, keys[i]);
		if (text.n > 0)
			return text;
	}
	return (struct str){NULL, 0};
}

static void read_json_error(struct arena *arena, struct str body, struct answer *out)
{
	static const struct str codes[] = {STR_INIT("__type"), STR_INIT("code"), STR_INIT("Code"),
					   STR_INIT("error")};
	static const struct str messages[] = {STR_INIT("message"), STR_INIT("Message"),
					      STR_INIT("errorMessage"),
					      STR_INIT("error_description")};
	const struct json *json = NULL;
	struct err ignored;

	if (!json_parse(arena, body, &json, &ignored))
		return;
	if (out->code.n == 0)
		out->code = bare_code(first_str(json, codes, sizeof(codes) / sizeof(codes[0])));
	out->message = first_str(json, messages, sizeof(messages) / sizeof(messages[0]));
}

static void read_xml_error(struct arena *arena, struct str body, struct answer *out)
{
	const struct xml *xml = NULL;
	const struct xml *code = NULL;
	const struct xml *message = NULL;
	struct err ignored;

	if (!xml_parse(arena, body, &xml, &ignored))
		return;
	code = xml_find(xml, STR("Code"));
	message = xml_find(xml, STR("Message"));
	if (out->code.n == 0 && code != NULL)
		out->code = code->text;
	if (message != NULL)
		out->message = message->text;
}

/* What follows may repeat what was signed, the session's token among it. */
static struct str first_line(struct str text)
{
	ptrdiff_t end = str_find_char(text, '\n');

	return str_slice(str_trim(end < 0 ? text : str_slice(text, 0, (size_t)end)), 0, WORDS_MAX);
}

void answer_read_error(struct arena *arena, const struct http_answer *http, struct answer *out)
{
	struct str body = str_trim(http->body);

	out->code = bare_code(arena_str(arena, http->error_type));
	if (body.n > 0 && body.p[0] == '<')
		read_xml_error(arena, body, out);
	else if (body.n > 0)
		read_json_error(arena, body, out);
	out->message = first_line(out->message);
	if (http->outcome != HTTP_ANSWERED)
		out->message = arena_str(arena, str_from(http->words));
}

struct error_row {
	struct str code;
	struct judgement judgement;
};

#define THROTTLED                                                                                  \
	{                                                                                          \
		CALL_THROTTLED, REMEDY_SLOWER                                                      \
	}
#define REFUSED                                                                                    \
	{                                                                                          \
		CALL_REFUSED, REMEDY_NONE                                                          \
	}
#define PASSING                                                                                    \
	{                                                                                          \
		CALL_FAILED, REMEDY_AGAIN                                                          \
	}
#define OFF                                                                                        \
	{                                                                                          \
		CALL_REGION_OFF, REMEDY_NONE                                                       \
	}

/* clang-format off */
/* Source: botocore's _retry.json and standard retry mode; AWS General Reference, "Common errors". */
static const struct error_row errors[] = {
	{STR_INIT("Throttling"), THROTTLED},
	{STR_INIT("ThrottlingException"), THROTTLED},
	{STR_INIT("ThrottledException"), THROTTLED},
	{STR_INIT("RequestThrottled"), THROTTLED},
	{STR_INIT("RequestThrottledException"), THROTTLED},
	{STR_INIT("TooManyRequestsException"), THROTTLED},
	{STR_INIT("ProvisionedThroughputExceededException"), THROTTLED},
	{STR_INIT("RequestLimitExceeded"), THROTTLED},
	{STR_INIT("BandwidthLimitExceeded"), THROTTLED},
	{STR_INIT("LimitExceededException"), THROTTLED},
	{STR_INIT("SlowDown"), THROTTLED},
	{STR_INIT("PriorRequestNotComplete"), THROTTLED},
	{STR_INIT("EC2ThrottledException"), THROTTLED},
	{STR_INIT("RequestTimeout"), PASSING},
	{STR_INIT("RequestTimeoutException"), PASSING},
	{STR_INIT("InternalError"), PASSING},
	{STR_INIT("InternalFailure"), PASSING},
	{STR_INIT("ServiceUnavailable"), PASSING},
	{STR_INIT("RequestTimeTooSkewed"), {CALL_FAILED, REMEDY_CLOCK}},
	{STR_INIT("RequestExpired"), {CALL_FAILED, REMEDY_CLOCK}},
	{STR_INIT("ExpiredToken"), {CALL_REFUSED, REMEDY_KEYS}},
	{STR_INIT("ExpiredTokenException"), {CALL_REFUSED, REMEDY_KEYS}},
	{STR_INIT("TokenRefreshRequired"), {CALL_REFUSED, REMEDY_KEYS}},
	{STR_INIT("UnrecognizedClientException"), OFF},
	{STR_INIT("InvalidClientTokenId"), OFF},
	{STR_INIT("OptInRequired"), OFF},
	{STR_INIT("AccessDenied"), REFUSED},
	{STR_INIT("AccessDeniedException"), REFUSED},
	{STR_INIT("UnauthorizedOperation"), REFUSED},
	{STR_INIT("UnauthorizedException"), REFUSED},
	{STR_INIT("NotAuthorized"), REFUSED},
	{STR_INIT("AuthorizationError"), REFUSED},
	{STR_INIT("AuthFailure"), REFUSED},
	{STR_INIT("AccessDeniedForDependencyException"), REFUSED},
	{STR_INIT("AllAccessDisabled"), REFUSED},
};
/* clang-format on */

/* A signature that is too old or too young is a matter of clocks. */
static bool is_skewed(const struct answer *answer)
{
	bool signature = str_eq(answer->code, STR("InvalidSignatureException")) ||
			 str_eq(answer->code, STR("SignatureDoesNotMatch"));

	return signature && (str_contains(answer->message, STR("Signature expired")) ||
			     str_contains(answer->message, STR("not yet current")));
}

static struct judgement judge_status(int status)
{
	if (status == 429)
		return (struct judgement)THROTTLED;
	if (status == 401 || status == 403)
		return (struct judgement)REFUSED;
	if (status == 408 || status == 500 || status == 502 || status == 503 || status == 504)
		return (struct judgement)PASSING;
	return (struct judgement){CALL_ERROR, REMEDY_NONE};
}

struct judgement answer_judge(const struct http_answer *http, const struct answer *answer)
{
	if (http->outcome == HTTP_UNTRUSTED || http->outcome == HTTP_TOO_LARGE ||
	    http->outcome == HTTP_REFUSED)
		return (struct judgement){CALL_FAILED, REMEDY_NONE};
	if (http->outcome == HTTP_NO_HOST)
		return (struct judgement){CALL_NO_HOST, REMEDY_ONCE_MORE};
	if (http->outcome != HTTP_ANSWERED)
		return (struct judgement)PASSING;
	if (is_skewed(answer))
		return (struct judgement){CALL_FAILED, REMEDY_CLOCK};
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (str_eq(answer->code, errors[i].code))
			return errors[i].judgement;
	return judge_status(http->status);
}

struct str answer_words(struct arena *arena, const struct answer *answer)
{
	if (answer->code.n > 0 && answer->message.n > 0)
		return arena_printf(arena, "%.*s: %.*s", STR_ARG(answer->code),
				    STR_ARG(answer->message));
	if (answer->code.n > 0 || answer->message.n > 0)
		return arena_str(arena, answer->code.n > 0 ? answer->code : answer->message);
	return arena_printf(arena, "HTTP status %d", answer->status);
}
