import type { Center } from '@cohort-rl/grpo-normalization';
import { html, nothing, type TemplateResult } from 'lit';
import type { FormationModel } from './formation-model.ts';
import { formationStrategies, mostGroups, type FormationStrategy, type GroupingChoice } from './formation-grouping.ts';
import { isKnown, overlays, type OverlayChoice, type OverlayColor, type OverlayShape, type OverlaySize } from './formation-overlay.ts';
import { componentsId, type ShownPlane } from './formation-plane.ts';

/** What the reader chose; null stands for what the data suggest. */
export interface FormationChoice {
  readonly strategy: FormationStrategy | null;
  readonly numGroups: number | null;
  readonly x: string | null;
  readonly y: string | null;
  readonly color: OverlayColor;
  readonly shape: OverlayShape | null;
  readonly size: OverlaySize;
  /** The mean that is subtracted from advantages. */
  readonly center: Extract<Center, 'group' | 'batch'>;
}

interface Option {
  readonly id: string;
  readonly name: string;
}

/** What the controls show. */
export interface ShownChoice extends Pick<GroupingChoice, 'strategy' | 'numGroups'>, OverlayChoice, Pick<FormationChoice, 'center'> {
  readonly axes: ShownPlane['axes'];
  readonly isComponents: boolean;
}

/** Strategy, features and overlays to choose from. */
export function formationControls(
  { formation, outcome }: FormationModel,
  { strategy, numGroups, axes: [xAxis, yAxis], isComponents, color, shape, size, center }: ShownChoice,
  choose: (change: Partial<FormationChoice>) => void,
): TemplateResult {
  const { featureNames, returns, lengths, steps } = formation;
  const named = (values: readonly string[]): Option[] => values.map((name) => ({ id: name, name }));
  const known = (values: readonly string[]): Option[] => named(values.filter((what) => isKnown(formation, what)));
  const field = (label: string, name: string, options: readonly Option[], selected: string, set: (value: string) => Partial<FormationChoice>): TemplateResult =>
    html`<label>${label} <select name=${name} @change=${({ target }: Event) => choose(set((target as HTMLSelectElement).value))}>
      ${options.map((option) => html`<option value=${option.id} ?selected=${option.id === selected}>${option.name}</option>`)}
    </select></label>`;
  const onGroups = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    const chosen = Math.min(mostGroups, Math.max(1, Math.round(input.valueAsNumber) || 1));
    input.value = String(chosen);
    choose({ numGroups: chosen });
  };
  const strategies = formationStrategies.filter(({ id }) => (id !== 'difficulty' || returns) && (id !== 'length' || lengths));
  return html`<div class="controls" part="controls">
    ${field('Strategy', 'strategy', strategies, strategy, (value) => ({ numGroups, strategy: value as FormationStrategy }))}
    <label>Groups <input name="groups" type="number" min="1" max=${mostGroups} .value=${String(numGroups)} @change=${onGroups} /></label>
    ${outcome || featureNames.length < 2
      ? nothing
      : field('Horizontal', 'x', [...named(featureNames), { id: componentsId, name: 'principal components' }], isComponents ? componentsId : xAxis.name, (x) => ({ x }))}
    ${isComponents || yAxis.name === '' ? nothing : field('Vertical', 'y', named(featureNames), yAxis.name, (y) => ({ y }))}
    ${field('Colour', 'color', known(overlays.color), color, (value) => ({ color: value as OverlayColor }))}
    ${field('Shape', 'shape', known(overlays.shape), shape, (value) => ({ shape: value as OverlayShape }))}
    ${field('Size', 'size', known(overlays.size), size, (value) => ({ size: value as OverlaySize }))}
    ${steps
      ? field('Subtract', 'center', [{ id: 'group', name: 'group mean' }, { id: 'batch', name: 'batch mean' }], center, (value) => ({ center: value as FormationChoice['center'] }))
      : nothing}
  </div>`;
}
