/* feed/collect.h - folders in the layout of iam-collect, the tool that iam-lens reads. */
#ifndef ROLEHOP_FEED_COLLECT_H
#define ROLEHOP_FEED_COLLECT_H

#include "feed/private.h"
#include "rolehop/base/buf.h"

/* The JSON of DIR/NAME; *has false where there is no such file or it is empty. Damage is named with
 * that file's name and place. */
bool collect_read(struct intake *in, struct str folder, const char *name, struct str *text,
		  bool *has, struct err *err);

/* The organization of a folder, as one organization.json. */
bool collect_organization(struct intake *in, struct str folder, struct str metadata,
			  struct str *text, struct err *err);

#endif
