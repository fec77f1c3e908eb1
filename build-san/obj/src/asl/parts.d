build-san/obj/src/asl/parts.o: src/asl/parts.c src/asl/parts.h \
 include/rolehop/asl/read.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/map.h
src/asl/parts.h:
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
