import type { Center } from '@cohort-rl/grpo-normalization';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import { groupSymbol } from './formation-legend.ts';
import type { Moves } from './formation-model.ts';
import { percent } from './formation-plane.ts';
import type { RegroupingEffect } from './regrouping-effect.ts';

/** The groups as they are shown and what they do to the advantages. */
export interface ShownGroups {
  readonly names: readonly string[];
  readonly labels: Int32Array;
  /** Null without advantages. */
  readonly effect: RegroupingEffect | null;
  readonly center: Center;
  /** Null before the reader's first move. */
  readonly moves: Moves | null;
  /** Whether shapes tell groups. */
  readonly isByGroup: boolean;
}

/** A row for each group, and the effect in words. */
export function formationEffect(shown: ShownGroups): TemplateResult {
  const { names, labels, effect, isByGroup } = shown;
  const counts = names.map((_, g) => labels.reduce((sum, label) => sum + Number(label === g), 0));
  const number = (value: number): string => formatNumber(Number(value.toPrecision(3)));
  const cells = (g: number): string[] => {
    const group = effect?.groups[g];
    if (!group) return [formatNumber(counts[g]!)];
    const { steps, mean, std, normalizedMean, normalizedStd } = group;
    return [formatNumber(counts[g]!), formatNumber(steps), ...(steps === 0 ? ['–', '–', '–', '–'] : [mean, std, normalizedMean, normalizedStd].map(number))];
  };
  const columns = effect ? ['trajectories', 'steps', 'mean A', 'std A', 'mean A′', 'std A′'] : ['trajectories'];
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
    ${effect ? html`<div class="effect">${effectWords(effect, shown).map((line) => html`<div>${line}</div>`)}</div>` : nothing}`;
}

function effectWords({ signChanges, steps, varianceRemoved }: RegroupingEffect, { center, moves }: ShownGroups): string[] {
  const lines = [
    `A: advantage; A′: normalised, over the deviation of its group, with the mean of the ${center === 'group' ? 'group subtracted' : 'whole batch subtracted after'}.`,
    `Against PPO’s batch normalisation ${formatNumber(signChanges)} of ${formatNumber(steps)} advantages change sign (${percent(steps > 0 ? signChanges / steps : 0)})${
      center === 'group' ? `; group means take away ${percent(varianceRemoved)} of their variance` : ''
    }.`,
  ];
  if (moves) lines.push(`Your moves put ${formatNumber(moves.moved)} trajectories into another group; ${formatNumber(moves.signChanges)} advantages changed sign by it.`);
  return lines;
}
