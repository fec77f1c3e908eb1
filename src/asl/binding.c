/* asl/binding.c - values given from outside, by the name that the definition has for them. */
#include "asl/binding.h"

#include "asl/path.h"

/* Do two paths name the same, such as $.a['b'] and $.a.b? */
static bool binding_same(struct str a, struct str b)
{
	if (str_eq(a, b))
		return true;
	struct path_steps x = path_steps(a);
	struct path_steps y = path_steps(b);
	struct path_step p = {0};
	struct path_step q = {0};

	for (;;) {
		bool more = path_next(&x, &p);
		if (more != path_next(&y, &q))
			return false;
		if (!more)
			return x.ok && y.ok && str_eq(x.root, y.root);
		if (p.is_index != q.is_index || p.index != q.index || !str_eq(p.name, q.name))
			return false;
	}
}

const struct json *binding_find(const struct asl_environment *env, struct str path)
{
	const struct json *value = NULL;

	if (!env)
		return NULL;
	for (size_t i = 0; i < env->n_bindings; i++) {
		const struct asl_binding *binding = &env->bindings[i];
		if (!binding_same(binding->path, path))
			continue;
		if (value == NULL)
			value = binding->value;
		if (binding->used != NULL)
			*binding->used = true;
	}
	return value;
}
