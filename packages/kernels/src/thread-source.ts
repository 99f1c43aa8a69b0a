/** Words through which the threads of an actor-critic speak, each on a cache line of its own. */
export const controlWords = {
  /** Number of the minibatch; threads without work wait for it to change. */
  call: 0,
  /** Shards that nobody has taken yet; who takes one down from above 0 has that shard. */
  left: 16,
  /** Shards that helpers have finished. */
  done: 32,
  /** The actor-critic's plan. */
  plan: 48,
  /** Length of `message`, once a helper failed. */
  failed: 64,
  /** Its character codes. */
  message: 65,
} as const;

export const controlBytes = 4 * 256;

/** What a thread is told at its start. */
export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Whose scratch it takes: 1 for the first helper. */
  readonly worker: number;
  /** Where its stack begins, downwards. */
  readonly stack: number;
}

const { call, left, done, plan, failed, message } = controlWords;

/**
 * A function of {@link ThreadData} that takes shards for ever, as source: a worker needs a script of its own, and as text it comes through
 * every bundler. Between minibatches it looks for work for 50 microseconds, then sleeps.
 */
export const threadSource = `({ module, memory, control, worker, stack }) => {
  const { __stack_pointer, shard_gradient } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  __stack_pointer.value = stack;
  for (;;) {
    const call = Atomics.load(control, ${call});
    for (let shard; Atomics.load(control, ${left}) > 0 && (shard = Atomics.sub(control, ${left}, 1) - 1) >= 0;) {
      try {
        shard_gradient(0, Atomics.load(control, ${plan}), shard, worker);
      } catch (error) {
        const text = String(error.message).slice(0, 150);
        for (let i = 0; i < text.length; i++) control[${message} + i] = text.charCodeAt(i);
        Atomics.store(control, ${failed}, text.length);
      }
      Atomics.add(control, ${done}, 1);
      Atomics.notify(control, ${done});
    }
    const end = performance.now() + 0.05;
    let isCalled = false;
    while (!isCalled && performance.now() < end) {
      for (let i = 0; !isCalled && i < 50; i++) isCalled = Atomics.load(control, ${call}) !== call;
    }
    if (!isCalled) Atomics.wait(control, ${call}, call);
  }
}`;
