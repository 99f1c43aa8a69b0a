import process from 'node:process';
import { afterAll, expect, test } from '@jest/globals';
import { describeSamples, driftsOf } from './flatness.fixture.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { goOn, soak } from './soak-run.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

const seconds = Number(process.env.COHORT_SOAK_SECONDS ?? 3600);

test(
  `training goes on for ${seconds} s with the memory, the handles and the speed that it began with`,
  async () => {
    const directory = path('run');
    const samples = await soak({
      directory,
      flags: [
        '--num-envs', '16', '--rollout-steps', '256', '--minibatch-size', '512', '--learning-rate', '0.0003', '--eval-every', '409600', '--snapshot-every', '200',
      ],
      sampleMilliseconds: (1000 * seconds) / 480,
      isEnough: (sample) => sample.seconds >= seconds,
    });
    console.log(describeSamples(samples));
    expect(driftsOf(samples)).toEqual([]);
    // these very figures would have shown a leak of a kilobyte an update, and a tenth of the speed going
    const leaking = samples.map((sample) => ({ ...sample, liveBytes: sample.liveBytes + 1024 * sample.update, rssBytes: sample.rssBytes + 1024 * sample.update }));
    expect(driftsOf(leaking)).toEqual(['liveBytes', 'rssBytes']);
    const slowing = samples.map((sample) => ({ ...sample, cpuSeconds: sample.cpuSeconds * (1 + (0.1 * sample.seconds) / seconds) }));
    expect(driftsOf(slowing)).toEqual(['stepsPerCpuSecond']);
    await goOn(directory);
  },
  1000 * (seconds + 600),
);
