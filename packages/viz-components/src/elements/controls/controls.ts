import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { baseStyle } from '../base-style.ts';
import type { Theme } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { controlsStyle } from './controls-style.ts';
import { defaults, formData, readControls, type ControlsChoices, type ControlsValue, type ReadControls } from './controls-value.ts';
import { defaultGroupings, defaultWeightings, type Strategy } from './strategies.ts';

export type { ControlsValue } from './controls-value.ts';

/** An attribute that was taken away leaves its default. */
const attribute = <T>(byDefault: T, read: (text: string) => T) => ({ converter: { fromAttribute: (text: string | null): T => (text === null ? byDefault : read(text)) } });
const list = (byDefault: readonly Strategy[]) =>
  attribute<readonly (string | Strategy)[]>(byDefault, (text) => text.split(/\s+/).filter((value) => value !== ''));

/**
 * How groups are made, how many, how they are weighted, and whether plain PPO runs beside: one control for forms. With a `name` it sends
 * `NAME.grouping`, `NAME.numGroups` (unless the grouping takes none), `NAME.weighting` and, switched on, `NAME.comparison=on`.
 *
 * What the lists or the limits do not have is not sent: the control is invalid, and says why, until something else is chosen or set.
 *
 * The attributes are the choice at first and after a reset, as `value` is of an input; the property `value` is the choice now.
 *
 * @attr name - in the form's data
 * @attr disabled
 * @attr grouping, weighting - default: the first of the list
 * @attr num-groups - default 4; min-groups, max-groups - default 2 and 16
 * @attr comparison - whether the comparison is switched on
 * @attr groupings, weightings - values of the lists, separated by spaces; the properties take {@link Strategy} too. Default: those of the registries
 * @csspart controls, name, message
 * @fires input - while a choice changes
 * @fires change - when it has changed
 * @fires cohort-error - `{ message }`, when it becomes invalid
 */
export class CohortControls extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyle, controlsStyle];
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
  #reported = '';

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

  /** What is chosen now; of nothing where the lists or the limits are none. */
  get value(): ControlsValue {
    return this.#read().value;
  }

  /** Chooses what is given and leaves the rest. What the lists or the limits do not have makes the control invalid. */
  set value(value: Partial<ControlsValue>) {
    // what is no object is kept, to be refused where it is read
    this.chosen = value === null || (typeof value === 'object' && !Array.isArray(value)) ? { ...this.chosen, ...value } : value;
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

  #read(): ReadControls {
    return readControls(this, this.chosen);
  }

  /** Tells the form what the choice is and whether it is valid. */
  #describe(): string {
    const read = this.#read();
    const anchor = this.renderRoot?.querySelector<HTMLElement>('select') ?? undefined;
    this.#internals.setValidity(read.problem === '' ? {} : { customError: true }, read.problem, anchor);
    const data = formData(read);
    this.#internals.setFormValue(data, data && JSON.stringify(this.chosen));
    return read.problem;
  }

  protected override updated(_changed: PropertyValues): void {
    const message = this.#describe();
    if (message !== '' && message !== this.#reported) {
      this.dispatchEvent(new CustomEvent('cohort-error', { detail: { message }, bubbles: true, composed: true }));
    }
    this.#reported = message;
  }

  #choose(event: Event, chosen: Partial<ControlsValue>): void {
    // the control's own events, not those of its parts
    event.stopPropagation();
    this.value = chosen;
    this.#describe();
    this.dispatchEvent(new Event(event.type, { bubbles: true, composed: true }));
  }

  protected override render(): TemplateResult {
    const { choices, value, problem } = this.#read();
    return html`<div class="root">
      ${choices ? this.#renderFields(choices, value) : nothing}
      ${problem === '' ? nothing : html`<div part="message" class="message error" role="alert">${problem}</div>`}
    </div>`;
  }

  #renderFields({ groupings, weightings, minGroups, maxGroups, numGroups }: ControlsChoices, value: ControlsValue): TemplateResult {
    const isDisabled = this.disabled || this.isFormDisabled;
    const on = (read: (input: HTMLInputElement) => Partial<ControlsValue>) => (event: Event) =>
      this.#choose(event, read(event.currentTarget as HTMLInputElement));
    const onGrouping = on((select) => ({ grouping: select.value }));
    const onNumGroups = on((input) => ({ numGroups: input.valueAsNumber }));
    const onWeighting = on((input) => ({ weighting: input.value }));
    const onComparison = on((input) => ({ comparison: input.checked }));
    return html`<div part="controls" class="fields">
      <label class="field">
        <span part="name" class="name">Grouping</span>
        <select ?disabled=${isDisabled} .value=${value.grouping} @input=${onGrouping} @change=${onGrouping}>
          ${groupings.map(({ value: id, name }) => html`<option value=${id} ?selected=${id === value.grouping}>${name}</option>`)}
        </select>
      </label>
      <label class="field ${value.numGroups === null ? 'is-disabled' : ''}">
        <span part="name" class="name">Number of groups: <output>${value.numGroups ?? 'as many as there are'}</output></span>
        <input
          type="range"
          min=${minGroups}
          max=${maxGroups}
          ?disabled=${isDisabled || value.numGroups === null}
          .value=${String(numGroups)}
          @input=${onNumGroups}
          @change=${onNumGroups}
        />
      </label>
      <fieldset ?disabled=${isDisabled}>
        <legend part="name">Weighting</legend>
        <div class="choices">
          ${weightings.map(
            ({ value: id, name }) => html`<label
              ><input type="radio" name="weighting" value=${id} .checked=${id === value.weighting} @input=${onWeighting} @change=${onWeighting} />${name}</label
            >`,
          )}
        </div>
      </fieldset>
      <label class="switch">
        <input type="checkbox" role="switch" ?disabled=${isDisabled} .checked=${value.comparison} @input=${onComparison} @change=${onComparison} />
        <span part="name" class="name">Compare with PPO</span>
      </label>
    </div>`;
  }
}

defineElement('cohort-controls', CohortControls);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-controls': CohortControls;
  }
}
