/* Orthonormal vectors from a matrix of normals. */
#include "vector.h"

/* sum x_i y_i */
static double dot(const double *x, const double *y, int length) {
  double sums[4] = {0};
  int i = 0;
  for (; i + 4 <= length; i += 4) {
    UNROLL_FULLY
    for (int k = 0; k < 4; k++) sums[k] += x[i + k] * y[i + k];
  }
  for (; i < length; i++) sums[0] += x[i] * y[i];
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/*
 * Replaces the rows of vectors[count x length], count <= length, by the Q of their QR decomposition with positive diagonal of R: what
 * a Householder QR gives after its signs are fixed. Gram-Schmidt, each row twice, which is orthogonal to rounding (Giraud et al. 2005).
 */
EXPORT(orthonormalize)
void orthonormalize(Byte *arena, int count, int length, int vectors) {
  double *rows = (double *)(arena + vectors);
  for (int i = 0; i < count; i++) {
    double *row = rows + i * length;
    for (int pass = 0; pass < 2; pass++)
      for (int j = 0; j < i; j++) {
        const double *other = rows + j * length;
        const double overlap = dot(row, other, length);
        for (int k = 0; k < length; k++) row[k] -= overlap * other[k];
      }
    const double scale = 1 / __builtin_sqrt(dot(row, row, length));
    for (int k = 0; k < length; k++) row[k] *= scale;
  }
}
