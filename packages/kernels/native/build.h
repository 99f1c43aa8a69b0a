/* One build of the kernels as data: what the addon shows to JavaScript. */
#ifndef COHORT_BUILD_H
#define COHORT_BUILD_H

#define MOST_ARGUMENTS 10 /* behind the arena */

struct Kernel {
  const char *name;
  int num_arguments;
  int (*call)(unsigned char *arena, const int *arguments);
};

struct Build {
  const char *name;
  int vector_width, tile_rows, tile_columns, plan_bytes;
  int num_kernels;
  const struct Kernel *kernels;
};

#endif
