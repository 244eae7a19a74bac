// What the engine knows of its clusters and steps. All of it can be found in AWS again by name.

import { clusterEndsBy, clusterName, stepToken } from '../../../core/engines/emr-request.js';
import type { LiveSettings } from '../../../core/config/live-settings.js';
import type { At, Seconds } from '../../../core/units.js';
import type { NightContext } from '../engine.js';
import type { PatientProve } from '../prove/proof.js';
import type { ClusterSeen } from './calls.js';

/**
 * Whoever asked without an answer looks this long before it is sent again, or taken as not there: lists of EMR may lack
 * what was made a moment ago (not published: an assumption).
 */
export const SEEK_SECONDS: Seconds = 60;

export interface EmrEngineOptions extends Readonly<LiveSettings['emr']> {
  /** How long after the close of the window a cluster may live. */
  readonly graceSeconds: Seconds;
  /** Where an attempt writes. */
  readonly place: (table: number, attempt: number) => { readonly url: string };
  readonly prove: PatientProve;
}

/** A launch that was accepted, and whose end was not told. */
export interface Cluster {
  readonly lane: number;
  readonly launch: number;
  readonly name: string;
  /** null: to be found by its name. */
  id: string | null;
  /** When it was accepted here, or the program started anew. */
  readonly sinceAt: At;
  /** Whatever it does, it is ended then. */
  endsByAt: At;
  ready: boolean;
  /** Asked to end: by us, because its time is over, or not. */
  ending: 'no' | 'stopped' | 'timed out';
  /** The request to end it was accepted. */
  told: boolean;
}

/** An attempt that was accepted, and whose end was not told. */
export interface StepCopy {
  readonly table: number;
  readonly lane: number;
  readonly attempt: number;
  readonly token: string;
  id: string | null;
  readonly sinceAt: At;
  started: boolean;
  stopping: boolean;
  /** It is complete, and being read back. */
  proving: boolean;
}

export class EmrState {
  readonly context: NightContext;
  readonly options: EmrEngineOptions;
  readonly clusters = new Map<number, Cluster>();
  readonly copies = new Map<number, StepCopy>();
  /** Lanes that were stopped without a launch: their end is told by the next look. */
  readonly neverUp: number[] = [];
  /** Sent without an answer, by token: when. */
  readonly unanswered = new Map<string, At>();
  /** Whether this process has looked through the account's clusters, and what it found by name: left by an earlier process. */
  listed = false;
  found: ReadonlyMap<string, ClusterSeen> = new Map();
  /** Clusters whose steps were made by this process alone: what is not known of them is not there. */
  readonly ours = new Set<string>();

  constructor(context: NightContext, options: EmrEngineOptions) {
    this.context = context;
    this.options = options;
  }

  nameOf(lane: number, launch: number): string {
    return clusterName({ runId: this.context.runId, lane, launch });
  }

  addCluster(lane: number, launch: number, id: string | null, createdAt: At | null): Cluster {
    const cluster: Cluster = {
      lane, launch, name: this.nameOf(lane, launch), id, sinceAt: this.context.clock.now(), endsByAt: this.endsBy(lane, createdAt ?? this.context.clock.now()),
      ready: false, ending: 'no', told: false,
    };
    this.clusters.set(lane, cluster);
    return cluster;
  }

  endsBy(lane: number, launchedAt: At): At {
    const { plan } = this.context;
    return clusterEndsBy(plan.lanes[lane], launchedAt, plan.closesAt, this.options.graceSeconds);
  }

  addCopy(table: number, attempt: number, id: string | null): void {
    const { plan, runId, clock } = this.context;
    this.copies.set(table, {
      table, lane: plan.columns.lane[table], attempt, token: stepToken(runId, table, attempt), id, sinceAt: clock.now(), started: false, stopping: false, proving: false,
    });
  }

  copiesOf(lane: number): StepCopy[] {
    return [...this.copies.values()].filter((copy) => copy.lane === lane);
  }

  /** Clusters of the run were made after this. */
  get createdAfter(): At {
    const launches = this.context.plan.lanes.filter(({ engine }) => engine === 'emr').map(({ launchAt }) => launchAt);
    return Math.min(...launches, this.context.clock.now()) - 600;
  }

  /** Whether what was sent without an answer may still turn up. */
  isSought(token: string): boolean {
    return this.context.clock.now() < (this.unanswered.get(token) ?? -Infinity) + SEEK_SECONDS;
  }
}
