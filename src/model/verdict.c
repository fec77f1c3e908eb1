/* model/verdict.c - the three-valued answers in words. */
#include "rolehop/model/verdict.h"

enum tri tri_not(enum tri a)
{
	switch (a) {
	case TRI_NO:
		return TRI_YES;
	case TRI_YES:
		return TRI_NO;
	case TRI_UNKNOWN:
		break;
	}
	return TRI_UNKNOWN;
}

const char *tri_word(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return "no";
	case TRI_YES:
		return "yes";
	case TRI_UNKNOWN:
		break;
	}
	return "unknown";
}

bool verdict_denies(enum verdict v)
{
	return v == V_DENY_IMPLICIT || v == V_DENY_EXPLICIT;
}

const char *verdict_word(enum verdict v)
{
	switch (v) {
	case V_ALLOW:
		return "allow";
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		return "deny";
	case V_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *verdict_decision(enum verdict v)
{
	switch (v) {
	case V_ALLOW:
		return "Allowed";
	case V_DENY_IMPLICIT:
		return "ImplicitlyDenied";
	case V_DENY_EXPLICIT:
		return "ExplicitlyDenied";
	case V_UNKNOWN:
		break;
	}
	return "DependsOn";
}

int verdict_exit_status(enum verdict v)
{
	switch (v) {
	case V_ALLOW:
		return 0;
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		return 1;
	case V_UNKNOWN:
		break;
	}
	return 2;
}
