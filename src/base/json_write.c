/* base/json_write.c - JSON out: values, strings, pointers and a writer that minds the commas. */
#include <assert.h>
#include <stdlib.h>

#include "rolehop/base/json.h"
#include "rolehop/base/width.h"

/* One character beyond ASCII as one \\u escape or a pair. */
static void json_write_code(struct buf *buf, unsigned long code)
{
	if (code >= 0x10000) {
		buf_printf(buf, "\\u%04lx", 0xD800 + ((code - 0x10000) >> 10));
		code = 0xDC00 + ((code - 0x10000) & 0x3FF);
	}
	buf_printf(buf, "\\u%04lx", code);
}

/* Bytes from the start of `s` that stand for themselves in a string. */
static size_t plain_bytes(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7F && s.p[n] != '"' && s.p[n] != '\\')
		n++;
	return n;
}

static void json_write_special(struct buf *buf, unsigned long code)
{
	if (code == '"' || code == '\\')
		buf_printf(buf, "\\%c", (char)code);
	else if (code == '\n')
		buf_add_cstr(buf, "\\n");
	else if (code == '\t')
		buf_add_cstr(buf, "\\t");
	else
		json_write_code(buf, code);
}

bool json_write_str(struct buf *buf, struct str s)
{
	buf_add_char(buf, '"');
	for (;;) {
		size_t n = plain_bytes(s);
		unsigned long code;
		buf_add(buf, str_slice(s, 0, n));
		s = str_skip(s, n);
		if (s.n == 0)
			break;
		s = str_skip(s, width_decode(s, &code));
		json_write_special(buf, code);
	}
	return buf_add_char(buf, '"');
}

bool json_pointer_add(struct buf *buf, struct str token)
{
	buf_add_char(buf, '/');
	for (size_t i = 0; i < token.n; i++) {
		if (token.p[i] == '~')
			buf_add_cstr(buf, "~0");
		else if (token.p[i] == '/')
			buf_add_cstr(buf, "~1");
		else
			buf_add_char(buf, token.p[i]);
	}
	return !buf->over;
}

/* A member and where it stood: repeated names keep their order. */
struct json_member {
	struct str key;
	size_t at;
	const struct json *value;
};

static int json_member_order(const void *a, const void *b)
{
	const struct json_member *left = a;
	const struct json_member *right = b;
	int order = str_cmp(left->key, right->key);
	return order ? order : (left->at > right->at) - (left->at < right->at);
}

static void json_write_value(struct buf *buf, const struct json *json, bool canonical);

static void json_write_member(struct buf *buf, const struct json *member, bool canonical)
{
	json_write_str(buf, json_key(member));
	buf_add_char(buf, ':');
	json_write_value(buf, member, canonical);
}

static void json_write_sorted(struct buf *buf, const struct json *json)
{
	size_t n = json_count(json);
	struct json_member *members = arena_array(buf->arena, n, sizeof(*members));
	size_t i = 0;
	for (const struct json *child = json_first(json); child; child = json_next(child), i++)
		members[i] = (struct json_member){json_key(child), i, child};
	qsort(members, n, sizeof(*members), json_member_order);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		json_write_member(buf, members[i].value, true);
	}
}

static void json_write_object(struct buf *buf, const struct json *json, bool canonical)
{
	buf_add_char(buf, '{');
	if (canonical) {
		json_write_sorted(buf, json);
	} else {
		for (const struct json *child = json_first(json); child; child = json_next(child)) {
			json_write_member(buf, child, false);
			if (json_next(child))
				buf_add_char(buf, ',');
		}
	}
	buf_add_char(buf, '}');
}

/* Recursion is bounded by the nesting that json_parse admits. */
static void json_write_value(struct buf *buf, const struct json *json, bool canonical)
{
	switch (json_kind(json)) {
	case JSON_OBJECT:
		json_write_object(buf, json, canonical);
		return;
	case JSON_ARRAY:
		buf_add_char(buf, '[');
		for (const struct json *child = json_first(json); child; child = json_next(child)) {
			json_write_value(buf, child, canonical);
			if (json_next(child))
				buf_add_char(buf, ',');
		}
		buf_add_char(buf, ']');
		return;
	case JSON_STRING:
		json_write_str(buf, json_str(json));
		return;
	case JSON_NUMBER:
	case JSON_BOOL:
		buf_add(buf, json_scalar(buf->arena, json));
		return;
	case JSON_NULL:
		buf_add_cstr(buf, "null");
		return;
	}
}

bool json_write(struct buf *buf, const struct json *json, bool canonical)
{
	json_write_value(buf, json, canonical);
	return !buf->over;
}

void json_out_init(struct json_out *out, struct buf *buf, bool pretty)
{
	*out = (struct json_out){.buf = buf, .pretty = pretty};
	out->first[0] = true;
}

/* Comma, line break and name before a value. */
static void json_out_lead(struct json_out *out, const char *key)
{
	if (!out->first[out->depth])
		buf_add_char(out->buf, ',');
	if (out->pretty && out->depth > 0) {
		buf_add_char(out->buf, '\n');
		buf_add_repeat(out->buf, STR("  "), out->depth);
	}
	out->first[out->depth] = false;
	if (!key)
		return;
	json_write_str(out->buf, str_from(key));
	buf_add_cstr(out->buf, out->pretty ? ": " : ":");
}

void json_out_open(struct json_out *out, const char *key, char bracket)
{
	json_out_lead(out, key);
	buf_add_char(out->buf, bracket);
	out->depth++;
	assert(out->depth < sizeof(out->first) / sizeof(out->first[0]));
	out->first[out->depth] = true;
}

void json_out_close(struct json_out *out, char bracket)
{
	assert(out->depth > 0);
	bool empty = out->first[out->depth];
	out->depth--;
	if (out->pretty && !empty) {
		buf_add_char(out->buf, '\n');
		buf_add_repeat(out->buf, STR("  "), out->depth);
	}
	buf_add_char(out->buf, bracket);
}

void json_out_str(struct json_out *out, const char *key, struct str value)
{
	json_out_lead(out, key);
	json_write_str(out->buf, value);
}

void json_out_str_or_null(struct json_out *out, const char *key, struct str value)
{
	if (value.n)
		json_out_str(out, key, value);
	else
		json_out_null(out, key);
}

void json_out_bool(struct json_out *out, const char *key, bool value)
{
	json_out_raw(out, key, value ? STR("true") : STR("false"));
}

void json_out_int(struct json_out *out, const char *key, long long value)
{
	json_out_lead(out, key);
	buf_printf(out->buf, "%lld", value);
}

void json_out_null(struct json_out *out, const char *key)
{
	json_out_raw(out, key, STR("null"));
}

void json_out_raw(struct json_out *out, const char *key, struct str json_text)
{
	json_out_lead(out, key);
	buf_add(out->buf, json_text);
}
