import type { ReturnRow } from './return-table.ts';
import type { LogOptions } from './tensorboard-table.ts';

/**
 * The episodes in the `monitor.csv` files of one run (Stable-Baselines3's `Monitor`, Gym's before it), as rows. The files of several environments
 * are merged by the time at which episodes ended; a row's step is the sum of the lengths of all episodes that ended until then, since
 * steps of episodes under way are not in the files.
 * @param files the text of each environment's file.
 * @throws RangeError for a file without the columns r, l and t, or a cell that is no number.
 */
export function monitorTable(files: readonly string[], { algorithm, task, seed }: LogOptions): ReturnRow[] {
  const episodes = files.flatMap((text) => {
    const [first = '', ...rest] = text.split('\n');
    const hasHeader = first.startsWith('#');
    const start = hasHeader ? startTime(first.slice(1)) : 0;
    return columns(hasHeader ? rest.join('\n') : text, ['r', 'l', 't']).map(([value, length, time], i) => {
      if ([value, length, time].some(Number.isNaN)) throw new RangeError(`invalid episode ${i + 1}: r ${value}, l ${length}, t ${time}; expected numbers`);
      return { value: value!, length: length!, time: start + time! };
    });
  });
  let step = 0;
  return episodes
    .sort((a, b) => a.time - b.time)
    .map(({ value, length }) => {
      step += length;
      return { algorithm, task, seed, step, return: value };
    });
}

/**
 * The returns in a `progress.csv` of Stable-Baselines3, or any CSV file with a column of steps, as rows; lines without a value in either
 * column are left out (there had been no episode yet). `rollout/ep_rew_mean` is a mean over the last 100 episodes.
 * @param options.column of the returns, default `rollout/ep_rew_mean`.
 * @param options.stepColumn of the environment steps, default `time/total_timesteps`.
 * @throws RangeError for a missing column, or a cell that is no number.
 */
export function progressTable(
  text: string,
  {
    algorithm,
    task,
    seed,
    column = 'rollout/ep_rew_mean',
    stepColumn = 'time/total_timesteps',
  }: LogOptions & { readonly column?: string; readonly stepColumn?: string },
): ReturnRow[] {
  return columns(text, [stepColumn, column])
    .filter(([step, value]) => !Number.isNaN(step) && !Number.isNaN(value))
    .map(([step, value]) => ({ algorithm, task, seed, step: step!, return: value! }));
}

function startTime(header: string): number {
  let parsed: unknown;
  try {
    parsed = JSON.parse(header);
  } catch {
    throw new RangeError(`invalid header: #${header.slice(0, 40)}; expected # and a JSON object`);
  }
  const start = (parsed as { t_start?: unknown } | null)?.t_start;
  if (typeof start !== 'number') throw new RangeError(`invalid header: #${header.slice(0, 40)}; expected a number as t_start`);
  return start;
}

/** The named columns of each line, as numbers; NaN where a cell is empty. A last line that was torn (too few cells) is left out. */
function columns(text: string, names: readonly string[]): number[][] {
  const [header = [], ...lines] = parseCsv(text);
  const places = names.map((name) => {
    const place = header.indexOf(name);
    if (place < 0) throw new RangeError(`missing column: ${name}; the file has ${oneLine(header.join(', '))}`);
    return place;
  });
  const whole = lines.length > 0 && lines.at(-1)!.length < header.length ? lines.slice(0, -1) : lines;
  return whole.map((cells, line) =>
    places.map((place, i) => {
      const cell = (cells[place] ?? '').trim();
      const value = cell === '' ? NaN : Number(cell);
      if (cell !== '' && cell.toLowerCase() !== 'nan' && !Number.isFinite(value)) {
        throw new RangeError(`invalid cell: ${oneLine(cell)} in column ${names[i]}, line ${line + 2}; expected a number`);
      }
      return value;
    }),
  );
}

/** A text of a file for an error's one short line. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** RFC 4180: cells in quotes may hold commas, line breaks and doubled quotes. Empty lines are left out. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let [cells, cell, isQuoted]: [string[], string, boolean] = [[], '', false];
  const endLine = (): void => {
    cells.push(cell);
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[++i]!;
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') endLine();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || cells.length > 0) endLine();
  return lines;
}
