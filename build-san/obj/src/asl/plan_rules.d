build-san/obj/src/asl/plan_rules.o: src/asl/plan_rules.c src/asl/parts.h \
 include/rolehop/asl/read.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/map.h src/asl/plan.h \
 src/asl/fields.h src/asl/scene.h src/asl/value.h \
 include/rolehop/asl/resolve.h src/asl/jsonata.h src/asl/resource.h \
 include/rolehop/asl/integrations.h include/rolehop/model/machine.h \
 src/asl/template.h include/rolehop/base/vec.h src/asl/pointer.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h
src/asl/parts.h:
include/rolehop/asl/read.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
src/asl/plan.h:
src/asl/fields.h:
src/asl/scene.h:
src/asl/value.h:
include/rolehop/asl/resolve.h:
src/asl/jsonata.h:
src/asl/resource.h:
include/rolehop/asl/integrations.h:
include/rolehop/model/machine.h:
src/asl/template.h:
include/rolehop/base/vec.h:
src/asl/pointer.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
