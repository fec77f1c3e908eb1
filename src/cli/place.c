/* cli/place.c - accounts and Regions that a command is given. */
#include "cli/place.h"

#include "rolehop/base/near.h"
#include "rolehop/model/arn.h"

bool place_check_account(struct str account, struct err *err)
{
	return !account.n || arn_is_account_id(account) ||
	       err_set(err, ERR_USAGE, "--account: \"%.*s\" is no account id: it has twelve digits",
		       STR_ARG(account));
}

bool place_check(const struct args *args, struct err *err)
{
	struct str region = args_str(args, "region");

	if (!place_check_account(args_str(args, "account"), err))
		return false;
	return !region.n || arn_is_region(region) ||
	       err_set(err, ERR_USAGE, "--region: \"%.*s\" is no region, such as us-east-1",
		       STR_ARG(region));
}

bool place_check_template(const struct args *args, struct err *err)
{
	static const char *const of_templates[] = {"region", "parameter", "account"};
	size_t n = sizeof(of_templates) / sizeof(of_templates[0]) - args->command->account_chooses;

	for (size_t i = 0; i < n && !args_has(args, "with"); i++)
		if (args_has(args, of_templates[i]))
			return err_set(err, ERR_USAGE,
				       "--%s is for a template: it goes with --with FILE",
				       of_templates[i]);
	return place_check(args, err);
}

/* The account's id that was meant, or empty. */
static bool find_near(struct cli *cli, struct str account, struct str *out, struct err *err)
{
	const struct entity *all;
	size_t n;

	if (!store_list(cli->app->store, cli->arena, ENTITY_ACCOUNT, STR(""), &all, &n, err))
		return false;
	struct str *ids = arena_array(cli->arena, n + 1, sizeof(*ids));
	for (size_t i = 0; i < n; i++)
		ids[i] = all[i].key;
	size_t near = near_find(account, ids, n);
	*out = near < n ? ids[near] : STR("");
	return true;
}

bool place_check_known(struct cli *cli, struct err *err)
{
	struct str account = args_str(&cli->args, "account");
	struct entity entity;
	struct str near;
	bool found = false;

	if (!account.n)
		return true;
	if (!store_find(cli->app->store, cli->arena, account, &entity, &found, err))
		return false;
	if (found)
		return true;
	if (!find_near(cli, account, &near, err))
		return false;
	return err_set(err, ERR_INPUT, "account %.*s is not in the inventory%s%.*s%s",
		       STR_ARG(account), near.n ? "; did you mean " : "", STR_ARG(near),
		       near.n ? "?" : "; rolehop list accounts shows what is");
}
