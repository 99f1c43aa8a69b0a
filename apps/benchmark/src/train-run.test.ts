import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readRecords } from '@cohort-rl/analysis';
import { computeGae, type AdvantageStage, type Rollout } from '@cohort-rl/rollouts';
import { createPpo } from '@cohort-rl/ppo-core';
import { readDescription, writeDescription } from '@cohort-rl/ppo-core/node';
import { createStages } from './algorithm.ts';
import { evaluateRun } from './evaluate-run.ts';
import { recordsOf, stateOf, temporaryFolder } from './run-cohort.fixture.ts';
import { trainCommandOf } from './train-command.ts';
import { resolveConfiguration, type TrainFlags } from './train-configuration.ts';
import { createEnvs, resumeRun, startRun } from './train-run.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

const tiny: TrainFlags = { env: 'scaled-cartpoles', steps: 1536, numEnvs: 8, rolloutSteps: 32, minibatchSize: 64, epochs: 2, evalEvery: 512, trainingEvalEpisodes: 4, evalEpisodes: 4, gamma: 0.98, gaeLambda: 0.9 };
const remedies: readonly [string, TrainFlags][] = [
  ['ppo+reward-norm', {}],
  ['ppo+popart', {}],
  ['grpo:task+popart+balanced+pcgrad', { snapshotEvery: 2 }],
  ['grpo:auto+popart+reward-norm', { normalizeObservations: true }],
];

describe.each(remedies)('%s %j', (algo, flags) => {
  const name = algo.replaceAll(':', '-');

  test('stopped and resumed it comes to the same end, bit for bit', async () => {
    const configuration = await resolveConfiguration({ ...tiny, ...flags, algo });
    await startRun(configuration, path(`${name}-whole`));
    let updates = 0;
    const stopped = startRun(configuration, path(`${name}-stopped`), { onUpdate: () => updates++, interruption: () => (updates === 3 ? 130 : 0) });
    await expect(stopped).rejects.toThrow('interrupted at step 768');
    await resumeRun(path(`${name}-stopped`), undefined);
    expect(recordsOf(path(`${name}-stopped`))).toEqual(recordsOf(path(`${name}-whole`)));
    for (const state of ['checkpoint/state.bin', 'best/state.bin']) {
      expect(stateOf(path(`${name}-stopped/${state}`))).toEqual(stateOf(path(`${name}-whole/${state}`)));
    }
  });

  test('returns in the records are the environment\'s own', () => {
    const episodes = recordsOf(path(`${name}-whole`)).map((line) => JSON.parse(line) as { type: string; task: string; return: number; length: number }).filter(({ type }) => type === 'episode');
    const perStep: Record<string, number> = { standard: 1, long: 0.1, heavy: 3, short: 10 };
    expect(new Set(episodes.map(({ task }) => task)).size).toBe(4);
    for (const { task, return: sum, length } of episodes) expect(sum).toBeCloseTo(perStep[task]! * length, 6);
  });

  test('records have snapshots where they were asked for', () => {
    const snapshots = readRecords(`${recordsOf(path(`${name}-whole`)).join('\n')}\n`).filter(({ type }) => type === 'snapshot');
    expect(snapshots.map(({ step }) => step)).toEqual(flags.snapshotEvery === 2 ? [512, 1024, 1536] : []);
  });

  test('eval plays the policy as training did', async () => {
    const { evaluation } = await evaluateRun(path(`${name}-whole`), { episodes: 4, best: false });
    const { evaluation: trained } = JSON.parse(readFileSync(path(`${name}-whole/result.json`), 'utf8')) as { evaluation: { tasks: unknown } };
    expect(evaluation.tasks).toEqual(trained.tasks);
  });

  test('run.json says what was used', () => {
    const { algorithm, configuration } = JSON.parse(readFileSync(path(`${name}-whole/run.json`), 'utf8')) as { algorithm: string; configuration: Record<string, unknown> };
    expect(algorithm).toBe(algo);
    expect(configuration.valueNormalizer).toBe(algo.includes('popart') ? 'popArt' : undefined);
    const wrappers = { ...(flags.normalizeObservations && { normalizeObservations: true }), ...(algo.includes('reward-norm') && { normalizeRewards: { perTask: true, gamma: 0.98 } }) };
    expect(configuration.wrappers).toEqual(Object.keys(wrappers).length === 0 ? undefined : wrappers);
  });
});

/** The rollouts that a configuration's agent learns from in `updates` updates, as its stage sees them. */
async function rolloutsOf(flags: TrainFlags, updates: number, look: (rollout: Rollout) => void): Promise<void> {
  const configuration = await resolveConfiguration({ ...tiny, ...flags });
  const envs = await createEnvs(configuration);
  const stage: AdvantageStage = {
    name: 'look',
    compute(rollout) {
      look(rollout);
      return { advantages: rollout.advantages, stepWeights: null, stepLabels: null, numGroups: 1, records: [], metrics: {} };
    },
  };
  const agent = await createPpo(envs, { ...configuration.options, ...createStages(configuration, envs.tasks.length), advantages: stage });
  let left = updates;
  for await (const _update of agent.learn({ totalSteps: 100_000 })) if (--left === 0) break;
}

describe('advantages', () => {
  test('of +reward-norm come from rewards over one running deviation a task', async () => {
    const raw = [1, 0.1, 3, 10];
    await rolloutsOf({ algo: 'ppo+reward-norm' }, 2, (rollout) => {
      const { numSteps, numEnvs, rewards, tasks } = rollout;
      const advantages = rollout.advantages.slice();
      computeGae(rollout, { gamma: 0.98, gaeLambda: 0.9 });
      expect(advantages).toEqual(rollout.advantages);
      for (let t = 0; t < numSteps; t++) {
        const deviations = new Map<number, number>();
        for (let i = t * numEnvs; i < (t + 1) * numEnvs; i++) {
          const deviation = raw[tasks[i]!]! / rewards[i]!;
          expect(deviation / (deviations.get(tasks[i]!) ?? deviation)).toBeCloseTo(1, 5);
          deviations.set(tasks[i]!, deviation);
        }
        const [standard, short] = [deviations.get(0), deviations.get(3)];
        if (t > 10 && standard !== undefined && short !== undefined) expect(short).toBeGreaterThan(standard);
      }
    });
  });

  test('of +popart come from values in units of reward', async () => {
    let values = 0;
    let returns = 0;
    let update = 0;
    await rolloutsOf({ algo: 'ppo+popart', learningRate: 0.003 }, 40, (rollout) => {
      if (++update <= 30) return;
      const advantages = rollout.advantages.slice();
      computeGae(rollout, { gamma: 0.98, gaeLambda: 0.9 });
      expect(advantages).toEqual(rollout.advantages);
      rollout.tasks.forEach((task, i) => {
        if (task !== 3) return;
        values += rollout.values[i]!;
        returns += rollout.returns[i]!;
      });
    });
    // normalised they would lie about 0, some deviations away at most
    expect(values / returns).toBeGreaterThan(0.5);
    expect(values / returns).toBeLessThan(1.5);
  });
});

test('the command that makes a run again has its snapshots', async () => {
  expect(trainCommandOf(await resolveConfiguration({ ...tiny, snapshotEvery: 5 }))).toContain(' --snapshot-every 5 ');
  expect(trainCommandOf(await resolveConfiguration(tiny))).not.toContain('snapshot');
});

test('a preset decides the wrappers, and flags decide before it', async () => {
  const wrappersOf = async (flags: TrainFlags): Promise<[wrappers: unknown, command: string]> => {
    const configuration = await resolveConfiguration(flags);
    return [configuration.wrappers, trainCommandOf(configuration)];
  };
  const gamma = 0.99;
  const [preset, command] = await wrappersOf({ env: 'Acrobot-v1' });
  expect(preset).toEqual({ normalizeObservations: true, normalizeRewards: { perTask: false, gamma } });
  expect(command).toMatch(/ --normalize-observations --normalize-rewards$/);
  const [without, itsCommand] = await wrappersOf({ env: 'Acrobot-v1', normalizeObservations: false, normalizeRewards: false });
  expect(without).toBeUndefined();
  expect(itsCommand).toMatch(/ --no-normalize-observations --no-normalize-rewards$/);
  expect(await wrappersOf({ env: 'Acrobot-v1', algo: 'ppo+reward-norm', normalizeRewards: false })).toEqual([
    { normalizeObservations: true, normalizeRewards: { perTask: true, gamma } },
    expect.stringMatching(/--algo ppo\+reward-norm .* --normalize-observations --normalize-rewards$/),
  ]);
  expect((await wrappersOf({ env: 'Taxi-v3', normalizeObservations: true, gamma: 0.5 }))[0]).toEqual({ normalizeObservations: true });
});

test('a run folder from before there were wrappers is read as one without', async () => {
  const folder = path('old');
  await startRun(await resolveConfiguration({ ...tiny, algo: 'ppo', steps: 512 }), folder);
  const description = readDescription(folder);
  expect(description.configuration).not.toHaveProperty('wrappers');
  expect(description.configuration).not.toHaveProperty('valueNormalizer');
  const options = { ...(description.configuration.options as object), valueNormalizer: null };
  writeDescription(folder, { ...description, configuration: { ...description.configuration, options } });
  expect((await evaluateRun(folder, { episodes: 4, best: false })).step).toBe(512);
});

test('threads change no bit of a run', async () => {
  const flags: TrainFlags = { ...tiny, algo: 'ppo', steps: 2048, rolloutSteps: 64, minibatchSize: 256, kernels: 'wasm-simd128' };
  await startRun(await resolveConfiguration(flags), path('one-thread'));
  await startRun(await resolveConfiguration({ ...flags, threads: 2 }), path('two-threads'));
  expect(recordsOf(path('two-threads'))).toEqual(recordsOf(path('one-thread')));
  const { configuration } = JSON.parse(readFileSync(path('two-threads/run.json'), 'utf8')) as { configuration: { options: { threads: number } } };
  expect(configuration.options.threads).toBe(2);
});

test('interrupted in the evaluation after training, it ends there; resumed, it plays the same', async () => {
  const configuration = await resolveConfiguration({ ...tiny, algo: 'ppo', evalEpisodes: 2000 });
  const stop = new AbortController();
  // once the last update is there: the evaluation's first pause lets the timer run
  const onUpdate = ({ isLast }: { isLast: boolean }): void => {
    if (isLast) setTimeout(() => { stop.abort(); }, 1);
  };
  const stopped = startRun(configuration, path('in-evaluation'), { onUpdate, signal: stop.signal, interruption: () => (stop.signal.aborted ? 130 : 0) });
  await expect(stopped).rejects.toThrow('interrupted at step 1536; its state is saved');
  expect(JSON.parse(readFileSync(path('in-evaluation/result.json'), 'utf8'))).toMatchObject({ step: 1536, evaluation: null });
  const { result } = await resumeRun(path('in-evaluation'), undefined);
  const { result: whole } = await startRun(configuration, path('not-interrupted'));
  expect(result.evaluation).toEqual(whole.evaluation);
});
