import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { checkObject } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { colorScheme } from '../color-scheme.ts';
import { defineElement } from '../define-element.ts';
import { drawScene } from './draw-scene.ts';
import { createEpisodePlayer, type EpisodePlayer, type EpisodeState } from './episode-player.ts';
import { decisionView, episodeNumbers, observationView, valuesView } from './episode-views.ts';
import { createPace } from './pace.ts';
import type { PlayableEnv, PlayablePolicy } from './playable.ts';
import { playerControls } from './player-controls.ts';
import { playerStyle } from './player-style.ts';
import type { Recording, RecordingFormat } from './recording.ts';
import { createRecordings } from './recordings.ts';

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

/** Of the picture, in pixels. */
const mostHeight = 380;
/** Milliseconds that the end of an episode is shown. */
const endPause = 800;

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
  static override styles = [CohortElement.styles, playerStyle].flat();

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
  #isStepping = false;
  #fault: string | null = null;
  #format: RecordingFormat = 'gif';
  readonly #recordings = createRecordings();
  readonly #pace = createPace({
    stepsPerSecond: () => this.stepsPerSecond * this.speed,
    isRunning: () => !this.paused && this.#player !== null && this.#fault === null,
    isReady: () => !this.#isStepping && this.episode !== null,
    step: async () => {
      await this.step();
      return this.episode?.decision === null ? endPause : 0;
    },
  });
  readonly #scheme = colorScheme(this);

  constructor() {
    super();
    this.env = null;
    this.policy = null;
    this.actionNames = null;
    this.paused = matchMedia('(prefers-reduced-motion: reduce)').matches;
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
    return this.#recordings.last;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#wake();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pace.stop();
    this.#recordings.dispose();
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
    if (changed.has('data')) {
      this.#player = null;
      this.#recordings.discard();
    }
    super.willUpdate(changed);
    if (changed.has('paused') && !this.paused) this.#wake();
  }

  protected override checkData(value: unknown): PlayerData {
    const { env, policy } = checkObject(value, 'data');
    const { reset, step } = (env ?? {}) as Partial<PlayableEnv>;
    if (typeof reset !== 'function' || typeof step !== 'function') throw new RangeError('invalid env: expected an object with reset and step');
    if (typeof policy !== 'function') throw new RangeError('invalid policy: expected a function of an observation');
    this.#fault = null;
    this.#player = createEpisodePlayer(env as PlayableEnv, policy as PlayablePolicy);
    void this.#run((player) => player.reset(this.seed));
    this.#wake();
    return value as PlayerData;
  }

  protected override get emptyMessage(): string {
    return 'No environment and policy yet.';
  }

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
      this.#fail(error);
    } finally {
      this.#isStepping = false;
      this.requestUpdate();
    }
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #wake(): void {
    if (this.isConnected) this.#pace.start();
  }

  /** Starts to record from the picture that is shown now. @throws Error where the format cannot be recorded, or there is no scene. */
  async startRecording(format: RecordingFormat = this.#format): Promise<void> {
    const { env, recordWidth: width, stepsPerSecond, speed } = this;
    if (!env?.render) throw new Error('no scene: the environment has no render()');
    await this.#recordings.start(format, { width, framesPerSecond: Math.min(50, stepsPerSecond * speed), isDark: this.#scheme.isDark }, () => env.render!());
    this.requestUpdate();
  }

  /** Ends the recording and hands it out. @throws Error when there is none. */
  async stopRecording(): Promise<Recording> {
    const recording = await this.#recordings.finish();
    this.#tell('cohort-recording', recording);
    this.requestUpdate();
    return recording;
  }

  async #record(state: EpisodeState): Promise<void> {
    if (this.#recordings.frames === null || !this.env?.render || state !== this.episode) return;
    this.#recordings.add(this.env.render());
    if (this.#recordings.frames >= this.maxFrames) await this.stopRecording();
  }

  #fail(error: unknown): void {
    this.#fault = error instanceof Error ? error.message : String(error);
    this.#tell('cohort-error', { message: this.#fault });
    this.requestUpdate();
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
      drawScene(canvas.getContext('2d')!, scene, width, height, this.#scheme.isDark);
    } catch (error) {
      if (this.#fault === null) this.#fail(error);
    }
  }

  protected override renderData({ env }: PlayerData): TemplateResult {
    const state = this.episode;
    const label = state ? `the environment at step ${state.step} of episode ${state.episode}` : 'the environment';
    const record = (): void => {
      const done = this.#recordings.frames === null ? this.startRecording() : this.stopRecording();
      done.catch((error: unknown) => this.#fail(error));
    };
    return html`
      <div class="picture" part="chart">
        ${env.render ? html`<canvas class="scene" role="img" aria-label=${label}></canvas>` : observationView(state?.observation)}
      </div>
      ${this.#fault === null ? nothing : html`<div class="message error" part="message" role="alert">${this.#fault}</div>`}
      ${playerControls(this, { recordings: this.#recordings, format: this.#format, chooseFormat: (format) => (this.#format = format), record })}
      ${state ? html`${episodeNumbers(state)}<div class="policy">${decisionView(state.decision, this.actionNames)}${valuesView(state.values)}</div>` : nothing}
    `;
  }
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
