/* feed/export.h - the inventory in shapes that import reads. */
#ifndef ROLEHOP_FEED_EXPORT_H
#define ROLEHOP_FEED_EXPORT_H

#include <stdbool.h>

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

/*
 * What the open inventory holds at the snapshot chosen, as JSON objects in the AWS CLI's shapes,
 * each handed to `line` without an end of line. Imported elsewhere they make an inventory that says
 * the same, or less: what no shape can carry - when something was collected, grants of keys,
 * histories - is left out, and nothing is given that would prove more than is known. Fails where
 * the inventory does or `line` returns false.
 */
bool feed_export(struct store *store, bool (*line)(void *self, struct str json, struct err *err),
		 void *self, struct err *err);

#endif
