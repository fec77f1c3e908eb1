build-san/obj/src/trace/differ_statements.o: \
 src/trace/differ_statements.c include/rolehop/trace/differ.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/buf.h \
 include/rolehop/base/json.h include/rolehop/base/err.h \
 include/rolehop/base/vec.h
include/rolehop/trace/differ.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
include/rolehop/base/json.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
