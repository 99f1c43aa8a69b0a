/** Pairs of numbers in a cell of a grid. Cells do not mix signs: what is exactly 0 has cells of no width, or no height, of its own. */
export interface PairCell {
  /** Left and lower edge. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** The label that most of its pairs have, the smallest of them where several have as many. */
  readonly label: number;
  /** How many have it. */
  readonly ofLabel: number;
}

/**
 * Counts pairs (x, y) in a grid of about columns × rows cells over their range: an entry for each cell with pairs, none of which is lost. Pairs of a
 * negative label are left out.
 * @throws RangeError for lengths that differ or a number that is not finite.
 */
export function binnedPairs(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  labels: ArrayLike<number>,
  { columns = 96, rows = 64 }: { readonly columns?: number; readonly rows?: number } = {},
): readonly PairCell[] {
  if (x.length !== y.length || x.length !== labels.length) throw new RangeError(`invalid lengths: ${x.length}, ${y.length}, ${labels.length}; expected three equal ones`);
  const [cellWidth, cellHeight] = [cellSize(x, labels, columns), cellSize(y, labels, rows)];
  const cells = new Map<number, Map<number, number>>();
  // indices of cells reach from −rows to rows + 1
  const stride = 4 * rows + 4;
  for (let i = 0; i < x.length; i++) {
    const label = labels[i]!;
    if (label < 0) continue;
    const key = indexOf(x[i]!, cellWidth) * stride + indexOf(y[i]!, cellHeight) + stride / 2;
    let members = cells.get(key);
    if (!members) cells.set(key, (members = new Map<number, number>()));
    members.set(label, (members.get(label) ?? 0) + 1);
  }
  return [...cells].map(([key, members]) => {
    const column = Math.floor(key / stride);
    const [label, ofLabel] = [...members].reduce((most, entry) => (entry[1] > most[1] || (entry[1] === most[1] && entry[0] < most[0]) ? entry : most));
    const count = [...members.values()].reduce((sum, members) => sum + members, 0);
    const [x, width] = spanOf(column, cellWidth);
    const [y, height] = spanOf(key - column * stride - stride / 2, cellHeight);
    return { x, y, width, height, count, label, ofLabel };
  });
}

/** Cells along an axis: 0 holds what is exactly 0, those above and below begin beside it. */
const indexOf = (value: number, size: number): number =>
  value === 0 ? 0 : value > 0 ? Math.floor(value / size) + 1 : Math.min(-1, Math.floor(value / size));

const spanOf = (index: number, size: number): [low: number, size: number] => (index === 0 ? [0, 0] : [(index > 0 ? index - 1 : index) * size, size]);

/** So that so many cells reach from the smallest to the largest value, and one edge lies at 0. */
function cellSize(values: ArrayLike<number>, labels: ArrayLike<number>, cells: number): number {
  let [smallest, largest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (labels[i]! < 0) continue;
    if (!Number.isFinite(values[i])) throw new RangeError(`invalid value: ${values[i]} at ${i}; expected finite numbers`);
    smallest = Math.min(smallest, values[i]!);
    largest = Math.max(largest, values[i]!);
  }
  return largest - smallest > 1e-300 ? (largest - smallest) / cells : 1;
}
