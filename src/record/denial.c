/* record/denial.c - TABLE: the sentences in which AWS says no, and what each holds. */
#include "rolehop/record/denial.h"

#include <limits.h>

#include "clean.h"
#include "phrase.h"
#include "rolehop/base/buf.h"
#include "sentence.h"

enum {
	TAIL_MAX = 600,
	ENCODED_MAX = 16384,
	ENCODED_MIN = 8,
	MESSAGE_MAX = 4096,
	ROLE_BACK_MAX = 2600
};

/* Where a sentence was found. */
struct place {
	size_t at;  /* where its fixed words begin */
	size_t end; /* and end */
};

struct form {
	struct str words;
	bool (*take)(struct arena *arena, struct str text, const struct place *place,
		     struct denial *out, size_t *end);
	enum denial_reason reason;
	const char *principal, *action, *service; /* what the sentence says by itself, or NULL */
};

/* ---- what stands around the fixed words -------------------------------------------------------
 */

/* SUBJECT is not authorized to perform: ACTION [on resource: ARN] [REASON] */
static bool read_perform(struct arena *arena, struct str text, const struct place *place,
			 struct denial *out, size_t *end)
{
	if (!object_after(arena, text, place->end, out, end))
		return false;
	out->principal = subject_before(arena, text, place->at);
	reason_after(arena, text, *end, out, end);
	return true;
}

/* SUBJECT is not authorized to ... [REASON] */
static bool read_subject(struct arena *arena, struct str text, const struct place *place,
			 struct denial *out, size_t *end)
{
	out->principal = subject_before(arena, text, place->at);
	reason_after(arena, text, place->end, out, end);
	return true;
}

/* The role EXECUTION is not authorized to assume the task state's role, TARGET. */
static bool read_task_role(struct arena *arena, struct str text, const struct place *place,
			   struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);

	out->principal = subject_before(arena, text, place->at);
	out->resource = name_after(arena, text, at, end);
	return true;
}

/* ... the role NAME ...: the name is what the action is done on. */
static bool read_role(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);

	out->resource = name_after(arena, text, at, end);
	return !str_is_empty(out->resource);
}

/* Role ARN is invalid or cannot be assumed */
static bool read_role_before(struct arena *arena, struct str text, const struct place *place,
			     struct denial *out, size_t *end)
{
	size_t begin = place->at > ROLE_BACK_MAX ? place->at - ROLE_BACK_MAX : 0;
	struct str before = str_slice(text, begin, place->at);
	size_t from, last = before.n;

	*end = place->end;
	for (size_t at = 0; phrase_find(before, at, STR("arn:"), &from, NULL); at = from + 1)
		last = from;
	out->resource = phrase_join(arena, str_skip(before, last));
	return !str_is_empty(out->resource) && str_find_char(out->resource, ' ') < 0;
}

/* Access to the resource URL is denied. */
static bool read_denied(struct arena *arena, struct str text, const struct place *place,
			struct denial *out, size_t *end)
{
	size_t at = phrase_space(text, place->end);
	size_t to;

	if (!phrase_find(text, at, STR(" is denied"), &to, end) || to > at + TAIL_MAX)
		return false;
	out->resource = phrase_join(arena, str_slice(text, at, to));
	return true;
}

/* Nothing but the words. */
static bool read_words(struct arena *arena, struct str text, const struct place *place,
		       struct denial *out, size_t *end)
{
	(void)arena;
	(void)text;
	(void)out;
	*end = place->end;
	return true;
}

/* ---- the table --------------------------------------------------------------------------------
 */

/*
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; Step Functions Developer
 * Guide, "Accessing resources in other AWS accounts" and "Troubleshooting"; AWS KMS, Amazon SQS,
 * AWS Lambda and Amazon ECS: the texts of their own errors.
 */
/* clang-format off */
static const struct form forms[] = {
	{STR_INIT("not authorized to assume the task state's role,"), read_task_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to assume the task state's role"), read_task_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role"), read_words, DENIAL_SFN_EXECUTION_ROLE, "states.amazonaws.com", "sts:AssumeRole", "states"},
	{STR_INIT("nor the regional one is authorized to assume the provided role"), read_words, DENIAL_SFN_EXECUTION_ROLE, "states.amazonaws.com", "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to assume the provided role"), read_subject, DENIAL_SFN_EXECUTION_ROLE, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to create managed-rule"), read_subject, DENIAL_SFN_MANAGED_RULE, NULL, NULL, "states"},
	{STR_INIT("not authorized to access the Log Destination"), read_words, DENIAL_SFN_LOG_DESTINATION, NULL, NULL, "states"},
	{STR_INIT("not authorized to perform"), read_perform, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("not authorised to perform"), read_perform, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("not authorized to access this resource"), read_subject, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access to KMS is not allowed"), read_words, DENIAL_KMS_AMBIGUOUS, NULL, "kms:Decrypt", "secretsmanager->kms"},
	{STR_INIT("The ciphertext refers to a customer master key that does not exist"), read_words, DENIAL_KMS_AMBIGUOUS, NULL, "kms:Decrypt", "kms"},
	{STR_INIT("was unable to assume the role "), read_role, DENIAL_UNSPECIFIED, "ecs-tasks.amazonaws.com", "sts:AssumeRole", "ecs"},
	{STR_INIT("The role defined for the function cannot be assumed by Lambda"), read_words, DENIAL_UNSPECIFIED, "lambda.amazonaws.com", "sts:AssumeRole", "lambda"},
	{STR_INIT(" is invalid or cannot be assumed"), read_role_before, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("Invalid Role Arn: "), read_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("role ARN is invalid: "), read_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("role ARN is invalid"), read_words, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("Cross-account pass role is not allowed"), read_words, DENIAL_UNSPECIFIED, NULL, "iam:PassRole", "iam"},
	{STR_INIT("Access to the resource "), read_denied, DENIAL_OPAQUE, NULL, NULL, NULL},
};

/* Words that say no and nothing else: looked for where no sentence above is found. */
static const struct form bare[] = {
	{STR_INIT("not authorized to perform this operation"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Encoded authorization failure message"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Insufficient Lake Formation permission"), read_words, DENIAL_OPAQUE, NULL, NULL, "lakeformation"},
	{STR_INIT("Access Denied"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AccessDenied"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AccessDeniedException"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("UnauthorizedOperation"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AuthorizationError"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access is denied"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("is not allowed to access"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("don't have permission"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("do not have permission"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("States.Permissions"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("States.Http.StatusCode.403"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("ApiGateway.403"), read_words, DENIAL_OPAQUE, NULL, NULL, "execute-api"},
	{STR_INIT("error occurred (403)"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Status Code: 403"), read_words, DENIAL_OPAQUE, NULL, NULL, NULL},
};

/* Names of services in the trailers of the Java SDKs that are not their IAM prefix, in lower case,
 * without "aws" or "amazon" before them. Source: AWS SDK for Java, service identifiers. */
static const struct { struct str name, prefix; } trailers[] = {
	{STR_INIT("stepfunctions"), STR_INIT("states")},
	{STR_INIT("sfn"), STR_INIT("states")},
	{STR_INIT("securitytokenservice"), STR_INIT("sts")},
	{STR_INIT("identitymanagement"), STR_INIT("iam")},
	{STR_INIT("simplesystemsmanagement"), STR_INIT("ssm")},
	{STR_INIT("simplenotificationservice"), STR_INIT("sns")},
	{STR_INIT("simplequeueservice"), STR_INIT("sqs")},
	{STR_INIT("cloudwatchevents"), STR_INIT("events")},
	{STR_INIT("eventbridge"), STR_INIT("events")},
	{STR_INIT("cloudwatchlogs"), STR_INIT("logs")},
	{STR_INIT("dynamodbv2"), STR_INIT("dynamodb")},
	{STR_INIT("ecscontainerservice"), STR_INIT("ecs")},
	{STR_INIT("emr"), STR_INIT("elasticmapreduce")},
	{STR_INIT("simpleemailservice"), STR_INIT("ses")},
	{STR_INIT("elasticcontainerservice"), STR_INIT("ecs")},
};
/* clang-format on */

/* ---- around the sentence ----------------------------------------------------------------------
 */

static struct str lower_letters(struct arena *arena, struct str s)
{
	struct buf out;

	buf_init(&out, arena, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);
		if (ascii_is_lower(c) || ascii_is_digit(c) || c == '-')
			buf_add_char(&out, c);
	}
	return buf_str(&out);
}

/* "(Service: AWSLambda; ..." and "(Service: Lambda, ..." */
static struct str trailer_service(struct arena *arena, struct str text, size_t from)
{
	size_t at, end, to;

	if (!phrase_find(text, from, STR("(Service: "), &at, &end) || at > from + TAIL_MAX)
		return STR("");
	for (to = end; to < text.n && text.p[to] != ';' && text.p[to] != ',' && text.p[to] != ')';)
		to++;
	struct str name = lower_letters(arena, str_slice(text, end, to));
	if (str_starts(name, STR("amazon")))
		name = str_skip(name, 6);
	if (str_starts(name, STR("aws")))
		name = str_skip(name, 3);
	for (size_t i = 0; i < sizeof(trailers) / sizeof(trailers[0]); i++)
		if (str_eq(name, trailers[i].name))
			return trailers[i].prefix;
	return name;
}

static struct str prefix_of(struct arena *arena, struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	return colon <= 0 ? STR("") : lower_letters(arena, str_slice(action, 0, (size_t)colon));
}

/* The host of a URL, as SQS has it: https://sqs.us-west-2.amazonaws.com/. */
static struct str host_service(struct str resource)
{
	static const struct str scheme = STR_INIT("https://");
	ptrdiff_t dot;

	if (!str_starts(resource, scheme) || !str_contains(resource, STR(".amazonaws.com")))
		return STR("");
	resource = str_skip(resource, scheme.n);
	dot = str_find_char(resource, '.');
	return str_slice(resource, 0, (size_t)dot);
}

/* "CloudWatch Alarms" calls as itself, and so does a session of Step Functions. */
static struct str calling_service(struct arena *arena, const struct denial *d)
{
	ptrdiff_t blank = str_find_char(d->principal, ' ');

	if (denial_random_session(d->session))
		return STR("states");
	if (blank <= 0 || str_find_char(d->principal, ':') >= 0 ||
	    str_find_char(d->principal, '/') >= 0)
		return STR("");
	return lower_letters(arena, str_slice(d->principal, 0, (size_t)blank));
}

static void name_service(struct arena *arena, struct str text, size_t end, struct denial *out)
{
	struct str caller = calling_service(arena, out);

	if (str_is_empty(out->service))
		out->service = prefix_of(arena, out->action);
	if (str_is_empty(out->service))
		out->service = trailer_service(arena, text, end);
	if (str_is_empty(out->service))
		out->service = host_service(out->resource);
	if (!str_is_empty(caller) && !str_is_empty(out->service) && !str_eq(caller, out->service) &&
	    !str_eq(out->service, STR("sts")))
		out->service =
		    arena_printf(arena, "%.*s->%.*s", STR_ARG(caller), STR_ARG(out->service));
}

static bool is_encoded(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_' || c == '=' || c == '+' || c == '/';
}

/* The letters behind "Encoded authorization failure message:", over as many lines as they take. */
static void read_encoded(struct arena *arena, struct str text, size_t from, struct denial *out)
{
	struct buf blob;
	size_t at, end;

	if (!phrase_find(text, from, STR("Encoded authorization failure message:"), &at, &end) ||
	    at > from + TAIL_MAX)
		return;
	buf_init(&blob, arena, ENCODED_MAX);
	end = phrase_space(text, end);
	while (end < text.n) {
		size_t to = end;
		while (to < text.n && is_encoded(text.p[to]))
			to++;
		if (blob.n > 0 && to - end < ENCODED_MIN && to < text.n &&
		    phrase_space(text, to) < text.n)
			break;
		buf_add(&blob, str_slice(text, end, to));
		if (to == end || to == text.n || text.p[to] != '\n')
			break;
		end = phrase_space(text, to);
	}
	out->encoded = buf_str(&blob);
}

/* "An error occurred (AccessDenied) when calling the PutObject operation:" */
static void read_operation(struct arena *arena, struct str text, size_t to, struct denial *out)
{
	size_t from = to > TAIL_MAX ? to - TAIL_MAX : 0;
	size_t at, end, stop;

	if (!phrase_find(text, from, STR("when calling the "), &at, &end) ||
	    !phrase_find(text, end, STR(" operation"), &stop, NULL) || stop > end + 100)
		return;
	out->operation = phrase_join(arena, str_slice(text, end, stop));
}

/* ---- finding ----------------------------------------------------------------------------------
 */

struct str denial_session(struct str principal)
{
	static const struct str kind = STR_INIT("assumed-role/");
	ptrdiff_t at = str_find(principal, kind);
	ptrdiff_t slash;

	if (at < 0)
		return STR("");
	principal = str_skip(principal, (size_t)at + kind.n);
	slash = str_find_char(principal, '/');
	return slash < 0 ? STR("") : str_skip(principal, (size_t)slash + 1);
}

bool denial_random_session(struct str session)
{
	for (size_t i = 0; i < session.n; i++) {
		char low = (char)(session.p[i] | 0x20);
		if (low < 'a' || low > 'z')
			return false;
	}
	return session.n == 32;
}

static struct str or_said(struct str read, const char *said)
{
	return str_is_empty(read) ? str_from(said) : read;
}

/* Reads a form whose words stand at `place`. */
static bool read_form(struct arena *arena, struct str text, const struct form *form,
		      const struct place *place, struct denial *out, size_t *end)
{
	struct denial one = {.reason = form->reason};

	if (!form->take(arena, text, place, &one, end))
		return false;
	one.principal = or_said(one.principal, form->principal);
	one.action = or_said(one.action, form->action);
	one.service = str_from(form->service);
	*out = one;
	return true;
}

static char first_letter(char c)
{
	if (c == '\n' || c == '\t')
		return ' ';
	return ascii_lower(c);
}

/* The letters with which the forms of a table begin, as a set. */
static void note_letters(const struct form *table, size_t n, bool letters[UCHAR_MAX + 1])
{
	for (size_t i = 0; i < n; i++)
		letters[(unsigned char)first_letter(table[i].words.p[0])] = true;
}

/* A form that begins with a blank begins where the blanks do. */
static bool is_inside_blanks(struct str text, size_t at)
{
	return at > 0 && first_letter(text.p[at]) == ' ' && first_letter(text.p[at - 1]) == ' ';
}

/* The first place at which a form of the table can be read; of several there the first row. */
static bool find_form(struct arena *arena, struct str text, const struct form *table, size_t n,
		      struct denial *out, struct place *place, size_t *end)
{
	bool letters[UCHAR_MAX + 1] = {false};

	note_letters(table, n, letters);
	for (size_t at = 0; at < text.n; at++) {
		char letter = first_letter(text.p[at]);
		if (!letters[(unsigned char)letter] || is_inside_blanks(text, at))
			continue;
		place->at = at;
		for (size_t i = 0; i < n; i++)
			if (first_letter(table[i].words.p[0]) == letter &&
			    phrase_at(text, at, table[i].words, &place->end) &&
			    read_form(arena, text, &table[i], place, out, end))
				return true;
	}
	return false;
}

/* The line or lines that the sentence stands in. */
static struct str message_of(struct arena *arena, struct str text, size_t at, size_t end)
{
	size_t from = at;

	while (from > 0 && text.p[from - 1] != '\n' && at - from < MESSAGE_MAX)
		from--;
	while (end < text.n && text.p[end] != '\n' && end - at < MESSAGE_MAX)
		end++;
	return phrase_line(arena, str_slice(text, from, end));
}

static bool find_in(struct arena *arena, struct str text, struct denial *out)
{
	struct denial d;
	struct place place;
	size_t end;

	if (!find_form(arena, text, forms, sizeof(forms) / sizeof(forms[0]), &d, &place, &end) &&
	    !find_form(arena, text, bare, sizeof(bare) / sizeof(bare[0]), &d, &place, &end))
		return false;
	d.session = denial_session(d.principal);
	read_encoded(arena, text, place.at, &d);
	read_operation(arena, text, place.at, &d);
	name_service(arena, text, end, &d);
	d.message = message_of(arena, text, place.at, end);
	*out = d;
	return true;
}

bool denial_find(struct arena *arena, struct str text, struct denial *out)
{
	return find_in(arena, clean_text(arena, text), out);
}

bool denial_read(struct arena *arena, struct str message, struct denial *out)
{
	return find_in(arena, message, out);
}
