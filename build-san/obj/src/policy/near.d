build-san/obj/src/policy/near.o: src/policy/near.c src/policy/near.h \
 src/policy/compiled.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h src/policy/cond.h src/policy/vars.h \
 include/rolehop/model/verdict.h src/policy/rank.h src/policy/statement.h \
 src/policy/who.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/base/width.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h \
 include/rolehop/policy/match.h
src/policy/near.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
src/policy/cond.h:
src/policy/vars.h:
include/rolehop/model/verdict.h:
src/policy/rank.h:
src/policy/statement.h:
src/policy/who.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/base/width.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
include/rolehop/policy/match.h:
