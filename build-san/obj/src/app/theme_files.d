build-san/obj/src/app/theme_files.o: src/app/theme_files.c \
 include/rolehop/app/paths.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/app/theme.h \
 include/rolehop/base/buf.h include/rolehop/base/vec.h
include/rolehop/app/paths.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/app/theme.h:
include/rolehop/base/buf.h:
include/rolehop/base/vec.h:
