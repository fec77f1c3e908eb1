build-san/obj/src/feed/collect.o: src/feed/collect.c src/feed/collect.h \
 src/feed/private.h src/feed/skim.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/err.h include/rolehop/base/vec.h \
 include/rolehop/base/cut.h include/rolehop/base/gzip.h \
 include/rolehop/base/map.h include/rolehop/base/yaml.h \
 include/rolehop/base/span.h include/rolehop/feed/import.h \
 include/rolehop/store/store.h include/rolehop/model/arn.h
src/feed/collect.h:
src/feed/private.h:
src/feed/skim.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
include/rolehop/base/cut.h:
include/rolehop/base/gzip.h:
include/rolehop/base/map.h:
include/rolehop/base/yaml.h:
include/rolehop/base/span.h:
include/rolehop/feed/import.h:
include/rolehop/store/store.h:
include/rolehop/model/arn.h:
