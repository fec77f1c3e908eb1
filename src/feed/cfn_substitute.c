/* feed/cfn_substitute.c - DefinitionSubstitutions put into a definition's text.
 *
 * Source: AWS CloudFormation Template Reference, "AWS::StepFunctions::StateMachine",
 * DefinitionSubstitutions.
 */
#include <string.h>

#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { SUBSTITUTED_MAX = 8 << 20 };

/* Is the end of this text within a call such as "States.Format('...", where braces mean something?
 */
static bool is_in_call(struct str before)
{
	ptrdiff_t quote = str_find_last_char(before, '"');

	return quote >= 0 && str_starts(str_skip(before, (size_t)quote + 1), STR("States."));
}

/* The brace that closes the placeholder at the front of `text`; -1 where none does before the next
 * one opens. */
static ptrdiff_t closing(struct str text)
{
	for (size_t i = 2; i < text.n; i++) {
		if (text.p[i] == '}')
			return (ptrdiff_t)i;
		if (text.p[i] == '{' && text.p[i - 1] == '$')
			return -1;
	}
	return -1;
}

static void add_substituted(struct cfn *cfn, struct buf *buf, struct str text,
			    const struct json *values)
{
	size_t done = 0;

	for (size_t i = 0; i + 1 < text.n; i++) {
		ptrdiff_t close;
		const struct json *value;
		struct str put;
		if (text.p[i] != '$' || text.p[i + 1] != '{')
			continue;
		close = closing(str_skip(text, i));
		if (close < 0)
			continue;
		value = json_get(values, str_slice(text, i + 2, i + (size_t)close));
		put =
		    json_is(value, JSON_STRING) ? json_str(value) : json_scalar(cfn->arena, value);
		if (value == NULL || (holes_made(put) && is_in_call(str_slice(text, 0, i))))
			continue;
		buf_add(buf, str_slice(text, done, i));
		buf_add(buf, put);
		i += (size_t)close;
		done = i + 1;
	}
	buf_add(buf, str_skip(text, done));
}

/* In JSON a placeholder that stands for a number or a list is put between quotes, so that the rest
 * can be read. */
static void add_quoted(struct buf *buf, struct str text)
{
	bool inside = false;

	for (size_t i = 0; i < text.n; i++) {
		ptrdiff_t close = -1;
		if (text.p[i] == '"')
			inside = !inside;
		if (inside && text.p[i] == '\\' && i + 1 < text.n) {
			buf_add_char(buf, text.p[i++]);
		} else if (!inside && text.p[i] == '$' && i + 1 < text.n && text.p[i + 1] == '{') {
			close = closing(str_skip(text, i));
		}
		if (close > 0) {
			json_write_str(buf, str_slice(text, i, i + (size_t)close + 1));
			i += (size_t)close;
			continue;
		}
		buf_add_char(buf, text.p[i]);
	}
}

/* Does a made up name stand in this part of a text once the values are put in? */
static bool gets_made_name(struct cfn *cfn, struct str text, const struct json *values)
{
	ptrdiff_t open, close;

	while ((open = str_find(text, STR("${"))) >= 0) {
		text = str_skip(text, (size_t)open);
		close = str_find_char(text, '}');
		if (close < 0)
			return false;
		if (holes_made(json_scalar(cfn->arena,
					   json_get(values, str_slice(text, 2, (size_t)close)))))
			return true;
		text = str_skip(text, (size_t)close);
	}
	return false;
}

/* A plain scalar is a text that begins and ends as it is: without quotes, of one line or several.
 */
static bool is_plain(const struct yaml *yaml, const struct yaml_place *place)
{
	char first = place->from < yaml->text.n ? yaml->text.p[place->from] : '\0';

	return place->json < yaml->json.n && yaml->json.p[place->json] == '"' &&
	       place->to > place->from && strchr("'\"|>!&*", first) == NULL;
}

/* In YAML a made up name begins with a brace, and a plain scalar cannot: that is put into quotes.
 */
static struct str with_quotes(struct cfn *cfn, struct str text, const struct json *values)
{
	struct err ignored = {ERR_NONE, ""};
	struct yaml yaml;
	struct buf buf;
	size_t done = 0;

	if (!yaml_read(cfn->arena, text, &yaml, &ignored))
		return text;
	buf_init(&buf, cfn->arena, SUBSTITUTED_MAX);
	for (size_t i = 0; i < yaml.n_places; i++) {
		const struct yaml_place *place = &yaml.places[i];
		struct str scalar = str_slice(yaml.text, place->from, place->to);
		if (place->from < done || !is_plain(&yaml, place) ||
		    !gets_made_name(cfn, scalar, values))
			continue;
		buf_add(&buf, str_slice(yaml.text, done, place->from));
		buf_add_char(&buf, '\'');
		for (size_t k = 0; k < scalar.n; k++)
			buf_add_repeat(&buf, str_slice(scalar, k, k + 1),
				       scalar.p[k] == '\'' ? 2 : 1);
		buf_add_char(&buf, '\'');
		done = place->to;
	}
	buf_add(&buf, str_skip(yaml.text, done));
	return buf_str(&buf);
}

struct str cfn_substituted(struct cfn *cfn, struct str text, const struct json *values)
{
	struct buf buf, quoted;

	if (!str_contains(text, STR("${")))
		return text;
	if (yaml_is(text))
		text = with_quotes(cfn, text, values);
	buf_init(&buf, cfn->arena, SUBSTITUTED_MAX);
	add_substituted(cfn, &buf, text, values);
	if (yaml_is(buf_str(&buf)))
		return buf_str(&buf);
	buf_init(&quoted, cfn->arena, SUBSTITUTED_MAX);
	add_quoted(&quoted, buf_str(&buf));
	return buf_str(&quoted);
}
