/* cli/health.h - how checks came out: lines with marks, or a JSON object each. */
#ifndef ROLEHOP_CLI_HEALTH_H
#define ROLEHOP_CLI_HEALTH_H

#include "cli/run.h"
#include "rolehop/feed/sync.h"

/* Tells one check, as JSON where --format json is given; what is broken makes the exit status 5. */
void health_say(struct cli *cli, enum sync_health health, const char *what, struct str words);
void health_json(struct cli *cli, enum sync_health health, const char *what, struct str words);

/* Those of feed/sync.h. */
void health_say_all(struct cli *cli, const struct sync_check *checks, size_t n);

#endif
