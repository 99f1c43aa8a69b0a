/*
 * The three matrix products of a dense layer, in register tiles of TILE_ROWS rows by up to TILE_VECTORS vectors, or TALL_TILE_ROWS by up to
 * TALL_TILE_VECTORS.
 *
 * Activations are row-major [rows x stride]. A weight matrix [inputs x outputs], outputs a multiple of the vector width, lies in
 * panels of TILE_COLUMNS columns (the last one may be narrower): a panel's rows follow each other, so that the inner loop reads
 * memory in order. Element (k, j) of the panel that begins at column p and is w wide: p * inputs + k * w + (j - p).
 *
 * Every element of a result is summed in the same order whatever the tile, so a row's result does not depend on its neighbours.
 */
#include "gemm.h"
#include "elementary.h"
#include "plan.h"

/* g * activation'(h), by what the activation gave. */
INLINE Vector times_derivative(int activation, Vector g, Vector h) {
  return activation == TANH ? g * (splat(1) - h * h) : choose(h > splat(0), g, splat(0));
}

enum Epilogue { STORE, STORE_TANH, STORE_RELU, TIMES_TANH_DERIVATIVE, TIMES_RELU_DERIVATIVE };

/* y[rows x vectors] = epilogue(start + a[rows x inner] panel[inner x vectors]) */
INLINE void product_tile(int rows, int vectors, int epilogue, int inner, const float *a, int a_stride, const float *panel,
                         const float *biases, const float *h, float *y, int y_stride) {
  Vector sum[TALL_TILE_ROWS][TILE_VECTORS];
  UNROLL_FULLY
  for (int r = 0; r < rows; r++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) sum[r][v] = biases ? load(biases + v * VECTOR_WIDTH) : splat(0);
  }
  const float *row[TALL_TILE_ROWS];
  UNROLL_FULLY
  for (int r = 0; r < rows; r++) row[r] = a + r * a_stride;
  for (const float *end = panel + inner * vectors * VECTOR_WIDTH; panel < end; panel += vectors * VECTOR_WIDTH) {
    Vector b[TILE_VECTORS];
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) b[v] = load(panel + v * VECTOR_WIDTH);
    UNROLL_FULLY
    for (int r = 0; r < rows; r++) {
      const Vector x = splat(*row[r]++);
      UNROLL_FULLY
      for (int v = 0; v < vectors; v++) sum[r][v] = multiply_add(x, b[v], sum[r][v]);
    }
  }
  UNROLL_FULLY
  for (int r = 0; r < rows; r++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      const int at = r * y_stride + v * VECTOR_WIDTH;
      Vector value = sum[r][v];
      if (epilogue == STORE_RELU) value = at_least(value, splat(0));
      if (epilogue == TIMES_TANH_DERIVATIVE) value = times_derivative(TANH, value, load(h + at));
      if (epilogue == TIMES_RELU_DERIVATIVE) value = times_derivative(RELU, value, load(h + at));
      store(y + at, value);
    }
  }
}

/* One panel of the product for all rows (a multiple of TILE_ROWS). */
INLINE void product_panel(int vectors, int epilogue, int rows, int inner, const float *a, int a_stride, const float *panel,
                          const float *biases, const float *h, float *y, int y_stride) {
  int i = 0;
#define TILE(count)                                                                                                                 \
  product_tile(count, vectors, epilogue, inner, a + i * a_stride, a_stride, panel, biases, h + i * y_stride, y + i * y_stride, y_stride), \
      i += count
  if (vectors <= TALL_TILE_VECTORS)
    while (i + 2 * TALL_TILE_ROWS <= rows) {
      TILE(TALL_TILE_ROWS);
      TILE(TALL_TILE_ROWS);
    }
  while (i < rows) TILE(TILE_ROWS);
#undef TILE
  if (epilogue == STORE_TANH) /* not in the tile: its registers are taken */
    for (float *end = y + rows * y_stride; y < end; y += y_stride)
      for (int v = 0; v < vectors; v++) store(y + v * VECTOR_WIDTH, tanh_vector(load(y + v * VECTOR_WIDTH)));
}

INLINE void product(int epilogue, int rows, int inner, int columns, const float *a, int a_stride, const float *panels,
                    const float *biases, const float *h, float *y, int y_stride) {
  for (int j = 0; j < columns; j += TILE_COLUMNS) {
    const int vectors = (columns - j) / VECTOR_WIDTH;
    const float *bias = biases ? biases + j : 0;
#define PANEL(n) product_panel(n, epilogue, rows, inner, a, a_stride, panels + j * inner, bias, h + j, y + j, y_stride)
    if (vectors >= TILE_VECTORS) PANEL(TILE_VECTORS);
#if TILE_VECTORS > 2
    else if (vectors == 3) PANEL(3);
    else if (vectors == 2) PANEL(2);
#endif
    else PANEL(1);
#undef PANEL
  }
}

/* y[rows x outputs] = activation(x[rows x inputs] weights + biases). rows: a multiple of TILE_ROWS; outputs: of the vector width. */
static void forward(int rows, int inputs, int outputs, const float *x, int x_stride, const float *weights, const float *biases, float *y,
             int y_stride, int activation) {
  if (activation == TANH) product(STORE_TANH, rows, inputs, outputs, x, x_stride, weights, biases, y, y, y_stride);
  else if (activation == RELU) product(STORE_RELU, rows, inputs, outputs, x, x_stride, weights, biases, y, y, y_stride);
  else product(STORE, rows, inputs, outputs, x, x_stride, weights, biases, y, y, y_stride);
}

/*
 * g[rows x inputs] = (d[rows x outputs] transposed) * activation'(h), where h[rows x inputs] is what the activation gave (same
 * stride as g) and `transposed` comes from transpose_weights. rows: a multiple of TILE_ROWS; inputs: of the vector width.
 */
static void input_gradient(int rows, int outputs, int inputs, const float *d, int d_stride, const float *transposed, const float *h,
                    float *g, int g_stride, int activation) {
  if (activation == TANH) product(TIMES_TANH_DERIVATIVE, rows, outputs, inputs, d, d_stride, transposed, 0, h, g, g_stride);
  else product(TIMES_RELU_DERIVATIVE, rows, outputs, inputs, d, d_stride, transposed, 0, h, g, g_stride);
}

/* weights[count x vectors] (+)= x[rows x count]^T d[rows x vectors] */
INLINE void weight_tile(int count, int vectors, int rows, const float *x, int x_stride, const float *d, int d_stride, float *weights,
                        int accumulate) {
  Vector sum[TALL_TILE_ROWS][TILE_VECTORS];
  UNROLL_FULLY
  for (int k = 0; k < count; k++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) sum[k][v] = splat(0);
  }
  for (const float *end = d + rows * d_stride; d < end; x += x_stride, d += d_stride) {
    Vector b[TILE_VECTORS];
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) b[v] = load(d + v * VECTOR_WIDTH);
    UNROLL_FULLY
    for (int k = 0; k < count; k++) {
      const Vector a = splat(x[k]);
      UNROLL_FULLY
      for (int v = 0; v < vectors; v++) sum[k][v] = multiply_add(a, b[v], sum[k][v]);
    }
  }
  UNROLL_FULLY
  for (int k = 0; k < count; k++) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) {
      float *weight = weights + (k * vectors + v) * VECTOR_WIDTH;
      store(weight, accumulate ? load(weight) + sum[k][v] : sum[k][v]);
    }
  }
}

INLINE void weight_panel(int vectors, int rows, int inputs, const float *x, int x_stride, const float *d, int d_stride, float *weights,
                         int accumulate) {
  const int width = vectors * VECTOR_WIDTH;
  int k = 0;
#define TILE(count) \
  weight_tile(count, vectors, rows, x + k, x_stride, d, d_stride, weights + k * width, accumulate), k += count
  if (vectors <= TALL_TILE_VECTORS)
    while (k + TALL_TILE_ROWS <= inputs) TILE(TALL_TILE_ROWS);
  while (k + TILE_ROWS <= inputs) TILE(TILE_ROWS);
  while (k < inputs) TILE(1);
#undef TILE
}

/* sums[vectors] (+)= the column sums of d[rows x vectors] */
INLINE void column_sums(int vectors, int rows, const float *d, int d_stride, float *sums, int accumulate) {
  Vector sum[4];
  UNROLL_FULLY
  for (int v = 0; v < vectors; v++) sum[v] = splat(0);
  for (const float *end = d + rows * d_stride; d < end; d += d_stride) {
    UNROLL_FULLY
    for (int v = 0; v < vectors; v++) sum[v] += load(d + v * VECTOR_WIDTH);
  }
  UNROLL_FULLY
  for (int v = 0; v < vectors; v++) {
    float *to = sums + v * VECTOR_WIDTH;
    store(to, accumulate ? load(to) + sum[v] : sum[v]);
  }
}

/*
 * weights[inputs x outputs] = x[rows x inputs]^T d[rows x outputs], or added to what is there when `accumulate`. Any rows and inputs;
 * outputs: a multiple of the vector width.
 */
static void weight_gradient(int rows, int inputs, int outputs, const float *x, int x_stride, const float *d, int d_stride, float *weights,
                            int accumulate) {
  for (int j = 0; j < outputs; j += TILE_COLUMNS) {
    const int vectors = (outputs - j) / VECTOR_WIDTH;
#define PANEL(n) weight_panel(n, rows, inputs, x, x_stride, d + j, d_stride, weights + j * inputs, accumulate)
    if (vectors >= TILE_VECTORS) PANEL(TILE_VECTORS);
#if TILE_VECTORS > 2
    else if (vectors == 3) PANEL(3);
    else if (vectors == 2) PANEL(2);
#endif
    else PANEL(1);
#undef PANEL
  }
}

/* biases[outputs] = the column sums of d[rows x outputs], or added to what is there when `accumulate`. */
static void bias_gradient(int rows, int outputs, const float *d, int d_stride, float *biases, int accumulate) {
  int j = 0;
  for (; j + 4 * VECTOR_WIDTH <= outputs; j += 4 * VECTOR_WIDTH) column_sums(4, rows, d + j, d_stride, biases + j, accumulate);
  for (; j < outputs; j += VECTOR_WIDTH) column_sums(1, rows, d + j, d_stride, biases + j, accumulate);
}

/* A matrix [rows x columns] in panels: the width of that which holds column j, and where element (k, j) lies. */
INLINE int panel_width(int columns, int j) { return smaller(TILE_COLUMNS, columns - j / TILE_COLUMNS * TILE_COLUMNS); }
INLINE int in_panels(int rows, int columns, int k, int j) {
  const int first = j / TILE_COLUMNS * TILE_COLUMNS;
  return first * rows + k * panel_width(columns, j) + j - first;
}

/*
 * The transposed matrix [outputs x columns] of weights [inputs x padded outputs], both in panels: what input_gradient reads. `columns` is
 * inputs rounded up to the vector width; what is beyond becomes 0.
 */
static void transpose_weights(int inputs, int outputs, const float *weights, int columns, float *transposed) {
  const int padded = round_up(outputs, VECTOR_WIDTH);
  for (int j = 0; j < outputs; j += VECTOR_WIDTH) {
    const int from_step = panel_width(padded, j), count = smaller(VECTOR_WIDTH, outputs - j);
    for (int k = 0; k < columns; k += VECTOR_WIDTH) {
      const float *from = weights + in_panels(inputs, padded, k, j);
      float *to = transposed + in_panels(outputs, columns, j, k);
      const int to_step = panel_width(columns, k), num_rows = smaller(VECTOR_WIDTH, inputs - k);
      Vector square[VECTOR_WIDTH];
      UNROLL_FULLY
      for (int i = 0; i < VECTOR_WIDTH; i++) square[i] = i < num_rows ? load(from + i * from_step) : splat(0);
      transpose(square);
      UNROLL_FULLY
      for (int i = 0; i < VECTOR_WIDTH; i++)
        if (i < count) store(to + i * to_step, square[i]);
    }
  }
}
