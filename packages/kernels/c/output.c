/*
 * A network's last layer, linear and of few outputs, which would leave most of a register tile's columns empty. Its weights lie by output:
 * [outputs x inputs], inputs being rounded up to the vector width, so that all three products go along the inputs.
 */
#include "gemm.h"
#include "plan.h"

/* Vectors of the inputs that the backward products take at a time. */
#define SPAN 4

/* y[outputs x y_stride], a row of x in each column, = weights x^T + biases. Rows of x up to a multiple of the vector width are read. */
static void output_forward(int rows, int inputs, int outputs, const float *x, int x_stride, const float *weights, const float *biases,
                           float *y, int y_stride) {
  for (int r = 0; r < rows; r += VECTOR_WIDTH) {
    for (int j = 0; j < outputs; j++) {
      const float *weight = weights + j * inputs, *from = x + r * x_stride;
      Vector sum[VECTOR_WIDTH];
      UNROLL_FULLY
      for (int i = 0; i < VECTOR_WIDTH; i++) sum[i] = splat(0);
      for (const float *end = weight + inputs; weight < end; weight += VECTOR_WIDTH, from += VECTOR_WIDTH) {
        const Vector w = load(weight);
        UNROLL_FULLY
        for (int i = 0; i < VECTOR_WIDTH; i++) sum[i] = multiply_add(w, load(from + i * x_stride), sum[i]);
      }
      store(y + j * y_stride + r, lane_sums(sum) + splat(biases[j]));
    }
  }
}

/* weights[count x vectors] (+)= d[rows x count]^T x[rows x vectors] */
INLINE void output_weight_tile(int count, int vectors, int rows, const float *d, int d_stride, const float *x, int x_stride, float *weights,
                               int stride, int accumulate) {
  Vector sum[2][SPAN];
  UNROLL_FULLY
  for (int j = 0; j < count; j++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) sum[j][v] = splat(0);
  }
  for (const float *end = d + rows * d_stride; d < end; d += d_stride, x += x_stride) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      const Vector b = load(x + v * VECTOR_WIDTH);
      UNROLL_FULLY
      for (int j = 0; j < count; j++) sum[j][v] = multiply_add(splat(d[j]), b, sum[j][v]);
    }
  }
  UNROLL_FULLY
  for (int j = 0; j < count; j++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      float *weight = weights + j * stride + v * VECTOR_WIDTH;
      store(weight, accumulate ? load(weight) + sum[j][v] : sum[j][v]);
    }
  }
}

/*
 * From d[rows x outputs], the loss gradient by the outputs: weights and biases = the gradient by them, or added to what is there when
 * `accumulate`.
 */
static void output_weight_gradient(int rows, int inputs, int outputs, const float *x, int x_stride, const float *d, float *weights,
                                   float *biases, int accumulate) {
  for (int j = 0; j < outputs; j += 2) {
    int k = 0;
#define TILE(count, vectors) \
  output_weight_tile(count, vectors, rows, d + j, outputs, x + k, x_stride, weights + j * inputs + k, inputs, accumulate), \
      k += vectors * VECTOR_WIDTH
    if (j + 2 <= outputs) {
      while (k + SPAN * VECTOR_WIDTH <= inputs) TILE(2, SPAN);
      while (k < inputs) TILE(2, 1);
    } else {
      while (k + SPAN * VECTOR_WIDTH <= inputs) TILE(1, SPAN);
      while (k < inputs) TILE(1, 1);
    }
#undef TILE
  }
  for (int j = 0; j < outputs; j++) {
    float sum = 0;
    for (int r = 0; r < rows; r++) sum += d[r * outputs + j];
    biases[j] = accumulate ? biases[j] + sum : sum;
  }
}

/* h[2 x vectors] = (d[2 x outputs] weights[outputs x vectors]) * activation'(h) */
INLINE void output_input_tile(int vectors, int outputs, const float *d, const float *weights, int stride, float *h, int h_stride,
                              int activation) {
  Vector sum[2][SPAN];
  UNROLL_FULLY
  for (int v = 0; v < vectors; v++) sum[0][v] = sum[1][v] = splat(0);
  for (int j = 0; j < outputs; j++, weights += stride) {
    const Vector first = splat(d[j]), second = splat(d[outputs + j]);
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      const Vector w = load(weights + v * VECTOR_WIDTH);
      sum[0][v] = multiply_add(first, w, sum[0][v]);
      sum[1][v] = multiply_add(second, w, sum[1][v]);
    }
  }
  UNROLL_FULLY
  for (int r = 0; r < 2; r++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      float *at = h + r * h_stride + v * VECTOR_WIDTH;
      store(at, times_derivative(activation, sum[r][v], load(at)));
    }
  }
}

/* h[rows x inputs], what the activation gave, = (d[rows x outputs] weights) * activation'(h): the gradient by what went into it. rows: even. */
static void output_input_gradient(int rows, int inputs, int outputs, const float *d, const float *weights, float *h, int h_stride,
                                  int activation) {
  int k = 0;
#define TILES(vectors, activation) \
  for (int r = 0; r < rows; r += 2) output_input_tile(vectors, outputs, d + r * outputs, weights + k, inputs, h + r * h_stride + k, h_stride, activation)
  for (; k + SPAN * VECTOR_WIDTH <= inputs; k += SPAN * VECTOR_WIDTH) {
    if (activation == TANH) TILES(SPAN, TANH);
    else TILES(SPAN, RELU);
  }
  for (; k < inputs; k += VECTOR_WIDTH) {
    if (activation == TANH) TILES(1, TANH);
    else TILES(1, RELU);
  }
#undef TILES
}
