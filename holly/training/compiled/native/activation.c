// Batch normalisation and leaky ReLU on a CPU and their gradients: one pass for sums over pixels,
// one for the result. Images are [pixels of all images, channels] in memory; the number of channels
// is a power of two.
//
// Every thread calls a function with the same job and takes units of work until none is left. Each
// unit of pixels has sums of its own, which are added in the order of the units, so which thread
// takes which unit changes no bit of the result.

#include <math.h>

#include "vectors.h"

enum { UNIT = 1 << 14 };  // numbers, few enough to stay in a cache
enum { ROW = 4 };         // vectors at once: of one pixel, or of several pixels with few channels
enum { GROUP = 16 };      // channels whose sums are added by one thread

struct job {
  const float *x, *weight, *bias, *dy;  // [pixels, channels], [channels], [channels], as x
  float *y, *dx, *dweight, *dbias;      // as x, as x, [channels], [channels]
  float *sums, *mean, *rate;            // [units, 2, channels], [channels], [channels]
  float *running_mean, *running_var;    // [channels]
  int64_t pixels, channels;
  double momentum, epsilon, slope;
  int64_t next;  // the first unit that no thread has taken
};

static int64_t pixels_of_unit(const struct job *job) { return UNIT / job->channels; }

static int64_t units_of(const struct job *job) {
  return up(job->pixels, pixels_of_unit(job)) / pixels_of_unit(job);
}

static int64_t count_of(const struct job *job, int64_t unit) {
  return least(pixels_of_unit(job), job->pixels - unit * pixels_of_unit(job));
}

struct row {
  vec part[ROW];
};

#define EACH for (int i = 0; i < ROW; i++)

INLINE struct row row_at(const float *p) {
  struct row row;
  EACH row.part[i] = load(p + i * LANES);
  return row;
}

INLINE void put(float *p, struct row row) { EACH store(p + i * LANES, row.part[i]); }

// One number per channel from `first` on, repeated if a row is several pixels.
INLINE struct row row_of(const float *numbers, int64_t first, int64_t channels) {
  struct row row;
  EACH row.part[i] = load(numbers + first + i * LANES % channels);
  return row;
}

// The sums over a row's pixels.
INLINE void put_sums(float *sums, struct row row, int64_t channels) {
  for (int64_t i = ROW - 1; i * LANES >= channels; i--)
    row.part[i - channels / LANES] += row.part[i];
  for (int64_t i = 0; i < ROW && i * LANES < channels; i++) store(sums + i * LANES, row.part[i]);
}

// Scale and shift that normalise a row of channels: z = x scale + shift.
struct map {
  struct row mean, scale, shift;
};

INLINE struct map map_of(const struct job *job, int64_t c) {
  int64_t channels = job->channels;
  struct row mean = row_of(job->mean, c, channels), scale = row_of(job->weight, c, channels);
  struct row shift = row_of(job->bias, c, channels), rate = row_of(job->rate, c, channels);
  EACH scale.part[i] *= rate.part[i], shift.part[i] -= mean.part[i] * scale.part[i];
  return (struct map){mean, scale, shift};
}

// x where z > 0, elsewhere x slope.
INLINE vec leaky(vec z, vec x, float slope) {
  ivec positive = z > 0;
  return (vec)(((ivec)x & positive) | ((ivec)(slope * x) & ~positive));
}

// The rows of a unit, `at` being the place of each in x, for each row of channels from `c`.
#define ROWS(job, unit, at)                                                            \
  for (int64_t row = ROW * LANES, step = row < channels ? channels : row,              \
               first = (unit)*pixels_of_unit(job) * channels + c,                      \
               end = first + count_of(job, unit) * channels, at = first;               \
       at < end; at += step)
#define CHANNELS for (int64_t c = 0; c < channels; c += ROW * LANES)

// Sums of x - x0 and (x - x0)^2, where x0 is the first pixel of the unit, so that little cancels.
void holly_sums(struct job *job) {
  int64_t channels = job->channels, units = units_of(job);
  for (int64_t unit; (unit = next_unit(&job->next)) < units;) {
    float *sums = job->sums + unit * 2 * channels;
    CHANNELS {
      struct row origin = row_of(job->x + unit * pixels_of_unit(job) * channels, c, channels);
      struct row sum = {0}, square = {0};
      ROWS(job, unit, at) {
        struct row x = row_at(job->x + at);
        EACH {
          vec d = x.part[i] - origin.part[i];
          sum.part[i] += d, square.part[i] += d * d;
        }
      }
      put_sums(sums + c, sum, channels), put_sums(sums + channels + c, square, channels);
    }
  }
}

static void moments_of(struct job *job, int64_t c) {
  int64_t channels = job->channels, units = units_of(job), step = pixels_of_unit(job) * channels;
  double pixels = job->pixels, mean = 0, square = 0;
  for (int64_t u = 0; u < units; u++)
    mean += job->sums[u * 2 * channels + c] + count_of(job, u) * (double)job->x[u * step + c];
  mean /= pixels;
  for (int64_t u = 0; u < units; u++) {
    double count = count_of(job, u), sum = job->sums[u * 2 * channels + c];
    double off = job->x[u * step + c] + sum / count - mean;
    square += job->sums[(u * 2 + 1) * channels + c] - sum * sum / count + count * off * off;
  }
  job->mean[c] = mean, job->rate[c] = 1 / sqrt(square / pixels + job->epsilon);
  job->running_mean[c] += job->momentum * (mean - job->running_mean[c]);
  job->running_var[c] += job->momentum * (square / (pixels - 1) - job->running_var[c]);
}

// Mean and 1 / deviation of each channel from the sums, and the running statistics.
void holly_moments(struct job *job) {
  for (int64_t c; (c = next_unit(&job->next) * GROUP) < job->channels;)
    for (int i = 0; i < GROUP; i++) moments_of(job, c + i);
}

// y from x, mean and rate, beginning with the last unit, which is still in the cache.
void holly_activate(struct job *job) {
  int64_t channels = job->channels, units = units_of(job);
  float slope = job->slope;
  for (int64_t unit; (unit = units - 1 - next_unit(&job->next)) >= 0;)
    CHANNELS {
      struct map map = map_of(job, c);
      ROWS(job, unit, at) {
        struct row x = row_at(job->x + at);
        EACH {
          vec z = x.part[i] * map.scale.part[i] + map.shift.part[i];
          x.part[i] = leaky(z, z, slope);
        }
        put(job->y + at, x);
      }
    }
}

// Sums of dz and dz (x - mean).
void holly_gradient_sums(struct job *job) {
  int64_t channels = job->channels, units = units_of(job);
  float slope = job->slope;
  for (int64_t unit; (unit = next_unit(&job->next)) < units;) {
    float *sums = job->sums + unit * 2 * channels;
    CHANNELS {
      struct map map = map_of(job, c);
      struct row sum = {0}, product = {0};
      ROWS(job, unit, at) {
        struct row x = row_at(job->x + at), dy = row_at(job->dy + at);
        EACH {
          vec z = x.part[i] * map.scale.part[i] + map.shift.part[i];
          vec dz = leaky(z, dy.part[i], slope);
          sum.part[i] += dz, product.part[i] += dz * (x.part[i] - map.mean.part[i]);
        }
      }
      put_sums(sums + c, sum, channels), put_sums(sums + channels + c, product, channels);
    }
  }
}

static void parameter_gradients_of(struct job *job, int64_t c) {
  double sum = 0, product = 0;
  for (int64_t u = 0; u < units_of(job); u++) {
    sum += job->sums[u * 2 * job->channels + c];
    product += job->sums[(u * 2 + 1) * job->channels + c];
  }
  job->dbias[c] = sum, job->dweight[c] = product * job->rate[c];
}

// The gradients of weight and bias from the sums.
void holly_parameter_gradients(struct job *job) {
  for (int64_t c; (c = next_unit(&job->next) * GROUP) < job->channels;)
    for (int i = 0; i < GROUP; i++) parameter_gradients_of(job, c + i);
}

// dx from x, dy and the gradients of weight and bias.
void holly_gradient(struct job *job) {
  int64_t channels = job->channels, units = units_of(job);
  float slope = job->slope, share = 1. / job->pixels;
  for (int64_t unit; (unit = units - 1 - next_unit(&job->next)) >= 0;)
    CHANNELS {
      struct map map = map_of(job, c);
      struct row level = row_of(job->dbias, c, channels), rate = row_of(job->rate, c, channels);
      struct row tilt = row_of(job->dweight, c, channels);
      EACH level.part[i] *= share, tilt.part[i] *= share * rate.part[i];
      ROWS(job, unit, at) {
        struct row x = row_at(job->x + at), dy = row_at(job->dy + at);
        EACH {
          vec z = x.part[i] * map.scale.part[i] + map.shift.part[i];
          vec dz = leaky(z, dy.part[i], slope);
          vec off = x.part[i] - map.mean.part[i];
          x.part[i] = map.scale.part[i] * (dz - level.part[i] - tilt.part[i] * off);
        }
        put(job->dx + at, x);
      }
    }
}
