/* Runs one piece of work on several threads at once. */
#ifndef COHORT_PARALLEL_H
#define COHORT_PARALLEL_H

#define MOST_THREADS 64

/*
 * Calls work(context, worker) once for each worker from 0 to `threads` - 1, worker 0 in the calling thread, and returns when all are done.
 * Fewer workers are called when another thread of the process is at it, or no thread can be had: work has to be divided by the workers
 * themselves, as they come.
 */
void run_parallel(int threads, void (*work)(void *context, int worker), void *context);

#endif
