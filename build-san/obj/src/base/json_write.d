build-san/obj/src/base/json_write.o: src/base/json_write.c \
 include/rolehop/base/json.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/buf.h include/rolehop/base/err.h \
 include/rolehop/base/width.h
include/rolehop/base/json.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
include/rolehop/base/width.h:
