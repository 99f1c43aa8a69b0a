/* The vector type that every kernel is written in, and the register tiles of the matrix products: all that differs between builds. */
#ifndef COHORT_VECTOR_H
#define COHORT_VECTOR_H

#if defined(__AVX512F__)
#define VECTOR_WIDTH 16
#define TILE_VECTORS 4
#define TALL_TILE_ROWS 12
#elif defined(__AVX2__)
#define VECTOR_WIDTH 8
#define TILE_VECTORS 2
#define TALL_TILE_ROWS 12
#else /* WebAssembly, NEON: V8 loads all that a turn of a loop needs before it multiplies, so larger tiles spill */
#define VECTOR_WIDTH 4
#define TILE_VECTORS 2
#define TALL_TILE_ROWS 6 /* where one vector is a row's width; twice as many must be a multiple of TILE_ROWS */
#endif
#define TILE_ROWS 4 /* divides a block of 64 rows and most layers, so that hardly a tile is left over */
#define TILE_COLUMNS (TILE_VECTORS * VECTOR_WIDTH)

typedef float Vector __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4)));
typedef int IntVector __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4)));
typedef double DoubleVector __attribute__((vector_size(VECTOR_WIDTH * 8), aligned(8)));
typedef unsigned char Byte;

#define INLINE static inline __attribute__((always_inline))
#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name) static
#endif
#ifdef __clang__
#define UNROLL_FULLY _Pragma("clang loop unroll(full)")
#else
#define UNROLL_FULLY _Pragma("GCC unroll 64")
#endif

INLINE Vector load(const float *p) { return *(const Vector *)p; }
INLINE void store(float *p, Vector x) { *(Vector *)p = x; }
INLINE Vector splat(float x) { return x - (Vector){}; }
INLINE IntVector splat_int(int x) { return (IntVector){} + x; }

/* a b + c */
INLINE Vector multiply_add(Vector a, Vector b, Vector c) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}

/* Per lane: mask (all bits set or none) ? a : b */
INLINE Vector choose(IntVector mask, Vector a, Vector b) { return (Vector)(((IntVector)a & mask) | ((IntVector)b & ~mask)); }

/* Per lane x, or the limit when x is beyond it; NaN stays NaN. */
INLINE Vector at_most(Vector x, Vector limit) {
#ifdef __wasm__
  return __builtin_wasm_pmin_f32x4(x, limit);
#else
  return choose(limit < x, limit, x);
#endif
}
INLINE Vector at_least(Vector x, Vector limit) {
#ifdef __wasm__
  return __builtin_wasm_pmax_f32x4(x, limit);
#else
  return choose(x < limit, limit, x);
#endif
}

INLINE Vector square_root(Vector x) {
#if __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(x);
#else
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

INLINE DoubleVector to_double(Vector x) { return __builtin_convertvector(x, DoubleVector); }

/* Sum over the lanes, first to last. */
INLINE double sum_lanes(DoubleVector x) {
  double sum = 0;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) sum += x[lane];
  return sum;
}

/* Lane l: p[l * stride] */
INLINE Vector load_strided(const float *p, int stride) {
  Vector x;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = p[lane * stride];
  return x;
}
INLINE void store_strided(float *p, int stride, Vector x) {
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) p[lane * stride] = x[lane];
}

/* Lane l: p[indices[l] * stride] */
INLINE Vector gather(const float *p, int stride, const int *indices) {
  Vector x;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = p[indices[lane] * stride];
  return x;
}

/* Lane l: l */
INLINE IntVector lane_numbers(void) {
  IntVector x;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = lane;
  return x;
}

#endif
