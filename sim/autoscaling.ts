// Target tracking as Application Auto Scaling does it for read capacity: when it acts next, and what it sets.
// Source: AWS docs, "Managing throughput capacity automatically with DynamoDB auto scaling" (2 minutes above the
// target, 15 minutes below); the 20 points below the target are the rule of awslabs/amazon-dynamodb-tools.

import type { At, Rcu, Seconds, Share } from '../core/units.js';
import { SCALING } from '../core/table-columns.js';
import type { TrafficReader } from './traffic.js';

/** Walks one table through time. Set the inputs and the state, `walk`, read state and output; used again and again. */
export class TargetTracking {
  // Inputs.
  rcu: Rcu = 0;
  /** What a copy reads on top of the application. */
  copyRcu: Rcu = 0;
  minRcu: Rcu = 0;
  maxRcu: Rcu = 0;
  targetShare: Share = 0;
  readonly outSeconds: Seconds;
  readonly inSeconds: Seconds;
  readonly inMarginShare: Share;
  /** Nothing is done before this; nothing is lowered before that. */
  notBeforeAt: At = 0;
  decreaseFromAt: At = 0;
  // State: since when utilisation has been too high, or too low; Infinity when it is not.
  highSinceAt: At = Infinity;
  lowSinceAt: At = Infinity;
  /** Output: what the action sets. */
  toRcu: Rcu = 0;

  constructor(settings: { readonly outSeconds: Seconds; readonly inSeconds: Seconds; readonly inMarginShare: Share }) {
    this.outSeconds = settings.outSeconds;
    this.inSeconds = settings.inSeconds;
    this.inMarginShare = settings.inMarginShare;
  }

  /** Sets whom to follow: a table whose bounds and target stand in these rows of SCALING. */
  aim(scaling: Float64Array, table: number, rcu: Rcu, copyRcu: Rcu): void {
    const row = table * SCALING.size;
    this.minRcu = scaling[row + SCALING.minRcu];
    this.maxRcu = scaling[row + SCALING.maxRcu];
    this.targetShare = scaling[row + SCALING.targetShare];
    this.rcu = rcu;
    this.copyRcu = copyRcu;
  }

  /** Goes from `fromAt` to the next action, or to `untilAt`; returns when it acts, or Infinity. */
  walk(traffic: TrafficReader, table: number, fromAt: At, untilAt: At): At {
    const { rcu, copyRcu, targetShare, notBeforeAt } = this;
    const high = rcu * targetShare;
    const low = rcu * (targetShare - this.inMarginShare);
    let now = fromAt;
    traffic.seek(table, fromAt);
    while (now < untilAt) {
      const edge = Math.min(traffic.edgeAt, untilAt);
      // Consumption above the provisioned rate (burst) is not counted.
      const used = Math.min(traffic.rcu + copyRcu, rcu);
      if (used > high) {
        this.lowSinceAt = Infinity;
        if (this.highSinceAt === Infinity) this.highSinceAt = now;
        const actsAt = Math.max(this.highSinceAt + this.outSeconds, now, notBeforeAt);
        if (actsAt <= edge && this.#sets(used) > rcu) return actsAt;
      } else if (used < low) {
        this.highSinceAt = Infinity;
        if (this.lowSinceAt === Infinity) this.lowSinceAt = now;
        const actsAt = Math.max(this.lowSinceAt + this.inSeconds, now, notBeforeAt, this.decreaseFromAt);
        if (actsAt <= edge && this.#sets(used) < rcu) return actsAt;
      } else this.highSinceAt = this.lowSinceAt = Infinity;
      now = edge;
      if (now >= traffic.edgeAt) traffic.next();
    }
    return Infinity;
  }

  #sets(used: Rcu): Rcu {
    // The nudge keeps 70 / 0.7 from becoming 101.
    const wanted = Math.ceil(used / this.targetShare - 1e-6);
    this.toRcu = Math.min(Math.max(wanted, this.minRcu, 1), this.maxRcu);
    return this.toRcu;
  }
}
