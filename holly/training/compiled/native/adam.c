// Adam on a CPU (Kingma and Ba 2015, algorithm 1).
//
// Every thread calls a function with the same job and takes units of work until none is left.

#include "vectors.h"

enum { UNIT = 1 << 14 };  // elements of a parameter

struct parameter {
  float *restrict value, *restrict mean, *restrict square;  // and the gradient's moments
  const float *restrict gradient;
  int64_t count, first_unit;
  double rate;  // of the mean over the deviation
};

struct job {
  const struct parameter *parameters;
  int64_t count, units;
  double beta1, beta2, correction, epsilon;  // the last two of the deviation
  int64_t next;  // the first unit that no thread has taken
};

void holly_adam(struct job *job) {
  float memory = job->beta2, fresh1 = 1 - job->beta1, fresh2 = 1 - job->beta2;
  float correction = job->correction, epsilon = job->epsilon;
  for (int64_t unit; (unit = next_unit(&job->next)) < job->units;) {
    const struct parameter *p = job->parameters + job->count - 1;
    while (p->first_unit > unit) p--;
    int64_t first = (unit - p->first_unit) * UNIT, end = least(first + UNIT, p->count);
    float rate = p->rate;
    for (int64_t i = first; i < end; i++) {
      float g = p->gradient[i];
      p->mean[i] += fresh1 * (g - p->mean[i]);
      p->square[i] = memory * p->square[i] + fresh2 * g * g;
      float deviation = __builtin_sqrtf(p->square[i]) * correction + epsilon;
      p->value[i] -= rate * p->mean[i] / deviation;
    }
  }
}
