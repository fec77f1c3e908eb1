build-san/obj/src/policy/explain.o: src/policy/explain.c \
 src/policy/layers.h src/policy/who.h src/policy/compiled.h \
 include/rolehop/base/str.h include/rolehop/model/policy.h \
 include/rolehop/policy/parse.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/err.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h src/policy/rank.h \
 src/policy/statement.h src/policy/rows.h include/rolehop/base/vec.h \
 src/policy/tally.h include/rolehop/base/buf.h \
 include/rolehop/model/holes.h
src/policy/layers.h:
src/policy/who.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
src/policy/rank.h:
src/policy/statement.h:
src/policy/rows.h:
include/rolehop/base/vec.h:
src/policy/tally.h:
include/rolehop/base/buf.h:
include/rolehop/model/holes.h:
