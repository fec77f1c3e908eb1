/* base/attr.h - the compiler attributes we use, and nothing else of any compiler. */
#ifndef ROLEHOP_BASE_ATTR_H
#define ROLEHOP_BASE_ATTR_H

#if defined(__GNUC__)
#define ATTR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_UNUSED __attribute__((unused))
#define ATTR_NODISCARD __attribute__((warn_unused_result))
#else
#define ATTR_PRINTF(fmt, first)
#define ATTR_NORETURN
#define ATTR_UNUSED
#define ATTR_NODISCARD
#endif

#endif
