/** What is done, how often, and when. */
export interface PaceOptions {
  readonly stepsPerSecond: () => number;
  /** Whether it goes on at all. */
  readonly isRunning: () => boolean;
  /** Whether the next step may begin. */
  readonly isReady: () => boolean;
  /** @returns how many milliseconds the next step has to wait in addition. */
  readonly step: () => Promise<number>;
}

/** Takes steps at a pace, with the frames of the page. */
export function createPace({ stepsPerSecond, isRunning, isReady, step }: PaceOptions) {
  let frame = 0;
  let due = 0;
  const tick = (now: number): void => {
    frame = 0;
    if (!isRunning()) return;
    frame = requestAnimationFrame(tick);
    if (!isReady()) return;
    const interval = 1000 / Math.max(0.1, stepsPerSecond());
    if (due === 0) due = now + interval;
    if (now < due) return;
    // What is late is not caught up with: a slow policy is shown slowly.
    due = Math.max(due + interval, now);
    void step().then((pause) => (due += pause));
  };
  return {
    /** Begins, or goes on. */
    start(): void {
      if (frame !== 0) return;
      due = 0;
      frame = requestAnimationFrame(tick);
    },
    stop(): void {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
