/* The vector type that every kernel is written in, and the register tiles of the matrix products: all that differs between builds. */
#ifndef COHORT_VECTOR_H
#define COHORT_VECTOR_H

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_WIDTH 16
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30 /* of two vectors */
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define TILE_VECTORS 4
#define TALL_TILE_ROWS 12
#define TALL_TILE_VECTORS 1
#elif defined(__AVX2__)
#define VECTOR_WIDTH 8
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15
#define TILE_VECTORS 2
#define TALL_TILE_ROWS 6
#define TALL_TILE_VECTORS 2
#else /* WebAssembly, NEON: V8 loads all that a turn of a loop needs before it multiplies, so larger tiles spill */
#define VECTOR_WIDTH 4
#define EVEN_LANES 0, 2, 4, 6
#define ODD_LANES 1, 3, 5, 7
#define TILE_VECTORS 2
#define TALL_TILE_ROWS 6
#define TALL_TILE_VECTORS 1
#endif
#define TILE_ROWS 4 /* divides a block of 64 rows and most layers, so that hardly a tile is left over; and twice TALL_TILE_ROWS */
#define TILE_COLUMNS (TILE_VECTORS * VECTOR_WIDTH)

typedef float Vector __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4)));
typedef int IntVector __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4)));
typedef float HalfVector __attribute__((vector_size(VECTOR_WIDTH * 2), aligned(4)));
typedef double DoubleVector __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(8))); /* has half as many lanes */
typedef unsigned char Byte;

#define INLINE static inline __attribute__((always_inline))
#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name) static
#endif
#ifdef __clang__
#define UNROLL_FULLY _Pragma("clang loop unroll(full)")
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define UNROLL_FULLY _Pragma("GCC unroll 64")
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (IntVector){__VA_ARGS__})
#endif

INLINE Vector load(const float *p) { return *(const Vector *)p; }
INLINE void store(float *p, Vector x) { *(Vector *)p = x; }
INLINE Vector splat(float x) { return x - (Vector){}; }
/* A constant in a register: where a loop holds its value, newer versions of V8 (Node 24) would make it anew at each turn. */
INLINE Vector constant(float x) {
  Vector value = splat(x);
#ifdef __wasm__
  __asm__("" : "+r"(value));
#endif
  return value;
}
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
#if defined(__wasm__)
  return __builtin_wasm_pmin_f32x4(x, limit);
#elif defined(__AVX512F__)
  return _mm512_min_ps(limit, x);
#elif defined(__AVX2__)
  return _mm256_min_ps(limit, x);
#else
  return choose(limit < x, limit, x);
#endif
}
INLINE Vector at_least(Vector x, Vector limit) {
#if defined(__wasm__)
  return __builtin_wasm_pmax_f32x4(x, limit);
#elif defined(__AVX512F__)
  return _mm512_max_ps(limit, x);
#elif defined(__AVX2__)
  return _mm256_max_ps(limit, x);
#else
  return choose(x < limit, limit, x);
#endif
}

INLINE Vector square_root(Vector x) {
#if __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(x);
#elif defined(__AVX512F__)
  return _mm512_sqrt_ps(x);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(x);
#else
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

/* VECTOR_WIDTH / 2 numbers */
INLINE DoubleVector load_doubles(const float *p) { return __builtin_convertvector(*(const HalfVector *)p, DoubleVector); }

/* Sum over the lanes, first to last. */
INLINE double sum_lanes(Vector x) {
  double sum = 0;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) sum += (double)x[lane];
  return sum;
}

/* a[0], a[2], ..., b[0], b[2], ... and a[1], a[3], ..., b[1], b[3], ... */
INLINE Vector even_lanes(Vector a, Vector b) { return SHUFFLE(a, b, EVEN_LANES); }
INLINE Vector odd_lanes(Vector a, Vector b) { return SHUFFLE(a, b, ODD_LANES); }

/* Lane l: sum over the lanes of x[l]. Overwrites x[VECTOR_WIDTH]. */
INLINE Vector lane_sums(Vector *x) {
  UNROLL_FULLY
  for (int count = VECTOR_WIDTH / 2; count > 0; count /= 2) {
    UNROLL_FULLY
    for (int i = 0; i < count; i++) x[i] = even_lanes(x[2 * i], x[2 * i + 1]) + odd_lanes(x[2 * i], x[2 * i + 1]);
  }
  return x[0];
}

/* The transposed matrix of rows x[VECTOR_WIDTH], in place. */
INLINE void transpose(Vector *x) {
  UNROLL_FULLY
  for (int round = 1; round < VECTOR_WIDTH; round *= 2) {
    Vector even[VECTOR_WIDTH / 2], odd[VECTOR_WIDTH / 2];
    UNROLL_FULLY
    for (int i = 0; i < VECTOR_WIDTH / 2; i++) {
      even[i] = even_lanes(x[2 * i], x[2 * i + 1]);
      odd[i] = odd_lanes(x[2 * i], x[2 * i + 1]);
    }
    UNROLL_FULLY
    for (int i = 0; i < VECTOR_WIDTH / 2; i++) x[i] = even[i], x[VECTOR_WIDTH / 2 + i] = odd[i];
  }
}

/* p[l * stride] = lane l */
INLINE void store_strided(float *p, int stride, Vector x) {
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) p[lane * stride] = x[lane];
}

/* Lane l: p[indices[l] * stride] */
INLINE Vector gather(const float *p, int stride, const int *indices) {
  float x[VECTOR_WIDTH];
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = p[indices[lane] * stride];
  return load(x);
}

/* Lane l: l */
INLINE IntVector lane_numbers(void) {
  IntVector x;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) x[lane] = lane;
  return x;
}

#endif
