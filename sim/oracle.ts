// A slow and obvious second opinion on the simulated AWS, for tests: one table, one second at a time, nothing computed
// ahead. It shares no code with the event-driven model.

export interface OracleCase {
  readonly rcu: number;
  readonly autoscaling: { readonly minRcu: number; readonly maxRcu: number; readonly targetShare: number } | null;
  /** Application read rate in each period from second 0; 0 afterwards. */
  readonly rates: readonly number[];
  readonly periodSeconds: number;
  /** Kept share of 300 s of unused capacity. */
  readonly burstShare: number;
  /** Capacity for writes: decides the partitions, together with the reads. */
  readonly wcu: number;
  readonly copy: { readonly startSecond: number; readonly units: number; readonly paceRcu: number } | null;
  /** Asked at `second`, with autoscaling suspended; given back when the copy is done, then autoscaling is resumed. */
  readonly boost: { readonly second: number; readonly toRcu: number } | null;
}

export interface OracleNight {
  /** Capacity in force in each second. */
  readonly rcu: Float64Array;
  /** When the copy was done; NaN if it was not. */
  readonly doneSecond: number;
  readonly readUnits: number;
  /** Refused to the application, but not without the copy. */
  readonly refusedUnits: number;
}

const UPDATE_SECONDS = 30;

/** Lives through `seconds` seconds from 00:00 UTC on. An update takes 30 s. */
export function oracleNight(night: OracleCase, seconds: number): OracleNight {
  const rcu = new Float64Array(seconds);
  const table = new OracleTable(night);
  for (let second = 0; second < seconds; second++) {
    table.control(second);
    rcu[second] = table.rcu;
    table.read(second);
    table.scale(second);
  }
  return { rcu, doneSecond: table.doneSecond, readUnits: table.readUnits, refusedUnits: table.refusedUnits };
}

class OracleTable {
  rcu: number;
  readUnits = 0;
  refusedUnits = 0;
  doneSecond = NaN;
  readonly #night: OracleCase;
  #updatingTo = 0;
  #updateEnds = 0;
  #tokens = 4;
  #suspended: boolean;
  #secondsHigh = 0;
  #secondsLow = 0;
  #credit: number;
  /** What application and copy ask for in this second. */
  #app = 0;
  #asks = 0;
  #owesRevert = false;
  #owesResume = false;

  constructor(night: OracleCase) {
    this.#night = night;
    this.rcu = night.rcu;
    this.#suspended = night.autoscaling === null;
    this.#credit = this.#creditMax();
  }

  #creditMax(): number {
    return this.#night.burstShare * 300 * this.rcu;
  }

  #update(toRcu: number, second: number): boolean {
    if (this.#updatingTo > 0 || toRcu === this.rcu || (toRcu < this.rcu && this.#tokens === 0)) return false;
    if (toRcu < this.rcu) this.#tokens--;
    this.#updatingTo = toRcu;
    this.#updateEnds = second + UPDATE_SECONDS;
    return true;
  }

  /** Tokens, updates, and the boost and its return. */
  control(second: number): void {
    const { boost, autoscaling, rcu } = this.#night;
    if (second % 3600 === 0 && second > 0) this.#tokens = second % 86_400 === 0 ? 4 : Math.min(4, this.#tokens + 1);
    if (this.#updatingTo > 0 && second >= this.#updateEnds) {
      this.rcu = this.#updatingTo;
      this.#updatingTo = this.#secondsHigh = this.#secondsLow = 0;
      this.#credit = Math.min(this.#credit, this.#creditMax());
    }
    if (boost?.second === second) {
      this.#owesRevert = this.#owesResume = this.#update(boost.toRcu, second);
      this.#suspended = this.#owesRevert || autoscaling === null;
    }
    if (!(this.doneSecond <= second)) return;
    if (this.#owesRevert && this.#update(rcu, second)) this.#owesRevert = false;
    if (this.#owesResume && !this.#owesRevert && this.#updatingTo === 0) {
      this.#owesResume = false;
      this.#suspended = autoscaling === null;
      this.#secondsHigh = this.#secondsLow = 0;
    }
  }

  read(second: number): void {
    const { rates, periodSeconds, copy, wcu } = this.#night;
    const copies = copy !== null && second >= copy.startSecond && !(this.doneSecond <= second);
    const app = rates[Math.floor(second / periodSeconds)] ?? 0;
    const asks = copies ? copy.paceRcu : 0;
    const most = Math.min(this.rcu + this.#credit, 3000 * Math.ceil(this.rcu / 3000 + wcu / 1000));
    const served = Math.min(app + asks, most);
    const part = app + asks > 0 ? served / (app + asks) : 1;
    if (copies) {
      const left = copy.units - this.readUnits;
      const read = Math.min(asks * part, left);
      this.readUnits += read;
      this.refusedUnits += (Math.min(app, most) - app * part) * (read / (asks * part));
      if (left <= asks * part) this.doneSecond = second + read / (asks * part);
    }
    this.#credit = Math.min(Math.max(this.#credit + this.rcu - served, 0), this.#creditMax());
    this.#app = app;
    this.#asks = asks;
  }

  scale(second: number): void {
    const { autoscaling } = this.#night;
    if (this.#suspended || autoscaling === null || this.#updatingTo > 0) return;
    const { minRcu, maxRcu, targetShare } = autoscaling;
    const used = Math.min(this.#app + this.#asks, this.rcu);
    this.#secondsHigh = used > this.rcu * targetShare ? this.#secondsHigh + 1 : 0;
    this.#secondsLow = used < this.rcu * (targetShare - 0.2) ? this.#secondsLow + 1 : 0;
    const wanted = Math.min(Math.max(Math.ceil(used / targetShare - 1e-6), minRcu), maxRcu);
    if (this.#secondsHigh >= 120 && wanted > this.rcu) this.#update(wanted, second + 1);
    if (this.#secondsLow >= 900 && wanted < this.rcu) this.#update(wanted, second + 1);
  }
}

/** RCU-hours of a capacity timeline that starts on a clock hour, by the highest value of each hour and by time. */
export function oracleHours(rcu: Float64Array): { max: number; prorated: number } {
  let max = 0;
  let prorated = 0;
  for (let hour = 0; hour * 3600 < rcu.length; hour++) {
    let highest = 0;
    for (let second = hour * 3600; second < (hour + 1) * 3600 && second < rcu.length; second++) {
      prorated += rcu[second] / 3600;
      if (rcu[second] > highest) highest = rcu[second];
    }
    max += highest;
  }
  return { max, prorated };
}
