/* store/store.c - opening and closing the inventory's file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/folder.h"
#include "rolehop/base/mem.h"
#include "store/private.h"

enum { BUSY_MS = 10000 };

/*
 * SQLite gives its side files the mode of the main one, so only that has to be made first. Nothing
 * is written through a link: who put it there may want another file to be written to.
 */
static bool open_create(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 && errno == ELOOP)
		return err_set(err, ERR_ENVIRONMENT,
			       "%s: is a symbolic link, through which nothing is written; name the "
			       "file itself with --db",
			       path);
	if (fd < 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: cannot be opened for writing: %s", path,
			       strerror(errno));
	close(fd);
	return true;
}

static bool open_exists(const char *path, struct err *err)
{
	struct stat is;

	if (stat(path, &is) != 0)
		return err_set(
		    err, ERR_ENVIRONMENT,
		    errno == ENOENT || errno == ENOTDIR
			? "%s: there is no inventory: %s; make one with rolehop import PATH"
			: "%s: whether there is an inventory cannot be told: %s",
		    path, strerror(errno));
	if (!S_ISREG(is.st_mode))
		return err_set(err, ERR_ENVIRONMENT, "%s: an inventory is a file, and this is not",
			       path);
	return true;
}

const char *store_uri(struct arena *scratch, const char *path, const char *how)
{
	struct buf uri;

	buf_init(&uri, scratch, 1 << 16);
	buf_add(&uri, STR("file:"));
	for (const char *p = path; *p != '\0'; p++) {
		if (strchr("%?#", *p) != NULL)
			buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
		else
			buf_add_char(&uri, *p);
	}
	buf_add(&uri, str_from(how));
	return uri.over ? NULL : arena_cstr(scratch, buf_str(&uri));
}

/* A name that SQLite cannot take for a URI or for a temporary database. */
static const char *open_plain_name(struct arena *scratch, const char *path)
{
	if (path[0] == '/' || path[0] == '.')
		return path;
	return arena_printf(scratch, "./%s", path).p;
}

static bool open_handle(struct store *store, const char *name, int flags, struct err *err)
{
	int rc;

	/* there are no threads, and nobody asks how much memory it has; said before it is used
	 * first */
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	rc = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);

	if (store->db == NULL)
		mem_die();
	if (rc != SQLITE_OK)
		return sql_failed(store, err);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	return true;
}

/* Settings of the connection, and the first look at the file. */
static bool open_settings(struct store *store, enum store_mode mode, struct err *err)
{
	if (sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL) != SQLITE_OK ||
	    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
		return sql_failed(store, err);
	if (mode == STORE_READ)
		return sql_exec(store, "PRAGMA query_only = ON; PRAGMA cache_size = -32768;",
				err) &&
		       schema_check(store, false, err);
	return sql_exec(store,
			"PRAGMA secure_delete = OFF; PRAGMA cache_size = -32768;"
			"PRAGMA temp_store = MEMORY;",
			err) &&
	       schema_check(store, true, err) &&
	       sql_exec(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;", err);
}

/*
 * A WAL file needs a side file even for reading. Where that cannot be made (a read-only folder) and
 * nothing is left in a WAL, the file is opened as one that nobody changes.
 */
static bool open_reading(struct store *store, struct arena *scratch, const char *path,
			 struct err *err)
{
	struct err first = {ERR_NONE, ""};
	struct stat wal;

	if (open_handle(store, open_plain_name(scratch, path), SQLITE_OPEN_READWRITE, &first) &&
	    open_settings(store, STORE_READ, &first))
		return true;
	int code = sqlite3_errcode(store->db) & 0xff;
	const char *wal_path = arena_printf(scratch, "%s-wal", path).p;
	bool wal_empty = stat(wal_path, &wal) != 0 || wal.st_size == 0;
	if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && wal_empty) {
		const char *uri =
		    store_uri(scratch, open_plain_name(scratch, path), "?immutable=1");
		sql_release(store);
		memset(store->statements, 0, sizeof(store->statements));
		sqlite3_close(store->db);
		store->db = NULL;
		if (uri != NULL && open_handle(store, uri, SQLITE_OPEN_READONLY, err))
			return open_settings(store, STORE_READ, err);
		return false;
	}
	*err = first;
	return false;
}

/* Who may do everything (root) may write to it, too: a snapshot stays as it was handed on. */
static bool open_writable(const char *path, struct err *err)
{
	struct stat is;

	return stat(path, &is) != 0 || (is.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 ||
	       err_set(err, ERR_ENVIRONMENT,
		       "%s: is read-only, as a snapshot is; name another inventory with --db, and "
		       "take its data into that with rolehop merge",
		       path);
}

static bool open_writing(struct store *store, struct arena *scratch, const char *path,
			 struct err *err)
{
	if (strcmp(path, ":memory:") == 0)
		return open_handle(store, path,
				   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
				   err) &&
		       open_settings(store, STORE_WRITE, err);
	return folder_make_above(scratch, path, err) && open_writable(path, err) &&
	       open_create(path, err) && open_exists(path, err) &&
	       open_handle(store, open_plain_name(scratch, path), SQLITE_OPEN_READWRITE, err) &&
	       open_settings(store, STORE_WRITE, err);
}

static struct store *new_store(const char *path)
{
	struct store *store = mem_alloc(sizeof(*store));

	memset(store, 0, sizeof(*store));
	arena_init(&store->arena);
	store->path = arena_str(&store->arena, str_from(path));
	map_init(&store->owner_index, &store->arena);
	vec_init(&store->owners, &store->arena, sizeof(struct str));
	return store;
}

bool store_open(const char *path, enum store_mode mode, struct store **out, struct err *err)
{
	struct store *store = new_store(path);
	struct arena scratch;
	bool done = false;

	arena_init(&scratch);
	if (mode == STORE_WRITE)
		done = open_writing(store, &scratch, path, err);
	else
		done = open_exists(path, err) && open_reading(store, &scratch, path, err);
	if (done)
		done = store_at(store, STR("latest"), err);
	arena_release(&scratch);
	if (!done) {
		store_close(store);
		return false;
	}
	*out = store;
	return true;
}

/* An empty name is a private file of SQLite's own, gone with the connection. */
static bool open_copy(struct store *to, struct store *from, struct err *err)
{
	sqlite3_backup *backup;
	int rc;

	if (!open_handle(to, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err))
		return false;
	backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (backup == NULL)
		return sql_failed(to, err);
	(void)sqlite3_backup_step(backup, -1);
	rc = sqlite3_backup_finish(backup);
	if (rc != SQLITE_OK)
		return sql_failed(to, err);
	return open_settings(to, STORE_WRITE, err) && store_at(to, STR("latest"), err);
}

bool store_copy(struct store *from, struct store **out, struct err *err)
{
	struct store *store = new_store("");

	if (!open_copy(store, from, err)) {
		store_close(store);
		return false;
	}
	*out = store;
	return true;
}

bool store_seal(struct store *store, struct err *err)
{
	return sql_exec(store, "PRAGMA journal_mode = DELETE; VACUUM;", err);
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_rollback(store);
	sql_release(store);
	if (sqlite3_close(store->db) != SQLITE_OK)
		sqlite3_close_v2(store->db);
	arena_release(&store->kept_bodies.arena);
	parts_forget(store);
	arena_release(&store->arena);
	free(store);
}

bool store_be_small(struct store *store, struct err *err)
{
	return sql_exec(store, "PRAGMA cache_size = -6144; PRAGMA shrink_memory;", err);
}

bool store_map(struct store *store, struct err *err)
{
	store->mapped = sql_exec(store, "PRAGMA mmap_size = " MAPPED_BYTES, err);
	return store->mapped;
}
