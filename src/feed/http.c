/* feed/http.c - many HTTP requests at once, over libcurl's multi interface. */
#include "feed/http.h"

#define CURL_DISABLE_TYPECHECK /* its macros would hide the functions that are looked up */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/library.h"
#include "rolehop/base/mem.h"

enum { SLOW_SECONDS = 20, SLOW_BYTES = 16, HEADER_MAX = 1 << 16, URL_MAX = 1 << 16 };

/* One request under way. Its arena holds its texts, keys among them, and is wiped. */
struct transfer {
	struct transfer *next;
	struct http *http;
	struct arena arena;
	CURL *easy;
	struct curl_slist *headers;
	struct http_request request;
	struct buf body;
	struct http_answer answer;
	CURLcode code; /* of one that could not be started */
	char words[CURL_ERROR_SIZE];
};

/*
 * The functions that are used, looked up when the first connection is opened: libcurl brings thirty
 * libraries along, and every other command would wait for them, too.
 */
struct curl_api {
	CURLcode (*global_init_mem)(long flags, curl_malloc_callback m, curl_free_callback f,
				    curl_realloc_callback r, curl_strdup_callback s,
				    curl_calloc_callback c);
	void (*global_cleanup)(void);
	CURL *(*easy_init)(void);
	void (*easy_cleanup)(CURL *easy);
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	const char *(*easy_strerror)(CURLcode code);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_cleanup)(CURLM *multi);
	CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
	CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_perform)(CURLM *multi, int *running);
	CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd *more, unsigned n, int ms,
				int *got);
	CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
};

struct http {
	struct curl_api curl;
	CURLM *multi;
	struct arena arena;
	const char *ca_file; /* NULL: the system's */
	struct transfer *running;
	struct transfer *stillborn; /* could not be started */
	size_t n;
};

/* ---- memory of libcurl: it holds headers with keys, so what it frees is wiped -------------------
 */

static char *secret_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *p = mem_secret_alloc(size);

	return p != NULL ? memcpy(p, text, size) : NULL;
}

static void *secret_calloc(size_t count, size_t size)
{
	size_t all = size > 0 && count > SIZE_MAX / size ? SIZE_MAX : count * size;
	void *p = mem_secret_alloc(all);

	return p != NULL ? memset(p, 0, all) : NULL;
}

/* ---- the multi ---------------------------------------------------------------------------------
 */

/* clang-format off */
#define SYMBOL(name) {"curl_" #name, offsetof(struct curl_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(global_init_mem), SYMBOL(global_cleanup),
	SYMBOL(easy_init), SYMBOL(easy_cleanup), SYMBOL(easy_setopt), SYMBOL(easy_getinfo), SYMBOL(easy_strerror),
	SYMBOL(slist_append), SYMBOL(slist_free_all),
	SYMBOL(multi_init), SYMBOL(multi_cleanup), SYMBOL(multi_setopt),
	SYMBOL(multi_add_handle), SYMBOL(multi_remove_handle),
	SYMBOL(multi_perform), SYMBOL(multi_poll), SYMBOL(multi_info_read),
};
/* clang-format on */

static const struct library libcurl = {
    .files = (const char *const[]){"libcurl.so.4", "libcurl.4.dylib", "libcurl.so", NULL},
    .name = "libcurl, which talks to AWS",
    .package = "libcurl4",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

static bool api_start(struct http *http, struct err *err)
{
	if (!library_load(&libcurl, &http->curl, err))
		return false;
	if (http->curl.global_init_mem(CURL_GLOBAL_DEFAULT, mem_secret_alloc, mem_secret_free,
				       mem_secret_realloc, secret_strdup,
				       secret_calloc) != CURLE_OK)
		return err_set(err, ERR_ENVIRONMENT, "libcurl cannot be set up");
	return true;
}

bool http_open(struct str ca_file, int connections, struct http **out, struct err *err)
{
	struct http *http = mem_alloc(sizeof(*http));

	if (!api_start(http, err)) {
		free(http);
		return false;
	}
	http->multi = http->curl.multi_init();
	if (http->multi == NULL)
		mem_die();
	arena_init(&http->arena);
	if (ca_file.n > 0)
		http->ca_file = arena_cstr(&http->arena, ca_file);
	http->curl.multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)connections);
	http->curl.multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)connections);
	*out = http;
	return true;
}

static void transfer_free(struct transfer *transfer)
{
	const struct curl_api *curl = &transfer->http->curl;
	if (transfer->easy != NULL) {
		curl->multi_remove_handle(transfer->http->multi, transfer->easy);
		curl->easy_cleanup(transfer->easy);
	}
	curl->slist_free_all(transfer->headers);
	arena_wipe(&transfer->arena);
	free(transfer);
}

static void transfers_free(struct transfer *list)
{
	while (list != NULL) {
		struct transfer *next = list->next;
		transfer_free(list);
		list = next;
	}
}

void http_close(struct http *http)
{
	if (http == NULL)
		return;
	transfers_free(http->running);
	transfers_free(http->stillborn);
	http->curl.multi_cleanup(http->multi);
	arena_release(&http->arena);
	http->curl.global_cleanup();
	free(http);
}

size_t http_under_way(const struct http *http)
{
	return http->n;
}

/* ---- what comes in ------------------------------------------------------------------------------
 */

static size_t on_body(char *bytes, size_t size, size_t n, void *self)
{
	struct transfer *transfer = self;

	return buf_add(&transfer->body, (struct str){bytes, size * n}) ? size * n : 0;
}

struct header_row {
	struct str name;
	size_t offset;
	bool ms;
};

/* clang-format off */
static const struct header_row wanted[] = {
	{STR_INIT("date"), offsetof(struct http_answer, date), false},
	{STR_INIT("x-amzn-errortype"), offsetof(struct http_answer, error_type), false},
	{STR_INIT("x-amz-retry-after"), offsetof(struct http_answer, retry_after), true},
	{STR_INIT("retry-after"), offsetof(struct http_answer, retry_after), false},
	{STR_INIT("x-amz-bucket-region"), offsetof(struct http_answer, bucket_region), false},
};
/* clang-format on */

static size_t on_header(char *bytes, size_t size, size_t n, void *self)
{
	struct transfer *transfer = self;
	struct str line = {bytes, size * n};
	ptrdiff_t colon = str_find_char(line, ':');
	struct str name = colon < 0 ? STR("") : str_slice(line, 0, (size_t)colon);

	if (line.n > HEADER_MAX)
		return 0;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct str *field =
		    (struct str *)(void *)((char *)&transfer->answer + wanted[i].offset);
		bool better = wanted[i].ms || field != &transfer->answer.retry_after ||
			      !transfer->answer.retry_after_ms;
		if (!str_eq_nocase(name, wanted[i].name) || !better)
			continue;
		*field = arena_str(&transfer->arena, str_trim(str_skip(line, (size_t)colon + 1)));
		transfer->answer.retry_after_ms = transfer->answer.retry_after_ms || wanted[i].ms;
	}
	return size * n;
}

/* ---- starting -----------------------------------------------------------------------------------
 */

static bool add_header(struct transfer *transfer, const char *line)
{
	struct curl_slist *longer = transfer->http->curl.slist_append(transfer->headers, line);

	transfer->headers = longer != NULL ? longer : transfer->headers;
	return longer != NULL;
}

/* A request that lacks one of its headers is another request. */
static bool set_headers(struct transfer *transfer)
{
	const struct curl_api *curl = &transfer->http->curl;
	const struct http_request *request = &transfer->request;
	bool typed = false;
	bool all = add_header(transfer, "Expect:");

	for (size_t i = 0; i < request->n_headers && all; i++) {
		const struct header *header = &request->headers[i];
		/* a header with an empty value is sent only if it ends in a semicolon */
		struct str line =
		    header->value.n > 0
			? arena_printf(&transfer->arena, "%.*s: %.*s", STR_ARG(header->name),
				       STR_ARG(header->value))
			: arena_printf(&transfer->arena, "%.*s;", STR_ARG(header->name));
		typed = typed || str_eq_nocase(header->name, STR("content-type"));
		all = add_header(transfer, line.p);
	}
	all = all && (typed || add_header(transfer, "Content-Type:"));
	return all &&
	       curl->easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

/* A body is sent where there is one, and by methods that are nothing without. */
static void set_body(struct transfer *transfer)
{
	const struct curl_api *curl = &transfer->http->curl;
	const struct http_request *request = &transfer->request;
	bool get = str_eq(request->method, STR("GET"));

	if (get && request->body.n == 0) {
		curl->easy_setopt(transfer->easy, CURLOPT_HTTPGET, 1L);
		return;
	}
	curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
	curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDS,
			  request->body.n ? request->body.p : "");
	curl->easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST,
			  arena_cstr(&transfer->arena, request->method));
}

static void set_options(struct transfer *transfer)
{
	const struct curl_api *curl = &transfer->http->curl;
	const struct http_request *request = &transfer->request;
	CURL *easy = transfer->easy;

	curl->easy_setopt(easy, CURLOPT_PRIVATE, (void *)transfer);
	curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->words);
	curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl->easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl->easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl->easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl->easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	curl->easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
	curl->easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl->easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl->easy_setopt(easy, CURLOPT_WRITEDATA, (void *)transfer);
	curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl->easy_setopt(easy, CURLOPT_HEADERDATA, (void *)transfer);
	if (request->no_proxy)
		curl->easy_setopt(easy, CURLOPT_NOPROXY, "*");
	if (transfer->http->ca_file != NULL)
		curl->easy_setopt(easy, CURLOPT_CAINFO, transfer->http->ca_file);
}

/* A key or token with a line break in it must not become a header of its own. */
static bool headers_are_lines(struct transfer *transfer)
{
	const struct http_request *request = &transfer->request;

	for (size_t i = 0; i < request->n_headers; i++) {
		struct str value = request->headers[i].value;
		if (str_find_char(value, '\n') < 0 && str_find_char(value, '\r') < 0 &&
		    str_find_char(value, '\0') < 0)
			continue;
		snprintf(transfer->words, sizeof(transfer->words),
			 "the header %.*s would hold a line break",
			 STR_ARG(request->headers[i].name));
		return false;
	}
	return true;
}

static CURLcode transfer_prepare(struct transfer *transfer)
{
	const struct curl_api *curl = &transfer->http->curl;
	const struct http_request *request = &transfer->request;
	const char *protocols = request->plain ? "http,https" : "https";
	CURLcode code = CURLE_OK;

	if (!headers_are_lines(transfer))
		return CURLE_BAD_FUNCTION_ARGUMENT;
	transfer->easy = curl->easy_init();
	if (transfer->easy == NULL)
		return CURLE_OUT_OF_MEMORY;
	set_options(transfer);
	code = curl->easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, protocols);
	if (code == CURLE_OK)
		code = curl->easy_setopt(transfer->easy, CURLOPT_URL,
					 arena_cstr(&transfer->arena, request->url));
	if (code != CURLE_OK)
		return code;
	set_body(transfer);
	return set_headers(transfer) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static void request_copy(struct transfer *transfer, const struct http_request *request)
{
	struct arena *arena = &transfer->arena;
	struct header *headers = arena_array(arena, request->n_headers + 1, sizeof(*headers));

	transfer->request = *request;
	transfer->request.method = arena_str(arena, request->method);
	transfer->request.url = arena_str(arena, request->url);
	transfer->request.body = arena_str(arena, request->body);
	for (size_t i = 0; i < request->n_headers; i++)
		headers[i] = (struct header){arena_str(arena, request->headers[i].name),
					     arena_str(arena, request->headers[i].value)};
	transfer->request.headers = headers;
}

void http_start(struct http *http, const struct http_request *request)
{
	struct transfer *transfer = mem_alloc(sizeof(*transfer));
	struct transfer **list = &http->running;

	transfer->http = http;
	arena_init(&transfer->arena);
	request_copy(transfer, request);
	buf_init(&transfer->body, &transfer->arena, request->body_max);
	transfer->code = transfer_prepare(transfer);
	if (transfer->code == CURLE_OK &&
	    http->curl.multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
		transfer->code = CURLE_FAILED_INIT;
	if (transfer->code != CURLE_OK)
		list = &http->stillborn;
	transfer->next = *list;
	*list = transfer;
	http->n++;
}

/* ---- ending -------------------------------------------------------------------------------------
 */

struct outcome_row {
	CURLcode code;
	enum http_outcome outcome;
};

/* clang-format off */
static const struct outcome_row outcomes[] = {
	{CURLE_OK, HTTP_ANSWERED},
	{CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_HOST},
	{CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNREACHABLE},
	{CURLE_COULDNT_CONNECT, HTTP_UNREACHABLE},
	{CURLE_PEER_FAILED_VERIFICATION, HTTP_UNTRUSTED},
	{CURLE_SSL_CACERT_BADFILE, HTTP_UNTRUSTED},
	{CURLE_SSL_CONNECT_ERROR, HTTP_UNTRUSTED},
	{CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT},
	{CURLE_BAD_FUNCTION_ARGUMENT, HTTP_REFUSED},
	{CURLE_URL_MALFORMAT, HTTP_REFUSED},
	{CURLE_UNSUPPORTED_PROTOCOL, HTTP_REFUSED},
	{CURLE_PARTIAL_FILE, HTTP_CUT},
	{CURLE_GOT_NOTHING, HTTP_CUT},
	{CURLE_RECV_ERROR, HTTP_CUT},
	{CURLE_SEND_ERROR, HTTP_CUT},
};
/* clang-format on */

static enum http_outcome outcome_of(CURLcode code)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (outcomes[i].code == code)
			return outcomes[i].outcome;
	return HTTP_FAILED;
}

static void transfer_unlink(struct transfer *transfer)
{
	struct transfer **at = &transfer->http->running;

	while (*at != NULL && *at != transfer)
		at = &(*at)->next;
	if (*at != NULL)
		*at = transfer->next;
	transfer->http->n--;
}

static void transfer_end(struct transfer *transfer, CURLcode code)
{
	const struct curl_api *curl = &transfer->http->curl;
	struct http_answer *answer = &transfer->answer;
	curl_off_t took = 0;
	long status = 0;

	answer->outcome = transfer->body.over ? HTTP_TOO_LARGE : outcome_of(code);
	if (transfer->easy != NULL) {
		curl->easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
		curl->easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &took);
	}
	answer->took_us = took;
	answer->status = (int)status;
	answer->body = buf_str(&transfer->body);
	answer->words = transfer->words[0] != '\0' ? transfer->words : curl->easy_strerror(code);
	if (answer->outcome == HTTP_TOO_LARGE)
		answer->words = "the answer is too large";
	transfer->request.done(transfer->request.self, answer);
	transfer_free(transfer);
}

static void stillborn_end(struct http *http)
{
	struct transfer *list = http->stillborn;

	http->stillborn = NULL;
	while (list != NULL) {
		struct transfer *next = list->next;
		http->n--;
		transfer_end(list, list->code);
		list = next;
	}
}

void http_abort(struct http *http)
{
	stillborn_end(http);
	while (http->running != NULL) {
		struct transfer *transfer = http->running;
		transfer_unlink(transfer);
		transfer_end(transfer, CURLE_ABORTED_BY_CALLBACK);
	}
}

void http_turn(struct http *http, int wait_ms)
{
	CURLMsg *message = NULL;
	int left = 0;

	stillborn_end(http);
	http->curl.multi_perform(http->multi, &left);
	http->curl.multi_poll(http->multi, NULL, 0, wait_ms, NULL);
	http->curl.multi_perform(http->multi, &left);
	while ((message = http->curl.multi_info_read(http->multi, &left)) != NULL) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;
		char *private = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		http->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		transfer = (struct transfer *)(void *)private;
		transfer_unlink(transfer);
		transfer_end(transfer, code);
	}
}
