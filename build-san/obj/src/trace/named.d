build-san/obj/src/trace/named.o: src/trace/named.c src/trace/named.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/model/policy.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/err.h include/rolehop/base/map.h \
 include/rolehop/base/vec.h include/rolehop/model/arn.h \
 include/rolehop/policy/match.h include/rolehop/model/verdict.h
src/trace/named.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
include/rolehop/policy/match.h:
include/rolehop/model/verdict.h:
