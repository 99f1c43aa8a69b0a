import { suiteKind, suiteOptionNames } from './env-kind.ts';
import type { EnvKind, SuiteOptions } from './env-kind.ts';
import { gridworldRules } from './gridworld.ts';
import { generateMaze } from './maze.ts';
import type { Maze } from './maze.ts';
import { referenceReturns } from './reference-returns.ts';
import { checkInteger, checkOptionNames } from './validation.ts';

/** Options of `gridworld-curriculum`. */
export interface GridworldOptions extends SuiteOptions {
  /** Steps after which an episode is truncated; 4 · size² by default. */
  maxEpisodeSteps?: number;
  /** Seed of the mazes, 0 by default: the one that reference returns are known for. */
  mazeSeed?: number;
}

const SIZES = [3, 5, 7, 9, 11] as const;
const references = referenceReturns['gridworld-curriculum'];

/**
 * The mazes of `gridworld-curriculum`, smallest first: what an expert, or a picture, needs to know of them.
 * @throws RangeError when the seed is not a non-negative integer.
 */
export function gridworldMazes({ mazeSeed = 0 }: { mazeSeed?: number } = {}): Maze[] {
  checkInteger('mazeSeed', mazeSeed, 0);
  return SIZES.map((size) => generateMaze(size, [mazeSeed, size]));
}

/**
 * Five mazes of growing size, a reward at the goal alone. `taskSampling: 'curriculum'` opens one after the other.
 * @throws RangeError or TypeError for an invalid or unknown option.
 */
export function gridworldCurriculumKind(id: string, options: GridworldOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', 'mazeSeed', ...suiteOptionNames]);
  const { mazeSeed = 0 } = options;
  const tasks = gridworldMazes({ mazeSeed }).map((maze, i) => {
    const { maxEpisodeSteps = 4 * maze.size * maze.size } = options;
    const name = `${SIZES[i]!}x${SIZES[i]!}` as const;
    // Other mazes have other returns.
    const task = mazeSeed === 0 ? { name, ...references[name as keyof typeof references] } : { name };
    return { task, rules: gridworldRules(maze, maxEpisodeSteps), maxEpisodeSteps };
  });
  return suiteKind(id, tasks, options, { hasCurriculum: true });
}
