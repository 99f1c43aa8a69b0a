/*
 * A few threads that wait for work: first in a loop, so that the next minibatch finds them awake, then asleep, and after a second without
 * work they end.
 */
#define _GNU_SOURCE
#include "parallel.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#define SPINS 4000 /* some 50 microseconds */
#define IDLE_SECONDS 1

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX()
#endif

static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER; /* held by the thread whose work is under way */
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;  /* guards is_alive and each change of `call` */
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int is_alive[MOST_THREADS];
static unsigned last_call[MOST_THREADS]; /* before a thread was there */
static atomic_uint call; /* number of the round, and in its lowest bits how many helpers are called: read together */
static atomic_int num_unfinished;
static void (*current_work)(void *, int);
static void *current_context;

/* Waits for a call other than `seen` and puts it there. Returns 0 when none came, and the thread is no longer counted as alive. */
static int next_call(int worker, unsigned *seen) {
  const unsigned last = *seen;
  for (int spin = 0; spin < SPINS; spin++) {
    if ((*seen = atomic_load_explicit(&call, memory_order_acquire)) != last) return 1;
    RELAX();
  }
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += IDLE_SECONDS;
  pthread_mutex_lock(&state);
  int status = 0;
  while ((*seen = atomic_load(&call)) == last && status == 0) status = pthread_cond_timedwait(&wake, &state, &end);
  const int is_called = *seen != last;
  if (!is_called) is_alive[worker] = 0;
  pthread_mutex_unlock(&state);
  return is_called;
}

static void *help(void *argument) {
  const int worker = (int)(intptr_t)argument;
  unsigned seen = last_call[worker];
  while (next_call(worker, &seen)) {
    if (worker > (int)(seen % MOST_THREADS)) continue;
    current_work(current_context, worker);
    atomic_fetch_sub_explicit(&num_unfinished, 1, memory_order_release);
  }
  return 0;
}

/* Makes sure that workers 1 to `count` are there; returns how many of them are. */
static int start_helpers(int count) {
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  int worker = 1;
  for (; worker <= count; worker++) {
    if (is_alive[worker]) continue;
    pthread_t thread;
    last_call[worker] = atomic_load(&call);
    if (pthread_create(&thread, &detached, help, (void *)(intptr_t)worker) != 0) break;
    is_alive[worker] = 1;
  }
  pthread_attr_destroy(&detached);
  return worker - 1;
}

void run_parallel(int threads, void (*work)(void *, int), void *context) {
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  if (threads <= 1 || pthread_mutex_trylock(&caller) != 0) {
    work(context, 0);
    return;
  }
  pthread_mutex_lock(&state);
  const int helpers = start_helpers(threads - 1);
  current_work = work;
  current_context = context;
  atomic_store(&num_unfinished, helpers);
  const unsigned round = atomic_load(&call) / MOST_THREADS;
  atomic_store_explicit(&call, (round + 1) * MOST_THREADS + helpers, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&state);
  work(context, 0);
  for (int spin = 0; atomic_load_explicit(&num_unfinished, memory_order_acquire) > 0; spin++) {
    if (spin < SPINS) RELAX();
    else sched_yield(); /* the other may be waiting for this very core */
  }
  pthread_mutex_unlock(&caller);
}
