build-san/obj/src/asl/edges.o: src/asl/edges.c src/asl/edges.h \
 include/rolehop/asl/read.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/map.h src/asl/parts.h \
 include/rolehop/base/vec.h
src/asl/edges.h:
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
src/asl/parts.h:
include/rolehop/base/vec.h:
