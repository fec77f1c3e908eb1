/* record/object.c - the action and the resource of a denial, wherever its lines are broken. */
#include "phrase.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "sentence.h"

enum { NAME_MAX_BYTES = 4096, ACTION_MAX = 200 };

static char byte_at(struct str text, size_t at)
{
	return at < text.n ? text.p[at] : '\0';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

static bool is_word(char c)
{
	return ascii_is_alnum(c) || c == '-';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Does a quotation end at `at`? An apostrophe may stand inside a name. */
static bool ends_quote(struct str text, size_t at)
{
	char c = byte_at(text, at);

	return c == '"' || (c == '\'' && !is_word(byte_at(text, at + 1)));
}

/* ---- what follows -----------------------------------------------------------------------------
 */

/* What may stand behind the resource of a denial. */
static const struct str followers[] = {
    STR_INIT("because "),	    STR_INIT("with an explicit deny"),
    STR_INIT("(Service:"),	    STR_INIT("Encoded authorization failure message"),
    STR_INIT("(SDK Attempt Count"), STR_INIT("status code:"),
    STR_INIT("with explicit deny"), STR_INIT("explicit deny in "),
};

/* Does what may follow the object of a denial begin at `at`: a reason, a trailer? */
static bool follows_at(struct str text, size_t at)
{
	for (size_t i = 0; i < sizeof(followers) / sizeof(followers[0]); i++)
		if (phrase_at(text, at, followers[i], NULL))
			return true;
	return false;
}

/* Is the sentence over at `at`, but for a full stop or quotes? */
static bool is_over(struct str text, size_t at)
{
	while (at < text.n && !is_blank(text.p[at]) &&
	       str_find_char(STR(".,;)]}\"'<>"), text.p[at]) >= 0)
		at++;
	return phrase_space(text, at) == text.n || byte_at(text, at) == '\n';
}

/* Is [from, to) a lone last word that may be the rest of a name: "tingAccountRl"? */
static bool is_lone_rest(struct str text, size_t from, size_t to)
{
	static const struct str others = STR_INIT("+=,.@_/:-");
	bool capital = ascii_is_upper(text.p[from]);

	if (phrase_space(text, to) != text.n)
		return false;
	for (size_t i = from; i < to; i++)
		if (!is_word(text.p[i]) && str_find_char(others, text.p[i]) < 0)
			return false;
	return !capital || text.p[to - 1] != '.';
}

/* ---- an action --------------------------------------------------------------------------------
 */

static bool starts_target(struct str text, size_t at)
{
	static const struct str targets[] = {STR_INIT("on resource"), STR_INIT("on the "),
					     STR_INIT("on this "),    STR_INIT("on arn:"),
					     STR_INIT("on API "),     STR_INIT("action")};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (phrase_at(text, at, targets[i], NULL))
			return true;
	return follows_at(text, at);
}

/* Does the word that was cut by the line end at `at` go on behind it? */
static bool action_goes_on(struct str text, size_t at, bool complete)
{
	size_t from = phrase_space(text, at);
	size_t to = from;

	if (!complete)
		return true;
	if (starts_target(text, from) || str_find_char(str_slice(text, at + 1, from), '\n') >= 0)
		return false;
	while (is_word(byte_at(text, to)))
		to++;
	if (to == from || byte_at(text, to) == ':')
		return false;
	if (starts_target(text, phrase_space(text, to + is_quote(byte_at(text, to)))))
		return true;
	return is_lone_rest(text, from, to) || (is_over(text, to) && phrase_wrapped(text, at));
}

/* PREFIX:Name at `at`; empty where there is none. */
static struct str read_action(struct arena *arena, struct str text, size_t at, size_t *end)
{
	struct buf out;
	bool colon = false, complete = false;

	buf_init(&out, arena, ACTION_MAX);
	while (at < text.n) {
		char c = text.p[at];
		if (c == '\n' && out.n > 0 && action_goes_on(text, at, complete)) {
			at = phrase_space(text, at);
			continue;
		}
		if (c == ':' && (colon || out.n == 0))
			break;
		if (c != ':' && !is_word(c) && !(c == '*' && colon))
			break;
		complete = complete || colon;
		colon = colon || c == ':';
		if (!buf_add_char(&out, c))
			break;
		at++;
	}
	*end = at;
	return complete && !out.over ? buf_str(&out) : STR("");
}

/* ---- a name or ARN ----------------------------------------------------------------------------
 */

/* Does it end with three dots, as where somebody left the rest out? */
static bool is_cut_short(struct str name)
{
	return str_ends(name, STR("...")) && !str_ends(name, STR("...."));
}

/* Where the quotes, or the angle brackets around an ARN, that open at `at` close. */
static bool find_close(struct str text, size_t at, size_t *close)
{
	bool angle = byte_at(text, at) == '<' && phrase_at(text, at + 1, STR("arn:"), NULL);

	if (!angle && !is_quote(byte_at(text, at)))
		return false;
	for (size_t i = at + 1; i < text.n && i < at + NAME_MAX_BYTES; i++)
		if (text.p[i] == (angle ? '>' : text.p[at])) {
			*close = i;
			return true;
		}
	return false;
}

/* Is the parenthesis with which it begins the sentence's? */
static bool opens_nothing(struct str name)
{
	return name.p[0] == '(' && str_find_char(name, ')') < 0;
}

/* Without the marks and stops that belong to the sentence around it. */
static struct str trim_name(struct str name)
{
	static const struct str stops = STR_INIT(".,;:\"'<]}|");

	name = str_trim(name);
	while (name.n > 0 && !is_cut_short(name) &&
	       (str_find_char(stops, name.p[name.n - 1]) >= 0 ||
		(name.p[name.n - 1] == '>' && str_find_char(name, '<') < 0) ||
		(name.p[name.n - 1] == ')' && str_find_char(name, '(') < 0)))
		name.n--;
	while (name.n > 0 && (is_quote(name.p[0]) || opens_nothing(name)))
		name = str_skip(name, 1);
	if (str_starts(name, STR("*arn:")))
		name = str_skip(name, 1);
	return name;
}

/* Where the name that begins at `at` ends if a reason or a trailer follows it; glue names hold
 * blanks. false where none follows in the same sentence. */
static bool end_before_follower(struct str text, size_t at, size_t *end)
{
	for (size_t i = at; i < text.n && i < at + NAME_MAX_BYTES; i++) {
		char c = text.p[i];
		if (ends_quote(text, i) || c == '<' || c == '|' ||
		    phrase_at(text, i, STR("not authorized"), NULL))
			return false;
		if (c == '.' && is_blank(byte_at(text, i + 1)) &&
		    !follows_at(text, phrase_space(text, i + 1)))
			return false;
		if (c != ' ' && c != '\n')
			continue;
		size_t behind = phrase_space(text, i);
		if (follows_at(text, behind)) {
			*end = i;
			return true;
		}
		i = behind - 1; /* nor from any other of these blanks */
	}
	return false;
}

/* Source: Service Authorization Reference: these services' ARNs hold a kind and a name. */
static bool lacks_name(const struct arn *arn)
{
	static const struct str services[] = {
	    STR_INIT("iam"),	STR_INIT("sts"),    STR_INIT("states"), STR_INIT("lambda"),
	    STR_INIT("kms"),	STR_INIT("ecs"),    STR_INIT("ec2"),	STR_INIT("dynamodb"),
	    STR_INIT("events"), STR_INIT("batch"),  STR_INIT("glue"),	STR_INIT("secretsmanager"),
	    STR_INIT("logs"),	STR_INIT("athena"), STR_INIT("eks"),	STR_INIT("ecr"),
	};

	if (str_find_char(arn->resource, '/') >= 0 || str_find_char(arn->resource, ':') >= 0 ||
	    arn_is_root(arn) || str_eq(arn->resource, STR("*")))
		return false;
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (str_eq(arn->service, services[i]))
			return true;
	return false;
}

/* Is the ARN of which `part` is the beginning surely longer? */
static bool is_unfinished(struct str part)
{
	struct arn arn;

	if (!str_starts(STR("arn:"), part) && !str_starts(part, STR("arn:")))
		return false;
	if (is_cut_short(part))
		return false;
	if (!arn_parse(part, &arn) || str_is_empty(arn.resource) || lacks_name(&arn))
		return true;
	char last = part.p[part.n - 1];
	return last == '/' || last == ':' || last == '-';
}

/* Does the name that begins at `start` and that the line end at `at` cuts go on behind it? */
static bool name_goes_on(struct arena *arena, struct str text, size_t start, size_t at)
{
	size_t from = phrase_space(text, at);
	size_t to = from;

	while (to < text.n && !is_blank(text.p[to]) && !is_quote(text.p[to]))
		to++;
	if (to == from || text.p[from] == '<' ||
	    str_find_char(str_slice(text, at + 1, from), '\n') >= 0)
		return false;
	struct str part = phrase_join(arena, str_slice(text, start, at));
	struct str next = str_slice(text, from, to);
	bool path = str_find_char(next, '/') >= 0 && !str_contains(next, STR("://"));
	if (is_unfinished(part) || next.p[0] == ':' || (path && str_starts(part, STR("arn:"))) ||
	    (!str_eq(part, STR("*")) && is_lone_rest(text, from, to)))
		return true;
	if (byte_at(text, to) == '\n' && phrase_wrapped(text, at) && phrase_wrapped(text, to))
		return true;
	if (byte_at(text, to) == '\'' && is_over(text, to)) /* SES quotes `so' */
		return true;
	if (text.p[to - 1] != '.')
		return is_over(text, to) && phrase_wrapped(text, at);
	/* AWS's advice follows the sentence, not a lone word */
	return phrase_at(text, to, STR(" Please "), NULL) || phrase_wrapped(text, at);
}

/* Source: AWS Glue Developer Guide: names of jobs may hold blanks. */
static bool may_hold_blanks(struct str name)
{
	return str_starts(name, STR("arn:")) && str_contains(name, STR(":glue:"));
}

/* What no name holds: the end of a link, the level with which the next line of a log begins. */
static const struct str strangers[] = {
    STR_INIT("]("),	STR_INIT("[ERROR]"), STR_INIT("[WARNING]"), STR_INIT("[WARN]"),
    STR_INIT("[INFO]"), STR_INIT("[DEBUG]"), STR_INIT("[FATAL]"),
};

static bool ends_name(struct str text, size_t at)
{
	if (ends_quote(text, at) || text.p[at] == '<' || text.p[at] == '|')
		return true;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (str_starts(str_skip(text, at), strangers[i]))
			return true;
	return false;
}

/* Is the blank at `at` inside of an ARN of which `part` stands before it? */
static bool parts_arn(struct str text, struct str part, size_t at)
{
	return str_starts(part, STR("arn:")) && str_ends(part, STR(":")) && is_unfinished(part) &&
	       !is_blank(byte_at(text, at + 1)) && !follows_at(text, at + 1);
}

/* What is longer than any name is none, and is not read to its end. */
static size_t end_of_token(struct arena *arena, struct str text, size_t at)
{
	size_t from = at;

	while (at < text.n && at - from < NAME_MAX_BYTES && !ends_name(text, at)) {
		struct str part = str_slice(text, from, at);
		char c = text.p[at];
		if (c == '\n' && !name_goes_on(arena, text, from, at))
			break;
		if ((c == ' ' || c == '\t') && !may_hold_blanks(part) && !parts_arn(text, part, at))
			break;
		if (c == '.' && byte_at(text, at + 1) == ' ' && !str_ends(part, STR("..")))
			break;
		at = c == '\n' ? phrase_space(text, at) : at + 1;
	}
	return at;
}

/* A placeholder, such as <account>, is part of a name; other angle brackets end it. */
static size_t past_placeholders(struct arena *arena, struct str text, size_t from, size_t end)
{
	while (byte_at(text, end) == '<') {
		size_t to = end + 1;
		while (is_word(byte_at(text, to)) || byte_at(text, to) == '_' ||
		       byte_at(text, to) == ' ' || byte_at(text, to) == '.')
			to++;
		if (to == end + 1 || byte_at(text, to) != '>')
			break;
		end = end_of_token(arena, text, to + 1);
	}
	return end > from ? end : from;
}

static struct str join_name(struct arena *arena, struct str text, size_t from, size_t to)
{
	struct str joined = phrase_join(arena, str_slice(text, from, to));

	return str_find_char(joined, ' ') < 0 ? joined : phrase_words(arena, text, from, to);
}

struct str name_after(struct arena *arena, struct str text, size_t at, size_t *end)
{
	size_t close;

	if (find_close(text, at, &close)) {
		*end = close + 1;
		return join_name(arena, text, at + 1, close);
	}
	bool followed = end_before_follower(text, at, end);
	if (!followed)
		*end = past_placeholders(arena, text, at, end_of_token(arena, text, at));
	if (*end - at >= NAME_MAX_BYTES)
		return STR("");
	struct str joined = join_name(arena, text, at, *end);
	struct str name = trim_name(joined);
	if (followed && str_starts(name, STR("arn:")) &&
	    name.p + name.n + 1 == joined.p + joined.n && str_ends(joined, STR(":")))
		name.n++; /* a log group's ARN ends with it */
	return phrase_ellipsis(name, 0) == name.n ? STR("") : phrase_whole_arn(arena, name);
}

/* ---- the object -------------------------------------------------------------------------------
 */

/* Phrases behind which no resource stands. */
static const struct str nameless[] = {
    STR_INIT("on this resource"),
    STR_INIT("on the specified resource"),
    STR_INIT("on the requested resource"),
    STR_INIT("on the resource associated with this ciphertext"),
    STR_INIT("on the resource"),
};

/* Phrases behind which the resource stands. */
static const struct str named[] = {
    STR_INIT("on resources:"),	  STR_INIT("on resource:"),
    STR_INIT("on resource "),	  STR_INIT("on API Endpoint "),
    STR_INIT("on the resource:"), STR_INIT("on the following resource:"),
};

/* IAM puts what the resource is before its name. */
static size_t skip_kind(struct str text, size_t at)
{
	static const struct str kinds[] = {
	    STR_INIT("role "),	STR_INIT("policy "),	       STR_INIT("user "),
	    STR_INIT("group "), STR_INIT("instance profile "), STR_INIT("mfa-device "),
	};
	size_t end;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (phrase_at(text, at, kinds[i], &end) && !follows_at(text, end))
			return end;
	return at;
}

static size_t read_target(struct arena *arena, struct str text, size_t at, struct denial *out)
{
	size_t from = phrase_ellipsis(text, phrase_space(text, at));
	size_t end;

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (phrase_at(text, from, named[i], &end)) {
			end = skip_kind(text, phrase_space(text, end));
			out->resource = name_after(arena, text, end, &end);
			return end;
		}
	for (size_t i = 0; i < sizeof(nameless) / sizeof(nameless[0]); i++)
		if (phrase_at(text, from, nameless[i], &end))
			return end;
	if (!phrase_at(text, from, STR("on "), &end))
		return at;
	end = is_quote(byte_at(text, end)) ? end + 1 : end;
	if (!phrase_at(text, end, STR("arn:"), NULL))
		return at;
	out->resource = name_after(arena, text, end, &end);
	return end;
}

bool object_after(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end)
{
	struct str action;
	size_t to;

	at = phrase_space(text, at);
	if (byte_at(text, at) == ':')
		at = phrase_space(text, at + 1);
	if (phrase_at(text, at, STR("the "), &to))
		at = to;
	while (is_quote(byte_at(text, at)) || byte_at(text, at) == '*')
		at++;
	action = read_action(arena, text, at, &to);
	if (str_is_empty(action))
		return false;
	out->action = action;
	if (is_quote(byte_at(text, phrase_space(text, to)))) /* a line may end before it */
		to = phrase_space(text, to);
	while (is_quote(byte_at(text, to)) || byte_at(text, to) == '*')
		to++;
	*end = read_target(arena, text, to, out);
	return true;
}
