/* asl/event.c - from the name of an API call, as CloudTrail has it, to IAM actions. */
#include "rolehop/asl/event.h"

#include "asl/catalogue.h"
#include "rolehop/base/vec.h"

enum { SERVICE_NAME = 0, SERVICE_PREFIX = 1, ACTION_ACTIONS = 2, IAM_NAME = 1, DATE_DIGITS = 8 };

/* Sources whose first part is neither the IAM prefix nor a name of the SDK. */
static const struct {
	struct str source, prefix;
} odd_sources[] = {
    {STR_INIT("monitoring"), STR_INIT("cloudwatch")},
    {STR_INIT("tagging"), STR_INIT("tag")},
};

/* Lambda's events carry the API's date: "GetFunction20150331v2". */
static struct str without_date(struct str name)
{
	size_t n = name.n;

	if (n > 2 && ascii_is_digit(name.p[n - 1]) && name.p[n - 2] == 'v' &&
	    ascii_is_digit(name.p[n - 3]))
		n -= 2;
	size_t digits = 0;
	while (digits < n && ascii_is_digit(name.p[n - 1 - digits]))
		digits++;
	return digits == DATE_DIGITS ? str_slice(name, 0, n - digits) : name;
}

static struct str prefix_of(struct str source)
{
	ptrdiff_t dot = str_find_char(source, '.');
	struct str first = str_slice(source, 0, dot < 0 ? source.n : (size_t)dot);
	struct catalogue_rows rows = catalogue_all(CATALOGUE_SERVICES);

	for (size_t i = 0; i < sizeof(odd_sources) / sizeof(odd_sources[0]); i++)
		if (str_eq(first, odd_sources[i].source))
			return odd_sources[i].prefix;
	for (size_t i = rows.from; i < rows.to; i++)
		if (str_eq(catalogue_cell(CATALOGUE_SERVICES, i, SERVICE_PREFIX), first))
			return first;
	rows = catalogue_group(CATALOGUE_SERVICES, first);
	return rows.from < rows.to ? catalogue_cell(CATALOGUE_SERVICES, rows.from, SERVICE_PREFIX)
				   : first;
}

/* Operations whose action is not their name, in any of the services with that prefix. */
static bool find_odd(struct arena *arena, struct str prefix, struct str name,
		     const struct str **actions, size_t *n)
{
	struct catalogue_rows services = catalogue_all(CATALOGUE_SERVICES);

	for (size_t i = services.from; i < services.to; i++) {
		struct vec list;
		struct str part;
		if (!str_eq(catalogue_cell(CATALOGUE_SERVICES, i, SERVICE_PREFIX), prefix))
			continue;
		struct catalogue_rows rows = catalogue_rows(
		    CATALOGUE_ACTIONS, catalogue_cell(CATALOGUE_SERVICES, i, SERVICE_NAME), name);
		if (rows.from == rows.to)
			continue;
		struct str_split it = {catalogue_cell(CATALOGUE_ACTIONS, rows.from, ACTION_ACTIONS),
				       false};
		vec_init(&list, arena, sizeof(struct str));
		while (str_next(&it, ' ', &part))
			if (!str_is_empty(part))
				*(struct str *)vec_push(&list) = part;
		*actions = list.items;
		*n = list.n;
		return list.n > 0;
	}
	return false;
}

void asl_event_actions(struct arena *arena, struct str source, struct str name,
		       const struct str **actions, size_t *n)
{
	struct str prefix = prefix_of(source);
	struct str *one = arena_array(arena, 1, sizeof(*one));

	*n = 0;
	name = without_date(name);
	if (str_is_empty(source) || str_is_empty(name) || find_odd(arena, prefix, name, actions, n))
		return;
	struct catalogue_rows rows = catalogue_rows(CATALOGUE_IAM_ACTIONS, prefix, name);
	if (rows.from < rows.to)
		name = catalogue_cell(CATALOGUE_IAM_ACTIONS, rows.from, IAM_NAME);
	one[0] = arena_printf(arena, "%.*s:%.*s", STR_ARG(prefix), STR_ARG(name));
	*actions = one;
	*n = 1;
}
