/* asl/pointer.c - JSON pointers, built step by step. */
#include "asl/pointer.h"

#include <string.h>

struct str asl_pointer_add(struct arena *arena, struct str base, struct str token)
{
	size_t escapes = 0;

	for (size_t i = 0; i < token.n; i++)
		escapes += token.p[i] == '~' || token.p[i] == '/';
	char *p = arena_alloc(arena, base.n + 1 + token.n + escapes + 1);
	size_t n = base.n;
	if (base.n > 0)
		memcpy(p, base.p, base.n);
	p[n++] = '/';
	for (size_t i = 0; i < token.n; i++) {
		bool escape = token.p[i] == '~' || token.p[i] == '/';
		p[n++] = escape ? '~' : token.p[i];
		if (escape)
			p[n++] = token.p[i] == '~' ? '0' : '1';
	}
	return (struct str){p, n};
}

struct str asl_pointer_index(struct arena *arena, struct str base, size_t index)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + index % 10);
		index /= 10;
	} while (index > 0);
	return asl_pointer_add(arena, base, (struct str){digits + at, sizeof(digits) - at});
}

bool asl_pointer_within(struct str pointer, struct str at)
{
	return str_starts(pointer, at) && (pointer.n == at.n || pointer.p[at.n] == '/');
}
