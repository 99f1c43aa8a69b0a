import { cohortPackage } from '../../tooling/tsup/preset.ts';

export default cohortPackage({ entry: ['src/run-process.ts', 'src/worker.ts', 'src/startup-probe.ts', 'src/to-return-probe.ts', 'src/peak-worker.ts'], dts: false });
