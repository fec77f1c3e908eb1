build-san/obj/src/asl/value.o: src/asl/value.c src/asl/value.h \
 include/rolehop/asl/resolve.h include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h src/asl/binding.h \
 include/rolehop/model/holes.h
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
src/asl/binding.h:
include/rolehop/model/holes.h:
