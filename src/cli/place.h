/* cli/place.h - accounts and Regions that a command is given. */
#ifndef ROLEHOP_CLI_PLACE_H
#define ROLEHOP_CLI_PLACE_H

#include "cli/run.h"

/* ERR_USAGE for what is neither empty nor an account id. */
bool place_check_account(struct str account, struct err *err);

/* ERR_USAGE where --account is no account id or --region no Region. For commands that have both. */
bool place_check(const struct args *args, struct err *err);

/* The same for commands that have --with: what only says where a template goes needs one. */
bool place_check_template(const struct args *args, struct err *err);

/* ERR_INPUT, with what was probably meant, where --account names none of the inventory, which is
 * open: of an account that is not there everything would be fine. */
bool place_check_known(struct cli *cli, struct err *err);

#endif
