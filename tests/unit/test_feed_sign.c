/* test_feed_sign.c - SigV4: AWS's published cases, and the forms that a collector sends. */
#include "unit.h"

#include <string.h>

#include "feed/sign.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/vec.h"

enum { PLAIN = 1, BODY_HASH = 2 };

/* 2015-08-30T12:36:00Z, us-east-1, service "service". */
struct published {
	const char *name;
	const char *method;
	const char *path;
	const char *query;
	const char *headers; /* between bars */
	const char *body;
	int flags;
	const char *signature;
};

#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define THEN 1440938160

/* The facts of the cases of aws-c-auth's suite for SigV4, signed in headers. */
/* clang-format off */
static const struct published cases[] = {
	{"get-header-key-duplicate", "GET", "/", "", "Host:example.amazonaws.com|My-Header1:value2|My-Header1:value2|My-Header1:value1", "", 0, "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
	{"get-header-value-multiline", "GET", "/", "", "Host:example.amazonaws.com|My-Header1:value1\n  value2\n     value3", "", 0, "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd"},
	{"get-header-value-order", "GET", "/", "", "Host:example.amazonaws.com|My-Header1:value4|My-Header1:value1|My-Header1:value3|My-Header1:value2", "", 0, "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
	{"get-header-value-trim", "GET", "/", "", "Host:example.amazonaws.com|My-Header1: value1|My-Header2: \"a   b   c\"", "", 0, "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
	{"get-relative-normalized", "GET", "/example/..", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-relative-relative-normalized", "GET", "/example1/example2/../..", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-relative-relative-unnormalized", "GET", "/example1/example2/../..", "", "Host:example.amazonaws.com", "", PLAIN, "dc33e0856fd4baca4d7aa2146c38958283844764f38c74252a333df5e613003b"},
	{"get-relative-unnormalized", "GET", "/example/..", "", "Host:example.amazonaws.com", "", PLAIN, "eca7ead57bb5aa5c8e28007acd4ff04e1ff9a0ff3b237ec1554a184887ff9282"},
	{"get-slash-dot-slash-normalized", "GET", "/./", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-slash-dot-slash-unnormalized", "GET", "/./", "", "Host:example.amazonaws.com", "", PLAIN, "68714168e6557f8f2de0ef956fc24dc2593a4bd2961f8df51898d8a134695145"},
	{"get-slash-normalized", "GET", "//", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-slash-pointless-dot-normalized", "GET", "/./example", "", "Host:example.amazonaws.com", "", 0, "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"},
	{"get-slash-pointless-dot-unnormalized", "GET", "/./example", "", "Host:example.amazonaws.com", "", PLAIN, "beb03f223f7deae4146464f06e29eebbee9c8afbe15c290cf07aa8b119e14cff"},
	{"get-slash-unnormalized", "GET", "//", "", "Host:example.amazonaws.com", "", PLAIN, "c88bcd3d312d75078c0cd961d6deae3f4c754924b01669efcfcb439fd5e5b76e"},
	{"get-slashes-normalized", "GET", "//example//", "", "Host:example.amazonaws.com", "", 0, "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
	{"get-slashes-unnormalized", "GET", "//example//", "", "Host:example.amazonaws.com", "", PLAIN, "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5"},
	{"get-space-normalized", "GET", "/example space/", "", "Host:example.amazonaws.com", "", 0, "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
	{"get-space-unnormalized", "GET", "/example space/", "", "Host:example.amazonaws.com", "", PLAIN, "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
	{"get-unreserved", "GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "Host:example.amazonaws.com", "", 0, "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
	{"get-utf8", "GET", "/\341\210\264", "", "Host:example.amazonaws.com", "", 0, "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
	{"get-vanilla", "GET", "/", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-vanilla-empty-query-key", "GET", "/", "Param1=value1", "Host:example.amazonaws.com", "", 0, "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
	{"get-vanilla-query", "GET", "/", "", "Host:example.amazonaws.com", "", 0, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
	{"get-vanilla-query-order-encoded", "GET", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "Host:example.amazonaws.com", "", 0, "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"},
	{"get-vanilla-query-order-key-case", "GET", "/", "Param2=value2&Param1=value1", "Host:example.amazonaws.com", "", 0, "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
	{"get-vanilla-query-unreserved", "GET", "/", "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "Host:example.amazonaws.com", "", 0, "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"},
	{"get-vanilla-utf8-query", "GET", "/", "\341\210\264=bar", "Host:example.amazonaws.com", "", 0, "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
	{"get-vanilla-with-session-token", "GET", "/", "", "Host:example.amazonaws.com|X-Amz-Security-Token:6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267", "", 0, "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
	{"post-header-key-case", "POST", "/", "", "Host:example.amazonaws.com", "", 0, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
	{"post-header-key-sort", "POST", "/", "", "Host:example.amazonaws.com|My-Header1:value1", "", 0, "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
	{"post-header-value-case", "POST", "/", "", "Host:example.amazonaws.com|My-Header1:VALUE1", "", 0, "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
	{"post-sts-header-after", "POST", "/", "", "Host:example.amazonaws.com", "", 0, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
	{"post-sts-header-before", "POST", "/", "", "Host:example.amazonaws.com|X-Amz-Security-Token:AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==", "", 0, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
	{"post-vanilla", "POST", "/", "", "Host:example.amazonaws.com", "", 0, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
	{"post-vanilla-empty-query-value", "POST", "/", "Param1=value1", "Host:example.amazonaws.com", "", 0, "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
	{"post-vanilla-query", "POST", "/", "Param1=value1", "Host:example.amazonaws.com", "", 0, "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
	{"post-x-www-form-urlencoded", "POST", "/", "", "Content-Type:application/x-www-form-urlencoded|Host:example.amazonaws.com|Content-Length:13", "Param1=value1", BODY_HASH, "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
	{"post-x-www-form-urlencoded-parameters", "POST", "/", "", "Content-Type:application/x-www-form-urlencoded; charset=utf-8|Host:example.amazonaws.com|Content-Length:13", "Param1=value1", BODY_HASH, "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"},
};
/* clang-format on */

static void add(struct vec *headers, const char *name, struct str value)
{
	*(struct header *)vec_push(headers) = (struct header){str_from(name), value};
}

static void split(struct vec *headers, const char *text)
{
	struct str_split it = {str_from(text), false};
	struct str part;

	while (str_next(&it, '|', &part)) {
		size_t colon = (size_t)str_find_char(part, ':');
		*(struct header *)vec_push(headers) =
		    (struct header){str_slice(part, 0, colon), str_skip(part, colon + 1)};
	}
}

static struct str signed_as(struct arena *arena, const struct published *row, const char *region,
			    const char *service)
{
	struct sign_keys keys = {STR("AKIDEXAMPLE"), STR(SECRET)};
	struct sign_scope scope = {str_from(region), str_from(service), THEN,
				   (row->flags & PLAIN) != 0};
	struct signable request = {str_from(row->method),
				   str_from(row->path),
				   str_from(row->query),
				   NULL,
				   0,
				   sign_hash(arena, str_from(row->body))};
	struct vec headers;

	vec_init(&headers, arena, sizeof(struct header));
	split(&headers, row->headers);
	add(&headers, "X-Amz-Date", sign_date(arena, THEN));
	if ((row->flags & BODY_HASH) != 0)
		add(&headers, "x-amz-content-sha256", request.body_hash);
	request.headers = headers.items;
	request.n_headers = headers.n;
	return sign_request(arena, &request, &keys, &scope);
}

static void sign_agrees_with_the_published_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct str got = signed_as(&arena, &cases[i], "us-east-1", "service");
		if (!str_ends(got, str_from(cases[i].signature)))
			fail_msg("%s: %.*s", cases[i].name, STR_ARG(got));
		arena_wipe(&arena);
	}
	assert_int_equal(sizeof(cases) / sizeof(cases[0]), 38);
}

static void sign_encodes_a_path_twice_but_not_for_s3(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct published rows[] = {
		{"eu-west-1/lambda", "GET", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A111111111111%3Afunction%3Af/policy", "Qualifier=%24LATEST", "Host:lambda.eu-west-1.amazonaws.com", "", 0, "9c92268e0b38c380a1bb4f70be866785cea94e0f4a37a7aafbe1255f72570445"},
		{"us-east-1/s3", "GET", "/a%20b/../%C3%A9", "policy", "Host:my.bucket.s3.amazonaws.com", "", PLAIN | BODY_HASH, "8d7aa9980122d3b6534bfb5a983d4ef85be5325bf6b307b1d38240a2a45e4596"},
		{"us-east-1/iam", "POST", "/", "", "Host:iam.amazonaws.com|Content-Type:application/x-www-form-urlencoded; charset=utf-8", "Action=GetAccountAuthorizationDetails&Version=2010-05-08&Marker=A%2FB%2B%3D%3D", 0, "4ad1de6452d0a80fe41328d4cf05c604d2adf66801f0a0c05a5180f525ec738f"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		const char *slash = strchr(rows[i].name, '/');
		const char *region =
		    arena_cstr(&arena, (struct str){rows[i].name, (size_t)(slash - rows[i].name)});
		struct str got = signed_as(&arena, &rows[i], region, slash + 1);
		if (!str_ends(got, str_from(rows[i].signature)))
			fail_msg("%s: %.*s", rows[i].name, STR_ARG(got));
		arena_release(&arena);
	}
}

static void sign_covers_a_payload_that_is_not_hashed(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct header host = {STR("Host"), STR("x")};
	struct signable request = {STR("PUT"), STR("/"), STR(""),
				   &host,      1,	 STR("UNSIGNED-PAYLOAD")};

	assert_str(sign_canonical(&arena, &request, true),
		   "PUT\n/\n\nhost:x\n\nhost\nUNSIGNED-PAYLOAD");
	arena_release(&arena);
}

static void hash_hmac_agrees_with_rfc_4231(void **state)
{
	(void)state;
	static const struct {
		size_t n; /* bytes of the key */
		int byte; /* which they all are */
		const char *text;
		const char *hex;
	} keyed[] = {
	    {20, 0x0b, "Hi There",
	     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
	    {131, 0xaa, "Test Using Larger Than Block-Size Key - Hash Key First",
	     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
	    {64, 0xaa, "a block",
	     "ae8201e9eb2c97cd30ae73dadb71327a4f4f77dabcfbe66a7ada94d55fd02ce4"},
	    {65, 0xaa, "a block and a byte",
	     "b20d17551f8a60db9825a3e33f6bc571570afc803f914b23a90bb2bd8d641d06"},
	    {0, 0, "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
	};
	struct arena arena = {0};
	struct hash hash = hash_hmac(STR("Jefe"), STR("what do ya want for nothing?"));

	for (size_t i = 0; i < sizeof(keyed) / sizeof(keyed[0]); i++) {
		char key[160];
		memset(key, keyed[i].byte, sizeof(key));
		struct hash of = hash_hmac((struct str){key, keyed[i].n}, str_from(keyed[i].text));
		assert_str(hash_hex(&arena, &of), keyed[i].hex);
	}
	assert_str(hash_hex(&arena, &hash),
		   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	assert_str(hash_sha1_hex(&arena, STR("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
	arena_release(&arena);
}

static void mem_wipe_overwrites(void **state)
{
	(void)state;
	char text[] = "secret";

	mem_wipe(text, sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(text); i++)
		assert_int_equal(text[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sign_agrees_with_the_published_cases),
	    cmocka_unit_test(sign_encodes_a_path_twice_but_not_for_s3),
	    cmocka_unit_test(sign_covers_a_payload_that_is_not_hashed),
	    cmocka_unit_test(hash_hmac_agrees_with_rfc_4231),
	    cmocka_unit_test(mem_wipe_overwrites),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
