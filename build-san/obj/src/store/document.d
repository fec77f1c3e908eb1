build-san/obj/src/store/document.o: src/store/document.c \
 include/rolehop/base/buf.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/json.h include/rolehop/base/err.h \
 include/rolehop/base/yaml.h include/rolehop/base/span.h \
 src/store/private.h include/rolehop/base/hash.h \
 include/rolehop/base/map.h include/rolehop/base/vec.h \
 include/rolehop/store/store.h
include/rolehop/base/buf.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/err.h:
include/rolehop/base/yaml.h:
include/rolehop/base/span.h:
src/store/private.h:
include/rolehop/base/hash.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/store/store.h:
