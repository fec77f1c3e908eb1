/* app/mask.c - account ids, names and ExternalIds replaced in an answer. */
#include "rolehop/app/mask.h"

#include "mask_forms.h"
#include "mask_learn.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/map.h"
#include "rolehop/base/width.h"
#include "rolehop/model/arn.h"

enum { MASK_TEXT_MAX = 1 << 30, SHORT_NAME = 3 };

/* ---- what has a mask --------------------------------------------------------------------------
 */

/* One text and what stands for it; of the same first word, the longest first. */
struct known {
	struct str text;
	struct str masked;
	bool common; /* only an ARN named it, and it may be a word of a sentence */
	struct known *next;
};

struct mask {
	struct arena *arena;
	struct store *store;
	struct map known;    /* first word -> struct known */
	struct map accounts; /* id -> struct known */
	struct map seen;     /* ARNs of which everything is known */
	struct map numbered; /* what stands for texts that have no id of the inventory's */
	struct str
	    secret;	  /* of the inventory, whence their numbers come; empty: they are counted */
	size_t strangers; /* that were counted */
};

static struct known *known_find(const struct mask *mask, struct str text)
{
	struct known *k = map_find(&mask->known, mask_first_word(text));
	while (k && !str_eq(k->text, text))
		k = k->next;
	return k;
}

static struct known *known_add(struct mask *mask, struct str text, struct str masked)
{
	struct str word = mask_first_word(text);
	struct known *first = map_find(&mask->known, word);
	struct known *new = arena_alloc(mask->arena, sizeof(*new));
	struct known **at = &first;

	*new = (struct known){.text = text, .masked = masked};
	while (*at && (*at)->text.n > text.n)
		at = &(*at)->next;
	new->next = *at;
	*at = new;
	map_put(&mask->known, word, first);
	return new;
}

void mask_secret(struct mask *mask, struct str secret)
{
	mask->secret = arena_str(mask->arena, secret);
}

/* A name that can be hidden, from the first character of a word on; empty: none. */
static struct str hideable(const struct mask *mask, struct str text)
{
	while (text.n && !mask_is_word(text.p[0]))
		text = str_skip(text, 1);
	if (text.n < SHORT_NAME || mask_is_reserved(text) || known_find(mask, text))
		return STR("");
	return text;
}

void mask_number(struct mask *mask, const char *what, struct str text, int64_t number)
{
	text = hideable(mask, text);
	if (text.n)
		known_add(mask, arena_str(mask->arena, text),
			  arena_printf(mask->arena, "%s-%lld", what, (long long)number));
}

/* WHAT-NUMBER, or for no WHAT an account's twelve digits. */
static struct str masked_as(struct mask *mask, const char *what, uint64_t number)
{
	const uint64_t strangers_from = 900000000000;

	return what ? arena_printf(mask->arena, "%s-%llu", what, (unsigned long long)number)
		    : arena_printf(mask->arena, "%012llu",
				   (unsigned long long)(strangers_from + number));
}

/*
 * Masks a text that has no id of the inventory's: the same way in every answer, and without help
 * to whoever guesses the text, for the inventory's secret is in the number and many texts share it.
 */
static struct str masked_by_itself(struct mask *mask, const char *what, struct str text)
{
	enum { NUMBERS = 100000 };
	struct str masked;
	struct hash hash;
	uint64_t number = 0;

	if (!mask->secret.n)
		return masked_as(mask, what, ++mask->strangers);
	hash = hash_hmac(mask->secret, text);
	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | hash.bytes[i];
	do
		masked = masked_as(mask, what, number++ % NUMBERS);
	while (map_find(&mask->numbered, masked));
	map_put(&mask->numbered, masked, mask);
	return masked;
}

void mask_hide(struct mask *mask, const char *what, struct str text)
{
	text = hideable(mask, text);
	if (text.n)
		known_add(mask, arena_str(mask->arena, text), masked_by_itself(mask, what, text));
}

static struct known *account_add(struct mask *mask, struct str id, struct str masked)
{
	struct known *k = arena_alloc(mask->arena, sizeof(*k));

	*k = (struct known){.text = arena_str(mask->arena, id), .masked = masked};
	map_put(&mask->accounts, k->text, k);
	return k;
}

void mask_account(struct mask *mask, struct str id, int64_t number)
{
	account_add(mask, id, arena_printf(mask->arena, "%012lld", (long long)number));
}

bool mask_open(struct arena *arena, struct store *store, struct mask **out, struct err *err)
{
	struct mask *mask = arena_alloc(arena, sizeof(*mask));

	*mask = (struct mask){.arena = arena, .store = store};
	map_init(&mask->known, arena);
	map_init(&mask->accounts, arena);
	map_init(&mask->seen, arena);
	map_init(&mask->numbered, arena);
	*out = mask;
	return store == NULL || mask_learn_names(mask, store, err);
}

/* ---- one text after another -------------------------------------------------------------------
 */

struct masking {
	struct mask *mask;
	struct buf out;
	bool told; /* what ARNs name is told by its name alone, too */
};

static const struct known *stranger(struct mask *mask, const char *what, struct str text)
{
	struct known *k = known_find(mask, text);

	if (k)
		return k;
	k = known_add(mask, arena_str(mask->arena, text), masked_by_itself(mask, what, text));
	k->common = text.n < SHORT_NAME || mask_is_reserved(text) || mask_is_plain(text);
	return k;
}

static void put_account(struct masking *m, struct str id)
{
	const struct known *k = map_find(&m->mask->accounts, id);

	if (!k)
		k = account_add(m->mask, id, masked_by_itself(m->mask, NULL, id));
	buf_add(&m->out, k->masked);
}

/* A name that is one for certain, whatever it is: "*" and "?" in it stay. */
static void put_name(struct masking *m, const char *what, struct str name)
{
	const struct known *k = known_find(m->mask, name);
	size_t from = 0;

	if (k) {
		buf_add(&m->out, k->masked);
		return;
	}
	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '*' && name.p[i] != '?')
			continue;
		if (i > from)
			buf_add(&m->out, stranger(m->mask, what, str_slice(name, from, i))->masked);
		if (i < name.n)
			buf_add_char(&m->out, name.p[i]);
		from = i + 1;
	}
}

/* ---- ARNs -------------------------------------------------------------------------------------
 */

/* From now on it is no word of a sentence. */
static void uncommon(struct mask *mask, struct str name)
{
	struct known *k = known_find(mask, name);

	if (k)
		k->common = name.n < SHORT_NAME || mask_is_reserved(name);
}

/* "role/a/b", "function:f:PROD", "queue": the types and the separators stay. */
static void put_resource(struct masking *m, const struct arn *arn)
{
	struct str resource = arn->resource;
	bool session = arn_is_assumed_role(arn);
	bool first = true;
	size_t from = 0;

	for (size_t i = 0; i <= resource.n; i++) {
		if (i < resource.n && resource.p[i] != '/' && resource.p[i] != ':')
			continue;
		struct str part = str_slice(resource, from, i);
		if (arn_is_account_id(part))
			put_account(m, part);
		else if (mask_tells_nothing(part) || (mask_is_number(part) && !first) ||
			 (mask_is_type(part) && (i < resource.n || mask_is_final(part))))
			buf_add(&m->out, part);
		else
			put_name(m, "name", part);
		if (m->told && (i == resource.n || session))
			uncommon(m->mask, part);
		if (i < resource.n)
			buf_add_char(&m->out, resource.p[i]);
		from = i + 1;
		first = false;
	}
}

static void put_arn(struct masking *m, struct str text)
{
	struct arn arn;

	if (!arn_parse(text, &arn)) {
		buf_add(&m->out, text);
		return;
	}
	if (str_eq(arn.account, STR("aws"))) {
		buf_add(&m->out, text);
		return;
	}
	buf_add(&m->out, str_slice(text, 0, (size_t)(arn.account.p - text.p)));
	if (arn_is_account_id(arn.account))
		put_account(m, arn.account);
	else
		buf_add(&m->out, arn.account);
	buf_add_char(&m->out, ':');
	put_resource(m, &arn);
}

/* ---- other words ------------------------------------------------------------------------------
 */

/* A part of a text that was cut in its middle for want of room: "TrustedAcc~untRl". */
static bool is_cut(struct str all, size_t at, struct str word)
{
	bool after = at + word.n < all.n && all.p[at + word.n] == '~';
	bool before = at > 0 && all.p[at - 1] == '~';
	if (str_eq(word, STR("\xe2\x80\xa6"))) /* all of it was left out */
		return false;
	return word.n >= SHORT_NAME && (before || after || str_contains(word, STR("\xe2\x80\xa6")));
}

/* An unknown word: only the account ids in it are replaced. */
static void put_word(struct masking *m, struct str word)
{
	size_t digits = 0;

	for (size_t i = 0; i <= word.n; i++) {
		if (i < word.n && ascii_is_digit(word.p[i])) {
			digits++;
			continue;
		}
		struct str run = str_slice(word, i - digits, i);
		if (digits == 12)
			put_account(m, run);
		else
			buf_add(&m->out, run);
		if (i < word.n)
			buf_add_char(&m->out, word.p[i]);
		digits = 0;
	}
}

/* The longest known text that the text begins with and that ends where a word may. */
static const struct known *known_front(const struct mask *mask, struct str text, struct str word)
{
	for (const struct known *k = map_find(&mask->known, word); k; k = k->next) {
		bool ends = k->text.n >= text.n || !mask_is_word(text.p[k->text.n]) ||
			    str_eq(k->text, word) || text.p[k->text.n] == '.';
		if (str_starts(text, k->text) && ends)
			return k;
	}
	return NULL;
}

/* A member's name in JSON: "name": ... */
static bool is_json_key(struct str all, size_t at, size_t n)
{
	return at > 0 && all.p[at - 1] == '"' && at + n + 1 < all.n && all.p[at + n] == '"' &&
	       all.p[at + n + 1] == ':';
}

/* No path is longer: of what is, each word would read all before it. */
enum { PATH_MOST = 1100 };

/* Does a word here name something, whatever the word: "table/orders", "role/of/a/team/Deployer"? */
static bool is_named(struct str all, size_t at)
{
	size_t least = at > PATH_MOST ? at - PATH_MOST : 0;
	bool near = true;
	while (at > least && (all.p[at - 1] == '/' || (near && all.p[at - 1] == ':'))) {
		size_t end = at - 1;
		for (at = end; at > 0 && mask_is_word(all.p[at - 1]);)
			at--;
		bool begins = at == 0 || all.p[at - 1] != '/';
		if ((near || begins) && mask_is_type(str_slice(all, at, end)))
			return true;
		near = false;
	}
	return false;
}

/* "lambda:InvokeFunction", "aws:PrincipalArn": an action or a condition key. */
static bool is_action(struct str all, size_t at, size_t n)
{
	char c = at + n + 1 < all.n && all.p[at + n] == ':' ? all.p[at + n + 1] : '\0';
	return ascii_is_upper(c);
}

/*
 * Where two texts part, in the words of policy/near.c: a piece of a name says as much as the name.
 * The number of bytes up to the closing quotation mark; 0 where that is not what begins here.
 */
static size_t parting(struct str all, size_t at)
{
	static const struct str before[] = {STR_INIT("has"), STR_INIT("lacks"),
					    STR_INIT("request")};
	bool escaped = at > 0 && all.p[at - 1] == '\\';
	struct str front = str_trim(str_slice(all, 0, escaped ? at - 1 : at));
	struct str rest = str_skip(all, at + 1);
	ptrdiff_t end = str_find(rest, escaped ? STR("\\\"") : STR("\""));

	for (size_t i = 0; end > 0 && i < sizeof(before) / sizeof(before[0]); i++)
		if (str_ends(front, before[i]) &&
		    str_contains(str_slice(all, at > 160 ? at - 160 : 0, at + (size_t)end + 80),
				 STR("at character")))
			return (size_t)end + 1;
	return 0;
}

/* Replaces what begins at `at`; the number of bytes it took. */
static size_t put_at(struct masking *m, struct str all, size_t at)
{
	struct str rest = str_skip(all, at);
	struct str word = mask_first_word(rest);
	const struct known *k;

	if (str_starts(rest, STR("arn:")) && !is_json_key(all, at, 3)) {
		struct str arn = mask_arn_front(rest);
		put_arn(m, arn);
		return arn.n;
	}
	while (word.n && word.p[word.n - 1] == '.')
		word.n--;
	if (word.n == 0 || is_json_key(all, at, word.n)) {
		buf_add(&m->out, mask_first_word(rest));
		return mask_first_word(rest).n;
	}
	k = known_front(m->mask, rest, mask_first_word(rest));
	if (!k)
		k = known_front(m->mask, rest, word);
	if (!k && mask_is_unique_id(word))
		k = stranger(m->mask, "id", word);
	if (!k && mask_is_organization_id(word))
		k = stranger(m->mask, "organization", word);
	if (!k && mask_is_email(word))
		k = stranger(m->mask, "email", word);
	if (!k && is_cut(all, at, word))
		k = stranger(m->mask, "name", word);
	if (k && !is_action(all, at, k->text.n) && (!k->common || is_named(all, at))) {
		buf_add(&m->out, k->masked);
		return k->text.n;
	}
	if (is_named(all, at) && !mask_is_type(word)) {
		put_name(m, "name", word);
		return word.n;
	}
	put_word(m, word);
	return word.n;
}

/* In columns: the spaces after a text make up for what its mask is shorter or longer. */
static size_t even_out(struct masking *m, struct str all, size_t from, size_t to, size_t written)
{
	size_t was = width_text(str_slice(all, from, to));
	size_t is = width_text(str_skip(buf_str(&m->out), written));
	size_t spaces = 0;

	while (to + spaces < all.n && all.p[to + spaces] == ' ')
		spaces++;
	if (spaces < 2 || is == was)
		return to;
	size_t room = was + spaces > is + 2 ? was + spaces - is : 2;
	buf_add_repeat(&m->out, STR(" "), room);
	return to + spaces;
}

/* A sentence may name what an ARN names later on. */
static void learn_arns(struct masking *m, struct str text)
{
	struct str arn;

	while (mask_next_arn(&text, &arn))
		put_arn(m, arn);
	buf_clear(&m->out);
}

/* What is known once the text is. */
static void learn(struct masking *m, struct arena *arena, struct str text)
{
	struct mask *mask = m->mask;

	buf_init(&m->out, arena, MASK_TEXT_MAX);
	if (mask->store)
		mask_learn_text(mask, mask->store, &mask->seen, text);
	learn_arns(m, text);
}

void mask_arns(struct mask *mask, struct str text)
{
	struct masking m = {.mask = mask, .told = true};
	struct arena scratch;

	arena_init(&scratch);
	learn(&m, &scratch, text);
	arena_release(&scratch);
}

struct str mask_text(struct mask *mask, struct arena *arena, struct str text)
{
	struct masking m = {.mask = mask};
	size_t at = 0;

	learn(&m, arena, text);
	while (at < text.n) {
		size_t part = text.p[at] == '"' ? parting(text, at) : 0;
		if (part) {
			buf_add_cstr(&m.out, "\"...");
			at += part - (text.p[at + part - 1] == '\\' ? 1 : 0);
			continue;
		}
		if (!mask_is_word(text.p[at])) {
			buf_add_char(&m.out, text.p[at++]);
			continue;
		}
		size_t written = m.out.n;
		size_t took = put_at(&m, text, at);
		at = even_out(&m, text, at, at + took, written);
	}
	return buf_str(&m.out);
}
