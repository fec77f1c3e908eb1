/* model/arn.c - Amazon Resource Names, taken apart. */
#include "rolehop/model/arn.h"

#include <string.h>

#include "rolehop/base/scan.h"

enum { ARN_STEP = 16 };

/* Where the first four colons of what follows "arn:" are; false where there are fewer. The last
 * step goes back over what it knows, so that it reads nothing beyond the end. */
static bool arn_colons(struct str text, size_t at[4])
{
	size_t n = 0;
	size_t i = 0;
	for (; text.n >= ARN_STEP && i < text.n; i += ARN_STEP) {
		size_t from = i + ARN_STEP <= text.n ? i : text.n - ARN_STEP;
		unsigned marks = scan_where(text.p + from, ':') >> (i - from);
		for (; marks != 0; marks &= marks - 1) {
			at[n++] = i + scan_lowest(marks);
			if (n == 4)
				return true;
		}
	}
	for (; i < text.n && n < 4; i++)
		if (text.p[i] == ':')
			at[n++] = i;
	return n == 4;
}

bool arn_parse(struct str text, struct arn *out)
{
	size_t colons[4];
	struct str rest;
	if (text.n < 4 || memcmp(text.p, "arn:", 4) != 0)
		return false;
	rest = (struct str){text.p + 4, text.n - 4};
	if (!arn_colons(rest, colons))
		return false;
	out->whole = text;
	out->partition = (struct str){rest.p, colons[0]};
	out->service = (struct str){rest.p + colons[0] + 1, colons[1] - colons[0] - 1};
	out->region = (struct str){rest.p + colons[1] + 1, colons[2] - colons[1] - 1};
	out->account = (struct str){rest.p + colons[2] + 1, colons[3] - colons[2] - 1};
	out->resource = (struct str){rest.p + colons[3] + 1, rest.n - colons[3] - 1};
	return true;
}

bool arn_is_account_id(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.n == 12;
}

bool arn_is_region(struct str text)
{
	struct str_split it = {text, false};
	struct str part;
	size_t parts = 0;
	bool digits = false;

	while (str_next(&it, '-', &part)) {
		size_t letters = 0;
		size_t number = 0;
		if (digits || part.n == 0)
			return false;
		while (letters < part.n && ascii_is_lower(part.p[letters]))
			letters++;
		digits = str_to_size(part, &number) && part.n == 1;
		if (letters != part.n && !digits)
			return false;
		if (parts++ == 0 && (letters < 2 || letters > 4))
			return false;
	}
	return digits && parts >= 3;
}

static bool arn_is(const struct arn *arn, struct str service, struct str prefix)
{
	return str_eq(arn->service, service) && str_starts(arn->resource, prefix);
}

bool arn_is_role(const struct arn *arn)
{
	return arn_is(arn, STR("iam"), STR("role/"));
}

bool arn_is_user(const struct arn *arn)
{
	return arn_is(arn, STR("iam"), STR("user/"));
}

bool arn_is_root(const struct arn *arn)
{
	return str_eq(arn->service, STR("iam")) && str_eq(arn->resource, STR("root"));
}

bool arn_is_assumed_role(const struct arn *arn)
{
	return arn_is(arn, STR("sts"), STR("assumed-role/"));
}

bool arn_is_federated_user(const struct arn *arn)
{
	return arn_is(arn, STR("sts"), STR("federated-user/"));
}

bool arn_is_machine(const struct arn *arn)
{
	return arn_is(arn, STR("states"), STR("stateMachine:"));
}

bool arn_is_service_linked_role(const struct arn *arn)
{
	return arn_is(arn, STR("iam"), STR("role/aws-service-role/"));
}

bool arn_is_kept_role(const struct arn *arn)
{
	return arn_is_service_linked_role(arn) ||
	       arn_is(arn, STR("iam"), STR("role/aws-reserved/"));
}

struct str arn_name(const struct arn *arn)
{
	return str_after_last(arn->resource, '/');
}

struct str arn_path(const struct arn *arn)
{
	ptrdiff_t first = str_find_char(arn->resource, '/');
	ptrdiff_t last = str_find_last_char(arn->resource, '/');
	if (first < 0)
		return STR("/");
	return str_slice(arn->resource, (size_t)first, (size_t)last + 1);
}

/* Part i (from 0) of the resource between slashes; the last one takes all that is left. */
static struct str arn_part(const struct arn *arn, size_t i, bool last)
{
	struct str rest = arn->resource;
	for (;; i--) {
		ptrdiff_t slash = str_find_char(rest, '/');
		if (i == 0)
			return slash < 0 || last ? rest : str_slice(rest, 0, (size_t)slash);
		if (slash < 0)
			return (struct str){NULL, 0};
		rest = str_skip(rest, (size_t)slash + 1);
	}
}

struct str arn_session_role_name(const struct arn *arn)
{
	return arn_is_assumed_role(arn) ? arn_part(arn, 1, false) : (struct str){NULL, 0};
}

struct str arn_session_name(const struct arn *arn)
{
	return arn_is_assumed_role(arn) ? arn_part(arn, 2, true) : (struct str){NULL, 0};
}

struct str arn_machine_base(struct str machine_arn)
{
	struct arn arn;
	if (!arn_parse(machine_arn, &arn) || !arn_is_machine(&arn))
		return machine_arn;
	const size_t prefix = sizeof("stateMachine:") - 1;
	ptrdiff_t colon = str_find_char(str_skip(arn.resource, prefix), ':');
	if (colon < 0)
		return machine_arn;
	return str_slice(machine_arn, 0, machine_arn.n - arn.resource.n + prefix + (size_t)colon);
}

struct str arn_short(struct arena *arena, struct str text)
{
	struct arn arn;
	if (!arn_parse(text, &arn))
		return text;
	struct str name = arn_is_assumed_role(&arn) ? arn_session_role_name(&arn) : arn_name(&arn);
	name = str_after_last(name, ':');
	if (arn.account.n == 0)
		return name;
	return arena_printf(arena, "%.*s@%.*s", STR_ARG(name),
			    STR_ARG(str_slice(arn.account, 0, 4)));
}
