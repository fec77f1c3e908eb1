build-san/obj/src/model/holes.o: src/model/holes.c \
 include/rolehop/model/holes.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/buf.h
include/rolehop/model/holes.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
