// The subject of a message: what somebody must know who reads nothing else, in fewer than 100 characters.

import type { NightResult } from './night-result.js';
import { MINUTE } from '../units.js';

/** Less than 100 characters of ASCII without control characters (AWS API reference, SNS Publish). */
export const SUBJECT_CHARS_MAX = 99;
const LABEL_CHARS_MAX = 24;

/** `[prod eu-west-1] backup PARTIAL 409/412 night 2026-03-29 slack +48m | capacity OK`. */
export function subjectOf(result: NightResult, label: string | null, verdict: string = result.verdict.toUpperCase()): string {
  const owed = result.openLeases.length;
  const whose = `[${(label ?? result.account).slice(0, LABEL_CHARS_MAX)} ${result.region}]`;
  const counted = `backup ${verdict} ${result.tables.ok}/${inScope(result)}`;
  const capacity = owed === 0 ? 'capacity OK' : `${owed} NOT HANDED BACK`;
  const slack = slackText((result.closesAt - result.endedAt) / MINUTE);
  const whole = ascii(`${whose} ${counted} night ${result.night} slack ${slack} | ${capacity}`);
  if (whole.length <= SUBJECT_CHARS_MAX) return whole;
  // What is owed must never be what is cut off.
  const tail = ascii(` | ${capacity}`);
  return ascii(`${whose} ${counted} night ${result.night}`).slice(0, SUBJECT_CHARS_MAX - tail.length) + tail;
}

/** Tables that should have a backup tonight: all but those that were left out on purpose, or are gone. */
export function inScope({ tables, failures }: Pick<NightResult, 'tables' | 'failures'>): number {
  const leftOut = tables.skipped - failures.filter(({ state }) => state === 'skipped').length;
  return tables.total - tables.excluded - tables.vanished - leftOut;
}

function slackText(minutes: number): string {
  const size = Math.floor(Math.abs(minutes));
  const text = size < 600 ? `${size}m` : `${Math.floor(size / 60)}h`;
  return `${minutes < 0 ? '-' : '+'}${text}`;
}

function ascii(text: string): string {
  return text.replace(/[^\u0020-\u007e]/gu, '?');
}
