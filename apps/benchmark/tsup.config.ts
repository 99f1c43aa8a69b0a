import { cohortPackage } from '../../tooling/tsup/preset.ts';

export default cohortPackage({ entry: ['src/cli.ts', 'src/worker.ts', 'src/startup-probe.ts', 'src/to-return-probe.ts', 'src/peak-worker.ts'], dts: false });
