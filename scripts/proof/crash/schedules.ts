// Which schedules are played. First all with one kill, at every event and every byte of what is not durable there; then all
// pairs of kills at all events, so that recoveries are killed, too; then as many others as are wanted, drawn by number.

import { draw } from '../../../core/rng.js';
import { ESTATES, OPENED_AT, type CrashEstate } from './estate.js';
import type { Schedule, Step } from './schedule.js';
import { CrashWorld } from './world.js';

const GAPS_SECONDS = [61, 120, 600, 1800, 3600] as const;
/** A cluster that nobody uses ends by itself, and a lane is launched twice at most: shorter gaps, and one night goes on. */
const CLUSTER_GAPS_SECONDS = GAPS_SECONDS.slice(0, 3);
const GAP_SECONDS = 120;
/** More than anything that is written at once: all of it survives. */
const ALL_BYTES = 1e6;
/** How many interruptions, of ten: the further ones are seldom another story. */
const STEPS: readonly number[] = [1, 1, 1, 1, 1, 2, 2, 2, 2, 3];
/** Estates that are played at every byte. */
const SMALL: ReadonlySet<CrashEstate> = new Set<CrashEstate>(['one', 'two', 'four']);
/** How often each is drawn: nights by other engines, or with their state in a bucket, take longer. */
const WEIGHTS: Readonly<Record<CrashEstate, number>> = { one: 130, two: 55, four: 12, emr: 1, pipeline: 1, export: 1, bucket: 2 };
const MIXTURE: readonly CrashEstate[] = (Object.keys(WEIGHTS) as CrashEstate[]).flatMap((estate) => new Array<CrashEstate>(WEIGHTS[estate]).fill(estate));

/** Schedules by number, from 0: the same number is always the same schedule. */
export type Schedules = (number: number) => Schedule;

/** Those of a seed; the numbers of the ones that are not drawn come first. */
export async function schedulesOf(seed: number): Promise<{ readonly scheduleAt: Schedules; readonly fixed: number }> {
  const events: Partial<Record<CrashEstate, number>> = {};
  const fixed: Schedule[] = [];
  for (const estate of Object.keys(ESTATES) as CrashEstate[]) {
    const { unsyncedBytes } = await new CrashWorld(OPENED_AT, ESTATES[estate]).start(null);
    events[estate] = unsyncedBytes.length;
    fixed.push(...(SMALL.has(estate) ? singles(estate, unsyncedBytes) : someSingles(estate, unsyncedBytes)));
  }
  fixed.push(...pairs('one', events.one ?? 0));
  return { fixed: fixed.length, scheduleAt: (number) => (number < fixed.length ? fixed[number] : drawn(seed, number, events)) };
}

/** Killed, or told to stop, at each event; where something is written, with each number of bytes that survives. */
function* singles(estate: CrashEstate, unsyncedBytes: readonly number[]): Generator<Schedule> {
  for (const [event, most] of unsyncedBytes.entries()) {
    for (let bytes = 0; bytes <= most; bytes++) yield { estate, steps: [{ ...KILL, event, bytes }] };
    yield { estate, steps: [{ ...KILL, event, bytes: 0, how: 'stop' }] };
  }
}

/** At each event one kill, with all, none or some of the bytes in turn, and at each other event a stop. */
function* someSingles(estate: CrashEstate, unsyncedBytes: readonly number[]): Generator<Schedule> {
  for (const event of unsyncedBytes.keys()) {
    yield { estate, steps: [{ ...KILL, event, bytes: [ALL_BYTES, 0, 100][event % 3] }] };
    if (event % 2 === 0) yield { estate, steps: [{ ...KILL, event, bytes: 0, how: 'stop' }] };
  }
}

const KILL = { what: 'run', how: 'kill', gapSeconds: GAP_SECONDS } as const;

/** A kill at each event of a night, and one at each event of what then recovers it. */
function* pairs(estate: CrashEstate, events: number): Generator<Schedule> {
  for (const what of ['run', 'settle'] as const) {
    for (let first = 0; first < events; first++) {
      for (let second = 0; second < events; second++) {
        yield { estate, steps: [{ ...KILL, event: first, bytes: ALL_BYTES }, { ...KILL, what, event: second, bytes: second }] };
      }
    }
  }
}

/** One to three interruptions anywhere. */
function drawn(seed: number, number: number, events: Partial<Record<CrashEstate, number>>): Schedule {
  let n = 0;
  const below = (most: number): number => Math.floor(draw(seed, number, 0, 0, n++) * most);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const estate = pick(MIXTURE);
  const step = (): Step => ({
    what: below(4) > 0 ? 'run' : 'settle', how: below(7) > 0 ? 'kill' : 'stop', event: below(events[estate] ?? 0), bytes: below(2048), gapSeconds: pick(estate === 'emr' ? CLUSTER_GAPS_SECONDS : GAPS_SECONDS),
  });
  return { estate, steps: Array.from({ length: pick(STEPS) }, step) };
}
