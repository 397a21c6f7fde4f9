// Equation 1 and its gradient on a CPU: the sum of _factorised.py, fused and kept in registers.
//
// The points of an image are sorted into cells of CELL_ROWS x CELL_COLUMNS pixels and processed in
// blocks of BLOCK, and these in strips of TILE. A Gaussian ends at REACH sigma, at 1e-13 of its
// peak (as in _cuda.py), so a block reaches a band of rows and a strip a few columns. Every thread
// calls holly_draw or holly_differentiate with the same job and takes units of work until none is
// left. Which thread takes which unit changes no bit of the result.

#include "vectors.h"

enum { TILE = LANES };
enum { BLOCK = 48, STRIPS = BLOCK / TILE, CELL_ROWS = 16, CELL_COLUMNS = 8 };

static const float REACH = 7.75f, INVERSE_TWO_PI = 0.159154943f;

typedef struct {
  int64_t from, to;
} span;  // pixels along an axis, in multiples of LANES

struct job {
  const float *x, *y, *sigma, *weights;  // [images, points], sigma [images]; weights may be NULL
  float *image;                          // [images, height, width]
  const float *cotangent;                // the same
  float *dx, *dy, *dsigma, *dweights;    // [images, points]; dweights may be NULL
  int64_t images, points, height, width;
  int64_t parts;  // units of work in an image
  int64_t next;   // the first unit that no thread has taken
};

struct scratch {
  int64_t height, width;  // of an image, padded
  float *gx, *gy;         // factors [BLOCK, width] and [BLOCK, height]
  int32_t *order, *cells;
  int64_t cell_rows, cell_columns;
  int64_t points;  // in `order`
};

struct block {
  float x[BLOCK], y[BLOCK], weight[BLOCK];
  int64_t count, strips;
  span rows, columns[STRIPS];
};

static struct scratch make_scratch(const struct job *job) {
  struct scratch s;
  s.height = up(job->height, LANES) + LANES;  // rows of a power of two would share cache lines
  s.width = up(job->width, LANES) + LANES;
  s.cell_rows = job->height / CELL_ROWS + 3;
  s.cell_columns = job->width / CELL_COLUMNS + 3;
  s.gx = numbers(BLOCK * s.width);
  s.gy = numbers(BLOCK * s.height);
  s.order = (int32_t *)numbers(job->points);
  s.cells = (int32_t *)numbers(s.cell_rows * s.cell_columns + 1);
  return s;
}

static void free_scratch(struct scratch *s) {
  free(s->gx), free(s->gy), free(s->order), free(s->cells);
}

INLINE vec ladder(void) {
  static const float steps[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return load(steps);
}

INLINE float total(vec v) {
  float sums[LANES];
  memcpy(sums, &v, sizeof v);
  for (int half = LANES / 2; half; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

// exp(e) for e <= 0, as 2^n exp(r) with the series of exp(r), r at most log(2) / 2. Zero where a
// Gaussian ends.
INLINE vec exponential(vec e) {
  const float magic = 12582912;  // 1.5 * 2^23: adding it turns the lowest bits into an integer
  vec shifted = e * 1.44269504f + magic, n = shifted - magic;
  vec r = e - n * 0.693145752f - n * 1.42860677e-6f;  // log(2) in two parts, the first exact
  vec p = r * (1.f / 5040) + 1.f / 720;
  p = p * r + 1.f / 120;
  p = p * r + 1.f / 24;
  p = p * r + 1.f / 6;
  p = p * r + 1.f / 2;
  p = p * r + 1;
  p = p * r + 1;
  ivec power = ((ivec)shifted - 0x4B400000 + 127) << 23;
  ivec ended = e < -0.5f * REACH * REACH;  // false for NaN, which must be kept
  return (vec)((ivec)(p * (vec)power) & ~ended);
}

// scale * exp(-(i - centre)^2 / 2 sigma^2) for i in the span; precision is 1 / sigma^2.
static void factor(float *out, float centre, float precision, float scale, span s) {
  for (int64_t i = s.from; i < s.to; i += LANES) {
    vec d = ladder() + ((float)i - centre);
    *(vec *)(out + i) = exponential(d * d * (-0.5f * precision)) * scale;
  }
}

// tile = a b, for a [TILE, count] and b [count, LANES] with these strides.
INLINE void multiply(
    vec tile[TILE], const float *a, int64_t a_row, int64_t a_k, const float *b, int64_t b_k,
    int64_t count) {
  vec sum[TILE] = {0};
  for (int64_t k = 0; k < count; k++) {
    vec row = *(const vec *)(b + k * b_k);
#pragma GCC unroll 16
    for (int r = 0; r < TILE; r++) sum[r] += a[r * a_row + k * a_k] * row;
  }
  memcpy(tile, sum, sizeof sum);
}

static int64_t cell(float v, int64_t pixels, int64_t step) {
  return v >= 0 ? (v < pixels ? (int64_t)v / step + 1 : pixels / step + 2) : 0;
}

static int64_t cell_of(const struct scratch *s, const struct job *job, int64_t n) {
  int64_t row = cell(job->y[n], job->height, CELL_ROWS);
  return row * s->cell_columns + cell(job->x[n], job->width, CELL_COLUMNS);
}

static int counts(const struct job *job, int64_t n) {
  return job->dweights || !job->weights || job->weights[n] != 0;
}

// Sort the points of an image that have weight by their cells.
static void sort(struct scratch *s, const struct job *job, int64_t image) {
  int64_t cells = s->cell_rows * s->cell_columns, begin = image * job->points;
  memset(s->cells, 0, 4 * (cells + 1));
  for (int64_t n = 0; n < job->points; n++)
    if (counts(job, begin + n)) s->cells[cell_of(s, job, begin + n) + 1]++;
  for (int64_t c = 0; c < cells; c++) s->cells[c + 1] += s->cells[c];
  s->points = s->cells[cells];
  for (int64_t n = 0; n < job->points; n++)
    if (counts(job, begin + n)) s->order[s->cells[cell_of(s, job, begin + n)]++] = n;
}

// The pixels that Gaussians at these centres reach; all pixels if a number is not finite.
static span reached(const float *centre, int64_t count, float sigma, int64_t pixels) {
  float least = centre[0], most = centre[0], finite = 0 * sigma;
  for (int64_t k = 0; k < count; k++) {
    least = centre[k] < least ? centre[k] : least;
    most = centre[k] > most ? centre[k] : most;
    finite += 0 * centre[k];
  }
  if (finite != 0) return (span){0, up(pixels, LANES)};
  float low = least - REACH * sigma, high = most + REACH * sigma;
  if (low >= pixels || high < 0) return (span){0, 0};
  int64_t from = low > 0 ? (int64_t)low : 0, to = high < pixels ? (int64_t)high + 1 : pixels;
  return (span){from / LANES * LANES, up(to, LANES)};
}

// The points of an image from `first` on; the last strip is padded with points of no weight.
static void load_block(struct block *block, const struct scratch *s, const struct job *job,
                 int64_t image, int64_t first) {
  int64_t left = s->points - first;
  block->count = left < BLOCK ? left : BLOCK;
  block->strips = up(block->count, TILE) / TILE;
  for (int64_t k = 0; k < block->strips * TILE; k++) {
    int64_t place = first + (k < block->count ? k : block->count - 1);
    int64_t n = image * job->points + s->order[place];
    block->x[k] = job->x[n];
    block->y[k] = job->y[n];
    block->weight[k] = k >= block->count ? 0 : job->weights ? job->weights[n] : 1;
  }
  float sigma = job->sigma[image];
  block->rows = reached(block->y, block->count, sigma, job->height);
  for (int64_t strip = 0; strip < block->strips; strip++)
    block->columns[strip] = reached(block->x + strip * TILE, TILE, sigma, job->width);
}

// Both factors of point `k` of a block: across all columns, and within these rows.
static void fill(struct scratch *s, const struct block *block, int64_t k, float precision,
                 float scale, span rows) {
  memset(s->gx + k * s->width, 0, 4 * s->width);
  factor(s->gx + k * s->width, block->x[k], precision, 1, block->columns[k / TILE]);
  factor(s->gy + k * s->height, block->y[k], precision, scale, rows);
}

// Draw the factors of a block into `sum`, whose first row is `top`.
static void add(float *sum, int64_t top, const struct scratch *s, const struct block *block,
                span rows) {
  for (int64_t column = 0; column + LANES < s->width; column += LANES) {
    int64_t first = STRIPS, end = 0;
    for (int64_t strip = 0; strip < block->strips; strip++) {
      span c = block->columns[strip];
      if (column < c.from || column >= c.to) continue;
      first = strip < first ? strip : first;
      end = strip + 1;
    }
    if (!end) continue;
    int64_t begin = first * TILE, count = (end - first) * TILE;
    for (int64_t row = rows.from; row < rows.to; row += TILE) {
      vec tile[TILE];
      float *out = sum + (row - top) * s->width + column;
      multiply(tile, s->gy + begin * s->height + row, 1, s->height,
               s->gx + begin * s->width + column, s->width, count);
      for (int r = 0; r < TILE; r++) *(vec *)(out + r * s->width) += tile[r];
    }
  }
}

// Draw the images; a unit is a band of rows of one image.
void holly_draw(struct job *job) {
  struct scratch s = make_scratch(job);
  int64_t band = up((job->height + job->parts - 1) / job->parts, 16);
  float *sum = numbers(band * s.width);
  for (int64_t unit; (unit = next_unit(&job->next)) < job->images * job->parts;) {
    int64_t image = unit / job->parts, top = unit % job->parts * band;
    int64_t bottom = top + band < job->height ? top + band : job->height;
    float precision = 1 / (job->sigma[image] * job->sigma[image]);
    memset(sum, 0, 4 * band * s.width);
    sort(&s, job, image);
    for (int64_t first = 0; first < s.points && top < bottom; first += BLOCK) {
      struct block block;
      load_block(&block, &s, job, image, first);
      span rows = block.rows;
      rows.from = rows.from < top ? top : rows.from;
      rows.to = rows.to > top + band ? top + band : rows.to;
      if (rows.from >= rows.to) continue;
      for (int64_t k = 0; k < block.strips * TILE; k++)
        fill(&s, &block, k, precision, block.weight[k], rows);
      add(sum, top, &s, &block, rows);
    }
    float *out = job->image + (image * job->height + top) * job->width;
    for (int64_t row = 0; row < bottom - top; row++)
      for (int64_t column = 0; column < job->width; column++)
        *out++ = sum[row * s.width + column] * (precision * INVERSE_TWO_PI);
  }
  free_scratch(&s), free(sum);
}

// Add the moments of product * g about each point's centre to its moments [3], from this pixel on.
INLINE void add_moments(
    vec moments[TILE][3], const vec product[TILE], const float *g, int64_t g_row,
    const float *centre, int64_t pixel) {
  for (int r = 0; r < TILE; r++) {
    vec m = product[r] * *(const vec *)(g + r * g_row + pixel);
    vec d = ladder() + ((float)pixel - centre[r]);
    moments[r][0] += m;
    moments[r][1] += m * d;
    moments[r][2] += m * d * d;
  }
}

// The cotangent of an image and its transpose, each padded with zeros.
static void copy(float *c, float *turned, const struct scratch *s, const struct job *job,
                 int64_t image) {
  const float *in = job->cotangent + image * job->height * job->width;
  for (int64_t i = 0; i < job->height; i++)
    memcpy(c + i * s->width, in + i * job->width, 4 * job->width);
  for (int64_t top = 0; top < job->height; top += 16)
    for (int64_t j = 0; j < job->width; j++)
      for (int64_t i = top; i < top + 16 && i < job->height; i++)
        turned[j * s->height + i] = in[i * job->width + j];
}

// The gradient of the strip of a block that begins with point `first` of the order.
static void differentiate(const struct job *job, const struct scratch *s, const struct block *block,
                          const float *c, const float *turned, int64_t image, int64_t first,
                          int64_t strip) {
  vec along_x[TILE][3] = {0}, along_y[TILE][3] = {0};
  int64_t begin = strip * TILE;
  const float *gx = s->gx + begin * s->width, *gy = s->gy + begin * s->height;
  span rows = block->rows, columns = block->columns[strip];
  int64_t row_count = rows.to - rows.from, column_count = columns.to - columns.from;
  for (int64_t column = columns.from; row_count && column < columns.to; column += LANES) {
    vec product[TILE];
    multiply(product, gy + rows.from, s->height, 1, c + rows.from * s->width + column, s->width,
             row_count);
    add_moments(along_x, product, gx, s->width, block->x + begin, column);
  }
  for (int64_t row = rows.from; column_count && row < rows.to; row += LANES) {
    vec product[TILE];
    multiply(product, gx + columns.from, s->width, 1, turned + columns.from * s->height + row,
             s->height, column_count);
    add_moments(along_y, product, gy, s->height, block->y + begin, row);
  }
  float sigma = job->sigma[image], precision = 1 / (sigma * sigma);
  float peak = precision * INVERSE_TWO_PI;
  for (int64_t r = 0; r < TILE && begin + r < block->count; r++) {
    int64_t n = image * job->points + s->order[first + begin + r];
    float sum = total(along_x[r][0]), w = peak * block->weight[begin + r];
    float square = total(along_x[r][2]) + total(along_y[r][2]);
    job->dx[n] = w * total(along_x[r][1]) * precision;
    job->dy[n] = w * total(along_y[r][1]) * precision;
    job->dsigma[n] = w * (square * precision - 2 * sum) / sigma;
    if (job->dweights) job->dweights[n] = sum * peak;
  }
}

// Differentiate the images; a unit is a share of the points of one image.
void holly_differentiate(struct job *job) {
  struct scratch s = make_scratch(job);
  int64_t share = up((job->points + job->parts - 1) / job->parts, BLOCK);
  int64_t pixels = s.height * s.width, copied = -1;
  float *c = numbers(pixels), *turned = numbers(pixels);
  memset(c, 0, 4 * pixels);
  memset(turned, 0, 4 * pixels);
  for (int64_t unit; (unit = next_unit(&job->next)) < job->images * job->parts;) {
    int64_t image = unit / job->parts, begin = unit % job->parts * share;
    int64_t end = begin + share < job->points ? begin + share : job->points;
    float precision = 1 / (job->sigma[image] * job->sigma[image]);
    if (image != copied) sort(&s, job, image), copy(c, turned, &s, job, image);
    copied = image;
    for (int64_t first = begin; first < end; first += BLOCK) {
      struct block block;
      load_block(&block, &s, job, image, first);
      for (int64_t k = 0; k < block.strips * TILE; k++)
        fill(&s, &block, k, precision, 1, block.rows);
      for (int64_t strip = 0; strip < block.strips; strip++)
        differentiate(job, &s, &block, c, turned, image, first, strip);
    }
  }
  free_scratch(&s), free(c), free(turned);
}
