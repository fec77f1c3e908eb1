/* feed/credentials_process.c - credentials that a program of the user prints. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feed/credentials.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

enum { ANSWER_MAX = 1 << 16 };

/* ---- words, split as a shell splits them, without a shell ---------------------------------------
 */

struct splitter {
	struct str text;
	size_t at;
};

/* One character of a word; false at its end. *quote: the quotation that is open. */
static bool take_char(struct splitter *s, char *quote, struct buf *word)
{
	char c = s->text.p[s->at];

	if (*quote == '\0' && (c == ' ' || c == '\t'))
		return false;
	s->at++;
	if (c == *quote)
		*quote = '\0';
	else if (*quote == '\0' && (c == '"' || c == '\''))
		*quote = c;
	else if (c == '\\' && *quote != '\'' && s->at < s->text.n)
		buf_add_char(word, s->text.p[s->at++]);
	else
		buf_add_char(word, c);
	return true;
}

/* What follows it may hold secrets. */
static struct str first_word(struct str command)
{
	size_t n = 0;

	while (n < command.n && command.p[n] != ' ' && command.p[n] != '\t')
		n++;
	return str_slice(command, 0, n);
}

static bool split(struct arena *arena, struct str command, struct vec *words, struct err *err)
{
	struct splitter s = {command, 0};
	char quote = '\0';

	vec_init(words, arena, sizeof(char *));
	while (s.at < command.n) {
		struct buf word;
		if (command.p[s.at] == ' ' || command.p[s.at] == '\t') {
			s.at++;
			continue;
		}
		buf_init(&word, arena, command.n + 1);
		while (s.at < command.n && take_char(&s, &quote, &word))
			;
		*(char **)vec_push(words) = arena_cstr(arena, buf_str(&word));
	}
	if (quote != '\0' || words->n == 0)
		return err_set(err, ERR_INPUT, "credential_process %.*s: %s",
			       STR_ARG(first_word(command)),
			       quote != '\0' ? "a quotation is not closed" : "it is empty");
	vec_push(words); /* the NULL that ends it */
	return true;
}

/* ---- the program --------------------------------------------------------------------------------
 */

static pid_t start(char **argv, int *from)
{
	int ends[2];
	pid_t child = 0;

	if (pipe(ends) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(ends[1]);
	*from = ends[0];
	if (child < 0)
		close(ends[0]);
	return child;
}

/* What it prints, and its status. */
static bool run(struct arena *arena, char **argv, struct str *out, int *status)
{
	char *text = arena_alloc(arena, ANSWER_MAX);
	size_t n = 0;
	int from = -1;
	pid_t child = start(argv, &from);

	if (child < 0)
		return false;
	while (n < ANSWER_MAX) {
		ssize_t got = read(from, text + n, ANSWER_MAX - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(from);
	while (waitpid(child, status, 0) < 0 && errno == EINTR)
		;
	*out = (struct str){text, n};
	return true;
}

static bool understand(struct arena *arena, struct str text, struct credentials *out,
		       struct err *err)
{
	static const struct key_names names = {STR_INIT("AccessKeyId"), STR_INIT("SecretAccessKey"),
					       STR_INIT("SessionToken"), STR_INIT("Expiration")};
	const struct json *json = NULL;
	struct err unread;

	if (!json_parse(arena, text, &json, &unread))
		return err_set(err, ERR_INPUT, "what it prints is no JSON");
	if (json_number(json_get(json, STR("Version"))) != 1)
		return err_set(err, ERR_INPUT, "what it prints has no \"Version\": 1");
	if (!keys_read(json, &names, out))
		return err_set(err, ERR_INPUT,
			       "what it prints lacks AccessKeyId or SecretAccessKey");
	out->source = "a credential process";
	return true;
}

bool credentials_process(struct str command, struct credentials *out, struct err *err)
{
	struct arena arena = {0};
	struct vec words;
	struct str text = {NULL, 0};
	int status = 0;
	bool done = split(&arena, command, &words, err);

	if (done) {
		char **argv = words.items;
		if (!run(&arena, argv, &text, &status))
			done = err_set(err, ERR_ENVIRONMENT, "%s", strerror(errno));
		else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			done = err_set(err, ERR_ENVIRONMENT, "it failed%s",
				       WIFEXITED(status) && WEXITSTATUS(status) == 127
					   ? ": there is no such program"
					   : "");
		else
			done = understand(&arena, text, out, err);
		if (!done)
			err_prefix(err, "credential_process %s", argv[0]);
	}
	arena_wipe(&arena);
	return done;
}
