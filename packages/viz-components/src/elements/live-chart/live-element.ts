import type { RunRecord, StepColumns, StreamedBins } from '@cohort-rl/analysis';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import { pictureMargin, type LivePicture } from '../../live-picture.ts';
import '../chart/chart.ts';
import { CohortElement } from '../cohort-element.ts';
import { cancelSlices, scheduleSlices } from './frame-slices.ts';
import { CohortLiveChart } from './live-chart.ts';
import { stillChart, stillTable } from './still-charts.ts';
import { checkRecords, readTraining, type TrainingRecords, type TrainingState } from './training-records.ts';

/** Columns of the picture where intervals over runs are drawn: means of fewer episodes would be noise. */
const columnsOfRuns = 100;
/** While records stream in: how often words, legends and pictures that are not drawn column by column follow. */
const wordMilliseconds = 2000;
/** With `prefers-reduced-motion` the pictures move this often. */
const reducedMilliseconds = 1000;

/**
 * An element that shows training, from records or while it runs: `appendRecords` thins records as they come, and what changed is drawn within a few
 * milliseconds a frame. A picture that moves can be paused; it is then one whose numbers can be walked, read as a table and exported.
 */
export abstract class LiveElement extends CohortElement<TrainingRecords> {
  static override properties: PropertyDeclarations = { ...CohortElement.properties, isLive: { state: true }, isPaused: { state: true } };

  private declare isLive: boolean;
  private declare isPaused: boolean;

  #state: TrainingState | null = null;
  #maxStep = 0;
  #words = 0;
  #pictures = 0;
  /** What is left of a refresh, and whether records came since it began. */
  #refreshes: (() => void)[] = [];
  #isBehind = false;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  constructor() {
    super();
    this.isLive = false;
    this.isPaused = false;
  }

  /** What shows the state anew in the live charts, a picture each: done one after the other, over some frames. */
  protected abstract refresh(): readonly (() => void)[];

  /** The largest step of what is shown. */
  protected abstract lastStep(state: TrainingState): number;

  /**
   * Adds records of a run that goes on, in their order; records of other types change nothing. While data are refused, and their error is shown, what
   * follows them is left out.
   * @param seed tells runs apart where there are several.
   * @throws RangeError for a record that is not valid, before any is added.
   */
  appendRecords(records: readonly RunRecord[], { seed = 0 }: { readonly seed?: number } = {}): void {
    const checked = checkRecords(records, 'records');
    if (checked.length === 0) return;
    if (this.data === null) this.data = [];
    // data that were set a moment ago come first
    if (this.isUpdatePending) this.performUpdate();
    if (!this.#state) return;
    const hadData = !this.isEmpty();
    this.#state.add(checked, seed);
    this.isLive = true;
    if (this.isEmpty()) return;
    if (!hadData) this.requestUpdate();
    else if (!this.isPaused) this.#schedulePictures();
    this.#scheduleWords();
  }

  protected override checkData(value: unknown): TrainingRecords {
    this.#state = readTraining(value);
    this.#maxStep = 0;
    this.isLive = false;
    this.isPaused = false;
    this.#refreshes = [];
    this.dataChanged(this.#state);
    return value as TrainingRecords;
  }

  /** New data took the place of the old. */
  protected abstract dataChanged(state: TrainingState): void;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) this.#state = null;
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.isMoving) this.#schedulePictures();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelSlices(this.#refreshSlice);
    clearTimeout(this.#words);
    clearTimeout(this.#pictures);
    this.#words = 0;
    this.#pictures = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  protected override isEmpty(): boolean {
    return !this.#state || this.lastStep(this.#state) === 0;
  }

  protected get state(): TrainingState {
    return this.#state!;
  }

  /** Whether pictures are drawn column by column: records come in, and nobody paused them. */
  protected get isMoving(): boolean {
    return this.isLive && !this.isPaused && !this.isEmpty();
  }

  /** The chart of a picture, if it is one that moves and has room. */
  protected liveChart(id: string): CohortLiveChart | null {
    const chart = this.renderRoot.querySelector<CohortLiveChart>(`#${id}`);
    return chart instanceof CohortLiveChart && chart.numColumns > 0 ? chart : null;
  }

  /** A pixel each; while records come, with room for what is to come, so that the picture is not drawn anew with each of them. */
  protected columns(width: number): StepColumns {
    const lastStep = this.lastStep(this.state);
    if (!this.isLive) this.#maxStep = lastStep;
    else if (lastStep > this.#maxStep) this.#maxStep = roundUp(lastStep * 1.25);
    const numColumns = Math.max(1, this.state.monitors.length > 1 ? Math.min(columnsOfRuns, width) : width);
    return { maxStep: this.#maxStep, numColumns };
  }

  /** Columns of a chart that has a share of the element's width. */
  protected shareColumns(share = 1): StepColumns {
    return this.columns(Math.max(100, Math.floor(share * (this.clientWidth || 720)) - pictureMargin.left - pictureMargin.right));
  }

  /** What lines and bands are, and how the records were thinned. */
  protected describe({ maxStep, numColumns }: StepColumns, numFaint: number): string {
    const { monitors, numRecords } = this.state;
    const stepsEach = formatNumber(Number((maxStep / numColumns).toPrecision(3)));
    const thinned = `${formatNumber(numRecords)} records in ${formatNumber(numColumns)} columns of ${stepsEach} steps`;
    const faint = numFaint === 0 ? '' : ` ${formatNumber(numFaint)} more are grey${monitors.length > 1 ? '' : ', from smallest to largest value'}.`;
    if (monitors.length > 1) return `Lines: mean over ${monitors.length} runs; bands: its 95 % interval (Student’s t). ${thinned}.${faint}`;
    return `Lines: mean in each column; bands: smallest to largest value in it (min–max, no extreme is left out). ${thinned}.${faint}`;
  }

  readonly #refreshSlice = (): boolean => {
    if (!this.isConnected || !this.isMoving) return false;
    try {
      if (this.#refreshes.length === 0) {
        this.#isBehind = false;
        this.#refreshes = [...this.refresh()];
      }
      this.#refreshes.shift()?.();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // what cannot be shown is said by the next update
      this.requestUpdate();
      return false;
    }
    // behind the picture that is to be painted now
    if (this.#refreshes.length > 0 || this.#isBehind) scheduleSlices(this.#refreshSlice);
    return false;
  };

  readonly #refreshSoon = (): void => {
    this.#isBehind = true;
    scheduleSlices(this.#refreshSlice);
  };

  #schedulePictures(): void {
    if (!this.#reducedMotion.matches) this.#refreshSoon();
    else this.#pictures ||= window.setTimeout(() => {
      this.#pictures = 0;
      this.#refreshSoon();
    }, reducedMilliseconds);
  }

  #scheduleWords(): void {
    if (this.isPaused) return;
    this.#words ||= window.setTimeout(() => {
      this.#words = 0;
      this.requestUpdate();
    }, wordMilliseconds);
  }

  /**
   * A picture that `refresh` paints while records come, and that is a chart of the builders otherwise.
   * @param id what `liveChart` knows it by.
   */
  protected renderPicture({ id, label, description, seriesName }: PictureWords, still: () => LivePicture): TemplateResult {
    if (this.isMoving) {
      return html`<cohort-live-chart
        id=${id}
        .label=${label}
        .description=${description}
        theme=${this.theme}
        @cohort-live-resize=${this.#refreshSoon}
      ></cohort-live-chart>`;
    }
    const picture = still();
    return html`<cohort-chart
      .option=${stillChart(picture)}
      .table=${stillTable(picture, seriesName)}
      .label=${label}
      .description=${description}
      .height=${280}
      theme=${this.theme}
    ></cohort-chart>`;
  }

  protected tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  protected renderPause(): TemplateResult | typeof nothing {
    if (!this.isLive) return nothing;
    const toggle = (): void => {
      this.isPaused = !this.isPaused;
    };
    return html`<div part="controls"><button class="pause" aria-pressed=${this.isPaused} @click=${toggle}>Pause</button></div>`;
  }
}

/** What stands around a picture. */
export interface PictureWords {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** What a line is of: `group`. */
  readonly seriesName: string;
}

/** The first step that changed in any of the runs since this was last asked. */
export function changedStep(runs: readonly StreamedBins[]): number {
  return runs.reduce((first, run) => Math.min(first, run.takeChange()), Infinity);
}

/** To two digits. */
function roundUp(steps: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(steps)) - 1);
  return Math.ceil(steps / unit) * unit;
}
