import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { PointDetail } from '../chart/chart.ts';
import { describeComparison, type ComparedRollout } from '../compared-rollout.ts';
import { defineElement } from '../define-element.ts';
import { RolloutElement } from '../rollout-element.ts';
import { changesPicture, distributionPictures, gradientPictures, type GroupPicture } from './group-pictures.ts';
import { rolloutMaps, trajectoryPicture, type RolloutMap } from './rollout-pictures.ts';
import { fitSelection, neighbour, noSelection, trajectoryOf, type RolloutSelection } from './selection.ts';

export type AdvantageExplorerView = 'rollout' | 'groups' | 'gradients';

const views = [
  { id: 'rollout', name: 'Rollout' },
  { id: 'groups', name: 'Groups' },
  { id: 'gradients', name: 'Gradients' },
] as const satisfies readonly { readonly id: AdvantageExplorerView; readonly name: string }[];

const style = css`
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
    gap: 8px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 8px 0;
  }
  select {
    max-width: 200px;
  }
`;

/**
 * One real rollout as PPO and as GRPO see it, side by side: advantages of every step, their distribution in each group, sign flips and removed variance,
 * and what that does to each group's gradient. What is picked in one picture is picked in all: a cell picks its trajectory, a row its group. Data: a
 * `snapshot` record of a run.
 *
 * @attr view - `rollout` (default), `groups` or `gradients`
 * @prop selection - `{ group, trajectory, step }`, what is picked out; null for none of them
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 * @fires cohort-selection-change - `{ group, trajectory, step }`, when the reader picked something
 */
export class CohortAdvantageExplorer extends RolloutElement<AdvantageExplorerView> {
  static override properties: PropertyDeclarations = { ...RolloutElement.properties, selection: { attribute: false } };
  static override styles = [...RolloutElement.styles, style];

  declare selection: RolloutSelection;

  constructor() {
    super(views);
    this.selection = noSelection;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('data') && !changed.has('selection')) return;
    this.forgetPictures();
    const { group = null, trajectory = null, step = null } = (this.selection as Partial<RolloutSelection> | null) ?? noSelection;
    this.selection = this.rollout ? fitSelection({ group, trajectory, step }, this.rollout) : { group, trajectory, step };
  }

  #select(selection: RolloutSelection): void {
    this.selection = fitSelection(selection, this.rollout!);
    const { group, trajectory, step } = this.selection;
    this.dispatchEvent(new CustomEvent('cohort-selection-change', { detail: { group, trajectory, step }, bubbles: true, composed: true }));
  }

  protected override renderView(view: AdvantageExplorerView, rollout: ComparedRollout): TemplateResult {
    const panel = { rollout: () => this.#renderRollout(rollout), groups: () => this.#renderGroups(), gradients: () => this.#renderGradients() }[view];
    return html`${this.#renderChoices(view, rollout)}${panel()}`;
  }

  #renderChoices(view: AdvantageExplorerView, rollout: ComparedRollout): TemplateResult {
    const { snapshot, comparison } = rollout;
    const { group } = this.selection;
    const choose = ({ target }: Event): void => {
      const { value } = target as HTMLSelectElement;
      this.#select({ ...noSelection, group: value === '' ? null : Number(value) });
    };
    const move = (by: 1 | -1) => () => {
      const trajectory = neighbour(rollout, this.selection, by);
      this.#select({ group, trajectory, step: null });
    };
    return html`<div class="choices" part="controls">
      <label
        >Group
        <select @change=${choose}>
          <option value="" ?selected=${group === null}>all</option>
          ${comparison.groups
            .filter(({ steps }) => steps > 0)
            .map(({ label }) => html`<option value=${label} ?selected=${group === label}>${snapshot.groups[label]!.name}</option>`)}
        </select></label
      >
      ${view === 'rollout'
        ? html`<button @click=${move(-1)}>Previous trajectory</button><button @click=${move(1)}>Next trajectory</button>`
        : nothing}
    </div>`;
  }

  #renderRollout(rollout: ComparedRollout): TemplateResult {
    const maps = this.pictureOf('maps', () => rolloutMaps(rollout, this.selection));
    const trajectory = this.pictureOf('trajectory', () => trajectoryPicture(rollout, this.selection));
    const pick =
      ({ steps }: RolloutMap) =>
      ({ detail: { row } }: CustomEvent<PointDetail>): void => {
        const step = steps[row]!;
        this.#select({ group: this.selection.group, trajectory: trajectoryOf(rollout, step), step });
      };
    return html`
      <div class="description">${describeComparison(rollout)}</div>
      <div class="sides">${maps.map((map) => this.renderChart(map, pick(map)))}</div>
      ${trajectory
        ? this.renderChart(trajectory, pick(trajectory))
        : html`<div class="description">Pick a cell to see its trajectory step by step.</div>`}
    `;
  }

  #renderGroups(): TemplateResult {
    const boxes = this.pictureOf('boxes', (rollout) => distributionPictures(rollout, this.selection.group));
    const changes = this.pictureOf('changes', (rollout) => changesPicture(rollout, this.selection.group));
    return html`<div class="sides">${boxes.map((picture) => this.#renderGroupChart(picture))}</div>
      ${this.#renderGroupChart(changes)}`;
  }

  #renderGradients(): TemplateResult {
    const found = this.pictureOf('gradients', (rollout) => gradientPictures(rollout, this.selection.group));
    if (found.length === 0) return html`<div part="message" class="message" role="status">This snapshot has no gradients.</div>`;
    return html`${found.map((picture) => this.#renderGroupChart(picture))}`;
  }

  #renderGroupChart(picture: GroupPicture): TemplateResult {
    return this.renderChart(picture, ({ detail: { row } }) => {
      const group = picture.groups[row]!;
      // picked again, it is let go
      this.#select({ ...noSelection, group: group === this.selection.group ? null : group });
    });
  }
}

defineElement('cohort-advantage-explorer', CohortAdvantageExplorer);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-advantage-explorer': CohortAdvantageExplorer;
  }
  interface HTMLElementEventMap {
    'cohort-selection-change': CustomEvent<RolloutSelection>;
  }
}
