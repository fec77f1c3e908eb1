/* base/err.c - why a call failed. */
#include "rolehop/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/base/format.h"

/* Ends text that did not fit in dots, so that nobody takes it for whole. */
static void err_mark_cut(char *text, int length)
{
	if (length >= ERR_TEXT_MAX)
		memcpy(text + ERR_TEXT_MAX - 4, "...", 4);
}

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int length = format_text(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	err->kind = kind;
	err_mark_cut(err->text, length);
	return false;
}

bool err_prefix(struct err *err, const char *fmt, ...)
{
	char old[ERR_TEXT_MAX];
	memcpy(old, err->text, sizeof(old));
	va_list args;
	va_start(args, fmt);
	int length = format_text(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	if (length >= 0 && length < ERR_TEXT_MAX)
		length +=
		    snprintf(err->text + length, sizeof(err->text) - (size_t)length, ": %s", old);
	err_mark_cut(err->text, length);
	return false;
}

int err_exit_status(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return 0;
	case ERR_USAGE:
		return 3;
	case ERR_INPUT:
		return 4;
	case ERR_ENVIRONMENT:
		return 5;
	case ERR_INTERRUPTED:
		return 130;
	}
	return 5;
}
