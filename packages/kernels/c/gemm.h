/* Matrix products of a dense layer. See gemm.c for the layouts. */
#ifndef COHORT_GEMM_H
#define COHORT_GEMM_H

#include "vector.h"

enum Activation { LINEAR, TANH, RELU };

static void forward(int rows, int inputs, int outputs, const float *x, int x_stride, const float *weights, const float *biases, float *y,
             int y_stride, int activation);
static void input_gradient(int rows, int outputs, int inputs, const float *d, int d_stride, const float *transposed, const float *h,
                    float *g, int g_stride, int activation);
static void weight_gradient(int rows, int inputs, int outputs, const float *x, int x_stride, const float *d, int d_stride, float *weights,
                            int accumulate);
static void bias_gradient(int rows, int outputs, const float *d, int d_stride, float *biases, int accumulate);
static void transpose_weights(int inputs, int outputs, const float *weights, int transposed_columns, float *transposed);

#endif
