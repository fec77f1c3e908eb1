/* policy/literal.h - numbers, dates, booleans, bytes and addresses, compared as conditions compare
 * them. */
#ifndef ROLEHOP_POLICY_LITERAL_H
#define ROLEHOP_POLICY_LITERAL_H

#include "rolehop/base/str.h"
#include "rolehop/model/verdict.h"

/* Which orders of (request, policy) count; bits. */
enum { LITERAL_LESS = 1, LITERAL_EQUAL = 2, LITERAL_GREATER = 4 };

/* Each: TRI_UNKNOWN where a side has holes or is not of the kind. `want` is the policy's. */
enum tri literal_number(struct str want, struct str has, int orders);
enum tri literal_date(struct str want, struct str has, int orders);
enum tri literal_bool(struct str want, struct str has);
enum tri literal_binary(struct str want, struct str has);

/* Is the address `has` inside the range `want` (IPv4 or IPv6 CIDR; a bare address is itself)? */
enum tri literal_address(struct str want, struct str has);

#endif
