/* model/holes.h - strings of which a part is known only at run time. */
#ifndef ROLEHOP_MODEL_HOLES_H
#define ROLEHOP_MODEL_HOLES_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * A hole is this byte in a string: any text, the empty one included, may stand there. A string of
 * holes alone is wholly unknown. The byte cannot occur in an ARN, a name or an account id.
 */
#define HOLE '\x01'
#define HOLE_TEXT "\x01"		       /* one hole, as a string */
#define HOLE_SUFFIX "\x01\x01\x01\x01\x01\x01" /* six random letters or digits, a secret's */

bool holes_any(struct str s);
bool holes_only(struct str s);

/* Could `s` with its holes filled in be exactly `whole`? */
bool holes_fits(struct str s, struct str whole);

/* Of two texts, either of which may have holes: false where they surely differ, since what stands
 * before the first hole or behind the last one does. */
bool holes_may_be_same(struct str a, struct str b);

/*
 * What a template leaves to its deployment. A value that is not settled stands as "${Name}", in
 * which Name is not that of a policy variable: those have a colon, and of CloudFormation's names
 * only the pseudo parameters have two together ("AWS::Region"). A name that the deployment makes up
 * stands in braces, "{stack.Logical}": equal to itself and to no other name of its stack. What else
 * it may be has a random end, as CloudFormation and Terraform make it:
 * "stack-Logical-1A2B3C4D5E6F"; where the template gives a name and that is not settled,
 * "{stack.Logical~}", it may be anything.
 */
bool holes_is_placeholder(struct str inside); /* "Name" of "${Name}" */
/* The first placeholder's name; empty where there is none. */
struct str holes_placeholder(struct str s);
bool holes_made(struct str s); /* holds a made up name */
/* What settles a placeholder that no value of --parameter does, in words; NULL: a value does. */
const char *holes_settled_by(struct str inside);
/* Are two texts surely not the same, since a made up name of theirs is another? Up to there they
 * are alike; `a` may be a compiled pattern. */
bool holes_made_apart(struct str a, struct str b);
/* `s` with a hole for each placeholder and each made up name, at most s.n bytes into `into`. */
struct str holes_unsettled(struct str s, char *into);

/* For people: each hole as "<?>". */
struct str holes_show(struct arena *arena, struct str s);

/* A value of a request as a sentence has it: holes shown, "X or (absent)" as X "or" and the word
 * for nothing, and what nobody can name, or nothing, as "another or" that word. */
struct str holes_read_out(struct arena *arena, struct str has, const char *nothing);

#endif
