import { css, html, nothing, svg, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import { checkObject } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { drawScene } from './draw-scene.ts';
import { createEpisodePlayer, type EpisodePlayer, type EpisodeState } from './episode-player.ts';
import type { PlayableEnv, PlayablePolicy, PolicyDecision } from './playable.ts';
import { createRecorder, webmType, type Recorder, type Recording, type RecordingFormat } from './recording.ts';

export { agentPolicy } from './playable.ts';
export type { PlayableEnv, PlayablePolicy, PlayableScene, PolicyDecision, PredictingAgent, SceneColor, SceneShape } from './playable.ts';
export type { Recording, RecordingFormat } from './recording.ts';

/** An environment and who acts in it. */
export interface PlayerData {
  readonly env: PlayableEnv;
  readonly policy: PlayablePolicy;
}

/** What an episode came to. */
export interface EpisodeEndDetail {
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

const speeds = [0.25, 0.5, 1, 2, 4];
/** Actions that are shown one by one. */
const shownActions = 12;
/** Of the picture, in pixels. */
const mostHeight = 380;
/** Milliseconds that the end of an episode is shown. */
const endPause = 800;

const style = css`
  .scene {
    display: block;
    width: 100%;
    outline: 1px solid var(--border);
    outline-offset: -1px;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    margin: 8px 0;
    font-size: 0.9em;
  }
  input {
    font: inherit;
    width: 5em;
    color: var(--text);
    background: var(--background);
    border: 1px solid var(--muted);
    border-radius: 4px;
    padding: 2px 4px;
    min-height: 22px;
  }
  .numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    font-variant-numeric: tabular-nums;
  }
  .policy {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin-top: 8px;
  }
  table {
    border-collapse: collapse;
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: left;
    color: var(--muted);
  }
  th,
  td {
    padding: 1px 8px 1px 0;
    font-weight: 400;
    text-align: left;
    overflow-wrap: anywhere;
  }
  .numbers span {
    min-width: 5.5em;
  }
  tr.taken th {
    font-weight: 600;
  }
  .number {
    text-align: right;
  }
  rect.bar {
    fill: var(--accent);
  }
  rect.whole {
    fill: none;
    stroke: var(--border);
  }
  path.values {
    fill: none;
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  text {
    fill: var(--muted);
    font-size: 11px;
  }
  a {
    color: var(--accent);
  }
`;

/**
 * An environment with a policy acting in it: the scene that it renders, the policy's probabilities and value, play, step, speed and seed, and a
 * recording as GIF or WebM. Both come in as properties: any environment of Gymnasium's shape, and a function of an observation; `agentPolicy(agent)`
 * makes one of an agent of `@cohort-rl/ppo-core`. It starts by itself, unless `paused` or the reader prefers reduced motion.
 *
 * @attr paused - whether it waits; set and cleared by the reader's buttons
 * @attr speed - factor, default 1
 * @attr steps-per-second - at speed 1, default 30
 * @attr seed - of the first episode and of those after "Reset"; default: the environment's own
 * @attr record-width - of recordings, in pixels, default 400
 * @attr max-frames - at which a recording ends by itself, default 600
 * @csspart title, chart, controls, table, message
 * @fires cohort-episode-end - {@link EpisodeEndDetail}
 * @fires cohort-recording - `{ format, blob, frames }`, when a recording is done
 */
export class CohortEnvPlayer extends CohortElement<PlayerData> {
  static override properties: PropertyDeclarations = {
    ...CohortElement.properties,
    env: { attribute: false },
    policy: { attribute: false },
    actionNames: { attribute: false },
    paused: { type: Boolean, reflect: true },
    speed: { type: Number, reflect: true },
    stepsPerSecond: { type: Number, attribute: 'steps-per-second' },
    seed: { type: Number, reflect: true },
    recordWidth: { type: Number, attribute: 'record-width' },
    maxFrames: { type: Number, attribute: 'max-frames' },
  };
  static override styles = [CohortElement.styles, style].flat();

  declare env: PlayableEnv | null;
  declare policy: PlayablePolicy | null;
  /** Names of a discrete space's actions, or of the numbers of a continuous one. */
  declare actionNames: readonly string[] | null;
  declare paused: boolean;
  declare speed: number;
  declare stepsPerSecond: number;
  declare seed: number | null;
  declare recordWidth: number;
  declare maxFrames: number;

  #player: EpisodePlayer | null = null;
  #frame = 0;
  /** When the next step is due, and since when the end of an episode is shown. */
  #due = 0;
  #isStepping = false;
  #fault: string | null = null;
  #recorder: Recorder | null = null;
  #format: RecordingFormat = 'gif';
  #recording: (Recording & { readonly url: string }) | null = null;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #colorScheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #redraw = (): void => this.requestUpdate();

  constructor() {
    super();
    this.env = null;
    this.policy = null;
    this.actionNames = null;
    this.paused = this.#reducedMotion.matches;
    this.speed = 1;
    this.stepsPerSecond = 30;
    this.seed = null;
    this.recordWidth = 400;
    this.maxFrames = 600;
  }

  /** Where the episode stands; null before the first. */
  get episode(): EpisodeState | null {
    return this.#player?.state ?? null;
  }

  /** The last recording; null before there is one. */
  get recording(): Recording | null {
    return this.#recording;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#colorScheme.addEventListener('change', this.#redraw);
    this.#wake();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#colorScheme.removeEventListener('change', this.#redraw);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#discard();
    this.#forget();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { env, policy } = this;
    const isPairChanged = changed.has('env') || changed.has('policy');
    if (changed.has('data') && !(isPairChanged && (env ?? policy))) {
      const { env: givenEnv = null, policy: givenPolicy = null } = (this.data ?? {}) as Partial<PlayerData>;
      [this.env, this.policy] = [givenEnv, givenPolicy];
    } else if (isPairChanged) {
      this.data = env && policy ? { env, policy } : null;
    }
    if (changed.has('data')) this.#player = null;
    super.willUpdate(changed);
    if (changed.has('paused') && !this.paused) this.#wake();
  }

  protected override checkData(value: unknown): PlayerData {
    const { env, policy } = checkObject(value, 'data');
    const { reset, step } = (env ?? {}) as Partial<PlayableEnv>;
    if (typeof reset !== 'function' || typeof step !== 'function') throw new RangeError('invalid env: expected an object with reset and step');
    if (typeof policy !== 'function') throw new RangeError('invalid policy: expected a function of an observation');
    this.#fault = null;
    this.#discard();
    this.#player = createEpisodePlayer(env as PlayableEnv, policy as PlayablePolicy);
    void this.#run((player) => player.reset(this.seed));
    this.#wake();
    return value as PlayerData;
  }

  protected override get emptyMessage(): string {
    return 'No environment and policy yet.';
  }

  // Playing

  /** Starts an episode, with the seed where there is one. */
  async reset(): Promise<void> {
    this.#fault = null;
    await this.#run((player) => player.reset(this.seed));
    this.#wake();
  }

  /** Takes one step; at the end of an episode starts the next. */
  async step(): Promise<void> {
    await this.#run((player) => player.step());
  }

  play(): void {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  async #run(act: (player: EpisodePlayer) => Promise<EpisodeState>): Promise<void> {
    const player = this.#player;
    if (!player) return;
    this.#isStepping = true;
    try {
      const state = await act(player);
      if (player !== this.#player) return;
      await this.#record(state);
      if (state.terminated || state.truncated) {
        const { return: total, step: length, terminated, truncated } = state;
        this.#tell('cohort-episode-end', { return: total, length, terminated, truncated } satisfies EpisodeEndDetail);
      }
    } catch (error) {
      if (player !== this.#player) return;
      this.#fault = error instanceof Error ? error.message : String(error);
      this.#tell('cohort-error', { message: this.#fault });
    } finally {
      this.#isStepping = false;
      this.requestUpdate();
    }
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #wake(): void {
    if (this.#frame !== 0 || !this.isConnected) return;
    this.#due = 0;
    this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frame = 0;
    if (this.paused || !this.#player || this.#fault !== null || !this.isConnected) return;
    this.#frame = requestAnimationFrame(this.#tick);
    const { state } = this.#player;
    if (this.#isStepping || !state) return;
    const interval = 1000 / Math.max(0.1, this.stepsPerSecond * this.speed);
    if (this.#due === 0) this.#due = now + interval;
    if (now < this.#due) return;
    // What is late is not caught up with: a slow policy is shown slowly.
    this.#due = Math.max(this.#due + interval, now);
    void this.step().then(() => {
      const after = this.#player?.state;
      if (after && !after.decision) this.#due += endPause;
    });
  };

  // Recording

  /** Starts to record from the picture that is shown now. @throws Error where the format cannot be recorded, or there is no scene. */
  async startRecording(format: RecordingFormat = this.#format): Promise<void> {
    if (!this.env?.render) throw new Error('no scene: the environment has no render()');
    this.#discard();
    this.#forget();
    this.#recorder = await createRecorder(format, {
      width: this.recordWidth, framesPerSecond: Math.min(50, this.stepsPerSecond * this.speed), isDark: this.#isDark,
    });
    this.#recorder.add(this.env.render());
    this.requestUpdate();
  }

  /** Ends the recording and hands it out. @throws Error when there is none. */
  async stopRecording(): Promise<Recording> {
    const recorder = this.#recorder;
    if (!recorder) throw new Error('no recording: expected startRecording before');
    this.#recorder = null;
    const recording = await recorder.finish();
    this.#forget();
    this.#recording = { ...recording, url: URL.createObjectURL(recording.blob) };
    this.#tell('cohort-recording', recording);
    this.requestUpdate();
    return recording;
  }

  async #record(state: EpisodeState): Promise<void> {
    if (!this.#recorder || !this.env?.render || state !== this.#player?.state) return;
    this.#recorder.add(this.env.render());
    if (this.#recorder.frames >= this.maxFrames) await this.stopRecording();
  }

  /** Ends a recording under way, of which nothing is wanted: a video would go on for as long as the page is open. */
  #discard(): void {
    this.#recorder?.discard();
    this.#recorder = null;
  }

  #forget(): void {
    if (this.#recording) URL.revokeObjectURL(this.#recording.url);
    this.#recording = null;
  }

  // Drawing

  get #isDark(): boolean {
    return this.theme === 'dark' || (this.theme === 'auto' && this.#colorScheme.matches);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('canvas');
    if (!canvas || !this.env?.render || !this.episode) return;
    try {
      const scene = this.env.render();
      canvas.style.maxWidth = `${(mostHeight * scene.width) / scene.height}px`;
      const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
      const height = Math.max(1, Math.round((width * scene.height) / scene.width));
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      drawScene(canvas.getContext('2d')!, scene, width, height, this.#isDark);
    } catch (error) {
      if (this.#fault !== null) return;
      this.#fault = error instanceof Error ? error.message : String(error);
      this.#tell('cohort-error', { message: this.#fault });
      this.requestUpdate();
    }
  }

  protected override renderData({ env }: PlayerData): TemplateResult {
    const state = this.episode;
    return html`
      <div class="picture" part="chart">
        ${env.render ? html`<canvas class="scene" role="img" aria-label=${this.#sceneLabel(state)}></canvas>` : renderObservation(state?.observation)}
      </div>
      ${this.#fault === null ? nothing : html`<div class="message error" part="message" role="alert">${this.#fault}</div>`}
      ${this.#renderControls(env)}
      ${state ? this.#renderNumbers(state) : nothing}
      ${state ? html`<div class="policy">${this.#renderDecision(state.decision)}${renderValues(state.values)}</div>` : nothing}
    `;
  }

  #sceneLabel(state: EpisodeState | null): string {
    return state ? `the environment at step ${state.step} of episode ${state.episode}` : 'the environment';
  }

  #renderControls(env: PlayableEnv): TemplateResult {
    const record = (): void => {
      const done = this.#recorder ? this.stopRecording() : this.startRecording();
      done.catch((error: unknown) => {
        this.#fault = error instanceof Error ? error.message : String(error);
        this.requestUpdate();
      });
    };
    const formats: readonly RecordingFormat[] = webmType() === null ? ['gif'] : ['gif', 'webm'];
    return html`<div class="controls" part="controls">
      <button name="play" aria-pressed=${!this.paused} @click=${() => (this.paused = !this.paused)}>${this.paused ? 'Play' : 'Pause'}</button>
      <button name="step" @click=${() => { this.pause(); void this.step(); }}>Step</button>
      <button name="reset" @click=${() => void this.reset()}>Reset</button>
      <label>Seed <input name="seed" type="number" min="0" step="1" placeholder="any" .value=${this.seed === null ? '' : String(this.seed)} @change=${this.#onSeed} /></label>
      <label>Speed <select name="speed" @change=${(event: Event) => (this.speed = Number((event.target as HTMLSelectElement).value))}>
        ${[...new Set([...speeds, this.speed])].sort((a, b) => a - b).map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${formatNumber(speed)}×</option>`)}
      </select></label>
      ${env.render
        ? html`<label>Record <select name="format" ?disabled=${this.#recorder !== null} @change=${(event: Event) => (this.#format = (event.target as HTMLSelectElement).value as RecordingFormat)}>
              ${formats.map((format) => html`<option value=${format} ?selected=${format === this.#format}>${format === 'gif' ? 'GIF' : 'WebM'}</option>`)}
            </select></label>
            <button name="record" aria-pressed=${this.#recorder !== null} @click=${record}>${this.#recorder ? `Stop (${this.#recorder.frames} frames)` : 'Start recording'}</button>`
        : nothing}
      ${this.#recording
        ? html`<a href=${this.#recording.url} download="episode.${this.#recording.format}">Download ${this.#recording.frames} frames (${Math.ceil(this.#recording.blob.size / 1024)} KB)</a>`
        : nothing}
    </div>`;
  }

  readonly #onSeed = (event: Event): void => {
    const { value, valueAsNumber } = event.target as HTMLInputElement;
    this.seed = value === '' || !(valueAsNumber >= 0) ? null : Math.floor(valueAsNumber);
    void this.reset();
  };

  #renderNumbers(state: EpisodeState): TemplateResult {
    const { episode, step, reward, decision, terminated, truncated } = state;
    const end = terminated ? 'terminated' : truncated ? 'truncated by the time limit' : null;
    return html`<div class="numbers" part="table">
        <span>episode ${episode}</span>
        <span>step ${formatNumber(step)}</span>
        <span>reward ${reward === null ? '–' : round(reward)}</span>
        <span>return ${round(state.return)}</span>
        <span>value ${decision?.value === null || decision?.value === undefined ? '–' : round(decision.value)}</span>
      </div>
      <div role="status">${end === null ? '' : `The episode ended: ${end}, return ${round(state.return)} in ${formatNumber(step)} steps.`}</div>`;
  }

  #renderDecision(decision: PolicyDecision | null): TemplateResult | typeof nothing {
    if (!decision) return nothing;
    const name = (i: number): string => this.actionNames?.[i] ?? String(i);
    const { action, probabilities, means, stds } = decision;
    if (probabilities) {
      const shown = Array.from(probabilities).slice(0, shownActions);
      return html`<table part="table">
        <caption>Probability of each action${probabilities.length > shownActions ? ` (first ${shownActions} of ${probabilities.length})` : ''}</caption>
        ${shown.map(
          (probability, i) => html`<tr class=${i === action ? 'taken' : ''}>
            <th scope="row">${name(i)}</th>
            <td>${bar(probability)}</td>
            <td class="number">${(100 * probability).toFixed(1)} %</td>
            <td>${i === action ? '← taken' : ''}</td>
          </tr>`,
        )}
      </table>`;
    }
    const numbers = typeof action === 'number' ? [action] : Array.from((action ?? []) as ArrayLike<number>);
    return html`<table part="table">
      <caption>Action</caption>
      ${means ? html`<tr><th></th><th scope="col" class="number">taken</th><th scope="col" class="number">mean</th><th scope="col" class="number">std</th></tr>` : nothing}
      ${numbers.slice(0, shownActions).map(
        (taken, i) => html`<tr>
          <th scope="row">${name(i)}</th>
          <td class="number">${round(taken)}</td>
          ${means ? html`<td class="number">${round(means[i] ?? NaN)}</td><td class="number">${round(stds?.[i] ?? NaN)}</td>` : nothing}
        </tr>`,
      )}
    </table>`;
  }
}

const round = (value: number): string => (typeof value === 'number' && Number.isFinite(value) ? formatNumber(Number(value.toPrecision(4))) : '–');

function bar(share: number): TemplateResult {
  const width = 100 * Math.min(1, Math.max(0, share));
  return html`<svg width="102" height="12" viewBox="-1 0 102 12" aria-hidden="true">${svg`<rect class="whole" x="0" y="1" width="100" height="10" /><rect class="bar" x="0" y="1" width=${width} height="10" />`}</svg>`;
}

/** The policy's values over the episode, from the least to the most of them. */
function renderValues(values: readonly number[]): TemplateResult | typeof nothing {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return nothing;
  const [least, most] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const [width, height] = [180, 60];
  const x = (i: number): number => (i / (values.length - 1)) * width;
  const y = (value: number): number => height - (most > least ? (value - least) / (most - least) : 0.5) * height;
  let d = '';
  values.forEach((value, i) => {
    if (Number.isFinite(value)) d += `${d === '' || !Number.isFinite(values[i - 1]) ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  return html`<svg width="250" height="84" viewBox="0 0 250 84" role="img" aria-label="value over the episode, from ${round(least)} to ${round(most)}">
    ${svg`<text x="0" y="10">value over the episode</text><g transform="translate(2 20)"><path class="values" d=${d} /><text x="188" y="8">${round(most)}</text><text x="188" y="62">${round(least)}</text></g>`}
  </svg>`;
}

/** Numbers of an observation that has no picture. */
function renderObservation(observation: unknown): TemplateResult {
  const numbers = typeof observation === 'number' ? [observation] : ArrayBuffer.isView(observation) || Array.isArray(observation) ? Array.from(observation as ArrayLike<number>) : [];
  return html`<table part="table">
    <caption>Observation (the environment has no picture)</caption>
    ${numbers.slice(0, 40).map((value, i) => html`<tr><th scope="row">${i}</th><td class="number">${round(value)}</td></tr>`)}
  </table>`;
}

defineElement('cohort-env-player', CohortEnvPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-env-player': CohortEnvPlayer;
  }
  interface HTMLElementEventMap {
    'cohort-episode-end': CustomEvent<EpisodeEndDetail>;
    'cohort-recording': CustomEvent<Recording>;
  }
}
