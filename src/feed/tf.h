/* feed/tf.h - a plan or state of Terraform while it is read. */
#ifndef FEED_TF_H
#define FEED_TF_H

#include "feed/stack.h"
#include "rolehop/base/json.h"

/* A module: what is planned in it, and how it is written. */
struct tf_module {
	struct str address; /* empty: the root */
	const struct json *config;
	const struct tf_module *parent;
	struct str call; /* the name by which the parent calls it */
};

struct tf_resource {
	struct str address;
	struct str type;
	struct str name;
	struct str index; /* of for_each or count; empty: none */
	const struct json *values;
	const struct json *config; /* NULL in a state */
	const struct json
	    *unknown; /* which of its values are known only after apply; NULL: not told */
	const struct json *before; /* its values now; NULL: none, or not told */
	const struct tf_module *module;
	struct str at; /* JSON pointer of its values */
	struct str provider;
	struct str account; /* given for it alone; empty: its provider's */
};

/* What becomes of a resource. */
struct tf_change {
	const struct json *json;
};

enum { MODULES_DEEP = 64 }; /* modules in each other; what is below is left out */

struct tf {
	struct stack stack;
	struct arena *arena;
	const struct json *root;
	const struct json *config;
	struct vec resources; /* struct tf_resource * */
	struct vec modules;   /* struct tf_module * */
	const struct tf_module *root_module;
	struct map places;     /* provider -> what is known of where it deploys (tf_place.c) */
	struct map changes;    /* address -> struct tf_change * */
	struct map by_address; /* -> struct tf_module * */
	struct map by_name;    /* resources, as references name them (tf_values.c) */
	struct map written;    /* what modules and resources are written as (tf_place.c) */
	struct err *err;
	bool lacks; /* something goes to an account that nothing tells */
	bool failed;
};

void tf_bad(struct tf *tf, const struct tf_resource *r, const char *fmt, ...) ATTR_PRINTF(3, 4);

/* ---- values (tf_values.c) ------------------------------------------------------------------ */

/* A text that is planned, or what the one reference that makes it leads to; empty: not known. */
struct str tf_text(struct tf *tf, const struct tf_resource *r, const char *name);
/* The same of a whole document, which may be made of what it refers to in any way: what is planned
 * alone. */
struct str tf_document(struct tf *tf, const struct tf_resource *r, const char *name);
/* The texts of a list or set are added; false where there may be others. */
bool tf_list(struct tf *tf, const struct tf_resource *r, const char *name, struct vec *out);
/* What it is made of, by name, where it or a part of it is not known; empty where it is not given
 * at all. */
struct str tf_open(struct tf *tf, const struct tf_resource *r, const char *name);
/* May there be tags that the plan does not know: those that it is written with, or the provider's?
 */
bool tf_may_add_tags(struct tf *tf, const struct tf_resource *r);
struct str tf_name(struct tf *tf, const struct tf_resource *r);
struct str tf_arn(struct tf *tf, const struct tf_resource *r);
/* One more resource, to which references may lead. */
void tf_add_resource(struct tf *tf, struct tf_resource *r);
/* What an expression of that module comes to, as far as one reference makes it. */
struct str tf_resolve(struct tf *tf, const struct tf_module *module, const struct json *expression);

/* ---- modules (in_terraform.c) -------------------------------------------------------------- */

/* "b" of "module.a[\"x\"].module.b[0]" */
struct str tf_call_of(struct str address);

/* ---- places (tf_place.c) ------------------------------------------------------------------- */

/* How a planned resource is written in that module; NULL: not told. */
const struct json *tf_config_of(struct tf *tf, const struct json *module,
				const struct json *resource);
/* How the module is written that is called so in that one; NULL: not told. */
const struct json *tf_called(struct tf *tf, const struct json *module, struct str call);
/* The key of its provider's configuration. */
struct str tf_provider_of(const struct tf *tf, const struct json *config);
/* The accounts to which the plan's providers of AWS deploy (struct str), each once; false where
 * that of one is not known. */
bool tf_accounts(struct tf *tf, struct vec *out);
/* Is it the one for which --account and --region speak? */
bool tf_is_default(struct str provider);
/* Finds out what the plan tells of where its providers deploy. */
void tf_find_places(struct tf *tf);
/* The account and Region that a resource goes to become the stack's; false where the account is not
 * known. */
bool tf_place(struct tf *tf, const struct tf_resource *r);

/* ---- resources (in_tf_resource.c) ---------------------------------------------------------- */

/* How a row is taken. */
struct tf_row {
	const char *type;
	bool things; /* in the first round */
	void (*take)(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
	enum entity_kind kind;
	const char *target; /* attribute that names what it is said of */
	const char *policy; /* attribute of the document */
};

/* The document, one of which nothing is known, or false where there is none. */
bool tf_policy(struct tf *tf, const struct tf_resource *r, const char *name,
	       struct stack_text *out);
/* Warns that a resource is not used, since what it is said of is not known: policies that hang
 * there may hang on anything. */
void tf_not_settled(struct tf *tf, const struct tf_resource *r, const char *what);

void tf_take(struct tf *tf, const struct tf_resource *r, bool things);

/* ---- identities and their policies (tf_identity.c) ------------------------------------------ */

void tf_take_identity(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_managed(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_inline_of(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_attachment(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_attachments(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_attached_list(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_membership(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);
void tf_take_members(struct tf *tf, const struct tf_resource *r, const struct tf_row *row);

/* ---- what is taken away (tf_exclusive.c) ---------------------------------------------------- */

/* Adds to `gone` what the inventory has and exclusive resources of the plan do not name. */
bool tf_take_exclusive(struct tf *tf, struct tf *gone);

#endif
