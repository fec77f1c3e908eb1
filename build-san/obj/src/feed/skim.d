build-san/obj/src/feed/skim.o: src/feed/skim.c src/feed/skim.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/err.h \
 include/rolehop/base/vec.h include/rolehop/base/scan.h
src/feed/skim.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
include/rolehop/base/scan.h:
