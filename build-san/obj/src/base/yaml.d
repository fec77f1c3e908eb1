build-san/obj/src/base/yaml.o: src/base/yaml.c \
 include/rolehop/base/yaml.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/span.h \
 src/base/yaml_node.h include/rolehop/base/map.h \
 include/rolehop/base/mem.h include/rolehop/base/scan.h \
 include/rolehop/base/vec.h
include/rolehop/base/yaml.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/span.h:
src/base/yaml_node.h:
include/rolehop/base/map.h:
include/rolehop/base/mem.h:
include/rolehop/base/scan.h:
include/rolehop/base/vec.h:
