// Shared by all compiled code: vectors as wide as the processor's, and units of work.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

#ifdef __AVX512F__
enum { LANES = 16 };
#else
enum { LANES = 8 };
#endif

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t ivec __attribute__((vector_size(4 * LANES)));

INLINE vec load(const float *p) {
  vec v;
  memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, vec v) { memcpy(p, &v, sizeof v); }

INLINE int64_t up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

INLINE float *numbers(int64_t count) { return aligned_alloc(64, up(4 * count, 64)); }

// The first unit of work that no thread has taken yet.
INLINE int64_t next_unit(int64_t *next) { return __atomic_fetch_add(next, 1, __ATOMIC_RELAXED); }
