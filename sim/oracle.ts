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
  readonly refusedUnits: number;
}

const UPDATE_SECONDS = 30;

/** Lives through `seconds` seconds from 00:00 UTC on. An update takes 30 s. */
export function oracleNight(night: OracleCase, seconds: number): OracleNight {
  const timeline = new Float64Array(seconds);
  let { rcu } = night;
  let updatingTo = 0;
  let updateEnds = 0;
  let tokens = 4;
  let suspended = night.autoscaling === null;
  let secondsHigh = 0;
  let secondsLow = 0;
  let credit = night.burstShare * 300 * rcu;
  let readUnits = 0;
  let refusedUnits = 0;
  let doneSecond = NaN;
  let owesRevert = false;
  let owesResume = false;
  const update = (toRcu: number, second: number): boolean => {
    if (updatingTo > 0 || toRcu === rcu || (toRcu < rcu && tokens === 0)) return false;
    if (toRcu < rcu) tokens--;
    updatingTo = toRcu;
    updateEnds = second + UPDATE_SECONDS;
    return true;
  };
  for (let second = 0; second < seconds; second++) {
    if (second % 3600 === 0 && second > 0) tokens = second % 86_400 === 0 ? 4 : Math.min(4, tokens + 1);
    if (updatingTo > 0 && second >= updateEnds) {
      rcu = updatingTo;
      updatingTo = secondsHigh = secondsLow = 0;
      credit = Math.min(credit, night.burstShare * 300 * rcu);
    }
    if (night.boost?.second === second) {
      suspended = true;
      owesRevert = owesResume = update(night.boost.toRcu, second);
      if (!owesRevert) suspended = night.autoscaling === null;
    }
    if (owesRevert && doneSecond <= second && update(night.rcu, second)) owesRevert = false;
    if (owesResume && !owesRevert && updatingTo === 0 && doneSecond <= second) {
      owesResume = false;
      suspended = night.autoscaling === null;
      secondsHigh = secondsLow = 0;
    }
    timeline[second] = rcu;
    const app = night.rates[Math.floor(second / night.periodSeconds)] ?? 0;
    const copies = night.copy !== null && second >= night.copy.startSecond && !(doneSecond <= second);
    const asks = copies ? night.copy.paceRcu : 0;
    // Serve.
    const most = Math.min(app + asks, rcu + credit, 3000 * Math.ceil(rcu / 3000 + night.wcu / 1000));
    const part = app + asks > 0 ? most / (app + asks) : 1;
    if (copies) {
      const left = night.copy.units - readUnits;
      const read = Math.min(asks * part, left);
      readUnits += read;
      refusedUnits += app * (1 - part) * (read / (asks * part));
      if (left <= asks * part) doneSecond = second + read / (asks * part);
    }
    credit = Math.min(Math.max(credit + rcu - most, 0), night.burstShare * 300 * rcu);
    // Scale.
    if (suspended || night.autoscaling === null || updatingTo > 0) continue;
    const { minRcu, maxRcu, targetShare } = night.autoscaling;
    const used = Math.min(app + asks, rcu);
    secondsHigh = used > rcu * targetShare ? secondsHigh + 1 : 0;
    secondsLow = used < rcu * (targetShare - 0.2) ? secondsLow + 1 : 0;
    const wanted = Math.min(Math.max(Math.ceil(used / targetShare - 1e-6), minRcu), maxRcu);
    if (secondsHigh >= 120 && wanted > rcu) update(wanted, second + 1);
    if (secondsLow >= 900 && wanted < rcu) update(wanted, second + 1);
  }
  return { rcu: timeline, doneSecond, readUnits, refusedUnits };
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
