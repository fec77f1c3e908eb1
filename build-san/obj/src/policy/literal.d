build-san/obj/src/policy/literal.o: src/policy/literal.c \
 src/policy/literal.h include/rolehop/base/str.h \
 include/rolehop/model/verdict.h include/rolehop/base/clock.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/model/holes.h
src/policy/literal.h:
include/rolehop/base/str.h:
include/rolehop/model/verdict.h:
include/rolehop/base/clock.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/model/holes.h:
