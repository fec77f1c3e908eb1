/* record/denial.c - TABLE: the sentences in which AWS says no, and what each holds. */
#include "rolehop/record/denial.h"

#include <limits.h>

#include "around.h"
#include "clean.h"
#include "phrase.h"
#include "rolehop/base/buf.h"
#include "sentence.h"

enum {
	TAIL_MAX = 600,
	ENCODED_MAX = 16384,
	ENCODED_MIN = 8,
	MESSAGE_MAX = 4096,
	NEAR_MAX = 300,
	API_MAX = 60
};

struct form {
	struct str words;
	around_read take;
	enum denial_reason reason;
	const char *principal, *action, *service; /* what the sentence says by itself, or NULL */
};

/* ---- the table --------------------------------------------------------------------------------
 */

/*
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; Step Functions Developer
 * Guide, "Accessing resources in other AWS accounts" and "Troubleshooting"; AWS KMS, Amazon SQS,
 * AWS Lambda and Amazon ECS: the texts of their own errors.
 */
/* clang-format off */
static const struct form forms[] = {
	{STR_INIT("not authorized to assume the task state's role,"), around_task_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to assume the task state's role"), around_task_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role"), around_words, DENIAL_SFN_EXECUTION_ROLE, "states.amazonaws.com", "sts:AssumeRole", "states"},
	{STR_INIT("nor the regional one is authorized to assume the provided role"), around_words, DENIAL_SFN_EXECUTION_ROLE, "states.amazonaws.com", "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to assume the provided role"), around_subject, DENIAL_SFN_EXECUTION_ROLE, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("not authorized to create managed-rule"), around_subject, DENIAL_SFN_MANAGED_RULE, NULL, NULL, "states"},
	{STR_INIT("not authorized to access the Log Destination"), around_words, DENIAL_SFN_LOG_DESTINATION, NULL, NULL, "states"},
	{STR_INIT("not authorized to perform AssumeRole on role"), around_assume, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("not authorized to perform"), around_perform, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("not authorised to perform"), around_perform, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("not authorized to access this resource"), around_subject, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access to KMS is not allowed"), around_words, DENIAL_KMS_AMBIGUOUS, NULL, "kms:Decrypt", "secretsmanager->kms"},
	{STR_INIT("not authorized to access the key"), around_subject, DENIAL_KMS_AMBIGUOUS, NULL, NULL, "kms"},
	{STR_INIT("The ciphertext refers to a customer master key"), around_words, DENIAL_KMS_AMBIGUOUS, NULL, "kms:Decrypt", "kms"},
	{STR_INIT("was unable to assume the role "), around_role, DENIAL_UNSPECIFIED, "ecs-tasks.amazonaws.com", "sts:AssumeRole", "ecs"},
	{STR_INIT("The role defined for the function cannot be assumed by Lambda"), around_words, DENIAL_UNSPECIFIED, "lambda.amazonaws.com", "sts:AssumeRole", "lambda"},
	{STR_INIT(" cannot be assumed by principal "), around_role_by, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("unable to assume role "), around_unassumed, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("Not authorized to get credentials of role "), around_role, DENIAL_UNSPECIFIED, "redshift.amazonaws.com", "sts:AssumeRole", "redshift"},
	{STR_INIT(" role with trust relationship to Role "), around_stack_set, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("Roles may not be assumed by root accounts"), around_refusal, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT(" is invalid or cannot be assumed"), around_role_before, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("Invalid Role Arn: "), around_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("role ARN is invalid: "), around_role, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("role ARN is invalid"), around_words, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", "states"},
	{STR_INIT("Cross-account pass role is not allowed"), around_words, DENIAL_UNSPECIFIED, NULL, "iam:PassRole", "iam"},
	{STR_INIT("does not have permissions to call "), around_call, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("Access to the resource "), around_denied, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access denied when writing output to url: "), around_role, DENIAL_UNSPECIFIED, NULL, "s3:PutObject", "s3"},
	{STR_INIT("Permission denied on S3 path: "), around_role, DENIAL_OPAQUE, NULL, NULL, "s3"},
	{STR_INIT("Insufficient Lake Formation permission"), around_lake, DENIAL_OPAQUE, NULL, NULL, "lakeformation"},
	{STR_INIT("On resource(s):"), around_box, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
	{STR_INIT("Context:"), around_box, DENIAL_UNSPECIFIED, NULL, NULL, NULL},
};

/* What is left of a sentence, or stands around one: looked for where none above is found. */
static const struct form parts[] = {
	{STR_INIT("could not assume role "), around_unassumed, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT(" cannot be assumed"), around_role_before, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRole", NULL},
	{STR_INIT("No OpenIDConnect provider found in your account"), around_refusal, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRoleWithWebIdentity", NULL},
	{STR_INIT("Incorrect token audience"), around_refusal, DENIAL_UNSPECIFIED, NULL, "sts:AssumeRoleWithWebIdentity", NULL},
	{STR_INIT("because no "), around_clause, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("no "), around_clause, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("explicit deny in "), around_clause, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("is not authorized"), around_who, DENIAL_OPAQUE, NULL, NULL, NULL},
};

/* Words that say no and nothing else: looked for where no sentence above is found. */
static const struct form bare[] = {
	{STR_INIT("not authorized to perform this operation"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Encoded authorization failure message"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access Denied"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AccessDenied"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AccessDeniedException"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("UnauthorizedOperation"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("AuthorizationError"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Access is denied"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("is not allowed to access"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("don't have permission"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("do not have permission"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("States.Permissions"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("States.Http.StatusCode.403"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("ApiGateway.403"), around_words, DENIAL_OPAQUE, NULL, NULL, "execute-api"},
	{STR_INIT("error occurred (403)"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("403 Forbidden"), around_forbidden, DENIAL_OPAQUE, NULL, NULL, NULL},
	{STR_INIT("Status Code: 403"), around_words, DENIAL_OPAQUE, NULL, NULL, NULL},
};
/* clang-format on */

/* ---- around the sentence ----------------------------------------------------------------------
 */

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

/* The action of the last "API: ACTION " in [from, to). */
static struct str find_api(struct arena *arena, struct str text, size_t from, size_t to)
{
	struct denial object = {.reason = DENIAL_UNSPECIFIED};
	size_t at, end, after;

	while (phrase_find(str_slice(text, 0, to), from, STR("API: "), &at, &end)) {
		if (!object_after(arena, text, end, &object, &after))
			after = end;
		from = after;
	}
	return object.action;
}

/* "API: ec2:DescribeVpcs ", as CloudFormation begins what a call failed with; in XML the code of
 * the error is before it. */
static void read_api(struct arena *arena, struct str text, size_t at, size_t end,
		     struct denial *out)
{
	out->action = find_api(arena, text, at > NEAR_MAX ? at - NEAR_MAX : 0, at);
	if (str_is_empty(out->action))
		out->action = find_api(arena, text, end, end + API_MAX);
}

/* An operation that one service has, by the name of its action. Source: AWS STS API Reference. */
static void read_sts(struct arena *arena, struct denial *out)
{
	if (str_starts(out->operation, STR("AssumeRole")))
		out->action = arena_printf(arena, "sts:%.*s", STR_ARG(out->operation));
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
	one.service = or_said(one.service, form->service);
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
	    !find_form(arena, text, parts, sizeof(parts) / sizeof(parts[0]), &d, &place, &end) &&
	    !find_form(arena, text, bare, sizeof(bare) / sizeof(bare[0]), &d, &place, &end))
		return false;
	d.session = denial_session(d.principal);
	read_encoded(arena, text, place.at, &d);
	read_operation(arena, text, place.at, &d);
	if (str_is_empty(d.action))
		read_api(arena, text, place.at, end, &d);
	if (str_is_empty(d.action))
		read_sts(arena, &d);
	service_name(arena, text, place.at, end, &d);
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
