import { cohortPackage } from '../../tooling/tsup/preset.ts';

export default cohortPackage({ entry: ['src/cli.ts', 'src/train-worker.ts'], dts: false });
