/* app/import_json.c - what an import read, as the members of a JSON object. */
#include "rolehop/app/import_json.h"

void import_report_json(struct json_out *json, const struct import_report *report)
{
	json_out_int(json, "files", (long long)report->files);
	json_out_int(json, "skipped", (long long)report->skipped);
	json_out_int(json, "empty", (long long)report->empty);
	json_out_int(json, "unused", (long long)report->unused);
	json_out_open(json, "read", '{');
	for (size_t i = 0; i < ENTITY_KIND_COUNT; i++)
		if (report->put[i])
			json_out_int(json, entity_kind_plural((enum entity_kind)i),
				     (long long)report->put[i]);
	json_out_close(json, '}');
	json_out_open(json, "refused", '[');
	for (size_t i = 0; i < report->n_refused; i++) {
		json_out_open(json, NULL, '{');
		json_out_str(json, "file", report->refused[i].file);
		json_out_str(json, "error", report->refused[i].text);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
	json_out_open(json, "warnings", '[');
	for (size_t i = 0; i < report->n_warnings; i++)
		json_out_str(json, NULL, report->warnings[i]);
	json_out_close(json, ']');
	json_out_bool(json, "changed", report->changed);
	json_out_int(json, "snapshot", (long long)report->snapshot);
}
