/* expressions.c - JSONata, intrinsic functions and paths by themselves: what is said before
 * anything runs is what comes of it once the data is known. */
#include "read.h"

#include "asl/intrinsic.h"
#include "asl/jsonata.h"
#include "asl/scene.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"

const bool read_has_head = true;

/* Bytes of the head. */
enum { HEAD_LANGUAGE, HEAD_VARIABLES };
enum { WRITTEN = 1 << 20 };

static struct arena kept;
static const struct asl *asl;
static struct asl_environment env;

void read_begin(void)
{
	struct err err = {ERR_NONE, ""};

	read_must(asl_read(&kept,
			   STR("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":"
			       "true}}}"),
			   &asl, &err),
		  &err);
	env = (struct asl_environment){
	    .machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M"),
	    .machine_name = STR("M"),
	    .role_arn = STR("arn:aws:iam::111111111111:role/E")};
}

static const struct val *evaluate(const struct scene *scene, uint8_t language, struct str text)
{
	switch (language % 4) {
	case 0:
		return intrinsic_eval(scene, text);
	case 1:
		return scene_expression(scene, text);
	default:
		return jsonata_eval(scene, text);
	}
}

/* Sets what $, $states.input and the variables are; NULL: not known. */
static void set_data(struct scene *scene, const struct val *data)
{
	scene->dollar = scene->input = scene->execution_input =
	    data ? data : val_unknown(scene->arena, STR("$"));
	scene->result = scene->error = scene->item = scene->dollar;
	scene->vars = vars_set(scene->arena, NULL, STR("v"), scene->dollar);
}

/* A value that is settled is the same however much more is known. */
static void settled_stays(struct arena *arena, const struct val *less, const struct val *more)
{
	struct buf a;
	struct buf b;

	if (!val_settled_deep(arena, less) || less->kind == VAL_ABSENT)
		return;
	buf_init(&a, arena, WRITTEN);
	buf_init(&b, arena, WRITTEN);
	if (!val_write(arena, &a, less) || !val_write(arena, &b, more) || a.over || b.over)
		return;
	if (!str_eq(buf_str(&a), buf_str(&b)))
		fprintf(stderr, "less: %.*s\nmore: %.*s\n", STR_ARG(buf_str(&a)),
			STR_ARG(buf_str(&b)));
	FUZZ_HOLDS(str_eq(buf_str(&a), buf_str(&b)));
}

/* An expression, and the data that it is about. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct scene scene = {.arena = arena, .asl = asl, .state = asl->states[0], .env = &env};
	struct str_split it = {text, false};
	struct str expression = {"", 0};
	struct str data = {"", 0};
	const struct json *json;
	struct err err = {ERR_NONE, ""};

	str_next(&it, FUZZ_SEPARATOR, &expression);
	if (!str_next(&it, FUZZ_SEPARATOR, &data))
		data = STR("{\"a\":{\"b\":[\"k\"]},\"acc\":\"222222222222\",\"n\":2}");
	set_data(&scene, NULL);
	const struct val *less = evaluate(&scene, head[HEAD_LANGUAGE], expression);
	FUZZ_HOLDS(less != NULL);
	if (!json_parse(arena, data, &json, &err))
		return;
	set_data(&scene, val_of_data(arena, json));
	settled_stays(arena, less, evaluate(&scene, head[HEAD_LANGUAGE], expression));
}
