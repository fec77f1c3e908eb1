build-san/obj/src/policy/rows.o: src/policy/rows.c src/policy/rows.h \
 src/policy/statement.h src/policy/compiled.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h src/policy/who.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/base/vec.h \
 src/policy/cond.h src/policy/vars.h src/policy/near.h src/policy/rank.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/model/holes.h
src/policy/rows.h:
src/policy/statement.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
src/policy/who.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/base/vec.h:
src/policy/cond.h:
src/policy/vars.h:
src/policy/near.h:
src/policy/rank.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/model/holes.h:
