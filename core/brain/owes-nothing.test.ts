// Whatever AWS answers, whenever lanes and copies end, whenever the window is shut: a night that is over has handed
// everything back. Random worlds, played to their end against the capacity and the autoscaling that the moves lead to.

import test from 'ava';
import fc from 'fast-check';
import { BackupNight } from '../night.js';
import { MOVE, OUTCOME, Records, SIGHT, type OutcomeName } from '../world.js';
import { CLOSES, LOOK, OPENS, planOf, SCAN, type Boost } from './night-stage.js';

const TABLES = 3;
const [FROM, TO] = [100, 900];
/** After this AWS takes everything, as the night needs in order to come to its end. */
const CALM_AT = OPENS + 3 * 3600;
const REFUSALS: readonly OutcomeName[] = ['OK', 'OK', 'OK', 'THROTTLED', 'DENIED', 'GONE', 'FAILED', 'UNCHANGED'];

/** Draws that the world uses one after the other. */
class Draws {
  #next = 0;
  readonly #numbers: readonly number[];
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(n: number): number {
    return this.#numbers[this.#next++ % this.#numbers.length] % n;
  }
}

/** AWS as far as leases go. */
class TinyWorld {
  readonly rcu = new Array<number>(TABLES).fill(FROM);
  readonly suspended = new Array<boolean>(TABLES).fill(false);
  readonly pending: { readonly at: number; readonly table: number; readonly rcu: number }[] = [];
  readonly copying = new Set<number>();
  lane: 'none' | 'up' | 'ending' = 'none';
  now = OPENS;
  readonly #draws: Draws;
  constructor(draws: Draws) {
    this.#draws = draws;
  }

  /** One look: what has come into force, copies and lanes that ended. */
  look(until: number, sights: Records): void {
    this.now = Math.min(until, this.now + LOOK * (1 + this.#draws.below(8)));
    for (const change of this.pending.filter(({ at }) => at <= this.now)) {
      this.pending.splice(this.pending.indexOf(change), 1);
      this.rcu[change.table] = change.rcu;
      sights.push(this.now, SIGHT.capacity, change.table, change.rcu);
    }
    for (const table of this.copying) {
      if (this.#draws.below(6) > 0) continue;
      this.copying.delete(table);
      sights.push(this.now, this.#draws.below(3) > 0 ? SIGHT.copyDone : SIGHT.copyFailed, table, 1);
    }
    if (this.lane === 'up' && this.#draws.below(3) === 0) sights.push(this.now, SIGHT.laneReady, 0, 0);
    if (this.lane === 'ending' || (this.lane === 'up' && this.now < CALM_AT && this.#draws.below(40) === 0)) {
      sights.push(this.now, SIGHT.laneEnded, 0, this.lane === 'ending' ? OUTCOME.OK : OUTCOME.FAILED);
      this.lane = 'none';
      this.copying.clear();
    }
  }

  act(kind: number, subject: number, value: number): number {
    const drawn = this.now >= CALM_AT ? 'OK' : REFUSALS[this.#draws.below(REFUSALS.length)];
    if (kind === MOVE.startLane || kind === MOVE.stopLane) {
      const outcome = drawn === 'OK' || drawn === 'THROTTLED' ? drawn : kind === MOVE.startLane ? 'DENIED' : 'OK';
      if (outcome === 'OK' && kind === MOVE.startLane) this.lane = 'up';
      else if (outcome === 'OK' && this.lane === 'up') this.lane = 'ending';
      return OUTCOME[outcome];
    }
    if (kind === MOVE.startCopy || kind === MOVE.stopCopy) {
      const outcome = drawn === 'UNCHANGED' ? 'OK' : drawn;
      if (outcome === 'OK' && kind === MOVE.startCopy) this.copying.add(subject);
      return OUTCOME[kind === MOVE.stopCopy && outcome !== 'THROTTLED' ? 'OK' : outcome];
    }
    if (kind === MOVE.suspendScaling || kind === MOVE.resumeScaling) return this.#scaling(kind === MOVE.suspendScaling, subject, drawn);
    return this.#update(subject, value, drawn);
  }

  #scaling(suspends: boolean, table: number, drawn: OutcomeName): number {
    const lost = this.now < CALM_AT && this.#draws.below(4) === 0;
    const outcome = drawn === 'UNCHANGED' || drawn === 'GONE' || drawn === 'FAILED' ? 'OK' : drawn;
    if (lost || outcome === 'OK') this.suspended[table] = suspends;
    return OUTCOME[lost ? 'UNREACHABLE' : outcome];
  }

  /** As the adapter answers: a capacity that is there already is UNCHANGED. */
  #update(table: number, rcu: number, drawn: OutcomeName): number {
    if (this.pending.some((change) => change.table === table)) return OUTCOME.IN_USE;
    if (this.rcu[table] === rcu) return OUTCOME.UNCHANGED;
    const lost = this.now < CALM_AT && this.#draws.below(4) === 0;
    const outcome = drawn === 'UNCHANGED' || drawn === 'GONE' || (rcu === FROM && drawn === 'FAILED') ? 'OK' : drawn;
    if (!lost && outcome !== 'OK') return OUTCOME[outcome];
    if (!lost) this.pending.push({ at: this.now + LOOK + this.#draws.below(200), table, rcu });
    else this.rcu[table] = rcu; // nobody was told: in force before anybody looks again
    return OUTCOME[lost ? 'UNREACHABLE' : 'OK'];
  }
}

/** Plays a night to its end; returns what is not as it was. */
function play(numbers: readonly number[], shutAfter: number): string[] {
  const draws = new Draws(numbers);
  const boosts = Array.from({ length: TABLES }, (): Boost | null => (draws.below(5) === 0 ? null
    : { at: OPENS + 60 * draws.below(4), from: FROM, to: TO, read: 800, suspends: draws.below(2) === 0 }));
  const brain = new BackupNight();
  const lane = { ...SCAN, tables: [0, 1, 2], concurrency: 1 + draws.below(3), launchAt: OPENS + 60 * draws.below(4) };
  brain.open(planOf([lane], boosts), { retrySeconds: LOOK, updatesMax: 1 + draws.below(3), stopSeconds: 120 });
  const world = new TinyWorld(draws);
  const sights = new Records();
  let [answers, moves] = [new Records(), new Records()];
  for (let step = 0; !brain.over; step++) {
    if (step === shutAfter) brain.shut();
    if (step > 5000) return [`not over after ${step} steps`];
    moves.clear();
    brain.next(world.now, answers, sights, moves);
    answers.clear();
    sights.clear();
    for (let i = 0; i < moves.length; i++) moves.outcome[i] = world.act(moves.kind[i], moves.subject[i], moves.value[i]);
    if (moves.length > 0) [answers, moves] = [moves, answers];
    else if (!brain.over) world.look(Math.min(brain.wakeAt, world.now < CLOSES ? CLOSES : Infinity), sights);
  }
  const owed: string[] = [];
  for (let table = 0; table < TABLES; table++) {
    if (world.rcu[table] !== FROM || world.pending.some((change) => change.table === table)) owed.push(`table ${table} has ${world.rcu[table]} RCU`);
    if (world.suspended[table]) owed.push(`autoscaling of table ${table} is suspended`);
  }
  return owed;
}

test('a night that is over owes nothing', (t) => {
  let played = 0;
  fc.assert(fc.property(fc.array(fc.nat(4095), { minLength: 20, maxLength: 300 }), fc.nat(120), (numbers, shutAfter) => {
    played++;
    const owed = play(numbers, shutAfter);
    if (owed.length > 0) throw new Error(owed.join('; '));
  }), { numRuns: 20_000 });
  t.is(played, 20_000);
});
