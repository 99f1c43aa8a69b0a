import { controlBytes, controlWords, threadSource, type ThreadData } from './thread-source.ts';

/** Helpers of the calling thread that work on the same memory. */
export interface Threads {
  /**
   * Has `shard(0)` to `shard(count - 1)` computed, each once: by the calling thread, and by the helpers that have started by now.
   * @param plan for the helpers, which compute the shards of that plan.
   * @throws Error saying why, where a helper failed or ended before or does so now; then no helper is left.
   */
  share(plan: number, count: number, shard: (index: number) => void): void;
  /** Ends the helpers; the calling thread does the work alone from then on. */
  close(): void;
}

/** Outlives the object that the threads belong to; so it does not refer to that. */
interface State {
  failure: string | null;
  isClosed: boolean;
  readonly ends: (() => void)[];
}

/** Longest rest of the calling thread between two looks at the helpers, in milliseconds, and how many there are before it gives them up. */
const restMilliseconds = 1;
const mostRests = 60_000;

/** Threads of objects that nobody refers to any more end with them. */
const forgotten = new FinalizationRegistry<State>(close);

/** Starts helpers, which join in the work as soon as they are there. `data`: what each is told. */
export function startThreads(data: readonly Omit<ThreadData, 'control'>[]): Threads {
  const control = new Int32Array(new SharedArrayBuffer(controlBytes));
  const state: State = { failure: null, isClosed: false, ends: [] };
  for (const each of data) state.ends.push(startThread({ ...each, control }, state));
  const threads = threadsOf(control, state);
  forgotten.register(threads, state);
  return threads;
}

function threadsOf(control: Int32Array<SharedArrayBuffer>, state: State): Threads {
  const { call, left, done, plan, failed, message } = controlWords;
  const rest = mayBlock(control) ? (seen: number) => void Atomics.wait(control, done, seen, restMilliseconds) : spin;

  const check = (): void => {
    const length = Atomics.load(control, failed);
    if (length > 0) fail(state, String.fromCharCode(...control.subarray(message, message + length)));
    if (state.failure !== null) throw new Error(`a thread of the kernels failed: ${state.failure}`);
  };

  return {
    share(planOffset, count, shard) {
      check();
      if (state.isClosed) {
        for (let index = 0; index < count; index++) shard(index);
        return;
      }
      Atomics.store(control, done, 0);
      Atomics.store(control, plan, planOffset);
      Atomics.store(control, left, count);
      Atomics.add(control, call, 1);
      Atomics.notify(control, call, count - 1);
      let others = count;
      try {
        for (let index; (index = Atomics.sub(control, left, 1) - 1) >= 0; others--) shard(index);
      } catch (error) {
        fail(state, (error as Error).message);
      }
      const looking = performance.now() + 0.05;
      let rests = 0;
      for (let seen; (seen = Atomics.load(control, done)) < others && state.failure === null;) {
        if (performance.now() < looking) continue;
        if (rests++ < mostRests) rest(seen);
        else fail(state, 'it does not finish its work');
      }
      check();
    },
    close: () => close(state),
  };
}

/** Whether this thread may wait for others asleep: Node's may, that of a page may not. */
function mayBlock(control: Int32Array): boolean {
  try {
    return Atomics.wait(control, controlWords.done, 1, 0) === 'not-equal';
  } catch {
    return false;
  }
}

function spin(): void {
  const end = performance.now() + restMilliseconds;
  while (performance.now() < end);
}

function fail(state: State, reason: string): void {
  if (state.isClosed) return;
  state.failure = reason;
  close(state);
}

function close(state: State): void {
  state.isClosed = true;
  for (const end of state.ends.splice(0)) end();
}

interface NodeWorker {
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'exit', listener: () => void): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface NodeProcess {
  getBuiltinModule?(id: 'node:worker_threads'): { Worker: new (source: string, options: object) => NodeWorker } | undefined;
}

let scriptAddress: string | undefined;

/** Starts a thread, and returns what ends it. */
function startThread(data: ThreadData, state: State): () => void {
  const { process } = globalThis as { process?: NodeProcess };
  const node = process?.getBuiltinModule?.('node:worker_threads');
  if (node) {
    const source = `(${threadSource})(require('node:worker_threads').workerData);`;
    const worker = new node.Worker(source, { eval: true, execArgv: [], workerData: data });
    worker.unref(); // a process does not stay for it
    worker.on('error', ({ message }) => fail(state, message));
    worker.on('exit', () => fail(state, 'it ended'));
    return () => void worker.terminate();
  }
  const script = `onmessage = ({ data }) => (${threadSource})(data);`;
  scriptAddress ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(scriptAddress);
  worker.onerror = ({ message }) => fail(state, message || 'its script cannot be loaded');
  worker.postMessage(data);
  return () => worker.terminate();
}
