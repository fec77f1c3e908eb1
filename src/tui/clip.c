/* tui/clip.c - text on its way to a clipboard: through tmux, or through the terminal. */
#include "tui/clip.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rolehop/base/base64.h"
#include "rolehop/base/buf.h"

struct str clip_sequence(struct arena *arena, struct str text)
{
	struct buf buf;
	buf_init(&buf, arena, CLIP_MAX * 2);
	buf_add_cstr(&buf, "\033]52;c;");
	base64_add(&buf, text);
	buf_add_char(&buf, '\a');
	return buf_str(&buf);
}

/* In the child: nothing of tmux reaches the screen. */
static void become_tmux(int from)
{
	int nothing = open("/dev/null", O_WRONLY);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(from, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execlp("tmux", "tmux", "load-buffer", "-w", "-", (char *)NULL);
	_exit(127);
}

static bool feed(int to, struct str text)
{
	while (text.n > 0) {
		ssize_t n = write(to, text.p, text.n);
		if (n < 0 && errno != EINTR)
			return false;
		text = str_skip(text, n > 0 ? (size_t)n : 0);
	}
	return true;
}

bool clip_to_tmux(struct str text)
{
	const char *tmux = getenv("TMUX");
	int ends[2];
	int status = -1;
	if (tmux == NULL || tmux[0] == '\0' || pipe(ends) != 0)
		return false;
	pid_t child = fork();
	if (child == 0) {
		close(ends[1]);
		become_tmux(ends[0]);
	}
	close(ends[0]);
	bool fed = child > 0 && feed(ends[1], text);
	close(ends[1]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return fed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
