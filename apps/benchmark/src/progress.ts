import process from 'node:process';

/** A bar on standard error. */
export interface Progress {
  /** `value` of the total is done; `text` says what is going on. */
  show(value: number, text: string): void;
  stop(): void;
}

const silent: Progress = { show: () => undefined, stop: () => undefined };

/** A bar with an estimate of the time left; silent where standard error is no terminal. */
export async function createProgress(mode: 'none' | 'bar', total: number): Promise<Progress> {
  if (mode === 'none' || !process.stderr.isTTY) return silent;
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {text} | {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
    fps: 8,
    stream: process.stderr,
    gracefulExit: false,
  });
  bar.start(total, 0, { text: '' });
  return {
    show: (value, text) => {
      bar.update(value, { text });
    },
    stop: () => {
      bar.stop();
    },
  };
}
