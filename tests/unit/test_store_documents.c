/* test_store_documents.c - documents come back byte for byte and are stored once. */
#include "store_help.h"

#include <stdio.h>

#define POLICY                                                                                     \
	"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"}]}"

static void put_inline(struct bench *b, const char *name, const char *text)
{
	bench_role(b, document_of(FACT_INLINE, name, text));
}

/* Every one of these must come back as it went in. */
static const char *const texts[] = {
    POLICY,
    "{}",
    "[]",
    "",
    " ",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"A\"},{\"Sid\":\"B\"}]}",
    "{\"Statement\":[{\"Sid\":\"A\"},{\"Sid\":\"A\"}],\"Version\":\"2012-10-17\"}",
    "{\"Statement\":[\"]\",\"[\",[],{},1,null]}{\"Statement\":[1,2]}",
    "{\"Statement\":[{\"Sid\":\"A\"},{\"Sid\":\"B\"}]",
    "\"Statement\":[1,2]",
    "\"Statement\":[1,2",
    "{\"Statement\":[]}{\"Statement\":[,]}{\"Statement\":[1,]}{\"Statement\":[1,,2]}",
    "{\"Statement\":[1,2],\"x\":\"\x02\"}",
    "{\"Statement\":[1,2],\"x\":\"\x01\"}",
    "{\"Statement\":[1,2],\"x\":\"\x01 111111111111\"}",
    "{\"Statement\":[{\"Resource\":\"111111111111\"},{\"Resource\":\"222222222222\"}]}",
    "{\"a\":\"\\\"Statement\\\":[1,2]\",\"Statement\":[{\"x\":\"\\\"]}\"},\"\xc3\xa9\"]}",
    "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"A\"\n    },\n  "
    "  {\n"
    "      \"Sid\": \"B\"\n    }\n  ]\n}",
    "{\"Statement\": [ {\"Sid\":\"A\"} , {\"Sid\":\"B\"} ]}",
    "{\"Statement\":[{\"Statement\":[1,2]},{\"Statement\":[1,2]}]}",
    "{\"Statement\":[1,2]}",
    "{\"Sid\":\"A\"}",
    "not JSON at all \xc3\xa9 \x01",
    "{\n    \"A\": 1\n}",
    "{\n    \"A\": [],\n    \"B\": {},\n    \"C\": [\n        1,\n        null\n    ]\n}",
    "{\n            \"Version\": \"2012-10-17\",\n            \"Statement\": []\n        }",
    "{\n  \"A\": {\n    \"B\": \"x\\\"y\\\\\"\n  }\n}",
    "{\n  \"A\": {\n    \"B\": 1\n   }\n}",
    "{\n    \"A\": 1\n}\n",
    "{\n    \"A\": 1 \n}",
    "{\n    \"A\" : 1\n}",
    "{\n    \"A\":  1\n}",
    "{\n    \"A\": { \"B\": 1 }\n}",
    "{\n    \"A\": [1, 2]\n}",
    "{\n    \"A\": [1,2]\n}",
    "{\n    \"A\": [\n    ]\n}",
    "{\n    \"A\": 1,\n\n    \"B\": 2\n}",
    "{\n    \"A\": 1\n,\n    \"B\": 2\n}",
    "{\r\n    \"A\": 1\r\n}",
    "{\n\t\"A\": 1\n}",
    "{\n    \"A\": \"two\nlines\"\n}",
    "{\n    \"A\": 1,\n}",
    "{\n    \"A\": 1\n    \"B\": 2\n}",
    "{\n    \"A\": 1\n}}",
    "{\n    \"A\": [\n        1\n    }\n}",
    "{\n    \"A\": 111111111111,\n    \"B\": \"arn:aws:iam::111111111111:role/1111111111111\"\n}",
    "{\"A\": \"arn:aws:iam::111111111111:root\", \"B\": [\"222222222222\"]}",
    "{\n    \"A\": \"\x01\",\n    \"B\": \"111111111111\"\n}",
    "{\n    \"A\"\n}",
    "{\n    \"A\": \n}",
    "{\n    \"A\": \"x\" \"y\"\n}",
    "{\n    1 2\n}",
};

static void store_gives_documents_back_byte_for_byte(void **state)
{
	(void)state;
	struct bench b;
	char name[16];

	bench_open(&b);
	bench_begin(&b);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(name, sizeof(name), "%zu", i);
		put_inline(&b, name, texts[i]);
	}
	bench_commit(&b);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(name, sizeof(name), "%zu", i);
		assert_str(bench_document(&b, ROLE_A, FACT_INLINE, name), texts[i]);
	}
	bench_close(&b);
}

static void store_keeps_the_first_bytes_of_an_equal_document(void **state)
{
	(void)state;
	static const char spaced[] =
	    "{ \"Statement\" : [ {\"Action\":\"*\", \"Effect\":\"Allow\"} ],\n"
	    "  \"Version\":\"2012-10-17\" }";
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", POLICY);
	assert_true(bench_commit(&b));
	bench_begin(&b);
	put_inline(&b, "p", spaced);
	assert_false(bench_commit(&b));
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "p"), POLICY);
	/* Another policy with the same meaning has bytes of its own. */
	bench_begin(&b);
	put_inline(&b, "q", spaced);
	assert_true(bench_commit(&b));
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "q"), spaced);
	bench_close(&b);
}

static void store_takes_the_order_of_a_list_for_a_change(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{\"Action\":[\"a:B\",\"a:C\"]}");
	bench_commit(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{\"Action\":[\"a:C\",\"a:B\"]}");
	assert_true(bench_commit(&b));
	bench_close(&b);
}

static void store_takes_repeated_names_for_what_they_are(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{\"A\":1,\"A\":2}");
	bench_commit(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{\"A\":2,\"A\":1}");
	assert_true(bench_commit(&b));
	bench_begin(&b);
	put_inline(&b, "p", "{\"A\":2}");
	assert_true(bench_commit(&b));
	bench_close(&b);
}

static void store_compares_documents_that_are_no_json_by_their_bytes(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{broken");
	bench_commit(&b);
	bench_begin(&b);
	put_inline(&b, "p", "{broken");
	assert_false(bench_commit(&b));
	bench_begin(&b);
	put_inline(&b, "p", "{ broken");
	assert_true(bench_commit(&b));
	bench_close(&b);
}

/* The handle of a document tells content apart: what is equal may be compiled once. */
static void store_gives_equal_documents_equal_handles(void **state)
{
	(void)state;
	struct bench b;
	const struct fact *facts = NULL;
	int64_t one = 0;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", POLICY);
	bench_put(&b, ENTITY_ROLE, ROLE_B, "222222222222", "B",
		  document_of(FACT_INLINE, "other", POLICY));
	bench_commit(&b);
	bench_facts(&b, ROLE_A, FACT_INLINE, &facts);
	one = facts[0].document;
	assert_true(one > 0);
	bench_facts(&b, ROLE_B, FACT_INLINE, &facts);
	assert_int_equal(facts[0].document, one);
	bench_close(&b);
}

/* The owner's id is taken out of what is stored, and put back for each owner. */
static void store_shares_documents_that_differ_by_their_owner(void **state)
{
	(void)state;
	static const char in_a[] = "{\"Resource\":\"arn:aws:sqs:eu-west-1:111111111111:q\"}";
	static const char in_b[] = "{\"Resource\":\"arn:aws:sqs:eu-west-1:222222222222:q\"}";
	struct bench b;
	const struct fact *facts = NULL;
	int64_t one = 0;

	bench_open(&b);
	bench_begin(&b);
	put_inline(&b, "p", in_a);
	bench_put(&b, ENTITY_ROLE, ROLE_B, "222222222222", "B",
		  document_of(FACT_INLINE, "p", in_b));
	/* The other's id is no owner's id here. */
	put_inline(&b, "q", in_b);
	bench_commit(&b);
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "p"), in_a);
	assert_str(bench_document(&b, ROLE_B, FACT_INLINE, "p"), in_b);
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "q"), in_b);
	bench_facts(&b, ROLE_A, FACT_INLINE, &facts);
	one = facts[0].document;
	bench_facts(&b, ROLE_B, FACT_INLINE, &facts);
	assert_int_not_equal(facts[0].document, one);
	bench_close(&b);
}

/* A bucket's ARN tells no account: it may be learned late, or be another's from some day on. */
static void store_keeps_a_document_whose_owner_turns_out_another(void **state)
{
	(void)state;
	static const char bucket[] = "arn:aws:s3:::b";
	static const char text[] = "{\n    \"AWS\": \"arn:aws:iam::111111111111:root\"\n}";
	static const char older[] = "{\"AWS\":\"111111111111\"}";
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	bench_put(&b, ENTITY_RESOURCE, bucket, "111111111111", "b",
		  document_of(FACT_DOCUMENT, "", older));
	bench_commit(&b);
	bench_begin(&b);
	bench_put(&b, ENTITY_RESOURCE, bucket, "111111111111", "b",
		  document_of(FACT_DOCUMENT, "", text));
	bench_commit(&b);
	bench_begin(&b);
	bench_put(&b, ENTITY_RESOURCE, bucket, "222222222222", "b", nothing());
	bench_commit(&b);
	assert_str(bench_document(&b, bucket, FACT_DOCUMENT, ""), text);
	/* the very same is no news of it */
	bench_begin(&b);
	bench_put(&b, ENTITY_RESOURCE, bucket, "222222222222", "b",
		  document_of(FACT_DOCUMENT, "", text));
	assert_false(bench_commit(&b));
	must(&b, store_at(b.store, STR("1"), &b.err));
	assert_str(bench_document(&b, bucket, FACT_DOCUMENT, ""), older);
	bench_close(&b);
}

/* Texts made at random by the rules of the AWS CLI and broken at one place. */
static void store_gives_back_what_is_laid_out_almost_by_the_rules(void **state)
{
	(void)state;
	static const char base[] = "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n"
				   "        {\n            \"Effect\": \"Allow\",\n"
				   "            \"Action\": [\n                \"s3:*\",\n"
				   "                \"sts:AssumeRole\"\n            ],\n"
				   "            \"Resource\": \"*\",\n            \"C\": {}\n"
				   "        },\n        [],\n        -1.5e3\n    ]\n}";
	static const char marks[] = " \n,:{}[]\"\\x\t";
	static char changed[sizeof(base) * 12][sizeof(base) + 1];
	struct bench b;
	char name[16];
	size_t n = 0;

	bench_open(&b);
	bench_begin(&b);
	for (size_t at = 0; at < sizeof(base) - 1; at++) {
		char mark = marks[at % (sizeof(marks) - 1)];
		memcpy(changed[n], base, sizeof(base));
		changed[n][at] = mark;
		memcpy(changed[n + 1], base, at);
		changed[n + 1][at] = mark;
		memcpy(changed[n + 1] + at + 1, base + at, sizeof(base) - at);
		memcpy(changed[n + 2], base, at);
		memcpy(changed[n + 2] + at, base + at + 1, sizeof(base) - at - 1);
		n += 3;
	}
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		put_inline(&b, name, changed[i]);
	}
	bench_commit(&b);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		assert_str(bench_document(&b, ROLE_A, FACT_INLINE, name), changed[i]);
	}
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(store_gives_documents_back_byte_for_byte),
	    cmocka_unit_test(store_keeps_the_first_bytes_of_an_equal_document),
	    cmocka_unit_test(store_takes_the_order_of_a_list_for_a_change),
	    cmocka_unit_test(store_takes_repeated_names_for_what_they_are),
	    cmocka_unit_test(store_compares_documents_that_are_no_json_by_their_bytes),
	    cmocka_unit_test(store_gives_equal_documents_equal_handles),
	    cmocka_unit_test(store_shares_documents_that_differ_by_their_owner),
	    cmocka_unit_test(store_keeps_a_document_whose_owner_turns_out_another),
	    cmocka_unit_test(store_gives_back_what_is_laid_out_almost_by_the_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
