import type { ColorRole, Scene, Shape } from './scene.ts';

/** A picture of a grid: `color` of each cell, then what stands in them; positions in cells, (0, 0) the upper left corner. */
export function gridScene(
  { rows, columns, color, shapes }: {
    rows: number; columns: number; color: (row: number, column: number) => ColorRole | null; shapes: readonly Shape[];
  },
): Scene {
  const unit = 1 / Math.max(rows, columns);
  const cells: Shape[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const role = color(row, column);
      // A gap between cells shows the grid.
      if (role) cells.push({ kind: 'rectangle', x: column + 0.03, y: row + 0.03, width: 0.94, height: 0.94, color: role });
    }
  }
  return { width: columns * unit, height: rows * unit, shapes: [...cells, ...shapes].map((shape) => scaleShape(shape, unit)) };
}

function scaleShape(shape: Shape, scale: number): Shape {
  switch (shape.kind) {
    case 'circle':
      return { ...shape, x: shape.x * scale, y: shape.y * scale, radius: shape.radius * scale };
    case 'line':
      return {
        ...shape, x1: shape.x1 * scale, y1: shape.y1 * scale, x2: shape.x2 * scale, y2: shape.y2 * scale, width: shape.width * scale,
      };
    case 'polygon':
      return { ...shape, points: shape.points.map((point) => point * scale) };
    case 'rectangle':
      return { ...shape, x: shape.x * scale, y: shape.y * scale, width: shape.width * scale, height: shape.height * scale };
    case 'text':
      return { ...shape, x: shape.x * scale, y: shape.y * scale, size: shape.size * scale };
  }
}
