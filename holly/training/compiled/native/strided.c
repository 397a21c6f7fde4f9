// 3x3 convolutions of stride 2 on a CPU and their gradients, as matrix products. Images are
// [images, height, width, channels] in memory, with even height and width. One factor is the
// patches, copied side by side; the other is panels of PAIR kernels or channels.
//
// Every thread calls a function with the same job and takes units of work until none is left. Which
// thread takes which unit changes no bit of the result.

#include "product.h"

enum { GROUP = 32, STRIP = 128 };  // pixels of the output at once, and for the weights' gradient

struct job {
  const float *x, *weight, *bias, *dy;  // [.., channels], [kernels, 3, 3, channels], [kernels], y's
  float *y, *dx, *dweight;              // [.., kernels], as x, as weight
  float *panels;                        // of weights: see holly_panels and holly_turned_panels
  int64_t images, height, width, channels, kernels;
  int64_t next;  // the first unit that no thread has taken
};

INLINE void copy(float *out, const float *in, int64_t count) {
  for (int64_t i = 0; i < count; i += LANES) store(out + i, load(in + i));
}

INLINE void clear(float *out, int64_t count) {
  for (int64_t i = 0; i < count; i += LANES) store(out + i, (vec){0});
}

struct place {
  int64_t image, row, column;
};  // of a pixel of the output

static struct place place_of(const struct job *job, int64_t pixel) {
  int64_t down = job->height / 2, across = job->width / 2;
  return (struct place){pixel / across / down, pixel / across % down, pixel % across};
}

static int64_t pixels_of(const struct job *job) {
  return job->images * (job->height / 2) * (job->width / 2);
}

// Panels [kernels / PAIR, 3, 3, channels, PAIR].
void holly_panels(struct job *job) {
  int64_t rows = 9 * job->channels;
  for (int64_t n; (n = next_unit(&job->next) * LANES) < rows;)
    for (int64_t k = 0; k < job->kernels; k += PAIR)
      for (int i = 0; i < LANES; i++)
        for (int l = 0; l < PAIR; l++)
          job->panels[k * rows + (n + i) * PAIR + l] = job->weight[(k + l) * rows + n + i];
}

// The pixels of x for one pixel of the output, [3, 3, channels], with zeros above and on the left.
static void copy_patch(float *out, const struct job *job, struct place p) {
  int64_t channels = job->channels, line = job->width * channels;
  int64_t top = 2 * p.row - 1, left = 2 * p.column - 1;
  const float *in = job->x + (p.image * job->height + top) * line + left * channels;
  for (int r = 0; r < 3; r++, in += line, out += 3 * channels) {
    int64_t outside = top + r < 0 ? 3 : left < 0 ? 1 : 0;
    clear(out, outside * channels);
    copy(out + outside * channels, in + outside * channels, (3 - outside) * channels);
  }
}

// y from x and panels.
void holly_convolve(struct job *job) {
  int64_t kernels = job->kernels, rows = 9 * job->channels, pixels = pixels_of(job);
  float *patches = numbers(GROUP * rows), *sums = numbers(TILE * PAIR);
  clear(patches, GROUP * rows);  // the last group may be smaller
  for (int64_t first; (first = next_unit(&job->next) * GROUP) < pixels;) {
    int64_t count = least(GROUP, pixels - first);
    for (int64_t i = 0; i < count; i++)
      copy_patch(patches + i * rows, job, place_of(job, first + i));
    for (int64_t k = 0; k < kernels; k += PAIR) {
      vec left = load(job->bias + k), right = load(job->bias + k + LANES);
      for (int64_t i = 0; i < count; i += TILE) {
        multiply(sums, PAIR, patches + i * rows, rows, 1, job->panels + k * rows, PAIR, rows, 0);
        float *out = job->y + (first + i) * kernels + k;
        for (int64_t r = 0; r < least(TILE, count - i); r++) {
          store(out + r * kernels, load(sums + r * PAIR) + left);
          store(out + r * kernels + LANES, load(sums + r * PAIR + LANES) + right);
        }
      }
    }
  }
  free(patches), free(sums);
}

// Each of the 2x2 pixels [row, column] of a cell of x contributes to up to four output pixels: the
// cell's own, and those to the right, below, and below to the right. In the order RIGHT, SAME,
// BELOW, BOTH these are `count` neighbours from `first` on, each through one of these taps.
enum { RIGHT, SAME, BELOW, BOTH, NEIGHBOURS };
static const struct {
  int first, count, taps[NEIGHBOURS];
} RUNS[4] = {{SAME, 1, {4}}, {RIGHT, 2, {3, 5}}, {SAME, 2, {7, 1}}, {RIGHT, 4, {6, 8, 2, 0}}};

// Panels [channels / PAIR, taps in the order of RUNS, kernels, PAIR].
void holly_turned_panels(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels;
  for (int64_t k; (k = next_unit(&job->next)) < kernels;)
    for (int64_t c = 0; c < channels; c += PAIR) {
      float *out = job->panels + c * 9 * kernels + k * PAIR;
      for (int pixel = 0; pixel < 4; pixel++)
        for (int t = 0; t < RUNS[pixel].count; t++, out += kernels * PAIR)
          copy(out, job->weight + (k * 9 + RUNS[pixel].taps[t]) * channels + c, PAIR);
    }
}

// The cotangents of a cell's neighbours, [NEIGHBOURS, kernels], with zeros below and on the right.
static void copy_neighbours(float *out, const struct job *job, int64_t cell) {
  struct place p = place_of(job, cell);
  int64_t kernels = job->kernels, across = job->width / 2;
  int right = p.column + 1 < across, below = p.row + 1 < job->height / 2;
  int there[NEIGHBOURS] = {right, 1, below, right && below};
  int64_t steps[NEIGHBOURS] = {1, 0, across, across + 1};
  for (int n = 0; n < NEIGHBOURS; n++, out += kernels)
    if (there[n])
      copy(out, job->dy + (cell + steps[n]) * kernels, kernels);
    else
      clear(out, kernels);
}

// dx from dy and turned panels.
void holly_input_gradient(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels, cells = pixels_of(job);
  int64_t line = NEIGHBOURS * kernels;
  float *cotangents = numbers(GROUP * line), *sums = numbers(TILE * PAIR);
  clear(cotangents, GROUP * line);  // the last group may be smaller
  for (int64_t first; (first = next_unit(&job->next) * GROUP) < cells;) {
    int64_t count = least(GROUP, cells - first);
    for (int64_t i = 0; i < count; i++) copy_neighbours(cotangents + i * line, job, first + i);
    for (int64_t c = 0; c < channels; c += PAIR) {
      const float *panel = job->panels + c * 9 * kernels;
      for (int pixel = 0; pixel < 4; pixel++) {
        int64_t rows = RUNS[pixel].count * kernels;
        const float *from = cotangents + RUNS[pixel].first * kernels;
        for (int64_t i = 0; i < count; i += TILE) {
          multiply(sums, PAIR, from + i * line, line, 1, panel, PAIR, rows, 0);
          for (int64_t r = 0; r < least(TILE, count - i); r++) {
            struct place p = place_of(job, first + i + r);
            int64_t row = p.image * job->height + 2 * p.row + pixel / 2;
            int64_t place = row * job->width + 2 * p.column + pixel % 2;
            copy(job->dx + place * channels + c, sums + r * PAIR, PAIR);
          }
        }
        panel += rows * PAIR;
      }
    }
  }
  free(cotangents), free(sums);
}

// The contribution of PAIR channels of x to these pixels of the output through a tap.
static void copy_channels(float *out, const struct job *job, int64_t first, int64_t count,
                          int64_t tap, int64_t c) {
  struct place p = place_of(job, first);
  for (int64_t i = 0; i < count; i++, out += PAIR) {
    int64_t row = 2 * p.row + tap / 3 - 1, column = 2 * p.column + tap % 3 - 1;
    int64_t place = (p.image * job->height + row) * job->width + column;
    if (row < 0 || column < 0)
      clear(out, PAIR);
    else
      copy(out, job->x + place * job->channels + c, PAIR);
    if (++p.column < job->width / 2) continue;
    p.column = 0;
    if (++p.row < job->height / 2) continue;
    p.row = 0, p.image++;
  }
}

// The gradient of the weights from x and dy. A unit is PAIR channels of a tap.
void holly_weight_gradient(struct job *job) {
  int64_t channels = job->channels, kernels = job->kernels, blocks = channels / PAIR;
  int64_t pixels = pixels_of(job);
  float *x = numbers(STRIP * PAIR), *sums = numbers(kernels * PAIR);
  for (int64_t unit; (unit = next_unit(&job->next)) < 9 * blocks;) {
    int64_t tap = unit / blocks, c = unit % blocks * PAIR;
    for (int64_t first = 0; first < pixels; first += STRIP) {
      int64_t count = least(STRIP, pixels - first);
      copy_channels(x, job, first, count, tap, c);
      for (int64_t k = 0; k < kernels; k += TILE)
        multiply(sums + k * PAIR, PAIR, job->dy + first * kernels + k, 1, kernels, x, PAIR, count,
                 first > 0);
    }
    for (int64_t k = 0; k < kernels; k++)
      copy(job->dweight + (k * 9 + tap) * channels + c, sums + k * PAIR, PAIR);
  }
  free(x), free(sums);
}
