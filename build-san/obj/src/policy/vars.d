build-san/obj/src/policy/vars.o: src/policy/vars.c src/policy/vars.h \
 src/policy/compiled.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/model/verdict.h \
 src/policy/glob.h include/rolehop/model/holes.h
src/policy/vars.h:
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
src/policy/glob.h:
include/rolehop/model/holes.h:
