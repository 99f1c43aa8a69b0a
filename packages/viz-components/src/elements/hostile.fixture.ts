// Runs in the pages of the browser tests: `globalThis.hostile`.
import type { GroupRecord, RunRecord, SnapshotRecord } from '@cohort-rl/analysis';
import type { CohortTag } from '../frameworks/element-types.ts';
import type { LivePicture } from '../live-picture.ts';
import type { PlayableEnv } from './env-player/playable.ts';
import { samples } from './samples.fixture.ts';

/** A name that does harm where it becomes HTML. */
const markup = '<img src=x onerror="globalThis.isHarmed=1"><script>globalThis.isHarmed=1</script>';

/** Milliseconds for an element to show what it was given. */
const patience = 20_000;

/** What an element shows. */
export interface Sight {
  /** Whether it is the element's own picture, and no message. */
  readonly isDrawn: boolean;
  readonly message: string | null;
  /** What is wrong with it, whatever it shows. */
  readonly faults: readonly string[];
}

/** An element of the page in which all that is shown is looked at, and its parts in their shadow roots. */
interface Shown {
  readonly element: HTMLElement;
  readonly errors: readonly string[];
}

function* partsOf(root: Element): Generator<Element> {
  for (const part of root.shadowRoot?.querySelectorAll('*') ?? []) {
    yield part;
    yield* partsOf(part);
  }
}

function create(tag: CohortTag, count = 1): Shown[] {
  const made = Array.from({ length: count }, (): Shown => {
    const element = document.createElement(tag);
    const errors: string[] = [];
    element.addEventListener('cohort-error', ({ detail: { message } }) => errors.push(message));
    return { element, errors };
  });
  document.querySelector('main')!.replaceChildren(...made.map(({ element }) => element));
  return made;
}

async function settle(element: HTMLElement): Promise<void> {
  await (element as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete;
}

/** Refused data are named in one sentence; a picture has no words that stand for no number. */
function look({ element, errors }: Shown): Sight {
  const parts = [...partsOf(element)];
  const text = element.shadowRoot!.querySelector('.root')!.textContent + parts.map((part) => part.shadowRoot?.querySelector('.root')?.textContent ?? '').join(' ');
  const message = element.shadowRoot!.querySelector('.message:not(.panels *)');
  const isRefused = message?.classList.contains('error') ?? false;
  const alerts = parts.filter((part) => part.getAttribute('role') === 'alert');
  const faults = parts
    .filter((part) => /^(?:img|script|iframe|object|embed)$/.test(part.localName) || part.getAttributeNames().some((name) => name.startsWith('on')))
    .map(({ outerHTML }) => `markup: ${outerHTML}`);
  if ('isHarmed' in globalThis) faults.push('a script ran');
  if (isRefused && !(message!.textContent.length > 10 && message!.textContent.length < 400)) faults.push(`refused by: ${message!.textContent.slice(0, 400)}`);
  if (isRefused && !errors.includes(message!.textContent)) faults.push('no event tells the error');
  if (!isRefused && alerts.length > 0) faults.push(`alert: ${alerts.map(({ textContent }) => textContent).join('; ')}`);
  const odd = /.{0,30}(?:\bNaN\b|undefined|\[object|Infinity|∞).{0,30}/s.exec(text);
  if (!isRefused && odd) faults.push(`words: ${odd[0]}`);
  return { isDrawn: message === null, message: message?.textContent ?? null, faults };
}

/** Gives an element properties, and looks at each of its views. */
async function show(shown: Shown, properties: object): Promise<Sight[]> {
  const { element } = shown;
  Object.assign(element, properties);
  await settle(element);
  const tabs = (): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')];
  const sights = [look(shown)];
  for (let view = 1; view < tabs().length; view++) {
    tabs()[view]!.click();
    await settle(element);
    sights.push(look(shown));
  }
  tabs()[0]?.click();
  return sights;
}

type Path = readonly (string | number)[];

/** Every field of JSON-like data; of the entries of an array the first, and of records the first of each type. */
function* fieldsOf(value: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  const kinds = new Set<unknown>();
  for (const [key, entry] of Object.entries(value)) {
    if (Array.isArray(value)) {
      const kind = (entry as { type?: unknown } | null)?.type ?? typeof entry;
      if (kinds.has(kind)) continue;
      kinds.add(kind);
    }
    yield* fieldsOf(entry, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Data that note which of their fields are read. */
function watched(value: unknown, read: Set<string>, path: Path = []): unknown {
  read.add(path.join('.'));
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (object, key): unknown => {
      const field = Reflect.get(object, key) as unknown;
      return Object.hasOwn(object, key) && key !== 'length' ? watched(field, read, [...path, String(key)]) : field;
    },
  });
}

function replaceAt(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  fields[key] = replaceAt(fields[key], rest, replacement);
  return copy;
}

/** What may stand in place of a value. */
function wrongsOf(value: unknown): unknown[] {
  if (typeof value === 'number') return [NaN, Infinity, -Infinity, 1e308, -1, null, markup];
  if (Array.isArray(value)) return [[], [null], markup, undefined];
  return [markup, null, undefined, [], 7];
}

/** Elements that are tried side by side: each waits for its frames. */
const lanes = 3;

/** Puts everything wrong in every field of an element's data that it reads, one after the other. @returns faults. */
export async function spoil(tag: CohortTag): Promise<{ tried: number; drawn: number; faults: string[] }> {
  const { data } = samples[tag] as { data: unknown };
  const found = { tried: 0, drawn: 0, faults: [] as string[] };
  const read = new Set<string>();
  for (const { isDrawn, message } of await show(create(tag)[0]!, { data: watched(data, read) })) if (!isDrawn) found.faults.push(`watched: ${message}`);
  const tries = [...fieldsOf(data)]
    // what nothing reads does nothing, whatever it is: once is enough
    .flatMap(([path, value]) => wrongsOf(value).slice(0, read.has(path.join('.')) ? Infinity : 1).map((wrong) => [path, wrong] as const))
    .values();
  const go = async (shown: Shown): Promise<void> => {
    for (const [path, wrong] of tries) {
      const name = `${path.join('.')} = ${typeof wrong === 'number' ? String(wrong) : JSON.stringify(wrong)}`;
      const sights = await Promise.race([show(shown, { data: replaceAt(data, path, wrong) }), new Promise<null>((resolve) => setTimeout(resolve, patience, null))]);
      found.tried += 1;
      if (sights === null) return void found.faults.push(`${name}: not shown in ${patience} ms`);
      found.drawn += Number(sights[0]!.isDrawn);
      for (const { faults } of sights) found.faults.push(...faults.map((fault) => `${name}: ${fault}`));
    }
    for (const { isDrawn, message, faults } of await show(shown, { data })) if (!isDrawn || faults.length > 0) found.faults.push(`right again: ${message} ${faults.join()}`);
  };
  await Promise.all(create(tag, lanes).map(go));
  return found;
}

/** What may stand in any property, and in any attribute. */
const wrongProperties: readonly unknown[] = [NaN, Infinity, -Infinity, 1e308, -1, 0.5, true, null, undefined, '', markup, [], [null], [markup], {}, { value: 7 }, [{ value: null }]];
const wrongAttributes = ['', ' ', 'many', '-1', '0.5', '1e309', 'null', '[]', '{}', markup];

/** Puts everything wrong in each property and attribute of an element, one after the other, and then what was there. @returns faults. */
export async function twist(tag: CohortTag): Promise<{ tried: number; drawn: number; faults: string[] }> {
  const found = { tried: 0, drawn: 0, faults: [] as string[] };
  const { elementProperties, observedAttributes } = customElements.get(tag) as unknown as {
    readonly elementProperties: ReadonlyMap<string, { readonly state?: boolean }>;
    readonly observedAttributes: readonly string[];
  };
  const tryAll = async <Value>(name: string, wrongs: readonly Value[], set: (element: HTMLElement, value: Value) => void, mend: (element: HTMLElement) => void): Promise<void> => {
    const [shown] = create(tag) as [Shown];
    await show(shown, samples[tag]);
    for (const wrong of wrongs) {
      set(shown.element, wrong);
      await settle(shown.element);
      const { isDrawn, faults } = look(shown);
      found.tried += 1;
      found.drawn += Number(isDrawn);
      found.faults.push(...faults.map((fault) => `${name} = ${typeof wrong === 'number' ? String(wrong) : JSON.stringify(wrong)}: ${fault}`));
    }
    mend(shown.element);
    for (const { isDrawn, message } of await show(shown, {})) if (!isDrawn) found.faults.push(`${name} right again: ${message}`);
  };
  const properties = [...elementProperties].flatMap(([name, { state = false }]) => (state ? [] : [name]));
  for (const name of tag === 'cohort-controls' ? [...properties, 'value'] : properties) {
    const right = (Object.assign(document.createElement(tag), samples[tag]) as unknown as Record<string, unknown>)[name];
    const set = (element: HTMLElement, value: unknown): void => void Object.assign(element, { [name]: value });
    await tryAll(name, wrongProperties, set, (element) => set(element, right));
  }
  for (const name of observedAttributes) {
    await tryAll(`the attribute ${name}`, wrongAttributes, (element, text) => element.setAttribute(name, text), (element) => element.removeAttribute(name));
  }
  return found;
}

/** Fields whose text is a name. */
const named: ReadonlySet<string> = new Set(['name', 'task', 'tasks', 'featureNames', 'algorithm', 'over', 'baseline', 'title', 'summary', 'env', 'strategy', 'label', 'description', 'columns', 'groupings', 'weightings']);

/** What a page names in elements that show no data. */
const namedProperties: Readonly<Partial<Record<CohortTag, object>>> = {
  'cohort-controls': { groupings: ['one', { value: 'two', name: 'two' }], grouping: 'two', weightings: ['one'] },
  'cohort-live-chart': { description: 'mean of all runs' },
};

function withMarkup(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return named.has(key) ? markup + value : value;
  if (Array.isArray(value)) return value.map((entry) => withMarkup(entry, key));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [key === 'references' ? markup + name : name, withMarkup(entry, name)]));
}

/** Puts markup in every name, and opens every table. @returns how often it is read, and faults. */
export async function mark(tag: CohortTag): Promise<{ isDrawn: boolean; read: number; faults: string[] }> {
  const [shown] = create(tag) as [Shown];
  const sights = await show(shown, withMarkup({ ...samples[tag], ...namedProperties[tag] }) as object);
  const read = (): number => [shown.element, ...partsOf(shown.element)].filter(({ shadowRoot }) => shadowRoot?.querySelector('.root')?.textContent.includes(markup)).length;
  for (const chart of partsOf(shown.element)) if (chart.localName === 'button' && chart.textContent.trim() === 'Table') (chart as HTMLElement).click();
  for (const chart of partsOf(shown.element)) if (chart.localName === 'cohort-chart') await settle(chart as HTMLElement);
  sights.push(look(shown));
  return { isDrawn: sights.every(({ isDrawn }) => isDrawn), read: read(), faults: sights.flatMap(({ faults }) => faults) };
}

// A million

const million = 1_000_000;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const snapshot = samples['cohort-advantage-explorer'].data as SnapshotRecord;
/** A rollout of 1,000 environments and 1,000 steps, all of one trajectory an environment. */
const longRollout = (groups: number, changes: Partial<SnapshotRecord> = {}): SnapshotRecord => ({
  ...snapshot,
  numEnvs: 1000,
  rolloutSteps: 1000,
  groups: times(groups, (label) => ({ label, name: `group ${label}`, weight: 1 / groups })),
  trajectories: times(1000, (env) => ({ ...snapshot.trajectories[0]!, env, start: 0, length: 1000, label: env % groups })),
  labels: times(million, (i) => i % groups),
  advantagesBefore: times(million, (i) => Math.sin(i) + (i % 7)),
  advantagesAfter: times(million, (i) => Math.cos(i)),
  gradients: null,
  ...changes,
});
const trajectoriesOfOneStep = () => times(million, (i) => ({ ...snapshot.trajectories[0]!, env: i % 1000, start: Math.floor(i / 1000), length: 1, label: 0 }));

const [entry] = (samples['cohort-training-dynamics'].data as readonly GroupRecord[])[0]!.groups;
const groupRecord = (update: number, groups: number): GroupRecord => ({
  type: 'group',
  step: 2048 * (update + 1),
  strategy: 'task',
  diagnostics: {},
  groups: times(groups, (label) => ({ ...entry!, label, name: `group ${label}`, returnMean: Math.sin(update + label) })),
});
const episodes = (tasks: number): RunRecord[] =>
  times(million, (i) => ({ type: 'episode', step: i + 1, env: 0, task: `task ${i % tasks}`, return: Math.sin(i), length: 1, terminated: true, truncated: false }));

type Report = { readonly suites: readonly { readonly scores: readonly { readonly algorithm: string; readonly task: string }[]; readonly algorithms: readonly object[]; readonly improvements: readonly object[] }[] };
const report = samples['cohort-run-comparison'].data as unknown as Report;
const [suite] = report.suites;
const withSuite = (changes: object): object => ({ ...report, suites: [{ ...suite!, ...changes }] });

const groups = samples['cohort-group-distribution'].data!.groups;
const distribution = (changes: object): object => ({ groups, ...changes });

const still: PlayableEnv = {
  reset: () => ({ observation: [0] }),
  step: () => ({ observation: [0], reward: 1, terminated: false, truncated: false }),
};
const scene = (shapes: readonly unknown[]) => (): never => ({ width: 10, height: 10, shapes }) as never;
const player = (env: object, decision: unknown = { action: 0 }): object => ({ env: { ...still, ...env }, policy: () => decision, paused: true, actionNames: [markup] });
/** As many values as lines times columns. */
const linesPicture = (lines: number, columns: number): LivePicture => {
  const values = times(columns, Math.sin);
  const line = { mean: Float64Array.from(values), low: Float64Array.from(values), high: Float64Array.from(values, (value) => value + 1) };
  return {
    kind: 'lines',
    columns: { numColumns: columns, maxStep: columns },
    range: [-1, 2],
    valueName: markup,
    faint: times(lines, () => line),
    focus: [{ name: markup, values: line, look: 0 }],
    hasExtremes: true,
  } as unknown as LivePicture;
};
const circle = (i: number) => ({ kind: 'circle', x: i % 10, y: (i / 7) % 10, radius: 0.1, color: 'agent' });

/** What each element is given, and whether it draws it. */
export const floods: Readonly<Partial<Record<CohortTag, Readonly<Record<string, readonly [make: () => object, isDrawn: boolean]>>>>> = {
  'cohort-group-distribution': {
    'a million groups': [() => ({ data: { groups: times(million, () => groups[0]!) } }), false],
    'characteristics of a million groups': [
      () => ({ data: distribution({ characteristics: { names: ['a', 'b', 'c'], groups: times(million, () => ({ name: 'g', values: [1, 2, 3] })) } }) }),
      false,
    ],
    'a million characteristics': [
      () => ({ data: distribution({ characteristics: { names: times(million, (i) => `c${i}`), groups: [{ name: 'g', values: times(million, (i) => i) }] } }) }),
      false,
    ],
  },
  'cohort-advantage-comparison': {
    'a million steps': [() => ({ data: longRollout(4) }), true],
    'a million groups': [() => ({ data: longRollout(million) }), false],
  },
  'cohort-advantage-explorer': {
    'a million steps': [() => ({ data: longRollout(4), selection: { group: null, trajectory: 0, step: null } }), true],
    'a million groups': [() => ({ data: longRollout(million) }), false],
    'a million trajectories': [() => ({ data: longRollout(1, { trajectories: trajectoriesOfOneStep() }) }), true],
  },
  'cohort-group-formation': {
    'a million points': [() => ({ data: { featureNames: ['a'], points: times(million, (i) => [i]) } }), false],
    'a million features': [() => ({ data: { featureNames: times(million, (i) => `f${i}`), points: [0, 1, 2].map((k) => times(million, (i) => i * k)) } }), false],
  },
  'cohort-training-dynamics': {
    'a million values': [() => ({ data: times(10_000, (update) => groupRecord(update, 100)) }), true],
    'a million groups': [() => ({ data: [groupRecord(0, million)] }), false],
    'a million runs': [() => ({ data: { runs: times(million, (seed) => ({ seed, records: [groupRecord(0, 1)] })) } }), false],
  },
  'cohort-task-dashboard': {
    'a million episodes': [() => ({ data: episodes(100) }), true],
    'a million tasks': [() => ({ data: episodes(million) }), false],
  },
  'cohort-run-comparison': {
    'a million scores': [
      () => ({ data: withSuite({ scores: times(million, (i) => ({ ...suite!.scores[i % suite!.scores.length]!, seed: Math.floor(i / suite!.scores.length), score: Math.sin(i) })) }) }),
      false,
    ],
    'a million algorithms': [() => ({ data: withSuite({ algorithms: times(million, (i) => ({ ...suite!.algorithms[0]!, algorithm: `a${i}` })) }) }), false],
    'a million pairs': [() => ({ data: withSuite({ improvements: times(million, () => suite!.improvements[0]!) }) }), false],
    'a million suites': [() => ({ data: { ...report, suites: times(million, (i) => ({ ...suite!, env: `e${i}`, scores: [] })) } }), false],
  },
  'cohort-controls': {
    'a million groupings': [() => ({ groupings: times(million, (i) => `g${i}`) }), false],
    'a million weightings': [() => ({ weightings: times(million, (i) => ({ value: `w${i}` })) }), false],
    'a million groups at most': [() => ({ maxGroups: million, grouping: 'auto' }), true],
  },
  'cohort-live-chart': {
    'a million values': [() => ({ picture: linesPicture(10_000, 100) }), true],
    'a picture of a million pixels': [() => ({ picture: linesPicture(1, 100), height: million }), false],
  },
  'cohort-chart': {
    'a million points': [
      () => ({
        label: markup,
        option: { animation: false, xAxis: {}, yAxis: {}, series: [{ type: 'line', symbol: 'none', data: times(million, (i) => [i, Math.sin(i)]) }] },
        table: { columns: [markup], rows: times(million, (i) => ({ cells: [i], mark: { seriesIndex: 0, dataIndex: i } })) },
      }),
      true,
    ],
  },
  'cohort-env-player': {
    'a million actions and numbers': [() => player({ reset: () => ({ observation: times(million, (i) => i) }) }, { action: 0, probabilities: new Float32Array(million), value: 1 }), true],
    'a million shapes': [() => player({ render: scene(times(million, circle)) }), false],
    'shapes of no size': [() => player({ render: scene([{ ...circle(0), x: NaN, radius: Infinity }, { kind: markup }, { kind: 'text', x: 1, y: 1, text: markup, size: NaN, color: markup }]) }), true],
    'a value that is none': [() => player({}, { action: NaN, value: Infinity }), true],
    'probabilities that are none': [() => player({}, { action: 0, probabilities: [NaN] }), false],
    'no environment': [() => player({ reset: 7 }), false],
    'no decision': [() => player({}, markup), false],
    'a reward that is none': [() => player({ step: () => ({ observation: [0], reward: NaN, terminated: false, truncated: false }) }), false],
  },
};

/** Gives an element what floods it. @returns what it shows, and the longest task of the page meanwhile, in milliseconds. */
export async function flood(tag: CohortTag, name: string): Promise<{ isDrawn: boolean; faults: string[]; longest: number }> {
  const [shown] = create(tag) as [Shown];
  const properties = floods[tag]![name]![0]();
  let longest = 0;
  const tasks = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration))));
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  // what made the data is no task of the element
  await frame();
  tasks.observe({ entryTypes: ['longtask'] });
  const sights = await show(shown, properties);
  if (tag === 'cohort-live-chart') (shown.element as HTMLElementTagNameMap['cohort-live-chart']).paint((properties as { readonly picture: LivePicture }).picture, 0);
  if (tag === 'cohort-env-player') {
    await frame();
    await (shown.element as HTMLElementTagNameMap['cohort-env-player']).step();
    await settle(shown.element);
    sights.splice(0, 1, look(shown));
  }
  await frame();
  await frame();
  tasks.disconnect();
  return { isDrawn: sights[0]!.isDrawn, faults: sights.flatMap(({ faults }) => faults), longest };
}
