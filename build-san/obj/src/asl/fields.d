build-san/obj/src/asl/fields.o: src/asl/fields.c src/asl/fields.h \
 src/asl/scene.h src/asl/value.h include/rolehop/asl/resolve.h \
 include/rolehop/asl/read.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/map.h src/asl/flow.h \
 src/asl/path.h src/asl/pointer.h include/rolehop/base/vec.h
src/asl/fields.h:
src/asl/scene.h:
src/asl/value.h:
include/rolehop/asl/resolve.h:
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
src/asl/flow.h:
src/asl/path.h:
src/asl/pointer.h:
include/rolehop/base/vec.h:
