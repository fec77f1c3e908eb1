/* cli/lists.h - one function for each kind of list. */
#ifndef ROLEHOP_CLI_LISTS_H
#define ROLEHOP_CLI_LISTS_H

#include <stdbool.h>

#include "cli/run.h"
#include "rolehop/base/str.h"

/* Each prints all rows (of one account, unless `account` is empty), ordered by account, ARN,
 * pointer. */
bool list_accounts(struct cli *cli, struct str account, bool json, struct err *err);
bool list_roles(struct cli *cli, struct str account, bool json, struct err *err);
bool list_users(struct cli *cli, struct str account, bool json, struct err *err);
bool list_policies(struct cli *cli, struct str account, bool json, struct err *err);
bool list_machines(struct cli *cli, struct str account, bool json, struct err *err);
bool list_tasks(struct cli *cli, struct str account, bool json, struct err *err);
bool list_trusts(struct cli *cli, struct str account, bool json, struct err *err);
bool list_resources(struct cli *cli, struct str account, bool json, struct err *err);
bool list_findings(struct cli *cli, struct str account, bool json, struct err *err);
bool list_snapshots(struct cli *cli, struct str account, bool json, struct err *err);

/* "arn:aws-us-gov:iam::111111111111:root" of an account, in the partition of what is in it. */
bool list_account_arn(struct cli *cli, struct str account, struct str *out, struct err *err);

#endif
