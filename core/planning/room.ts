// The account's room for raises as a price. Where the raises of all copies do not fit, a raised RCU is given a price, and each
// copy is paced so that capacity, machine time and room together cost least; the price is raised until everything fits.
// Copies with capacity of their own then do without a raise, and none goes below what its own window needs.
// Source: Lagrangian relaxation (Geoffrion 1974); for one copy it is the square root of Harris 1913 with other prices.

import { overheadSeconds } from './estimate.js';
import { freeRcu, leastPace, leastRcu, neededRcu } from './pace.js';
import { ENGINES } from '../plan.js';
import type { EngineFrame } from './planner-pace.js';
import type { Draft } from '../policy.js';
import { setPace } from './raises.js';
import { HOUR, type Rcu, type Seconds, type Share } from '../units.js';

/** Of the room's RCU-seconds so much can be filled by copies of different height that follow each other. */
const FILL_SHARE = 0.8;
/** Halvings of the price between a hundredth and ten thousand times that of an RCU-second: within 6 %. */
const HALVINGS = 8;
const PRICE_FACTOR_MIN = 1e-2;
const PRICE_FACTOR_MAX = 1e4;

/** What is the same for all copies of one search. */
interface Scene {
  readonly share: Share;
  /** Raises are held from the opening on, all together; otherwise each around its copy. */
  readonly holdsAll: boolean;
  /** In force without reading: the lead, the engine's overhead, the way back. */
  readonly aroundSeconds: Seconds;
  readonly laneUsdPerSecond: number;
  readonly rcuUsd: number;
}

/** Copies that may be paced, one value each. */
class Candidates {
  length = 0;
  readonly table: Int32Array;
  readonly units: Float64Array;
  readonly fromRcu: Float64Array;
  readonly keepRcu: Float64Array;
  /** Rates: without a raise, at least, at most; the least is above the free one where a raise is needed. */
  readonly freeRcu: Float64Array;
  readonly leastRcu: Float64Array;
  readonly mostRcu: Float64Array;

  constructor(capacity: number) {
    const column = (): Float64Array => new Float64Array(capacity);
    this.table = new Int32Array(capacity);
    [this.units, this.fromRcu, this.keepRcu] = [column(), column(), column()];
    [this.freeRcu, this.leastRcu, this.mostRcu] = [column(), column(), column()];
  }
}

/**
 * Paces copies that run in lanes so that their raises fit into the account: all at once, or one after the other in as many
 * lanes as it takes. Changes nothing where they fit already. Returns whether room is scarce.
 */
export function priceRoom(draft: Draft, tables: readonly number[], frame: EngineFrame, holdsAll: boolean): boolean {
  const { share, scene } = sceneOf(draft, frame, holdsAll);
  const whole = holdsAll ? draft.raiseRoomRcu : draft.raiseRoomRcu * frame.laneSeconds * FILL_SHARE;
  if (usedNow(draft, tables, scene) <= whole) return false;
  const all = candidates(draft, tables, frame, share);
  // Capacities are rounded up to whole units, rates to whole units of the connector before.
  const budget = holdsAll ? whole - all.length / share : whole;
  const unit = scene.rcuUsd / (holdsAll ? 1 : HOUR);
  let low = Math.log(PRICE_FACTOR_MIN);
  let high = Math.log(PRICE_FACTOR_MAX);
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (usedAt(all, scene, unit * Math.exp(middle)) > budget) low = middle;
    else high = middle;
  }
  const price = unit * Math.exp(high);
  for (let k = 0; k < all.length; k++) {
    const table = all.table[k];
    const rate = rateAt(all, k, scene, price);
    const toRcu = rate <= all.freeRcu[k] ? all.fromRcu[k] : Math.min(leastRcu(neededRcu(rate, frame.engine), all.keepRcu[k], share), draft.toRcuMax[table]);
    setPace(draft, table, toRcu, freeRcu(toRcu, all.keepRcu[k], share, draft.ceilingRcu[table]));
  }
  return true;
}

function sceneOf(draft: Draft, frame: EngineFrame, holdsAll: boolean): { share: Share; scene: Scene } {
  const { control } = draft.settings;
  const share = draft.scale.readShareMax ?? 1;
  return {
    share,
    scene: {
      share, holdsAll, aroundSeconds: control.boostLeadSeconds + overheadSeconds(frame.engine, draft.settings) + 2 * control.lookSeconds,
      laneUsdPerSecond: frame.copyUsdPerHour / HOUR, rcuUsd: frame.rcuHourUsd * (holdsAll ? frame.heldHours : 1),
    },
  };
}

/** Room that the raises take as they are: RCU, or RCU-seconds where each is held around its copy only. */
function usedNow({ columns, units }: Draft, tables: readonly number[], { holdsAll, aroundSeconds }: Scene): number {
  const { toRcu, fromRcu, readRcu } = columns;
  let used = 0;
  for (const table of tables) {
    const raise = toRcu[table] - fromRcu[table];
    if (raise > 0) used += holdsAll ? raise : raise * (aroundSeconds + units[table] / readRcu[table]);
  }
  return used;
}

function candidates(draft: Draft, tables: readonly number[], frame: EngineFrame, share: Share): Candidates {
  const { columns, units, keepRcu, ceilingRcu, toRcuMax } = draft;
  const found = new Candidates(tables.length);
  const engine = ENGINES[frame.number];
  for (const table of tables) {
    const from = columns.fromRcu[table];
    if (columns.toRcu[table] <= from) continue;
    const keep = keepRcu[table];
    const ceiling = ceilingRcu[table];
    const k = found.length++;
    found.table[k] = table;
    found.units[k] = units[table];
    found.fromRcu[k] = from;
    found.keepRcu[k] = keep;
    found.freeRcu[k] = freeRcu(from, keep, share, ceiling);
    found.leastRcu[k] = leastPace(units[table], frame.usableSeconds, engine, from, toRcuMax[table], keep, share, ceiling).readRcu;
    found.mostRcu[k] = columns.readRcu[table];
  }
  return found;
}

function usedAt(all: Candidates, scene: Scene, price: number): number {
  let used = 0;
  for (let k = 0; k < all.length; k++) {
    const rate = rateAt(all, k, scene, price);
    if (rate > all.freeRcu[k]) used += raiseFor(all, k, scene.share, rate) * (scene.holdsAll ? 1 : scene.aroundSeconds + all.units[k] / rate);
  }
  return used;
}

function raiseFor(all: Candidates, k: number, share: Share, rate: Rcu): Rcu {
  return Math.max(0, Math.max(rate / share, rate + all.keepRcu[k]) - all.fromRcu[k]);
}

/** The rate of a copy at which capacity, machines and room together cost least, between its bounds. */
function rateAt(all: Candidates, k: number, scene: Scene, price: number): Rcu {
  const { share, holdsAll, aroundSeconds, laneUsdPerSecond, rcuUsd } = scene;
  const units = all.units[k];
  const free = all.freeRcu[k];
  // Cost of a rate x: a (x / share) + b units / x, and a constant; while it is held, the part that is its own costs no room.
  const a = rcuUsd + price * (holdsAll ? 1 : aroundSeconds);
  const b = laneUsdPerSecond + (holdsAll ? 0 : price * ((share < 1 ? 0 : all.keepRcu[k]) - all.fromRcu[k]));
  const cheapest = b > 0 ? Math.sqrt((share * units * b) / a) : 0;
  const rate = Math.min(Math.max(cheapest, all.leastRcu[k], free), all.mostRcu[k]);
  if (all.leastRcu[k] > free) return rate;
  const raise = raiseFor(all, k, share, rate);
  const raisedUsd = rcuUsd * raise + (laneUsdPerSecond * units) / rate + price * raise * (holdsAll ? 1 : aroundSeconds + units / rate);
  return raisedUsd < (laneUsdPerSecond * units) / free ? rate : free;
}
