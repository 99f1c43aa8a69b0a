import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAgent } from './create-agent.ts';
import { defaultExperiment, experimentFromQuery, experimentToQuery, fieldRules, withField, type Experiment, type ExperimentField } from './experiment.ts';

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

test.each([
  ['?seed=-1', 'invalid seed: -1; expected an integer from 0 to 2147483647'],
  ['?seed=', 'invalid seed: ; expected an integer from 0 to 2147483647'],
  ['?learningRate=fast', 'invalid learningRate: fast; expected a number from 0.000001 to 0.1'],
  ['?preset=deepseek', 'invalid preset: deepseek; expected one of recommended, literal'],
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

test.each(fieldRules.env.kind === 'choice' ? fieldRules.env.choices : [])('%s can be trained by both', async (env) => {
  for (const algorithm of ['ppo', 'grpo'] as const) {
    const experiment = { ...defaultExperiment(env), numEnvs: 2, rolloutSteps: 16 };
    const agent = await createAgent({ algorithm, experiment, threads: 1 });
    const { value } = await agent.learn({ totalSteps: 32 }).next();
    expect(value?.update).toBe(1);
  }
});
