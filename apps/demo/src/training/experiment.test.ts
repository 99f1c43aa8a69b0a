import { expect, test } from '@jest/globals';
import { groupRelative, presetNames } from '@cohort-rl/grpo';
import type { RunRecord } from '@cohort-rl/ppo-core';
import fc from 'fast-check';
import { createAgent } from './create-agent.ts';
import { environments } from './environments.ts';
import { defaultExperiment, experimentFromQuery, experimentToQuery, fieldRules, withField, type Experiment, type ExperimentField } from './experiment.ts';
import type { Algorithm } from './protocol.ts';

const values = Object.fromEntries(
  Object.entries(fieldRules).map(([field, rule]) => {
    if (rule.kind === 'choice') return [field, fc.constantFrom(...rule.choices)];
    return [field, rule.kind === 'integer' ? fc.integer({ min: rule.low, max: rule.high }) : fc.double({ min: rule.low, max: rule.high, noNaN: true })];
  }),
) as unknown as { [K in ExperimentField]: fc.Arbitrary<Experiment[K]> };

test('every experiment comes back from its address', () => {
  fc.assert(
    fc.property(fc.record(values), (experiment) => {
      expect(experimentFromQuery(experimentToQuery(experiment))).toEqual({ experiment, problems: [] });
    }),
  );
});

test('the default has an empty address, another environment its own recipe', () => {
  expect(experimentToQuery(defaultExperiment())).toBe('');
  expect(experimentToQuery(defaultExperiment('CartPole-v1'))).toBe('?env=CartPole-v1');
  expect(experimentFromQuery('?env=CartPole-v1&seed=7').experiment).toEqual({ ...defaultExperiment('CartPole-v1'), seed: 7 });
  expect(withField({ ...defaultExperiment(), seed: 7, grouping: 'auto' }, 'env', 'CartPole-v1')).toEqual({ ...defaultExperiment('CartPole-v1'), seed: 7, grouping: 'auto' });
});

test('another form of GRPO brings its own stages, and is enough of an address', () => {
  for (const preset of presetNames) {
    const experiment = withField({ ...defaultExperiment('CartPole-v1'), seed: 7, grouping: 'auto', remedy: 'popart' }, 'preset', preset);
    expect(experiment).toEqual({ ...defaultExperiment('CartPole-v1', preset), seed: 7 });
    expect(experimentFromQuery(`?env=CartPole-v1&preset=${preset}`).experiment).toEqual(defaultExperiment('CartPole-v1', preset));
    const { grouping, weighting } = experiment;
    // the stages are those that the preset has where nothing is said
    expect(groupRelative({ preset, grouping, weighting }).name).toBe(groupRelative({ preset }).name);
  }
  expect(experimentToQuery(defaultExperiment('CartPole-v1', 'rloo'))).toBe('?env=CartPole-v1&preset=rloo');
  expect(defaultExperiment('mixed-horizons', 'deepseek')).toMatchObject({ rolloutSteps: 1000, numEnvs: 16, grouping: 'startState' });
});

test.each([
  ['?seed=-1', 'invalid seed: -1; expected an integer from 0 to 2147483647'],
  ['?seed=', 'invalid seed: ; expected an integer from 0 to 2147483647'],
  ['?learningRate=fast', 'invalid learningRate: fast; expected a number from 0.000001 to 0.1'],
  ['?preset=deepsea', 'invalid preset: deepsea; expected one of recommended, literal, deepseek, drGrpo, rloo'],
  ['?constructor=1', /^unknown setting: constructor; expected one of env, seed, /],
  ['?env=%3Cscript%3Ealert(1)%3C/script%3E', /^invalid env: <script>alert\(1\)<\/script>; expected one of CartPole-v1, /],
  [`?env=${'x'.repeat(1000)}`, /^invalid env: x{40}…; expected/],
])('%s is refused in one line, and what is left is the default', (query, problem) => {
  const read = experimentFromQuery(query);
  expect(read.experiment).toEqual(defaultExperiment());
  expect(read.problems).toHaveLength(1);
  if (typeof problem === 'string') expect(read.problems[0]).toBe(problem);
  else expect(read.problems[0]).toMatch(problem);
});

/** Of the first update. */
async function firstUpdate(algorithm: Algorithm, experiment: Experiment): Promise<{ readonly records: readonly RunRecord[]; readonly usesCritic: boolean }> {
  const agent = await createAgent({ algorithm, experiment, threads: 1 });
  const { value } = await agent.learn({ totalSteps: 1 }).next();
  expect(value?.update).toBe(1);
  const { values } = agent.predict(new Float32Array(agent.envs.observationSize));
  agent.close();
  return { records: value!.records, usesCritic: values !== null };
}

test.each([...environments.keys()])('%s can be trained by both', async (env) => {
  for (const algorithm of ['ppo', 'grpo'] as const) await firstUpdate(algorithm, { ...defaultExperiment(env), numEnvs: 2, rolloutSteps: 16 });
});

test.each(presetNames)('%s can be trained, by the critic or without one', async (preset) => {
  const experiment = { ...defaultExperiment('CartPole-v1', preset), rolloutSteps: 64 };
  const { records, usesCritic } = await firstUpdate('grpo', experiment);
  const isCriticFree = preset !== 'recommended' && preset !== 'literal';
  expect(usesCritic).toBe(!isCriticFree);
  const groups = records.find((record) => record.type === 'group')!;
  // two starts, eight episodes from each
  if (isCriticFree) expect(groups.groups.map(({ trajectories }) => trajectories)).toEqual([8, 8]);
  expect((await firstUpdate('ppo', experiment)).usesCritic).toBe(true);
});
