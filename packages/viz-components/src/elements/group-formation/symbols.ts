/** Outlines of about the same area around (0, 0), of radius about 1; beyond them they repeat. */
export const symbolPaths: readonly string[] = [
  'M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z',
  'M-.9 -.9H.9V.9H-.9Z',
  'M0 -1.25L1.15 .85H-1.15Z',
  'M0 -1.35L1.1 0L0 1.35L-1.1 0Z',
  'M-.4 -1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z',
  'M0 1.25L1.15 -.85H-1.15Z',
  'M-.6 -1.1H.6L1.2 0L.6 1.1H-.6L-1.2 0Z',
  'M0 -1.4L.35 -.45H1.35L.55 .15L.85 1.15L0 .55L-.85 1.15L-.55 .15L-1.35 -.45H-.35Z',
];

export const symbolPath = (index: number): string => symbolPaths[index % symbolPaths.length]!;
