import { expect, test } from '@jest/globals';
import { normalizeAdvantages } from './normalize-advantages.ts';
import { countSignChanges } from './sign-changes.ts';

test('sign changes against one group are the recorded sign flips', () => {
  const advantages = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i * i) + (i % 3));
  const labels = Int32Array.from(advantages, (_, i) => i % 3);
  const batch = normalizeAdvantages({ advantages, labels: new Int32Array(300), numGroups: 1 });
  const grouped = normalizeAdvantages({ advantages, labels, numGroups: 3 });
  const changes = countSignChanges(batch.advantages, grouped.advantages);
  expect(changes).toBeGreaterThan(50);
  expect(changes / 300).toBeCloseTo(grouped.diagnostics['grpo/sign_flip_fraction']!, 12);
  expect(countSignChanges(grouped.advantages, batch.advantages)).toBe(changes);
});

test('zeros and the smallest numbers are told apart', () => {
  expect(countSignChanges(Float32Array.of(0, -0, 1, 1e-40, -1), Float32Array.of(-1, 1, 0, -1e-40, 2))).toBe(2);
  expect(() => countSignChanges(new Float32Array(2), new Float32Array(3))).toThrow('invalid number of advantages: 3; expected 2');
});
