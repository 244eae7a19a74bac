// What is asked of EMR, with its refusals as answers.

import type { ClusterSummary, StepSummary } from '@aws-sdk/client-emr';
import type { At } from '../../../core/units.js';
import type { Aws } from '../../aws.js';
import { tryCall, type Refusal } from '../../faults.js';
import { garbled, tryPages, type Listed } from '../try-pages.js';

export interface ClusterSeen {
  readonly id: string;
  readonly name: string;
  /** STARTING, BOOTSTRAPPING, RUNNING, WAITING, TERMINATING, TERMINATED, TERMINATED_WITH_ERRORS, or what EMR will invent. */
  readonly state: string;
  /** Code of the last change, e.g. USER_REQUEST; empty: none. */
  readonly reason: string;
  readonly message: string;
  readonly createdAt: At | null;
}

export interface StepSeen {
  readonly id: string;
  readonly name: string;
  /** PENDING, CANCEL_PENDING, RUNNING, COMPLETED, CANCELLED, FAILED, INTERRUPTED. */
  readonly state: string;
  readonly message: string;
  readonly startedAt: At | null;
  readonly endedAt: At | null;
}

/** All clusters of the account made after a time, newest first; one call for many lanes. */
export function listClusters(aws: Aws, createdAfter: At): Promise<Listed<ClusterSeen>> {
  return tryPages(
    (Marker) => tryCall(aws, 'elasticmapreduce:ListClusters', { CreatedAfter: new Date(createdAfter * 1000), Marker }),
    ({ Clusters, Marker }) => ({ items: Clusters?.map(clusterSeen), next: Marker }),
  );
}

/** A cluster by its id; `gone` when EMR does not know it. */
export async function describeCluster(aws: Aws, id: string): Promise<ClusterSeen | 'gone' | Refusal> {
  const { output, refusal } = await tryCall(aws, 'elasticmapreduce:DescribeCluster', { ClusterId: id });
  if (refusal !== null) return refusal.name === 'InvalidRequestException' ? 'gone' : refusal;
  return output.Cluster === undefined ? garbled('a cluster without a description') : clusterSeen(output.Cluster);
}

/** All steps of a cluster, newest first. */
export function listSteps(aws: Aws, clusterId: string): Promise<Listed<StepSeen>> {
  return tryPages(
    (Marker) => tryCall(aws, 'elasticmapreduce:ListSteps', { ClusterId: clusterId, Marker }),
    ({ Steps, Marker }) => ({ items: Steps?.map(stepSeen), next: Marker }),
  );
}

function clusterSeen({ Id, Name, Status }: ClusterSummary): ClusterSeen {
  const { Code, Message } = Status?.StateChangeReason ?? {};
  return { id: Id ?? '', name: Name ?? '', state: Status?.State ?? '', reason: Code ?? '', message: Message ?? '', createdAt: secondsOf(Status?.Timeline?.CreationDateTime) };
}

function stepSeen({ Id, Name, Status }: StepSummary): StepSeen {
  const { Reason, Message } = Status?.FailureDetails ?? {};
  return {
    id: Id ?? '', name: Name ?? '', state: Status?.State ?? '', message: [Reason, Message].filter(Boolean).join(': '),
    startedAt: secondsOf(Status?.Timeline?.StartDateTime), endedAt: secondsOf(Status?.Timeline?.EndDateTime),
  };
}

function secondsOf(date: Date | undefined): At | null {
  return date === undefined ? null : date.getTime() / 1000;
}
