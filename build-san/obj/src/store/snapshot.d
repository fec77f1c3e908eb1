build-san/obj/src/store/snapshot.o: src/store/snapshot.c \
 include/rolehop/base/clock.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 src/store/private.h include/rolehop/base/err.h \
 include/rolehop/base/hash.h include/rolehop/base/map.h \
 include/rolehop/base/vec.h include/rolehop/store/store.h
include/rolehop/base/clock.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
src/store/private.h:
include/rolehop/base/err.h:
include/rolehop/base/hash.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/store/store.h:
