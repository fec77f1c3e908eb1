/* test_record_denial.c - denials are read whatever stands around them and wherever they break. */
#include "unit.h"

#include "record_denials.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/record/denial.h"

enum { TEXT_MAX = 1 << 16 };

/* Fails with the text where a field is not what it should be. */
static void same(struct str field, const char *want, const char *name, struct str text)
{
	if (!str_eq(field, str_from(want)))
		fail_msg("%s is \"%.*s\", not \"%s\", in:\n%.*s", name, STR_ARG(field), want,
			 STR_ARG(text));
}

static void holds(struct arena *arena, struct str text, const struct said *want)
{
	struct denial d;

	if (!denial_find(arena, text, &d))
		fail_msg("no denial in:\n%.*s", STR_ARG(text));
	same(d.principal, want->principal, "principal", text);
	same(d.action, want->action, "action", text);
	same(d.resource, want->resource, "resource", text);
	same(str_from(denial_reason_word(d.reason)), want->reason, "reason", text);
	same(d.policy_arn, want->policy, "policy", text);
	same(d.service, want->service, "service", text);
}

/* ---- disguises: each writes a text in the way in which it reaches people ----------------------
 */

static void as_it_is(struct buf *out, struct str text)
{
	buf_add(out, text);
}

static void in_a_log(struct buf *out, struct str text)
{
	buf_printf(out, "2026-11-02T10:22:33.123Z ERROR [main] a.b.Main - %.*s\n", STR_ARG(text));
	buf_add_cstr(out, "2026-11-02T10:22:34.001Z INFO [main] a.b.Main - done\n");
}

static void in_json(struct buf *out, struct str text)
{
	buf_add_cstr(out, "{\"Error\": \"Sfn.SfnException\", \"Cause\": ");
	json_write_str(out, text);
	buf_add_cstr(out, "}");
}

static void in_json_in_json(struct buf *out, struct str text)
{
	struct buf inner;

	buf_init(&inner, out->arena, TEXT_MAX);
	in_json(&inner, text);
	buf_add_cstr(out, "{\"error\":{\"body\":");
	json_write_str(out, buf_str(&inner));
	buf_add_cstr(out, "},\"stack\":[]}");
}

static void in_html(struct buf *out, struct str text)
{
	buf_add_cstr(out, "<p>It says: <b>");
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"' || c == '\'' || c == '&')
			buf_printf(out, "%s", c == '"' ? "&quot;" : c == '&' ? "&amp;" : "&#39;");
		else
			buf_add_char(out, c);
	}
	buf_add_cstr(out, "</b></p>");
}

static void as_xml(struct buf *out, struct str text)
{
	buf_printf(out,
		   "<Error><Code>AccessDenied</Code><Message>%.*s</Message><RequestId>1</RequestId>"
		   "</Error>",
		   STR_ARG(text));
}

static void marked_bold(struct buf *out, struct str text)
{
	buf_printf(out, "Since noon I get **%.*s** from it", STR_ARG(text));
}

static void marked_as_code(struct buf *out, struct str text)
{
	buf_printf(out, "Since noon I get `%.*s` from it", STR_ARG(text));
}

static void coloured(struct buf *out, struct str text)
{
	buf_printf(out, "\x1b[1;31m%.*s\x1b[0m\n", STR_ARG(text));
}

static void before_advice(struct buf *out, struct str text)
{
	buf_printf(out, "%.*s See https://example.com/help for more.", STR_ARG(text));
}

static void in_a_url(struct buf *out, struct str text)
{
	buf_add_cstr(out, "/login?error=");
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
		if (plain)
			buf_add_char(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

typedef void (*disguise)(struct buf *out, struct str text);

static const disguise disguises[] = {
    as_it_is, in_a_log,	   in_json,	   in_json_in_json, in_html,  as_xml,
    coloured, marked_bold, marked_as_code, before_advice,   in_a_url,
};

static void every_form_is_read_in_every_disguise(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t d = 0; d < sizeof(disguises) / sizeof(disguises[0]); d++)
		for (size_t i = 0; i < SAID; i++) {
			struct buf text;
			buf_init(&text, &arena, TEXT_MAX);
			disguises[d](&text, str_from(said[i].text));
			holds(&arena, buf_str(&text), &said[i]);
		}
	arena_release(&arena);
}

/* ---- wraps ------------------------------------------------------------------------------------
 */

/* As a terminal does: at the column, whatever stands there. */
static void cut_at(struct buf *out, struct str text, size_t width, const char *end)
{
	for (size_t i = 0; i < text.n; i++) {
		if (i > 0 && i % width == 0)
			buf_add_cstr(out, end);
		buf_add_char(out, text.p[i]);
	}
}

/* As an editor does: at a blank, words longer than the width left whole. */
static void fill_to(struct buf *out, struct str text, size_t width, const char *before)
{
	struct str_split it = {text, false};
	struct str word;
	size_t column = 0;

	buf_add_cstr(out, before);
	while (str_next(&it, ' ', &word)) {
		if (column > 0 && column + 1 + word.n > width) {
			buf_printf(out, "\n%s", before);
			column = 0;
		} else if (column > 0) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, word);
		column += word.n;
	}
	buf_add_cstr(out, "\n");
}

/* A name with a single blank looks like one without where the line ends at that blank. */
static bool has_single_blank(const struct said *row)
{
	struct str name = str_from(row->resource);

	return str_find_char(name, ' ') >= 0 &&
	       str_find_char(name, ' ') == str_find_last_char(name, ' ');
}

static void every_form_is_read_though_a_terminal_cut_it(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\n    "};
	struct arena arena;

	(void)state;
	for (size_t width = 41; width < 171; width += 3)
		for (size_t i = 0; i < SAID; i++) {
			struct buf text;
			if (has_single_blank(&said[i]))
				continue;
			arena_init(&arena);
			buf_init(&text, &arena, TEXT_MAX);
			cut_at(&text, str_from(said[i].text), width, ends[(width + i) % 3]);
			holds(&arena, buf_str(&text), &said[i]);
			arena_release(&arena);
		}
}

static void every_form_is_read_though_its_lines_were_filled(void **state)
{
	static const char *const befores[] = {"", "> ", "\xE2\x94\x82 ", "\t"};
	struct arena arena;

	(void)state;
	for (size_t width = 40; width < 130; width += 3)
		for (size_t i = 0; i < SAID; i++) {
			struct buf text;
			if (has_single_blank(&said[i]))
				continue;
			arena_init(&arena);
			buf_init(&text, &arena, TEXT_MAX);
			fill_to(&text, str_from(said[i].text), width, befores[(width + i) % 4]);
			buf_add_cstr(&text, "\nbest, bea\n");
			holds(&arena, buf_str(&text), &said[i]);
			arena_release(&arena);
		}
}

/* ---- single parts -----------------------------------------------------------------------------
 */

#define USER "User: arn:aws:iam::111111111111:user/bea is not authorized to perform: "

static struct denial read_one(struct arena *arena, const char *text)
{
	struct denial d;

	arena_init(arena);
	if (!denial_find(arena, str_from(text), &d))
		fail_msg("no denial in: %s", text);
	return d;
}

static void a_line_that_follows_is_no_part_of_the_name(void **state)
{
	struct arena arena;
	struct denial d =
	    read_one(&arena, USER "sts:AssumeRole on resource: "
				  "arn:aws:iam::222222222222:role/Ledger\n"
				  "Traceback (most recent call last):\n  File \"a.py\"\n");

	(void)state;
	assert_str(d.resource, "arn:aws:iam::222222222222:role/Ledger");
	arena_release(&arena);
}

static void an_arn_that_a_line_end_cuts_short_goes_on(void **state)
{
	struct arena arena;
	struct denial d = read_one(
	    &arena, USER "sts:AssumeRole on resource: arn:aws:iam::22222\n2222222:role/Ledger\n");

	(void)state;
	assert_str(d.resource, "arn:aws:iam::222222222222:role/Ledger");
	arena_release(&arena);
	d = read_one(&arena, USER "sts:AssumeRole on resource: arn:aws:iam::222222222222:role/Led\n"
				  "gerRl");
	assert_str(d.resource, "arn:aws:iam::222222222222:role/LedgerRl");
	arena_release(&arena);
}

static void placeholders_are_kept(void **state)
{
	struct arena arena;
	struct denial d =
	    read_one(&arena, "User: arn:<partition>:sts::1:assumed-role/R/s is not authorized to "
			     "perform: lambda:InvokeFunction on resource: "
			     "arn:<partition>:lambda:<region>:1:function:<name>.");

	(void)state;
	assert_str(d.principal, "arn:<partition>:sts::1:assumed-role/R/s");
	assert_str(d.resource, "arn:<partition>:lambda:<region>:1:function:<name>");
	arena_release(&arena);
}

static void an_apostrophe_may_stand_in_a_name(void **state)
{
	struct arena arena;
	struct denial d =
	    read_one(&arena, "{'Message': '" USER "states:StartExecution on resource: "
			     "arn:aws:states:eu-west-1:111111111111:stateMachine:bea's(1)'}");

	(void)state;
	assert_str(d.resource, "arn:aws:states:eu-west-1:111111111111:stateMachine:bea's(1)");
	arena_release(&arena);
}

static void lines_of_a_stack_are_no_part_of_the_name(void **state)
{
	static const char *const tails[] = {"\n    at f (/app/node_modules/a.js:1:2)\n    at g",
					    "\n\tstatus code: 403, request id: 1",
					    "\n  File \"a.py\", line 1\n", "\n\nbest, bea"};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		struct denial d;
		struct str text = arena_printf(&arena,
					       USER "lambda:InvokeFunction on resource: "
						    "arn:aws:lambda:eu-west-1:1:function:f%s",
					       tails[i]);
		assert_true(denial_find(&arena, text, &d));
		assert_str(d.resource, "arn:aws:lambda:eu-west-1:1:function:f");
	}
	arena_release(&arena);
}

static void session_via_operation_and_words_are_told_apart(void **state)
{
	struct arena arena;
	struct denial d = read_one(&arena, said[8].text);

	(void)state;
	assert_str(d.session, "ana@example.org");
	assert_str(d.via, "VPC endpoint policy");
	assert_str(d.clause,
		   "with an explicit deny in a VPC endpoint policy transitively through a "
		   "service control policy");
	arena_release(&arena);
	d = read_one(&arena, said[29].text);
	assert_str(d.operation, "DeleteMessageBatch");
	arena_release(&arena);
}

static void an_encoded_message_is_taken_whole(void **state)
{
	struct arena arena;
	struct denial d =
	    read_one(&arena, "An error occurred (UnauthorizedOperation) when calling the "
			     "StartInstances operation: You are not authorized to perform this "
			     "operation. Encoded authorization failure message: Abc_def-0123\n"
			     "456789abcdefGHIJ\nthe end is here\n");

	(void)state;
	assert_str(d.encoded, "Abc_def-0123456789abcdefGHIJ");
	assert_str(d.operation, "StartInstances");
	assert_int_equal(d.reason, DENIAL_OPAQUE);
	assert_str(d.action, "");
	arena_release(&arena);
}

static void a_text_that_names_only_who_was_denied_says_who(void **state)
{
	struct arena arena;
	struct denial d = read_one(
	    &arena,
	    "AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/Deploy/ann "
	    "is not authorized to access this resource");

	(void)state;
	assert_str(d.principal, "arn:aws:sts::111111111111:assumed-role/Deploy/ann");
	assert_str(d.session, "ann");
	assert_int_equal(d.reason, DENIAL_OPAQUE);
	arena_release(&arena);
}

static void of_several_the_one_that_says_more_counts(void **state)
{
	struct arena arena;
	struct denial d = read_one(
	    &arena, "AccessDenied\nAccess Denied\n" USER "s3:ListBucket on resource: "
		    "arn:aws:s3:::one\n" USER "s3:GetObject on resource: arn:aws:s3:::two/x");

	(void)state;
	assert_str(d.action, "s3:ListBucket");
	assert_str(d.resource, "arn:aws:s3:::one");
	arena_release(&arena);
}

static void what_is_no_denial_is_none(void **state)
{
	static const char *const texts[] = {
	    "",
	    "everything is fine",
	    "States.Timeout: the Task took too long",
	    ("An error occurred (ResourceNotFoundException) when calling the Invoke operation: "
	     "Function not found: arn:aws:lambda:eu-west-1:111111111111:function:x"),
	    "{\"Error\":\"States.Runtime\",\"Cause\":\"The JSONPath '$.x' could not be found\"}",
	};
	struct arena arena;
	struct denial d;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		arena_init(&arena);
		if (denial_find(&arena, str_from(texts[i]), &d))
			fail_msg("a denial in: %s", texts[i]);
		arena_release(&arena);
	}
}

static void a_text_cut_off_anywhere_is_read_without_harm(void **state)
{
	struct arena arena;
	struct denial d;

	(void)state;
	for (size_t i = 0; i < SAID; i++) {
		struct str text = str_from(said[i].text);
		arena_init(&arena);
		for (size_t n = 0; n < text.n; n++) {
			/* a block of its own size, so that a sanitizer sees a step too far */
			char *copy = test_malloc(n + 1);
			for (size_t c = 0; c < n; c++)
				copy[c] = text.p[c];
			(void)denial_find(&arena, (struct str){copy, n}, &d);
			test_free(copy);
		}
		arena_release(&arena);
	}
}

static void a_decoded_message_is_read(void **state)
{
	static const char text[] =
	    "{\"DecodedMessage\": \"{\\\"allowed\\\":false,\\\"explicitDeny\\\":true,"
	    "\\\"matchedStatements\\\":{\\\"items\\\":[]},\\\"context\\\":{\\\"principal\\\":{"
	    "\\\"id\\\":\\\"AIDA1\\\",\\\"arn\\\":\\\"arn:aws:iam::111111111111:user/bea\\\"},"
	    "\\\"action\\\":\\\"ec2:StartInstances\\\",\\\"resource\\\":"
	    "\\\"arn:aws:ec2:eu-west-1:111111111111:instance/i-1\\\",\\\"conditions\\\":{"
	    "\\\"items\\\":[{\\\"key\\\":\\\"aws:Region\\\",\\\"values\\\":{\\\"items\\\":[{"
	    "\\\"value\\\":\\\"eu-west-1\\\"}]}}]}}}\"}";
	struct arena arena;
	const struct json *json;
	struct denial d;
	struct err err;

	(void)state;
	arena_init(&arena);
	assert_true(json_parse(&arena, str_from(text), &json, &err));
	assert_true(denial_decoded(&arena, json, &d));
	assert_str(d.principal, "arn:aws:iam::111111111111:user/bea");
	assert_str(d.action, "ec2:StartInstances");
	assert_str(d.resource, "arn:aws:ec2:eu-west-1:111111111111:instance/i-1");
	assert_int_equal(d.reason, DENIAL_EXPLICIT_UNTYPED);
	assert_int_equal(d.n_conditions, 1);
	assert_str(d.conditions[0].key, "aws:Region");
	assert_str(d.conditions[0].values[0], "eu-west-1");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_form_is_read_in_every_disguise),
	    cmocka_unit_test(every_form_is_read_though_a_terminal_cut_it),
	    cmocka_unit_test(every_form_is_read_though_its_lines_were_filled),
	    cmocka_unit_test(a_line_that_follows_is_no_part_of_the_name),
	    cmocka_unit_test(an_arn_that_a_line_end_cuts_short_goes_on),
	    cmocka_unit_test(placeholders_are_kept),
	    cmocka_unit_test(an_apostrophe_may_stand_in_a_name),
	    cmocka_unit_test(lines_of_a_stack_are_no_part_of_the_name),
	    cmocka_unit_test(session_via_operation_and_words_are_told_apart),
	    cmocka_unit_test(an_encoded_message_is_taken_whole),
	    cmocka_unit_test(a_text_that_names_only_who_was_denied_says_who),
	    cmocka_unit_test(of_several_the_one_that_says_more_counts),
	    cmocka_unit_test(what_is_no_denial_is_none),
	    cmocka_unit_test(a_text_cut_off_anywhere_is_read_without_harm),
	    cmocka_unit_test(a_decoded_message_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
