/* base/library.c - libraries that are looked up when they are needed. */
#include "rolehop/base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "rolehop/base/mem.h"

/* Libraries that one brought along do not like to go, so it is never closed. */
static void *open_any(const char *const *files)
{
	void *opened = NULL;

	for (size_t i = 0; opened == NULL && files[i] != NULL; i++)
		opened = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
	return opened;
}

bool library_load(const struct library *library, void *api, struct err *err)
{
	void *opened = open_any(library->files);

	if (opened == NULL)
		return err_set(err, ERR_ENVIRONMENT,
			       "%s, is not there: %s; on Debian it is the package %s",
			       library->name, dlerror(), library->package);
	for (size_t i = 0; i < library->n_symbols; i++) {
		void *symbol = dlsym(opened, library->symbols[i].name);
		if (symbol == NULL)
			return err_set(err, ERR_ENVIRONMENT, "%s, is too old: it has no %s",
				       library->name, library->symbols[i].name);
		/* POSIX lets the address of a function be kept in a pointer to void */
		memcpy((char *)api + library->symbols[i].offset, &symbol, sizeof(symbol));
	}
	return true;
}

void library_need(const struct library *library, void *api)
{
	struct err err = {ERR_NONE, ""};
	void *first;

	memcpy(&first, (const char *)api + library->symbols[0].offset, sizeof(first));
	if (first == NULL && !library_load(library, api, &err))
		mem_end(err.text);
}
