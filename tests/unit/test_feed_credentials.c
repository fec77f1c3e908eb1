/* test_feed_credentials.c - credentials that need no network: order, processes, advice. */
#include "unit.h"

#include <stdlib.h>

#include "feed/credentials.h"

static struct arena arena;
static struct err err;

static int make(void **state)
{
	static const char *const names[] = {
	    "AWS_ACCESS_KEY_ID",
	    "AWS_SECRET_ACCESS_KEY",
	    "AWS_SESSION_TOKEN",
	    "AWS_PROFILE",
	    "AWS_DEFAULT_PROFILE",
	    "AWS_WEB_IDENTITY_TOKEN_FILE",
	    "AWS_ROLE_ARN",
	    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	arena_init(&arena);
	err = (struct err){ERR_NONE, ""};
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool find(const char *config, const char *keys, const char *profile, struct credentials *out)
{
	struct aws_files files;
	struct aws_settings settings;
	struct finder finder = {.files = &files,
				.settings = &settings,
				.home = "/nonexistent",
				.profile = str_from(profile)};

	assert_true(aws_files_read(&arena, STR("config"), str_from(config), STR("credentials"),
				   str_from(keys), &files, &err));
	aws_settings_of(&files, finder.profile, &settings);
	return credentials_find(&finder, out, &err);
}

static void finds(const char *config, const char *keys, const char *profile, const char *id,
		  const char *token)
{
	struct credentials out = {.expires = 0};

	if (!find(config, keys, profile, &out))
		fail_msg("%s", err.text);
	assert_str(out.keys.id, id);
	assert_str(out.token, token);
	credentials_wipe(&out);
	assert_int_equal(out.keys.secret.n, 0);
}

static void fails(const char *config, const char *keys, const char *profile, const char *words)
{
	struct credentials out = {.expires = 0};

	assert_false(find(config, keys, profile, &out));
	assert_contains(str_from(err.text), words);
}

#define KEYS(id) "aws_access_key_id = " id "\naws_secret_access_key = s\n"

static void the_environment_goes_first_unless_a_profile_is_named(void **state)
{
	(void)state;
	setenv("AWS_ACCESS_KEY_ID", "ENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "s", 1);
	setenv("AWS_SESSION_TOKEN", "t", 1);
	finds("", "[default]\n" KEYS("FILE"), "", "ENV", "t");
	finds("", "[default]\n" KEYS("FILE"), "default", "FILE", "");
}

static void keys_of_the_credentials_file_go_before_the_configs(void **state)
{
	(void)state;
	finds("[profile p]\n" KEYS("CONFIG"), "", "p", "CONFIG", "");
	finds("[profile p]\n" KEYS("CONFIG"), "[p]\n" KEYS("FILE") "aws_session_token=T\n", "p",
	      "FILE", "T");
	setenv("AWS_PROFILE", "p", 1);
	finds("", "[p]\n" KEYS("FILE"), "", "FILE", "");
}

static void a_process_is_run_without_a_shell(void **state)
{
	(void)state;
	finds(
	    "[profile p]\ncredential_process = printf "
	    "'{\"Version\": %s, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"s\"}' 1 \"A;B\"\n",
	    "", "p", "A;B", "");
	fails("[profile p]\ncredential_process = /nonexistent/program\n", "", "p",
	      "no such program");
	fails("[profile p]\ncredential_process = false\n", "", "p", "it failed");
	fails("[profile p]\ncredential_process = echo x\n", "", "p", "no JSON");
	fails("[profile p]\ncredential_process = echo '{}'\n", "", "p", "Version");
	fails("[profile p]\ncredential_process = echo\t'x TOPSECRET\n", "", "p",
	      "credential_process echo: a quotation is not closed");
	fails("[profile p]\ncredential_process = echo 'x TOPSECRET\n", "", "p",
	      "credential_process echo: a quotation is not closed");
}

static void what_a_process_prints_is_not_in_errors(void **state)
{
	(void)state;
	fails("[profile p]\ncredential_process = echo TOPSECRET\n", "", "p",
	      "credential_process echo: what it prints");
	assert_false(str_contains(str_from(err.text), STR("TOPSECRET")));
}

static void what_cannot_work_says_what_to_do(void **state)
{
	(void)state;
	fails("", "", "", "aws configure");
	fails("[profile a]\nregion=x\n[profile b]\nregion=x\n", "", "c", "no profile c");
	assert_contains(str_from(err.text), "there are a, b");
	fails("[profile p]\nrole_arn = R\n", "", "p", "neither source_profile nor");
	fails("[profile p]\nrole_arn = R\nsource_profile=q\ncredential_source=Environment\n", "",
	      "p", "only one may be there");
	fails("[profile p]\nrole_arn = R\nsource_profile=q\n", "", "p", "q, which is not there");
	fails("[profile p]\nrole_arn = R\nsource_profile=q\n[profile q]\nrole_arn = "
	      "S\nsource_profile=p\n",
	      "", "p", "circle");
	fails("[profile p]\nrole_arn = R\ncredential_source=Moon\n", "", "p", "\"Moon\"");
	fails("[profile p]\nrole_arn = R\nmfa_serial = M\nsource_profile=q\n", "[q]\n" KEYS("A"),
	      "p", "no terminal to ask at");
	fails("[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n"
	      "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = u\n",
	      "", "p", "aws sso login --profile p");
	fails("[profile p]\nsso_session = s\n", "", "p", "sso_session s, which is not there");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://elsewhere.example/x", 1);
	fails("", "", "", "neither https nor a host beside this one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_environment_goes_first_unless_a_profile_is_named,
					    make, drop),
	    cmocka_unit_test_setup_teardown(keys_of_the_credentials_file_go_before_the_configs,
					    make, drop),
	    cmocka_unit_test_setup_teardown(a_process_is_run_without_a_shell, make, drop),
	    cmocka_unit_test_setup_teardown(what_a_process_prints_is_not_in_errors, make, drop),
	    cmocka_unit_test_setup_teardown(what_cannot_work_says_what_to_do, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
