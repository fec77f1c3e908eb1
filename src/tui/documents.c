/* tui/documents.c - the text of a policy or definition, wherever it is kept. */
#include "tui/documents.h"

#include "rolehop/app/edits.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/parse.h"

static const struct policy *policy_of(const struct role *role, struct str label)
{
	if (str_eq(label, STR("trust policy")))
		return role->trust;
	if (str_starts(label, STR("boundary ")))
		return role->boundary_policy;
	for (size_t i = 0; i < role->n_policies; i++) {
		if (str_eq(role->policies[i].label, label))
			return role->policies[i].policy;
	}
	return NULL;
}

static bool find_definition(struct app *app, struct arena *arena, struct str arn, struct str *out,
			    struct err *err)
{
	const struct world *world = &app->world;
	const struct machine *machine;
	enum found found;
	struct lack lack;
	if (!world->ops->machine(world->self, arena, arn, &found, &machine, &lack, err))
		return false;
	if (found != FOUND_YES)
		return err_set(err, ERR_INPUT, "%.*s is not in the inventory", STR_ARG(arn));
	if (machine->definition.n == 0)
		return err_set(err, ERR_INPUT, "the definition of %.*s %s", STR_ARG(arn),
			       machine->withheld ? "was withheld when it was described"
						 : "was not collected");
	*out = machine->definition;
	return true;
}

/* A managed policy, a resource, an SCP: what has one document of its own. */
static bool find_own(struct tui *tui, struct app *app, struct arena *arena, struct str key,
		     struct str *out, struct err *err)
{
	struct entity entity;
	const struct fact *facts;
	size_t n = 0;
	bool found;
	if (!store_find(app->store, &tui->frame, key, &entity, &found, err))
		return false;
	if (found && !store_facts(app->store, &tui->frame, entity.id, FACT_BIT(FACT_DOCUMENT),
				  &facts, &n, err))
		return false;
	if (n == 0 || facts[0].document == 0)
		return err_set(err, ERR_INPUT, "the document of %.*s is not in the inventory",
			       STR_ARG(key));
	return store_document(app->store, arena, facts[0].document, out, err);
}

/* The bytes of a role's own document that is kept, but is none that could be read. */
static bool find_damaged(struct tui *tui, struct app *app, struct arena *arena,
			 const struct place *place, struct str *out, struct err *err)
{
	static const struct str by_name = STR_INIT("inline ");
	static const struct str of_boundary = STR_INIT("boundary ");
	struct str label = place->detail;
	struct entity entity;
	const struct fact *facts;
	size_t n = 0;
	bool found;
	if (str_starts(label, STR("arn:")) || str_starts(label, of_boundary))
		return find_own(tui, app, arena,
				str_skip(label, str_starts(label, of_boundary) ? of_boundary.n : 0),
				out, err);
	bool trust = str_eq(label, STR("trust policy"));
	if (!store_find(app->store, &tui->frame, place->subject, &entity, &found, err) ||
	    (found && !store_facts(app->store, &tui->frame, entity.id,
				   FACT_BIT(trust ? FACT_TRUST : FACT_INLINE), &facts, &n, err)))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (facts[i].document != 0 &&
		    (trust || (str_starts(label, by_name) &&
			       str_eq(facts[i].name, str_skip(label, by_name.n)))))
			return store_document(app->store, arena, facts[i].document, out, err);
	}
	return err_set(err, ERR_INPUT, "%.*s of %.*s: the document is not in the inventory",
		       STR_ARG(label), STR_ARG(place->subject));
}

static bool find_of_role(struct tui *tui, struct app *app, struct arena *arena,
			 const struct place *place, struct str *out, struct err *err)
{
	const struct world *world = &app->world;
	const struct role *role;
	enum found found;
	struct lack lack;
	if (!world->ops->identity(world->self, arena, place->subject, &found, &role, &lack, err))
		return false;
	const struct policy *policy = found == FOUND_YES ? policy_of(role, place->detail) : NULL;
	if (found != FOUND_YES)
		return err_set(err, ERR_INPUT, "%.*s is not in the inventory",
			       STR_ARG(place->subject));
	if (policy == NULL)
		return find_damaged(tui, app, arena, place, out, err);
	*out = policy_text(policy);
	return true;
}

bool document_find(struct tui *tui, struct app *app, struct arena *arena, const struct place *place,
		   struct str *out, struct err *err)
{
	struct arn arn;
	struct change about;
	bool editable = edit_of_label(place->subject, place->detail, &about);
	const struct edit *edit =
	    editable && app == tui->app ? edits_document(&tui->edits, &about, false) : NULL;
	if (place->text.n > 0) {
		*out = place->text;
		return true;
	}
	if (edit != NULL) {
		*out = edit->change.document;
		return true;
	}
	if (str_eq(place->detail, STR("definition")))
		return find_definition(app, arena, place->subject, out, err);
	if (arn_parse(place->subject, &arn) && (arn_is_role(&arn) || arn_is_user(&arn)))
		return find_of_role(tui, app, arena, place, out, err);
	return find_own(tui, app, arena, editable ? about.of : place->subject, out, err);
}

bool document_trust(struct tui *tui, const struct entity *entity, struct role *role,
		    struct err *err)
{
	const struct change about = {.kind = CHANGE_TRUST, .of = entity->key};
	const struct edit *edit = edits_document(&tui->edits, &about, false);
	const struct fact *facts;
	size_t n;
	struct str text;
	*role = (struct role){.arn = entity->key, .name = entity->name, .account = entity->account};
	if (edit != NULL)
		return policy_parse(&tui->frame, edit->change.document, &role->trust, err);
	if (!store_facts(tui->app->store, &tui->frame, entity->id, FACT_BIT(FACT_TRUST), &facts, &n,
			 err))
		return false;
	if (n == 0 || facts[0].document == 0)
		return true;
	return store_document(tui->app->store, &tui->frame, facts[0].document, &text, err) &&
	       policy_parse(&tui->frame, text, &role->trust, err);
}
