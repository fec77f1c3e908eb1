build-san/obj/src/trace/simulate_read.o: src/trace/simulate_read.c \
 src/trace/simulate_read.h include/rolehop/base/err.h \
 include/rolehop/base/attr.h include/rolehop/policy/eval.h \
 include/rolehop/base/arena.h include/rolehop/base/str.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/model/policy.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/map.h \
 include/rolehop/base/scan.h include/rolehop/base/span.h \
 include/rolehop/base/vec.h include/rolehop/model/arn.h \
 include/rolehop/model/holes.h include/rolehop/policy/parse.h
src/trace/simulate_read.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/policy/eval.h:
include/rolehop/base/arena.h:
include/rolehop/base/str.h:
include/rolehop/model/evidence.h:
include/rolehop/model/verdict.h:
include/rolehop/model/policy.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
include/rolehop/base/scan.h:
include/rolehop/base/span.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
include/rolehop/policy/parse.h:
