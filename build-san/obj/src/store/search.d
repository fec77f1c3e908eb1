build-san/obj/src/store/search.o: src/store/search.c src/store/private.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/hash.h include/rolehop/base/map.h \
 include/rolehop/base/vec.h include/rolehop/store/store.h
src/store/private.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/hash.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/store/store.h:
