import process from 'node:process';

/** Signals that end a run after its present update. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface Interruption {
  /** 0, or the exit code of the signal that came. */
  readonly exitCode: number;
  /** Gives the signals their ordinary meaning back. */
  release(): void;
}

/** Takes SIGINT and SIGTERM as a wish to stop soon; a second one ends the process at once. */
export function catchInterruption(onInterrupt: () => void = () => undefined): Interruption {
  let exitCode = 0;
  const handlers = Object.entries(exitCodes).map(([signal, code]) => {
    const handler = (): void => {
      if (exitCode !== 0) process.exit(code);
      exitCode = code;
      onInterrupt();
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return {
    get exitCode() {
      return exitCode;
    },
    release() {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}
