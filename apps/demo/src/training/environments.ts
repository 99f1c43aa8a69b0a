import { listEnvs, type EnvListing } from '@cohort-rl/envs';

/** Everything that can be trained, by id; a listing makes every environment once. */
export const environments: ReadonlyMap<string, EnvListing> = new Map(listEnvs().map((listing) => [listing.id, listing]));
