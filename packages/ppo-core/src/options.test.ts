import { describe, expect, test } from '@jest/globals';
import { InvalidOptionError } from './errors.ts';
import { resolveOptions, type PpoOptions } from './options.ts';

describe('resolveOptions', () => {
  test('fills in defaults', () => {
    expect(resolveOptions({}, 4)).toMatchObject({ rolloutSteps: 128, minibatchSize: 128, epochs: 4, advantageNormalization: 'minibatch' });
    expect(resolveOptions({ epochs: undefined, gamma: 0.5 }, 4)).toMatchObject({ epochs: 4, gamma: 0.5 });
  });

  const bad: [PpoOptions | Record<string, unknown>, string][] = [
    [{ epochs: 0 }, 'invalid epochs: 0; expected a positive integer'],
    [{ rolloutSteps: 1.5 }, 'invalid rolloutSteps: 1.5; expected a positive integer'],
    [{ seed: -1 }, 'invalid seed: -1; expected an integer >= 0'],
    [{ gamma: 1.1 }, 'invalid gamma: 1.1; expected a number from 0 to 1'],
    [{ gaeLambda: NaN }, 'invalid gaeLambda: NaN; expected a number from 0 to 1'],
    [{ learningRate: -1 }, 'invalid learningRate: -1; expected a finite number >= 0 or { initial, final }'],
    [{ clipRange: { initial: 1, final: NaN } }, 'invalid clipRange'],
    [{ clipRange: null }, 'invalid clipRange: null'],
    [{ clipRange: 0 }, 'invalid clipRange: 0; expected a finite number > 0 or { initial, final }'],
    [{ valueClipRange: { initial: 0, final: 1 } }, 'invalid valueClipRange: {"initial":0,"final":1}; expected a finite number > 0 or { initial, final }, initial > 0'],
    [{ targetKl: 0 }, 'invalid targetKl: 0; expected null or a number > 0'],
    [{ maxGradNorm: 0 }, 'invalid maxGradNorm: 0; expected null or a number > 0'],
    [{ hiddenSizes: [64, 0] }, 'invalid hiddenSizes: [64,0]; expected an array of positive integers'],
    [{ activation: 'gelu' }, 'invalid activation: "gelu"; expected one of tanh, relu'],
    [{ trunk: 'both' }, 'invalid trunk: "both"; expected one of separate, shared'],
    [{ engine: 'torch' }, 'invalid engine: "torch"; expected one of fused'],
    [{ kernels: 'gpu' }, 'invalid kernels: "gpu"; expected one of auto, native, wasm, native-avx512, native-avx2, native-neon, wasm-simd128, wasm-relaxed'],
    [{ advantageNormalization: 'batch' }, 'invalid advantageNormalization: "batch"; expected one of minibatch, rollout, none'],
    [{ minibatchSize: 513 }, "invalid minibatchSize: 513; expected at most the rollout's 512 steps (128 x 4 envs)"],
    [{ epoch: 3 }, 'unknown option: epoch; expected one of seed, rolloutSteps'],
    [{ advantages: { name: 'x', compute: () => null }, advantageNormalization: 'rollout' }, 'invalid advantageNormalization: rollout; expected none'],
  ];
  test.each(bad)('refuses %j', (options, message) => {
    expect(() => resolveOptions(options as PpoOptions, 4)).toThrow(InvalidOptionError);
    expect(() => resolveOptions(options as PpoOptions, 4)).toThrow(message);
  });
});
