/**
 * Label of the nearest centre for each of the points that lie one after the other, the first of equals; 0 without centres.
 * @param centers one per label, null where the label has none.
 */
export function nearestLabels(points: Float64Array, centers: readonly (readonly number[] | null)[], numFeatures: number): Int32Array {
  const labels = new Int32Array(points.length / numFeatures);
  const known = [...centers.keys()].filter((label) => centers[label]);
  const flat = Float64Array.from(known.flatMap((label) => centers[label]!));
  for (let k = 0; k < labels.length; k++) {
    let least = Infinity;
    for (let c = 0; c < known.length; c++) {
      let distance = 0;
      for (let f = 0; f < numFeatures; f++) {
        const difference = points[k * numFeatures + f]! - flat[c * numFeatures + f]!;
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        labels[k] = known[c]!;
      }
    }
  }
  return labels;
}
