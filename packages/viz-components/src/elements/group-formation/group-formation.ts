import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import { checkChoice } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { colorScheme } from '../color-scheme.ts';
import { defineElement } from '../define-element.ts';
import { drawPoints } from './formation-canvas.ts';
import { formationControls, type FormationChoice } from './formation-controls.ts';
import { checkFormation, type GroupFormationData } from './formation-data.ts';
import { formationEffect } from './formation-effect.ts';
import { placeTooltip, trajectoryAt, trajectoryByKey } from './formation-focus.ts';
import { choiceFor, describeStep, formationStrategies, type FormationStep, type FormationStrategy } from './formation-grouping.ts';
import { layOut, type FormationLayout } from './formation-layout.ts';
import { formationLegend } from './formation-legend.ts';
import { createFormationModel, type FormationModel, type Moves } from './formation-model.ts';
import { createHand } from './formation-moves.ts';
import { overlayFor, pointLooks, type OverlayColor, type OverlayShape, type OverlaySize } from './formation-overlay.ts';
import { formationPicture } from './formation-picture.ts';
import { createPlayback, formationPlayer } from './formation-player.ts';
import { formationStyle } from './formation-style.ts';
import { describeTrajectory, remarkOn } from './formation-words.ts';

export type { FormationChoice } from './formation-controls.ts';
export type { FormationPoints, GroupFormationData } from './formation-data.ts';
export type { FormationStrategy } from './formation-grouping.ts';
export type { OverlayColor, OverlayShape, OverlaySize } from './formation-overlay.ts';

/** What the moves by the reader so far did. */
export interface RegroupDetail extends Moves {
  readonly strategy: FormationStrategy;
  /** Group of each trajectory. */
  readonly labels: readonly number[];
  /** Centres in the features' own units, null where a group has none; empty with edges. */
  readonly centers: readonly (readonly number[] | null)[];
  /** Edges between quantile groups; empty with centres. */
  readonly edges: readonly number[];
}

/**
 * How trajectories become groups, step by step: k-means (assignments and updates by turns), online k-means (one trajectory after the other), or
 * quantiles. Centres and boundaries can be dragged, or focused and moved with the arrow keys (Shift: finer); what that does to the advantages,
 * normalised by group, stands in the table below. Data are a snapshot of a run, or points.
 *
 * @attr strategy - `auto`, `adaptive`, `difficulty` or `length`; default: the run's, or `auto`
 * @attr num-groups - 1 to 12; default: the run's, or 4
 * @attr seed - of the first centres of `auto`, default 0
 * @attr x, y - names of the features shown; x = `components`: the first two principal components, the default with more than two features
 * @attr color - `group` (default), `task`, `return` or `length`
 * @attr shape - `group` or `task`; default: `task` where there are several
 * @attr size - `none` (default), `return` or `length`
 * @attr center - the mean that is subtracted: `group` (default) or `batch`
 * @attr step - which step is shown, from 0; default: the last
 * @attr playing - whether the steps follow each other by themselves
 * @csspart title, chart, controls, tooltip, table, description, message
 * @fires cohort-formation-change - {@link FormationChoice}, when the reader chose another strategy, plane or overlay
 * @fires cohort-step - `{ step, kind }`, when another step is shown
 * @fires cohort-regroup - {@link RegroupDetail}, when the reader moved a centre or a boundary
 */
export class CohortGroupFormation extends CohortElement<GroupFormationData> {
  static override properties: PropertyDeclarations = {
    ...CohortElement.properties,
    strategy: { reflect: true },
    numGroups: { type: Number, attribute: 'num-groups', reflect: true },
    seed: { type: Number },
    x: {},
    y: {},
    color: {},
    shape: {},
    size: {},
    center: {},
    step: { type: Number },
    playing: { type: Boolean, reflect: true },
    width: { state: true },
    focused: { state: true },
  };
  static override styles = [CohortElement.styles, formationStyle].flat();

  declare strategy: FormationStrategy | null;
  declare numGroups: number | null;
  declare seed: number;
  declare x: string | null;
  declare y: string | null;
  declare color: OverlayColor;
  declare shape: OverlayShape | null;
  declare size: OverlaySize;
  declare center: FormationChoice['center'];
  declare step: number | null;
  declare playing: boolean;

  private declare width: number;
  /** Trajectory looked at, −1: none. */
  private declare focused: number;

  #model: FormationModel | null = null;
  #layout: FormationLayout | null = null;
  #sizes: ResizeObserver | null = null;
  #announced = '';
  readonly #scheme = colorScheme(this);
  readonly #playback = createPlayback(() => ({ steps: this.#model?.steps ?? [], index: this.#index }), (index) => this.#show(index), () => this.pause());
  readonly #hand = createHand({
    layout: () => this.#layout!,
    outcome: () => this.#model!.outcome,
    grasp: () => this.pause(),
    move: (step) => this.#move(step),
    release: () => this.#continue(),
  });

  constructor() {
    super();
    this.strategy = null;
    this.numGroups = null;
    this.seed = 0;
    this.x = null;
    this.y = null;
    this.color = 'group';
    this.shape = null;
    this.size = 'none';
    this.center = 'group';
    this.step = null;
    this.playing = false;
    this.width = 0;
    this.focused = -1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes ??= new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry!.contentRect.width);
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#hand.cancel();
    this.playing = false;
    this.#playback.stop();
  }

  /** Group of each trajectory as shown, −1 before the first assignment; empty without data. */
  get labels(): readonly number[] {
    return this.numSteps > 0 ? [...this.#model!.labelsOf(this.#current)] : [];
  }

  /** Centres as shown, in the features' own units. */
  get centers(): readonly (readonly number[] | null)[] {
    return this.numSteps > 0 ? this.#model!.centersOf(this.#current) : [];
  }

  /** Edges between quantile groups as shown. */
  get edges(): readonly number[] {
    return this.numSteps > 0 ? [...(this.#current.edges ?? [])] : [];
  }

  /** How many steps there are now. */
  get numSteps(): number {
    return this.#model?.steps.length ?? 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) {
      // other data, other steps
      if (this.#model && !changed.has('step')) this.step = null;
      this.#model = null;
      this.#hand.cancel();
      this.focused = -1;
    }
    super.willUpdate(changed);
    if (changed.has('playing')) {
      this.#playback.stop();
      if (this.playing) this.#playback.start();
    }
  }

  protected override checkData(value: unknown): GroupFormationData {
    this.#model = createFormationModel(checkFormation(value));
    return value as GroupFormationData;
  }

  protected override isEmpty(): boolean {
    return this.#model!.formation.numTrajectories === 0;
  }

  protected override get emptyMessage(): string {
    return 'No trajectories yet.';
  }

  get #index(): number {
    const last = this.numSteps - 1;
    return Math.min(last, Math.max(0, Math.floor(this.step ?? last)));
  }

  get #current(): FormationStep {
    return this.#model!.steps[this.#index]!;
  }

  protected override renderData(): TemplateResult {
    const model = this.#model!;
    const { formation } = model;
    if (Number.isNaN(this.step)) throw new RangeError('invalid step: NaN; expected a number ≥ 0');
    const choice = choiceFor(formation, this);
    if (model.choose(choice)) {
      this.step = null;
      this.#hand.cancel();
    }
    const shown = model.planeOf(this.x, this.y);
    const step = this.#current;
    const labels = model.labelsOf(step);
    const names = model.namesOf(step);
    const center = checkChoice(this.center, 'center', ['group', 'batch']);
    const overlay = overlayFor(formation, this);
    const effect = model.effectOf(labels, center);
    this.#layout = layOut(step, shown, Math.max(240, this.width || 640));
    const title = `${formatNumber(formation.numTrajectories)} trajectories in ${names.length} groups, ${formationStrategies.find(({ id }) => id === choice.strategy)!.name}`;
    const focusedLines = this.focused < 0 ? [] : describeTrajectory(formation, this.focused, labels[this.focused]!);
    return html`
      <div class="title" part="title">${title}</div>
      ${formationControls(model, { ...choice, ...overlay, axes: shown.axes, isComponents: model.isComponents(this.x, this.y), center }, this.#choose)}
      <div class="plane" part="chart">
        <canvas aria-hidden="true"></canvas>
        ${formationPicture({
          ...this.#layout,
          names,
          focused: this.focused,
          focusedText: focusedLines.join('; '),
          numTrajectories: formation.numTrajectories,
          label: title,
          ...this.#hand,
          onPlaneKey: this.#onPlaneKey,
          onPlaneMove: ({ offsetX, offsetY }) => (this.focused = trajectoryAt(this.#layout!, offsetX, offsetY)),
          onPlaneLeave: () => (this.focused = -1),
        })}
        ${this.focused < 0 ? nothing : html`<div class="tooltip" part="tooltip">${focusedLines.map((line) => html`<div>${line}</div>`)}</div>`}
      </div>
      ${formationPlayer({
        steps: model.steps,
        index: this.#index,
        isPlaying: this.playing,
        isMoved: model.isMoved,
        show: (index) => this.#show(index),
        toggle: () => (this.playing ? this.pause() : this.play()),
        reset: this.reset,
      })}
      ${formationLegend(formation, { ...overlay, isDark: this.#scheme.isDark })}
      <div class="visually-hidden" role="status">${this.#announced}</div>
      ${formationEffect({ names, labels, effect, center, moves: model.movesUpTo(labels, effect, center), isByGroup: overlay.shape === 'group' })}
      <div class="description" part="description">${remarkOn(model, choice, step, labels, shown)}</div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas) return;
    const { formation, labelsOf } = this.#model!;
    const { columnRuleColor: muted, backgroundColor: background } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    const looks = pointLooks(formation, labelsOf(this.#current), overlayFor(formation, this));
    drawPoints(canvas, { layout: this.#layout!, looks, isDark: this.#scheme.isDark, muted, background });
    const tooltip = this.renderRoot.querySelector<HTMLElement>('.tooltip');
    if (tooltip) placeTooltip(tooltip, this.focused, this.#layout!);
  }

  #tell(type: 'cohort-formation-change' | 'cohort-step' | 'cohort-regroup', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  readonly #choose = (change: Partial<FormationChoice>): void => {
    Object.assign(this, change);
    const { strategy, numGroups, x, y, color, shape, size, center } = this;
    this.#tell('cohort-formation-change', { strategy, numGroups, x, y, color, shape, size, center } satisfies FormationChoice);
  };

  /** Shows the steps one after the other, from the first when the last is shown. */
  play(): void {
    if (this.numSteps < 2) return;
    if (this.#index === this.numSteps - 1) this.#show(0);
    this.playing = true;
  }

  pause(): void {
    this.playing = false;
  }

  /** Takes back what the reader moved. */
  readonly reset = (): void => {
    this.pause();
    this.#hand.cancel();
    this.#model?.reset();
    this.step = null;
    this.#announced = '';
    this.requestUpdate();
  };

  #show(index: number): void {
    this.step = index;
    this.#announced = this.playing ? '' : describeStep(this.#current);
    this.#tell('cohort-step', { step: this.#index, kind: this.#current.kind });
  }

  #move(step: FormationStep): void {
    this.#model!.move(this.#current, step);
    this.step = 0;
    this.requestUpdate();
  }

  /** Goes on from what was moved, and tells what the moves did. */
  #continue(): void {
    const model = this.#model!;
    if (!model.isMoved) return;
    if (model.goOn(this.#current)) this.step = 0;
    this.requestUpdate();
    const { labels, centers, edges } = this;
    const groups = model.labelsOf(this.#current);
    const { moved, signChanges } = model.movesUpTo(groups, model.effectOf(groups, this.center), this.center)!;
    this.#announced = `${moved} trajectories are in another group than before your moves; ${signChanges} advantages changed sign`;
    this.#tell('cohort-regroup', { strategy: choiceFor(model.formation, this).strategy, labels, centers, edges, moved, signChanges } satisfies RegroupDetail);
  }

  readonly #onPlaneKey = (event: KeyboardEvent): void => {
    const target = trajectoryByKey(event.key, this.focused, this.#model!.formation.numTrajectories);
    if (target === null) return;
    event.preventDefault();
    this.focused = target;
  };
}

defineElement('cohort-group-formation', CohortGroupFormation);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-group-formation': CohortGroupFormation;
  }
  interface HTMLElementEventMap {
    'cohort-formation-change': CustomEvent<FormationChoice>;
    'cohort-step': CustomEvent<{ readonly step: number; readonly kind: string }>;
    'cohort-regroup': CustomEvent<RegroupDetail>;
  }
}
