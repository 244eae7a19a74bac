// Text to values, strictly: what a cell means is decided by its characters alone, never by a locale or a guess.

import { DAY, type At } from '../units.js';

/** Table names as DynamoDB allows them: 3 to 255 of a-z A-Z 0-9 _ . - (AWS docs, Naming rules). */
export const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** A number 0 to 2^53 in plain digits with at most one dot, such as 12 or 3.5; NaN for all else (signs, blanks, exponents). */
export function plainNumber(text: string): number {
  const length = text.length;
  if (length === 0) return NaN;
  let digits = 0;
  let scale = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      digits = digits * 10 + (code - 48);
      scale *= 10;
    } else if (code === 46 && scale === 0 && i > 0 && i < length - 1) {
      scale = 1;
    } else {
      return NaN;
    }
  }
  // Up to 15 digits both parts are exact, so one division rounds correctly; beyond, the engine's own reader does.
  if (length > 15) return Number(text) <= Number.MAX_SAFE_INTEGER ? Number(text) : NaN;
  return scale > 1 ? digits / scale : digits;
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; NaN when there is no such date. */
export function dayNumber(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return NaN;
  // Years that start in March put the leap day last (Howard Hinnant, "chrono-compatible low-level date algorithms").
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** A date YYYY-MM-DD of 1970 to 2105 as days since 1970-01-01; NaN for all else. */
export function dateDay(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  return year >= 1970 && year <= 2105 ? dayNumber(year, two(text, 5), two(text, 8)) : NaN;
}

/** The date YYYY-MM-DD of a number of days since 1970-01-01. */
export function dayDate(day: number): string {
  return instantText(day * DAY).slice(0, 10);
}

/** An instant as ISO 8601 in UTC with whole seconds. */
export function instantText(at: At): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}

/** An instant such as 2026-06-01T00:05:00Z (or with .000 or +00:00) in epoch seconds; NaN for all else. */
export function instantAt(text: string): At {
  if (text.length !== 20 || text.charCodeAt(19) !== 90) {
    const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.0+)?(?:Z|\+00:00)$/.exec(text);
    return parts === null ? NaN : instantAt(`${parts[1]}Z`);
  }
  if (
    text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84 ||
    text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58
  ) return NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  if (!(year >= 1970 && year <= 2105)) return NaN;
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return NaN;
  return dayNumber(year, two(text, 5), two(text, 8)) * DAY + hour * 3600 + minute * 60 + second;
}

/** Two digits at a position; NaN when either is not a digit. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** A cell as a message shows it: quoted, control characters escaped, cut to 40 characters. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}

/** What is wrong with the number of cells of a row, or null. */
export function widthFault(cells: readonly string[], width: number): string | null {
  if (cells.length === width) return null;
  return cells.length === 1 && cells[0] === '' ? 'the line is empty; remove it' : `expected ${width} cells, got ${cells.length}`;
}
