/* templates.c - templates of CloudFormation and SAM, and plans of Terraform, imported. */
#include "importing.h"

const bool read_has_head = true;

/* Bytes of the head. */
enum { HEAD_NAME, HEAD_OPTIONS, HEAD_TWICE };

void read_begin(void)
{
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	static const char *const names[] = {"template.json", "template.yaml",
					    "111111111111/us-east-1/stack.json", "plan.json"};
	static const struct str parameters[] = {STR_INIT("Stage=prod"), STR_INIT("Name=a,b"),
						STR_INIT("Role=arn:aws:iam::222222222222:role/T")};
	unsigned chosen = head[HEAD_OPTIONS];
	struct import_text file = {names[head[HEAD_NAME] % 4], text};
	struct import_options options = {.now = 1795572720,
					 .account = chosen & 1 ? STR("") : STR("111111111111"),
					 .region = chosen & 2 ? STR("") : STR("us-east-1"),
					 .machine_arn = STR(""),
					 .role_arn = STR(""),
					 .for_arn = STR(""),
					 .parameters = parameters,
					 .n_parameters = (chosen >> 2) % 4};

	importing_holds(arena, &file, 1, &options, head[HEAD_TWICE] % 4 == 0);
}
