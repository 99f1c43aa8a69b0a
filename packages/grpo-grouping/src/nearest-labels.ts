/**
 * Label of the nearest centre for each of the points that lie one after the other, the first of equals; 0 without centres.
 * @param centers one per label, null where the label has none.
 */
export function nearestLabels(points: Float64Array, centers: readonly (ArrayLike<number> | null)[], numFeatures: number): Int32Array {
  const labels = new Int32Array(points.length / numFeatures);
  // Where a label has no centre all is NaN, which is less than nothing.
  const flat = new Float64Array(centers.length * numFeatures);
  for (let c = 0; c < centers.length; c++) {
    for (let f = 0; f < numFeatures; f++) flat[c * numFeatures + f] = centers[c]?.[f] ?? NaN;
  }
  for (let k = 0; k < labels.length; k++) {
    let least = Infinity;
    for (let c = 0; c < centers.length; c++) {
      let distance = 0;
      for (let f = 0; f < numFeatures; f++) {
        const difference = points[k * numFeatures + f]! - flat[c * numFeatures + f]!;
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        labels[k] = c;
      }
    }
  }
  return labels;
}
