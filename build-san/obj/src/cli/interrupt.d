build-san/obj/src/cli/interrupt.o: src/cli/interrupt.c \
 src/cli/interrupt.h
src/cli/interrupt.h:
