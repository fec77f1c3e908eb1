/* test_feed_profiles.c - profiles of the AWS config files, and the roles that they lead through. */
#include "rolehop/feed/profiles.h"

#include <string.h>

#include "unit.h"

static struct arena arena;
static struct err err;

static int make(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool chain(const char *config, const char *credentials, const char *name,
		  const struct profile *const **out, size_t *n)
{
	const struct profile *profiles;
	size_t count;

	return profiles_read(&arena, STR("config"), str_from(config), STR("credentials"),
			     str_from(credentials), &profiles, &count, &err) &&
	       profiles_chain(&arena, profiles, count, str_from(name), out, n, &err);
}

static void a_role_is_assumed_with_the_sources_credentials(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_true(chain("# mine\n[default]\nregion = eu-west-1\n[profile one]\nrole_arn = "
			  "arn:aws:iam::1:role/A\nsource_profile=default\nexternal_id = x y \n"
			  "s3 =\n  max_queue_size = 1\n[sso-session s]\nrole_arn = no\n",
			  "[default]\naws_access_key_id = AKIA\n", "one", &out, &n));
	assert_int_equal(n, 1);
	assert_true(str_eq(out[0]->role_arn, STR("arn:aws:iam::1:role/A")));
	assert_true(str_eq(out[0]->external_id, STR("x y")));
}

static void profiles_that_go_through_others_are_assumed_in_order(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_true(chain("[profile far]\nrole_arn = R2\nsource_profile = near\n[profile near]\n"
			  "role_arn = R1\nsource_profile = home\n",
			  "[home]\naws_access_key_id = A\n", "far", &out, &n));
	assert_int_equal(n, 2);
	assert_true(str_eq(out[0]->role_arn, STR("R1")) && str_eq(out[1]->role_arn, STR("R2")));
}

static void a_profile_that_is_its_own_source_ends_the_chain(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_true(chain("[profile a]\nrole_arn = R\nsource_profile = a\n", "", "a", &out, &n));
	assert_int_equal(n, 1);
}

static void what_both_files_say_the_credentials_file_decides(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_true(chain("[profile a]\nrole_arn = R\nsource_profile = a\nexternal_id = old\n"
			  "region = eu-west-1\n",
			  "[a]\nexternal_id = new\naws_access_key_id = A\n", "a", &out, &n));
	assert_true(str_eq(out[0]->external_id, STR("new")));
	assert_true(str_eq(out[0]->region, STR("eu-west-1")));
}

static void what_leads_nowhere_is_told(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_false(chain("[profile a]\nregion = x\n", "", "a", &out, &n));
	assert_non_null(strstr(err.text, "no role_arn"));
	assert_false(chain("", "", "a", &out, &n));
	assert_non_null(strstr(err.text, "no profile a"));
	assert_false(chain("[profile a]\nrole_arn = R\nsource_profile = b\n[profile b]\nrole_arn = "
			   "S\nsource_profile = a\n",
			   "", "a", &out, &n));
	assert_non_null(strstr(err.text, "circle"));
	assert_false(chain("[profile a]\nrole_arn = R\nsource_profile = b\n", "", "a", &out, &n));
	assert_non_null(strstr(err.text, "source_profile b, which is not there"));
}

static void damage_names_its_line(void **state)
{
	const struct profile *const *out;
	size_t n;

	(void)state;
	assert_false(chain("[profile a]\nrole_arn\n", "", "a", &out, &n));
	assert_string_equal(err.text, "config: line 2: this is neither a section nor KEY = VALUE");
	assert_false(chain("", "\n[a\n", "a", &out, &n));
	assert_string_equal(err.text, "credentials: line 2: a section's name ends with ]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_both_files_say_the_credentials_file_decides, make,
					    drop),
	    cmocka_unit_test_setup_teardown(a_role_is_assumed_with_the_sources_credentials, make,
					    drop),
	    cmocka_unit_test_setup_teardown(profiles_that_go_through_others_are_assumed_in_order,
					    make, drop),
	    cmocka_unit_test_setup_teardown(a_profile_that_is_its_own_source_ends_the_chain, make,
					    drop),
	    cmocka_unit_test_setup_teardown(what_leads_nowhere_is_told, make, drop),
	    cmocka_unit_test_setup_teardown(damage_names_its_line, make, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
