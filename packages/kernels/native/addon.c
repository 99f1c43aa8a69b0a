/*
 * The kernels as a Node-API addon: { builds: [{ name, vectorWidth, tileRows, tileColumns, planBytes, kernels }], sources, maxThreads, allocate }, with those builds
 * alone that this CPU can run, fastest first. A kernel takes an arena, which is an ArrayBuffer, then integers.
 */
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include "build.h"
#include "parallel.h"

#define CACHE_LINE 64

/* On failure an exception is pending, or will be as soon as JavaScript goes on. */
#define CHECKED(call) \
  if ((call) != napi_ok) return NULL

static napi_value call_kernel(napi_env env, napi_callback_info info) {
  napi_value values[1 + MOST_ARGUMENTS];
  size_t count = 1 + MOST_ARGUMENTS, length;
  const struct Kernel *kernel;
  void *arena;
  int arguments[MOST_ARGUMENTS];
  CHECKED(napi_get_cb_info(env, info, &count, values, NULL, (void **)&kernel));
  if (count <= (size_t)kernel->num_arguments) {
    napi_throw_type_error(env, NULL, "invalid number of arguments");
    return NULL;
  }
  if (napi_get_arraybuffer_info(env, values[0], &arena, &length) != napi_ok) {
    napi_throw_type_error(env, NULL, "invalid arena; expected an ArrayBuffer");
    return NULL;
  }
  for (int i = 0; i < kernel->num_arguments; i++) {
    if (napi_get_value_int32(env, values[1 + i], arguments + i) == napi_ok) continue;
    napi_throw_type_error(env, NULL, "invalid argument; expected a number");
    return NULL;
  }
  napi_value result;
  CHECKED(napi_create_int32(env, kernel->call(arena, arguments), &result));
  return result;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  free(data);
}

/* allocate(bytes): a zeroed ArrayBuffer that begins on a cache line */
static napi_value allocate(napi_env env, napi_callback_info info) {
  napi_value argument, buffer;
  size_t count = 1;
  int64_t bytes;
  CHECKED(napi_get_cb_info(env, info, &count, &argument, NULL, NULL));
  CHECKED(napi_get_value_int64(env, argument, &bytes));
  const size_t size = ((size_t)bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  void *data = aligned_alloc(CACHE_LINE, size);
  if (data == NULL) {
    napi_throw_range_error(env, NULL, "out of memory");
    return NULL;
  }
  memset(data, 0, size);
  if (napi_create_external_arraybuffer(env, data, size, release, NULL, &buffer) != napi_ok) {
    free(data);
    napi_throw_error(env, NULL, "this JavaScript engine takes no memory from outside");
    return NULL;
  }
  return buffer;
}

static napi_value describe(napi_env env, const struct Build *build) {
  napi_value described, kernels, value;
  CHECKED(napi_create_object(env, &described));
  CHECKED(napi_create_string_utf8(env, build->name, NAPI_AUTO_LENGTH, &value));
  CHECKED(napi_set_named_property(env, described, "name", value));
  const struct {
    const char *name;
    int value;
  } sizes[] = {{"vectorWidth", build->vector_width},
               {"tileRows", build->tile_rows},
               {"tileColumns", build->tile_columns},
               {"planBytes", build->plan_bytes}};
  for (int i = 0; i < 4; i++) {
    CHECKED(napi_create_int32(env, sizes[i].value, &value));
    CHECKED(napi_set_named_property(env, described, sizes[i].name, value));
  }
  CHECKED(napi_create_object(env, &kernels));
  for (int i = 0; i < build->num_kernels; i++) {
    const struct Kernel *kernel = build->kernels + i;
    CHECKED(napi_create_function(env, kernel->name, NAPI_AUTO_LENGTH, call_kernel, (void *)kernel, &value));
    CHECKED(napi_set_named_property(env, kernels, kernel->name, value));
  }
  CHECKED(napi_set_named_property(env, described, "kernels", kernels));
  return described;
}

#ifdef __x86_64__
extern const struct Build avx512, avx2;
static const struct Build *const builds[] = {&avx512, &avx2};

static int can_run(const struct Build *build) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  return build == &avx2 || (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                            __builtin_cpu_supports("avx512bw"));
}
#else
extern const struct Build neon;
static const struct Build *const builds[] = {&neon};

static int can_run(const struct Build *build) { return build == &neon; }
#endif

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value list, value;
  uint32_t count = 0;
  CHECKED(napi_create_array(env, &list));
  for (size_t i = 0; i < sizeof builds / sizeof *builds; i++) {
    if (!can_run(builds[i])) continue;
    value = describe(env, builds[i]);
    if (value == NULL) return NULL;
    CHECKED(napi_set_element(env, list, count++, value));
  }
  CHECKED(napi_set_named_property(env, exports, "builds", list));
  CHECKED(napi_create_string_utf8(env, SOURCES, NAPI_AUTO_LENGTH, &value));
  CHECKED(napi_set_named_property(env, exports, "sources", value));
  CHECKED(napi_create_int32(env, MOST_THREADS, &value));
  CHECKED(napi_set_named_property(env, exports, "maxThreads", value));
  CHECKED(napi_create_function(env, "allocate", NAPI_AUTO_LENGTH, allocate, NULL, &value));
  CHECKED(napi_set_named_property(env, exports, "allocate", value));
  return exports;
}

__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) { return NAPI_VERSION; }
