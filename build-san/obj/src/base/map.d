build-san/obj/src/base/map.o: src/base/map.c include/rolehop/base/map.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h
include/rolehop/base/map.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
