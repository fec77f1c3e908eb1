build-san/obj/src/asl/read.o: src/asl/read.c include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h src/asl/edges.h src/asl/flaws.h \
 src/asl/parts.h src/asl/pointer.h src/asl/repeats.h \
 include/rolehop/base/vec.h include/rolehop/base/yaml.h \
 include/rolehop/base/span.h
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
src/asl/edges.h:
src/asl/flaws.h:
src/asl/parts.h:
src/asl/pointer.h:
src/asl/repeats.h:
include/rolehop/base/vec.h:
include/rolehop/base/yaml.h:
include/rolehop/base/span.h:
