build-san/obj/src/app/near.o: src/app/near.c include/rolehop/app/near.h \
 include/rolehop/base/str.h
include/rolehop/app/near.h:
include/rolehop/base/str.h:
