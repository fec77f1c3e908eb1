/* feed/policy_text.c - policy documents as AWS gives them: objects, JSON text, URL-encoded text. */
#include "feed/private.h"
#include "rolehop/base/span.h"

enum { DEPTH_MAX = 1000 };

/* Percent-encoding undone; a plus sign stays one. Source: IAM API Reference, "GetRolePolicy". */
static struct str url_decode(struct arena *arena, struct str text)
{
	char *into = arena_alloc(arena, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		int high = text.p[i] == '%' && i + 2 < text.n ? ascii_hex(text.p[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(text.p[i + 2]) : -1;
		if (low < 0) {
			into[n++] = text.p[i];
			continue;
		}
		into[n++] = (char)(high << 4 | low);
		i += 2;
	}
	return (struct str){into, n};
}

static bool looks_url_encoded(struct str text)
{
	return str_starts_nocase(text, STR("%7B")) || str_starts_nocase(text, STR("%0A")) ||
	       str_starts_nocase(text, STR("%20")) || str_starts_nocase(text, STR("%09")) ||
	       str_starts_nocase(text, STR("%0D"));
}

/* API Gateway escapes the text once more: {\"Version\": ...}. Source: API Gateway API Reference,
 * "RestApi", policy. */
static bool looks_escaped(struct str text)
{
	text = str_trim(text);
	return text.n > 2 && text.p[0] == '{' &&
	       str_starts(str_trim(str_skip(text, 1)), STR("\\\""));
}

static bool text_of(struct intake *in, const struct place *place, const char *what,
		    struct str value, const struct span_rules *rules, struct str *out, bool *has,
		    struct err *err)
{
	struct err damage = {ERR_NONE, ""};
	struct str text;

	*has = false;
	*out = value;
	if (skim_kind(value) == JSON_NULL)
		return true;
	if (skim_kind(value) == JSON_OBJECT) {
		*has = true;
		return true;
	}
	if (skim_kind(value) != JSON_STRING)
		return place_bad(place, err, "%s is no document: an object or a text is expected",
				 what);
	text = skim_text(&in->scratch, value);
	if (str_trim(text).n == 0)
		return true;
	if (looks_url_encoded(text))
		text = url_decode(&in->scratch, text);
	if (looks_escaped(text))
		text =
		    skim_text(&in->scratch, arena_printf(&in->scratch, "\"%.*s\"", STR_ARG(text)));
	if (!span_check(text, rules, &damage))
		return place_bad(place, err, "the JSON in %s is damaged: %s", what, damage.text);
	*out = text;
	*has = true;
	return true;
}

bool document_of(struct intake *in, const struct place *place, const char *what, struct str value,
		 struct str *out, bool *has, struct err *err)
{
	static const struct span_rules rules = {DEPTH_MAX, false, 1, 1};

	return text_of(in, place, what, value, &rules, out, has, err);
}

static bool is_empty_object(struct str text)
{
	text = str_trim(text);
	return str_starts(text, STR("{")) && str_starts(str_trim(str_skip(text, 1)), STR("}"));
}

bool definition_of(struct intake *in, const struct place *place, struct str value, struct str *out,
		   bool *has, struct err *err)
{
	static const struct span_rules rules = {DEPTH_MAX, true, 1, 1};

	if (!text_of(in, place, "the definition", value, &rules, out, has, err))
		return false;
	*has = *has && !is_empty_object(*out);
	return true;
}
