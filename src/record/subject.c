/* record/subject.c - who is told no, before the words that say so. */
#include "phrase.h"
#include "sentence.h"

enum { SUBJECT_MAX = 2600 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Where the last `word` before `to` ends, unless it is too far back. */
static bool find_last(struct str text, size_t to, struct str word, size_t *end)
{
	size_t from = to > SUBJECT_MAX ? to - SUBJECT_MAX : 0;
	size_t at, after;
	bool found = false;

	while (phrase_find(str_slice(text, 0, to), from, word, &at, &after)) {
		*end = after;
		found = true;
		from = at + 1;
	}
	return found;
}

static size_t back_over_blanks(struct str text, size_t to)
{
	while (to > 0 && is_blank(text.p[to - 1]))
		to--;
	return to;
}

/* Where `word` begins that ends at `to`; a line may end inside it. false where it does not. */
static bool back_over_word(struct str text, size_t to, struct str word, size_t *from)
{
	for (size_t i = word.n; i > 0; i--) {
		size_t before = back_over_blanks(text, to);
		if (i < word.n && str_find_char(str_slice(text, before, to), '\n') >= 0)
			to = before;
		if (to == 0 || (text.p[to - 1] | 0x20) != word.p[i - 1])
			return false;
		to--;
	}
	*from = to;
	return true;
}

/* The subject's end where a verb stands before `at`: "... is", "... are" or "... was". */
static bool cut_verb(struct str text, size_t at, size_t *end)
{
	size_t to = back_over_blanks(text, at);
	size_t from;

	if (!back_over_word(text, to, STR("is"), &from) &&
	    !back_over_word(text, to, STR("are"), &from) &&
	    !back_over_word(text, to, STR("was"), &from))
		return false;
	*end = back_over_blanks(text, from);
	return *end < from;
}

static struct str trim_subject(struct str s)
{
	s = str_trim(s);
	while (s.n > 0 && (str_find_char(STR("\"'<,;"), s.p[s.n - 1]) >= 0 ||
			   (s.p[s.n - 1] == ')' && str_find_char(s, '(') < 0)))
		s.n--;
	while (s.n > 0 && str_find_char(STR("\"'>([{"), s.p[0]) >= 0) {
		bool closed = (s.p[0] == '[' && s.p[s.n - 1] == ']') ||
			      (s.p[0] == '(' && s.p[s.n - 1] == ')');
		s = str_slice(s, 1, s.n - closed);
	}
	if (str_starts(s, STR("<arn:")) && str_ends(s, STR(">")))
		s.n--;
	if (str_starts(s, STR("*arn:")) || str_starts(s, STR("<arn:")))
		s = str_skip(s, 1);
	if (str_starts(s, STR("arn:")) && str_ends(s, STR("*")))
		s.n--;
	return s;
}

/* Words that stand where a name was left out: "User is", "... is", "The role is". */
static bool names_nobody(struct str s)
{
	static const struct str roles[] = {
	    STR_INIT("User"),	 STR_INIT("Role"),     STR_INIT("Principal"), STR_INIT("Caller"),
	    STR_INIT("Account"), STR_INIT("Identity"), STR_INIT("Service")};
	bool letters = false;

	for (size_t i = 0; i < s.n; i++)
		letters = letters || ascii_is_alnum(s.p[i]);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (str_eq_nocase(s, roles[i]))
			return true;
	return !letters || str_ends(s, STR(":"));
}

/* The last word of an ARN or service principal that ends the subject. */
static struct str last_word(struct str s)
{
	size_t from = s.n;

	while (from > 0 && !is_blank(s.p[from - 1]) &&
	       str_find_char(STR("\"'([,"), s.p[from - 1]) < 0)
		from--;
	s = str_skip(s, from);
	if (str_contains(s, STR("assumed-role/"))) /* a session's name may hold the sign */
		return s;
	return str_after_last(s, '=');
}

/* A word with a capital letter, or a small word that product names hold. */
static bool is_name_word(struct str word)
{
	static const struct str levels[] = {
	    STR_INIT("ERROR"), STR_INIT("WARN"),   STR_INIT("WARNING"), STR_INIT("INFO"),
	    STR_INIT("DEBUG"), STR_INIT("FATAL"),  STR_INIT("Error"),	STR_INIT("The"),
	    STR_INIT("Cause"), STR_INIT("Caused"), STR_INIT("Reason"),	STR_INIT("User"),
	};

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (str_eq(word, levels[i]))
			return false;
	return word.n > 0 && (ascii_is_upper(word.p[0]) || str_eq(word, STR("for")) ||
			      str_eq(word, STR("on")) || str_eq(word, STR("and")));
}

/* A product's name, such as "CloudWatch Alarms": the capitalised words at the end. */
static struct str product_name(struct str s)
{
	struct str rest = s;

	while (rest.n > 0) {
		struct str word = last_word(rest);
		if (!is_name_word(word) || str_find_char(STR(":.]"), word.p[word.n - 1]) >= 0)
			break;
		rest.n = (size_t)(word.p - rest.p);
		if (rest.n > 0 && !is_blank(rest.p[rest.n - 1]))
			break;
		rest = str_trim(rest);
	}
	if (rest.n == s.n)
		return last_word(s);
	return rest.n == 0 ? s : str_trim(str_skip(s, (size_t)(rest.p + rest.n - s.p)));
}

/* "The role NAME", where the name is no ARN. */
static bool follows_kind(struct str s)
{
	static const struct str kinds[] = {STR_INIT("role"), STR_INIT("Role"), STR_INIT("user"),
					   STR_INIT("principal")};
	struct str name = last_word(s);
	struct str before = last_word(str_trim(str_slice(s, 0, (size_t)(name.p - s.p))));

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_eq(before, kinds[i]))
			return true;
	return false;
}

static bool is_pronoun(struct str s)
{
	static const struct str pronouns[] = {STR_INIT("You"), STR_INIT("It"), STR_INIT("This")};
	struct str word = last_word(s);

	for (size_t i = 0; i < sizeof(pronouns) / sizeof(pronouns[0]); i++)
		if (str_eq_nocase(word, pronouns[i]))
			return true;
	return false;
}

static size_t sentence_start(struct str text, size_t to)
{
	size_t from = to > SUBJECT_MAX ? to - SUBJECT_MAX : 0;

	for (size_t i = to; i > from; i--) {
		char c = text.p[i - 1];
		if (c == '\n' && (i < 2 || text.p[i - 2] == '\n'))
			return i;
		if ((c == '.' || c == ':') && i < to && is_blank(text.p[i]))
			return i;
	}
	return from;
}

/* The name behind the last "User:", if nothing but a name stands before the verb. */
static bool find_user(struct arena *arena, struct str text, size_t to, struct str *out)
{
	struct str before = str_slice(text, 0, to);
	struct str name;
	size_t from, at;

	if (!find_last(text, to, STR("User:"), &from) ||
	    phrase_find(before, from, STR("not authorized"), &at, NULL))
		return false;
	name = trim_subject(phrase_join(arena, str_skip(before, from)));
	if (str_find(name, STR("arn:")) > 0 ||
	    (!str_starts(name, STR("arn:")) && str_contains(name, STR(": "))))
		return false;
	*out = phrase_whole_arn(arena, name);
	return true;
}

/* An ARN that ends where the verb begins. */
static bool find_arn(struct arena *arena, struct str text, size_t to, struct str *out)
{
	struct str arn;
	size_t from;

	if (!find_last(text, to, STR("arn:"), &from))
		return false;
	arn = phrase_join(arena, str_slice(text, from - 4, to));
	if (str_find_char(arn, ' ') >= 0)
		return false;
	*out = trim_subject(arn);
	return true;
}

/* A name that is no ARN: of a service, of a role or of a product. */
static struct str other_name(struct arena *arena, struct str text, size_t to)
{
	struct str said = phrase_line(arena, str_slice(text, sentence_start(text, to), to));
	struct str name = trim_subject(said);

	if (is_pronoun(said))
		return STR("");
	if (str_ends(name, STR(".amazonaws.com")) || follows_kind(name))
		return last_word(name);
	return trim_subject(product_name(name));
}

struct str subject_before(struct arena *arena, struct str text, size_t at)
{
	struct str name = STR("");
	size_t to;

	if (!cut_verb(text, at, &to))
		return STR("");
	if (!find_user(arena, text, to, &name) && !find_arn(arena, text, to, &name)) {
		name = other_name(arena, text, to);
		if (str_ends(name, STR("...")))
			return STR("");
	}
	return names_nobody(name) ? STR("") : name;
}

struct str product_before(struct arena *arena, struct str text, size_t at)
{
	size_t to = back_over_blanks(text, at);
	struct str name;

	(void)cut_verb(text, at, &to);
	name = other_name(arena, text, to);
	return names_nobody(name) ? STR("") : name;
}
