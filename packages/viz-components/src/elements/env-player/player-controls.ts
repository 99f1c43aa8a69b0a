import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import type { CohortEnvPlayer } from './env-player.ts';
import { webmType, type RecordingFormat } from './recording.ts';
import type { Recordings } from './recordings.ts';

const speeds = [0.25, 0.5, 1, 2, 4];

/** What the controls have of recordings. */
export interface RecordingControls {
  readonly recordings: Recordings;
  readonly format: RecordingFormat;
  readonly chooseFormat: (format: RecordingFormat) => void;
  /** Starts one, or ends it. */
  readonly record: () => void;
}

/** Play, step, reset, seed and speed of a player, and what records its scene where there is one. */
export function playerControls(player: CohortEnvPlayer, { recordings: { frames, last }, format, chooseFormat, record }: RecordingControls): TemplateResult {
  const { paused, seed, speed } = player;
  const formats: readonly RecordingFormat[] = webmType() === null ? ['gif'] : ['gif', 'webm'];
  const onStep = (): void => {
    player.pause();
    void player.step();
  };
  const onSeed = ({ target }: Event): void => {
    const { value, valueAsNumber } = target as HTMLInputElement;
    player.seed = value === '' || !(valueAsNumber >= 0) ? null : Math.floor(valueAsNumber);
    void player.reset();
  };
  return html`<div class="controls" part="controls">
    <button name="play" aria-pressed=${!paused} @click=${() => (player.paused = !paused)}>${paused ? 'Play' : 'Pause'}</button>
    <button name="step" @click=${onStep}>Step</button>
    <button name="reset" @click=${() => void player.reset()}>Reset</button>
    <label>Seed <input name="seed" type="number" min="0" step="1" placeholder="any" .value=${seed === null ? '' : String(seed)} @change=${onSeed} /></label>
    <label>Speed <select name="speed" @change=${({ target }: Event) => (player.speed = Number((target as HTMLSelectElement).value))}>
      ${[...new Set([...speeds, speed])].sort((a, b) => a - b).map((factor) => html`<option value=${factor} ?selected=${factor === speed}>${formatNumber(factor)}×</option>`)}
    </select></label>
    ${player.env?.render
      ? html`<label>Record <select name="format" ?disabled=${frames !== null} @change=${({ target }: Event) => chooseFormat((target as HTMLSelectElement).value as RecordingFormat)}>
            ${formats.map((one) => html`<option value=${one} ?selected=${one === format}>${one === 'gif' ? 'GIF' : 'WebM'}</option>`)}
          </select></label>
          <button name="record" aria-pressed=${frames !== null} @click=${record}>${frames === null ? 'Start recording' : `Stop (${frames} frames)`}</button>`
      : nothing}
    ${last ? html`<a href=${last.url} download="episode.${last.format}">Download ${last.frames} frames (${Math.ceil(last.blob.size / 1024)} KB)</a>` : nothing}
  </div>`;
}
