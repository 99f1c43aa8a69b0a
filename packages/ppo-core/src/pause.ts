const postMacrotask: (callback: () => void) => void =
  (globalThis as { setImmediate?: (callback: () => void) => void }).setImmediate ??
  ((callback) => {
    // a message, since browsers hold a timer back by 4 ms
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(null);
  });

/**
 * Keeps a page (and a Node process's signal handlers) responsive during long work: resolves in a later task, and at most once
 * every `intervalMilliseconds`; undefined when nothing is due.
 */
export function createPause(intervalMilliseconds = 12): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < intervalMilliseconds) return undefined;
    return new Promise<void>((resolve) => {
      postMacrotask(() => {
        last = performance.now();
        resolve();
      });
    });
  };
}
