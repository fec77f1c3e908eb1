/* feed/in_history.c - histories of executions, kept with their machine. */
#include "feed/private.h"
#include "rolehop/base/hash.h"
#include "rolehop/model/arn.h"
#include "rolehop/record/history.h"

enum { HASH_SHOWN = 8 };

/* An event as get-execution-history has it. */
bool fits_event(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("previousEventId")) &&
	       skim_has(arena, element, STR("type"));
}

static const struct json *parse(struct value *value)
{
	const struct json *json = NULL;
	struct err ignored;

	return json_parse(&value->arena, value_object(value), &json, &ignored) ? json : NULL;
}

bool fits_history(struct value *value)
{
	struct str text = value_object(value);

	return (str_contains(text, STR("\"previousEventId\"")) ||
		str_contains(text, STR("previous_event_id"))) &&
	       history_is(parse(value));
}

/* Eight bytes of the text's hash, in hexadecimal digits. */
static struct str short_hash(struct arena *arena, struct str text)
{
	static const char digits[] = "0123456789abcdef";
	struct hash hash = hash_of(text);
	char out[2 * HASH_SHOWN];

	for (size_t i = 0; i < HASH_SHOWN; i++) {
		out[2 * i] = digits[hash.bytes[i] >> 4];
		out[2 * i + 1] = digits[hash.bytes[i] & 15];
	}
	return arena_str(arena, (struct str){out, sizeof(out)});
}

/* What tells it from other histories of the machine: pages of one execution stay side by side. */
static struct str name_of(struct value *value, const struct history *history, struct str text)
{
	struct arena *scratch = &value->in->scratch;
	struct str given = value->source->for_arn;
	struct str name = history->execution;
	struct str hash = short_hash(scratch, text);

	if (name.n == 0 && history_machine(scratch, given).n > 0)
		name = given;
	if (name.n == 0)
		return arena_printf(scratch, "unnamed-%.*s", STR_ARG(hash));
	if (history->role.n == 0 && history->input == NULL)
		return arena_printf(scratch, "%.*s#%.*s", STR_ARG(name), STR_ARG(hash));
	return name;
}

/* The machine that the history, the options or the file's name tell; empty: none of them. */
static struct str machine_of(struct value *value, const struct history *history)
{
	struct arena *scratch = &value->in->scratch;
	struct str given = value->source->for_arn;
	struct str named = history_machine(scratch, given);
	struct arn arn;

	if (history->machine.n > 0)
		return history->machine;
	if (value->in->options->machine_arn.n > 0)
		return arn_machine_base(value->in->options->machine_arn);
	if (named.n > 0)
		return named;
	return arn_parse(given, &arn) && arn_is_machine(&arn) ? arn_machine_base(given) : STR("");
}

/* "get-execution-history.NAME.RUN.json" in folders named after account and region. */
static struct str guess_of(struct value *value, const struct history *history)
{
	const struct source *source = value->source;
	ptrdiff_t dot = str_find_char(source->subject, '.');
	struct str name = dot < 0 ? source->subject : str_slice(source->subject, 0, (size_t)dot);
	struct arn role;

	if (!str_eq(source->command, STR("get-execution-history")) || name.n == 0 ||
	    source->account.n == 0 || source->region.n == 0 || !arn_parse(history->role, &role))
		return STR("");
	return arena_printf(&value->in->arena, "arn:%.*s:states:%.*s:%.*s:stateMachine:%.*s",
			    STR_ARG(role.partition), STR_ARG(source->region),
			    STR_ARG(source->account), STR_ARG(name));
}

bool take_history(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("events"));
	struct str text = value_object(value);
	struct history history;
	struct record record;
	struct err damage;
	struct str machine;
	struct arn arn;

	if (!history_read(&value->arena, parse(value), &history, &damage))
		return place_bad(&place, err, "%s", damage.text);
	machine = machine_of(value, &history);
	if (machine.n > 0 &&
	    (!arn_parse(machine, &arn) || !arn_is_machine(&arn) || !arn_is_account_id(arn.account)))
		return place_bad(&place, err, "\"%.*s\" is no ARN of a state machine",
				 STR_ARG(machine));
	record_begin(&record, value->in, ENTITY_MACHINE, machine);
	record_document(&record, FACT_HISTORY, name_of(value, &history, text), text);
	later_add(value->in, &place, &record, STR(""), history.role)->guess =
	    guess_of(value, &history);
	return true;
}
