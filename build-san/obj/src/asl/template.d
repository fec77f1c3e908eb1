build-san/obj/src/asl/template.o: src/asl/template.c src/asl/template.h \
 src/asl/fields.h src/asl/scene.h src/asl/value.h \
 include/rolehop/asl/resolve.h include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h include/rolehop/base/vec.h \
 include/rolehop/model/holes.h
src/asl/template.h:
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
include/rolehop/base/vec.h:
include/rolehop/model/holes.h:
