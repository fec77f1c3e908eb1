build-san/obj/src/policy/filler.o: src/policy/filler.c \
 src/policy/filler.h include/rolehop/policy/context.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/base/err.h \
 include/rolehop/model/role.h include/rolehop/model/policy.h \
 include/rolehop/model/holes.h
src/policy/filler.h:
include/rolehop/policy/context.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/base/err.h:
include/rolehop/model/role.h:
include/rolehop/model/policy.h:
include/rolehop/model/holes.h:
