// ../../packages/rollouts/src/moments.ts
var NORMALIZATION_EPSILON = 1e-8;
function groupMoments(values, labels2, numGroups) {
  if (!Number.isInteger(numGroups) || numGroups < 1) throw new RangeError(`invalid numGroups: ${numGroups}; expected a positive integer`);
  checkLabels(values, labels2);
  if (!labels2) return groupMoments(values, new Int32Array(values.length), numGroups);
  const sums = new Float64Array(4 * (numGroups + 1));
  const present = findFirst(values, labels2, numGroups, sums);
  let i = 0;
  for (const last = values.length - 7; i < last; i += 8) {
    addValue(sums, labels2[i], values[i]);
    addValue(sums, labels2[i + 1], values[i + 1]);
    addValue(sums, labels2[i + 2], values[i + 2]);
    addValue(sums, labels2[i + 3], values[i + 3]);
    addValue(sums, labels2[i + 4], values[i + 4]);
    addValue(sums, labels2[i + 5], values[i + 5]);
    addValue(sums, labels2[i + 6], values[i + 6]);
    addValue(sums, labels2[i + 7], values[i + 7]);
  }
  for (; i < values.length; i++) addValue(sums, labels2[i], values[i]);
  checkAllCounted(sums, labels2, numGroups);
  const counts = new Int32Array(numGroups);
  const means = new Float64Array(numGroups);
  const variances = new Float64Array(numGroups);
  const stds = new Float64Array(numGroups);
  for (const g of present) {
    const { count, mean, variance, std } = fromShiftedSums(sums[4 * g + 5], sums[4 * g + 4], sums[4 * g + 6], sums[4 * g + 7]);
    counts[g] = count;
    means[g] = mean;
    variances[g] = variance;
    stds[g] = std;
  }
  return { counts, means, variances, stds, present };
}
function findFirst(values, labels2, numGroups, sums) {
  const isFound = new Uint8Array(numGroups);
  const present = [];
  for (let i = 0; i < labels2.length && present.length < numGroups; i++) {
    const group = labels2[i];
    if (isFound[group] !== 0) continue;
    isFound[group] = 1;
    sums[4 * group + 4] = values[i];
    present.push(group);
  }
  return present;
}
function addValue(sums, group, value) {
  const at = group + 1 << 2;
  const deviation = value - sums[at];
  sums[at + 1]++;
  sums[at + 2] += deviation;
  sums[at + 3] += deviation * deviation;
}
function checkAllCounted(sums, labels2, numGroups) {
  let counted = 0;
  for (let g = 0; g <= numGroups; g++) counted += sums[4 * g + 1];
  if (counted === labels2.length) return;
  const tooLarge = labels2.find((label) => label >= numGroups);
  if (tooLarge !== void 0) throw new RangeError(`invalid label: ${tooLarge}; expected less than ${numGroups}`);
}
function checkLabels(values, labels2) {
  if (labels2 && labels2.length !== values.length) {
    throw new RangeError(`invalid number of labels: ${labels2.length}; expected ${values.length}, one per value`);
  }
}
function fromShiftedSums(count, shift, sum, squares) {
  const offset = sum / count;
  const variance = Math.max(0, squares / count - offset * offset);
  return { count, mean: shift + offset, variance, std: Math.sqrt(variance) };
}
function pooledMoments({ counts, means, variances, present }) {
  const count = present.reduce((sum, g) => sum + counts[g], 0);
  const shift = present.length > 0 ? means[present[0]] : 0;
  const mean = shift + present.reduce((sum, g) => sum + counts[g] / count * (means[g] - shift), 0);
  const variance = present.reduce((sum, g) => sum + counts[g] / count * (variances[g] + (means[g] - mean) ** 2), 0);
  return { count, mean, variance, std: Math.sqrt(variance) };
}

// ../../packages/grpo-normalization/src/affine-steps.ts
function transformSteps(advantages2, labels2, { means, present }, { count, mean: batchMean }, { centers: centers2, leaveOneOut, divisors, offsets, isDegenerate }) {
  const maps = new Float64Array(2 * (divisors.length + 1));
  const zero = [-Number.MAX_VALUE, Infinity];
  maps.set(zero);
  for (const g of present) {
    const factor = 1 + leaveOneOut[g];
    const divisor = divisors[g] / factor;
    maps.set(isDegenerate[g] === 1 ? zero : [(centers2[g] + leaveOneOut[g] * means[g]) / factor - offsets[g] * divisor, divisor], 2 * g + 2);
  }
  const normalized = new Float32Array(advantages2.length);
  let flips = 0;
  let i = 0;
  for (const last = advantages2.length - 7; i < last; i += 8) {
    flips += transformStep(normalized, advantages2, labels2, maps, batchMean, i) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 1) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 2) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 3) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 4) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 5) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 6) + transformStep(normalized, advantages2, labels2, maps, batchMean, i + 7);
  }
  for (; i < advantages2.length; i++) flips += transformStep(normalized, advantages2, labels2, maps, batchMean, i);
  if (count < labels2.length) labels2.forEach((label, step) => {
    if (label < 0) normalized[step] = 0;
  });
  return { normalized, flips, maps: maps.subarray(2) };
}
function transformStep(normalized, advantages2, labels2, maps, batchMean, step) {
  const advantage = advantages2[step];
  const at = labels2[step] + 1 << 1;
  const mapped = Math.fround((advantage - maps[at]) / maps[at + 1]);
  normalized[step] = mapped;
  return Number(mapped * (advantage - batchMean) < 0);
}
function transformedMoments({ counts, means, stds, present }, transforms) {
  const { centers: centers2, leaveOneOut, divisors, offsets, isDegenerate } = transforms;
  const zeros = () => new Float64Array(counts.length);
  const after = { counts, present, means: zeros(), variances: zeros(), stds: zeros() };
  for (const g of present) {
    if (isDegenerate[g] === 1) continue;
    after.means[g] = (means[g] - centers2[g]) / divisors[g] + offsets[g];
    after.stds[g] = stds[g] * (1 + leaveOneOut[g]) / divisors[g];
    after.variances[g] = after.stds[g] ** 2;
  }
  return after;
}
function covarianceOf(before, after, batch) {
  return before.present.reduce((sum, g) => {
    const inside = before.stds[g] * after.stds[g];
    return sum + before.counts[g] / batch.count * (inside + after.means[g] * (before.means[g] - batch.mean));
  }, 0);
}
function varianceRemoved({ counts, means, variances, present }, batch, { centers: centers2, leaveOneOut }) {
  if (!(batch.variance > 0)) return 0;
  const residual = pooledMoments({
    counts,
    present,
    means: means.map((mean, g) => mean - centers2[g]),
    variances: variances.map((variance, g) => variance * (1 + leaveOneOut[g]) ** 2)
  });
  return 1 - residual.variance / batch.variance;
}

// ../../packages/grpo-normalization/src/centered-ranks.ts
function centeredRanks(values, labels2, counts) {
  const starts = new Int32Array(counts.length);
  for (let g = 1; g < counts.length; g++) starts[g] = starts[g - 1] + counts[g - 1];
  const sorted = new Float32Array(labels2.length);
  const next = starts.slice();
  for (let i = 0; i < labels2.length; i++) if (labels2[i] >= 0) sorted[next[labels2[i]]++] = values[i];
  for (let g = 0; g < counts.length; g++) sorted.subarray(starts[g], next[g]).sort();
  const ranks = new Float32Array(labels2.length);
  for (let i = 0; i < labels2.length; i++) {
    const g = labels2[i];
    if (g < 0 || counts[g] === 1) continue;
    const below = countBelow(sorted, starts[g], next[g], values[i], false);
    const notAbove = countBelow(sorted, starts[g], next[g], values[i], true);
    const size = counts[g];
    const rank = Number.isNaN(values[i]) ? NaN : (below + notAbove + 1) / 2;
    ranks[i] = (rank - (size + 1) / 2) / Math.sqrt((size * size - 1) / 12);
  }
  return ranks;
}
function countBelow(sorted, start, end, x, areEqualCounted) {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = low + high >>> 1;
    if (sorted[middle] < x || areEqualCounted && sorted[middle] === x) low = middle + 1;
    else high = middle;
  }
  return low - start;
}

// ../../packages/grpo-normalization/src/describe-normalization.ts
function describeSteps(advantages2, normalized, labels2, before, isDegenerate, removed) {
  const batch = pooledMoments(before);
  const after = groupMoments(normalized, labels2, before.counts.length);
  const afterMean = pooledMoments(after).mean;
  let flips = 0;
  let coProduct = 0;
  for (let i = 0; i < labels2.length; i++) {
    if (labels2[i] < 0) continue;
    const deviation = advantages2[i] - batch.mean;
    if (normalized[i] * deviation < 0) flips++;
    coProduct += (normalized[i] - afterMean) * deviation;
  }
  const withoutMeans = pooledMoments({ ...before, means: new Float64Array(before.means.length) });
  const varianceRemovedByGroups = batch.variance > 0 ? 1 - withoutMeans.variance / batch.variance : 0;
  return {
    advantages: normalized,
    groups: describeGroups(before, after, isDegenerate),
    diagnostics: diagnose(after, batch, isDegenerate, {
      flips,
      covariance: batch.count > 0 ? coProduct / batch.count : 0,
      varianceRemoved: removed ?? varianceRemovedByGroups
    })
  };
}
function describeGroups(before, after, isDegenerate) {
  return Array.from(before.counts, (steps, label) => ({
    label,
    steps,
    mean: before.means[label],
    std: before.stds[label],
    normalizedMean: after.means[label],
    normalizedStd: after.stds[label],
    isDegenerate: isDegenerate[label] === 1
  }));
}
function diagnose(after, batch, isDegenerate, { flips, covariance, varianceRemoved: removed }) {
  const spread = batch.std * pooledMoments(after).std;
  return {
    "grpo/degenerate_groups": isDegenerate.reduce((sum, flag) => sum + flag, 0),
    "grpo/variance_removed": removed,
    "grpo/sign_flip_fraction": batch.count > 0 ? flips / batch.count : 0,
    "grpo/advantage_correlation": spread > 0 ? covariance / spread : 0
  };
}

// ../../packages/grpo-normalization/src/group-transforms.ts
var DEGENERATE_SHARE = 1e-6;
function groupTransforms(groups, batch, { center, scale, minGroupSize, shrinkage }, smoothStd = (_label, std) => std) {
  const { counts, means, variances, present } = groups;
  const numGroups = counts.length;
  const transforms = {
    centers: new Float64Array(numGroups),
    leaveOneOut: new Float64Array(numGroups),
    divisors: new Float64Array(numGroups).fill(1),
    // −0 is what leaves every number as it is, −0 too.
    offsets: new Float64Array(numGroups).fill(-0),
    isDegenerate: new Uint8Array(numGroups)
  };
  for (const g of present) {
    const size = counts[g];
    const ownShare = size < minGroupSize ? 0 : size / (size + shrinkage);
    if (center === "batch") transforms.centers[g] = batch.mean;
    if (center === "group" || center === "leaveOneOut") transforms.centers[g] = between(batch.mean, means[g], ownShare);
    if (center === "leaveOneOut" && size > 1) transforms.leaveOneOut[g] = ownShare / (size - 1);
    if (scale === "batch") {
      transforms.divisors[g] = batch.std + NORMALIZATION_EPSILON;
      transforms.isDegenerate[g] = Number(batch.std === 0);
    }
    if (scale === "group" || scale === "movingAverage") {
      const least = DEGENERATE_SHARE * batch.std;
      const ownStd = Math.sqrt(between(batch.variance, variances[g], ownShare));
      const std = smoothStd(g, ownStd, isTooSmall(ownStd, least)) ?? 0;
      transforms.divisors[g] = std + NORMALIZATION_EPSILON;
      transforms.isDegenerate[g] = Number(isTooSmall(std, least));
    }
  }
  if (center === "batch" && (scale === "group" || scale === "movingAverage")) centerAfterScaling(transforms, groups);
  return transforms;
}
function isTooSmall(std, least) {
  return std === 0 || std < least;
}
function between(batch, own, ownShare) {
  return ownShare === 1 ? own : batch + ownShare * (own - batch);
}
function centerAfterScaling({ centers: centers2, divisors, offsets, isDegenerate }, { counts, means, present }) {
  const scaled = present.filter((g) => !isDegenerate[g]);
  const steps = scaled.reduce((sum, g) => sum + counts[g], 0);
  const mean = scaled.reduce((sum, g) => sum + counts[g] / steps * (means[g] / divisors[g]), 0);
  for (const g of scaled) {
    centers2[g] = means[g];
    const offset = means[g] / divisors[g] - mean;
    offsets[g] = offset === 0 ? -0 : offset;
  }
}

// ../../packages/grpo-normalization/src/mix-levels.ts
function mixLevels({ advantages: advantages2, labels: labels2, numGroups, levels = [] }, levelWeights, normalize) {
  if (levelWeights.length !== levels.length + 2) {
    const names = ["the batch", ...levels.map(({ name }) => name), "the groups"];
    throw new RangeError(`invalid number of levelWeights: ${levelWeights.length}; expected ${names.length}, for ${names.join(", ")}`);
  }
  const own = normalize({ advantages: advantages2, labels: labels2, numGroups });
  const partitions = [
    { numGroups: 1, labels: labels2.map((label) => Math.min(label, 0)) },
    ...levels.map((level) => ({ numGroups: level.numGroups, labels: labels2.map((label) => label < 0 ? label : level.groupOfLabel[label]) }))
  ];
  const results = [...partitions.map((partition, l) => levelWeights[l] > 0 ? normalize({ advantages: advantages2, ...partition }) : own), own];
  const mixed = new Float32Array(advantages2.length);
  for (let i = 0; i < mixed.length; i++) {
    let sum = -0;
    for (let l = 0; l < results.length; l++) if (levelWeights[l] > 0) sum += levelWeights[l] * results[l].advantages[i];
    mixed[i] = sum;
  }
  const isDegenerate = Uint8Array.from(own.groups, (group) => Number(group.isDegenerate));
  const removed = results.reduce((sum, { diagnostics }, l) => sum + levelWeights[l] * diagnostics["grpo/variance_removed"], 0);
  return describeSteps(advantages2, mixed, labels2, groupMoments(advantages2, labels2, numGroups), isDegenerate, removed);
}

// ../../packages/grpo-normalization/src/normalization-options.ts
var centers = ["none", "batch", "group", "leaveOneOut"];
var scales = ["none", "batch", "group", "movingAverage"];
var shapes = ["linear", "rank"];
var units = ["step", "trajectory"];
function resolveNormalization(given) {
  const { center = "group", scale = "group", shape = "linear", unit = "step", minGroupSize = 1, shrinkage = 0, scaleDecay = 0.9 } = given;
  for (const [name, value, allowed] of [["center", center, centers], ["scale", scale, scales], ["shape", shape, shapes], ["unit", unit, units]]) {
    if (!allowed.includes(value)) throw new RangeError(`invalid ${name}: ${value}; expected one of ${allowed.join(", ")}`);
  }
  for (const name of ["center", "scale", "minGroupSize", "shrinkage"]) {
    if (shape === "rank" && given[name] !== void 0) throw new RangeError(`invalid ${name}: ${given[name]}; expected none beside shape rank`);
  }
  if (!Number.isInteger(minGroupSize) || minGroupSize < 1) throw new RangeError(`invalid minGroupSize: ${minGroupSize}; expected a positive integer`);
  if (!(shrinkage >= 0 && shrinkage < Infinity)) throw new RangeError(`invalid shrinkage: ${shrinkage}; expected a finite number >= 0`);
  if (!(scaleDecay >= 0 && scaleDecay < 1)) throw new RangeError(`invalid scaleDecay: ${scaleDecay}; expected a number in [0, 1)`);
  if (given.scaleDecay !== void 0 && scale !== "movingAverage") {
    throw new RangeError(`invalid scaleDecay: ${scaleDecay}; expected none without scale movingAverage`);
  }
  const { levelWeights = null } = given;
  if (levelWeights) checkLevelWeights(levelWeights, scale);
  return { center, scale, shape, unit, minGroupSize, shrinkage, scaleDecay, levelWeights };
}
function checkLevelWeights(levelWeights, scale) {
  const sum = levelWeights.reduce((a, b) => a + b, 0);
  if (levelWeights.some((weight) => !(weight >= 0)) || !(Math.abs(sum - 1) < 1e-9)) {
    throw new RangeError(`invalid levelWeights: ${levelWeights.join(", ")}; expected numbers >= 0 that sum to 1`);
  }
  if (scale === "movingAverage") throw new RangeError(`invalid levelWeights: ${levelWeights.join(", ")}; expected none beside scale movingAverage`);
}

// ../../packages/grpo-normalization/src/normalize-advantages.ts
function normalizeAdvantages({ advantages: advantages2, labels: labels2, numGroups, levels, ...given }) {
  if (given.scale === "movingAverage") {
    throw new RangeError("invalid scale: movingAverage; expected none, batch or group, as this remembers nothing");
  }
  return normalizeLabelled({ advantages: advantages2, labels: labels2, numGroups, levels }, resolveNormalization(given));
}
function normalizeLabelled(input, options, smoothStd) {
  const { advantages: advantages2, labels: labels2, numGroups } = input;
  const { levelWeights } = options;
  if (levelWeights) return mixLevels(input, levelWeights, (level) => normalizeLabelled(level, { ...options, levelWeights: null }));
  const before = groupMoments(advantages2, labels2, numGroups);
  const batch = pooledMoments(before);
  if (options.shape === "rank") {
    const isDegenerate = Uint8Array.from(before.counts, (count, g) => Number(count > 0 && before.stds[g] === 0));
    return describeSteps(advantages2, centeredRanks(advantages2, labels2, before.counts), labels2, before, isDegenerate);
  }
  const transforms = groupTransforms(before, batch, options, smoothStd);
  const { normalized, flips, maps } = transformSteps(advantages2, labels2, before, batch, transforms);
  const after = transformedMoments(before, transforms);
  return {
    advantages: normalized,
    maps,
    groups: describeGroups(before, after, transforms.isDegenerate),
    diagnostics: diagnose(after, batch, transforms.isDegenerate, {
      flips,
      covariance: covarianceOf(before, after, batch),
      varianceRemoved: options.center === "none" || options.center === "batch" ? 0 : varianceRemoved(before, batch, transforms)
    })
  };
}

// src/scratch-norm.ts
var N = 1e6;
var G = 64;
var st = 1;
var draw = () => {
  st = Math.imul(st, 1664525) + 1013904223 >>> 0;
  return st / 2 ** 32;
};
var labels = Int32Array.from({ length: N }, () => Math.floor(draw() * G));
var advantages = Float32Array.from(labels, (l) => (draw() - 0.4) * (1 + l));
if (process.argv[2]) for (let i = 0; i < 1e3; i++) groupMoments(Float64Array.from({ length: 100 }, () => i), new Int32Array(100), 3);
var time = (n, f) => {
  const t = [];
  for (let i = 0; i < 300; i++) {
    const s = performance.now();
    f();
    t.push(performance.now() - s);
  }
  t.sort((x, y) => x - y);
  console.log(n, t[0].toFixed(2), t[75].toFixed(2), t[150].toFixed(2));
};
time("norm", () => normalizeAdvantages({ advantages, labels, numGroups: G }));
time("moments", () => groupMoments(advantages, labels, G));
