/* base/yaml_node.h - what libyaml's events come to, before it is written as JSON. */
#ifndef ROLEHOP_BASE_YAML_NODE_H
#define ROLEHOP_BASE_YAML_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/yaml.h"

enum { YAML_DEPTH_MAX = 1000 };

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP, NODE_ALIAS };

struct yaml_node {
	enum node_kind kind;
	bool plain;	/* of a text: neither quoted nor a block */
	bool open;	/* is being written: an alias to it would never end */
	struct str tag; /* "!Sub", "tag:yaml.org,2002:str"; empty: none */
	struct str text;
	size_t from, to;		/* bytes of the YAML text */
	struct yaml_node *meant;	/* of an alias */
	struct yaml_node *first, *last; /* elements; of a map: name, value, name, value ... */
	struct yaml_node *next;
};

/* ERR_INPUT with the line and column of byte `at`; always false. */
bool yaml_bad(struct str text, size_t at, struct err *err, const char *fmt, ...) ATTR_PRINTF(4, 5);

/* Writes the tree as JSON and notes the places. */
bool yaml_write(struct arena *arena, struct yaml_node *root, struct yaml *out, struct err *err);

#endif
