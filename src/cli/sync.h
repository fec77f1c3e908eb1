/* cli/sync.h - a sync of one profile, for the first start. */
#ifndef ROLEHOP_CLI_SYNC_H
#define ROLEHOP_CLI_SYNC_H

#include "cli/run.h"

/* Syncs a profile (empty: the usual one) in a process of its own, which takes the keys with it, and
 * tells what came of it; *done: it ended well. */
bool sync_profile(struct cli *cli, struct str profile, bool *done, struct err *err);

/* Before keys of AWS are in this process's memory: nobody else may look into it, and none of it
 * goes to disk. */
void sync_keep_to_ourselves(void);

#endif
