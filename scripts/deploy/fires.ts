// When a schedule of EventBridge Scheduler starts something: its cron expressions, as far as templates here use them.

import { localTime } from '../../core/calendar.js';
import { DAY, MINUTE, type At } from '../../core/units.js';

/** Minutes and hours of `cron(M H * * ? *)`: numbers, lists, ranges, steps (AWS docs, Schedule types on EventBridge Scheduler). @throws for others */
export function timesOf(expression: string): { readonly minutes: readonly number[]; readonly hours: readonly number[] } {
  const found = /^cron\((\S+) (\S+) \* \* \? \*\)$/.exec(expression);
  if (found === null) throw new Error(`not a daily cron expression: ${expression}`);
  return { minutes: field(found[1], 59), hours: field(found[2], 23) };
}

function field(text: string, max: number): number[] {
  return text.split(',').flatMap((part) => {
    const [range, step = '1'] = part.split('/');
    const [from, to = part.includes('/') ? String(max) : range] = range === '*' ? ['0', String(max)] : range.split('-');
    const values: number[] = [];
    for (let value = Number(from); value <= Number(to); value += Number(step)) values.push(value);
    if (values.length === 0 || values.some((value) => !Number.isInteger(value) || value > max)) throw new Error(`not a field of cron: ${text}`);
    return values;
  });
}

/**
 * Starts between two instants, in the zone's own time. A local time that the clock skips starts nothing; one that comes twice
 * starts once, the first time (AWS docs, Daylight saving time on EventBridge Scheduler).
 */
export function firesBetween(expression: string, zone: string, fromAt: At, toAt: At): At[] {
  const { minutes, hours } = timesOf(expression);
  const seen = new Set<string>();
  const fires: At[] = [];
  for (let at = fromAt - DAY; at < toAt; at += MINUTE) {
    const local = localTime(at, zone);
    if (!hours.includes(Number(local.slice(11, 13))) || !minutes.includes(Number(local.slice(14, 16))) || seen.has(local)) continue;
    seen.add(local);
    if (at >= fromAt) fires.push(at);
  }
  return fires;
}
