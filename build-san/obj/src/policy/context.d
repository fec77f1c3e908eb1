build-san/obj/src/policy/context.o: src/policy/context.c \
 include/rolehop/policy/context.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/base/err.h include/rolehop/model/role.h \
 include/rolehop/model/policy.h src/policy/filler.h \
 include/rolehop/base/clock.h include/rolehop/base/vec.h
include/rolehop/policy/context.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/base/err.h:
include/rolehop/model/role.h:
include/rolehop/model/policy.h:
src/policy/filler.h:
include/rolehop/base/clock.h:
include/rolehop/base/vec.h:
