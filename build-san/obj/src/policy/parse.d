build-san/obj/src/policy/parse.o: src/policy/parse.c \
 include/rolehop/policy/parse.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/model/policy.h \
 src/policy/compiled.h src/policy/cond.h src/policy/vars.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h src/policy/glob.h \
 include/rolehop/base/buf.h include/rolehop/base/json.h \
 include/rolehop/base/map.h include/rolehop/base/vec.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h \
 include/rolehop/policy/context.h include/rolehop/model/role.h
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/model/policy.h:
src/policy/compiled.h:
src/policy/cond.h:
src/policy/vars.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
src/policy/glob.h:
include/rolehop/base/buf.h:
include/rolehop/base/json.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
include/rolehop/policy/context.h:
include/rolehop/model/role.h:
