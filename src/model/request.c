/* model/request.c - one question that AWS would ask its policies. */
#include "rolehop/model/request.h"

const struct context_value *request_find(const struct request *request, struct str key)
{
	for (size_t i = request->n_context; i > 0; i--)
		if (str_eq_nocase(request->context[i - 1].key, key))
			return &request->context[i - 1];
	return NULL;
}
