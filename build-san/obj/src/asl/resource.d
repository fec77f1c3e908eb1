build-san/obj/src/asl/resource.o: src/asl/resource.c src/asl/resource.h \
 include/rolehop/asl/integrations.h include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h include/rolehop/asl/resolve.h \
 include/rolehop/model/machine.h include/rolehop/model/arn.h \
 include/rolehop/model/holes.h
src/asl/resource.h:
include/rolehop/asl/integrations.h:
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
include/rolehop/asl/resolve.h:
include/rolehop/model/machine.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
