/* base/xml.h - XML as a tree; the only user of expat. */
#ifndef ROLEHOP_BASE_XML_H
#define ROLEHOP_BASE_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* An element; attributes are not kept. */
struct xml {
	struct str name; /* without a namespace's prefix */
	struct str text; /* character data between its tags, white space around it cut off */
	const struct xml *first;
	const struct xml *next;
};

/*
 * Parses one document; the tree lives in the arena. ERR_INPUT with line and column for anything
 * that is not well-formed, for a document type declaration (so that no entity can be declared), and
 * for nesting over 100.
 */
bool xml_parse(struct arena *arena, struct str text, const struct xml **out, struct err *err);

/* The first child of that name, or NULL; NULL of NULL. */
const struct xml *xml_get(const struct xml *xml, struct str name);
struct str xml_get_str(const struct xml *xml, struct str name);

/* The first element of that name at any depth, the element itself included; or NULL. */
const struct xml *xml_find(const struct xml *xml, struct str name);

#endif
