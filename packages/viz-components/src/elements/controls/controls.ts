import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { baseStyle } from '../base-style.ts';
import type { Theme } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { defaultGroupings, defaultWeightings, type Strategy } from './strategies.ts';

/** What is chosen. */
export interface ControlsValue {
  readonly grouping: string;
  /** Null where the grouping takes none. */
  readonly numGroups: number | null;
  readonly weighting: string;
  readonly comparison: boolean;
}

const style = css`
  .fields {
    display: grid;
    gap: 12px;
  }
  label.field {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .name,
  legend {
    padding: 0;
    font-weight: 600;
  }
  select {
    max-width: 100%;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }
  .choices label,
  .switch {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 24px;
  }
  input {
    accent-color: var(--accent);
    margin: 0;
  }
  input[type='range'] {
    width: min(240px, 100%);
  }
  .switch input {
    appearance: none;
    position: relative;
    width: 34px;
    height: 20px;
    border: 1px solid var(--muted);
    border-radius: 10px;
    background: var(--background);
  }
  .switch input::after {
    content: '';
    position: absolute;
    inset: 3px auto 3px 3px;
    width: 12px;
    border-radius: 6px;
    background: var(--muted);
  }
  .switch input:checked {
    background: var(--accent);
    border-color: var(--accent);
  }
  .switch input:checked::after {
    inset-inline-start: 17px;
    background: var(--background);
  }
  :disabled,
  .is-disabled {
    color: var(--muted);
  }
`;

/** An attribute that was taken away leaves its default. */
const attribute = <T>(byDefault: T, read: (text: string) => T) => ({ converter: { fromAttribute: (text: string | null): T => (text === null ? byDefault : read(text)) } });
const list = (byDefault: readonly Strategy[]) =>
  attribute<readonly (string | Strategy)[]>(byDefault, (text) => text.split(/\s+/).filter((value) => value !== ''));
const defaults = { numGroups: 4, minGroups: 2, maxGroups: 16 };

/**
 * How groups are made, how many, how they are weighted, and whether plain PPO runs beside: one control for forms. With a `name` it sends
 * `NAME.grouping`, `NAME.numGroups` (unless the grouping takes none), `NAME.weighting` and, switched on, `NAME.comparison=on`.
 *
 * The attributes are the choice at first and after a reset, as `value` is of an input; the property `value` is the choice now.
 *
 * @attr name - in the form's data
 * @attr disabled
 * @attr grouping, weighting - default: the first of the list
 * @attr num-groups - default 4; min-groups, max-groups - default 2 and 16
 * @attr comparison - whether the comparison is switched on
 * @attr groupings, weightings - values of the lists, separated by spaces; the properties take {@link Strategy} too. Default: those of the registries
 * @csspart controls, name
 * @fires input - while a choice changes
 * @fires change - when it has changed
 */
export class CohortControls extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyle, style];
  static override properties: PropertyDeclarations = {
    name: { ...attribute('', String), reflect: true },
    disabled: { type: Boolean, reflect: true },
    theme: { reflect: true },
    groupings: list(defaultGroupings),
    weightings: list(defaultWeightings),
    grouping: {},
    weighting: {},
    numGroups: { ...attribute(defaults.numGroups, Number), attribute: 'num-groups' },
    minGroups: { ...attribute(defaults.minGroups, Number), attribute: 'min-groups' },
    maxGroups: { ...attribute(defaults.maxGroups, Number), attribute: 'max-groups' },
    comparison: { type: Boolean },
    chosen: { state: true },
    isFormDisabled: { state: true },
  };

  declare name: string;
  declare disabled: boolean;
  declare theme: Theme;
  declare groupings: readonly (string | Strategy)[];
  declare weightings: readonly (string | Strategy)[];
  /** The choice at first and after a reset. */
  declare grouping: string | null;
  declare weighting: string | null;
  declare numGroups: number;
  declare minGroups: number;
  declare maxGroups: number;
  declare comparison: boolean;

  /** What was chosen since, over the attributes. */
  private declare chosen: Partial<ControlsValue>;
  private declare isFormDisabled: boolean;

  readonly #internals = this.attachInternals();

  constructor() {
    super();
    this.name = '';
    this.disabled = false;
    this.theme = 'auto';
    this.groupings = defaultGroupings;
    this.weightings = defaultWeightings;
    this.grouping = null;
    this.weighting = null;
    Object.assign(this, defaults);
    this.comparison = false;
    this.chosen = {};
    this.isFormDisabled = false;
  }

  get value(): ControlsValue {
    const { grouping, numGroups, weighting, comparison } = this.chosen;
    const chosenGrouping = grouping ?? this.grouping ?? this.#groupings[0]?.value ?? '';
    return {
      grouping: chosenGrouping,
      numGroups: this.#takesNumGroups(chosenGrouping) ? (numGroups ?? this.numGroups) : null,
      weighting: weighting ?? this.weighting ?? this.#weightings[0]?.value ?? '',
      comparison: comparison ?? this.comparison,
    };
  }

  /** Chooses what is given and leaves the rest. What the lists or the limits do not have makes the control invalid. */
  set value(value: Partial<ControlsValue>) {
    this.chosen = { ...this.chosen, ...value };
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get labels(): NodeList {
    return this.#internals.labels;
  }

  get validity(): ValidityState {
    this.#describe();
    return this.#internals.validity;
  }

  get validationMessage(): string {
    this.#describe();
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  checkValidity(): boolean {
    this.#describe();
    return this.#internals.checkValidity();
  }

  reportValidity(): boolean {
    this.#describe();
    return this.#internals.reportValidity();
  }

  formResetCallback(): void {
    this.chosen = {};
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.isFormDisabled = isDisabled;
  }

  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state === 'string') this.value = JSON.parse(state) as ControlsValue;
  }

  get #groupings(): readonly Strategy[] {
    return this.groupings.map(asStrategy);
  }

  get #weightings(): readonly Strategy[] {
    return this.weightings.map(asStrategy);
  }

  #takesNumGroups(grouping: string): boolean {
    return this.#groupings.find(({ value }) => value === grouping)?.hasNumGroups ?? true;
  }

  /** What is wrong with the choice, '' if nothing is. */
  #findProblem({ grouping, numGroups, weighting }: ControlsValue): string {
    const unknown = (kind: string, value: string, known: readonly Strategy[]): string | false =>
      !known.some((strategy) => strategy.value === value) && `unknown ${kind}: ${value}; expected one of ${known.map((strategy) => strategy.value).join(', ')}`;
    const isInRange = numGroups === null || (Number.isInteger(numGroups) && numGroups >= this.minGroups && numGroups <= this.maxGroups);
    return (
      unknown('grouping', grouping, this.#groupings) ||
      unknown('weighting', weighting, this.#weightings) ||
      (isInRange ? '' : `invalid numGroups: ${numGroups}; expected an integer from ${this.minGroups} to ${this.maxGroups}`)
    );
  }

  /** Tells the form what the choice is and whether it is valid. */
  #describe(): void {
    const { value } = this;
    const problem = this.#findProblem(value);
    const anchor = this.renderRoot?.querySelector<HTMLElement>('select') ?? undefined;
    this.#internals.setValidity(problem === '' ? {} : { customError: true }, problem, anchor);
    if (this.name === '') {
      this.#internals.setFormValue(null);
      return;
    }
    const data = new FormData();
    data.set(`${this.name}.grouping`, value.grouping);
    if (value.numGroups !== null) data.set(`${this.name}.numGroups`, String(value.numGroups));
    data.set(`${this.name}.weighting`, value.weighting);
    if (value.comparison) data.set(`${this.name}.comparison`, 'on');
    this.#internals.setFormValue(data, JSON.stringify(this.chosen));
  }

  protected override updated(_changed: PropertyValues): void {
    this.#describe();
  }

  #choose(event: Event, chosen: Partial<ControlsValue>): void {
    // the control's own events, not those of its parts
    event.stopPropagation();
    this.value = chosen;
    this.#describe();
    this.dispatchEvent(new Event(event.type, { bubbles: true, composed: true }));
  }

  protected override render(): TemplateResult {
    const { value } = this;
    const isDisabled = this.disabled || this.isFormDisabled;
    const problem = this.#findProblem(value);
    const on = (read: (input: HTMLInputElement) => Partial<ControlsValue>) => (event: Event) =>
      this.#choose(event, read(event.currentTarget as HTMLInputElement));
    const onGrouping = on((select) => ({ grouping: select.value }));
    const onNumGroups = on((input) => ({ numGroups: input.valueAsNumber }));
    const onWeighting = on((input) => ({ weighting: input.value }));
    const onComparison = on((input) => ({ comparison: input.checked }));
    return html`<div class="root">
      <div part="controls" class="fields">
        <label class="field">
          <span part="name" class="name">Grouping</span>
          <select ?disabled=${isDisabled} .value=${value.grouping} @input=${onGrouping} @change=${onGrouping}>
            ${this.#groupings.map(({ value: id, name = id }) => html`<option value=${id} ?selected=${id === value.grouping}>${name}</option>`)}
          </select>
        </label>
        <label class="field ${value.numGroups === null ? 'is-disabled' : ''}">
          <span part="name" class="name">Number of groups: <output>${value.numGroups ?? 'as many as there are'}</output></span>
          <input
            type="range"
            min=${this.minGroups}
            max=${this.maxGroups}
            ?disabled=${isDisabled || value.numGroups === null}
            .value=${String(value.numGroups ?? this.numGroups)}
            @input=${onNumGroups}
            @change=${onNumGroups}
          />
        </label>
        <fieldset ?disabled=${isDisabled}>
          <legend part="name">Weighting</legend>
          <div class="choices">
            ${this.#weightings.map(
              ({ value: id, name = id }) => html`<label
                ><input type="radio" name="weighting" value=${id} .checked=${id === value.weighting} @input=${onWeighting} @change=${onWeighting} />${name}</label
              >`,
            )}
          </div>
        </fieldset>
        <label class="switch">
          <input type="checkbox" role="switch" ?disabled=${isDisabled} .checked=${value.comparison} @input=${onComparison} @change=${onComparison} />
          <span part="name" class="name">Compare with PPO</span>
        </label>
        ${problem === '' ? nothing : html`<div part="message" class="message error" role="alert">${problem}</div>`}
      </div>
    </div>`;
  }
}

const asStrategy = (strategy: string | Strategy): Strategy => (typeof strategy === 'string' ? { value: strategy } : strategy);

defineElement('cohort-controls', CohortControls);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-controls': CohortControls;
  }
}
