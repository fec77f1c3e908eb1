build-san/obj/src/model/machine.o: src/model/machine.c \
 include/rolehop/model/machine.h include/rolehop/base/str.h
include/rolehop/model/machine.h:
include/rolehop/base/str.h:
