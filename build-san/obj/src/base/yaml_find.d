build-san/obj/src/base/yaml_find.o: src/base/yaml_find.c \
 include/rolehop/base/scan.h include/rolehop/base/str.h \
 include/rolehop/base/yaml.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/err.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/span.h
include/rolehop/base/scan.h:
include/rolehop/base/str.h:
include/rolehop/base/yaml.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/span.h:
