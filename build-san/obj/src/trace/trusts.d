build-san/obj/src/trace/trusts.o: src/trace/trusts.c \
 include/rolehop/trace/trusts.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/model/role.h \
 include/rolehop/base/buf.h include/rolehop/base/json.h \
 include/rolehop/base/err.h include/rolehop/base/vec.h \
 include/rolehop/base/width.h include/rolehop/model/arn.h
include/rolehop/trace/trusts.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/model/role.h:
include/rolehop/base/buf.h:
include/rolehop/base/json.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
include/rolehop/base/width.h:
include/rolehop/model/arn.h:
