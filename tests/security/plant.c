/* plant.c - leaves behind what its argument names, so that faults.py shows that it would be seen:
 * plant WHAT FOLDER. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct link {
	struct link *next;
	char bytes[100];
};

static struct link *kept;
static char *librarys;

/* So that no register or old frame still holds an address. */
static void __attribute__((noinline)) forget(void)
{
	volatile char over[4096];

	for (size_t i = 0; i < sizeof(over); i++)
		over[i] = 0;
}

static void __attribute__((noinline)) take_links(struct link **to)
{
	for (int i = 0; i < 3; i++) {
		struct link *new = calloc(1, sizeof(*new));
		new->next = *to;
		*to = new;
	}
}

static void __attribute__((noinline)) lose_links(void)
{
	struct link *links = NULL;

	take_links(&links);
	*(struct link *volatile *)&links = NULL;
}

static int open_in(const char *folder)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/planted", folder);
	return open(path, O_RDWR | O_CREAT, 0600);
}

static void *map_in(const char *folder)
{
	int fd = open_in(folder);
	void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	close(fd);
	return p;
}

static void begin_child(int loses)
{
	pid_t child = fork();

	if (child != 0 && loses)
		waitpid(child, NULL, 0);
	if (child != 0)
		return;
	if (loses) {
		lose_links();
		forget();
		_exit(0);
	}
	execlp("sleep", "sleep", "30", (char *)NULL);
	_exit(1);
}

/* In the middle of its work, with an arena on its stack. */
static void __attribute__((noinline)) end_in_the_middle(void)
{
	struct link *links = NULL;

	take_links(&links);
	*(struct link *volatile *)&links = links;
	exit(links == NULL);
}

int main(int argc, char **argv)
{
	const char *what = argc == 3 ? argv[1] : "";

	/* What a library keeps, and what is held by it. */
	librarys = strdup("kept for the process's life, by a library");
	if (strcmp(what, "memory") == 0)
		lose_links();
	else if (strcmp(what, "held") == 0)
		take_links(&kept);
	else if (strcmp(what, "descriptor") == 0)
		open_in(argv[2]);
	else if (strcmp(what, "file") == 0)
		close(open_in(argv[2]));
	else if (strcmp(what, "mapping") == 0)
		map_in(argv[2]);
	else if (strcmp(what, "child") == 0)
		begin_child(0);
	else if (strcmp(what, "child's memory") == 0)
		begin_child(1);
	else if (strcmp(what, "middle") == 0)
		end_in_the_middle();
	forget();
	return 0;
}
