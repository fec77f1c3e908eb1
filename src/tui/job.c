/* tui/job.c - work in a process of its own, whose lines are read while nobody waits for them. */
#include "tui/job.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16, READS = 16, LINE_BYTES = 1 << 26, DIED = 127 };

/* ---- starting -------------------------------------------------------------------------------- */

/* Signals as a program expects them; a session of its own, so that all of it can be ended, and no
 * terminal to ask at (a code of an MFA device), which is being drawn on. */
static void settle_child(void)
{
	static const int usual[] = {SIGINT,   SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP,
				    SIGWINCH, SIGSEGV, SIGABRT, SIGBUS, SIGILL,	 SIGFPE};
	sigset_t none;
	setsid();
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		signal(usual[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Nothing of it may reach the terminal that is being drawn on. */
static void leave_terminal(int output)
{
	int nothing = open("/dev/null", O_RDWR);
	if (nothing >= 0)
		dup2(nothing, STDIN_FILENO);
	dup2(output >= 0 ? output : nothing, STDOUT_FILENO);
	dup2(output >= 0 ? output : nothing, STDERR_FILENO);
}

static bool fork_with_pipe(struct job *job, int *child_end, struct err *err)
{
	int ends[2];
	if (pipe(ends) != 0)
		return err_set(err, ERR_ENVIRONMENT, "no pipe: %s", strerror(errno));
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*job = (struct job){.fd = ends[0]};
	vec_init(&job->bytes, &job->arena, 1);
	job->pid = fork();
	if (job->pid == 0) {
		close(ends[0]);
		*child_end = ends[1];
		settle_child();
		return true;
	}
	close(ends[1]);
	if (job->pid > 0) {
		job->running = true;
		return true;
	}
	close(ends[0]);
	*job = (struct job){0};
	return err_set(err, ERR_ENVIRONMENT, "no process: %s", strerror(errno));
}

bool job_start(struct job *job, job_work *work, void *self, struct err *err)
{
	int fd = -1;
	if (!fork_with_pipe(job, &fd, err))
		return false;
	if (job->pid > 0)
		return true;
	leave_terminal(-1);
	_exit(work(self, fd) ? 0 : 1);
}

bool job_exec(struct job *job, const char *const *argv, struct err *err)
{
	int fd = -1;
	if (!fork_with_pipe(job, &fd, err))
		return false;
	if (job->pid > 0)
		return true;
	leave_terminal(fd);
	execvp(argv[0], (char *const *)argv);
	_exit(DIED);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void end(struct job *job)
{
	int status = 0;
	close(job->fd);
	job->fd = -1;
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	job->pid = 0;
	job->running = false;
	job->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void add_bytes(struct job *job, const char *bytes, size_t n)
{
	size_t left = job->bytes.n - job->taken;
	if (job->taken > 0 && left > 0)
		memmove(job->bytes.items, (char *)job->bytes.items + job->taken, left);
	job->bytes.n = left;
	job->taken = 0;
	for (size_t i = 0; i < n && job->bytes.n < LINE_BYTES; i++)
		*(char *)vec_push(&job->bytes) = bytes[i];
}

void job_read(struct job *job)
{
	char bytes[READ_BYTES];
	for (int i = 0; job->running && i < READS; i++) {
		ssize_t n = read(job->fd, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0)
			end(job);
		else
			add_bytes(job, bytes, (size_t)n);
	}
}

bool job_line(struct job *job, struct str *line)
{
	if (job->bytes.n == job->taken)
		return false;
	struct str rest = {(const char *)job->bytes.items + job->taken, job->bytes.n - job->taken};
	ptrdiff_t feed = str_find_char(rest, '\n');
	if (feed < 0 && job->running)
		return false;
	*line = feed < 0 ? rest : str_slice(rest, 0, (size_t)feed);
	job->taken += feed < 0 ? rest.n : (size_t)feed + 1;
	return true;
}

/* ---- ending ---------------------------------------------------------------------------------- */

/* To all of it; it may not have got its session yet. */
static void send(const struct job *job, int sig)
{
	if (kill(-job->pid, sig) != 0)
		kill(job->pid, sig);
}

void job_cancel(struct job *job)
{
	if (job->running && !job->cancelled)
		send(job, SIGINT);
	job->cancelled = job->cancelled || job->running;
}

void job_close(struct job *job)
{
	if (job->running) {
		send(job, SIGTERM);
		end(job);
	}
	arena_release(&job->arena);
	*job = (struct job){0};
}

/* ---- in the child ---------------------------------------------------------------------------- */

void job_json(struct arena *arena, struct buf *buf, struct json_out *json)
{
	buf_init(buf, arena, LINE_BYTES);
	json_out_init(json, buf, false);
	json_out_open(json, NULL, '{');
}

bool job_send(int fd, struct buf *buf, struct json_out *json)
{
	json_out_close(json, '}');
	buf_add_char(buf, '\n');
	struct str bytes = buf_str(buf);
	while (!buf->over && bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = str_skip(bytes, (size_t)n);
	}
	return !buf->over;
}

/* ---- all of them ----------------------------------------------------------------------------- */

void jobs_add(struct jobs *jobs, struct job *job)
{
	assert(jobs->n < JOBS_MAX);
	jobs->items[jobs->n++] = job;
}

void jobs_drop(struct jobs *jobs, const struct job *job)
{
	size_t n = 0;
	for (size_t i = 0; i < jobs->n; i++) {
		if (jobs->items[i] != job)
			jobs->items[n++] = jobs->items[i];
	}
	jobs->n = n;
}

bool jobs_wait(const struct jobs *jobs, int ms)
{
	struct pollfd fds[JOBS_MAX];
	nfds_t n = 0;
	for (size_t i = 0; i < jobs->n; i++) {
		if (jobs->items[i]->running)
			fds[n++] = (struct pollfd){.fd = jobs->items[i]->fd, .events = POLLIN};
	}
	if (n == 0)
		return false;
	poll(fds, n, ms);
	return true;
}
