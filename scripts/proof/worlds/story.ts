// The stories that two ledgers tell of one plan, table by table and lane by lane, and where they differ by more than they may.

import { entryDocuments } from '../../../core/journal/journal-ledger.js';
import type { LivePlan } from '../../../core/live/live-plan.js';
import type { EntryDocument, MemoryLedger } from '../../../core/ledger.js';
import type { At, Seconds } from '../../../core/units.js';
import { asBothTell, laneName, secondsAllowed, sightsAtOnce, unitsFault, type Step } from './tolerances.js';

export interface Difference {
  /** Name of a table, or `lane 0`. */
  readonly subject: string;
  /** Which entry of its story, from 0. */
  readonly at: number;
  readonly kind: 'order' | 'outcome' | 'value' | 'time';
  readonly simulated: string;
  readonly lived: string;
}

/** All differences; of a story whose order differs only the first entry that does. */
export function differences(live: LivePlan, simulated: MemoryLedger, lived: MemoryLedger): Difference[] {
  const [told, happened] = [storiesOf(live, simulated), storiesOf(live, lived)];
  const lanesAtOnce = new Map([...told].map(([subject, steps]) => [subject, sightsAtOnce(steps, live.plan.closesAt - live.plan.opensAt)]));
  const found: Difference[] = [];
  for (const subject of new Set([...told.keys(), ...happened.keys()])) {
    const lane = laneOf(live, subject);
    const before = lane === null ? 0 : (lanesAtOnce.get(lane) ?? []).includes('laneReady') ? 1 : 0;
    found.push(...compare(live, subject, told.get(subject) ?? [], happened.get(subject) ?? [], before));
  }
  return found;
}

/** What happened to each table and lane, in order. */
function storiesOf(live: LivePlan, ledger: MemoryLedger): Map<string, Step[]> {
  const stories = new Map<string, Step[]>();
  for (const entry of entryDocuments(ledger, live.tables)) {
    if (entry.entry === 'closed') continue;
    const subject = entry.table ?? laneName(entry.lane ?? 0);
    const steps = stories.get(subject) ?? [];
    steps.push({ entry: entry.entry, what: entry.move ?? entry.sight ?? '', value: entry.value ?? 0, outcome: entry.outcome ?? '', afterSeconds: after(live, entry) });
    stories.set(subject, steps);
  }
  return new Map([...stories].map(([subject, steps]) => [subject, asBothTell(live, subject, steps)]));
}

function after({ plan }: LivePlan, { at }: EntryDocument): Seconds {
  const openedAt: At = plan.opensAt;
  return at - openedAt;
}

/** The lane of a table; null for a lane. */
function laneOf({ plan, tables }: LivePlan, subject: string): string | null {
  const table = tables.find(({ name }) => name === subject);
  return table === undefined ? null : laneName(plan.columns.lane[table.index]);
}

function compare(live: LivePlan, subject: string, told: readonly Step[], happened: readonly Step[], before: number): Difference[] {
  const found: Difference[] = [];
  for (let at = 0; at < Math.max(told.length, happened.length); at++) {
    const [a, b] = [told[at] as Step | undefined, happened[at] as Step | undefined];
    const differ = (kind: Difference['kind']): void => void found.push({ subject, at, kind, simulated: textOf(a), lived: textOf(b) });
    if (a === undefined || b === undefined || a.entry !== b.entry || a.what !== b.what) {
      differ('order');
      return found;
    }
    if (a.outcome !== b.outcome) differ('outcome');
    if (valueDiffers(a, b)) differ('value');
    const { lateSeconds, earlySeconds } = secondsAllowed(live, subject, told, at, before);
    const lag = b.afterSeconds - a.afterSeconds;
    if (lag > lateSeconds || lag < -earlySeconds) differ('time');
  }
  return found;
}

function valueDiffers(a: Step, b: Step): boolean {
  return unitsFault(a, b) ?? a.value !== b.value;
}

function textOf(step: Step | undefined): string {
  if (step === undefined) return 'nothing';
  const { entry, what, value, outcome, afterSeconds } = step;
  return `${entry} ${what} ${value}${outcome === '' ? '' : ` ${outcome}`} after ${afterSeconds} s`;
}
