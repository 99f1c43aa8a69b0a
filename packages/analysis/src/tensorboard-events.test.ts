// Files of tensorboardX 2.6.5 and TensorBoard 2.20.0, and what the latter reads from them: tooling/fixtures/analysis writes the fixture.
import { describe, expect, test } from '@jest/globals';
import fixture from '../fixtures/events.json' with { type: 'json' };
import { crc32c } from './crc32c.ts';
import { EventFileError, readScalarEvents } from './tensorboard-events.ts';
import { tensorboardTable } from './tensorboard-table.ts';

const bytesOf = (hexadecimal: string): Uint8Array => Uint8Array.from(hexadecimal.match(/../g)!, (byte) => parseInt(byte, 16));
const [cleanrl, tensors] = [bytesOf(fixture.cleanrl.hexadecimal), bytesOf(fixture.tensors.hexadecimal)];

test('CRC-32C of RFC 3720’s examples', () => {
  expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i), 0, 32)).toBe(0x46dd794e);
});

describe('scalars are those that TensorBoard reads', () => {
  test('plain values, between text and histograms', () => {
    expect(readScalarEvents(cleanrl)).toEqual(fixture.cleanrl.scalars);
    expect(fixture.cleanrl.scalars).toHaveLength(50);
  });

  test('tensors of one float or double; steps beyond 32 bits, tags that are not ASCII', () => {
    expect(readScalarEvents(tensors)).toEqual(fixture.tensors.scalars);
    expect(fixture.tensors.scalars.map(({ tag }) => tag)).toContain('Übung/reward');
    expect(fixture.tensors.scalars.at(-1)!.step).toBe(2 ** 40);
  });

  test('also from the middle of a larger buffer', () => {
    const buffer = new Uint8Array(tensors.length + 7);
    buffer.set(tensors, 3);
    expect(readScalarEvents(buffer.subarray(3, 3 + tensors.length))).toEqual(fixture.tensors.scalars);
  });
});

describe('damage', () => {
  test('a torn last record is left out, wherever it is cut', () => {
    const all = readScalarEvents(tensors);
    let [shortest, longest] = [Infinity, 0];
    for (let length = 0; length < tensors.length; length++) {
      const found = readScalarEvents(tensors.subarray(0, length));
      expect(found).toEqual(all.slice(0, found.length));
      expect(found.length).toBeGreaterThanOrEqual(longest);
      [shortest, longest] = [Math.min(shortest, found.length), found.length];
    }
    expect([shortest, longest]).toEqual([0, all.length]);
  });

  test('any changed byte is an error that says where', () => {
    for (let at = 0; at < tensors.length; at += 3) {
      const damaged = Uint8Array.from(tensors);
      damaged[at]! ^= 0x10;
      expect(() => readScalarEvents(damaged)).toThrow(EventFileError);
    }
    const damaged = Uint8Array.from(tensors);
    damaged[3] = 1;
    expect(() => readScalarEvents(damaged)).toThrow('invalid event file at byte 0: wrong checksum of a length');
  });

  test('something else is refused, nothing is empty', () => {
    expect(() => readScalarEvents(Uint8Array.from({ length: 100 }, (_, i) => i))).toThrow(EventFileError);
    expect(readScalarEvents(new Uint8Array())).toEqual([]);
  });
});

describe('tensorboardTable', () => {
  const run = { algorithm: 'cleanrl-ppo', task: 'CartPole-v1', seed: 1 };

  test('takes the tag of the returns, over all files of a run', () => {
    const expected = fixture.cleanrl.scalars.filter(({ tag }) => tag === 'charts/episodic_return').map(({ step, value }) => ({ ...run, step, return: value }));
    expect(expected).toHaveLength(25);
    expect(tensorboardTable([cleanrl], run)).toEqual(expected);
    expect(tensorboardTable([cleanrl, cleanrl], run)).toEqual([...expected, ...expected]);
    expect(tensorboardTable([tensors], run).map((row) => row.return)).toEqual([0.5, -1.25, 3]);
    expect(tensorboardTable([cleanrl], { ...run, tag: 'charts/SPS' })[2]).toEqual({ ...run, step: expected[2]!.step, return: 1002 });
  });

  test('names the tags that there are where the one asked for is not', () => {
    expect(() => tensorboardTable([cleanrl], { ...run, tag: 'eval/mean_reward' })).toThrow(
      'missing tag: eval/mean_reward; the files have charts/SPS, charts/episodic_return',
    );
    expect(() => tensorboardTable([], run)).toThrow('missing tag: charts/episodic_return, rollout/ep_rew_mean, eval/mean_reward; the files have no scalar');
  });
});
