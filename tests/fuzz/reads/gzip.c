/* gzip.c - packed data unpacked: an end or an error, wherever it is cut. */
#include "read.h"

#include "rolehop/base/gzip.h"

const bool read_has_head = false;

void read_begin(void)
{
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct gzip *gzip = gzip_new(read_bytes, &text);
	struct err err = {ERR_NONE, ""};
	char into[4096];
	ptrdiff_t n;

	(void)arena, (void)head;
	while ((n = gzip_read(gzip, into, sizeof(into), &err)) > 0)
		FUZZ_HOLDS((size_t)n <= sizeof(into));
	read_told(n == 0, &err);
	FUZZ_HOLDS(gzip_read(gzip, into, sizeof(into), &err) == n);
	gzip_free(gzip);
}
