// 3x3 convolutions of stride 1 on a CPU by Winograd's F(4x4, 3x3) (Lavin and Gray 2016), with a
// quarter of the multiplications. Images are [images, height, width, channels] in memory. A tile is
// 4x4 pixels of the output with the 6x6 pixels of the input that they need; each of its 6x6
// frequencies is one matrix product over tiles and channels.
//
// Every thread calls a function with the same job and takes units of work until none is left. Which
// thread takes which unit changes no bit of the result.

#include "product.h"

enum { GROUP = 16, FREQUENCIES = 36 };
enum { BLOCK = 32 };              // channels of weights at once, where tiles are few
enum { CHUNK = 32, PART = 128 };  // tiles, where the weights' gradient is summed
enum { SKEW = 16 };  // numbers between planes; at powers of two they would share cache lines

struct job {
  const float *x, *weight, *bias, *dy;  // [.., channels], [kernels, 3, 3, channels], [kernels], y's
  float *y, *dweight;                   // [.., kernels], as weight
  float *u;                             // planes of the weights' frequencies, or of their gradient
  int64_t images, height, width, channels, kernels;
  int64_t next;  // the first unit that no thread has taken
};

// The transforms along one axis, for the points 0, 1, -1, 2, -2 and infinity, and the transposes.
INLINE void of_input(vec out[6], const vec d[6]) {
  vec a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
  out[0] = 4 * d[0] - 5 * d[2] + d[4];
  out[1] = a + b, out[2] = a - b, out[3] = c + e, out[4] = c - e;
  out[5] = 4 * d[1] - 5 * d[3] + d[5];
}

INLINE void to_output(vec out[4], const vec m[6]) {
  vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
  out[0] = m[0] + a + c, out[1] = b + 2 * d, out[2] = a + 4 * c, out[3] = b + 8 * d + m[5];
}

INLINE void of_cotangent(vec out[6], const vec g[4]) {
  vec a = g[0] + g[2], b = g[1] + g[3], c = g[0] + 4 * g[2], d = 2 * g[1] + 8 * g[3];
  out[0] = g[0], out[1] = a + b, out[2] = a - b, out[3] = c + d, out[4] = c - d, out[5] = g[3];
}

INLINE void of_weight(vec out[6], const vec g[3]) {
  vec a = g[0] + g[2], b = g[0] * (1.f / 24) + g[2] * (1.f / 6), c = g[1] * (1.f / 12);
  out[0] = g[0] * 0.25f, out[1] = (a + g[1]) * (-1.f / 6), out[2] = (a - g[1]) * (-1.f / 6);
  out[3] = b + c, out[4] = b - c, out[5] = g[2];
}

INLINE void to_weight(vec out[3], const vec u[6]) {
  vec a = (u[1] + u[2]) * (-1.f / 6), b = u[3] + u[4];
  out[0] = u[0] * 0.25f + a + b * (1.f / 24);
  out[1] = (u[2] - u[1]) * (1.f / 6) + (u[3] - u[4]) * (1.f / 12);
  out[2] = a + b * (1.f / 6) + u[5];
}

// The same along both axes, from an array [from, from] to one [to, to].
#define ALONG_BOTH(transform, from, to)                                        \
  INLINE void transform##_2d(vec out[to][to], const vec in[from][from]) {      \
    vec rows[from][to], column[from], done[to];                                \
    for (int r = 0; r < from; r++) transform(rows[r], in[r]);                  \
    for (int s = 0; s < to; s++) {                                             \
      for (int r = 0; r < from; r++) column[r] = rows[r][s];                   \
      transform(done, column);                                                 \
      for (int r = 0; r < to; r++) out[r][s] = done[r];                        \
    }                                                                          \
  }
ALONG_BOTH(of_input, 6, 6)
ALONG_BOTH(to_output, 6, 4)
ALONG_BOTH(of_cotangent, 4, 6)
ALONG_BOTH(of_weight, 3, 6)
ALONG_BOTH(to_weight, 6, 3)

static int64_t tiles_of(const struct job *job) {
  return job->images * (job->height / 4) * (job->width / 4);
}

struct place {
  int64_t row, column, pixel;  // of a tile's first pixel: in its image, and among all pixels
};

static struct place place_of(const struct job *job, int64_t tile) {
  int64_t across = job->width / 4, row = tile / across, column = tile % across * 4;
  return (struct place){row % (job->height / 4) * 4, column, row * 4 * job->width + column};
}

// The pixels of x that a tile needs, with zeros around the image.
INLINE void load_input(vec in[6][6], const struct job *job, struct place p, int64_t c) {
  const float *first = job->x + (p.pixel - job->width - 1) * job->channels + c;
  for (int r = 0; r < 6; r++)
    for (int s = 0; s < 6; s++) {
      int inside = p.row + r > 0 && p.row + r <= job->height && p.column + s > 0 &&
                   p.column + s <= job->width;
      in[r][s] = inside ? load(first + (r * job->width + s) * job->channels) : (vec){0};
    }
}

INLINE void load_cotangent(vec in[4][4], const struct job *job, struct place p, int64_t k) {
  const float *first = job->dy + p.pixel * job->kernels + k;
  for (int r = 0; r < 4; r++)
    for (int s = 0; s < 4; s++) in[r][s] = load(first + (r * job->width + s) * job->kernels);
}

// The frequencies of `count` channels of a tile of x, one in each plane.
static void transform_input(const struct job *job, int64_t tile, int64_t first, int64_t count,
                            float *v, int64_t plane) {
  struct place p = place_of(job, tile);
  for (int64_t c = 0; c < count; c += LANES) {
    vec in[6][6], out[6][6];
    load_input(in, job, p, first + c);
    of_input_2d(out, in);
    for (int f = 0; f < FREQUENCIES; f++) store(v + f * plane + c, out[f / 6][f % 6]);
  }
}

// The frequencies of a tile of dy.
static void transform_cotangent(const struct job *job, int64_t tile, float *z, int64_t plane) {
  struct place p = place_of(job, tile);
  for (int64_t k = 0; k < job->kernels; k += LANES) {
    vec in[4][4], out[6][6];
    load_cotangent(in, job, p, k);
    of_cotangent_2d(out, in);
    for (int f = 0; f < FREQUENCIES; f++) store(z + f * plane + k, out[f / 6][f % 6]);
  }
}

// `count` kernels of a tile of y from their frequencies.
static void transform_output(const struct job *job, int64_t tile, int64_t first, int64_t count,
                             const float *m, int64_t plane) {
  int64_t kernels = job->kernels;
  float *y = job->y + place_of(job, tile).pixel * kernels + first;
  for (int64_t k = 0; k < count; k += LANES) {
    vec in[6][6], out[4][4], bias = job->bias ? load(job->bias + first + k) : (vec){0};
    for (int f = 0; f < FREQUENCIES; f++) in[f / 6][f % 6] = load(m + f * plane + k);
    to_output_2d(out, in);
    for (int r = 0; r < 4; r++)
      for (int s = 0; s < 4; s++)
        store(y + (r * job->width + s) * kernels + k, out[r][s] + bias);
  }
}

// The frequencies of LANES weights, one in each plane.
INLINE void store_frequencies(float *u, int64_t plane, const vec in[3][3]) {
  vec out[6][6];
  of_weight_2d(out, in);
  for (int f = 0; f < FREQUENCIES; f++) store(u + f * plane, out[f / 6][f % 6]);
}

typedef void transform(const struct job *, int64_t c, int64_t k, float *u, int64_t plane);

// u, planes [LANES, PAIR], of the weights of LANES channels from c and kernels from k.
static void transform_weights(const struct job *job, int64_t c, int64_t k, float *u,
                              int64_t plane) {
  float turned[9][LANES][LANES] __attribute__((aligned(64)));  // [channel][kernel]
  for (int l = 0; l < LANES; l++)
    for (int t = 0; t < 9; t++)
      for (int i = 0; i < LANES; i++)
        turned[t][i][l] = job->weight[((k + l) * 9 + t) * job->channels + c + i];
  for (int i = 0; i < LANES; i++) {
    vec in[3][3];
    for (int t = 0; t < 9; t++) in[t / 3][t % 3] = load(turned[t][i]);
    store_frequencies(u + i * PAIR, plane, in);
  }
}

// The same for the convolution of dy that gives the gradient of x: the weights are turned by half a
// turn, and channels and kernels are exchanged.
static void transform_turned(const struct job *job, int64_t c, int64_t k, float *u,
                                     int64_t plane) {
  for (int i = 0; i < LANES; i++) {
    vec in[3][3];
    for (int t = 0; t < 9; t++)
      in[t / 3][t % 3] = load(job->weight + ((c + i) * 9 + 8 - t) * job->kernels + k);
    store_frequencies(u + i * PAIR, plane, in);
  }
}

INLINE void frequencies(struct job *job, transform *of_weights) {
  int64_t channels = job->channels, kernels = job->kernels, plane = channels * kernels + SKEW;
  for (int64_t c; (c = next_unit(&job->next) * LANES) < channels;)
    for (int64_t k = 0; k < kernels; k += LANES)
      of_weights(job, c, k, job->u + (k / PAIR * channels + c) * PAIR + k % PAIR, plane);
}

// u, planes of panels [kernels / PAIR, channels, PAIR].
void holly_frequencies(struct job *job) { frequencies(job, transform_weights); }
void holly_frequencies_turned(struct job *job) { frequencies(job, transform_turned); }

// y from x and u.
void holly_convolve(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels, tiles = tiles_of(job);
  int64_t in = GROUP * channels + SKEW, out = GROUP * kernels + SKEW;
  float *v = numbers(FREQUENCIES * in), *m = numbers(FREQUENCIES * out);
  memset(v, 0, 4 * FREQUENCIES * in);  // the last group may be smaller
  for (int64_t first; (first = next_unit(&job->next) * GROUP) < tiles;) {
    int64_t count = least(GROUP, tiles - first);
    for (int64_t i = 0; i < count; i++)
      transform_input(job, first + i, 0, channels, v + i * channels, in);
    for (int f = 0; f < FREQUENCIES; f++)
      for (int64_t k = 0; k < kernels; k += PAIR)
        for (int64_t i = 0; i < count; i += TILE)
          multiply(m + f * out + i * kernels + k, kernels, v + f * in + i * channels, channels, 1,
                   job->u + f * (channels * kernels + SKEW) + k * channels, PAIR, channels, 0);
    for (int64_t i = 0; i < count; i++)
      transform_output(job, first + i, 0, kernels, m + i * kernels, out);
  }
  free(v), free(m);
}

// y from x and weights, for so few tiles that storing u and loading it again would take most of the
// time: each part of u is computed when it is needed and never leaves the cache.
INLINE void convolve_few(struct job *job, transform *of_weights) {
  int64_t channels = job->channels, kernels = job->kernels, tiles = tiles_of(job);
  int64_t in = up(tiles, TILE) * channels + SKEW, out = up(tiles, TILE) * PAIR + SKEW;
  int64_t plane = BLOCK * PAIR + SKEW;
  float *v = numbers(FREQUENCIES * in), *m = numbers(FREQUENCIES * out);
  float *u = numbers(FREQUENCIES * plane);
  memset(v, 0, 4 * FREQUENCIES * in);  // the last tiles may be missing
  for (int64_t i = 0; i < tiles; i++) transform_input(job, i, 0, channels, v + i * channels, in);
  for (int64_t k; (k = next_unit(&job->next) * PAIR) < kernels;) {
    for (int64_t c = 0; c < channels; c += BLOCK) {
      for (int64_t i = 0; i < BLOCK; i += LANES)
        for (int64_t l = 0; l < PAIR; l += LANES)
          of_weights(job, c + i, k + l, u + i * PAIR + l, plane);
      for (int f = 0; f < FREQUENCIES; f++)
        for (int64_t i = 0; i < tiles; i += TILE)
          multiply(m + f * out + i * PAIR, PAIR, v + f * in + i * channels + c, channels, 1,
                   u + f * plane, PAIR, BLOCK, c > 0);
    }
    for (int64_t i = 0; i < tiles; i++) transform_output(job, i, k, PAIR, m + i * PAIR, out);
  }
  free(v), free(m), free(u);
}

void holly_convolve_few(struct job *job) { convolve_few(job, transform_weights); }
void holly_convolve_few_turned(struct job *job) { convolve_few(job, transform_turned); }

INLINE void store_weight(const struct job *job, int64_t c, int64_t k, const vec out[3][3]) {
  float *first = job->dweight + k * 9 * job->channels + c;
  for (int t = 0; t < 9; t++) store(first + t * job->channels, out[t / 3][t % 3]);
}

// TILE kernels of the weights' gradient, from those of u, planes [TILE, PAIR], from channel c on.
static void transform_gradient(const struct job *job, int64_t c, int64_t k, const float *u,
                               int64_t plane) {
  for (int r = 0; r < TILE; r++)
    for (int64_t l = 0; l < PAIR; l += LANES) {
      vec in[6][6], out[3][3];
      for (int f = 0; f < FREQUENCIES; f++) in[f / 6][f % 6] = load(u + f * plane + r * PAIR + l);
      to_weight_2d(out, in);
      store_weight(job, c + l, k + r, out);
    }
}

// The gradient of the weights, for as few tiles. A unit is PAIR channels.
void holly_weight_gradient_few(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels, tiles = tiles_of(job);
  int64_t z_plane = tiles * kernels + SKEW, v_plane = tiles * PAIR + SKEW;
  int64_t plane = TILE * PAIR + SKEW;
  float *z = numbers(FREQUENCIES * z_plane), *v = numbers(FREQUENCIES * v_plane);
  float *u = numbers(FREQUENCIES * plane);
  for (int64_t i = 0; i < tiles; i++) transform_cotangent(job, i, z + i * kernels, z_plane);
  for (int64_t c; (c = next_unit(&job->next) * PAIR) < channels;) {
    for (int64_t i = 0; i < tiles; i++) transform_input(job, i, c, PAIR, v + i * PAIR, v_plane);
    for (int64_t k = 0; k < kernels; k += TILE) {
      for (int f = 0; f < FREQUENCIES; f++)
        multiply(u + f * plane, PAIR, z + f * z_plane + k, 1, kernels, v + f * v_plane, PAIR, tiles,
                 0);
      transform_gradient(job, c, k, u, plane);
    }
  }
  free(z), free(v), free(u);
}

// v, planes [CHUNK, channels], and z, planes [CHUNK, kernels]: the frequencies of one row of these
// tiles of x and dy.
INLINE void transform_row(const struct job *job, int64_t first, int64_t count, float *v, float *z,
                          const int row) {
  int64_t channels = job->channels, kernels = job->kernels;
  for (int64_t i = 0; i < count; i++) {
    struct place p = place_of(job, first + i);
    for (int64_t c = 0; c < channels; c += LANES) {
      vec in[6][6], column[6], done[6], picked[6];
      load_input(in, job, p, c);
      for (int s = 0; s < 6; s++) {
        for (int r = 0; r < 6; r++) column[r] = in[r][s];
        of_input(done, column);
        picked[s] = done[row];
      }
      of_input(done, picked);
      float *out = v + i * channels + c;
      for (int s = 0; s < 6; s++) store(out + s * (CHUNK * channels + SKEW), done[s]);
    }
    for (int64_t k = 0; k < kernels; k += LANES) {
      vec in[4][4], column[4], done[6], picked[4];
      load_cotangent(in, job, p, k);
      for (int s = 0; s < 4; s++) {
        for (int r = 0; r < 4; r++) column[r] = in[r][s];
        of_cotangent(done, column);
        picked[s] = done[row];
      }
      of_cotangent(done, picked);
      float *out = z + i * kernels + k;
      for (int s = 0; s < 6; s++) store(out + s * (CHUNK * kernels + SKEW), done[s]);
    }
  }
}

static void transform_rows(const struct job *job, int64_t first, int64_t count, float *v, float *z,
                           int64_t row) {
  switch (row) {  // as constants, so that nothing is computed for the other rows
    case 0: return transform_row(job, first, count, v, z, 0);
    case 1: return transform_row(job, first, count, v, z, 1);
    case 2: return transform_row(job, first, count, v, z, 2);
    case 3: return transform_row(job, first, count, v, z, 3);
    case 4: return transform_row(job, first, count, v, z, 4);
    case 5: return transform_row(job, first, count, v, z, 5);
  }
}

// u, planes [kernels, channels] for each PART of the tiles: the sum of z transposed times v. A unit
// is a row of frequencies of a part, small enough to stay in a cache.
void holly_correlate(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels, tiles = tiles_of(job);
  int64_t plane = channels * kernels + SKEW;
  int64_t v_plane = CHUNK * channels + SKEW, z_plane = CHUNK * kernels + SKEW;
  float *v = numbers(6 * v_plane), *z = numbers(6 * z_plane);
  for (int64_t unit; (unit = next_unit(&job->next)) / 6 * PART < tiles;) {
    int64_t begin = unit / 6 * PART, end = least(tiles, begin + PART);
    for (int64_t first = begin; first < end; first += CHUNK) {
      int64_t count = least(CHUNK, end - first);
      transform_rows(job, first, count, v, z, unit % 6);
      for (int s = 0; s < 6; s++)
        for (int64_t c = 0; c < channels; c += PAIR)
          for (int64_t k = 0; k < kernels; k += TILE)
            multiply(job->u + (unit * 6 + s) * plane + k * channels + c, channels,
                     z + s * z_plane + k, 1, kernels, v + s * v_plane + c, channels, count,
                     first > begin);
    }
  }
  free(v), free(z);
}

INLINE vec sum_of_parts(const float *u, int64_t part, int64_t parts) {
  vec sum = load(u);
  for (int64_t p = 1; p < parts; p++) sum += load(u + p * part);
  return sum;
}

// The gradient of the weights from u.
void holly_weight_gradient(struct job *job) {
  int64_t channels = job->channels, plane = channels * job->kernels + SKEW;
  int64_t parts = (tiles_of(job) + PART - 1) / PART;
  for (int64_t k; (k = next_unit(&job->next)) < job->kernels;)
    for (int64_t c = 0; c < channels; c += LANES) {
      vec in[6][6], out[3][3];
      for (int f = 0; f < FREQUENCIES; f++)
        in[f / 6][f % 6] =
            sum_of_parts(job->u + f * plane + k * channels + c, FREQUENCIES * plane, parts);
      to_weight_2d(out, in);
      store_weight(job, c, k, out);
    }
}
