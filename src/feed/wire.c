/* feed/wire.c - one attempt of a call as it goes over the wire: by protocol, and signed. */
#include "feed/wire.h"

#include "rolehop/base/buf.h"

enum { TEXT_MAX = 8 << 20 };

static void wire_header(struct wire *wire, struct str name, struct str value)
{
	*(struct header *)vec_push(&wire->headers) = (struct header){name, value};
}

static void wire_query(struct wire *wire)
{
	const struct call *call = wire->call;
	struct buf body;

	buf_init(&body, wire->arena, TEXT_MAX);
	buf_printf(&body, "Action=%.*s&Version=%s", STR_ARG(call->operation),
		   call->service->version);
	if (call->query.n > 0)
		buf_printf(&body, "&%.*s", STR_ARG(call->query));
	wire->method = STR("POST");
	wire->path = STR("/");
	wire->query = STR("");
	wire->body = buf_str(&body);
	wire_header(wire, STR("Content-Type"),
		    STR("application/x-www-form-urlencoded; charset=utf-8"));
}

static void wire_json(struct wire *wire, const char *type)
{
	const struct call *call = wire->call;

	wire->method = STR("POST");
	wire->path = STR("/");
	wire->query = STR("");
	wire->body = call->body.n > 0 ? call->body : STR("{}");
	wire_header(wire, STR("Content-Type"), str_from(type));
	wire_header(
	    wire, STR("X-Amz-Target"),
	    arena_printf(wire->arena, "%s.%.*s", call->service->version, STR_ARG(call->operation)));
}

static void wire_rest(struct wire *wire)
{
	const struct call *call = wire->call;

	wire->method = call->method.n > 0 ? call->method : STR("GET");
	wire->path = call->path.n > 0 ? call->path : STR("/");
	wire->query = call->query;
	wire->body = call->body;
	if (call->body.n > 0)
		wire_header(wire, STR("Content-Type"), STR("application/json"));
	/* API Gateway answers in another form to whoever does not say what it takes */
	if (call->service != NULL && call->service->protocol == PROTOCOL_REST_JSON)
		wire_header(wire, STR("Accept"), STR("application/json"));
}

static void wire_by_protocol(struct wire *wire)
{
	if (wire->call->service == NULL) {
		wire_rest(wire);
		return;
	}
	switch (wire->call->service->protocol) {
	case PROTOCOL_QUERY:
		wire_query(wire);
		break;
	case PROTOCOL_JSON10:
		wire_json(wire, "application/x-amz-json-1.0");
		break;
	case PROTOCOL_JSON11:
		wire_json(wire, "application/x-amz-json-1.1");
		break;
	case PROTOCOL_REST_JSON:
	case PROTOCOL_REST_XML:
		wire_rest(wire);
		break;
	}
}

/* A bucket's name is part of the host where that is AWS's own and its certificate covers it (names
 * with dots it does not), else of the path. */
static void wire_bucket(struct wire *wire)
{
	struct str prefix = wire->call->host_prefix;

	if (prefix.n == 0)
		return;
	if (!wire->endpoint.configured && str_find_char(prefix, '.') < 0)
		wire->endpoint.host = arena_printf(wire->arena, "%.*s.%.*s", STR_ARG(prefix),
						   STR_ARG(wire->endpoint.host));
	else
		wire->path =
		    arena_printf(wire->arena, "/%.*s%.*s", STR_ARG(prefix), STR_ARG(wire->path));
}

/* Source: Amazon S3 API Reference, "GetPublicAccessBlock" of the control plane. */
static void wire_account(struct wire *wire)
{
	struct str account = wire->call->account;

	if (!wire->call->service->by_account)
		return;
	if (!wire->endpoint.configured)
		wire->endpoint.host = arena_printf(wire->arena, "%.*s.%.*s", STR_ARG(account),
						   STR_ARG(wire->endpoint.host));
	wire_header(wire, STR("x-amz-account-id"), account);
}

bool wire_make(struct arena *arena, const struct call *call, const struct aws_settings *settings,
	       struct wire *wire, struct err *err)
{
	*wire = (struct wire){.arena = arena, .call = call};
	vec_init(&wire->headers, arena, sizeof(struct header));
	if (call->url.n > 0) {
		if (!endpoint_parse(call->url, &wire->endpoint, err))
			return false;
		wire->endpoint.region = call->region;
		wire->endpoint.configured = call->plain;
	} else if (!endpoint_of(arena, settings, call->service, call->region, &wire->endpoint,
				err)) {
		return false;
	}
	wire_by_protocol(wire);
	wire_bucket(wire);
	if (call->service != NULL)
		wire_account(wire);
	if (call->url.n > 0)
		wire->path = wire->endpoint.whole_path;
	else if (wire->endpoint.path.n > 0)
		wire->path = arena_printf(arena, "%.*s%.*s", STR_ARG(wire->endpoint.path),
					  STR_ARG(wire->path));
	wire_header(wire, STR("Host"), wire->endpoint.host);
	if (call->extra.name.n > 0)
		wire_header(wire, call->extra.name, call->extra.value);
	return true;
}

void wire_sign(struct wire *wire, int64_t now)
{
	const struct call *call = wire->call;
	const struct credentials *credentials = &call->session->credentials;
	bool s3 = str_eq(str_from(call->service->signing), STR("s3"));
	struct sign_scope scope = {wire->endpoint.region, str_from(call->service->signing), now,
				   s3};
	struct signable signable = {.method = wire->method,
				    .path = wire->path,
				    .query = wire->query,
				    .body_hash = sign_hash(wire->arena, wire->body)};

	wire_header(wire, STR("X-Amz-Date"), sign_date(wire->arena, scope.now));
	if (credentials->token.n > 0)
		wire_header(wire, STR("X-Amz-Security-Token"), credentials->token);
	if (s3)
		wire_header(wire, STR("x-amz-content-sha256"), signable.body_hash);
	signable.headers = wire->headers.items;
	signable.n_headers = wire->headers.n;
	wire_header(wire, STR("Authorization"),
		    sign_request(wire->arena, &signable, &credentials->keys, &scope));
}
