/* fuzz.h - what the fuzz targets and their mutator share. */
#ifndef ROLEHOP_TESTS_FUZZ_H
#define ROLEHOP_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * An input is a head of so many bytes that choose the question, then texts with a byte between
 * them that no JSON text may hold.
 */
enum { FUZZ_HEAD = 24, FUZZ_SEPARATOR = 0x1E, FUZZ_TEXTS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t n_a, const uint8_t *b, size_t n_b,
				 uint8_t *out, size_t max, unsigned int seed);

/* Counts an input, for the mean size that is told at the end. */
void fuzz_count(size_t size);

#define FUZZ_HOLDS(claim)                                                                          \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			fprintf(stderr, "does not hold: %s (%s:%d)\n", #claim, __FILE__,           \
				__LINE__);                                                         \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif
