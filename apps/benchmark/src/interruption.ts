import process from 'node:process';

/** Signals that end a run after its present update. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface Interruption {
  /** 0, or the exit code of the signal that came. */
  readonly exitCode: number;
  /** Aborted once a signal came. */
  readonly signal: AbortSignal;
  /** Gives the signals their ordinary meaning back. */
  release(): void;
}

/** Takes SIGINT and SIGTERM as a wish to stop soon; a second one ends the process at once. */
export function catchInterruption(onInterrupt: () => void = () => undefined): Interruption {
  let exitCode = 0;
  const stop = new AbortController();
  const handlers = Object.entries(exitCodes).map(([signal, code]) => {
    const handler = (): void => {
      if (exitCode !== 0) process.exit(code);
      exitCode = code;
      stop.abort();
      onInterrupt();
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return {
    get exitCode() {
      return exitCode;
    },
    signal: stop.signal,
    release() {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}
