/* asl/context.c - the context object ($$ in JSONPath, $states.context in JSONata). */
#include "asl/context.h"

#include "rolehop/model/holes.h"

struct builder {
	struct arena *arena;
	struct val_member *members;
	size_t n;
};

static struct builder begin(struct arena *arena, size_t max)
{
	return (struct builder){arena, arena_array(arena, max, sizeof(struct val_member)), 0};
}

static void put(struct builder *builder, struct str name, const struct val *value)
{
	builder->members[builder->n++] = (struct val_member){name, value};
}

/* An empty text is not known. */
static void put_text(struct builder *builder, struct str name, struct str text)
{
	if (text.n == 0)
		text = STR(HOLE_TEXT);
	put(builder, name, val_string(builder->arena, text, (struct str){NULL, 0}));
}

static const struct val *end(const struct builder *builder)
{
	return val_object(builder->arena, builder->members, builder->n, true);
}

/*
 * Region and account are the machine's; what follows is "execution:NAME:ID", of Express workflows
 * "express:NAME:ID:UUID", of a Map's children with its label.
 */
static struct str execution_id(const struct scene *scene)
{
	struct str machine_arn = scene->env ? scene->env->machine_arn : (struct str){NULL, 0};
	ptrdiff_t at = str_find(machine_arn, STR("stateMachine:"));

	return at < 0 ? (struct str){NULL, 0}
		      : arena_printf(scene->arena, "%.*s%s", (int)at, machine_arn.p, HOLE_TEXT);
}

static const struct val *execution(const struct scene *scene)
{
	struct builder b = begin(scene->arena, 5);

	put_text(&b, STR("Id"), execution_id(scene));
	put_text(&b, STR("Name"), (struct str){NULL, 0});
	put_text(&b, STR("StartTime"), (struct str){NULL, 0});
	put_text(&b, STR("RoleArn"), scene->env ? scene->env->role_arn : (struct str){NULL, 0});
	put(&b, STR("Input"),
	    scene->execution_input ? scene->execution_input
				   : val_unknown(scene->arena, (struct str){NULL, 0}));
	return end(&b);
}

/* A child execution of a DISTRIBUTED Map has a machine ARN of its own, with the Map's label. */
static const struct val *machine(const struct scene *scene)
{
	struct builder b = begin(scene->arena, 2);
	bool known = scene->env && !scene->child;

	put_text(&b, STR("Id"), known ? scene->env->machine_arn : (struct str){NULL, 0});
	put_text(&b, STR("Name"), known ? scene->env->machine_name : (struct str){NULL, 0});
	return end(&b);
}

static const struct val *state(const struct scene *scene)
{
	struct builder b = begin(scene->arena, 2);

	put_text(&b, STR("Name"), scene->state->name);
	put_text(&b, STR("EnteredTime"), (struct str){NULL, 0});
	return end(&b);
}

static const struct val *map(const struct scene *scene)
{
	struct builder item = begin(scene->arena, 1);
	struct builder b = begin(scene->arena, 1);

	put(&item, STR("Value"), scene->item);
	put(&b, STR("Item"), end(&item));
	return end(&b);
}

const struct val *context_object(const struct scene *scene)
{
	struct builder b = begin(scene->arena, 5);
	struct builder task = begin(scene->arena, 1);

	put(&b, STR("Execution"), execution(scene));
	put(&b, STR("StateMachine"), machine(scene));
	put(&b, STR("State"), state(scene));
	put_text(&task, STR("Token"), (struct str){NULL, 0});
	put(&b, STR("Task"), end(&task));
	if (scene->item)
		put(&b, STR("Map"), map(scene));
	return end(&b);
}
