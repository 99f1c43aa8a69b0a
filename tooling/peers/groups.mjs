// What `npm run peers` measures and claims. The measurements of a group run one after the other by turns, round after round; a claim is
// made from the figures of one round. `cores: 1` pins a measurement to one core, where the system can, and allows it one thread.

const cohort = (args, figures, cores = 1) => ({ kind: 'cohort', args, figures, cores });
const python = (script, args = [], cores = 1) => ({ kind: 'python', script, args, cores });

const speed = ([{ stepsPerSecond, gflops, share, kernels }]) => ({ stepsPerSecond, gflops, share, kernels });
const update = ([{ milliseconds, gflops, share, memoryBytes, neededBytes, kernels }]) => ({
  millisecondsPerUpdate: milliseconds, gflops, share, memory: memoryBytes / neededBytes, kernels,
});

/** Steps per second, or the inverse of milliseconds, of ours over the peer's. */
const faster = (ours, peer) => (m) => (m[ours].stepsPerSecond ? m[ours].stepsPerSecond / m[peer].stepsPerSecond : m[peer].millisecondsPerUpdate / m[ours].millisecondsPerUpdate);
const builds = { wasm: 'WebAssembly', native: 'native' };
/** What the engine holds over what it cannot do without. */
const memory = (sizes, kernels) => ({
  work: `engine's memory, ${sizes}, ${builds[kernels]}`, against: 'parameters, optimiser, rollout and activations of a minibatch', value: (m) => m[kernels].memory, needs: [kernels],
  must: 1.3, unit: '×', atLeast: false,
});
const times = { unit: '×', atLeast: true };
const share = { unit: '%', atLeast: true };

const both = (make) => Object.fromEntries(Object.keys(builds).map((kernels) => [kernels, make(kernels)]));

export const groups = [
  {
    id: 'gemm',
    measurements: both((kernels) =>
      cohort(['--what', 'gemm', '--hidden', '64,256', '--kernels', kernels], ([small, large]) => ({ share64: small.share, share256: large.share, peakGflops: small.peakGflops, kernels: small.kernels })),
    ),
    claims: [64, 256].flatMap((size) =>
      [['wasm', 0.85, 0.95], ['native', 0.75, 0.9]].map(([kernels, must, reach]) => ({
        work: `GEMM 256×${size}×${size}, one thread, ${builds[kernels]}`, against: "the build's FMA peak",
        value: (m) => m[kernels][`share${size}`], needs: [kernels], must, reach, ...share,
      })),
    ),
  },
  {
    id: 'update-64',
    measurements: {
      ...both((kernels) => cohort(['--what', 'update', '--batch', '256', '--hidden', '64,64', '--kernels', kernels], update)),
      jax: python('jax_update', ['--hidden', '64', '--batch', '256']),
      torch: python('torch_update', ['--hidden', '64', '--batch', '256']),
    },
    claims: [
      { build: 'wasm', must: 44, reach: 50 }, { build: 'native', must: 150, reach: 190 },
    ].map(({ build, must, reach }) => ({
      work: `minibatch update 64×64, batch 256, one thread, ${builds[build]}`, against: 'GFLOP/s', value: (m) => m[build].gflops, needs: [build], must, reach, unit: 'GFLOP/s', atLeast: true,
    })).concat([
      { work: 'the same, native', against: "JAX's jitted scan", value: faster('native', 'jax'), needs: ['native', 'jax'], must: 1.5, ...times },
      { work: 'the same, native', against: 'PyTorch eager', value: faster('native', 'torch'), needs: ['native', 'torch'], must: 12, ...times },
      { work: 'the same, WebAssembly', against: 'PyTorch eager', value: faster('wasm', 'torch'), needs: ['wasm', 'torch'], ...times },
      memory('64×64, batch 256', 'wasm'),
      memory('64×64, batch 256', 'native'),
    ]),
  },
  {
    id: 'update-256',
    measurements: {
      native: cohort(['--what', 'update', '--batch', '4096', '--hidden', '256,256', '--kernels', 'native'], update),
      jax: python('jax_update', ['--hidden', '256', '--batch', '4096']),
    },
    claims: [{
      work: 'minibatch update 256×256, batch 4,096, one thread, native', against: 'JAX', value: faster('native', 'jax'), needs: ['native', 'jax'], must: 1.1, reach: 1.4, ...times,
    }, memory('256×256, batch 4,096', 'native')],
  },
  {
    id: 'cleanrl',
    measurements: {
      ...both((kernels) => cohort(['--preset', 'cleanrl', '--kernels', kernels], speed)),
      cleanrl: python('cleanrl_style'),
      rejax: python('rejax_ppo', ['--num-envs', '4', '--num-steps', '128', '--updates', '400']),
    },
    claims: [
      ['wasm', 'cleanrl', 'CleanRL', 16, 18], ['wasm', 'rejax', 'rejax, its compilation left out', 0.6, 0.7],
      ['native', 'cleanrl', 'CleanRL', 40, 50], ['native', 'rejax', 'rejax, its compilation left out', 1.5, 2],
    ].map(([ours, peer, against, must, reach]) => ({
      work: `training CartPole, CleanRL's configuration, one thread, ${builds[ours]}`, against, value: faster(ours, peer), needs: [ours, peer], must, reach, ...times,
    })),
  },
  {
    id: 'many-envs',
    measurements: {
      ...both((kernels) => cohort(['--preset', 'cleanrl', '--num-envs', '64', '--minibatch-size', '2048', '--threads', '2', '--kernels', kernels], speed, 'all')),
      rejax: python('rejax_ppo', ['--num-envs', '64', '--num-steps', '128', '--updates', '40'], 'all'),
    },
    claims: [['wasm', 1, 1.2], ['native', 2, 3]].map(([ours, must, reach]) => ({
      work: `64 environments × 128 steps, two threads, ${builds[ours]}`, against: 'rejax', value: faster(ours, 'rejax'), needs: [ours, 'rejax'], must, reach, ...times,
    })),
  },
  {
    id: 'zoo',
    measurements: {
      ...both((kernels) => cohort(['--preset', 'cartpole', '--threads', '2', '--steps', '100000', '--kernels', kernels], speed, 'all')),
      toReturn: cohort(['--what', 'to-return', '--kernels', 'native'], ([{ medianSeconds, worstSeconds, runs, kernels }]) => ({
        medianSeconds, worstSeconds, confirmedReturn: Math.min(...runs.map(({ confirmedReturn }) => confirmedReturn)), kernels,
      }), 'all'),
      sb3: python('sb3_zoo', [], 'all'),
      rejax: python('rejax_ppo', ['--num-envs', '4', '--num-steps', '128', '--updates', '976'], 'all'),
    },
    claims: [
      ...[['wasm', 8, 10], ['native', 20, 30]].map(([ours, must, reach]) => ({
        work: `RL Zoo's recipe, 100,000 steps, two threads, ${builds[ours]}`, against: 'Stable-Baselines3', value: faster(ours, 'sb3'), needs: [ours, 'sb3'], must, reach, ...times,
      })),
      { work: 'process start to a mean return ≥ 475 over 100 episodes, native', against: 'median of the seeds', value: (m) => m.toReturn.medianSeconds, needs: ['toReturn'], must: 1, reach: 0.6, unit: 's', atLeast: false },
      { work: 'the same', against: 'slowest of the seeds', value: (m) => m.toReturn.worstSeconds, needs: ['toReturn'], must: 2, unit: 's', atLeast: false },
      { work: 'the same, median', against: "Stable-Baselines3 (RL Zoo's 100,000 steps)", value: (m) => m.sb3.secondsToPolicy / m.toReturn.medianSeconds, needs: ['toReturn', 'sb3'], ...times },
      { work: 'the same, median', against: 'rejax (500,000 steps, with its compilation)', value: (m) => m.rejax.secondsToPolicy / m.toReturn.medianSeconds, needs: ['toReturn', 'rejax'], ...times },
    ],
  },
  ...['wasm', 'native'].map((kernels) => ({
    id: `threads-${kernels}`,
    measurements: Object.fromEntries(['one', 'two'].map((threads, i) => [threads, cohort(
      ['--what', 'update', '--batch', '1024,4096', '--threads', String(i + 1), '--kernels', kernels],
      (results) => Object.fromEntries(results.flatMap(({ batch, gflops, share, kernels: build }) => [[`gflops${batch}`, gflops], [`share${batch}`, share], ['kernels', build]])), 'all',
    )])),
    // a share of the peak of two threads over one of one thread: how the update scales over how the register-only loop does
    claims: [1024, 4096].map((batch) => ({
      work: `two threads against one, batch ${batch.toLocaleString('en-US')}, ${builds[kernels]}`, against: "the FMA loop's own scaling",
      value: (m) => m.two[`share${batch}`] / m.one[`share${batch}`], needs: ['one', 'two'], must: 0.9, reach: 0.95, ...share,
    })),
  })),
  {
    id: 'envs',
    measurements: {
      stepping: cohort(['--what', 'env', '--env', 'CartPole-v1', '--num-envs', '8,64,1024'], (results) => Object.fromEntries(results.map(({ numEnvs, stepsPerSecond }) => [`envs${numEnvs}`, stepsPerSecond]))),
    },
    claims: [[1024, 20e6, 30e6], [64, 12e6, 20e6], [8, 4e6, 8e6]].map(([numEnvs, must, reach]) => ({
      work: `CartPole stepping, ${numEnvs.toLocaleString('en-US')} environments`, against: 'steps/s', value: (m) => m.stepping[`envs${numEnvs}`], needs: ['stepping'], must, reach, unit: 'M', atLeast: true,
    })),
  },
  {
    id: 'tfjs',
    measurements: {
      engine: cohort(['--what', 'tfjs', '--backend', 'node', '--batch', '4096', '--hidden', '256,256'], ([{ milliseconds, bareMilliseconds, share: ofBare, kernels, version }]) => ({
        millisecondsPerUpdate: milliseconds, millisecondsPerBareStep: bareMilliseconds, share: ofBare, kernels: `${kernels} ${version}`,
      }), 'all'),
    },
    claims: [{
      work: 'tfjs engine on tfjs-node, 256×256, batch 4,096', against: 'a bare tfjs training step', value: (m) => m.engine.share, needs: ['engine'], must: 0.9, ...share,
    }],
  },
];
