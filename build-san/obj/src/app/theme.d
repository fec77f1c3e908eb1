build-san/obj/src/app/theme.o: src/app/theme.c \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h src/app/keylines.h include/rolehop/app/near.h
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
src/app/keylines.h:
include/rolehop/app/near.h:
