import { countOutsideRegions, decisionRegions, standardizeFeatures, type DecisionRegion, type StandardizedFeatures } from '@cohort-rl/grpo-grouping';
import type { Center } from '@cohort-rl/grpo-normalization';
import { countSignChanges } from '@cohort-rl/grpo-normalization';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import { checkChoice } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { drawPoints } from './formation-canvas.ts';
import { checkFormation, type Formation, type GroupFormationData } from './formation-data.ts';
import {
  byEdges, describeStep, formationStrategies, formGroups, goOn, groupNames, labelsAt, outcomeOf, type FormationStep, type FormationStrategy,
} from './formation-grouping.ts';
import { isKnown, overlays, pointLooks, type OverlayColor, type OverlayShape, type OverlaySize } from './formation-overlay.ts';
import { edgeBoundaries, formationPicture, planeScale, regionBoundaries, type Boundary, type Handle, type PlaneScale } from './formation-picture.ts';
import { componentPlane, featurePlane, outcomePlane, percent, type ShownPlane } from './formation-plane.ts';
import { formationLegend, groupSymbol } from './formation-legend.ts';
import { formationStyle } from './formation-style.ts';
import { effectOf, type RegroupingEffect } from './regrouping-effect.ts';

export type { FormationPoints, GroupFormationData } from './formation-data.ts';
export type { FormationStrategy } from './formation-grouping.ts';
export type { OverlayColor, OverlayShape, OverlaySize } from './formation-overlay.ts';

/** What a move by the reader did. */
export interface RegroupDetail {
  readonly strategy: FormationStrategy;
  /** Group of each trajectory. */
  readonly labels: readonly number[];
  /** Centres in the features' own units, null where a group has none; empty with edges. */
  readonly centers: readonly (readonly number[] | null)[];
  /** Edges between quantile groups; empty with centres. */
  readonly edges: readonly number[];
  /** Trajectories that the moves so far put into another group, and advantages that changed sign by it (0 without advantages). */
  readonly moved: number;
  readonly signChanges: number;
}

/** What the reader chose; null stands for what the data suggest. */
export type FormationChoice = Pick<CohortGroupFormation, 'strategy' | 'numGroups' | 'x' | 'y' | 'color' | 'shape' | 'size' | 'center'>;

const componentsId = 'components';
const mostGroups = 12;

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
  declare center: Extract<Center, 'group' | 'batch'>;
  declare step: number | null;
  declare playing: boolean;

  private declare width: number;
  /** Trajectory looked at, −1: none. */
  private declare focused: number;

  #formation: Formation | null = null;
  #features: StandardizedFeatures | null = null;
  #steps: readonly FormationStep[] = [];
  /** What the steps were made for. */
  #stepsKey = '';
  /** Groups before the reader's first move. */
  #untouched: Int32Array | null = null;
  #shown: ShownPlane | null = null;
  #shownKey = '';
  #boundaries: readonly Boundary[] = [];
  #regions: readonly DecisionRegion[] = [];
  #scale: PlaneScale | null = null;
  /** Ends the drag under way. */
  #drag: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sizes: ResizeObserver | null = null;
  #effect: RegroupingEffect | null = null;
  #announced = '';
  readonly #colorScheme = matchMedia('(prefers-color-scheme: dark)');

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
    this.#colorScheme.addEventListener('change', this.#redraw);
    this.#sizes ??= new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry!.contentRect.width);
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#colorScheme.removeEventListener('change', this.#redraw);
    this.#sizes?.disconnect();
    this.#drag?.abort();
    this.playing = false;
    clearTimeout(this.#timer);
  }

  readonly #redraw = (): void => this.requestUpdate();

  /** Group of each trajectory as shown, −1 before the first assignment; empty without data. */
  get labels(): readonly number[] {
    return this.#formation && this.#steps.length > 0 ? [...this.#labels()] : [];
  }

  /** Centres as shown, in the features' own units. */
  get centers(): readonly (readonly number[] | null)[] {
    const { means, stds } = this.#features ?? {};
    return this.#steps.length === 0 ? [] : this.#current.centers.map((center) => center && center.map((z, f) => means![f]! + z * stds![f]!));
  }

  /** Edges between quantile groups as shown. */
  get edges(): readonly number[] {
    return this.#steps.length === 0 ? [] : [...(this.#current.edges ?? [])];
  }

  /** How many steps there are now. */
  get numSteps(): number {
    return this.#steps.length;
  }

  protected override checkData(value: unknown): GroupFormationData {
    this.#formation = null;
    this.#formation = checkFormation(value);
    const { values, featureNames, isComplete } = this.#formation;
    this.#features = standardizeFeatures(values, featureNames.length, isComplete);
    this.#stepsKey = '';
    this.#shownKey = '';
    this.focused = -1;
    return value as GroupFormationData;
  }

  protected override isEmpty(): boolean {
    return this.#formation!.numTrajectories === 0;
  }

  protected override get emptyMessage(): string {
    return 'No trajectories yet.';
  }

  protected override willUpdate(changed: PropertyValues): void {
    // other data, other steps
    if (changed.has('data') && !changed.has('step') && this.#formation) this.step = null;
    super.willUpdate(changed);
    if (changed.has('playing')) {
      clearTimeout(this.#timer);
      if (this.playing) this.#schedule();
    }
  }

  protected override renderData(): TemplateResult {
    const formation = this.#formation!;
    this.#prepareSteps(formation);
    const shown = this.#preparePlane(formation);
    const step = this.#current;
    const labels = this.#labels();
    const names = this.#names(formation);
    const { center } = this;
    checkChoice(center, 'center', ['group', 'batch']);
    for (const name of ['color', 'shape', 'size'] as const) {
      checkChoice(name === 'shape' ? this.#shape(formation) : this[name], name, overlays[name].filter((what: string) => isKnown(formation, what)));
    }
    this.#effect = effectOf(formation, labels, names.length, center);
    const width = Math.max(240, this.width || 640);
    this.#scale = planeScale(shown, width, Math.round(Math.min(440, Math.max(260, 0.62 * width))));
    this.#regions = step.edges ? bands(step.edges, shown) : decisionRegions(step.centers, shown.plane, shown.bounds);
    this.#boundaries = step.edges ? edgeBoundaries(step.edges, shown) : regionBoundaries(this.#regions, step, shown);
    const title = `${formatNumber(formation.numTrajectories)} trajectories in ${names.length} groups, ${this.#strategy.name}`;
    return html`
      <div class="title" part="title">${title}</div>
      ${this.#renderControls(formation)}
      <div class="plane" part="chart">
        <canvas aria-hidden="true"></canvas>
        ${formationPicture({
          shown,
          scale: this.#scale,
          step,
          boundaries: this.#boundaries,
          names,
          focused: this.focused,
          focusedText: this.focused < 0 ? '' : this.#describe(this.focused).join('; '),
          numTrajectories: formation.numTrajectories,
          label: title,
          onHandleKey: this.#onHandleKey,
          onHandleDown: this.#onHandleDown,
          onPlaneKey: this.#onPlaneKey,
          onPlaneMove: this.#onPlaneMove,
          onPlaneLeave: () => (this.focused = -1),
        })}
        ${this.focused < 0 ? nothing : html`<div class="tooltip" part="tooltip">${this.#describe(this.focused).map((line) => html`<div>${line}</div>`)}</div>`}
      </div>
      ${this.#renderPlayer(step)}
      ${formationLegend(formation, { color: this.color, shape: this.#shape(formation), size: this.size, isDark: this.#isDark })}
      <div class="visually-hidden" role="status">${this.#announced}</div>
      ${this.#renderEffect(formation, labels, names)}
      <div class="description" part="description">${this.#remark(formation, labels, step, shown)}</div>
    `;
  }

  get #strategy(): { readonly id: FormationStrategy; readonly name: string } {
    const ids = formationStrategies.map(({ id }) => id);
    const { strategy: runStrategy } = this.#formation!.run ?? {};
    const id = this.strategy ?? ids.find((known) => known === runStrategy) ?? 'auto';
    checkChoice(id, 'strategy', ids);
    return formationStrategies.find((known) => known.id === id)!;
  }

  get #groups(): number {
    const { run } = this.#formation!;
    const numGroups = this.numGroups ?? (run && run.strategy === this.#strategy.id ? Math.min(run.names.length, mostGroups) : 4);
    if (!Number.isInteger(numGroups) || numGroups < 1 || numGroups > mostGroups) throw new RangeError(`invalid num-groups: ${numGroups}; expected 1 to ${mostGroups}`);
    return numGroups;
  }

  get #choice(): { readonly strategy: FormationStrategy; readonly numGroups: number; readonly seed: number } {
    return { strategy: this.#strategy.id, numGroups: this.#groups, seed: this.seed };
  }

  #prepareSteps(formation: Formation): void {
    if (Number.isNaN(this.step)) throw new RangeError('invalid step: NaN; expected a number ≥ 0');
    const key = JSON.stringify(this.#choice);
    if (key !== this.#stepsKey) {
      this.#steps = formGroups(formation, this.#features!, this.#choice);
      if (this.#stepsKey !== '') this.step = null;
      this.#stepsKey = key;
      this.#untouched = null;
      this.#drag?.abort();
    }
  }

  #preparePlane(formation: Formation): ShownPlane {
    const { featureNames } = formation;
    const outcome = outcomeOf(formation, this.#strategy.id);
    const isComponents = this.#isComponents(formation);
    const indexOf = (name: string | null, otherwise: number): number => (name === null ? otherwise : featureNames.indexOf(name));
    const x = indexOf(isComponents ? null : this.x, 0);
    const y = indexOf(this.y, featureNames.length > 1 ? (x === 1 ? 0 : 1) : -1);
    if (x < 0 && !outcome) throw new RangeError(`invalid x: ${this.x}; expected one of ${[...featureNames, componentsId].join(', ')}`);
    if (this.y !== null && y < 0) throw new RangeError(`invalid y: ${this.y}; expected one of ${featureNames.join(', ')}`);
    const key = JSON.stringify([outcome?.name, isComponents, x, y]);
    if (key === this.#shownKey) return this.#shown!;
    this.#shownKey = key;
    if (outcome) this.#shown = outcomePlane(formation, outcome.name, outcome.values, y);
    else this.#shown = isComponents ? componentPlane(featureNames, this.#features!) : featurePlane(featureNames, this.#features!, x, y);
    return this.#shown;
  }

  /** With more than two features any two of them hide too much to begin with. */
  #isComponents(formation: Formation): boolean {
    if (outcomeOf(formation, this.#strategy.id)) return false;
    return this.x === null ? this.y === null && formation.featureNames.length > 2 : this.x === componentsId;
  }

  get #index(): number {
    const last = this.#steps.length - 1;
    return Math.min(last, Math.max(0, Math.floor(this.step ?? last)));
  }

  get #current(): FormationStep {
    return this.#steps[this.#index]!;
  }

  #labels(): Int32Array {
    return labelsAt(this.#current, this.#features!, this.#formation!.featureNames.length);
  }

  #names(formation: Formation): string[] {
    return groupNames(this.#current, this.#groups, outcomeOf(formation, this.#strategy.id)?.name ?? null);
  }

  #shape(formation: Formation): OverlayShape {
    return this.shape ?? (new Set(formation.tasks).size > 1 ? 'task' : 'group');
  }

  get #isDark(): boolean {
    return this.theme === 'dark' || (this.theme === 'auto' && this.#colorScheme.matches);
  }

  // Drawing

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.renderRoot.querySelector('canvas');
    const formation = this.#formation;
    if (!canvas || !formation || !this.#scale || !this.#shown) return;
    const { width, height, x, y } = this.#scale;
    const [pixelWidth, pixelHeight] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
    if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const toPixels = (coordinates: ArrayLike<number>): Float64Array => Float64Array.from(coordinates, (c, i) => (i % 2 === 0 ? x(c) : y(c)));
    const { columnRuleColor: muted, backgroundColor } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    drawPoints(canvas.getContext('2d')!, {
      width,
      height,
      isDark: this.#isDark,
      muted,
      background: backgroundColor,
      regions: this.#regions.map(({ label, polygon }) => ({ label, polygon: [...toPixels(polygon)] })),
      places: toPixels(this.#shown.places),
      looks: pointLooks(formation, this.#labels(), { color: this.color, shape: this.#shape(formation), size: this.size }),
    });
    this.#placeTooltip();
  }

  #placeTooltip(): void {
    const tooltip = this.renderRoot.querySelector<HTMLElement>('.tooltip');
    if (!tooltip || !this.#scale || !this.#shown) return;
    const { places } = this.#shown;
    const left = this.#scale.x(places[2 * this.focused]!);
    const top = this.#scale.y(places[2 * this.focused + 1]!);
    const isRight = left + 16 + tooltip.offsetWidth < this.#scale.width;
    tooltip.style.left = `${Math.max(0, isRight ? left + 16 : left - 16 - tooltip.offsetWidth)}px`;
    tooltip.style.top = `${Math.max(0, Math.min(top - 10, this.#scale.height - tooltip.offsetHeight))}px`;
  }

  // What stands around the picture

  #renderControls(formation: Formation): TemplateResult {
    const { featureNames } = formation;
    const isOutcome = outcomeOf(formation, this.#strategy.id) !== null;
    const options = (values: readonly { readonly id: string; readonly name: string }[], selected: string): TemplateResult[] =>
      values.map(({ id, name }) => html`<option value=${id} ?selected=${id === selected}>${name}</option>`);
    const named = (values: readonly string[]): { id: string; name: string }[] => values.map((name) => ({ id: name, name }));
    const field = (label: string, name: string, list: TemplateResult[], set: (value: string) => void): TemplateResult =>
      html`<label>${label} <select name=${name} @change=${(event: Event) => {
        set((event.target as HTMLSelectElement).value);
        this.#tellChoice();
      }}>${list}</select></label>`;
    const [xAxis, yAxis] = this.#shown!.axes;
    const isComponents = this.#isComponents(formation);
    const known = (list: readonly string[]): { id: string; name: string }[] => named(list.filter((what) => isKnown(formation, what)));
    const strategies = formationStrategies.filter(({ id }) => (id !== 'difficulty' || formation.returns) && (id !== 'length' || formation.lengths));
    return html`<div class="controls" part="controls">
      ${field('Strategy', 'strategy', options(strategies, this.#strategy.id), (value) => {
        this.numGroups = this.#groups;
        this.strategy = value as FormationStrategy;
      })}
      <label>Groups <input name="groups" type="number" min="1" max=${mostGroups} .value=${String(this.#groups)} @change=${this.#onGroups} /></label>
      ${isOutcome || featureNames.length < 2
        ? nothing
        : field('Horizontal', 'x', options([...named(featureNames), { id: componentsId, name: 'principal components' }], isComponents ? componentsId : xAxis.name), (value) => (this.x = value))}
      ${isComponents || yAxis.name === '' ? nothing : field('Vertical', 'y', options(named(featureNames), yAxis.name), (value) => (this.y = value))}
      ${field('Colour', 'color', options(known(overlays.color), this.color), (value) => (this.color = value as OverlayColor))}
      ${field('Shape', 'shape', options(known(overlays.shape), this.#shape(formation)), (value) => (this.shape = value as OverlayShape))}
      ${field('Size', 'size', options(known(overlays.size), this.size), (value) => (this.size = value as OverlaySize))}
      ${formation.steps
        ? field('Subtract', 'center', options([{ id: 'group', name: 'group mean' }, { id: 'batch', name: 'batch mean' }], this.center), (value) => (this.center = value as 'group' | 'batch'))
        : nothing}
    </div>`;
  }

  readonly #onGroups = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const numGroups = Math.min(mostGroups, Math.max(1, Math.round(input.valueAsNumber) || 1));
    input.value = String(numGroups);
    this.numGroups = numGroups;
    this.#tellChoice();
  };

  #tellChoice(): void {
    const { strategy, numGroups, x, y, color, shape, size, center } = this;
    const detail: FormationChoice = { strategy, numGroups, x, y, color, shape, size, center };
    this.dispatchEvent(new CustomEvent('cohort-formation-change', { detail, bubbles: true, composed: true }));
  }

  #renderPlayer(step: FormationStep): TemplateResult {
    const last = this.#steps.length - 1;
    const index = this.#index;
    const text = describeStep(step);
    return html`<div class="player" part="controls">
      ${last === 0
        ? nothing
        : html`<button name="play" aria-pressed=${this.playing} @click=${() => (this.playing ? this.pause() : this.play())}>${this.playing ? 'Pause' : 'Play'}</button>
            <button name="back" aria-label="step back" ?disabled=${index === 0} @click=${() => this.#show(index - 1)}>‹</button>
            <button name="forward" aria-label="step forward" ?disabled=${index === last} @click=${() => this.#show(index + 1)}>›</button>
            <input name="step" type="range" min="0" max=${last} step="1" .value=${String(index)} aria-label="which step" aria-valuetext="step ${index} of ${last}: ${text}"
              @input=${(event: Event) => this.#show((event.target as HTMLInputElement).valueAsNumber)} />`}
      ${this.#untouched ? html`<button name="reset" @click=${this.reset}>Undo moves</button>` : nothing}
      <span class="step">${last === 0 ? '' : `Step ${index} of ${last}: `}${text}</span>
    </div>`;
  }

  #renderEffect(formation: Formation, labels: Int32Array, names: readonly string[]): TemplateResult {
    const effect = this.#effect;
    const counts = names.map((_, g) => labels.reduce((sum, label) => sum + Number(label === g), 0));
    const number = (value: number): string => formatNumber(Number(value.toPrecision(3)));
    const cells = (g: number): string[] => {
      const group = effect?.groups[g];
      if (!group) return [formatNumber(counts[g]!)];
      const { steps, mean, std, normalizedMean, normalizedStd } = group;
      return [formatNumber(counts[g]!), formatNumber(steps), ...(steps === 0 ? ['–', '–', '–', '–'] : [mean, std, normalizedMean, normalizedStd].map(number))];
    };
    const columns = effect ? ['trajectories', 'steps', 'mean A', 'std A', 'mean A′', 'std A′'] : ['trajectories'];
    const isByGroup = this.#shape(formation) === 'group';
    return html`<div class="table" part="table" role="region" aria-label="groups" tabindex="0">
        <table>
          <thead><tr><th scope="col">group</th>${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}</tr></thead>
          <tbody>
            ${names.map(
              (name, g) => html`<tr>
                <th scope="row">${groupSymbol(g, isByGroup)} ${g + 1}: ${name}</th>
                ${cells(g).map((cell) => html`<td class="number">${cell}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${effect ? html`<div class="effect">${this.#effectText(effect).map((line) => html`<div>${line}</div>`)}</div>` : nothing}`;
  }

  #effectText({ signChanges, steps, varianceRemoved }: RegroupingEffect): string[] {
    const lines = [
      `A: advantage; A′: normalised, over the deviation of its group, with the mean of the ${this.center === 'group' ? 'group subtracted' : 'whole batch subtracted after'}.`,
      `Against PPO’s batch normalisation ${formatNumber(signChanges)} of ${formatNumber(steps)} advantages change sign (${percent(steps > 0 ? signChanges / steps : 0)})${
        this.center === 'group' ? `; group means take away ${percent(varianceRemoved)} of their variance` : ''
      }.`,
    ];
    const since = this.#sinceMoves();
    if (since) lines.push(`Your moves put ${formatNumber(since.moved)} trajectories into another group; ${formatNumber(since.signChanges)} advantages changed sign by it.`);
    return lines;
  }

  #sinceMoves(): { moved: number; signChanges: number } | null {
    const before = this.#untouched;
    if (!before) return null;
    const labels = this.#labels();
    const moved = labels.reduce((sum, label, k) => sum + Number(label !== before[k]), 0);
    const effect = effectOf(this.#formation!, before, this.#groups, this.center);
    return { moved, signChanges: effect && this.#effect ? countSignChanges(effect.advantages, this.#effect.advantages) : 0 };
  }

  #remark({ isComplete, featureNames, numTrajectories, run }: Formation, labels: Int32Array, step: FormationStep, { plane }: ShownPlane): string {
    const cut = isComplete.reduce((sum, flag) => sum + 1 - flag, 0);
    const parts: string[] = [];
    if (!step.edges && labels[0] !== -1) {
      const outside = countOutsideRegions(this.#features!.points, labels, step.centers, plane);
      parts.push(
        featureNames.length <= 2
          ? 'Areas: what is nearest to each centre (Voronoi cells), in standard deviations of the features.'
          : `Areas: what is nearest to each centre in this plane, which goes through the mean of all features; ${formatNumber(outside)} trajectories (${percent(
              outside / numTrajectories,
            )}) stand outside their group's area because of what the plane does not show.`,
      );
    }
    if (cut > 0 && cut < numTrajectories) parts.push(`${formatNumber(cut)} trajectories are cut by the rollout's end: they are grouped, but move no centre or edge.`);
    if (run && run.strategy === this.#strategy.id && run.names.length === this.#groups && labels[0] !== -1) {
      const same = labels.reduce((sum, label, k) => sum + Number(label === run.labels[k]), 0);
      parts.push(`The run itself grouped ${percent(same / numTrajectories)} of them so.`);
    }
    return parts.join(' ');
  }

  /** A trajectory in lines. */
  #describe(k: number): string[] {
    const { tasks, returns, lengths, isComplete, featureNames, values } = this.#formation!;
    const label = this.#labels()[k]!;
    const number = (value: number): string => (Number.isFinite(value) ? formatNumber(Number(value.toPrecision(4))) : 'missing');
    return [
      `trajectory ${k + 1}${label < 0 ? '' : `, group ${label + 1}`}${isComplete[k] ? '' : ', cut'}`,
      ...(tasks ? [`task ${tasks[k]}`] : []),
      ...(returns ? [`return ${number(returns[k]!)}`] : []),
      ...(lengths ? [`length ${number(lengths[k]!)} steps`] : []),
      ...featureNames.map((name, f) => `${name} ${number(values[k * featureNames.length + f]!)}`),
    ];
  }

  // Playing

  /** Shows the steps one after the other, from the first when the last is shown. */
  play(): void {
    if (this.#steps.length < 2) return;
    if (this.#index === this.#steps.length - 1) this.#show(0);
    this.playing = true;
  }

  pause(): void {
    this.playing = false;
  }

  /** Takes back what the reader moved. */
  readonly reset = (): void => {
    this.pause();
    this.#stepsKey = '';
    this.#untouched = null;
    this.step = null;
    this.#announced = '';
    this.requestUpdate();
  };

  #schedule(): void {
    // Online, each of many points is a step: at most some 20 seconds for all.
    const last = this.#steps.length - 1;
    const isOnline = this.#steps[last]?.kind === 'join' || this.#steps[last]?.kind === 'reseed';
    const pause = isOnline ? 80 : 700;
    const stride = isOnline ? Math.ceil(last / 250) : 1;
    this.#timer = setTimeout(() => {
      const end = this.#steps.length - 1;
      if (this.#index >= end) this.pause();
      else {
        this.#show(Math.min(end, this.#index + stride));
        this.#schedule();
      }
    }, pause);
  }

  #show(index: number): void {
    this.step = index;
    this.#announced = this.playing ? '' : describeStep(this.#current);
    this.dispatchEvent(new CustomEvent('cohort-step', { detail: { step: this.#index, kind: this.#current.kind }, bubbles: true, composed: true }));
  }

  // Moving by hand

  readonly #onHandleDown = (handle: Handle, event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const target = event.currentTarget as SVGElement;
    target.focus();
    this.pause();
    const from = this.#current;
    const boundaries = this.#boundaries;
    const { clientX: x, clientY: y } = event;
    const move = ({ clientX, clientY }: PointerEvent): void =>
      this.#move(handle, boundaries, from, (clientX - x) * this.#scale!.unitX, (y - clientY) * this.#scale!.unitY);
    this.#drag?.abort();
    this.#drag = new AbortController();
    const { signal } = this.#drag;
    const end = (): void => {
      this.#drag?.abort();
      this.#continue();
    };
    // On the window: with every move the picture is rendered anew, and boundaries may come and go under the pointer.
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', end, { signal });
    window.addEventListener('pointercancel', end, { signal });
  };

  readonly #onHandleKey = (handle: Handle, event: KeyboardEvent): void => {
    const directions: Record<string, readonly [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const direction = directions[event.key];
    if (!direction) return;
    event.preventDefault();
    this.pause();
    const pixels = event.shiftKey ? 2 : 12;
    const { unitX, unitY } = this.#scale!;
    let [dx, dy] = [direction[0] * pixels * unitX, direction[1] * pixels * unitY];
    if (handle.kind === 'boundary') {
      // Right and up: across the line towards its far side, however it lies.
      const [ax, ay] = this.#boundaries[handle.index]!.across;
      const by = (direction[0] + direction[1]) * pixels;
      const perPixel = 1 / Math.hypot(ax / unitX, ay / unitY);
      [dx, dy] = [ax * by * perPixel, ay * by * perPixel];
    }
    this.#move(handle, this.#boundaries, this.#current, dx, dy);
    this.#continue();
  };

  /** Regroups as if `from` had been moved by so much in the plane. */
  #move(handle: Handle, boundaries: readonly Boundary[], from: FormationStep, dx: number, dy: number): void {
    this.#untouched ??= this.#labels();
    const formation = this.#formation!;
    const shown = this.#shown!;
    const { left, right } = shown.bounds;
    const [{ offset, factor }] = shown.axes;
    if (from.edges) {
      const { index } = handle as Extract<Handle, { kind: 'boundary' }>;
      const edges = from.edges.slice();
      const least = index > 0 ? edges[index - 1]! : offset + left * factor;
      const most = index < edges.length - 1 ? edges[index + 1]! : offset + right * factor;
      edges[index] = Math.min(most, Math.max(least, edges[index]! + dx * factor));
      this.#place(byEdges(edges, outcomeOf(formation, this.#strategy.id)!.values));
      return;
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
    const centers = from.centers.map((center, label) =>
      center && labels.includes(label) ? center.map((z, f) => z + shift.x * xAxis[f]! + shift.y * yAxis[f]!) : center,
    );
    const { counts, point } = from;
    this.#place({ kind: 'moved', centers, edges: null, labels: null, ...(counts && { counts }), ...(point !== undefined && { point }) });
  }

  #place(step: FormationStep): void {
    this.#steps = [step];
    this.step = 0;
    this.requestUpdate();
  }

  /** What follows from the moved centres, and what the move did. */
  #continue(): void {
    if (!this.#untouched) return;
    const step = this.#current;
    if (!step.edges && step.kind === 'moved') {
      this.#steps = goOn(this.#formation!, this.#features!, this.#choice, step);
      this.step = 0;
    }
    this.requestUpdate();
    const formation = this.#formation!;
    const labels = this.#labels();
    this.#effect = effectOf(formation, labels, this.#groups, this.center);
    const { moved, signChanges } = this.#sinceMoves()!;
    this.#announced = `${moved} trajectories are in another group than before your moves; ${signChanges} advantages changed sign`;
    const detail: RegroupDetail = { strategy: this.#strategy.id, labels: [...labels], centers: this.centers, edges: this.edges, moved, signChanges };
    this.dispatchEvent(new CustomEvent('cohort-regroup', { detail, bubbles: true, composed: true }));
  }

  // Looking at single trajectories

  readonly #onPlaneKey = (event: KeyboardEvent): void => {
    const { numTrajectories } = this.#formation!;
    const targets: Record<string, number> = {
      ArrowRight: this.focused + 1, ArrowUp: this.focused + 1, ArrowLeft: this.focused - 1, ArrowDown: this.focused - 1, Home: 0, End: numTrajectories - 1, Escape: -1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.focused = event.key === 'Escape' ? -1 : Math.min(numTrajectories - 1, Math.max(0, target));
  };

  readonly #onPlaneMove = ({ offsetX, offsetY }: PointerEvent): void => {
    const { places } = this.#shown!;
    const { x, y } = this.#scale!;
    let [nearest, least] = [-1, 12 ** 2];
    for (let k = 0; 2 * k < places.length; k++) {
      const distance = (x(places[2 * k]!) - offsetX) ** 2 + (y(places[2 * k + 1]!) - offsetY) ** 2;
      if (distance < least) [nearest, least] = [k, distance];
    }
    this.focused = nearest;
  };
}

/** What lies between edges. */
function bands(edges: Float64Array, { axes: [{ offset, factor }], bounds: { left, right, bottom, top } }: ShownPlane): DecisionRegion[] {
  const lines = [left, ...Array.from(edges, (edge) => Math.min(right, Math.max(left, (edge - offset) / factor))), right];
  return lines.slice(1).map((to, label) => {
    const from = lines[label]!;
    return { label, polygon: [from, bottom, to, bottom, to, top, from, top], neighbors: [] };
  });
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
