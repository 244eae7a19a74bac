// In what the two worlds may differ, and why. Whatever is not named here must be the same to the letter: the moves, their
// order and their values, the outcomes, and what was seen.

import type { LivePlan } from '../../../core/live/live-plan.js';
import type { Seconds, Share, Units } from '../../../core/units.js';

/** One entry of the story of a table or a lane. */
export interface Step {
  readonly entry: string;
  /** The move or the sight. */
  readonly what: string;
  readonly value: number;
  readonly outcome: string;
  /** After the opening of the plan. */
  readonly afterSeconds: Seconds;
}

/** Sights that tell of units consumed. */
const OF_UNITS = new Set(['copyDone', 'copyFailed', 'copyStopped']);

/**
 * Rounding of pages. The simulated world counts half of 4 KB too much for each page of a fixed size; a real scan pays what its
 * pages cost, which depends on where the items lie in them. The connector's pages are 25 units: 0.25 of them is this part.
 */
const PAGES_SHARE: Share = 0.01;
/** The page on which a scan learns that nothing follows; a table of which AWS tells no size is read in up to four segments, each half a unit at least. */
const PAGES_UNITS: Units = 2;

/** Whether two amounts of units differ by more than the pages explain; null where the sight tells of something else. */
export function unitsFault(a: Step, b: Step): boolean | null {
  if (!OF_UNITS.has(a.what)) return null;
  // A copy of the connector that was stopped or failed: nothing tells what it has consumed by then.
  if (a.what !== 'copyDone' && b.value === 0) return false;
  return Math.abs(a.value - b.value) > a.value * PAGES_SHARE + PAGES_UNITS;
}

/**
 * What a move brings about at once (a lane without a boot, the start of a copy, a stop) is told in the same instant by the
 * simulated world; a live look comes an interval after the move. Whatever waits for it is that much later.
 */
const AT_ONCE = new Set(['laneReady', 'copyStarted', 'copyStopped', 'laneEnded']);
/** Of these, what nothing waits for. */
const AWAITED_BY_NOBODY = new Set(['copyStarted', 'laneEnded']);

/** Those of a story that were told in the instant of the move before them. */
export function sightsAtOnce(steps: readonly Step[], closesAfter: Seconds): string[] {
  return steps.filter((_, i) => isAtOnce(steps, i, closesAfter)).map(({ what }) => what);
}

/** In the instant of the move before it, or of the close, at which lanes and copies stop each other. */
function isAtOnce(steps: readonly Step[], at: number, closesAfter: Seconds): boolean {
  const { entry, what, afterSeconds } = steps[at];
  if (entry !== 'saw' || !AT_ONCE.has(what)) return false;
  return afterSeconds === closesAfter || (at > 0 && steps[at - 1].entry === 'answered' && steps[at - 1].afterSeconds === afterSeconds);
}

/**
 * By how much an entry of the live story may come later or earlier than its twin: a look interval, one more for each sight
 * before it that the simulated world had at once, and what the pages of the copy explain.
 * @param told     the simulated story of the table or the lane
 * @param waitsFor sights of the table's lane that it had at once and that all its tables wait for
 */
export function secondsAllowed({ plan, settings, tables }: LivePlan, subject: string, told: readonly Step[], at: number, waitsFor: number): { readonly lateSeconds: Seconds; readonly earlySeconds: Seconds } {
  const { lookSeconds } = settings.control;
  const closesAfter = plan.closesAt - plan.opensAt;
  const table = tables.find(({ name }) => name === subject);
  const pages = table === undefined || table.sizeBytes === 0 ? 0 : pagesSeconds(plan.columns.readRcu[table.index], plan.lanes[plan.columns.lane[table.index]]?.engine === 'scan', told, at);
  // AWS takes two calls a second of Data Pipeline: what they make a moment late may be seen a look later, a copy and then the change after it.
  const calls = plan.lanes.some(({ engine }) => engine === 'data-pipeline') ? 2 : 0;
  const atOnce = told.filter((step, i) => i <= at && isAtOnce(told, i, closesAfter) && (i === at || !AWAITED_BY_NOBODY.has(step.what))).length;
  return { lateSeconds: lookSeconds * (1 + waitsFor + atOnce + calls) + pages, earlySeconds: lookSeconds + pages };
}

/** One page of half a unit, or the part that the rounding of pages is of the copy so far. */
function pagesSeconds(readRcu: number, scans: boolean, told: readonly Step[], at: number): Seconds {
  const startedAt = told.find(({ what }) => what === 'copyStarted')?.afterSeconds;
  if (startedAt === undefined || readRcu === 0) return 0;
  return scans ? Math.min(0.5 / readRcu, Math.max(0, told[at].afterSeconds - startedAt)) : PAGES_SHARE * Math.max(0, told[at].afterSeconds - startedAt);
}

/**
 * A story without what only one world can tell.
 *
 * Capacity that nobody of ours asked for: autoscaling that is not suspended moves it, the simulated world tells of it, a live
 * look only asks for what the night has changed. Nothing is decided by it.
 *
 * Stopping an EMR lane whose copies were stopped: only with their cluster do steps surely end, so the live engine ends it with the
 * last of them, and the end of the lane is seen before anybody asks for it.
 */
export function asBothTell({ plan }: LivePlan, subject: string, steps: readonly Step[]): Step[] {
  const isEmr = plan.lanes.some(({ engine }, lane) => engine === 'emr' && subject === laneName(lane));
  const closesAfter = plan.closesAt - plan.opensAt;
  let wanted: number | null = null;
  return steps.filter(({ entry, what, value, outcome, afterSeconds }) => {
    if (isEmr && what === 'stopLane') return afterSeconds < closesAfter;
    if (entry === 'answered' && outcome === 'OK' && (what === 'boost' || what === 'revert')) wanted = value;
    if (entry !== 'saw' || what !== 'capacity') return true;
    const ours = value === wanted;
    if (ours) wanted = null;
    return ours;
  });
}

/** How a story names a lane. */
export function laneName(lane: number): string {
  return `lane ${lane}`;
}
