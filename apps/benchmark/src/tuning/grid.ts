import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { integer } from '../option-values.ts';
import type { TrainFlags } from '../train-configuration.ts';
import { addGroupFlags, addHyperparameterFlags, addWrapperFlags } from '../training-flags.ts';

/** A flag with the values to try. */
export interface GridParameter {
  /** As on the command line, without its dashes: `learning-rate`. */
  readonly flag: string;
  readonly attribute: string;
  readonly values: readonly { readonly text: string; readonly value: unknown }[];
}

/** One combination of values. */
export interface GridPoint {
  /** Flag → value, as they were typed. */
  readonly settings: Readonly<Record<string, string>>;
  readonly flags: TrainFlags;
}

const options = [addGroupFlags, addHyperparameterFlags, addWrapperFlags]
  .reduce((command, add) => add(command), new Command().option('--preset <name>').option('--num-envs <n>', '', integer('--num-envs', { min: 1 })))
  .options.filter(({ long }) => !['--kernels', '--engine', '--backend', '--threads'].includes(long!));

/** Names of the flags that decide what is learned, as commander has them. */
export const hyperparameterAttributes: readonly string[] = options.map((option) => option.attributeName());

/** Those with one value each. */
const tunable = options.filter(({ required, long }) => required && long !== '--hidden');

/** `learning-rate=0.0003,0.001;epochs=4,10`. @throws UsageError */
export function parseGrid(text: string): GridParameter[] {
  const parameters = text.split(';').map((part) => parseParameter(part.trim()));
  refuseTwice(parameters.map(({ flag }) => flag));
  return parameters;
}

function parseParameter(part: string): GridParameter {
  const [flag = '', list, ...rest] = part.split('=').map((side) => side.trim());
  const option = tunable.find(({ long }) => long === `--${flag}`);
  if (!option) throw new UsageError(`invalid --grid: ${flag}; expected one of ${tunable.map(({ long }) => long!.slice(2)).join(', ')}`);
  const texts = (list ?? '').split(',').map((value) => value.trim());
  if (rest.length > 0 || texts.includes('')) throw new UsageError(`invalid --grid: ${part}; expected ${flag}=VALUE,VALUE,…`);
  refuseTwice(texts);
  const parse = (value: string): unknown => (option.parseArg ? option.parseArg<unknown>(value, undefined) : value);
  return { flag, attribute: option.attributeName(), values: texts.map((value) => ({ text: value, value: parse(value) })) };
}

function refuseTwice(texts: readonly string[]): void {
  const twice = texts.find((text, i) => texts.indexOf(text) !== i);
  if (twice !== undefined) throw new UsageError(`invalid --grid: ${twice} twice; expected each once`);
}

/** Every combination, the last parameter's values changing fastest. */
export function gridPoints(parameters: readonly GridParameter[]): GridPoint[] {
  let points: GridPoint[] = [{ settings: {}, flags: {} }];
  for (const { flag, attribute, values } of parameters) {
    points = points.flatMap(({ settings, flags }) =>
      values.map(({ text, value }) => ({ settings: { ...settings, [flag]: text }, flags: { ...flags, [attribute]: value } })),
    );
  }
  return points;
}

/** What is left of a point without some flags, given by the names that commander has for them. */
export function withoutFlags({ settings, flags }: GridPoint, attributes: readonly string[]): GridPoint {
  const attributeOf = (flag: string): string => tunable.find(({ long }) => long === `--${flag}`)!.attributeName();
  return {
    settings: Object.fromEntries(Object.entries(settings).filter(([flag]) => !attributes.includes(attributeOf(flag)))),
    flags: Object.fromEntries(Object.entries(flags).filter(([attribute]) => !attributes.includes(attribute))),
  };
}

/** `learning-rate 0.001, epochs 4`. */
export function pointName({ settings }: Pick<GridPoint, 'settings'>): string {
  return Object.entries(settings).map(([flag, text]) => `${flag} ${text}`).join(', ');
}
