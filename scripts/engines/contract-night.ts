// A small brain with a small journal: what was answered OK and what was seen. Asks an engine as the night does.

import type { EngineName } from '../../core/plan.js';
import { OUTCOME, OUTCOMES, Records, SIGHTS } from '../../core/world.js';
import type { Engine } from '../../executor/engines/engine.js';
import { NAMES, planOf, type Made, type Rig } from './contract-rig.js';

const LOOK_SECONDS = 60;
const LOOKS_MAX = 400;
const ATTEMPTS_MAX = 5;

export class ContractNight {
  launches = 0;
  lane: 'idle' | 'up' | 'ready' | 'ended' = 'idle';
  stops = 0;
  readonly attempts: number[] = NAMES.map(() => 0);
  /** waiting, copying, refused, or the sight that ended it. */
  readonly copies: string[] = NAMES.map(() => 'waiting');
  readonly seen: string[] = [];
  readonly refused: string[] = [];
  readonly #rig: Rig;
  readonly #selfOrdered: boolean;
  readonly #concurrency: number;

  constructor(rig: Rig) {
    this.#rig = rig;
    const [{ selfOrdered, concurrency }] = planOf(rig.kind).lanes;
    this.#selfOrdered = selfOrdered;
    this.#concurrency = concurrency;
  }

  /** Tells a new process what an old one left. */
  adopt(engine: Engine): void {
    if (this.lane === 'up' || this.lane === 'ready') engine.adopt('startLane', 0, this.launches, 0);
    this.copies.forEach((copy, table) => {
      if (copy === 'copying') engine.adopt('startCopy', table, this.attempts[table], 50);
    });
  }

  /** Runs until the lane has ended, or `until` says so. @throws Error when that never comes */
  async run(engine: Engine, until: () => boolean = () => false): Promise<void> {
    for (let looks = 0; this.lane !== 'ended' && !until(); looks++) {
      if (looks > LOOKS_MAX) throw new Error(`no end: ${this.lane}, ${this.copies.join()}, ${this.#rig.said.slice(-3).join(' | ')}`);
      if (this.lane === 'idle' && (await this.#act('startLane', () => engine.startLane(0, this.launches + 1)))) {
        this.launches++;
        this.lane = 'up';
      }
      for (let table = 0; table < NAMES.length && this.#takesCopies; table++) await this.#startCopy(engine, table);
      const over = this.copies.every((copy) => copy !== 'waiting' && copy !== 'copying');
      if (over && !this.#selfOrdered && this.lane === 'ready' && this.stops === 0) this.stops += Number(await this.#act('stopLane', () => engine.stopLane(0)));
      if (!this.#isOver) await this.look(engine);
    }
  }

  get #takesCopies(): boolean {
    return this.lane === 'ready' || (this.#selfOrdered && this.lane === 'up');
  }

  get #isOver(): boolean {
    return this.lane === 'ended';
  }

  async look(engine: Engine): Promise<void> {
    const { clock } = this.#rig;
    await clock.sleepUntil(clock.now() + LOOK_SECONDS);
    const sights = new Records();
    await engine.look(clock.now(), sights);
    for (let i = 0; i < sights.length; i++) this.#see(SIGHTS[sights.kind[i]], sights.subject[i], sights.value[i]);
  }

  async #startCopy(engine: Engine, table: number): Promise<void> {
    const running = this.copies.filter((copy) => copy === 'copying').length;
    if (this.copies[table] !== 'waiting' || (!this.#selfOrdered && running >= this.#concurrency)) return;
    if (await this.#act(`startCopy ${NAMES[table]}`, () => engine.startCopy(table, this.attempts[table] + 1, 50), () => this.look(engine))) {
      this.attempts[table]++;
      this.copies[table] = 'copying';
    } else this.copies[table] = 'refused';
  }

  #see(sight: string, subject: number, value: number): void {
    if (sight.startsWith('lane')) this.seen.push(sight === 'laneEnded' ? `${sight} ${OUTCOMES[value]}` : sight);
    else this.seen.push(`${sight} ${NAMES[subject]}`);
    if (sight === 'laneReady') this.lane = 'ready';
    else if (sight === 'laneEnded') this.lane = 'ended';
    else if (sight === 'copyFailed' && !this.#selfOrdered && this.attempts[subject] < ATTEMPTS_MAX) this.copies[subject] = 'waiting';
    else if (sight.startsWith('copy') && sight !== 'copyStarted') this.copies[subject] = sight;
  }

  /** As the brain does: what passes is asked again after longer and longer pauses; what is `meanwhile` seen may end it. */
  async #act(move: string, ask: () => Promise<number>, meanwhile?: () => Promise<void>): Promise<boolean> {
    const { clock } = this.#rig;
    for (let pause = 15; ; pause *= 2) {
      const outcome = await ask();
      if (outcome === OUTCOME.OK) return true;
      this.refused.push(`${move} ${OUTCOMES[outcome]}`);
      if (outcome !== OUTCOME.THROTTLED && outcome !== OUTCOME.UNREACHABLE) {
        if (move === 'startLane') this.lane = 'ended';
        return false;
      }
      if (pause > 4000) throw new Error(`${move} is never taken`);
      await clock.sleepUntil(clock.now() + pause);
      await meanwhile?.();
      if (this.#isOver) return false;
    }
  }
}

/** What one undisturbed night makes in AWS. */
export const MADE: Readonly<Record<EngineName, Made>> = {
  scan: { clusters: 0, steps: 0, pipelines: 0, activations: 0, exports: 0 },
  emr: { clusters: 1, steps: 2, pipelines: 0, activations: 0, exports: 0 },
  'data-pipeline': { clusters: 0, steps: 0, pipelines: 1, activations: 1, exports: 0 },
  export: { clusters: 0, steps: 0, pipelines: 0, activations: 0, exports: 2 },
};
