import { cohortPackage } from '../../tooling/tsup/preset.ts';

export default cohortPackage({ entry: ['src/index.ts', 'src/node/index.ts'] });
