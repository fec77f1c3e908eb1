build-san/obj/src/base/buf.o: src/base/buf.c include/rolehop/base/buf.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/mem.h
include/rolehop/base/buf.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
