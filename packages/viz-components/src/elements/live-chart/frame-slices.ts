/** Milliseconds of a frame that drawing may take, over all live charts of the page: records that come in take as long. */
const sliceMilliseconds = 3;

/** A piece of work; true where more is left. */
export type Slice = () => boolean;

const waiting = new Set<Slice>();
let frame = 0;

/** Calls `slice` again and again, in the coming frames, until nothing is left, for a few milliseconds a frame in all. */
export function scheduleSlices(slice: Slice): void {
  waiting.add(slice);
  frame ||= requestAnimationFrame(runSlices);
}

export function cancelSlices(slice: Slice): void {
  waiting.delete(slice);
}

function runSlices(): void {
  frame = 0;
  const end = performance.now() + sliceMilliseconds;
  while (waiting.size > 0) {
    const [slice] = waiting as Iterable<Slice> as [Slice];
    waiting.delete(slice);
    // what is not done goes to the end of the line
    if (slice()) waiting.add(slice);
    if (performance.now() >= end) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(runSlices);
}
