import { afterAll, expect, test } from '@jest/globals';
import type { ProcessSample } from './flatness.fixture.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { sensSlope } from './sens-slope.fixture.ts';
import { goOn, soak, type Soak } from './soak-run.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

const short: Omit<Soak, 'directory'> = {
  flags: [
    '--num-envs', '8', '--rollout-steps', '16', '--minibatch-size', '128', '--epochs', '1', '--eval-every', '12800', '--snapshot-every', '50', '--checkpoint-every', '0.2',
  ],
  sampleMilliseconds: 100,
  // in the first thousand, code that is compiled anew still adds to the heap
  isEnough: ({ update }) => update >= 2000,
};

/** Bytes that each update adds to what is held, once the first half of the run is over. */
function growth(samples: readonly ProcessSample[]): number {
  const later = samples.slice(samples.length / 2).filter(({ update }, i, all) => update > (all[i - 1]?.update ?? 0));
  return sensSlope(later.map(({ update }) => update), later.map(({ liveBytes }) => liveBytes)).slope;
}

test('a run holds nothing more after each update, and one that leaks is found out', async () => {
  const leak = 8192;
  const [sound, leaking] = await Promise.all([soak({ ...short, directory: path('sound') }), soak({ ...short, directory: path('leaking'), leak })]);
  const most = (samples: readonly ProcessSample[], of: (sample: ProcessSample) => number): number => Math.max(...samples.map(of));
  const half = Math.ceil(sound.length / 2);
  for (const held of [({ files }: ProcessSample) => files, ({ resources }: ProcessSample) => resources.length]) {
    expect(most(sound.slice(half), held)).toBeLessThanOrEqual(most(sound.slice(0, half), held));
  }
  expect(growth(sound)).toBeLessThan(leak / 8);
  expect(growth(leaking)).toBeGreaterThan(leak);
  await goOn(path('sound'));
}, 120_000);
