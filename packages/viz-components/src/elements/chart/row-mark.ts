import type { DrawnBox } from './drawing.ts';

/** Puts the mark around a row's item, where it is drawn, and the tooltip beside it, within the picture. @param hasRow whether there is a row at all. */
export function placeMark(picture: HTMLElement, hasRow: boolean, box: DrawnBox | null): void {
  const mark = picture.querySelector<HTMLElement>('.mark')!;
  const tooltip = picture.querySelector<HTMLElement>('.tooltip')!;
  mark.hidden = !box;
  tooltip.hidden = !hasRow;
  if (!hasRow) return;
  const { width, height } = picture.getBoundingClientRect();
  const { x, y, width: boxWidth, height: boxHeight } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  mark.style.transform = `translate(${x - 5}px, ${y - 5}px)`;
  mark.style.width = `${boxWidth + 10}px`;
  mark.style.height = `${boxHeight + 10}px`;
  const beside = x + boxWidth + 10;
  const left = beside + tooltip.offsetWidth <= width ? beside : Math.max(0, x - 10 - tooltip.offsetWidth);
  const top = Math.max(0, Math.min(y + boxHeight / 2 - tooltip.offsetHeight / 2, height - tooltip.offsetHeight));
  tooltip.style.transform = `translate(${left}px, ${top}px)`;
}
