// A lane as an EMR cluster and a table as a step of it: the inputs of RunJobFlow and AddJobFlowSteps, as plain data.
// Neither call takes a token of the client: what makes a launch or an attempt known again is its name.

import { exportCommand, HADOOP_PROPERTIES, type ExportStep } from './connector-step.js';
import type { LiveSettings } from '../config/live-settings.js';
import type { Lane, Machines, Plan } from '../plan.js';
import { type At, HOUR, type Seconds } from '../units.js';

/** Bounds of IdleTimeout (Amazon EMR API reference, AutoTerminationPolicy), and of a name or a tag's value. */
const IDLE_SECONDS = { min: 60, max: 604_800 } as const;
const NAME_MAX = 256;
/** A cluster is given this much for what its copies cannot be blamed for, even where the window is about to close. */
const LIFETIME_MIN_SECONDS: Seconds = HOUR;

/** What makes a launch of a lane: the same on every try, in every process. */
export interface LaneToken {
  readonly runId: string;
  readonly night: string;
  readonly lane: number;
  /** From 1. */
  readonly launch: number;
}

/** The prefix that all clusters of a run share; the space keeps run `a` from owning those of run `ab`. */
export function clusterPrefix(runId: string): string {
  return `hippolyte ${runId} `;
}

/** A cluster's name: its token. */
export function clusterName({ runId, lane, launch }: Pick<LaneToken, 'runId' | 'lane' | 'launch'>): string {
  return `${clusterPrefix(runId)}lane ${lane} launch ${launch}`;
}

/** How a step's name begins: its token. The table's name follows, for people. */
export function stepToken(runId: string, table: number, attempt: number): string {
  return `hippolyte ${runId} table ${table} attempt ${attempt}:`;
}

/**
 * When a cluster must be gone whatever it does: the lane's own limit, or the close of the window and what may be
 * late by then.
 */
export function clusterEndsBy(lane: Lane, launchedAt: At, closesAt: At, graceSeconds: Seconds): At {
  return launchedAt + Math.min(lane.terminateAfterSeconds, Math.max(LIFETIME_MIN_SECONDS, closesAt + graceSeconds - launchedAt));
}

/** The longest time in which the plan starts nothing in a lane: AWS must not end the cluster meanwhile. */
export function longestRest({ lanes, columns }: Plan, lane: number): Seconds {
  const starts = lanes[lane].tables.map((table) => columns.startAt[table]).sort((a, b) => a - b);
  let longest = 0;
  let lastAt = lanes[lane].launchAt;
  for (const at of starts) {
    longest = Math.max(longest, at - lastAt);
    lastAt = Math.max(lastAt, at);
  }
  return longest;
}

/** Groups of a cluster: one master machine, and the others as core. */
function instanceGroups(machines: readonly Machines[]) {
  const [first, ...rest] = machines;
  const cores = first.count > 1 ? [{ type: first.type, count: first.count - 1 }, ...rest] : rest;
  const group = (role: 'MASTER' | 'CORE', type: string, count: number) =>
    ({ Name: role.toLowerCase(), Market: 'ON_DEMAND' as const, InstanceRole: role, InstanceType: type, InstanceCount: count });
  return [group('MASTER', first.type, 1), ...cores.map(({ type, count }) => group('CORE', type, count))];
}

/** A job is killed by YARN itself when it has lived so long (Hadoop docs, CapacityScheduler, application lifetime). */
const JOB_LIFETIME = 'yarn.scheduler.capacity.root.default.maximum-application-lifetime';

/**
 * The input of RunJobFlow for one launch of a lane. The cluster stays for steps that come later, ends by itself when it
 * idles, and says in its tags whose it is and until when it may live. No job in it lives longer than that takes from its
 * launch on, so that it comes to idle also where nobody looks after it any more.
 */
export function clusterRequest(lane: Lane, token: LaneToken, { launchedAt, endsByAt }: { readonly launchedAt: At; readonly endsByAt: At }, options: LiveSettings['emr']) {
  const tags: readonly (readonly [string, string])[] = [
    ['hippolyte:run', token.runId], ['hippolyte:night', token.night], ['hippolyte:lane', String(token.lane)], ['hippolyte:launch', String(token.launch)],
    ['hippolyte:ends-by', new Date(endsByAt * 1000).toISOString()],
    // AmazonEMRServicePolicy_v2 lets EMR touch only what carries this tag.
    ['for-use-with-amazon-emr-managed-policies', 'true'],
  ];
  return {
    Name: clusterName(token),
    ...(options.logUri === null ? {} : { LogUri: options.logUri }),
    ReleaseLabel: options.releaseLabel,
    Applications: [{ Name: 'Hadoop' }],
    Configurations: [
      { Classification: 'mapred-site', Properties: { ...HADOOP_PROPERTIES } as Record<string, string> },
      { Classification: 'capacity-scheduler', Properties: { [JOB_LIFETIME]: String(Math.max(1, Math.ceil(endsByAt - launchedAt))) } },
    ],
    Instances: {
      InstanceGroups: instanceGroups(lane.machines),
      ...(options.subnetId === null ? {} : { Ec2SubnetId: options.subnetId }),
      KeepJobFlowAliveWhenNoSteps: true, TerminationProtected: false,
    },
    StepConcurrencyLevel: lane.concurrency,
    AutoTerminationPolicy: { IdleTimeout: Math.min(Math.max(Math.ceil(options.idleSeconds), IDLE_SECONDS.min), IDLE_SECONDS.max) },
    ServiceRole: options.serviceRole, JobFlowRole: options.instanceProfile, VisibleToAllUsers: true,
    Tags: tags.map(([Key, Value]) => ({ Key, Value })),
  };
}

/** One step of AddJobFlowSteps. A failed step must not take the cluster or its neighbours with it. */
export function stepRequest(token: string, step: ExportStep) {
  const { jar, args } = exportCommand(step);
  return { Name: `${token} ${step.table}`.slice(0, NAME_MAX), ActionOnFailure: 'CONTINUE' as const, HadoopJarStep: { Jar: jar, Args: [...args] } };
}
