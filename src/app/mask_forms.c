/* app/mask_forms.c - what a word is by its form alone. */
#include "mask_forms.h"

#include <string.h>

#include "rolehop/model/arn.h"

enum { UNIQUE_ID_MIN = 16 };

bool mask_is_word(char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '+' || c == '=' || c == '.' || c == '@' ||
	       c == '-' || (unsigned char)c >= 0x80;
}

struct str mask_first_word(struct str text)
{
	size_t n = 0;
	while (n < text.n && mask_is_word(text.p[n]))
		n++;
	return str_slice(text, 0, n);
}

/* Is it one of the words, which stand between spaces? */
static bool holds(const char *words, struct str word)
{
	const char *at = words;
	while (word.n && (at = strchr(at, word.p[0])) != NULL) {
		if (at[-1] == ' ' && strncmp(at, word.p, word.n) == 0 && at[word.n] == ' ')
			return true;
		at++;
	}
	return false;
}

/* Words of ours and of AWS's that somebody's role may be called as well. */
bool mask_is_reserved(struct str word)
{
	static const char words[] =
	    " Allow Allowed Deny Denied DependsOn ExplicitlyDenied ImplicitlyDenied"
	    " Unknown allow deny unknown true false null high medium low role user"
	    " policy the and account machine definition boundary session endpoint"
	    " trust scp rcp kms aws ";
	return holds(words, word);
}

bool mask_is_plain(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 'a' || text.p[i] > 'z')
			return false;
	return true;
}

/* What stands before a resource's name in its ARN, and is no name itself. */
bool mask_is_type(struct str part)
{
	static const char words[] =
	    " role user group policy root assumed-role saml-provider oidc-provider"
	    " federated-user instance-profile stateMachine execution express"
	    " activity mapRun function layer table index stream secret key alias"
	    " parameter job job-definition job-queue cluster service task"
	    " task-definition container-instance event-bus rule connection"
	    " log-group log-stream project build database catalog model repository"
	    " organization ou account accesspoint training-job service-role"
	    " aws-service-role aws-reserved $LATEST events!connection ";
	return holds(words, part);
}

/* A word that may end an ARN. */
bool mask_is_final(struct str part)
{
	return str_eq(part, STR("root")) || str_eq(part, STR("$LATEST"));
}

bool mask_is_number(struct str part)
{
	for (size_t i = 0; i < part.n; i++)
		if (part.p[i] < '0' || part.p[i] > '9')
			return false;
	return part.n > 0;
}

/* Of AWS, of nobody, or not known: nothing to hide. */
bool mask_tells_nothing(struct str part)
{
	return part.n == 0 || str_eq(part, STR("*")) || str_eq(part, STR("?")) ||
	       str_eq(part, STR("<?>")) || str_starts(part, STR("${")) ||
	       str_ends(part, STR(".amazonaws.com")) || str_starts(part, STR("AWSServiceRoleFor"));
}

static bool is_in_arn(char c)
{
	return mask_is_word(c) || c == ':' || c == '/' || c == '*' || c == '?' || c == '<' ||
	       c == '>' || c == '$' || c == '{' || c == '}' || c == ',' || c == '!' || c == '~' ||
	       c == '#';
}

/*
 * The ARN that the text begins with, without the punctuation of a sentence around it, and without
 * the pointer into its document: "ARN#/Statement/0".
 */
struct str mask_arn_front(struct str text)
{
	size_t n = 0;
	while (n < text.n && is_in_arn(text.p[n]) && !str_starts(str_skip(text, n), STR("#/")))
		n++;
	while (n && (text.p[n - 1] == '.' || text.p[n - 1] == ',' || text.p[n - 1] == ':'))
		n--;
	return str_slice(text, 0, n);
}

bool mask_next_arn(struct str *rest, struct str *arn)
{
	ptrdiff_t at = str_find(*rest, STR("arn:"));
	if (at < 0)
		return false;
	*arn = mask_arn_front(str_skip(*rest, (size_t)at));
	*rest = str_skip(*rest, (size_t)at + arn->n);
	return true;
}

/* "AROA" and the like, and sixteen characters or more of an id. Source: IAM User Guide, "IAM
 * identifiers". */
bool mask_is_unique_id(struct str word)
{
	static const struct str prefixes[] = {STR_INIT("AROA"), STR_INIT("AIDA"), STR_INIT("AGPA"),
					      STR_INIT("ANPA"), STR_INIT("AKIA"), STR_INIT("ASIA")};
	bool prefixed = false;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		prefixed |= str_starts(word, prefixes[i]);
	for (size_t i = 0; i < word.n; i++)
		if (!(ascii_is_upper(word.p[i]) || ascii_is_digit(word.p[i])))
			return false;
	return prefixed && word.n >= UNIQUE_ID_MIN;
}

/* "o-a1b2c3d4e5", "ou-ab12-11111111": ids of an organization's. */
bool mask_is_organization_id(struct str word)
{
	bool is = (str_starts(word, STR("o-")) && word.n >= 12) ||
		  (str_starts(word, STR("ou-")) && word.n >= 16);
	for (size_t i = 0; is && i < word.n; i++)
		is = ascii_is_lower(word.p[i]) || ascii_is_digit(word.p[i]) || word.p[i] == '-';
	return is;
}

/* "team@example.com", as accounts have. */
bool mask_is_email(struct str word)
{
	ptrdiff_t at = str_find_char(word, '@');
	return at > 0 && str_find_char(str_skip(word, (size_t)at), '.') > 1;
}
