/* base/json.h - JSON in and out. */
#ifndef ROLEHOP_BASE_JSON_H
#define ROLEHOP_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* A parsed value; lives as long as the arena it was parsed in. It is read by the functions below,
 * some of which are here for the compiler to see through. */
struct json {
	struct json *next;   /* in the same array or object */
	struct json *child;  /* the first, of an array or object */
	struct json *parent; /* NULL for the whole */
	struct str key;	     /* of a member */
	struct str text;     /* of a string; of a number as it is written; with a NUL behind it */
	enum json_kind kind;
	bool truth;
};

/*
 * Parses one JSON text strictly (RFC 8259, and what span_check refuses is refused here with line
 * and column: U+0000, lone surrogates, invalid UTF-8, raw control characters, trailing bytes,
 * nesting over 1,000). Repeated keys are kept, in order. A BOM at the front is skipped.
 */
bool json_parse(struct arena *arena, struct str text, const struct json **out, struct err *err);

static inline enum json_kind json_kind(const struct json *json)
{
	return json->kind;
}

/* false for NULL */
static inline bool json_is(const struct json *json, enum json_kind kind)
{
	return json && json->kind == kind;
}

/* The text of a string; empty for anything else (NULL included). */
static inline struct str json_str(const struct json *json)
{
	return json_is(json, JSON_STRING) ? json->text : (struct str){NULL, 0};
}

static inline bool json_bool(const struct json *json)
{
	return json && json->truth;
}

/* Children of an array or object in order; NULL at the end or where there are none. */
static inline const struct json *json_first(const struct json *json)
{
	return json ? json->child : NULL;
}

static inline const struct json *json_next(const struct json *json)
{
	return json ? json->next : NULL;
}

/* The name of a member. */
static inline struct str json_key(const struct json *json)
{
	return json ? json->key : (struct str){NULL, 0};
}

double json_number(const struct json *json); /* infinite beyond a double's range */
size_t json_count(const struct json *json);

/* The last member of that name, case-sensitive, or NULL; NULL for what is no object. */
const struct json *json_get(const struct json *json, struct str key);
/* json_str(json_get(...)). */
struct str json_get_str(const struct json *json, struct str key);
/* The member whatever the case of its name (the last one), or NULL. */
const struct json *json_get_nocase(const struct json *json, struct str key);

/* The value at an RFC 6901 pointer, or NULL. */
const struct json *json_at(const struct json *json, struct str pointer);

/* The RFC 6901 pointer that leads to a value from the whole it was parsed in. */
struct str json_pointer(struct arena *arena, const struct json *json);

/* A scalar as the text AWS compares: true, false, the number as it is written, the string; else
 * empty. */
struct str json_scalar(struct arena *arena, const struct json *json);

/* Appends the value as compact JSON; members sorted by name where `canonical`, repeated ones kept
 * in order. */
bool json_write(struct buf *buf, const struct json *json, bool canonical);

/* Appends a string literal with its quotes, escaped so that it is ASCII-safe and valid JSON. */
bool json_write_str(struct buf *buf, struct str s);

/* Appends `token` to an RFC 6901 pointer: "/" and the token with ~ and / escaped. */
bool json_pointer_add(struct buf *buf, struct str token);

/*
 * A writer of JSON text: members and elements get their commas by themselves, and `pretty` indents
 * by two. Keys are literals; strings are escaped. An unclosed level is our mistake (asserted).
 */
struct json_out {
	struct buf *buf;
	bool pretty;
	unsigned depth;
	bool first[64];
};
void json_out_init(struct json_out *out, struct buf *buf, bool pretty);
void json_out_open(struct json_out *out, const char *key,
		   char bracket);			 /* '{' or '['; key NULL in arrays */
void json_out_close(struct json_out *out, char bracket); /* '}' or ']' */
void json_out_str(struct json_out *out, const char *key, struct str value);
void json_out_str_or_null(struct json_out *out, const char *key,
			  struct str value); /* empty: null */
void json_out_bool(struct json_out *out, const char *key, bool value);
void json_out_int(struct json_out *out, const char *key, long long value);
void json_out_null(struct json_out *out, const char *key);
void json_out_raw(struct json_out *out, const char *key, struct str json_text); /* already JSON */

#endif
