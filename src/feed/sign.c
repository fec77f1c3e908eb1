/* feed/sign.c - AWS Signature Version 4 of a request. */
#include "feed/sign.h"

#include <stdlib.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/vec.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

enum { CANONICAL_MAX = 16 << 20, DATE_LENGTH = 8 };

/* ---- percent-encoding ---------------------------------------------------------------------------
 */

static bool is_unreserved(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

void sign_encode(struct buf *buf, struct str text, bool slashes)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (is_unreserved(c) || (slashes && c == '/'))
			buf_add_char(buf, c);
		else
			buf_printf(buf, "%%%02X", (unsigned)(unsigned char)c);
	}
}

/* What the encoded text stands for; a plus stays one, and a percent sign that begins no code. */
static struct str decode(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		int high = text.p[i] == '%' && i + 2 < text.n ? ascii_hex(text.p[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(text.p[i + 2]) : -1;
		if (low >= 0)
			i += 2;
		buf_add_char(&out, low >= 0 ? (char)(high * 16 + low) : text.p[i]);
	}
	return buf_str(&out);
}

/* ---- the canonical request ----------------------------------------------------------------------
 */

/* Empty parts and "." fall away, ".." takes the part before it along. */
static struct str shorten(struct arena *arena, struct str path)
{
	struct str_split it = {path, false};
	struct vec parts;
	struct str part;
	struct buf out;
	bool folder = str_ends(path, STR("/"));

	vec_init(&parts, arena, sizeof(struct str));
	while (str_next(&it, '/', &part)) {
		if (str_eq(part, STR("..")) && parts.n > 0)
			vec_pop(&parts);
		else if (part.n > 0 && !str_eq(part, STR(".")) && !str_eq(part, STR("..")))
			*(struct str *)vec_push(&parts) = part;
	}
	buf_init(&out, arena, path.n + 2);
	for (size_t i = 0; i < parts.n; i++) {
		buf_add_char(&out, '/');
		buf_add(&out, *(struct str *)vec_at(&parts, i));
	}
	if (parts.n == 0 || folder)
		buf_add_char(&out, '/');
	return buf_str(&out);
}

static void add_path(struct buf *buf, struct str path, bool plain)
{
	if (path.n == 0)
		path = STR("/");
	sign_encode(buf, plain ? decode(buf->arena, path) : shorten(buf->arena, path), true);
}

static struct str encoded_again(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena, CANONICAL_MAX);
	sign_encode(&out, decode(arena, text), false);
	return buf_str(&out);
}

/* By name, then by value. */
static int header_compare(const void *a, const void *b)
{
	const struct header *left = a;
	const struct header *right = b;
	int order = str_cmp(left->name, right->name);

	return order != 0 ? order : str_cmp(left->value, right->value);
}

static void add_query(struct buf *buf, struct str query)
{
	struct str_split it = {query, false};
	struct str part;
	struct vec pairs;

	vec_init(&pairs, buf->arena, sizeof(struct header));
	while (str_next(&it, '&', &part)) {
		ptrdiff_t equals = str_find_char(part, '=');
		struct str name = equals < 0 ? part : str_slice(part, 0, (size_t)equals);
		struct str value = equals < 0 ? STR("") : str_skip(part, (size_t)equals + 1);
		if (part.n > 0)
			*(struct header *)vec_push(&pairs) = (struct header){
			    encoded_again(buf->arena, name), encoded_again(buf->arena, value)};
	}
	if (pairs.n > 1)
		qsort(pairs.items, pairs.n, sizeof(struct header), header_compare);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct header *pair = vec_at(&pairs, i);
		buf_add_cstr(buf, i > 0 ? "&" : "");
		buf_add(buf, pair->name);
		buf_add_char(buf, '=');
		buf_add(buf, pair->value);
	}
}

/* A header in lower case, blanks at its ends gone and others folded into one. */
static struct header folded(struct arena *arena, const struct header *header)
{
	struct str value = str_trim(header->value);
	struct header out = {arena_str(arena, header->name), {NULL, 0}};
	char *name = arena_cstr(arena, str_trim(header->name));
	struct buf text;
	bool blank = false;

	for (char *c = name; *c; c++)
		*c = ascii_lower(*c);
	out.name = str_from(name);
	buf_init(&text, arena, value.n + 1);
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool white = c == ' ' || c == '\t' || c == '\n' || c == '\r';
		if (white && blank)
			continue;
		blank = white;
		buf_add_char(&text, white ? ' ' : c);
	}
	out.value = buf_str(&text);
	return out;
}

/* Those of one name stay in the order in which they are sent. */
static void headers_sort(struct header *headers, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct header header = headers[i];
		size_t to = i;
		while (to > 0 && str_cmp(headers[to - 1].name, header.name) > 0) {
			headers[to] = headers[to - 1];
			to--;
		}
		headers[to] = header;
	}
}

/* The headers' lines, and the list of their names. */
static void add_headers(struct buf *lines, struct buf *names, const struct signable *request)
{
	struct header *all = arena_array(lines->arena, request->n_headers + 1, sizeof(*all));

	for (size_t i = 0; i < request->n_headers; i++)
		all[i] = folded(lines->arena, &request->headers[i]);
	headers_sort(all, request->n_headers);
	for (size_t i = 0; i < request->n_headers; i++) {
		bool repeated = i > 0 && str_eq(all[i].name, all[i - 1].name);
		if (!repeated) {
			buf_printf(names, "%s%.*s", i > 0 ? ";" : "", STR_ARG(all[i].name));
			buf_printf(lines, "%s%.*s:", i > 0 ? "\n" : "", STR_ARG(all[i].name));
		} else {
			buf_add_char(lines, ',');
		}
		buf_add(lines, all[i].value);
	}
	buf_add_char(lines, '\n');
}

static struct str canonical(struct arena *arena, const struct signable *request, bool plain_path,
			    struct str *names)
{
	struct buf text, signed_names;

	buf_init(&text, arena, CANONICAL_MAX);
	buf_init(&signed_names, arena, CANONICAL_MAX);
	buf_printf(&text, "%.*s\n", STR_ARG(request->method));
	add_path(&text, request->path, plain_path);
	buf_add_char(&text, '\n');
	add_query(&text, request->query);
	buf_add_char(&text, '\n');
	add_headers(&text, &signed_names, request);
	*names = buf_str(&signed_names);
	buf_printf(&text, "\n%.*s\n%.*s", STR_ARG(*names), STR_ARG(request->body_hash));
	return buf_str(&text);
}

struct str sign_canonical(struct arena *arena, const struct signable *request, bool plain_path)
{
	struct str names;

	return canonical(arena, request, plain_path, &names);
}

/* ---- the signature ------------------------------------------------------------------------------
 */

struct str sign_date(struct arena *arena, int64_t now)
{
	struct str iso = clock_iso(arena, now);
	struct buf out;

	buf_init(&out, arena, iso.n + 1);
	for (size_t i = 0; i < iso.n; i++)
		if (iso.p[i] != '-' && iso.p[i] != ':')
			buf_add_char(&out, iso.p[i]);
	return buf_str(&out);
}

struct str sign_hash(struct arena *arena, struct str body)
{
	struct hash hash = hash_of(body);

	return hash_hex(arena, &hash);
}

/* The key of one day, region and service. */
static struct hash signing_key(struct arena *arena, const struct sign_keys *keys, struct str day,
			       const struct sign_scope *scope)
{
	struct buf secret;
	struct hash key;

	buf_init(&secret, arena, keys->secret.n + 8);
	buf_add_cstr(&secret, "AWS4");
	buf_add(&secret, keys->secret);
	key = hash_hmac(buf_str(&secret), day);
	key = hash_hmac(hash_bytes(&key), scope->region);
	key = hash_hmac(hash_bytes(&key), scope->service);
	return hash_hmac(hash_bytes(&key), STR("aws4_request"));
}

struct str sign_request(struct arena *arena, const struct signable *request,
			const struct sign_keys *keys, const struct sign_scope *scope)
{
	struct str date = sign_date(arena, scope->now);
	struct str day = str_slice(date, 0, DATE_LENGTH);
	struct str names;
	struct str text = sign_hash(arena, canonical(arena, request, scope->plain_path, &names));
	struct str where = arena_printf(arena, "%.*s/%.*s/%.*s/aws4_request", STR_ARG(day),
					STR_ARG(scope->region), STR_ARG(scope->service));
	struct str to_sign = arena_printf(arena, ALGORITHM "\n%.*s\n%.*s\n%.*s", STR_ARG(date),
					  STR_ARG(where), STR_ARG(text));
	struct hash key = signing_key(arena, keys, day, scope);
	struct hash signature = hash_hmac(hash_bytes(&key), to_sign);

	mem_wipe(&key, sizeof(key));
	return arena_printf(arena,
			    ALGORITHM " Credential=%.*s/%.*s, SignedHeaders=%.*s, Signature=%.*s",
			    STR_ARG(keys->id), STR_ARG(where), STR_ARG(names),
			    STR_ARG(hash_hex(arena, &signature)));
}
