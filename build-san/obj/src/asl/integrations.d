build-san/obj/src/asl/integrations.o: src/asl/integrations.c \
 include/rolehop/asl/integrations.h include/rolehop/asl/read.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h include/rolehop/asl/resolve.h \
 include/rolehop/model/machine.h src/asl/catalogue.h src/asl/plan.h \
 src/asl/fields.h src/asl/scene.h src/asl/value.h src/asl/jsonata.h \
 src/asl/resource.h src/asl/template.h include/rolehop/base/vec.h \
 src/asl/pointer.h include/rolehop/model/arn.h \
 include/rolehop/model/holes.h
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
src/asl/catalogue.h:
src/asl/plan.h:
src/asl/fields.h:
src/asl/scene.h:
src/asl/value.h:
src/asl/jsonata.h:
src/asl/resource.h:
src/asl/template.h:
include/rolehop/base/vec.h:
src/asl/pointer.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
