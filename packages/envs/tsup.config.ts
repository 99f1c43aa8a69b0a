import { cohortPackage } from '../../tooling/tsup/preset.ts';

export default cohortPackage();
