/* app/import_json.h - what an import read, as the members of a JSON object. */
#ifndef ROLEHOP_APP_IMPORT_JSON_H
#define ROLEHOP_APP_IMPORT_JSON_H

#include "rolehop/base/json.h"
#include "rolehop/feed/import.h"

void import_report_json(struct json_out *json, const struct import_report *report);

#endif
