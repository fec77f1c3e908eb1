/* base/attr.h - the compiler attributes we use, and nothing else of any compiler. */
#ifndef ROLEHOP_BASE_ATTR_H
#define ROLEHOP_BASE_ATTR_H

#if defined(__GNUC__)
#define ATTR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_UNUSED __attribute__((unused))
#define ATTR_NODISCARD __attribute__((warn_unused_result))
#define ATTR_RARE __attribute__((cold, noinline)) /* kept out of what is called often */
#else
#define ATTR_PRINTF(fmt, first)
#define ATTR_NORETURN
#define ATTR_UNUSED
#define ATTR_NODISCARD
#define ATTR_RARE
#endif

/* Under AddressSanitizer, bytes that nobody may touch until they are given out; else nothing. */
#if defined(__SANITIZE_ADDRESS__)
#define ATTR_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ATTR_POISONS 1
#endif
#endif
#if defined(ATTR_POISONS)
#include <stddef.h>
/* Not by sanitizer/asan_interface.h: of its const pointers gcc thinks that the bytes are read. */
void __asan_poison_memory_region(void volatile *from, size_t n);
void __asan_unpoison_memory_region(void volatile *from, size_t n);
#define ATTR_POISON(p, n) __asan_poison_memory_region((p), (n))
#define ATTR_UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define ATTR_POISON(p, n) ((void)(p), (void)(n))
#define ATTR_UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#endif
