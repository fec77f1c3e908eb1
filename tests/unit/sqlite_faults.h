/* sqlite_faults.h - SQLite, of which one call fails. To be included first. */
#ifndef ROLEHOP_TESTS_SQLITE_FAULTS_H
#define ROLEHOP_TESTS_SQLITE_FAULTS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

static long calls;
static long failing; /* which one, from 1; 0: none */

static bool within; /* sqlite3_exec, which steps by itself and looks at what that left behind */

static bool fails(void)
{
	return failing > 0 && !within && ++calls == failing;
}

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int sqlite3_step(sqlite3_stmt *statement)
{
	int (*step)(sqlite3_stmt *);

	*(void **)&step = real("sqlite3_step");
	return fails() ? SQLITE_IOERR : step(statement);
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
		       const char **tail)
{
	int (*prepare)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);

	*(void **)&prepare = real("sqlite3_prepare_v3");
	return fails() ? SQLITE_NOMEM : prepare(db, sql, n, flags, out, tail);
}

int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **out, const char **tail)
{
	int (*prepare)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);

	*(void **)&prepare = real("sqlite3_prepare_v2");
	return fails() ? SQLITE_NOMEM : prepare(db, sql, n, out, tail);
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*each)(void *, int, char **, char **),
		 void *self, char **error)
{
	int (*exec)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *,
		    char **);

	*(void **)&exec = real("sqlite3_exec");
	/* The way back is not what is tried here. */
	if (strncmp(sql, "ROLLBACK", 8) != 0 && fails())
		return SQLITE_FULL;
	bool around = within;
	within = true;
	int rc = exec(db, sql, each, self, error);
	within = around;
	return rc;
}

int sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
	int (*open)(const char *, sqlite3 **, int, const char *);

	*(void **)&open = real("sqlite3_open_v2");
	int rc = open(path, db, flags, vfs);
	return fails() ? SQLITE_NOMEM : rc;
}

sqlite3_backup *sqlite3_backup_init(sqlite3 *to, const char *to_name, sqlite3 *from,
				    const char *from_name)
{
	sqlite3_backup *(*init)(sqlite3 *, const char *, sqlite3 *, const char *);

	*(void **)&init = real("sqlite3_backup_init");
	return fails() ? NULL : init(to, to_name, from, from_name);
}

int sqlite3_backup_step(sqlite3_backup *backup, int pages)
{
	int (*step)(sqlite3_backup *, int);

	*(void **)&step = real("sqlite3_backup_step");
	int rc = step(backup, pages);
	return fails() ? SQLITE_IOERR : rc;
}

#endif
