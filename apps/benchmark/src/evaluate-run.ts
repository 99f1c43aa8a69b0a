import { join } from 'node:path';
import { loadAgent } from '@cohort-rl/ppo-core';
import { openRun, type RunDescription } from '@cohort-rl/ppo-core/node';
import { createStages } from './algorithm.ts';
import { FailureError } from './errors.ts';
import type { EvaluationSummary } from './run-result.ts';
import { summarizeEvaluation } from './summarize-evaluation.ts';
import { finalEvaluationSeed } from './train-configuration.ts';
import { configurationOf, createEnvs } from './train-run.ts';

/** Plays episodes with the last, or the best, policy in a run's folder, by default under the run's own limit of steps; the folder is only read. */
export async function evaluateRun(
  directory: string,
  { episodes, seed = finalEvaluationSeed, maxEpisodeSteps: limit, best }: { episodes: number; seed?: number | undefined; maxEpisodeSteps?: number | undefined; best: boolean },
): Promise<{ description: RunDescription; step: number; evaluation: EvaluationSummary }> {
  const run = openRun(directory);
  try {
    const configuration = configurationOf(run);
    const { finalEvaluation, evaluation } = configuration;
    const maxEpisodeSteps = limit ?? (finalEvaluation ?? evaluation)?.maxEpisodeSteps;
    const saved = best ? run.loadBest() : run.loadCheckpoint();
    const folder = join(directory, best ? 'best' : 'checkpoint');
    if (!saved) throw new FailureError(`${directory} holds no ${best ? 'best policy (no evaluation yet)' : 'checkpoint'}; expected ${folder}`);
    const envs = await createEnvs(configuration);
    const agent = await loadAgent(saved.state, envs, createStages(configuration, envs.tasks.length));
    const played = await agent.evaluate({ episodes, seed, maxEpisodeSteps });
    const taskNames = envs.tasks.map(({ name }) => name);
    return { description: run.description, step: agent.step, evaluation: summarizeEvaluation(played, taskNames, seed) };
  } finally {
    run.close();
  }
}
