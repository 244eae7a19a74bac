// What the engines make in AWS ends, also where nobody looks after it any more; and how an end that was not ours is told.

import test from 'ava';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import { DEFAULTS } from '../../core/settings.js';
import { HOUR } from '../../core/units.js';
import { ContractNight } from '../../scripts/engines/contract-night.js';
import { OPENS_AT, planOf, Rig } from '../../scripts/engines/contract-rig.js';
import { mortal, recorded } from '../../scripts/engines/unsteady.js';
import type { Operation } from '../aws.js';
import { clusterEndsBy } from '../../core/engines/emr-request.js';

/** Every call of an undisturbed night. */
async function callsOf(kind: 'emr' | 'data-pipeline'): Promise<Operation[]> {
  const rig = new Rig(kind);
  const calls: Operation[] = [];
  await new ContractNight(rig).run(rig.engine(recorded(rig.door, calls)));
  return calls;
}

for (const kind of ['emr', 'data-pipeline'] as const) {
  for (const hangs of [false, true]) {
    test(`${kind}: killed after any call and never started again, ${hangs ? 'with copies that hang, ' : ''}nothing of it runs a day later`, async (t) => {
      const calls = await callsOf(kind);
      let left = 0;
      for (let n = 0; n < calls.length; n++) {
        const rig = new Rig(kind);
        if (hangs) rig.account.copies.seconds = () => 1e7;
        const { aws, killed } = mortal(rig.door, n, 'after');
        await Promise.race([killed, new ContractNight(rig).run(rig.engine(aws), () => rig.clock.now() > OPENS_AT + 12 * HOUR)]);
        left += await rig.running();
        await rig.clock.sleepUntil(OPENS_AT + 36 * HOUR);
        t.is(await rig.running(), 0, `killed after call ${n}, ${calls[n]}`);
      }
      t.true(left > calls.length / 3, `only ${left} of ${calls.length} kills left something behind`);
    });
  }
}

test('emr: a cluster whose job hangs is idle when the job has lived as long as the cluster may, and ends by itself', async (t) => {
  const rig = new Rig('emr');
  rig.account.copies.seconds = () => 1e7;
  await new ContractNight(rig).run(rig.engine(), () => rig.made().steps === 1);
  const [{ cluster }] = rig.account.emr.clusters.values();
  const { lanes: [lane], closesAt } = planOf('emr');
  const lifetime = clusterEndsBy(lane, cluster.createdAt, closesAt, LIVE_DEFAULTS.graceSeconds) - cluster.createdAt;
  await rig.clock.sleepUntil(OPENS_AT + 36 * HOUR);
  t.is(await rig.running(), 0);
  const [{ startedAt, endedAt, state }] = cluster.steps;
  t.is(state, 'FAILED');
  t.is((endedAt ?? 0) - (startedAt ?? 0), rig.account.emr.stepOverheadSeconds + lifetime);
  t.is(cluster.endedAt, (endedAt ?? 0) + cluster.idleSeconds + rig.account.emr.endSeconds);
});

test('emr: steps of a cluster of four run side by side, each with its part of the map tasks', async (t) => {
  const rig = new Rig('emr');
  const plan = planOf('emr');
  const context = { ...rig.context(rig.door), plan: { ...plan, lanes: plan.lanes.map((lane) => ({ ...lane, concurrency: 4, mappersMax: 10 })) } };
  const engine = rig.engine(rig.door, context);
  await engine.startLane(0, 1);
  for (const table of [0, 1]) await engine.startCopy(table, 1, 50);
  const [{ cluster, request }] = rig.account.emr.clusters.values();
  t.is(request.StepConcurrencyLevel, 4);
  t.deepEqual(cluster.steps.map(({ args, onFailure }) => [args.find((arg) => arg.includes('map.tasks')), onFailure]), Array.from({ length: 2 }, () => ['-Ddynamodb.max.map.tasks=2', 'CONTINUE']));
  await rig.clock.sleepUntil(OPENS_AT + HOUR / 4);
  await rig.door.call('dynamodb:ListTables', {});
  t.is(cluster.steps[0].startedAt, cluster.steps[1].startedAt);
  await engine.close();
});

for (const told of ['ValidatePipelineDefinition', 'PutPipelineDefinition'] as const) {
  test(`data-pipeline: errored in an answer of status 200 to ${told} is a refusal: nothing is activated`, async (t) => {
    const rig = new Rig('data-pipeline');
    const night = new ContractNight(rig);
    const calls: Operation[] = [];
    await night.run(rig.engine(recorded({
      call: async (operation, input) => {
        const answer = await rig.door.call(operation, input);
        return operation === `datapipeline:${told}` ? { ...answer, errored: true, validationErrors: [{ id: 'Default', errors: ['no such role'] }] } : answer;
      },
    }, calls)));
    t.deepEqual(night.refused, ['startLane UNAVAILABLE']);
    t.is(rig.made().activations, 0);
    t.false(calls.includes('datapipeline:ActivatePipeline'));
    if (told.startsWith('Validate')) t.false(calls.includes('datapipeline:PutPipelineDefinition'), 'what is not valid is not stored');
    t.regex(rig.said.join('\n'), /was not launched: Default: no such role/);
  });
}

test('data-pipeline: AWS ends it at terminateAfter, which is told as timed out; its copies have stopped', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.account.copies.seconds = () => 1e7;
  const night = new ContractNight(rig);
  const engine = rig.engine();
  await night.run(engine, () => night.copies.includes('copying') && night.lane === 'ready');
  await rig.clock.sleepUntil(OPENS_AT + DEFAULTS.dataPipeline.terminateAfterSeconds + HOUR / 4);
  await night.run(engine);
  t.is(night.seen.at(-1), 'laneEnded TIMED_OUT');
  t.true(night.copies.every((copy) => copy !== 'copyDone' && copy !== 'copying'), night.copies.join());
  t.is(await rig.running(), 0);
});

test('data-pipeline: one that AWS does not end in its time is deactivated', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.account.copies.seconds = () => 1e7;
  const night = new ContractNight(rig);
  const calls: Operation[] = [];
  // As if AWS had never read how long it may live.
  const engine = rig.engine(recorded({
    call: (operation, input) => {
      const objects = (input as { pipelineObjects?: { fields: { key: string }[] }[] }).pipelineObjects;
      for (const object of objects ?? []) object.fields = object.fields.filter(({ key }) => key !== 'terminateAfter');
      return rig.door.call(operation, input);
    },
  }, calls));
  await night.run(engine, () => night.lane === 'ready');
  await rig.clock.sleepUntil(OPENS_AT + DEFAULTS.dataPipeline.terminateAfterSeconds + HOUR);
  await night.run(engine);
  t.true(calls.includes('datapipeline:DeactivatePipeline'));
  t.is(night.seen.at(-1), 'laneEnded TIMED_OUT');
  t.is(await rig.running(), 0);
});
