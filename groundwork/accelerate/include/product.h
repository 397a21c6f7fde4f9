// The matrix product of convolutions, one tile at a time in registers.

#include "vectors.h"

#ifdef __AVX512F__
enum { TILE = 8 };
#else
enum { TILE = 4 };
#endif
enum { PAIR = 2 * LANES };

// out [TILE, PAIR] = a b, or out + a b with `more`, for a [TILE, count] and b [count, PAIR] with
// these strides.
INLINE void multiply(float *out, int64_t out_row, const float *a, int64_t a_row, int64_t a_k,
                     const float *b, int64_t b_k, int64_t count, int more) {
  vec sum[TILE][2] = {0};
  for (int r = 0; r < TILE && more; r++) {
    sum[r][0] = load(out + r * out_row);
    sum[r][1] = load(out + r * out_row + LANES);
  }
  for (int64_t k = 0; k < count; k++) {
    vec left = load(b + k * b_k), right = load(b + k * b_k + LANES);
#pragma GCC unroll 8
    for (int r = 0; r < TILE; r++) {
      float factor = a[r * a_row + k * a_k];
      sum[r][0] += factor * left;
      sum[r][1] += factor * right;
    }
  }
  for (int r = 0; r < TILE; r++) {
    store(out + r * out_row, sum[r][0]);
    store(out + r * out_row + LANES, sum[r][1]);
  }
}
