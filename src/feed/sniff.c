/* feed/sniff.c - what a file seems to be, by its first bytes. */
#include <stdint.h>
#include <string.h>

#include "feed/private.h"
#include "rolehop/base/scan.h"

static struct str skip_marks(struct str head)
{
	return str_trim(scan_after_mark(head));
}

static bool is_utf16(struct str head)
{
	return str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff"));
}

/* Does the text begin like an object or a list? `[default]` of a settings file does not. */
static bool begins_like_json(struct str text)
{
	struct str rest = str_trim(str_skip(text, 1));
	char next = rest.n > 0 ? rest.p[0] : '\0';

	if (text.n == 0)
		return false;
	if (text.p[0] == '{')
		return next == '"' || next == '}';
	return text.p[0] == '[' && next != '\0' && strchr("{[]\"-0123456789", next) != NULL;
}

/* A beginning that tells what something is. */
struct sign {
	struct str begins;
	bool advice; /* it is worth a word even in a folder */
	const char *text;
};

#define AGAIN_AS_JSON "rolehop reads the AWS CLI's JSON: run the command again with --output json"

/* clang-format off */
static const struct sign signs[] = {
	{STR_INIT("\x1f\x8b"), true, "this is gzip data inside of gzip data: unpack it once"},
	{STR_INIT("-----------"), true, "this looks like --output table; " AGAIN_AS_JSON},
	{STR_INIT("An error occurred"), false, "this is an error message of the AWS CLI, not an answer"},
	{STR_INIT("aws: [ERROR]"), false, "this is an error message of the AWS CLI, not an answer"},
	{STR_INIT("usage: aws"), false, "this is an error message of the AWS CLI, not an answer"},
	{STR_INIT("[default]"), false, "these are settings of the AWS CLI: name their profiles with trace --profile"},
	{STR_INIT("[profile "), false, "these are settings of the AWS CLI: name their profiles with trace --profile"},
	{STR_INIT("<"), false, "this looks like XML; " AGAIN_AS_JSON},
	{STR_INIT("SQLite format 3"), false, "this is a database; name it with --db"},
};

/* Members of our shapes, as YAML and --output text write them. */
static const struct str yaml_signs[] = {
	STR_INIT("DetailList:"), STR_INIT("stateMachineArn:"), STR_INIT("AssumeRolePolicyDocument:"),
	STR_INIT("StartAt:"), STR_INIT("PolicyDocument:"),
};
static const struct str text_signs[] = {
	STR_INIT("DETAILLIST\t"), STR_INIT("ASSUMEROLEPOLICYDOCUMENT\t"), STR_INIT("STATEMACHINES\t"),
};
/* clang-format on */

static bool has_any(struct str text, const struct str *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_contains(text, all[i]))
			return true;
	}
	return false;
}

bool sniff_named_yaml(const struct source *source)
{
	struct str name = source_unpacked_name(source);

	return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml"));
}

static size_t indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* Does the line begin with the member of that name? */
static bool begins_member(struct str line, struct str name)
{
	char quote = line.n > 0 && (line.p[0] == '"' || line.p[0] == '\'') ? line.p[0] : '\0';

	line = str_skip(line, quote != '\0');
	if (!str_starts(line, name))
		return false;
	line = str_skip(line, name.n);
	if (quote != '\0' && (line.n == 0 || line.p[0] != quote))
		return false;
	return str_starts(str_trim(str_skip(line, quote != '\0')), STR(":"));
}

/* Is that name a member of the outermost mapping of a text that may be YAML in blocks? */
static bool has_member(struct str text, struct str name)
{
	struct str_split it = {text, false};
	struct str line;
	size_t outermost = SIZE_MAX; /* columns that its members are indented by */

	while (str_next(&it, '\n', &line)) {
		struct str rest = str_trim(line);
		if (rest.n == 0 || strchr("#%", rest.p[0]) != NULL || str_starts(rest, STR("---")))
			continue;
		if (outermost == SIZE_MAX)
			outermost = indent_of(line);
		if (indent_of(line) == outermost && begins_member(rest, name))
			return true;
	}
	return false;
}

/* A definition or a template in YAML; what begins with a brace is JSON, unless its name says
 * otherwise. */
static bool is_definition(struct str text, bool yaml)
{
	if (!yaml_is(text))
		return false;
	if (str_starts(str_trim(text), STR("{")))
		return yaml &&
		       (str_contains(text, STR("StartAt")) || str_contains(text, STR("Resources")));
	if (has_member(text, STR("Resources")) && str_contains(text, STR("AWS::")))
		return true;
	return has_member(text, STR("StartAt")) && (yaml || has_member(text, STR("States")));
}

static bool is_binary(struct str text)
{
	for (size_t i = 0; i < text.n && i < 512; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c < 0x20 && strchr("\t\n\r\f\x1b", c) == NULL)
			return true;
	}
	return memchr(text.p, '\0', text.n < 512 ? text.n : 512) != NULL;
}

static enum sniffed sniff_other(struct str text, const char **advice)
{
	struct str front = str_slice(text, 0, 1 << 12);

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!str_starts(text, signs[i].begins))
			continue;
		*advice = signs[i].text;
		return signs[i].advice ? SNIFF_ADVICE : SNIFF_OTHER;
	}
	if (is_binary(front)) {
		*advice = "this is binary data, not JSON";
		return SNIFF_OTHER;
	}
	if (has_any(front, yaml_signs, sizeof(yaml_signs) / sizeof(yaml_signs[0]))) {
		*advice = "this looks like YAML; " AGAIN_AS_JSON;
		return SNIFF_ADVICE;
	}
	if (has_any(front, text_signs, sizeof(text_signs) / sizeof(text_signs[0]))) {
		*advice = "this looks like --output text; " AGAIN_AS_JSON;
		return SNIFF_ADVICE;
	}
	*advice = "this is not JSON; " AGAIN_AS_JSON;
	return SNIFF_OTHER;
}

enum sniffed sniff(struct str head, const struct source *source, const char **advice)
{
	struct str text = skip_marks(head);
	struct str name = source_unpacked_name(source);
	bool named_json = str_ends(name, STR(".json")) || str_ends(name, STR(".jsonl")) ||
			  str_ends(name, STR(".asl"));
	enum sniffed other = SNIFF_OTHER;

	*advice = "";
	if (text.n == 0)
		return SNIFF_EMPTY;
	if (is_utf16(head) || begins_like_json(text))
		return SNIFF_JSON;
	if (is_definition(scan_after_mark(head), sniff_named_yaml(source)))
		return SNIFF_YAML;
	if (str_starts(text, STR("[default]")) || str_starts(text, STR("[profile ")))
		return sniff_other(text, advice);
	if ((source->named || named_json) && strchr("{[\"", text.p[0]) != NULL && text.p[0] != '\0')
		return SNIFF_JSON;
	other = sniff_other(text, advice);
	/* A file that calls itself JSON and is not is no file to pass over. */
	return named_json && other == SNIFF_OTHER ? SNIFF_ADVICE : other;
}

/* ---- encodings --------------------------------------------------------------------------- */

static unsigned long unit_at(struct str text, size_t at, bool big)
{
	unsigned char a = (unsigned char)text.p[at];
	unsigned char b = (unsigned char)text.p[at + 1];

	return big ? (unsigned long)a << 8 | b : (unsigned long)b << 8 | a;
}

static size_t put_utf8(char *into, unsigned long code)
{
	static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (n == 1) {
		into[0] = (char)code;
		return 1;
	}
	for (size_t i = n - 1; i > 0; i--) {
		into[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	into[0] = (char)(heads[n] | code);
	return n;
}

struct str to_utf8(struct arena *arena, struct str text, bool *ok)
{
	bool big = str_starts(text, STR("\xfe\xff"));
	char *into = NULL;
	size_t n = 0;

	*ok = true;
	if (str_starts(text, STR("\xef\xbb\xbf")))
		return str_skip(text, 3);
	if (!is_utf16(text))
		return text;
	into = arena_alloc(arena, text.n * 2);
	for (size_t at = 2; at + 1 < text.n; at += 2) {
		unsigned long code = unit_at(text, at, big);
		if (code >= 0xd800 && code < 0xdc00 && at + 3 < text.n) {
			unsigned long low = unit_at(text, at + 2, big);
			if (low < 0xdc00 || low > 0xdfff)
				break;
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			at += 2;
		} else if (code >= 0xd800 && code < 0xe000) {
			break;
		}
		n += put_utf8(into + n, code);
		if (at + 3 >= text.n)
			return (struct str){into, n};
	}
	*ok = text.n < 4;
	return (struct str){into, n};
}
