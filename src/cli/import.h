/* cli/import.h - an import with its bar and its summary, for `import` and for the first start. */
#ifndef ROLEHOP_CLI_IMPORT_H
#define ROLEHOP_CLI_IMPORT_H

#include "cli/run.h"
#include "rolehop/feed/import.h"

/* Opens the inventory for writing, imports, tells what was read; cli->status 4 where files were
 * refused. */
bool import_paths(struct cli *cli, const char *const *paths, size_t n,
		  struct import_options *options, bool json, struct err *err);

#endif
