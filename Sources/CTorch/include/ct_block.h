// A whole decoder block of the Llama family as one operation, by the kernels.
#pragma once

#include "ct_packed_weights.h"
#include "ct_tensor.h"

CT_BEGIN

// y = x weight^T + bias + scale * up down dropout(x); the update is left out where `down` and `up` are null. weight
// [out, in] and bias [out] have the type of x, down [r, in] and up [out, r] are float32.
typedef struct {
    const ct_tensor *weight;
    const ct_tensor *_Nullable bias;
    const ct_tensor *_Nullable down;
    const ct_tensor *_Nullable up;
    double scale;
    double dropout;
} ct_projection;

// h = x + output(attention(query, key, value of norm(x))); y = h + down(silu(gate of norm(h)) * up of norm(h)). Where
// there are query_norm and key_norm [head_width], each head of queries and keys is normalized before it is turned.
typedef struct {
    const ct_tensor *attention_norm;
    const ct_tensor *feed_forward_norm;
    const ct_tensor *_Nullable query_norm;
    const ct_tensor *_Nullable key_norm;
    double eps;
    ct_int head_width;
    ct_projection query, key, value, output, gate, up, down;
    // Where products of this block find their matrices packed; null: they pack them each time.
    ct_packed_weights *_Nullable packed;
} ct_decoder_block;

// The tokens that a block has read before, `length` of each row: keys and values [B, capacity, K, C] in the type of x.
typedef struct {
    const ct_tensor *keys;
    const ct_tensor *values;
    ct_int length;
} ct_block_cache;

// x [..., D] counted through as tokens; cosines and sines [..., C / 2], a row for each token. Documents, window and
// scale as in ct_document_attention. bfloat16 or float32 on the CPU, like the weights. With `recomputes` the way back
// computes the block again, for which x is kept and nothing else but, of long documents, the output of attention. With
// a cache, x holds the next tokens of each of its rows, which attend to those before them and are written behind them;
// there is no way back then. With `chosen` (int64 [R], rising) the result is [R, D], of those tokens alone.
CT_CHECKED ct_status ct_run_decoder_block(
    ct_out out, const ct_tensor *x, const ct_decoder_block *block, const ct_tensor *cosines, const ct_tensor *sines,
    const ct_int *starts, const ct_int *lengths, ct_int count, ct_int window, double scale, bool recomputes,
    const ct_tensor *_Nullable chosen, const ct_block_cache *_Nullable cache);

// What a result of ct_run_decoder_block holds for its way back, in bytes: x and what was kept beside it, without the
// block's own matrices. 0 for other tensors.
CT_CHECKED ct_status ct_decoder_block_bytes_kept(ct_int *bytes, const ct_tensor *y);

CT_END
