/* app/mask_forms.h - what a word is by its form alone, for mask.c. */
#ifndef ROLEHOP_APP_MASK_FORMS_H
#define ROLEHOP_APP_MASK_FORMS_H

#include <stdbool.h>

#include "rolehop/base/str.h"

bool mask_is_word(char c); /* of a name */
struct str mask_first_word(struct str text);

/* A word of ours or of AWS's that somebody's role may be called as well. */
bool mask_is_reserved(struct str word);
bool mask_is_plain(struct str word); /* lower-case letters alone: it may be a word of a sentence */

/* What stands before a resource's name in its ARN, and what may end one: no names themselves. */
bool mask_is_type(struct str part);
bool mask_is_final(struct str part);
bool mask_is_number(struct str part);
/* Of AWS, of nobody, or not known: nothing to hide. */
bool mask_tells_nothing(struct str part);

/* The ARN that the text begins with, without the punctuation of a sentence around it. */
struct str mask_arn_front(struct str text);

/* The next ARN of *rest, which goes on behind it; false: there is none. */
bool mask_next_arn(struct str *rest, struct str *arn);

bool mask_is_unique_id(struct str word);
bool mask_is_organization_id(struct str word);
bool mask_is_email(struct str word);

#endif
