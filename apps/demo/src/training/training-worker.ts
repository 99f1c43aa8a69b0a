import type { Command, Report } from './protocol.ts';
import { createTrainingSession } from './training-session.ts';

const scope = globalThis as unknown as {
  postMessage(report: Report): void;
  onmessage: ((event: { readonly data: Command }) => void) | null;
};

const session = createTrainingSession({
  post: (report) => scope.postMessage(report),
  // nothing else runs in a page
  kernels: 'wasm',
  now: () => performance.now(),
  sleep(milliseconds) {
    const { promise, resolve } = resolvable();
    const timer = milliseconds < Infinity ? setTimeout(resolve, milliseconds) : undefined;
    return {
      done: promise,
      wake() {
        clearTimeout(timer);
        resolve();
      },
    };
  },
});

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

scope.onmessage = ({ data }) => session.receive(data);
