/* model/request.c - one question that AWS would ask its policies. */
#include "rolehop/model/request.h"

/* Does this entry answer for all keys that begin with its name, this one among them? */
static bool request_is_family(struct str entry, struct str key)
{
	return str_ends(entry, STR("/")) && key.n > entry.n && str_starts_nocase(key, entry);
}

const struct context_value *request_find(const struct request *request, struct str key)
{
	const struct context_value *family = NULL;
	for (size_t i = request->n_context; i > 0; i--) {
		const struct context_value *value = &request->context[i - 1];
		if (str_eq_nocase(value->key, key))
			return value;
		if (!family && request_is_family(value->key, key))
			family = value;
	}
	if (!request->keys)
		return family;
	const struct context_value *value = request->keys->find(request->keys, key);
	return value && (!family || value->key.n == key.n) ? value : family;
}
