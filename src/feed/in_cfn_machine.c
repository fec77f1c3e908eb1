/* feed/in_cfn_machine.c - state machines in a template: their definitions from wherever they are.
 *
 * Source: AWS CloudFormation Template Reference, "AWS::StepFunctions::StateMachine"; AWS SAM
 * Developer Guide, "AWS::Serverless::StateMachine".
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/cfn.h"
#include "rolehop/model/holes.h"

enum { DEFINITION_MAX = 2 << 20 };

/* ---- files beside the template ------------------------------------------------------------ */

static bool read_all(int fd, char *into, size_t size, size_t *n)
{
	*n = 0;
	while (*n < size) {
		ssize_t got = read(fd, into + *n, size - *n);
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		*n += (size_t)got;
	}
	return false; /* larger than any definition */
}

/* An ordinary file of a definition's size; false where there is none. */
static bool read_file(struct arena *arena, struct str path, struct str *out)
{
	char *bytes = arena_alloc(arena, DEFINITION_MAX);
	int fd = open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat is;
	bool done = false;
	size_t n = 0;

	if (fd < 0)
		return false;
	if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode))
		done = read_all(fd, bytes, DEFINITION_MAX, &n);
	close(fd);
	*out = (struct str){bytes, n};
	return done;
}

static struct str beside(struct cfn *cfn, struct str name)
{
	struct str path = cfn->stack.value->source->name;
	ptrdiff_t slash = str_find_last_char(path, '/');

	if (str_starts(name, STR("./")))
		name = str_skip(name, 2);
	if (slash < 0 || str_starts(name, STR("/")))
		return name;
	return arena_printf(cfn->arena, "%.*s/%.*s", STR_ARG(str_slice(path, 0, (size_t)slash)),
			    STR_ARG(name));
}

/* A text that may be anywhere: a local path, a URL, or a bucket and key. What CDK puts into its
 * folder of assets has the key's name behind "asset.". */
static void read_location(struct cfn *cfn, struct stack_thing *machine, const struct json *location)
{
	struct str name = json_str(location);
	struct str key = json_get_str(location, STR("Key"));
	struct str bytes;
	bool ok = true;

	if (name.n == 0 && key.n > 0)
		name = arena_printf(cfn->arena, "asset.%.*s", STR_ARG(key));
	machine->definition_file = beside(cfn, name);
	if (name.n > 0 && !str_contains(name, STR("://")) && holes_placeholder(name).n == 0 &&
	    read_file(cfn->arena, machine->definition_file, &bytes)) {
		machine->definition.text = to_utf8(cfn->arena, bytes, &ok);
		machine->definition.at = STR("");
		return;
	}
	machine->definition_file = (struct str){NULL, 0};
	machine->withheld =
	    arena_printf(cfn->arena, "it is in %.*s, which is not beside the template",
			 STR_ARG(name.n > 0 ? name : STR("a bucket")));
	intake_warn(cfn->stack.in, cfn->stack.value->source,
		    "the definition of %.*s is in %.*s, which is not beside the template: what it "
		    "asks for is not known",
		    STR_ARG(machine->key), STR_ARG(name.n > 0 ? name : STR("a bucket")));
}

/* ---- the definition ---------------------------------------------------------------------- */

/* It must be an object; one that a placeholder spoils is not known. */
static void check_definition(struct cfn *cfn, struct stack_thing *machine)
{
	struct err damage = {ERR_NONE, ""};
	const struct json *json;
	struct str text = machine->definition.text;
	struct str open = holes_placeholder(text);

	if (text.n == 0)
		return;
	if (yaml_parse_either(cfn->arena, text, &json, &damage) && json_is(json, JSON_OBJECT))
		return;
	machine->definition.text = (struct str){NULL, 0};
	if (open.n > 0) {
		machine->withheld =
		    arena_printf(cfn->arena, "%.*s in it is not settled", STR_ARG(open));
		intake_warn(cfn->stack.in, cfn->stack.value->source,
			    "the definition of %.*s cannot be read before %.*s is settled: name it "
			    "with --parameter",
			    STR_ARG(machine->key), STR_ARG(open));
	} else if (machine->definition_file.n > 0 && !cfn->failed) {
		cfn->failed = true;
		err_set(cfn->err, ERR_INPUT, "%.*s: %s", STR_ARG(machine->definition_file),
			damage.kind != ERR_NONE ? damage.text : "a definition is an object");
	} else {
		cfn_bad(cfn, "the definition here is damaged: %s",
			damage.kind != ERR_NONE ? damage.text : "it is no object");
	}
}

static void take_definition_of(struct cfn *cfn, const struct cfn_resource *resource,
			       struct stack_thing *machine)
{
	const struct json *object = cfn_value(cfn, resource, STR("Definition"));
	const struct json *text = cfn_value(cfn, resource, STR("DefinitionString"));
	const struct json *location = cfn_value(cfn, resource, STR("DefinitionUri"));
	const struct json *values = cfn_value(cfn, resource, STR("DefinitionSubstitutions"));

	if (location == NULL)
		location = cfn_value(cfn, resource, STR("DefinitionS3Location"));
	if (json_is(object, JSON_OBJECT)) {
		machine->definition.text = cfn_write(cfn, object);
		machine->definition.at = cfn_at(cfn, resource, "/Properties/Definition");
	} else if (text != NULL) {
		machine->definition.text =
		    json_is(text, JSON_OBJECT) ? cfn_write(cfn, text) : json_str(text);
		machine->definition.at = cfn_at(cfn, resource, "/Properties/DefinitionString");
	} else if (location != NULL) {
		read_location(cfn, machine, location);
	} else {
		cfn_bad(cfn, "this state machine has no definition");
	}
	machine->definition.text = cfn_substituted(cfn, machine->definition.text, values);
	check_definition(cfn, machine);
}

/* ---- the machine ------------------------------------------------------------------------- */

static void add_setting(struct stack_thing *machine, struct str name, struct str value)
{
	*(struct stack_text *)vec_push(&machine->settings) =
	    (struct stack_text){name, value, {NULL, 0}};
}

static void take_settings(struct cfn *cfn, const struct cfn_resource *resource,
			  struct stack_thing *machine)
{
	const struct json *logs = cfn_value(cfn, resource, STR("LoggingConfiguration"));
	const struct json *traces = cfn_value(cfn, resource, STR("TracingConfiguration"));
	const struct json *key = cfn_value(cfn, resource, STR("EncryptionConfiguration"));
	struct str level = json_get_str(logs, STR("Level"));

	if (logs == NULL)
		level = json_get_str(cfn_value(cfn, resource, STR("Logging")), STR("Level"));
	if (traces == NULL)
		traces = cfn_value(cfn, resource, STR("Tracing"));
	if (level.n > 0 && !str_eq(level, STR("OFF")))
		add_setting(machine, STR("logs"), level);
	if (str_eq_nocase(json_scalar(cfn->arena, json_get(traces, STR("Enabled"))), STR("true")))
		add_setting(machine, STR("traces"), STR("on"));
	if (json_get_str(key, STR("KmsKeyId")).n > 0)
		add_setting(machine, STR("key"), json_get_str(key, STR("KmsKeyId")));
	else if (cfn_is_open(key))
		add_setting(machine, STR("key"), json_str(key));
}

/* The role that it names, or the one that SAM makes for it. */
static void take_execution_role(struct cfn *cfn, const struct cfn_resource *resource,
				struct stack_thing *machine)
{
	const struct cfn_resource *role = cfn_made_role(cfn, resource);
	struct str arn = cfn_text(cfn, resource, STR("RoleArn"));

	if (arn.n == 0)
		arn = cfn_text(cfn, resource, STR("Role"));
	if (arn.n == 0 && role != NULL)
		arn = cfn_arn(cfn, role);
	if (holes_placeholder(arn).n == 0)
		machine->role_arn = arn;
	else
		intake_warn(
		    cfn->stack.in, cfn->stack.value->source,
		    "the execution role of %.*s is %.*s, which is not settled: name it with "
		    "--parameter",
		    STR_ARG(machine->key), STR_ARG(arn));
}

void cfn_take_machine(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str arn = cfn_arn(cfn, resource);
	struct stack_thing *machine = stack_thing(&cfn->stack, ENTITY_MACHINE, arn);

	if (machine->at.n > 0)
		cfn_bad(cfn, "%.*s is in this template twice", STR_ARG(arn));
	machine->name = cfn_name(cfn, resource);
	machine->at = resource->at;
	machine->type = cfn_text(cfn, resource, STR("StateMachineType"));
	if (machine->type.n == 0)
		machine->type = cfn_text(cfn, resource, STR("Type"));
	if (machine->type.n == 0)
		machine->type = STR("STANDARD");
	take_execution_role(cfn, resource, machine);
	take_definition_of(cfn, resource, machine);
	take_settings(cfn, resource, machine);
}
