import type { FinishedEpisode } from '@cohort-rl/rollouts';

/** Returns and lengths of the last episodes, over all tasks and per task: what `charts/episodic_return` averages. */
export interface RecentEpisodes {
  add(episode: FinishedEpisode): void;
  /** Episodes held, at most the window's size. */
  readonly count: number;
  meanReturn(): number;
  /** `charts/episodic_return`, `charts/episodic_length`, and with several tasks `task/<name>/episodic_return`; absent before the first episode. */
  metrics(): Record<string, number>;
  getState(): RecentEpisodesState;
  setState(state: RecentEpisodesState): void;
}

/** One window per task after the one over all tasks; each a list of [return, length]. */
export type RecentEpisodesState = readonly (readonly (readonly [number, number])[])[];

/** Episodes in each window: Gymnasium's and Stable-Baselines3's convention. */
export const recentEpisodeWindow = 100;

export function createRecentEpisodes(taskNames: readonly string[]): RecentEpisodes {
  let windows: [number, number][][] = Array.from({ length: taskNames.length + 1 }, () => []);
  const mean = (window: readonly (readonly [number, number])[], column: 0 | 1): number =>
    window.reduce((sum, row) => sum + row[column], 0) / window.length;

  return {
    add({ task, return: episodeReturn, length }) {
      for (const window of [windows[0]!, windows[task + 1]!]) {
        window.push([episodeReturn, length]);
        if (window.length > recentEpisodeWindow) window.shift();
      }
    },
    get count() {
      return windows[0]!.length;
    },
    meanReturn: () => mean(windows[0]!, 0),
    metrics() {
      const [all, ...perTask] = windows;
      const metrics: Record<string, number> = {};
      if (all!.length > 0) {
        metrics['charts/episodic_return'] = mean(all!, 0);
        metrics['charts/episodic_length'] = mean(all!, 1);
      }
      if (taskNames.length > 1) {
        perTask.forEach((window, task) => {
          if (window.length > 0) metrics[`task/${taskNames[task]}/episodic_return`] = mean(window, 0);
        });
      }
      return metrics;
    },
    getState: () => windows.map((window) => window.map((row) => [...row] as [number, number])),
    setState(state) {
      windows = state.map((window) => window.map(([episodeReturn, length]) => [episodeReturn, length]));
    },
  };
}
