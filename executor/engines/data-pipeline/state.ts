// What the engine knows of its pipelines. All of it can be found in AWS again: pipelines by name and unique id, and what
// runs in them by ids that hold the run, the lane and the launch.

import { objectToken, type PipelineOptions } from '../../../core/engines/pipeline-definition.js';
import { ownPipelineName, poolPipelineName } from '../../../core/engines/pipeline-names.js';
import { MINUTE, type At, type Seconds } from '../../../core/units.js';
import type { NightContext } from '../engine.js';
import type { PatientProve } from '../prove/proof.js';

/** How long what was asked without an answer, or made a moment ago, may still turn up (not published: an assumption). */
export const SEEK_SECONDS: Seconds = 60;
/** AWS ends the cluster at terminateAfter; some time later we do. */
const OVERTIME_SECONDS: Seconds = 15 * MINUTE;

/** Where Data Pipeline is (AWS General Reference, endpoints). */
export const REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'ap-southeast-2', 'ap-northeast-1', 'eu-west-1'];

export interface DataPipelineEngineOptions extends PipelineOptions {
  /** How long after the close of the window a pipeline without a limit of its own may run. */
  readonly graceSeconds: Seconds;
  /** Where an attempt writes. */
  readonly place: (table: number, attempt: number) => { readonly url: string };
  readonly prove: PatientProve;
}

/** A launch that was accepted, and whose end was not told. */
export interface Pipeline {
  readonly lane: number;
  readonly launch: number;
  /** In the id of each of its objects. */
  readonly token: string;
  /** null: to be found by its name. */
  id: string | null;
  /** When it was accepted here, or the program started anew. */
  readonly sinceAt: At;
  readonly endsByAt: At;
  /** When it was looked at last. */
  askedAt: At;
  ready: boolean;
  ending: 'no' | 'stopped' | 'timed out';
  told: boolean;
  /** The cluster's last status, and when it became final. */
  cluster: string;
  clusterEndedAt: At;
  /** Instances that are over: not asked for again. */
  readonly over: Set<string>;
}

/** A table of a launch whose end was not told. */
export interface ActivityCopy {
  readonly table: number;
  readonly lane: number;
  readonly attempt: number;
  readonly sinceAt: At;
  started: boolean;
  /** It is complete, and being read back. */
  proving: boolean;
}

export class PipelineState {
  readonly context: NightContext;
  readonly options: DataPipelineEngineOptions;
  readonly pipelines = new Map<number, Pipeline>();
  readonly copies = new Map<number, ActivityCopy>();
  readonly neverUp: number[] = [];
  /** Activations sent without an answer, by token: when. */
  readonly unanswered = new Map<string, At>();
  /** Whether this process has listed the account's pipelines; names that launches may find taken, or turned to. */
  listed = false;
  readonly named = new Set<string>();
  /** Tables that were gone when the definition of their lane was made. */
  readonly leftOut = new Set<number>();

  constructor(context: NightContext, options: DataPipelineEngineOptions) {
    this.context = context;
    this.options = options;
  }

  tokenOf(lane: number, launch: number): string {
    return objectToken(this.context.runId, lane, launch);
  }

  /** Name and unique id of the pipeline that is this launch's own: AWS makes one for the pair, however often it is asked. */
  ownName(lane: number, launch: number): string {
    return ownPipelineName({ runId: this.context.runId, lane, launch });
  }

  /** The long-lived pipeline that a lane uses; null: none. */
  poolName(lane: number): string | null {
    const { plan, region } = this.context;
    return poolPipelineName(plan, lane, region, this.options.pool);
  }

  addPipeline(lane: number, launch: number, id: string | null): void {
    const { plan, clock } = this.context;
    const { terminateAfterSeconds } = plan.lanes[lane];
    const sinceAt = clock.now();
    const limitAt = Number.isFinite(terminateAfterSeconds) ? sinceAt + terminateAfterSeconds : Math.max(plan.closesAt, sinceAt) + this.options.graceSeconds;
    this.pipelines.set(lane, {
      lane, launch, token: this.tokenOf(lane, launch), id, sinceAt, endsByAt: limitAt + OVERTIME_SECONDS, askedAt: -Infinity, ready: false, ending: 'no', told: false,
      cluster: '', clusterEndedAt: Infinity, over: new Set(),
    });
  }

  addCopy(table: number, attempt: number): void {
    const { plan, clock } = this.context;
    this.copies.set(table, { table, lane: plan.columns.lane[table], attempt, sinceAt: clock.now(), started: false, proving: false });
  }

  /** Whether an activation without an answer may still turn up. */
  isSought(token: string): boolean {
    return this.context.clock.now() < (this.unanswered.get(token) ?? -Infinity) + SEEK_SECONDS;
  }

  copiesOf(lane: number): ActivityCopy[] {
    return [...this.copies.values()].filter((copy) => copy.lane === lane);
  }
}
