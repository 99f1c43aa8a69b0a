// Rounds of figures → what is claimed, with medians and ranges.

/** Median, least and greatest of numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], greatest: sorted.at(-1) };
}

/**
 * Each claim of a group: its value in each round, or what was missing for it.
 * @param rounds of each round: `{ [measurement]: { figures } | { missing } }`
 */
export function summarizeClaims({ measurements, claims }, rounds) {
  return claims.map(({ work, against, value, needs, must, reach, unit, atLeast }) => {
    const absent = needs.find((name) => !(name in measurements) || rounds.some((round) => round[name].missing));
    if (absent) return { work, against, must, reach, unit, atLeast, missing: rounds.find((round) => round[absent].missing)[absent].missing };
    const values = rounds.map((round) => value(Object.fromEntries(needs.map((name) => [name, round[name].figures]))));
    if (values.some((each) => !Number.isFinite(each))) return { work, against, must, reach, unit, atLeast, missing: 'not reached in every round' };
    const summary = spread(values);
    const reached = (limit) => limit === undefined || (atLeast ? summary.median >= limit : summary.median <= limit);
    return { work, against, must, reach, unit, atLeast, ...summary, isMet: must === undefined ? null : reached(must), isReached: reach === undefined ? null : reached(reach) };
  });
}

/** Medians and ranges of all figures that are numbers in every round; texts as they are. */
export function summarizeFigures(rounds) {
  const names = Object.keys(rounds[0]);
  return Object.fromEntries(
    names.map((name) => {
      const found = rounds.map((round) => round[name]);
      const lacking = found.find(({ missing }) => missing);
      if (lacking) return [name, { missing: lacking.missing }];
      const figures = Object.keys(found[0].figures).flatMap((figure) => {
        const values = found.map((each) => each.figures[figure]);
        if (typeof values[0] === 'string') return [[figure, values[0]]];
        return values.every(Number.isFinite) ? [[figure, spread(values)]] : [];
      });
      return [name, Object.fromEntries(figures)];
    }),
  );
}
