import { makeVec, normalizeObservations, type EnvState } from '@cohort-rl/envs';
import { expect, test } from '@jest/globals';
import { createAgent } from './create-agent.ts';
import { sessionUnderTest, tiny, tinyRequest } from './session-place.fixture.ts';

const withoutClock = (records: readonly unknown[]): unknown =>
  JSON.parse(JSON.stringify(records, (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? 0 : value)));

async function learned(): Promise<{ records: unknown; parameters: Float32Array }> {
  const agent = await createAgent(tinyRequest);
  const records: unknown[] = [];
  for await (const update of agent.learn({ totalSteps: tiny.totalSteps })) records.push(...update.records);
  return { records: withoutClock(records), parameters: agent.engine.readParameters() };
}

test('a session says what trains, then everything that learn yields, then that it is finished', async () => {
  const { session, of, next, reports } = sessionUnderTest(1);
  session.receive({ type: 'start', request: tinyRequest });
  await next('ended');
  const expected = await learned();
  expect(withoutClock(of('progress').flatMap(({ records }) => records))).toEqual(expected.records);
  expect(of('progress').at(-1)!.policy.parameters).toEqual(expected.parameters);
  expect(of('progress').at(-1)).toMatchObject({ step: 1000, update: 10 });
  expect(reports[0]).toMatchObject({ type: 'ready', description: { threads: 1, tasks: ['CartPole-v1'] } });
  expect(of('ended')).toEqual([{ type: 'ended', reason: 'finished' }]);
});

test.each([
  [0, 2],
  [1, 2],
  [60, 10],
])('with %d ms between two looks at the clock ten updates are told in at most %d reports', async (tick, most) => {
  const { session, of, next } = sessionUnderTest(tick);
  session.receive({ type: 'start', request: tinyRequest });
  await next('ended');
  expect(of('progress').length).toBeLessThanOrEqual(most);
  expect(of('progress').flatMap(({ records }) => records).filter(({ type }) => type === 'update')).toHaveLength(10);
});

test('pausing tells all that is there, nothing happens until it goes on, and the end is the same', async () => {
  const { session, of, next } = sessionUnderTest(0);
  session.receive({ type: 'start', request: tinyRequest });
  session.receive({ type: 'pause' });
  await next('paused');
  expect(of('progress')).toEqual([]);
  session.receive({ type: 'resume', updates: 3 });
  await next('paused');
  expect(of('progress').at(-1)).toMatchObject({ step: 300, update: 3 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(of('progress').at(-1)!.update).toBe(3);
  session.receive({ type: 'resume' });
  await next('ended');
  expect(withoutClock(of('progress').flatMap(({ records }) => records))).toEqual((await learned()).records);
  expect(of('resumed')).toHaveLength(2);
});

test('a pause in the middle of an update counts from its end', async () => {
  const { session, of, next } = sessionUnderTest(0, (report) => {
    if (report.type === 'ready') setImmediate(() => session.receive({ type: 'pause' }));
  });
  // an update takes long enough for messages to come in meanwhile
  const experiment = { ...tiny, numEnvs: 16, rolloutSteps: 512, epochs: 10, totalSteps: 3 * 8192 };
  session.receive({ type: 'start', request: { ...tinyRequest, experiment } });
  await next('paused');
  expect(of('progress').at(-1)!.update).toBe(1);
  session.receive({ type: 'stop' });
  await next('ended');
});

test('stopping ends it before the next update, also while it is paused', async () => {
  const running = sessionUnderTest(60, (report, session) => {
    if (report.type === 'progress' && report.update === 4) session.receive({ type: 'stop' });
  });
  running.session.receive({ type: 'start', request: tinyRequest });
  expect(await running.next('ended')).toEqual({ type: 'ended', reason: 'stopped' });
  expect(running.of('progress').at(-1)!.update).toBe(4);

  const paused = sessionUnderTest(0);
  paused.session.receive({ type: 'start', request: tinyRequest });
  paused.session.receive({ type: 'pause' });
  await paused.next('paused');
  paused.session.receive({ type: 'stop' });
  expect(await paused.next('ended')).toEqual({ type: 'ended', reason: 'stopped' });
  expect(paused.of('progress')).toEqual([]);
});

test('a pace keeps updates apart, and changes nothing else', async () => {
  const { session, of, next, sleeps } = sessionUnderTest(0);
  session.receive({ type: 'start', request: { ...tinyRequest, updatesPerSecond: 4 } });
  await next('ended');
  expect(sleeps).toEqual(Array.from({ length: 9 }, () => 250));
  // each update is told as soon as it is there, since nothing else happens meanwhile
  expect(of('progress').map(({ update }) => update)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(withoutClock(of('progress').flatMap(({ records }) => records))).toEqual((await learned()).records);
});

test('settings that do not go together fail with one line; a session starts once', async () => {
  const failing = sessionUnderTest(0);
  failing.session.receive({ type: 'start', request: { ...tinyRequest, algorithm: 'grpo', experiment: { ...tiny, grouping: 'hierarchical', weighting: 'adaptive', scale: 'movingAverage', env: 'nowhere' } } });
  expect((await failing.next('failed')).message).toMatch(/^unknown environment: nowhere; expected one of [^\n]+$/);

  const { session, of } = sessionUnderTest(0);
  session.receive({ type: 'start', request: tinyRequest });
  session.receive({ type: 'start', request: tinyRequest });
  expect(of('failed')).toEqual([{ type: 'failed', message: 'invalid command: start; expected once in a session' }]);
});

test('statistics of normalised observations come with the policy', async () => {
  const { session, next } = sessionUnderTest(60);
  session.receive({ type: 'start', request: { ...tinyRequest, experiment: { ...tiny, env: 'MountainCar-v0', remedy: 'reward-norm' } } });
  const { policy } = await next('progress');
  const envs = normalizeObservations(makeVec('MountainCar-v0', { numEnvs: 1 }));
  const velocity = (): number => envs.transformObservations(Float32Array.of(-0.5, 0.03))[1]!;
  expect(velocity()).toBeCloseTo(0.03);
  envs.setState({ ...(envs.getState() as object), moments: policy.observationMoments as EnvState });
  // cars that are not driven well move at a hundredth
  expect(velocity()).toBeGreaterThan(1);
});
