/* record/reason.c - TABLE: the words for kinds of policy, and the clause that names one. */
#include "phrase.h"
#include "sentence.h"

enum { CLAUSE_MAX = 400 };

struct kind_row {
	struct str words;
	enum denial_reason implicit, explicit;
};

/* Source: IAM User Guide, "Troubleshoot access denied error messages", which has "sessions policy"
 * too; live texts have the singular. The longer words come first. */
/* clang-format off */
static const struct kind_row kinds[] = {
	{STR_INIT("identity-based polic"), DENIAL_IDENTITY_IMPLICIT, DENIAL_IDENTITY_EXPLICIT},
	{STR_INIT("resource-based polic"), DENIAL_RESOURCE_IMPLICIT, DENIAL_RESOURCE_EXPLICIT},
	{STR_INIT("service control polic"), DENIAL_SCP_IMPLICIT, DENIAL_SCP_EXPLICIT},
	{STR_INIT("resource control polic"), DENIAL_RCP_IMPLICIT, DENIAL_RCP_EXPLICIT},
	{STR_INIT("permissions boundar"), DENIAL_BOUNDARY_IMPLICIT, DENIAL_BOUNDARY_EXPLICIT},
	{STR_INIT("permission boundar"), DENIAL_BOUNDARY_IMPLICIT, DENIAL_BOUNDARY_EXPLICIT},
	{STR_INIT("session polic"), DENIAL_SESSION_IMPLICIT, DENIAL_SESSION_EXPLICIT},
	{STR_INIT("sessions polic"), DENIAL_SESSION_IMPLICIT, DENIAL_SESSION_EXPLICIT},
	{STR_INIT("VPC endpoint polic"), DENIAL_VPCE_IMPLICIT, DENIAL_VPCE_EXPLICIT},
	{STR_INIT("role trust polic"), DENIAL_TRUST_IMPLICIT, DENIAL_TRUST_EXPLICIT},
	{STR_INIT("trust polic"), DENIAL_TRUST_IMPLICIT, DENIAL_TRUST_EXPLICIT},
};

static const char *const words[] = {
	[DENIAL_UNSPECIFIED] = "unspecified",
	[DENIAL_OPAQUE] = "opaque",
	[DENIAL_EXPLICIT_UNTYPED] = "explicit_untyped",
	[DENIAL_IDENTITY_IMPLICIT] = "identity_implicit",
	[DENIAL_IDENTITY_EXPLICIT] = "identity_explicit",
	[DENIAL_RESOURCE_IMPLICIT] = "resource_implicit",
	[DENIAL_RESOURCE_EXPLICIT] = "resource_explicit",
	[DENIAL_TRUST_IMPLICIT] = "trust_implicit",
	[DENIAL_TRUST_EXPLICIT] = "trust_explicit",
	[DENIAL_BOUNDARY_IMPLICIT] = "boundary_implicit",
	[DENIAL_BOUNDARY_EXPLICIT] = "boundary_explicit",
	[DENIAL_SESSION_IMPLICIT] = "session_implicit",
	[DENIAL_SESSION_EXPLICIT] = "session_explicit",
	[DENIAL_SCP_IMPLICIT] = "scp_implicit",
	[DENIAL_SCP_EXPLICIT] = "scp_explicit",
	[DENIAL_RCP_IMPLICIT] = "rcp_implicit",
	[DENIAL_RCP_EXPLICIT] = "rcp_explicit",
	[DENIAL_VPCE_IMPLICIT] = "vpce_implicit",
	[DENIAL_VPCE_EXPLICIT] = "vpce_explicit",
	[DENIAL_KMS_AMBIGUOUS] = "kms_ambiguous",
	[DENIAL_SFN_EXECUTION_ROLE] = "sfn_execution_role_not_assumable",
	[DENIAL_SFN_MANAGED_RULE] = "sfn_managed_rule",
	[DENIAL_SFN_LOG_DESTINATION] = "sfn_log_destination",
};
/* clang-format on */

const char *denial_reason_word(enum denial_reason reason)
{
	return words[reason];
}

/* The rest of "policy" or "policies", which a line may part from its beginning. */
static size_t skip_ending(struct str text, size_t at)
{
	static const struct str endings[] = {STR_INIT("cies"), STR_INIT("cy"), STR_INIT("ries"),
					     STR_INIT("ry")};
	size_t end;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (phrase_at(text, at - 1, endings[i], &end))
			return end;
	return at;
}

/* The kind of policy whose words stand at `at`. */
static const struct kind_row *kind_at(struct str text, size_t at, size_t *end)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (phrase_at(text, at, kinds[i].words, end)) {
			*end = skip_ending(text, *end);
			return &kinds[i];
		}
	return NULL;
}

/* "a", "an", "the" and the blank after it. */
static size_t skip_article(struct str text, size_t at)
{
	static const struct str articles[] = {STR_INIT("an "), STR_INIT("a "), STR_INIT("the ")};
	size_t end;

	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++)
		if (phrase_at(text, at, articles[i], &end))
			return end;
	return at;
}

/* ": ARN" behind the kind of policy. */
static size_t read_policy(struct arena *arena, struct str text, size_t at, struct denial *out)
{
	size_t end = phrase_space(text, at);
	size_t arn;

	if (end < text.n && text.p[end] == ':')
		end = phrase_space(text, end + 1);
	else if (!phrase_at(text, at, STR(" with ARN "), &end))
		return at;
	arn = end < text.n && (text.p[end] == '"' || text.p[end] == '\'') ? end + 1 : end;
	if (!phrase_at(text, arn, STR("arn:"), NULL))
		return at;
	out->policy_arn = name_after(arena, text, end, &end);
	return end;
}

/* "with an explicit deny [in a TYPE[: ARN] [transitively through a TYPE]]" after "deny". */
static size_t read_explicit(struct arena *arena, struct str text, size_t at, struct denial *out)
{
	const struct kind_row *kind;
	size_t end, to, from;

	out->reason = DENIAL_EXPLICIT_UNTYPED;
	if (!phrase_at(text, at, STR(" in "), &end))
		return at;
	from = skip_article(text, end);
	kind = kind_at(text, from, &to);
	if (kind == NULL)
		return at;
	out->reason = kind->explicit;
	at = read_policy(arena, text, to, out);
	if (!phrase_at(text, at, STR(" transitively through "), &end))
		return at;
	kind = kind_at(text, skip_article(text, end), &end);
	if (kind == NULL)
		return at;
	out->reason = kind->explicit;
	out->via = phrase_line(arena, str_slice(text, from, to));
	return read_policy(arena, text, end, out);
}

/* "no TYPE allows the ACTION action" from `at` on; false where no kind of policy stands there. */
static bool read_none(struct arena *arena, struct str text, size_t at, struct denial *out,
		      size_t *end)
{
	const struct kind_row *kind = NULL;
	struct denial allowed = {.reason = DENIAL_UNSPECIFIED};
	size_t from, stop;

	if (phrase_at(text, at, STR("no "), &from))
		kind = kind_at(text, from, end);
	if (kind == NULL)
		return false;
	out->reason = kind->implicit;
	if (phrase_at(text, *end, STR(" allows"), &from) && str_is_empty(out->action) &&
	    object_after(arena, text, from, &allowed, &stop))
		out->action = allowed.action;
	if (phrase_find(text, *end, STR(" action"), &from, &stop) && stop < *end + CLAUSE_MAX)
		*end = stop;
	return true;
}

/* What AWS says after "because". KMS names three causes at once. */
static size_t read_because(struct arena *arena, struct str text, size_t at, struct denial *out)
{
	size_t end;

	if (read_none(arena, text, phrase_space(text, at), out, &end))
		return end;
	if (phrase_at(text, at, STR(" the resource does not exist in this Region"), &end))
		out->reason = DENIAL_KMS_AMBIGUOUS;
	for (end = at; end < text.n && end < at + CLAUSE_MAX; end++)
		if (text.p[end] == '(' || text.p[end] == '"' ||
		    phrase_at(text, end, STR(". "), NULL))
			break;
	return end;
}

/* "with an explicit deny", and what people make of it. */
static bool is_explicit(struct str text, size_t at, size_t *end)
{
	static const struct str openings[] = {STR_INIT("with an explicit deny"),
					      STR_INIT("with explicit deny"),
					      STR_INIT("explicit deny")};

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		if (phrase_at(text, at, openings[i], end))
			return true;
	return false;
}

void reason_after(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end)
{
	size_t from = phrase_space(text, at);
	size_t to = at;

	while (from < text.n && (text.p[from] == '"' || text.p[from] == '\'' ||
				 text.p[from] == ',' || text.p[from] == ' '))
		from++;
	from = phrase_ellipsis(text, phrase_space(text, from));
	*end = at;
	if (phrase_at(text, from, STR("because"), &to))
		to = read_because(arena, text, to, out);
	else if (is_explicit(text, from, &to))
		to = read_explicit(arena, text, to, out);
	else
		return;
	out->clause = str_trim(phrase_line(arena, str_slice(text, from, to)));
	*end = to;
}

bool clause_at(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end)
{
	enum denial_reason before = out->reason;

	if (!read_none(arena, text, at, out, end))
		reason_after(arena, text, at, out, end);
	return out->reason != before && out->reason != DENIAL_EXPLICIT_UNTYPED;
}

void context_after(struct str text, size_t at, struct denial *out, size_t *end)
{
	const struct kind_row *kind;
	size_t from = phrase_space(text, at), to;

	if (from < text.n && text.p[from] == '[')
		from++;
	if (phrase_at(text, from, STR("no "), &to)) {
		kind = kind_at(text, to, end);
		if (kind != NULL)
			out->reason = kind->implicit;
		return;
	}
	kind = kind_at(text, skip_article(text, from), &to);
	if (kind != NULL && phrase_at(text, to, STR(" explicitly denies"), end))
		out->reason = kind->explicit;
}
