/** Milliseconds of a frame after which no more drawing begins, over all live charts of the page: to hand a changed picture to the screen takes as long. */
const sliceMilliseconds = 0.5;

/** A piece of work; true where more is left. */
export type Slice = () => boolean;

const waiting: Slice[] = [];
let frame = 0;

/** Calls `slice` again and again, in the coming frames, until nothing is left, for less than a millisecond a frame in all, or once where it takes longer. */
export function scheduleSlices(slice: Slice): void {
  if (!waiting.includes(slice)) waiting.push(slice);
  frame ||= requestAnimationFrame(runSlices);
}

export function cancelSlices(slice: Slice): void {
  if (waiting.includes(slice)) waiting.splice(waiting.indexOf(slice), 1);
}

function runSlices(): void {
  const end = performance.now() + sliceMilliseconds;
  try {
    for (let turn = 0; waiting.length > 0 && (turn === 0 || performance.now() < end); turn++) {
      const slice = waiting.shift()!;
      let isLeft = slice();
      while (isLeft && performance.now() < end) isLeft = slice();
      if (!isLeft) continue;
      // a picture is done before the next one, so that few change in a frame; but what took all of a frame lets others go first
      if (turn === 0) waiting.push(slice);
      else waiting.unshift(slice);
    }
  } finally {
    // not before: two of them would run in one frame
    frame = waiting.length > 0 ? requestAnimationFrame(runSlices) : 0;
  }
}
