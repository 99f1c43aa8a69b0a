import { toMatrix } from './aggregate-scores.ts';
import type { Scores } from './aggregate-scores.ts';

/**
 * P(X > Y): the probability that a run of X scores above a run of Y on the same task, ties counting half, averaged over tasks.
 * Per task this is the Mann–Whitney U statistic over the number of pairs.
 * Source: Agarwal et al. 2021, section 4.3.
 * @param x runs × tasks.
 * @param y runs × tasks, the same tasks; the number of runs may differ.
 */
export function probabilityOfImprovement(x: Scores, y: Scores): number {
  const [rowsX, rowsY] = [toMatrix(x), toMatrix(y)];
  const numTasks = rowsX[0]!.length;
  if (rowsY[0]!.length !== numTasks) {
    throw new RangeError(`invalid number of tasks: ${numTasks} and ${rowsY[0]!.length}; expected the same tasks`);
  }
  let wins = 0;
  for (const rowX of rowsX) {
    for (const rowY of rowsY) {
      for (let task = 0; task < numTasks; task++) {
        const difference = rowX[task]! - rowY[task]!;
        if (difference > 0) wins += 1;
        else if (difference === 0) wins += 0.5;
      }
    }
  }
  return wins / (rowsX.length * rowsY.length * numTasks);
}
