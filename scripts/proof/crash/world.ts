// A whole small world in memory in which a night can be killed at any of its events: an account, the files of the state, the
// backups. Whatever a kill leaves behind, the next start finds.

import { LIVE_DEFAULTS, withLive } from '../../../core/config/live-settings.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import { MIB, type At } from '../../../core/units.js';
import { openDestination, type Destination } from '../../../executor/archive/destination.js';
import type { Aws } from '../../../executor/aws.js';
import type { Clock } from '../../../executor/clock.js';
import { makeEngines } from '../../../executor/engines/make.js';
import type { NightDeps } from '../../../executor/night-deps.js';
import type { NightRequest } from '../../../executor/night-request.js';
import { runNight, settleAll, type SettleResult } from '../../../executor/run-night.js';
import { openDiskState, type StateOptions } from '../../../executor/state/open-disk.js';
import { openState } from '../../../executor/state/open-state.js';
import { LOCK_TIMES } from '../../../executor/state/lock-terms.js';
import type { StateStore } from '../../../executor/state/store.js';
import { MemoryFiles } from '../../../executor/state/testing.js';
import { makeAccount, type LoopbackAccount } from '../../../fixtures/aws/account.js';
import { inProcessAws } from '../../../fixtures/aws/in-process.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import { receiptOf } from '../../live/receipt.js';
import { MemoryDestination } from '../../scan/memory-destination.js';
import { BUCKET, CLOSES_AT, fill, NIGHT, planOf, REGION, REQUEST_TIMES, SETTINGS, type Estate } from './estate.js';
import { stateInBucket, stateInFiles, type KeptState } from './kept-state.js';
import { Life } from './life.js';
import type { Interruption, What } from './schedule.js';
import { Witness } from './witness.js';

export interface Start {
  /** Events that happened; how many there are, where it was not killed. */
  readonly events: number;
  /** null: killed. */
  readonly result: NightResult | SettleResult | null;
  /** Bytes that were not durable at each event; of a start that nobody interrupts. */
  readonly unsyncedBytes: readonly number[];
}

/** Puts a broken piece in the place of a right one: the matrix must notice. */
export interface Mutant {
  readonly state?: (store: StateStore) => StateStore;
  readonly deps?: (deps: NightDeps) => NightDeps;
  /** False: nobody looks where the copies lie. */
  readonly receipts?: false;
}

/** With this one capacity changes as fast as it ever does: few looks in which nothing happens. */
const UPDATE_SEED = 11;

const LIVE = withLive(LIVE_DEFAULTS, { emr: { toolsJar: `s3://${BUCKET}/tools.jar` }, dataPipeline: { pool: 0 } });

const BALLAST = Buffer.alloc(16 * MIB);

/** Nobody waits for longer than this in a night of this world. */
const PATIENCE_SECONDS = 12 * 3600;

export class CrashWorld {
  readonly account: LoopbackAccount;
  /** Where its owner looks for the copies. */
  readonly destination: Destination;
  readonly witness: Witness;
  readonly estate: Estate;
  files = new MemoryFiles();
  readonly kept: KeptState;
  nowAt: At;
  #clock: VirtualClock | null = null;
  readonly #lives: Life[] = [];
  readonly #mutant: Mutant;

  constructor(startAt: At, estate: Estate, mutant: Mutant = {}) {
    this.nowAt = startAt;
    this.estate = estate;
    this.#mutant = mutant;
    this.account = makeAccount({ now: () => this.#clock?.now() ?? this.nowAt, seed: UPDATE_SEED });
    fill(this.account, estate);
    this.destination = estate.engine === 'scan' ? new MemoryDestination() : this.#bucket(inProcessAws(this.account), new VirtualClock(startAt));
    const bucket = this.account.s3.buckets.get(BUCKET);
    this.kept = estate.inBucket === true && bucket !== undefined ? stateInBucket(bucket, 'state/') : stateInFiles(() => this.files);
    this.witness = new Witness(this);
    this.files.pieceBytes = MIB;
    // Room that is kept for hard times: made by the first night of a machine, and the same for all worlds.
    this.files.folders.add('/state');
    this.files.nodes.set('/state/ballast', { bytes: BALLAST, durable: BALLAST, modifiedAt: startAt });
  }

  /** One start of the program, killed or told to stop where the schedule says. */
  async start(interruption: Interruption | null, what: What = 'run'): Promise<Start> {
    const clock = new VirtualClock(this.nowAt, { promisesOnly: true, untilAt: this.nowAt + PATIENCE_SECONDS });
    this.#clock = clock;
    const life = new Life(interruption, () => this.files, interruption === null);
    const deps = this.#deps(clock, life);
    const ran = what === 'run' ? runNight(deps, this.#request(deps)) : settleAll(deps, this.#request(deps));
    const result = await Promise.race([ran, life.killed]);
    this.nowAt = clock.now();
    clock.stop();
    if (result === null) this.files = this.files.crash(life.keptBytes);
    this.files.meddle = () => undefined;
    this.#clock = null;
    return { events: life.events, result, unsyncedBytes: life.unsyncedBytes ?? [] };
  }

  #store(aws: Aws, clock: Clock, lockId: string, life: Life): StateStore {
    const options: StateOptions = { clock, wall: () => clock.now(), owner: { account: this.account.sts.account, region: REGION }, clean: (text) => text, newId: () => lockId, lockTimes: LOCK_TIMES };
    return this.estate.inBucket === true ? openState(`s3://${BUCKET}/state`, aws, options) : openDiskState('/state', options, life.mortal(this.files));
  }

  /** The destination of one process: calls of its own, where it is a bucket. */
  #seenBy(aws: Aws, clock: Clock): Destination {
    return this.estate.engine === 'scan' ? this.destination : this.#bucket(aws, clock);
  }

  #bucket(aws: Aws, clock: Clock): Destination {
    return openDestination(`s3://${BUCKET}/all`, { aws, clock, account: this.account.sts.account });
  }

  /** After the last look at it. */
  close(): void {
    for (const life of this.#lives) life.forget();
  }

  /** Lets time pass between two starts. */
  pass(seconds: number): void {
    this.nowAt += seconds;
  }

  #deps(clock: VirtualClock, life: Life): NightDeps {
    const door = inProcessAws(this.account, {
      clock,
      before: (action, input) => {
        if (life.event()) return 'die';
        this.witness.sent(action, input);
        return undefined;
      },
      after: () => (life.event() ? 'die' : undefined),
    });
    life.onDeath = () => door.kill();
    this.files.now = () => clock.now();
    this.files.meddle = () => void life.event();
    const number = this.#lives.push(life);
    const store = this.#store(door, clock, `lock-${number}`, life);
    const deps: NightDeps = {
      aws: door, clock, state: this.#mutant.state?.(store) ?? store, signal: life.stop.signal, hurry: life.hurry.signal, say: () => undefined,
      engines: (context) => makeEngines(context, { live: LIVE, settings: SETTINGS, destination: this.#seenBy(door, clock), toolVersion: '0.0.0' }),
      process: { pid: number, host: 'proof', bootId: 'boot', who: 'proof', command: 'run', version: '0.0.0' },
      newRunId: (at) => `${new Date(at * 1000).toISOString().slice(0, 16).replace(/:/g, '')}Z-${String(number).padStart(6, 'a').replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)])}`,
    };
    return this.#mutant.deps?.(deps) ?? deps;
  }

  #request(deps: NightDeps): NightRequest {
    const destination = this.#seenBy(deps.aws, deps.clock);
    return {
      window: { night: NIGHT, opensAt: CLOSES_AT - 7 * 3600, closesAt: CLOSES_AT }, zone: 'UTC', region: REGION, account: this.account.sts.account, times: REQUEST_TIMES,
      allowEmpty: false, usdPerRcuHour: 0.00013, ...(this.#mutant.receipts === false ? {} : { receipt: receiptOf(destination, 2) }),
      plan: async (done) => ({ live: await planOf(this.account, this.estate, done, deps.clock.now()), boundUsd: 1 }),
    };
  }
}
