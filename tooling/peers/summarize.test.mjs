import { expect, test } from '@jest/globals';
import { groups } from './groups.mjs';
import { spread, summarizeClaims, summarizeFigures } from './summarize.mjs';

const group = {
  measurements: { ours: {}, peer: {} },
  claims: [
    { work: 'training', against: 'peer', value: (m) => m.ours.speed / m.peer.speed, needs: ['ours', 'peer'], must: 2, reach: 3, unit: '×', atLeast: true },
    { work: 'waiting', against: 'seconds', value: (m) => m.ours.seconds, needs: ['ours'], must: 2, reach: 1, unit: 's', atLeast: false },
    { work: 'for information', against: 'peer', value: (m) => m.peer.speed, needs: ['peer'], unit: '×', atLeast: true },
  ],
};
const round = (speed, seconds, peer) => ({ ours: { figures: { speed, seconds } }, peer: { figures: { speed: peer } } });

test('the median of an odd and of an even number of values', () => {
  expect(spread([5, 1, 3])).toEqual({ median: 3, least: 1, greatest: 5 });
  expect(spread([4, 1, 2, 10])).toEqual({ median: 3, least: 1, greatest: 10 });
});

test('a ratio is taken within each round, and only then the median', () => {
  // ratios 2.5, 4 and 2; the ratio of the medians would be 20 / 10
  const [training, waiting, information] = summarizeClaims(group, [round(25, 1.5, 10), round(20, 3, 5), round(20, 1.6, 10)]);
  expect(training).toMatchObject({ median: 2.5, least: 2, greatest: 4, isMet: true, isReached: false });
  expect(waiting).toMatchObject({ median: 1.6, least: 1.5, greatest: 3, isMet: true, isReached: false });
  expect(information).toMatchObject({ isMet: null, isReached: null });
});

test('what is missing in any round is said, and takes nothing else along', () => {
  const [training, waiting] = summarizeClaims(group, [round(25, 3, 10), { ...round(25, 3, 10), peer: { missing: 'not installed' } }]);
  expect(training).toMatchObject({ missing: 'not installed' });
  expect(training).not.toHaveProperty('median');
  expect(waiting).toMatchObject({ median: 3, isMet: false });
  expect(summarizeClaims(group, [round(1, null, 1)])[1]).toMatchObject({ missing: 'not reached in every round' });
  expect(summarizeFigures([{ peer: { missing: 'not installed' }, ours: { figures: { speed: 1, kernels: 'x', share: null, memory: NaN } } }])).toEqual({
    peer: { missing: 'not installed' }, ours: { speed: { median: 1, least: 1, greatest: 1 }, kernels: 'x' },
  });
});

test('every claim needs measurements of its own group, and its goals lie in order', () => {
  for (const { measurements, claims } of groups) {
    for (const { needs, must, reach, atLeast } of claims) {
      for (const name of needs) expect(Object.keys(measurements)).toContain(name);
      if (reach !== undefined) expect(atLeast ? reach - must : must - reach).toBeGreaterThan(0);
    }
  }
});

test("ours over a peer's: steps per second, or the inverse of milliseconds", () => {
  const claim = (id, against) => groups.find((each) => each.id === id).claims.find((each) => each.against === against);
  expect(claim('update-256', 'JAX').value({ native: { millisecondsPerUpdate: 2 }, jax: { millisecondsPerUpdate: 3 } })).toBe(1.5);
  expect(claim('zoo', 'Stable-Baselines3').value({ wasm: { stepsPerSecond: 30, millisecondsPerUpdate: 9 }, sb3: { stepsPerSecond: 5 } })).toBe(6);
});
