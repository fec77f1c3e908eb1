build-san/obj/src/base/vec.o: src/base/vec.c include/rolehop/base/vec.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/mem.h
include/rolehop/base/vec.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
