import { projectOnPlane } from '@cohort-rl/grpo-grouping';
import { nothing, svg, type TemplateResult } from 'lit';
import { clipText, formatNumber } from '../../axes.ts';
import { margins, type Boundary, type FormationLayout, type PlaneScale } from './formation-layout.ts';
import { ticksBetween, type ShownPlane } from './formation-plane.ts';

/** What can be moved. */
export type Handle = { readonly kind: 'center'; readonly label: number } | { readonly kind: 'boundary'; readonly index: number };

export interface PictureOptions extends FormationLayout {
  readonly names: readonly string[];
  /** Trajectory that is looked at; −1: none. */
  readonly focused: number;
  readonly focusedText: string;
  readonly numTrajectories: number;
  readonly label: string;
  readonly onHandleKey: (handle: Handle, event: KeyboardEvent) => void;
  readonly onHandleDown: (handle: Handle, event: PointerEvent) => void;
  readonly onPlaneKey: (event: KeyboardEvent) => void;
  readonly onPlaneMove: (event: PointerEvent) => void;
  readonly onPlaneLeave: () => void;
}

/** Axes, and everything that can be focused and moved. */
export function formationPicture(options: PictureOptions): TemplateResult {
  const { scale, shown, boundaries, label } = options;
  const { width, height } = scale;
  return svg`<svg width=${width} height=${height} role="group" aria-label=${label}>
    ${axesPicture(shown, scale)}
    ${planeHit(options)}
    ${inFixedPlaces(boundaries, options.names.length).map((index) => (index < 0 ? nothing : boundaryHandle(boundaries[index]!, index, options)))}
    ${options.step.centers.map((center, i) => center && centerHandle(center, i, options))}
    ${focusMark(options)}
  </svg>`;
}

/** Index of the boundary of every two groups, −1 where they share none: so each keeps its node, and the focus, while others come and go. */
function inFixedPlaces(boundaries: readonly Boundary[], numGroups: number): number[] {
  return Array.from({ length: numGroups ** 2 }, (_, i) => [Math.floor(i / numGroups), i % numGroups] as const)
    .filter(([a, b]) => a < b)
    .map(([a, b]) => boundaries.findIndex(({ labels }) => labels[0] === a && labels[1] === b));
}

function axesPicture({ axes: [xAxis, yAxis], bounds }: ShownPlane, scale: PlaneScale): TemplateResult {
  const { width, height, x, y } = scale;
  const [right, bottom] = [width - margins.right, height - margins.bottom];
  const ticks = ({ offset, factor }: ShownPlane['axes'][number], low: number, high: number, count: number): { at: number; text: string }[] =>
    ticksBetween(offset + low * factor, offset + high * factor, count).map((value) => ({ at: (value - offset) / factor, text: formatNumber(value) }));
  return svg`<g aria-hidden="true">
    <rect class="frame" x=${margins.left} y=${margins.top} width=${right - margins.left} height=${bottom - margins.top} />
    ${ticks(xAxis, bounds.left, bounds.right, Math.max(2, width / 110)).map(
      ({ at, text }) => svg`<path class="tick" d="M${x(at)} ${bottom}v4" /><text class="tick-text" x=${x(at)} y=${bottom + 16} text-anchor="middle">${text}</text>`,
    )}
    ${
      yAxis.name === ''
        ? nothing
        : ticks(yAxis, bounds.bottom, bounds.top, Math.max(2, height / 70)).map(
            ({ at, text }) =>
              svg`<path class="tick" d="M${margins.left} ${y(at)}h-4" /><text class="tick-text" x=${margins.left - 7} y=${y(at) + 4} text-anchor="end">${text}</text>`,
          )
    }
    <text class="axis-name" x=${(margins.left + right) / 2} y=${height - 6} text-anchor="middle">${shorten(xAxis.name, width)}</text>
    <text class="axis-name" x="4" y="15">${shorten(yAxis.name, width)}</text>
  </g>`;
}

/** An axis name that fits at about 7 pixels a character. */
const shorten = (name: string, width: number): string => (name.length * 7 < width - 20 ? name : `${name.slice(0, Math.floor((width - 20) / 7) - 1)}…`);

function planeHit({ scale: { width, height }, numTrajectories, focused, focusedText, onPlaneKey, onPlaneMove, onPlaneLeave }: PictureOptions): TemplateResult {
  return svg`<rect class="hit" x=${margins.left} y=${margins.top} width=${width - margins.left - margins.right} height=${height - margins.top - margins.bottom}
    role="slider" tabindex="0" aria-label="trajectory" aria-valuemin="1" aria-valuemax=${numTrajectories} aria-valuenow=${Math.max(1, focused + 1)}
    aria-valuetext=${focused < 0 ? 'none' : focusedText} @keydown=${onPlaneKey} @pointermove=${onPlaneMove} @pointerleave=${onPlaneLeave} />`;
}

function centerHandle(center: readonly number[], index: number, { shown, scale, names, onHandleKey, onHandleDown }: PictureOptions): TemplateResult {
  const [x, y] = projectOnPlane(center, shown.plane);
  const handle: Handle = { kind: 'center', label: index };
  const where = shown.axes.filter(({ name }) => name !== '').map(({ name, offset, factor }, d) => `${name} ${formatNumber(Number((offset + [x, y][d]! * factor).toPrecision(3)))}`);
  return svg`<g class="center series-${index % 8}" transform="translate(${scale.x(x)} ${scale.y(y)})" role="button" tabindex="0" aria-roledescription="movable centre"
    aria-label="centre of ${names[index]}: ${where.join(', ')}; arrow keys move it" data-label=${index}
    @keydown=${(event: KeyboardEvent) => onHandleKey(handle, event)} @pointerdown=${(event: PointerEvent) => onHandleDown(handle, event)}>
    <circle class="reach" r="16" /><circle class="disc" r="10" /><text y="4" text-anchor="middle">${index + 1}</text>
  </g>`;
}

function boundaryHandle({ labels, from, to }: Boundary, index: number, { shown, scale, names, step, onHandleKey, onHandleDown }: PictureOptions): TemplateResult {
  const handle: Handle = { kind: 'boundary', index };
  const d = `M${scale.x(from[0])} ${scale.y(from[1])}L${scale.x(to[0])} ${scale.y(to[1])}`;
  const lines = svg`<path class="reach" d=${d} /><path class="line" d=${d} />`;
  const listeners = { key: (event: KeyboardEvent) => onHandleKey(handle, event), down: (event: PointerEvent) => onHandleDown(handle, event) };
  if (step.edges) {
    const [{ name, offset, factor }] = shown.axes;
    const value = (x: number): number => Number((offset + x * factor).toPrecision(4));
    return svg`<g class="boundary edge" role="slider" tabindex="0" aria-orientation="horizontal" aria-label="edge ${index + 1} of ${name}" data-edge=${index}
      aria-valuemin=${value(shown.bounds.left)} aria-valuemax=${value(shown.bounds.right)} aria-valuenow=${value(from[0])}
      @keydown=${listeners.key} @pointerdown=${listeners.down}>${lines}</g>`;
  }
  return svg`<g class="boundary" role="button" tabindex="0" aria-roledescription="movable boundary" data-boundary="${labels[0]}-${labels[1]}"
    aria-label="boundary between ${clipText(names[labels[0]]!)} and ${clipText(names[labels[1]]!)}; arrow keys move it and both its centres"
    @keydown=${listeners.key} @pointerdown=${listeners.down}>${lines}</g>`;
}

function focusMark({ focused, shown: { places }, scale: { x, y } }: PictureOptions): TemplateResult | typeof nothing {
  if (focused < 0) return nothing;
  return svg`<circle class="mark" cx=${x(places[2 * focused]!)} cy=${y(places[2 * focused + 1]!)} r="11" />`;
}
