/* left.c - what a process leaves behind, looked for when it ends.
 *
 * Memory is lost where nothing that stays points at it or into it: no data of the program or of a
 * library, no stack that is still in use, no block that is found this way. So what is kept for the
 * process's life on purpose is told apart by who holds it, as LeakSanitizer does. Once main has
 * returned there is more: then no stack is in use, what the program itself asked for is to be freed
 * whoever points at it, and no descriptor and no mapping of the run's own files may be open. Who
 * ends in the middle (out of memory, a child after its work) leaves these to the system.
 */
#define _GNU_SOURCE
#include "left.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS = 256, TOLD_MAX = 8, CALLERS = 64, FIRST_ROOM = 1 << 14, THREAD_OWN = 2304 };

struct block {
	uintptr_t at; /* 0: the place is free */
	size_t size;
	const void *caller;
	unsigned long number;
	int reached;
};

static struct block *blocks; /* open addressing, by address */
static size_t room, used;
static unsigned long numbers, traced;
/* Who asked for the one that is traced, and for the call that failed. */
struct callers {
	void *at[CALLERS];
	int n;
};
static struct callers of_block, of_fault;
static int lock;
static const char *path;
static char program_path[4096];
static int inherited[DESCRIPTORS];
static int returned; /* main has */

/* Where the code of an object is. */
struct code {
	uintptr_t from, to;
};
static struct code program, linker;
extern void *__libc_stack_end;

void left_hold(void)
{
	while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
		fault_again(SYS_sched_yield);
}

void left_release(void)
{
	__atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

/* ---- which blocks there are ---------------------------------------------------------------- */

static size_t place_of(uintptr_t at)
{
	return (size_t)((at >> 4) * 0x9e3779b97f4a7c15u >> 20) & (room - 1);
}

/* Where it is, or the free place where it would be. */
static struct block *find(uintptr_t at)
{
	size_t i = place_of(at);

	while (blocks[i].at != 0 && blocks[i].at != at)
		i = (i + 1) & (room - 1);
	return &blocks[i];
}

static void *pages(size_t bytes)
{
	long p = fault_again(SYS_mmap, 0L, bytes, (long)(PROT_READ | PROT_WRITE),
			     (long)(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 0L);

	if (p < 0 && p > -4096)
		abort();
	return (void *)p;
}

static void grow(void)
{
	struct block *old = blocks;
	size_t n = room;

	room = n ? n * 2 : FIRST_ROOM;
	blocks = pages(room * sizeof(*blocks));
	for (size_t i = 0; i < n; i++)
		if (old[i].at != 0)
			*find(old[i].at) = old[i];
	if (old)
		fault_again(SYS_munmap, old, n * sizeof(*old));
}

static void note(struct callers *callers)
{
	fault_looking = 1;
	callers->n = backtrace(callers->at, CALLERS);
	fault_looking = 0;
}

void left_fault(void)
{
	if (traced > 0)
		note(&of_fault);
}

void *left_take(void *p, size_t size, const void *caller)
{
	if (!p || fault_looking)
		return p;
	left_hold();
	if (used * 2 >= room)
		grow();
	struct block *block = find((uintptr_t)p);
	used += block->at == 0;
	*block = (struct block){(uintptr_t)p, size, caller, ++numbers, 0};
	int is_traced = numbers == traced;
	left_release();
	if (is_traced)
		note(&of_block);
	return p;
}

/* What stands behind a free place for want of that one moves up. */
static void close_ranks(size_t hole)
{
	for (size_t i = (hole + 1) & (room - 1); blocks[i].at != 0; i = (i + 1) & (room - 1)) {
		size_t home = place_of(blocks[i].at);
		if (((i - home) & (room - 1)) < ((i - hole) & (room - 1)))
			continue;
		blocks[hole] = blocks[i];
		blocks[i].at = 0;
		hole = i;
	}
}

void left_drop(const void *p)
{
	if (!p || fault_looking || !blocks)
		return;
	left_hold();
	struct block *block = find((uintptr_t)p);
	if (block->at != 0) {
		block->at = 0;
		used--;
		close_ranks((size_t)(block - blocks));
	}
	left_release();
}

/* ---- which of them are lost ---------------------------------------------------------------- */

static struct block **sorted;
static struct block **waiting; /* reached, and not looked into yet */
static size_t n_sorted, n_waiting;

static int by_address(const void *a, const void *b)
{
	uintptr_t one = (*(struct block *const *)a)->at, other = (*(struct block *const *)b)->at;

	return (one > other) - (one < other);
}

/* The block that the address is in. Just behind it is where malloc's own data may point. */
static struct block *block_at(uintptr_t at)
{
	size_t low = 0, high = n_sorted;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sorted[middle]->at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	struct block *block = low > 0 ? sorted[low - 1] : NULL;
	return block && (at - block->at < block->size || at == block->at) ? block : NULL;
}

static void look(uintptr_t from, uintptr_t to)
{
	if (n_sorted == 0)
		return;
	uintptr_t lowest = sorted[0]->at;
	uintptr_t highest = sorted[n_sorted - 1]->at + sorted[n_sorted - 1]->size;

	for (const uintptr_t *word = (const uintptr_t *)((from + 7) & ~(uintptr_t)7);
	     (uintptr_t)(word + 1) <= to; word++) {
		if (*word < lowest || *word > highest)
			continue;
		struct block *block = block_at(*word);
		if (!block || block->reached)
			continue;
		block->reached = 1;
		waiting[n_waiting++] = block;
	}
}

static int look_at_object(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + part->p_vaddr;
		if (part->p_type == PT_LOAD && part->p_flags & PF_W)
			look(from, from + part->p_memsz);
		if (part->p_type == PT_TLS && info->dlpi_tls_data)
			look((uintptr_t)info->dlpi_tls_data,
			     (uintptr_t)info->dlpi_tls_data + part->p_memsz);
	}
	return 0;
}

/* Where libc keeps what it knows of this thread, its other thread-local data among it. */
static void look_at_thread(void)
{
	uintptr_t self;

	__asm__("mov %%fs:0, %0" : "=r"(self));
	look(self, self + THREAD_OWN);
}

static void look_at_stack(void)
{
	jmp_buf registers;
	char here;

	(void)setjmp(registers);
	if (!returned)
		look((uintptr_t)&here, (uintptr_t)__libc_stack_end);
	look((uintptr_t)registers, (uintptr_t)registers + sizeof(registers));
}

static int is_of(const struct code *object, const void *code)
{
	return (uintptr_t)code >= object->from && (uintptr_t)code < object->to;
}

/* What the dynamic linker asked for, it holds for threads that may still run, where nobody looks.
 */
static void reach_linkers(void)
{
	for (size_t i = 0; i < n_sorted; i++)
		if (!sorted[i]->reached && is_of(&linker, sorted[i]->caller)) {
			sorted[i]->reached = 1;
			waiting[n_waiting++] = sorted[i];
		}
}

static void mark(void)
{
	sorted = pages((used + 1) * sizeof(*sorted));
	waiting = pages((used + 1) * sizeof(*waiting));
	for (size_t i = 0; i < room; i++)
		if (blocks[i].at != 0)
			sorted[n_sorted++] = &blocks[i];
	qsort(sorted, n_sorted, sizeof(*sorted), by_address);
	dl_iterate_phdr(look_at_object, NULL);
	look_at_thread();
	look_at_stack();
	reach_linkers();
	while (n_waiting > 0) {
		struct block *block = waiting[--n_waiting];
		look(block->at, block->at + block->size);
	}
}

/* ---- what is told -------------------------------------------------------------------------- */

static long file = -1;
static int told;

static void tell(const char *text, int n)
{
	if (file < 0)
		file = fault_again(SYS_openat, (long)AT_FDCWD, path,
				   (long)(O_WRONLY | O_CREAT | O_APPEND), 0600L, 0L, 0L);
	fault_again(SYS_write, file, text, (long)n, 0L, 0L, 0L);
}

/* LIBRARY+OFFSET of an address of code. */
static int name_code(char *to, size_t size, const void *code)
{
	Dl_info of = {0};

	if (dladdr(code, &of) == 0 || !of.dli_fname)
		return snprintf(to, size, "%p", code);
	const char *slash = strrchr(of.dli_fname, '/');
	return snprintf(to, size, "%s+0x%lx", slash ? slash + 1 : of.dli_fname,
			(unsigned long)((uintptr_t)code - (uintptr_t)of.dli_fbase));
}

static void tell_callers(const char *whose, const struct callers *callers)
{
	char text[512], code[256];

	for (int i = 0; i < callers->n; i++) {
		name_code(code, sizeof(code), callers->at[i]);
		tell(text, snprintf(text, sizeof(text), "  %s %s\n", whose, code));
	}
}

static void tell_memory(const struct block *block)
{
	char text[512], code[256];
	int n;

	if (++told > TOLD_MAX)
		return;
	name_code(code, sizeof(code), block->caller);
	n = snprintf(text, sizeof(text), "memory %lu %lu bytes of %s\n", block->number,
		     (unsigned long)block->size, code);
	tell(text, n);
	if (block->number != traced)
		return;
	tell_callers("caller", &of_block);
	tell_callers("fault", &of_fault);
}

static void tell_descriptors(void)
{
	char text[512], name[64], target[256];

	for (long fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++) {
		if (inherited[fd] || fd == file || fault_again(SYS_fcntl, fd, (long)F_GETFD) < 0)
			continue;
		snprintf(name, sizeof(name), "/proc/self/fd/%ld", fd);
		long n = fault_again(SYS_readlink, name, target, (long)sizeof(target));
		int length = snprintf(text, sizeof(text), "descriptor %ld of %.*s\n", fd,
				      (int)(n > 0 ? n : 0), target);
		tell(text, length);
	}
}

/* A mapping of a file that is beside the one that is told: but for the program, the run's own. */
static void tell_mapping(const char *line)
{
	const char *name = strchr(line, '/');
	char text[512];

	if (name && strcmp(name, program_path) != 0 &&
	    strncmp(name, path, (size_t)(strrchr(path, '/') - path) + 1) == 0)
		tell(text, snprintf(text, sizeof(text), "mapping %s\n", name));
}

static void tell_mappings(void)
{
	enum { MAPS_MAX = 1 << 18 };
	char *maps = pages(MAPS_MAX);
	size_t n = 0;
	long got, fd = fault_again(SYS_openat, (long)AT_FDCWD, "/proc/self/maps", (long)O_RDONLY);

	while (n < MAPS_MAX - 1 &&
	       (got = fault_again(SYS_read, fd, maps + n, MAPS_MAX - 1 - n)) > 0)
		n += (size_t)got;
	fault_again(SYS_close, fd);
	for (char *line = strtok(maps, "\n"); line; line = strtok(NULL, "\n"))
		tell_mapping(line);
}

void left_end(void)
{
	if (!path || fault_looking)
		return;
	fault_looking = 1;
	mark();
	for (size_t i = 0; i < n_sorted; i++)
		if (!sorted[i]->reached || (returned && is_of(&program, sorted[i]->caller)))
			tell_memory(sorted[i]);
	if (!returned)
		return;
	tell_descriptors();
	tell_mappings();
}

/* ---- when it begins ------------------------------------------------------------------------ */

/* The program is the first one. */
static int find_code(struct dl_phdr_info *info, size_t size, void *first)
{
	struct code *to = *(int *)first ? &program : &linker;

	(void)size;
	if (!*(int *)first && info->dlpi_addr != getauxval(AT_BASE))
		return 0;
	*(int *)first = 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		if (part->p_type == PT_LOAD && part->p_flags & PF_X) {
			to->from = info->dlpi_addr + part->p_vaddr;
			to->to = to->from + part->p_memsz;
		}
	}
	return to == &linker;
}

void left_begin(void)
{
	const char *number = getenv("FAULT_TRACED");

	path = getenv("FAULT_LEFT");
	if (!path || !strrchr(path, '/'))
		return;
	path = strdup(path);
	unsetenv("FAULT_LEFT"); /* what it starts is looked at by itself */
	traced = number ? strtoul(number, NULL, 10) : 0;
	int first = 1;
	dl_iterate_phdr(find_code, &first);
	long n = fault_again(SYS_readlink, "/proc/self/exe", program_path,
			     (long)sizeof(program_path) - 1);
	program_path[n > 0 ? n : 0] = '\0';
	for (long fd = 0; fd < DESCRIPTORS; fd++)
		inherited[fd] = fault_again(SYS_fcntl, fd, (long)F_GETFD) >= 0;
	fault_looking = 1;
	note(&of_block); /* what it loads when it is first called is not noted */
	of_block.n = 0;
}

static int (*real_main)(int, char **, char **);

static int main_that_returns(int argc, char **argv, char **environment)
{
	int status = real_main(argc, argv, environment);

	returned = 1;
	return status;
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*linker_fini)(void), void *stack_end)
{
	int (*usual)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
		     void (*)(void), void *);

	*(void **)&usual = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return usual(main_that_returns, argc, argv, init, fini, linker_fini, stack_end);
}

/* A child that has done its work. */
void _exit(int status)
{
	left_end();
	for (;;)
		fault_again(SYS_exit_group, (long)status);
}
