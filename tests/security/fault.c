/* fault.c - a library to be preloaded: the n-th call of a kind fails, as a full disk, an empty
 * memory or a lost connection makes it fail. FAULT_KIND: a name of `kinds`, or alloc, fork or step
 * (of SQLite); FAULT_AT: which one, from 1; FAULT_MARK: a file that then says which library asked,
 * or which call of the system it was.
 * FAULT_COUNT: a file that takes their number, where none fails. FAULT_CHAINS: a file that takes
 * eight bytes of each allocation, the same for the same callers. FAULT_LEFT: left.h.
 *
 * Calls of the system are met at the kernel (seccomp), so that those which libc makes by itself
 * count, too: what stdio writes, opens and reads. Whatever the kernel refuses comes as SIGSYS; it
 * then either fails or is done again from the one place that the filter lets through. x86-64 alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "left.h"

enum { CALLS_MAX = 8, SQLITE_IOERR = 10, CALLERS_MAX = 12 };

struct kind {
	const char *name;
	int error;
	int calls[CALLS_MAX]; /* after the last one -1 */
};

static const struct kind kinds[] = {
    {"read", EIO, {SYS_read, SYS_pread64, SYS_readv, SYS_getdents64, SYS_readlink, -1}},
    {"write", ENOSPC, {SYS_write, SYS_pwrite64, SYS_writev, -1}},
    {"open", EMFILE, {SYS_open, SYS_openat, -1}},
    {"close", EIO, {SYS_close, -1}},
    {"fsync", EIO, {SYS_fsync, SYS_fdatasync, -1}},
    {"truncate", EIO, {SYS_ftruncate, SYS_fallocate, -1}},
    {"rename", EIO, {SYS_rename, SYS_renameat, SYS_unlink, SYS_unlinkat, SYS_mkdir, -1}},
    {"mode", EPERM, {SYS_chmod, SYS_fchmod, SYS_fchown, SYS_utimensat, -1}},
    {"stat", EIO, {SYS_stat, SYS_lstat, SYS_fstat, SYS_newfstatat, SYS_access, -1}},
    {"lock", EIO, {SYS_fcntl, -1}},
    {"map", ENOMEM, {SYS_mmap, SYS_brk, SYS_mremap, -1}},
    {"pipe", EMFILE, {SYS_pipe, SYS_pipe2, SYS_socketpair, SYS_eventfd2, -1}},
    {"socket", EMFILE, {SYS_socket, -1}},
    {"connect", ECONNREFUSED, {SYS_connect, -1}},
    {"send", ECONNRESET, {SYS_sendto, SYS_sendmsg, SYS_sendmmsg, -1}},
    {"receive", ECONNRESET, {SYS_recvfrom, SYS_recvmsg, SYS_getsockopt, -1}},
    {"wait", EINTR, {SYS_poll, SYS_ppoll, SYS_select, SYS_pselect6, SYS_epoll_wait, SYS_wait4, -1}},
};

static const char *kind_name;
static const struct kind *kind;
static const char *mark;
static long at;
static pid_t begun;
static long calls;
static int chains = -1;
__thread int fault_looking; /* at the callers: what that allocates is not counted */
static int (*real_step)(void *);
static pid_t (*real_fork)(void);

/* The filter knows its place. */
extern const char fault_after[];
__asm__(".text\n"
	".hidden fault_again, fault_after\n"
	".globl fault_again, fault_after\n"
	"fault_again:\n"
	"mov %rdi, %rax\n"
	"mov %rsi, %rdi\n"
	"mov %rdx, %rsi\n"
	"mov %rcx, %rdx\n"
	"mov %r8, %r10\n"
	"mov %r9, %r8\n"
	"mov 8(%rsp), %r9\n"
	"syscall\n"
	"fault_after:\n"
	"ret\n");

/* The library that called, but for libc. */
static const char *asking(void)
{
	void *callers[CALLERS_MAX];
	Dl_info own, of = {0};
	int n;

	fault_looking = 1;
	n = backtrace(callers, CALLERS_MAX);
	dladdr((void *)fault_again, &own);
	for (int i = 0; i < n; i++)
		if (dladdr(callers[i], &of) != 0 && of.dli_fbase != own.dli_fbase &&
		    !strstr(of.dli_fname, "/libc.so"))
			break;
	fault_looking = 0;
	return of.dli_fname ? of.dli_fname : "";
}

/* Is it the one that fails? `call`: of the system, or -1. */
static int is_next(long call)
{
	char number[24];

	if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) != at)
		return 0;
	left_fault();
	snprintf(number, sizeof(number), "%ld", call);
	const char *who = kind ? number : asking();
	long fd = mark ? fault_again(SYS_openat, (long)AT_FDCWD, mark, (long)(O_WRONLY | O_CREAT),
				     0600L, 0L, 0L)
		       : -1;
	if (fd >= 0) {
		fault_again(SYS_write, fd, who, strlen(who), 0L, 0L, 0L);
		fault_again(SYS_close, fd, 0L, 0L, 0L, 0L, 0L);
	}
	return 1;
}

/* FNV-1a of the addresses that it will return to. */
static void note_callers(void)
{
	void *callers[CALLERS_MAX];
	uint64_t sum = 14695981039346656037u;
	int n;

	fault_looking = 1;
	n = backtrace(callers, CALLERS_MAX);
	fault_looking = 0;
	for (int i = 0; i < n; i++)
		sum = (sum ^ (uint64_t)(uintptr_t)callers[i]) * 1099511628211u;
	if (write(chains, &sum, sizeof(sum)) < 0)
		abort();
}

static int fails(const char *name, int error)
{
	if (!kind_name || fault_looking || strcmp(kind_name, name) != 0)
		return 0;
	if (chains >= 0)
		note_callers();
	if (!is_next(-1))
		return 0;
	errno = error;
	return 1;
}

/* ---- calls of the system ------------------------------------------------------------------- */

/* Of fcntl only locks count; where the heap ends may be asked at any time. */
static int counts(long call, const greg_t *r)
{
	if (call == SYS_fcntl)
		return r[REG_RSI] == F_SETLK || r[REG_RSI] == F_SETLKW;
	return call != SYS_brk || r[REG_RDI] != 0;
}

static void on_call(int signal_number, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	long call = info->si_syscall;
	int failing = counts(call, r) && is_next(call);
	(void)signal_number;
	/* A descriptor is closed even if the disk fails; a heap that cannot grow ends where it did.
	 */
	if (failing && call == SYS_brk)
		r[REG_RAX] = fault_again(SYS_brk, 0L, 0L, 0L, 0L, 0L, 0L);
	else if (!failing || call == SYS_close)
		r[REG_RAX] = fault_again(call, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10],
					 r[REG_R8], r[REG_R9]);
	if (failing && call != SYS_brk)
		r[REG_RAX] = -kind->error;
}

/* Refuses the calls of the kind, wherever they come from but from fault_again. */
static int filter(void)
{
	enum { ROOM = CALLS_MAX + 9 };
	struct sock_filter code[ROOM];
	uint64_t from = (uint64_t)(uintptr_t)fault_after;
	unsigned n = 0, count = 0;

	while (kind->calls[count] >= 0)
		count++;
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0,
						 (unsigned char)(count + 1));
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, nr));
	for (unsigned i = 0; i < count; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 (unsigned)kind->calls[i],
							 (unsigned char)(count - i), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)from, 0, 3);
	code[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4);
	code[n++] =
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(from >> 32), 0, 1);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	struct sock_fprog program = {(unsigned short)n, code};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Sanitizers ask for it before the constructor has run. */
static int usual_sigaction(int signal_number, const struct sigaction *new, struct sigaction *old)
{
	static int (*usual)(int, const struct sigaction *, struct sigaction *);

	if (!usual)
		*(void **)&usual = dlsym(RTLD_NEXT, "sigaction");
	return usual(signal_number, new, old);
}

__attribute__((constructor)) static void begin(void)
{
	const char *n = getenv("FAULT_AT");
	struct sigaction action;

	real_step = (int (*)(void *))dlsym(RTLD_NEXT, "sqlite3_step");
	real_fork = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
	begun = getpid();
	mark = getenv("FAULT_MARK");
	at = n ? strtol(n, NULL, 10) : 0;
	kind_name = getenv("FAULT_KIND");
	const char *path = getenv("FAULT_CHAINS");
	chains = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
	left_begin();
	for (size_t i = 0; kind_name && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, kind_name) == 0)
			kind = &kinds[i];
	if (!kind)
		return;
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = on_call;
	action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
	if (usual_sigaction(SIGSYS, &action, NULL) != 0 || !filter())
		abort();
}

/* How many there are, where none fails. */
static void tell_count(void)
{
	const char *path = getenv("FAULT_COUNT");
	char digits[24];
	int n = path && getpid() == begun ? snprintf(digits, sizeof(digits), "%ld", calls) : 0;
	long fd = n > 0 ? fault_again(SYS_openat, (long)AT_FDCWD, path, (long)(O_WRONLY | O_CREAT),
				      0600L, 0L, 0L)
			: -1;
	if (fd < 0)
		return;
	fault_again(SYS_write, fd, digits, (long)n, 0L, 0L, 0L);
	fault_again(SYS_close, fd, 0L, 0L, 0L, 0L, 0L);
}

__attribute__((destructor)) static void end(void)
{
	tell_count();
	left_end();
}

/* ---- what no call of the system stands for ------------------------------------------------- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_memalign(size_t align, size_t size);
extern void __libc_free(void *p);

void *malloc(size_t size)
{
	return fails("alloc", ENOMEM)
		   ? NULL
		   : left_take(__libc_malloc(size), size, __builtin_return_address(0));
}

void *calloc(size_t n, size_t size)
{
	return fails("alloc", ENOMEM)
		   ? NULL
		   : left_take(__libc_calloc(n, size), n * size, __builtin_return_address(0));
}

void *realloc(void *old, size_t size)
{
	if (fails("alloc", ENOMEM))
		return NULL;
	left_drop(old);
	void *p = __libc_realloc(old, size);
	if (!p && size > 0)
		left_take(old, malloc_usable_size(old), __builtin_return_address(0));
	return left_take(p, size, __builtin_return_address(0));
}

void *aligned_alloc(size_t align, size_t size)
{
	return fails("alloc", ENOMEM)
		   ? NULL
		   : left_take(__libc_memalign(align, size), size, __builtin_return_address(0));
}

int posix_memalign(void **out, size_t align, size_t size)
{
	void *p = fails("alloc", ENOMEM) ? NULL : __libc_memalign(align, size);

	if (!p)
		return ENOMEM;
	*out = left_take(p, size, __builtin_return_address(0));
	return 0;
}

void free(void *p)
{
	left_drop(p);
	__libc_free(p);
}

/* SIGSYS stays ours. */
int sigaction(int signal_number, const struct sigaction *new, struct sigaction *old)
{
	return usual_sigaction(signal_number, kind && signal_number == SIGSYS ? NULL : new, old);
}

pid_t fork(void)
{
	if (fails("fork", EAGAIN))
		return -1;
	left_hold();
	pid_t child = real_fork();
	left_release();
	return child;
}

int sqlite3_step(void *statement)
{
	return fails("step", EIO) ? SQLITE_IOERR : real_step(statement);
}
