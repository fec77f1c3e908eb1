build-san/obj/src/trace/credentials.o: src/trace/credentials.c \
 include/rolehop/base/buf.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/json.h include/rolehop/base/err.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h \
 src/trace/tracer.h include/rolehop/base/vec.h \
 include/rolehop/policy/context.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/model/role.h \
 include/rolehop/model/policy.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/trace/trace.h include/rolehop/asl/integrations.h \
 include/rolehop/asl/read.h include/rolehop/base/map.h \
 include/rolehop/asl/resolve.h include/rolehop/model/machine.h \
 include/rolehop/trace/world.h
include/rolehop/base/buf.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/err.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
src/trace/tracer.h:
include/rolehop/base/vec.h:
include/rolehop/policy/context.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/role.h:
include/rolehop/model/policy.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/model/verdict.h:
include/rolehop/trace/trace.h:
include/rolehop/asl/integrations.h:
include/rolehop/asl/read.h:
include/rolehop/base/map.h:
include/rolehop/asl/resolve.h:
include/rolehop/model/machine.h:
include/rolehop/trace/world.h:
