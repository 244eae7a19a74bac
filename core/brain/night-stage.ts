// A stage for the brain's tests: plans of a few tables, and a world played by hand.

import { BackupNight } from '../night.js';
import type { LeaseOptions } from './lease-terms.js';
import type { Conduct, Lane, Plan, PlanColumns } from '../plan.js';
import { MOVE, MOVES, OUTCOME, type OutcomeName, Records, SIGHT, type SightName } from '../world.js';

export const OPENS = 1_780_272_000; // 2026-06-01T00:00:00Z
export const CLOSES = OPENS + 7 * 3600;
export const LOOK = 15;

const CONDUCT: Conduct = {
  awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 3, resumes: 'after-revert', keepsLeases: true,
};
export const SCAN: Lane = {
  engine: 'scan', tables: [], concurrency: 1, machines: [], bytesPerSecond: 1e9, launchAt: OPENS, terminateAfterSeconds: Infinity, selfOrdered: false, mappersMax: 1, activities: 0, pipelineObjects: 0,
};

export interface Boost { readonly at: number; readonly from: number; readonly to: number; readonly read: number; readonly suspends?: boolean }

export function planOf(lanes: readonly Lane[], boosts: readonly (Boost | null)[], conduct: Partial<Conduct> = {}): Plan {
  const n = boosts.length;
  const filled = (value: (boost: Boost | null, i: number) => number): Float64Array => Float64Array.from(boosts, value);
  const columns: PlanColumns = {
    engine: new Uint8Array(n),
    skip: new Uint8Array(n),
    lane: Int32Array.from(boosts, (_, i) => lanes.findIndex((lane) => lane.tables.includes(i))),
    fromRcu: filled((boost) => boost?.from ?? 100),
    toRcu: filled((boost) => boost?.to ?? 100),
    readRcu: filled((boost) => boost?.read ?? 50),
    boostAt: filled((boost) => boost?.at ?? NaN),
    startAt: filled(() => OPENS),
    suspends: Uint8Array.from(boosts, (boost) => (boost?.suspends === true ? 1 : 0)),
    forecastSeconds: new Float64Array(n),
    forecastEndAt: new Float64Array(n),
    forecastUsd: new Float64Array(n),
  };
  return { policy: 'test', night: '2026-06-01', opensAt: OPENS, closesAt: CLOSES, columns, lanes, conduct: { ...CONDUCT, ...conduct }, forecastUsd: 0, crashed: null };
}

/** Plays the world by hand: say what is seen and what is answered, read which moves come. */
export class Stage {
  readonly brain = new BackupNight();
  #sights = new Records();
  #answers = new Records();
  #now = OPENS;
  #launched = false;

  constructor(plan: Plan, updatesMax = 10, options: Partial<LeaseOptions> = {}) {
    this.brain.open(plan, { retrySeconds: LOOK, updatesMax, ...options });
  }

  /**
   * The moves at a time after what was seen; all are answered `answer`, and what follows from that is returned too. A lane
   * that is seen ready and is only launched by these moves becomes ready after they were answered.
   */
  at(now: number, seen: readonly [SightName, number, number?][] = [], answer: OutcomeName | ((move: string) => OutcomeName) = 'OK'): string[] {
    this.#now = now;
    this.#sights.clear();
    const made: string[] = [];
    const see = (which: (kind: SightName) => boolean): void => {
      for (const [kind, subject, value] of seen) if (which(kind)) this.#sights.push(now, SIGHT[kind], subject, value ?? 0);
    };
    const launched = this.#launched;
    see((kind) => launched || kind !== 'laneReady');
    for (let round = 0; ; round++) {
      const moves = new Records();
      if (round === 1 && !launched) see((kind) => kind === 'laneReady');
      this.brain.next(this.#now, this.#answers, this.#sights, moves);
      this.#sights.clear();
      this.#answers = moves;
      this.#launched ||= moves.kind.slice(0, moves.length).includes(MOVE.startLane);
      if (moves.length === 0) return made;
      for (let i = 0; i < moves.length; i++) {
        const move = `${MOVES[moves.kind[i]]} ${moves.subject[i]} ${moves.value[i]}`;
        made.push(move);
        moves.outcome[i] = OUTCOME[typeof answer === 'string' ? answer : answer(MOVES[moves.kind[i]])];
      }
    }
  }
}
