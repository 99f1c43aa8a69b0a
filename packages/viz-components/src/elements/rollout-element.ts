import type { SnapshotRecord } from '@cohort-rl/analysis';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ChartOption } from '../chart-option.ts';
import type { ChartTable } from './chart/chart-table.ts';
import type { PointDetail } from './chart/chart.ts';
import './chart/chart.ts';
import { checkChoice } from './check.ts';
import { CohortElement } from './cohort-element.ts';
import { compareRollout, type ComparedRollout } from './compared-rollout.ts';
import { viewTabs } from './view-tabs.ts';

/** Everything that a `<cohort-chart>` shows of a rollout. */
export interface RolloutPicture {
  readonly label: string;
  readonly description: string;
  readonly option: ChartOption;
  readonly table: ChartTable;
  readonly height: number;
}

/** An element that shows one rollout, a `snapshot` record, under both normalisations, in several views. */
export abstract class RolloutElement<View extends string> extends CohortElement<SnapshotRecord> {
  static override properties: PropertyDeclarations = { ...CohortElement.properties, view: { reflect: true } };

  declare view: View;

  readonly #views: readonly { readonly id: View; readonly name: string }[];
  #rollout: ComparedRollout | null = null;
  readonly #pictures = new Map<string, unknown>();

  /** @param views the first is shown by default. */
  constructor(views: readonly { readonly id: View; readonly name: string }[]) {
    super();
    this.#views = views;
    this.view = views[0]!.id;
  }

  protected abstract renderView(view: View, rollout: ComparedRollout): TemplateResult;

  /** Null without data, or where they were refused. */
  protected get rollout(): ComparedRollout | null {
    return this.#rollout;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) {
      this.#rollout = null;
      this.forgetPictures();
    }
    super.willUpdate(changed);
  }

  protected override checkData(value: unknown): SnapshotRecord {
    this.#rollout = compareRollout(value);
    return this.#rollout.snapshot;
  }

  protected override isEmpty(): boolean {
    return this.#rollout!.shown.length === 0;
  }

  protected override get emptyMessage(): string {
    return this.#rollout ? 'No step of this rollout belongs to a group.' : super.emptyMessage;
  }

  /** What `make` made of the present data, once. */
  protected pictureOf<T>(name: string, make: (rollout: ComparedRollout) => T): T {
    if (!this.#pictures.has(name)) this.#pictures.set(name, make(this.#rollout!));
    return this.#pictures.get(name) as T;
  }

  protected forgetPictures(): void {
    this.#pictures.clear();
  }

  protected override renderData(): TemplateResult {
    const view = checkChoice(this.view, 'view', this.#views.map(({ id }) => id));
    return viewTabs(this, this.#views, view, this.renderView(view, this.#rollout!));
  }

  /** @param pick is told of the row that the reader selected. */
  protected renderChart({ label, description, option, table, height }: RolloutPicture, pick?: (event: CustomEvent<PointDetail>) => void): TemplateResult {
    return html`<cohort-chart
      .option=${option}
      .table=${table}
      .label=${label}
      .description=${description}
      .height=${height}
      theme=${this.theme}
      @cohort-point-select=${pick}
    ></cohort-chart>`;
  }
}
