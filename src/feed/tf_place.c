/* feed/tf_place.c - the accounts and Regions that a plan's providers deploy to.
 *
 * Source: HashiCorp Terraform documentation, "JSON Output Format", Configuration Representation
 * (provider_config_key); AWS provider documentation, "Provider Configuration", "Enhanced Region
 * Support", "aws_caller_identity", "aws_region".
 */
#include "feed/tf.h"
#include "rolehop/model/arn.h"

/* What is known of one provider's place; empty: not known. */
struct tf_provider {
	struct str account; /* what its aws_caller_identity told when the plan was made */
	struct str region;  /* likewise, its aws_region */
	struct str owner;   /* the account of what it has deployed already */
};

/* A list or object of the configuration, told from all others by where it is, and what is in it. */
static struct str key_in(struct tf *tf, const struct json *in, struct str name)
{
	return arena_printf(tf->arena, "%p %.*s", (const void *)in, STR_ARG(name));
}

static struct str resource_key(struct tf *tf, const struct json *in, const struct json *resource)
{
	struct str type = json_get_str(resource, STR("type"));
	struct str name = json_get_str(resource, STR("name"));
	bool data = str_eq(json_get_str(resource, STR("mode")), STR("data"));

	return arena_printf(tf->arena, "%p %d %.*s %.*s", (const void *)in, data, STR_ARG(type),
			    STR_ARG(name));
}

/* Is it looked into for the first time? A module may have as many resources as there are planned,
 * so each is looked up by its key. */
static bool is_new(struct tf *tf, const struct json *in)
{
	struct str key = key_in(tf, in, STR(""));

	if (in == NULL || map_find(&tf->written, key) != NULL)
		return false;
	map_put(&tf->written, key, (void *)in);
	return true;
}

const struct json *tf_config_of(struct tf *tf, const struct json *module,
				const struct json *resource)
{
	const struct json *all = json_get(module, STR("resources"));

	if (is_new(tf, all))
		for (const struct json *m = json_first(all); m != NULL; m = json_next(m)) {
			struct str key = resource_key(tf, all, m);
			if (map_find(&tf->written, key) == NULL)
				map_put(&tf->written, key, (void *)m);
		}
	return all != NULL ? map_find(&tf->written, resource_key(tf, all, resource)) : NULL;
}

const struct json *tf_called(struct tf *tf, const struct json *module, struct str call)
{
	const struct json *all = json_get(module, STR("module_calls"));

	if (call.n == 0)
		return NULL;
	if (is_new(tf, all))
		for (const struct json *m = json_first(all); m != NULL; m = json_next(m))
			map_put(&tf->written, key_in(tf, all, json_key(m)), (void *)m);
	return all != NULL ? json_get(map_find(&tf->written, key_in(tf, all, call)), STR("module"))
			   : NULL;
}

/* "module.x:aws.target" where that module configures it, else "aws.target" of the root; empty where
 * the configuration is not told, as in a state. */
struct str tf_provider_of(const struct tf *tf, const struct json *config)
{
	struct str key = json_get_str(config, STR("provider_config_key"));
	ptrdiff_t colon = str_find_last_char(key, ':');

	if (json_get(json_get(tf->config, STR("provider_config")), key) != NULL)
		return key;
	return str_skip(key, (size_t)(colon + 1));
}

/* ---- what the plan knows already ----------------------------------------------------------- */

/* What the plan does not say to be of another is of the one without an alias. */
static struct str key_of(struct str provider)
{
	return tf_is_default(provider) ? STR("aws") : provider;
}

static struct tf_provider *provider_at(struct tf *tf, struct str key)
{
	struct tf_provider *provider = map_find(&tf->places, key_of(key));

	if (provider != NULL)
		return provider;
	provider = arena_alloc(tf->arena, sizeof(*provider));
	*provider = (struct tf_provider){.account = {NULL, 0}};
	map_put(&tf->places, key_of(key), provider);
	return provider;
}

/* A state does not tell providers apart: where it tells two, none is known. */
static void learn_text(struct str *known, struct str text)
{
	if (known->p == NULL)
		*known = text;
	else if (!str_eq(*known, text))
		*known = STR("");
}

static void learn_resource(struct tf *tf, const struct json *resource, const struct json *config)
{
	const struct json *values = json_get(resource, STR("values"));
	struct str type = json_get_str(resource, STR("type"));
	const struct json *written = tf_config_of(tf, config, resource);
	struct tf_provider *provider;
	struct arn arn;

	bool managed = str_eq(json_get_str(resource, STR("mode")), STR("managed"));

	if (managed && written == NULL && tf->config != NULL)
		return; /* removed from the configuration, which alone tells its provider */
	provider = provider_at(tf, tf_provider_of(tf, written));
	if (str_eq(type, STR("aws_caller_identity")))
		learn_text(&provider->account, json_get_str(values, STR("account_id")));
	else if (str_eq(type, STR("aws_region")) && json_get(values, STR("region")) != NULL)
		learn_text(&provider->region, json_get_str(values, STR("region")));
	else if (str_eq(type, STR("aws_region")))
		learn_text(&provider->region, json_get_str(values, STR("name")));
	else if (managed && arn_parse(json_get_str(values, STR("arn")), &arn) &&
		 arn_is_account_id(arn.account))
		learn_text(&provider->owner, arn.account);
}

static void learn(struct tf *tf, const struct json *module, const struct json *config,
		  unsigned depth)
{
	const struct json *m = json_first(json_get(module, STR("resources")));

	for (; m != NULL; m = json_next(m))
		learn_resource(tf, m, config);
	m = json_first(json_get(module, STR("child_modules")));
	for (; m != NULL && depth < MODULES_DEEP; m = json_next(m)) {
		struct str name = tf_call_of(json_get_str(m, STR("address")));
		learn(tf, m, tf_called(tf, config, name), depth + 1);
	}
}

void tf_find_places(struct tf *tf)
{
	const struct json *config = json_get(tf->config, STR("root_module"));
	const struct json *prior = json_get(json_get(tf->root, STR("prior_state")), STR("values"));

	map_init(&tf->places, tf->arena);
	learn(tf, json_get(prior, STR("root_module")), config, 0);
	learn(tf, json_get(json_get(tf->root, STR("values")), STR("root_module")), config, 0);
	learn(tf, json_get(json_get(tf->root, STR("planned_values")), STR("root_module")), config,
	      0);
}

/* ---- where a resource goes ----------------------------------------------------------------- */

/* A setting of a provider; those of a module's own are what they are written as. */
static struct str setting(struct tf *tf, struct str provider, const struct json *expression)
{
	if (str_find_char(provider, ':') < 0)
		return tf_resolve(tf, tf->root_module, expression);
	return json_str(json_get(expression, STR("constant_value")));
}

static struct str first_not_empty(const struct str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (texts[i].n > 0)
			return texts[i];
	return (struct str){NULL, 0};
}

/* What is given for the one provider without an alias, or by --parameter, comes first. */
static struct str account_of(struct tf *tf, struct str provider, const struct json *settings)
{
	const struct tf_provider *known = provider_at(tf, provider);
	struct str assumed =
	    setting(tf, provider,
		    json_get(json_first(json_get(settings, STR("assume_role"))), STR("role_arn")));
	const struct json *allowed =
	    json_get(json_get(settings, STR("allowed_account_ids")), STR("constant_value"));
	struct str given = {NULL, 0};
	struct arn arn = {.account = {NULL, 0}};

	if (tf_is_default(provider))
		given = tf->stack.value->source->account;
	else
		(void)stack_parameter(&tf->stack, provider, &given);
	(void)arn_parse(assumed, &arn);
	const struct str accounts[] = {
	    given,
	    known->account,
	    arn.account,
	    json_count(allowed) == 1 ? json_str(json_first(allowed)) : (struct str){NULL, 0},
	    known->owner,
	};
	return first_not_empty(accounts, sizeof(accounts) / sizeof(accounts[0]));
}

static struct str region_of(struct tf *tf, const struct tf_resource *r, const struct json *settings)
{
	const struct tf_provider *known = provider_at(tf, r->provider);
	const struct json *written = json_get(settings, STR("region"));
	struct str source = tf->stack.value->source->region;
	struct str given = {NULL, 0};

	if (tf_is_default(r->provider))
		given = source;
	else
		(void)stack_parameter(&tf->stack,
				      ARENA_JOIN(tf->arena, r->provider, STR(".region")), &given);
	const struct str regions[] = {
	    json_get_str(r->values, STR("region")),
	    given,
	    setting(tf, r->provider, written),
	    known->region,
	    written == NULL ? source : (struct str){NULL, 0},
	};
	return first_not_empty(regions, sizeof(regions) / sizeof(regions[0]));
}

static const struct json *settings_of(const struct tf *tf, struct str provider)
{
	return json_get(json_get(json_get(tf->config, STR("provider_config")), key_of(provider)),
			STR("expressions"));
}

bool tf_accounts(struct tf *tf, struct vec *out)
{
	const struct json *m = json_first(json_get(tf->config, STR("provider_config")));
	bool all = true;

	for (; m != NULL; m = json_next(m)) {
		struct str key = json_key(m);
		struct str account;
		if (!str_eq(json_get_str(m, STR("name")), STR("aws")))
			continue;
		account = account_of(tf, key, settings_of(tf, key));
		all = all && arn_is_account_id(account);
		if (arn_is_account_id(account) && !vec_has_str(out, account))
			*(struct str *)vec_push(out) = account;
	}
	return all;
}

bool tf_is_default(struct str provider)
{
	return str_find_char(provider, '.') < 0;
}

bool tf_place(struct tf *tf, const struct tf_resource *r)
{
	const struct json *settings = settings_of(tf, r->provider);
	struct str region = region_of(tf, r, settings);
	struct str account;
	struct arn arn;

	if (arn_parse(json_get_str(r->values, STR("arn")), &arn) &&
	    arn_is_account_id(arn.account)) {
		account = arn.account;
		region = arn.region.n > 0 ? arn.region : region;
	} else {
		account = r->account.n > 0 ? r->account : account_of(tf, r->provider, settings);
	}
	stack_place(&tf->stack, account, region);
	return arn_is_account_id(account);
}
