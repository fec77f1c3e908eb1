/* asl/transform.h - what the transforms of templates share. */
#ifndef ASL_TRANSFORM_H
#define ASL_TRANSFORM_H

#include <stdbool.h>

#include "asl/template.h"
#include "rolehop/model/holes.h"

static inline bool transform_is_arn(struct str v)
{
	return str_starts(v, STR("arn:"));
}

static inline bool transform_may_be_arn(struct str v)
{
	return v.n > 0 && v.p[0] == HOLE;
}

static inline void transform_add(struct expansion *x, struct str text)
{
	buf_add(&x->buf, text);
}

static inline struct str transform_before_first(struct str v, char c)
{
	ptrdiff_t at = str_find_char(v, c);
	return at < 0 ? v : str_slice(v, 0, (size_t)at);
}

/* The value itself where it is an ARN, else the template over it. */
void transform_arn_or_name(struct expansion *x, struct str v);

/* Of one service each; the table in transform.c has their names. */
void transform_lambda_function(struct expansion *x, struct str v);
void transform_api_host(struct expansion *x, struct str v);
void transform_sqs_url(struct expansion *x, struct str v);
void transform_batch_jobdef(struct expansion *x, struct str v);
void transform_ecs_taskdef(struct expansion *x, struct str v);
void transform_sm_base(struct expansion *x, struct str v);
void transform_sm_to_execution(struct expansion *x, struct str v);
void transform_sm_qualifier(struct expansion *x, struct str v);
void transform_s3_uri(struct expansion *x, struct str v);
void transform_s3_url(struct expansion *x, struct str v);
void transform_s3_bucket(struct expansion *x, struct str v);
void transform_s3_copy_source(struct expansion *x, struct str v);
void transform_bedrock_model(struct expansion *x, struct str v);
void transform_report_group(struct expansion *x, struct str v);
void transform_ssm_name(struct expansion *x, struct str v);
void transform_ssm_document(struct expansion *x, struct str v);
void transform_ssm_node(struct expansion *x, struct str v);
void transform_kms_key(struct expansion *x, struct str v);
void transform_kms_named(struct expansion *x, struct str v);
void transform_secret(struct expansion *x, struct str v);
void transform_waf_scope(struct expansion *x, struct str v);
void transform_org_id(struct expansion *x, struct str v);
void transform_bus_prefix(struct expansion *x, struct str v);
void transform_index_suffix(struct expansion *x, struct str v);

#endif
