/* policy/filler.c - what the rules that fill context keys share. */
#include "policy/filler.h"

#include "rolehop/base/clock.h"
#include "rolehop/model/holes.h"

void fill_one(struct filler *filler, struct str value, const char *source)
{
	struct str *copy = arena_alloc(filler->arena, sizeof(*copy));
	*copy = value;
	filler->out->state = CTX_PRESENT;
	filler->out->present = true;
	filler->out->values = copy;
	filler->out->n_values = 1;
	filler->out->source = str_from(source);
}

void fill_absent(struct filler *filler, const char *source)
{
	filler->out->state = CTX_ABSENT;
	filler->out->source = str_from(source);
}

void fill_unknown(struct filler *filler, bool present, const char *source)
{
	filler->out->state = CTX_UNKNOWN;
	filler->out->present = present;
	filler->out->source = str_from(source);
}

struct str fill_hole(void)
{
	return STR(HOLE_TEXT);
}

/* Made anew each time: whatever it is, it equals no text that stands in a policy. */
void fill_random(struct filler *filler, struct str value, const char *source)
{
	fill_one(filler, value, source);
	filler->out->random = true;
}

/* Either absent or this value. */
void fill_perhaps(struct filler *filler, struct str value, bool random, const char *source)
{
	fill_one(filler, value, source);
	filler->out->state = CTX_UNKNOWN;
	filler->out->present = false;
	filler->out->random = random;
}

/* One of these values, and which is not known. */
void fill_either(struct filler *filler, const struct str *values, size_t n, const char *source)
{
	struct str *copy = arena_array(filler->arena, n, sizeof(*copy));

	for (size_t i = 0; i < n; i++)
		copy[i] = values[i];
	fill_unknown(filler, true, source);
	filler->out->either = true;
	filler->out->values = copy;
	filler->out->n_values = n;
}

void fill_between(struct filler *filler, int64_t from, int64_t to, bool present, const char *source)
{
	const struct str ends[] = {clock_iso(filler->arena, from), clock_iso(filler->arena, to)};

	fill_either(filler, ends, 2, source);
	filler->out->either = false;
	filler->out->between = true;
	filler->out->present = present;
}

bool fill_tag(struct filler *filler, const struct role *role, struct str name, const char *source)
{
	for (size_t i = 0; i < role->n_tags; i++) {
		struct str value = role->tags[i].value;
		if (!str_eq_nocase(role->tags[i].key, name))
			continue;
		if (holes_placeholder(value).n > 0 || holes_made(value))
			fill_unknown(filler, true, "the template leaves this tag's value open");
		else
			fill_one(filler, value, source);
		return true;
	}
	return false;
}

bool fill_is_service(const struct filler *filler)
{
	return filler->request->caller.kind == PRINCIPAL_SERVICE;
}

/* Nobody's credentials sign the request: what it says of its principal is of no account. */
bool fill_is_unsigned(const struct filler *filler)
{
	return filler->request->caller.kind == PRINCIPAL_ANONYMOUS ||
	       filler->request->caller.kind == PRINCIPAL_WEB_OR_SAML;
}

bool fill_is_assume(const struct filler *filler)
{
	return str_starts_nocase(filler->request->action, STR("sts:AssumeRole"));
}

void fill_unknowable(struct filler *filler)
{
	fill_unknown(filler, false, "it is known only when the call is made");
}
