build-san/obj/src/asl/intrinsic.o: src/asl/intrinsic.c \
 src/asl/intrinsic.h src/asl/scene.h src/asl/value.h \
 include/rolehop/asl/resolve.h include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h src/asl/functions.h src/asl/path.h \
 include/rolehop/model/holes.h
src/asl/intrinsic.h:
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
src/asl/functions.h:
src/asl/path.h:
include/rolehop/model/holes.h:
