/* What a caller asks of a build, and single kernels by byte offsets (for tests and measurements). */
#include "elementary.h"
#include "gemm.h"
#include "plan.h"

#ifdef __wasm__ /* a native build has them in its table */
EXPORT(vector_width) int vector_width(void) { return VECTOR_WIDTH; }
EXPORT(tile_rows) int tile_rows(void) { return TILE_ROWS; }
EXPORT(tile_columns) int tile_columns(void) { return TILE_COLUMNS; }
EXPORT(plan_bytes) int plan_bytes(void) { return sizeof(struct Plan); }
#endif

EXPORT(layer_forward)
void layer_forward(Byte *arena, int rows, int inputs, int outputs, int x, int x_stride, int weights, int biases, int y, int y_stride,
                   int activation) {
  forward(rows, inputs, outputs, floats(arena, x), x_stride, floats(arena, weights), floats(arena, biases), floats(arena, y), y_stride,
          activation);
}

EXPORT(layer_input_gradient)
void layer_input_gradient(Byte *arena, int rows, int outputs, int inputs, int d, int d_stride, int transposed, int h, int g,
                          int g_stride, int activation) {
  input_gradient(rows, outputs, inputs, floats(arena, d), d_stride, floats(arena, transposed), floats(arena, h), floats(arena, g),
                 g_stride, activation);
}

EXPORT(layer_weight_gradient)
void layer_weight_gradient(Byte *arena, int rows, int inputs, int outputs, int x, int x_stride, int d, int d_stride, int weights,
                           int biases, int accumulate) {
  weight_gradient(rows, inputs, outputs, floats(arena, x), x_stride, floats(arena, d), d_stride, floats(arena, weights), accumulate);
  bias_gradient(rows, outputs, floats(arena, d), d_stride, floats(arena, biases), accumulate);
}

EXPORT(layer_transpose)
void layer_transpose(Byte *arena, int inputs, int outputs, int weights, int columns, int transposed) {
  transpose_weights(inputs, outputs, floats(arena, weights), columns, floats(arena, transposed));
}

/* y[size] = f(x[size]), size a multiple of the vector width */
#define EXPORT_ELEMENTWISE(name, function)                                                                  \
  EXPORT(name)                                                                                              \
  void name(Byte *arena, int size, int x, int y) {                                                          \
    for (int i = 0; i < size; i += VECTOR_WIDTH) store(floats(arena, y) + i, function(load(floats(arena, x) + i))); \
  }
EXPORT_ELEMENTWISE(elementwise_tanh, tanh_vector)
EXPORT_ELEMENTWISE(elementwise_exp, exp_vector)
EXPORT_ELEMENTWISE(elementwise_log, log_vector)
