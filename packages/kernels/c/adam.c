/* Global-norm clipping and Adam (Kingma & Ba 2015), with PyTorch's conventions. */
#include "plan.h"

/* base^exponent by squaring. */
static double power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

/* Euclidean norm of x[size], in float64; size: a multiple of twice the vector width. */
static double norm(const float *x, int size) {
  DoubleVector squares[4] = {{0}, {0}, {0}, {0}};
  for (const float *end = x + size; x < end;) {
    UNROLL_FULLY
    for (int part = 0; part < 4; part++, x += VECTOR_WIDTH / 2) squares[part] += load_doubles(x) * load_doubles(x);
  }
  const DoubleVector total = squares[0] + squares[1] + (squares[2] + squares[3]);
  double sum = 0;
  for (int lane = 0; lane < VECTOR_WIDTH / 2; lane++) sum += total[lane];
  return __builtin_sqrt(sum);
}

/*
 * One step of Adam on the gradient scaled by min(1, max norm / (norm + 1e-6)). Returns 0, and leaves parameters and moments as they
 * are, when the norm is not finite.
 */
EXPORT(apply_gradient)
int apply_gradient(Byte *arena, int plan_offset) {
  struct Plan *plan = plan_at(arena, plan_offset);
  const float *gradient = floats(arena, plan->gradient);
  const int size = plan->num_parameters;
  plan->gradient_norm = norm(gradient, size);
  if (!(plan->gradient_norm < __builtin_inf())) return 0;

  const int step = ++plan->optimizer_step;
  const double scale = plan->max_gradient_norm / (plan->gradient_norm + 1e-6);
  const Vector clip = splat(scale < 1 ? (float)scale : 1.0f);
  const Vector beta1 = splat((float)plan->beta1), rest1 = splat((float)(1 - plan->beta1));
  const Vector beta2 = splat((float)plan->beta2), rest2 = splat((float)(1 - plan->beta2));
  const Vector rate = splat((float)(plan->learning_rate / (1 - power(plan->beta1, step))));
  const Vector correction = splat((float)(1 / __builtin_sqrt(1 - power(plan->beta2, step))));
  const Vector epsilon = splat((float)plan->epsilon);
  float *parameters = floats(arena, plan->parameters);
  float *first = floats(arena, plan->first_moment), *second = floats(arena, plan->second_moment);
  for (int i = 0; i < size; i += VECTOR_WIDTH) {
    const Vector g = load(gradient + i) * clip;
    const Vector m = beta1 * load(first + i) + rest1 * g;
    const Vector v = beta2 * load(second + i) + rest2 * g * g;
    store(first + i, m);
    store(second + i, v);
    store(parameters + i, load(parameters + i) - rate * m / (square_root(v) * correction + epsilon));
  }
  plan->transposed_is_stale = 1;
  return 1;
}
