/* asl/template.h - ARN templates of the catalogue over the parameters of a Task. */
#ifndef ASL_TEMPLATE_H
#define ASL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "asl/fields.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/str.h"

/* What a template may name. Empty texts are not known. */
struct template_scene {
	struct arena *arena;
	struct fields *fields;
	struct str container; /* of the fields: "Parameters", "ItemReader/Parameters" */
	struct str partition;
	struct str region;
	struct str account; /* of the effective caller */
	struct str home;    /* account of the state machine */
	struct str machine_arn;
	struct str machine_name;
};

struct expanded {
	struct str text;       /* may hold holes */
	struct str decides;    /* of the first hole that a parameter makes: what decides it */
	const struct json *at; /* where that stands; NULL where no parameter makes a hole */
	bool has_field;	       /* the template names a parameter */
	bool given;	       /* all that it names are there, or may be */
	bool maybe;	       /* one of them may be there or not */
	bool without;	       /* one is not there, and a default stands for it */
	bool plain;	       /* the last of them is an id or a name, no ARN */
};

/*
 * The texts that a template yields: one, or one per element where it goes through a list. See
 * catalogue/README.md for the language of templates.
 */
void template_expand(const struct template_scene *scene, struct str template,
		     const struct expanded **out, size_t *n);

/* A text under construction, as transforms see it. */
struct expansion {
	const struct template_scene *scene;
	struct buf buf;
	struct str inner;  /* the template within the placeholder, empty for none */
	bool last;	   /* nothing follows the placeholder */
	struct str second; /* another resource that the same value names, or empty */
};

/* Appends what a transform makes of a value (which may hold holes). false: there is no such
 * transform. */
bool transform_run(struct expansion *x, struct str name, struct str value);

/* Appends a value as it stands in a template: an ARN replaces what is before it. */
void transform_plain(struct expansion *x, struct str value);

/* Appends a template of `${...}` with `v` for "${v}"; the account is a hole where v may be a
 * foreign ARN. */
void template_fill(struct expansion *x, struct str template, struct str v);

/* A settled parameter next to the one at hand, or empty. */
struct str template_other(const struct template_scene *scene, const char *field);

#endif
