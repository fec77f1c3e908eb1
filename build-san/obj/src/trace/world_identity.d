build-san/obj/src/trace/world_identity.o: src/trace/world_identity.c \
 src/trace/world_store.h include/rolehop/base/map.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/store/store.h \
 include/rolehop/base/err.h include/rolehop/trace/world.h \
 include/rolehop/model/machine.h include/rolehop/model/role.h \
 include/rolehop/model/policy.h include/rolehop/policy/context.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/policy/eval.h include/rolehop/model/evidence.h \
 include/rolehop/model/verdict.h include/rolehop/base/vec.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h
src/trace/world_store.h:
include/rolehop/base/map.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/store/store.h:
include/rolehop/base/err.h:
include/rolehop/trace/world.h:
include/rolehop/model/machine.h:
include/rolehop/model/role.h:
include/rolehop/model/policy.h:
include/rolehop/policy/context.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/model/verdict.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
