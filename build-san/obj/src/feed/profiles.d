build-san/obj/src/feed/profiles.o: src/feed/profiles.c \
 include/rolehop/feed/profiles.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/vec.h
include/rolehop/feed/profiles.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
