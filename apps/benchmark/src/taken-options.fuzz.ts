import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync, expectTyped, integerFrom, numberIn } from '../../../tooling/fuzz/fuzz.ts';
import { planComparison, type ComparisonFlags } from './comparison.ts';
import { UsageError } from './errors.ts';
import { needed, option, parse } from './hostile-words.fixture.ts';
import { loadCommands } from './run-main.fixture.ts';
import { resolveConfiguration, type TrainConfiguration } from './train-configuration.ts';
import { prepareAgent } from './train-run.ts';
import { planTuning } from './tuning/plan-tuning.ts';

beforeAll(loadCommands);

// a number that is allowed may still be too much for memory, or for a test's patience
const sizes = ['numEnvs', 'rolloutSteps', 'minibatchSize', 'hidden', 'epochs', 'threads', 'seeds', 'numGroups', 'trainingEvalEpisodes', 'evalEpisodes'];
const isSmall = (options: Readonly<Record<string, unknown>>): boolean => sizes.every((name) => [options[name] ?? 0].flat().every((size) => (size as number) <= 512)) && options.engine !== 'tfjs' && ((options.threads as number | undefined) ?? 1) <= 2;

const positiveInteger = integerFrom(1);
const isPositive = numberIn(Number.MIN_VALUE, Number.MAX_VALUE);
function expectSoundConfiguration({ seed, numEnvs, totalSteps, options, evaluation, finalEvaluation }: TrainConfiguration, argv: unknown): void {
  const isOption = {
    gamma: numberIn(0, 1), gaeLambda: numberIn(0, 1), entropyCoefficient: numberIn(0, Number.MAX_VALUE), valueCoefficient: numberIn(0, Number.MAX_VALUE), maxGradNorm: isPositive, targetKl: isPositive,
    rolloutSteps: positiveInteger, minibatchSize: positiveInteger, epochs: positiveInteger,
  };
  const given = Object.entries(isOption).every(([name, isValid]) => (options[name as keyof typeof isOption] ?? null) === null || isValid(options[name as keyof typeof isOption]));
  const counts = [numEnvs, totalSteps, evaluation?.everySteps ?? 1, evaluation?.episodes ?? 1, finalEvaluation?.episodes ?? 1].every(positiveInteger);
  if (!(given && counts && integerFrom(0)(seed))) throw new Error(`accepted ${fc.stringify(argv)}: ${fc.stringify(options)}`);
}

/** What `work` makes of it, or null where it refuses as the command line does. */
async function orRefusal<T>(argv: unknown, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw new Error(`untyped error for ${fc.stringify(argv)}: ${(error as Error).stack}`, { cause: error });
    expectTyped(new UsageError(error.message.replaceAll(/\s+/g, ' ').slice(0, 600)), argv);
    return null;
  }
}

describe('what the command line takes', () => {
  const trainings = fc.tuple(fc.constantFrom(['--env', 'CartPole-v1'], ['--env', 'scaled-cartpoles', '--algo', 'grpo'], ['--preset', 'cartpole'], ['--env', 'Pendulum-v1']), fc.array(option, { maxLength: 3 }));
  const small = ['--num-envs', '4', '--rollout-steps', '4', '--minibatch-size', '8', '--hidden', '4', '--epochs', '1', '--kernels', 'wasm'];

  test('begins a training, or is refused', async () => {
    await checkAsync(trainings.map(([start, options]) => ['train', ...small, ...start, ...options.flat()]), async (argv) => {
      const { accepted } = await parse(argv);
      if (accepted?.command !== 'train' || !isSmall(accepted.options)) return;
      const agent = await orRefusal(argv, async () => {
        const configuration = await resolveConfiguration(accepted.options);
        const made = await prepareAgent(configuration);
        expectSoundConfiguration(configuration, argv);
        return made;
      });
      if (!agent) return;
      try {
        for await (const { step } of agent.learn({ totalSteps: 1 })) expect(step).toBeGreaterThan(0);
      } catch (error) {
        expectTyped(error, argv);
      } finally {
        agent.close();
      }
    });
  });

  test('plans comparisons and tunings, or is refused', async () => {
    const planned = fc.tuple(fc.constantFrom(['compare', ...needed.slice(0, 6)], ['tune', ...needed]), fc.array(option, { maxLength: 3 }));
    await checkAsync(planned.map(([start, options]) => [...start, ...small, '--seeds', '1', ...options.flat()]), async (argv) => {
      const { accepted } = await parse(argv);
      if (!accepted || !isSmall(accepted.options) || accepted.options.tuned !== undefined) return;
      const { suite = [], env = [], ...others } = accepted.options as unknown as { suite?: string[]; env?: string[] } & Omit<ComparisonFlags, 'envs' | 'env'>;
      const given = { ...others, envs: [...suite, ...env] };
      const plan = await orRefusal(argv, async () =>
        accepted.command === 'tune' ? planTuning(given as unknown as Parameters<typeof planTuning>[0], 'cohort') : planComparison(given, 'compare', 'cohort'));
      for (const { configuration } of plan?.runs ?? []) expectSoundConfiguration(configuration, argv);
    });
  });
});
