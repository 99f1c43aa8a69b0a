/*
 * A network's last layer, linear and of few outputs, which would leave most of a register tile's columns empty. Its weights lie by output:
 * [outputs x inputs], in panels over the inputs (see gemm.c), inputs being a multiple of the vector width. So forward takes dot products,
 * and what goes back is the products of gemm.c with the two sides exchanged, of the same weights as they are.
 */
#include "gemm.h"
#include "plan.h"

/* y[outputs x y_stride], a row of x in each column, = weights x^T + biases. Rows of x up to a multiple of the vector width are read. */
static void output_forward(int rows, int inputs, int outputs, const float *x, int x_stride, const float *weights, const float *biases,
                           float *y, int y_stride) {
  for (int r = 0; r < rows; r += VECTOR_WIDTH) {
    for (int j = 0; j < outputs; j++) {
      Vector sum[VECTOR_WIDTH];
      UNROLL_FULLY
      for (int i = 0; i < VECTOR_WIDTH; i++) sum[i] = splat(0);
      for (int p = 0; p < inputs; p += TILE_COLUMNS) {
        const int width = smaller(TILE_COLUMNS, inputs - p);
        const float *from = x + r * x_stride + p, *weight = weights + p * outputs + j * width;
        for (const float *end = weight + width; weight < end; weight += VECTOR_WIDTH, from += VECTOR_WIDTH) {
          const Vector w = load(weight);
          UNROLL_FULLY
          for (int i = 0; i < VECTOR_WIDTH; i++) sum[i] = multiply_add(w, load(from + i * x_stride), sum[i]);
        }
      }
      store(y + j * y_stride + r, lane_sums(sum) + splat(biases[j]));
    }
  }
}

/*
 * From d[rows x outputs], the loss gradient by the outputs: weights and biases = the gradient by them, or added to what is there when
 * `accumulate`.
 */
static void output_weight_gradient(int rows, int inputs, int outputs, const float *x, int x_stride, const float *d, float *weights,
                                   float *biases, int accumulate) {
  weight_gradient(rows, outputs, inputs, d, outputs, x, x_stride, weights, accumulate);
  for (int j = 0; j < outputs; j++) {
    float sum = 0;
    for (int r = 0; r < rows; r++) sum += d[r * outputs + j];
    biases[j] = accumulate ? biases[j] + sum : sum;
  }
}
