import type { FormationLayout } from './formation-layout.ts';

/** Pixels within which the pointer means a trajectory. */
const reach = 12;

/** The trajectory nearest to a place in the picture; −1 where none is near. */
export function trajectoryAt({ shown: { places }, scale: { x, y } }: FormationLayout, left: number, top: number): number {
  let [nearest, least] = [-1, reach ** 2];
  for (let k = 0; 2 * k < places.length; k++) {
    const distance = (x(places[2 * k]!) - left) ** 2 + (y(places[2 * k + 1]!) - top) ** 2;
    if (distance < least) [nearest, least] = [k, distance];
  }
  return nearest;
}

/** The trajectory that a key leads to from one, −1 for none; null for another key. */
export function trajectoryByKey(key: string, from: number, numTrajectories: number): number | null {
  const last = numTrajectories - 1;
  const targets: Record<string, number> = { ArrowRight: from + 1, ArrowUp: from + 1, ArrowLeft: from - 1, ArrowDown: from - 1, Home: 0, End: last };
  if (key === 'Escape') return -1;
  const target = targets[key];
  return target === undefined ? null : Math.min(last, Math.max(0, target));
}

/** Puts a tooltip beside a trajectory, within the picture. */
export function placeTooltip(tooltip: HTMLElement, trajectory: number, { shown: { places }, scale }: FormationLayout): void {
  const left = scale.x(places[2 * trajectory]!);
  const top = scale.y(places[2 * trajectory + 1]!);
  const isRight = left + 16 + tooltip.offsetWidth < scale.width;
  tooltip.style.left = `${Math.max(0, isRight ? left + 16 : left - 16 - tooltip.offsetWidth)}px`;
  tooltip.style.top = `${Math.max(0, Math.min(top - 10, scale.height - tooltip.offsetHeight))}px`;
}
