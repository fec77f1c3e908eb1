/* app/example.h - the files of the built-in example, made from src/app/example at build time. */
#ifndef ROLEHOP_APP_EXAMPLE_H
#define ROLEHOP_APP_EXAMPLE_H

struct example_file {
	const char *name;
	const char *text;
	unsigned long size;
};

extern const struct example_file example_files[];
extern const unsigned long example_file_count;

#endif
