/* import.c - answers of the AWS CLI and of other engines: every importer but that of templates. */
#include "importing.h"

const bool read_has_head = true;

/* Bytes of the head. */
enum { HEAD_NAME, HEAD_OPTIONS, HEAD_TWICE };

void read_begin(void)
{
}

/* Up to FUZZ_TEXTS files of one import, of names that tell something or nothing. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	static const char *const names[] = {
	    "list-accounts.json",
	    "222222222222/get-role.json",
	    "aws/aws/accounts/111111111111/iam/role/r/trust-policy.json",
	    "list-targets-for-policy.json",
	    "arn:aws:s3:::b.json",
	    "flow.asl.yaml",
	    "rows.jsonl",
	    "get-execution-history.json"};
	static const char *const subjects[] = {"", "arn:aws:s3:::b", "p-12345678", "r-ab12",
					       "arn:aws:sqs:us-east-1:111111111111:q"};
	enum { NAMES = sizeof(names) / sizeof(names[0]) };
	struct import_text files[FUZZ_TEXTS];
	unsigned chosen = head[HEAD_OPTIONS];
	struct import_options options = {.now = 1795572720,
					 .account = chosen & 1 ? STR("111111111111") : STR(""),
					 .region = chosen & 2 ? STR("us-east-1") : STR(""),
					 .machine_arn = STR(""),
					 .role_arn = STR(""),
					 .for_arn = str_from(subjects[(chosen >> 3) % 5]),
					 .keep_going = (chosen >> 6) == 3};
	struct str_split it = {text, false};
	struct str part;
	size_t n = 0;

	if (chosen & 4) {
		options.machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M");
		options.role_arn = STR("arn:aws:iam::111111111111:role/E");
	}
	for (; n < FUZZ_TEXTS && str_next(&it, FUZZ_SEPARATOR, &part); n++)
		files[n] = (struct import_text){names[(head[HEAD_NAME] + n) % NAMES], part};
	importing_holds(arena, files, n, &options, head[HEAD_TWICE] % 4 == 0);
}
