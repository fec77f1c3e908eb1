build-san/obj/src/record/phrase.o: src/record/phrase.c \
 src/record/phrase.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/buf.h
src/record/phrase.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
