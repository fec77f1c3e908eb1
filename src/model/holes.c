/* model/holes.c - strings of which a part is known only at run time. */
#include "rolehop/model/holes.h"

#include "rolehop/base/buf.h"

bool holes_any(struct str s)
{
	return str_find_char(s, HOLE) >= 0;
}

bool holes_only(struct str s)
{
	return s.n == 1 && s.p[0] == HOLE;
}

bool holes_fits(struct str s, struct str whole)
{
	size_t i = 0;
	size_t at = 0;
	size_t hole = s.n; /* the last hole met, and how much of `whole` it has taken */
	size_t taken = 0;
	while (at < whole.n) {
		if (i < s.n && s.p[i] == HOLE) {
			hole = i++;
			taken = at;
		} else if (i < s.n && s.p[i] == whole.p[at]) {
			i++;
			at++;
		} else if (hole < s.n) {
			i = hole + 1;
			at = ++taken;
		} else {
			return false;
		}
	}
	while (i < s.n && s.p[i] == HOLE)
		i++;
	return i == s.n;
}

struct str holes_show(struct arena *arena, struct str s)
{
	if (!holes_any(s))
		return s;
	struct buf buf;
	buf_init(&buf, arena, s.n * 3 + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == HOLE)
			buf_add_cstr(&buf, "<?>");
		else
			buf_add_char(&buf, s.p[i]);
	}
	return buf_str(&buf);
}
