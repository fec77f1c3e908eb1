/* app/embedded.h - files that travel inside the program: made into C at build time (app/embed). */
#ifndef ROLEHOP_APP_EMBEDDED_H
#define ROLEHOP_APP_EMBEDDED_H

struct embedded_file {
	const char *name; /* without its folder */
	const char *text;
	unsigned long size;
};

/* Each list ends with a row whose name is NULL. */
extern const struct embedded_file example_files[]; /* src/app/example/ */
extern const struct embedded_file theme_files[];   /* themes/ */

#endif
