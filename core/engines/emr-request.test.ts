import test from 'ava';
import { clusterEndsBy, clusterName, clusterPrefix, clusterRequest, stepRequest, stepToken } from './emr-request.js';
import { emrLane } from '../planning/lanes.js';
import { LIVE_DEFAULTS } from '../config/live-settings.js';
import { DEFAULTS, withSettings } from '../settings.js';

const token = { runId: '2026-06-10T0005Z-k3f9qa', night: '2026-06-10', lane: 3, launch: 2 };
const options = { ...LIVE_DEFAULTS.emr, toolsJar: 's3://b/tools.jar' };
const opensAt = Date.UTC(2026, 5, 10) / 1000;

test('a launch is known by its name, and a run does not own the clusters of another that begins alike', (t) => {
  t.is(clusterName(token), 'hippolyte 2026-06-10T0005Z-k3f9qa lane 3 launch 2');
  t.true(clusterName(token).startsWith(clusterPrefix(token.runId)));
  t.false(clusterName({ ...token, runId: `${token.runId}b` }).startsWith(clusterPrefix(token.runId)));
  t.false(`${stepToken('r', 1, 11)} t`.startsWith(stepToken('r', 1, 1)));
});

test('machines, concurrency and tags are the lane\'s', (t) => {
  const settings = withSettings(DEFAULTS, { emr: { masterType: 'm5.xlarge', coreType: 'm5.xlarge', coreCount: 3, stepConcurrency: 4 } });
  const input = clusterRequest(emrLane([0], opensAt, settings), token, { launchedAt: opensAt, endsByAt: opensAt + 3600 }, options);
  const groups = input.Instances.InstanceGroups.map((group) => [group.InstanceRole, group.InstanceType, group.InstanceCount]);
  t.deepEqual(groups, [['MASTER', 'm5.xlarge', 1], ['CORE', 'm5.xlarge', 3]]);
  t.is(input.StepConcurrencyLevel, 4);
  t.deepEqual(Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])), {
    'hippolyte:run': '2026-06-10T0005Z-k3f9qa', 'hippolyte:night': '2026-06-10', 'hippolyte:lane': '3', 'hippolyte:launch': '2',
    'hippolyte:ends-by': '2026-06-10T01:00:00.000Z', 'for-use-with-amazon-emr-managed-policies': 'true',
  });
  t.true(input.Instances.KeepJobFlowAliveWhenNoSteps);
  t.is(input.AutoTerminationPolicy.IdleTimeout, 900);
  t.false('LogUri' in input || 'Ec2SubnetId' in input.Instances);
  t.deepEqual(input.Configurations[0].Properties, {
    'mapreduce.job.reduce.slowstart.completedmaps': '1', 'mapreduce.map.speculative': 'false', 'mapreduce.reduce.speculative': 'false',
  });
  // Killed by YARN after the hour that the cluster may live.
  t.deepEqual(input.Configurations[1], { Classification: 'capacity-scheduler', Properties: { 'yarn.scheduler.capacity.root.default.maximum-application-lifetime': '3600' } });
});

test('master and core of different types are two groups; idle time stays in what AWS takes', (t) => {
  const settings = withSettings(DEFAULTS, { emr: { masterType: 'm5.xlarge', coreType: 'r5.2xlarge', coreCount: 2 } });
  const lane = emrLane([0], opensAt, settings);
  const input = clusterRequest(lane, token, { launchedAt: opensAt, endsByAt: opensAt }, { ...options, idleSeconds: 5, logUri: 's3://b/logs', subnetId: 'subnet-1' });
  t.deepEqual(input.Instances.InstanceGroups.map((group) => [group.InstanceType, group.InstanceCount]), [['m5.xlarge', 1], ['r5.2xlarge', 2]]);
  t.is(input.AutoTerminationPolicy.IdleTimeout, 60);
  t.is(clusterRequest(lane, token, { launchedAt: opensAt, endsByAt: opensAt }, { ...options, idleSeconds: 1e9 }).AutoTerminationPolicy.IdleTimeout, 604_800);
  t.is(input.LogUri, 's3://b/logs');
  t.is(input.Instances.Ec2SubnetId, 'subnet-1');
});

test('a cluster may live until the window has closed and the grace is over, or as long as its lane', (t) => {
  const lane = emrLane([0], opensAt, DEFAULTS);
  t.is(clusterEndsBy(lane, opensAt + 600, opensAt + 7 * 3600, 1800), opensAt + 7 * 3600 + 1800);
  t.is(clusterEndsBy(lane, opensAt + 7 * 3600, opensAt + 7 * 3600, 0), opensAt + 7 * 3600 + 3600);
  t.is(clusterEndsBy({ ...lane, terminateAfterSeconds: 7200 }, opensAt, opensAt + 7 * 3600, 1800), opensAt + 7200);
});

test('a step fails alone, and its name has room for the longest table', (t) => {
  const table = 'x'.repeat(255);
  const step = stepRequest(stepToken(token.runId, 9999, 3), { toolsJar: 's3://b/tools.jar', url: 's3://b/p', table, ratio: '0.50000000', mapTasksMax: 2 });
  t.is(step.ActionOnFailure, 'CONTINUE');
  t.is(step.Name.length, 256);
  t.true(step.Name.startsWith('hippolyte 2026-06-10T0005Z-k3f9qa table 9999 attempt 3: xxx'));
  t.true(step.HadoopJarStep.Args.includes(table));
});
