import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import type { EpisodeState } from './episode-player.ts';
import type { PolicyDecision } from './playable.ts';

/** Actions that are shown one by one. */
const shownActions = 12;

/** Where the episode stands, and how it ended. */
export function episodeNumbers(state: EpisodeState): TemplateResult {
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

/** What the policy is about to do, by the names of its actions. */
export function decisionView(decision: PolicyDecision | null, actionNames: readonly string[] | null): TemplateResult | typeof nothing {
  if (!decision) return nothing;
  const name = (i: number): string => actionNames?.[i] ?? String(i);
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

const round = (value: number): string => (typeof value === 'number' && Number.isFinite(value) ? formatNumber(Number(value.toPrecision(4))) : '–');

function bar(share: number): TemplateResult {
  const width = 100 * Math.min(1, Math.max(0, share));
  return html`<svg width="102" height="12" viewBox="-1 0 102 12" aria-hidden="true">${svg`<rect class="whole" x="0" y="1" width="100" height="10" /><rect class="bar" x="0" y="1" width=${width} height="10" />`}</svg>`;
}

/** Least part of the larger end that a line of values spans: below, four digits do not tell its ends apart, and what is seen is rounding. */
const leastSpan = 1e-3;

/** The policy's values over the episode, from the least to the most of them; those of hardly any spread in the middle. */
export function valuesView(values: readonly number[]): TemplateResult | typeof nothing {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return nothing;
  const [least, most] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const middle = least / 2 + most / 2;
  const half = Math.max(most / 2 - least / 2, (leastSpan / 2) * Math.max(-least, most)) || 0.5;
  const [width, height] = [180, 60];
  const x = (i: number): number => (i / (values.length - 1)) * width;
  const y = (value: number): number => (height / 2) * (1 - (value - middle) / half);
  let d = '';
  values.forEach((value, i) => {
    if (Number.isFinite(value)) d += `${d === '' || !Number.isFinite(values[i - 1]) ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  return html`<svg width="250" height="84" viewBox="0 0 250 84" role="img" aria-label="value over the episode, from ${round(least)} to ${round(most)}">
    ${svg`<text x="0" y="10">value over the episode</text><g transform="translate(2 20)"><path class="values" d=${d} /><text x="188" y="8">${round(middle + half)}</text><text x="188" y="62">${round(middle - half)}</text></g>`}
  </svg>`;
}

/** Numbers of an observation that has no picture. */
export function observationView(observation: unknown): TemplateResult {
  const numbers = typeof observation === 'number' ? [observation] : ArrayBuffer.isView(observation) || Array.isArray(observation) ? Array.from(observation as ArrayLike<number>) : [];
  return html`<table part="table">
    <caption>Observation (the environment has no picture)</caption>
    ${numbers.slice(0, 40).map((value, i) => html`<tr><th scope="row">${i}</th><td class="number">${round(value)}</td></tr>`)}
  </table>`;
}
