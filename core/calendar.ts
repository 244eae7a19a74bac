// Local time: the only file that knows time zones. Everything else counts seconds since 1970.

import { Temporal } from 'temporal-polyfill';
import { EXIT, refuse } from './errors.js';
import type { WindowSettings } from './settings.js';
import type { Window } from './table.js';
import type { At } from './units.js';

const NIGHT = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** True for a real date YYYY-MM-DD from 1970 on: 2026-02-30 is none. */
export function isNight(text: string): boolean {
  if (!NIGHT.test(text) || text < '1970-01-01') return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** True for a wall-clock time HH:MM, 00:00 to 23:59. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** True for the name of a zone in the IANA data of this Node; offsets such as +01:00 are none. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId !== '';
  } catch {
    return false;
  }
}

/** What is wrong with a window, as a sentence, or null. */
export function windowFault({ opens, closes, zone }: WindowSettings): string | null {
  for (const [field, value] of [['opens', opens], ['closes', closes]]) {
    if (!isTime(value)) return `window.${field} must be a time HH:MM from 00:00 to 23:59, got "${value}"`;
  }
  if (opens === closes) return `window ${opens}-${closes} has zero length: let it close at another time than it opens`;
  if (!isZone(zone)) return `window.zone must be an IANA time zone such as UTC or Europe/Warsaw, got "${zone}"`;
  return null;
}

/**
 * The window of each night, as instants: local times of the zone, so that it has the hours which the clock on the wall
 * has that night (00:00-07:00 in Europe/Warsaw is 6 h in March, 8 h in October; 6.5 h at Lord Howe). It crosses midnight
 * when it closes before it opens. A time that the clock skips moves forward by the gap, of a time that comes twice the
 * first is meant (RFC 5545, section 3.3.5; Temporal calls it "compatible").
 * @throws UserError (config) for a faulty window, or one that does not exist on a night because the clock skips it.
 */
export function windowsOf(nights: readonly string[], window: WindowSettings): Window[] {
  const fault = windowFault(window);
  if (fault !== null) refuse(EXIT.config, '', fault);
  return nights.map((night) => {
    const opensAt = instant(night, window.opens, window.zone, 0);
    const closesAt = instant(night, window.closes, window.zone, window.closes < window.opens ? 1 : 0);
    if (closesAt <= opensAt) {
      refuse(EXIT.config, '', `window ${window.opens}-${window.closes} does not exist on ${night} in ${window.zone}: the clock skips it; open it outside of the gap`);
    }
    return { night, opensAt, closesAt };
  });
}

/**
 * The night whose window is open at an instant, or else opens next.
 * @throws UserError as windowsOf
 */
export function nightAt(at: At, window: WindowSettings): Window {
  const fault = windowFault(window);
  if (fault !== null) refuse(EXIT.config, '', fault);
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(at * 1000)).toZonedDateTimeISO(window.zone).toPlainDate();
  for (const days of [-1, 0, 1, 2]) {
    const [candidate] = windowsOf([today.add({ days }).toString()], window);
    if (candidate.closesAt > at) return candidate;
  }
  throw new Error(`bug: no window ${window.opens}-${window.closes} in ${window.zone} closes within two days of ${at}`);
}

/** A sentence for each night on which the clock skips the time at which the window opens or closes. */
export function windowWarnings(nights: readonly string[], { opens, closes, zone }: WindowSettings): string[] {
  const warnings: string[] = [];
  for (const night of nights) {
    for (const [what, time, day] of [['opens', opens, 0], ['closes', closes, closes < opens ? 1 : 0]] as const) {
      const there = localTime(instant(night, time, zone, day), zone);
      if (!there.endsWith(time)) warnings.push(`night ${night}: the window ${what} at ${there} instead of ${time}, which the clock in ${zone} skips`);
    }
  }
  return warnings;
}

/** An instant on the clock of a zone: YYYY-MM-DD HH:MM. */
export function localTime(at: At, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.round(at * 1000)).toZonedDateTimeISO(zone);
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

function instant(night: string, time: string, zone: string, daysLater: number): At {
  const local = Temporal.PlainDate.from(night).add({ days: daysLater }).toPlainDateTime(Temporal.PlainTime.from(time));
  return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 1000;
}
