build-san/obj/src/cli/ignore.o: src/cli/ignore.c src/cli/ignore.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/vec.h include/rolehop/app/paths.h
src/cli/ignore.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
include/rolehop/app/paths.h:
