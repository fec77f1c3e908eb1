/* manual/forms.h - what each document is printed by. */
#ifndef MANUAL_FORMS_H
#define MANUAL_FORMS_H

#include "rolehop/cli/commands.h"

void manual_commands(void); /* docs/commands.md */
void manual_keys(void);	    /* docs/keys.md */
void manual_themes(void);   /* docs/themes.md */
void manual_causes(void);   /* docs/causes.md: gates, and root causes by name */
void manual_man(void);	    /* docs/man/rolehop.1 */
void manual_man_command(const struct command *command); /* docs/man/rolehop-COMMAND.1 */

#endif
