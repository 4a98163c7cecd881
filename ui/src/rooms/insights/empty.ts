/** What there is to show yet. Pure. */
import type { Home } from '$api/shapes';

/** Nobody is in the book and nothing happened. */
export const isEmpty = (home: Home) =>
  home.now.length === 0 && home.figures.every((figure) => figure.value === 0);

/** Somebody ordered within the weeks that are drawn. */
export const hasWeeks = (home: Home) =>
  home.revenue_by_week.weeks.some((week) => week.new !== 0 || week.returning !== 0);
