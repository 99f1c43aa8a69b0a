import type { FormationModel } from './formation-model.ts';
import { byEdges, type FormationStep } from './formation-grouping.ts';
import type { FormationLayout } from './formation-layout.ts';
import type { Handle } from './formation-picture.ts';

/** A way in the plane, in its coordinates. */
type Shift = readonly [dx: number, dy: number];

/** The step as if a handle had been moved: a centre, the two centres of a boundary, which then lies where it was moved to, or an edge, not beyond its neighbours. */
function movedStep(handle: Handle, [dx, dy]: Shift, { shown, boundaries, step }: FormationLayout, outcome: FormationModel['outcome']): FormationStep {
  if (step.edges) {
    const { index } = handle as Extract<Handle, { kind: 'boundary' }>;
    const { left, right } = shown.bounds;
    const [{ offset, factor }] = shown.axes;
    const edges = step.edges.slice();
    const least = index > 0 ? edges[index - 1]! : offset + left * factor;
    const most = index < edges.length - 1 ? edges[index + 1]! : offset + right * factor;
    edges[index] = Math.min(most, Math.max(least, edges[index]! + dx * factor));
    return byEdges(edges, outcome!.values);
  }
  const shift = { x: dx, y: dy };
  let labels = handle.kind === 'center' ? [handle.label] : [];
  if (handle.kind === 'boundary') {
    const { across, labels: both } = boundaries[handle.index]!;
    const along = dx * across[0] + dy * across[1];
    [shift.x, shift.y] = [along * across[0], along * across[1]];
    labels = [...both];
  }
  const [xAxis, yAxis] = shown.plane.axes;
  const centers = step.centers.map((center, label) =>
    center && labels.includes(label) ? center.map((z, f) => z + shift.x * xAxis[f]! + shift.y * yAxis[f]!) : center,
  );
  const { counts, point } = step;
  return { kind: 'moved', centers, edges: null, labels: null, ...(counts && { counts }), ...(point !== undefined && { point }) };
}

/** How far an arrow key moves a handle, with Shift less; null for another key. Right and up move a boundary across, towards its far side, however it lies. */
function keyShift(handle: Handle, { key, shiftKey }: KeyboardEvent, { scale: { unitX, unitY }, boundaries }: FormationLayout): Shift | null {
  const directions: Record<string, Shift> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const direction = directions[key];
  if (!direction) return null;
  const pixels = shiftKey ? 2 : 12;
  if (handle.kind === 'center') return [direction[0] * pixels * unitX, direction[1] * pixels * unitY];
  const [ax, ay] = boundaries[handle.index]!.across;
  const by = ((direction[0] + direction[1]) * pixels) / Math.hypot(ax / unitX, ay / unitY);
  return [ax * by, ay * by];
}

/** What is moved by hand, and what comes of it. */
export interface HandOptions {
  readonly layout: () => FormationLayout;
  readonly outcome: () => FormationModel['outcome'];
  /** A handle is taken. */
  readonly grasp: () => void;
  /** It was moved: the step as it is then. */
  readonly move: (step: FormationStep) => void;
  readonly release: () => void;
}

/** Moves handles with the pointer and with arrow keys. */
export function createHand({ layout, outcome, grasp, move, release }: HandOptions) {
  let drag: AbortController | null = null;
  return {
    onHandleDown(handle: Handle, event: PointerEvent): void {
      if (event.button !== 0) return;
      event.preventDefault();
      (event.currentTarget as SVGElement).focus();
      grasp();
      const from = layout();
      const { unitX, unitY } = from.scale;
      drag?.abort();
      drag = new AbortController();
      const { signal } = drag;
      const end = (): void => {
        drag?.abort();
        release();
      };
      // On the window: with every move the picture is rendered anew, and boundaries may come and go under the pointer.
      const onMove = ({ clientX, clientY }: PointerEvent): void => move(movedStep(handle, [(clientX - event.clientX) * unitX, (event.clientY - clientY) * unitY], from, outcome()));
      window.addEventListener('pointermove', onMove, { signal });
      window.addEventListener('pointerup', end, { signal });
      window.addEventListener('pointercancel', end, { signal });
    },
    onHandleKey(handle: Handle, event: KeyboardEvent): void {
      const shift = keyShift(handle, event, layout());
      if (!shift) return;
      event.preventDefault();
      grasp();
      move(movedStep(handle, shift, layout(), outcome()));
      release();
    },
    /** Lets go of what is dragged, where it is. */
    cancel(): void {
      drag?.abort();
    },
  };
}
