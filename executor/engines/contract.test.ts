// One contract for all engines: whatever call is lost, late or never answered, and wherever the program is killed, there is
// one cluster, step, pipeline, activation or export for each token, and what is told as done verifies.

import fc from 'fast-check';
import test, { type ExecutionContext } from 'ava';
import type { EngineName } from '../../core/plan.js';
import { HOUR } from '../../core/units.js';
import { OUTCOME } from '../../core/world.js';
import { ContractNight, MADE } from '../../scripts/engines/contract-night.js';
import { NAMES, OPENS_AT, planOf, Rig } from '../../scripts/engines/contract-rig.js';
import { losing, mortal, recorded, type Loss } from '../../scripts/engines/unsteady.js';
import { MUTATING, WRITING, type Operation } from '../aws.js';
import { LIVE_DEFAULTS, withLive } from '../../core/config/live-settings.js';
import { DEFAULTS } from '../../core/settings.js';
import { makeEngines } from './make.js';

const KINDS: readonly EngineName[] = ['scan', 'emr', 'data-pipeline', 'export'];

async function callsOf(kind: EngineName): Promise<Operation[]> {
  const rig = new Rig(kind);
  const calls: Operation[] = [];
  await new ContractNight(rig).run(rig.engine(recorded(rig.door, calls)));
  return calls;
}

/** All was copied once, and nothing is left running. */
async function isWhole(t: ExecutionContext, rig: Rig, night: ContractNight, at: string): Promise<void> {
  t.deepEqual(night.copies, ['copyDone', 'copyDone'], at);
  t.deepEqual(rig.made(), MADE[rig.kind], at);
  t.is(await rig.running(), 0, at);
  t.deepEqual(await rig.backedUp(), [...NAMES], at);
}

for (const kind of KINDS) {
  test(`${kind}: a lane starts, copies its tables, and ends with nothing left in AWS`, async (t) => {
    const rig = new Rig(kind);
    const night = new ContractNight(rig);
    await night.run(rig.engine());
    await isWhole(t, rig, night, 'undisturbed');
    t.deepEqual(night.seen.filter((line) => !line.startsWith('copy')), ['laneReady', 'laneEnded OK']);
    for (const name of NAMES) t.true(night.seen.indexOf(`copyStarted ${name}`) < night.seen.indexOf(`copyDone ${name}`));
    t.deepEqual([rig.said, night.refused], [[], []]);
  });

  test(`${kind}: asked twice is asked once, and stopped twice is stopped once`, async (t) => {
    const rig = new Rig(kind);
    const engine = rig.engine();
    const night = new ContractNight(rig);
    t.deepEqual(await Promise.all([engine.startLane(0, 1), engine.startLane(0, 1)]), [OUTCOME.OK, OUTCOME.OK]);
    [night.lane, night.launches] = ['up', 1];
    await night.run(engine, () => night.copies.includes('copying'));
    t.is(await engine.startCopy(0, 1, 50), OUTCOME.OK);
    t.deepEqual(await Promise.all([engine.stopLane(0), engine.stopLane(0)]), [OUTCOME.OK, OUTCOME.OK]);
    night.stops = 1;
    await night.run(engine);
    t.deepEqual(night.seen.filter((line) => line.startsWith('laneEnded')), ['laneEnded OK']);
    t.true(night.copies.every((copy) => ['copyStopped', 'copyDone', 'waiting'].includes(copy)), night.copies.join());
    const { clusters, steps, activations } = rig.made();
    t.true(clusters + activations <= 1 && steps <= 1);
    t.is(await engine.stopLane(0), OUTCOME.OK);
  });

  for (const when of ['before', 'after'] as const) {
    for (const notes of ['kept', 'lost'] as const) {
      test(`${kind}: killed ${when} any call, with its notes ${notes}, the next process goes on with what is there`, async (t) => {
        const calls = await callsOf(kind);
        for (let n = 0; n < calls.length; n++) {
          const rig = new Rig(kind);
          const night = new ContractNight(rig);
          const { aws, killed } = mortal(rig.door, n, when);
          await Promise.race([killed, night.run(rig.engine(aws))]);
          if (notes === 'lost') rig.notes.clear();
          // A lock is taken over 60 s after its last sign of life.
          await rig.clock.sleepUntil(rig.clock.now() + 60);
          const engine = rig.engine();
          night.adopt(engine);
          await night.run(engine);
          await isWhole(t, rig, night, `${when} call ${n}, ${calls[n]}`);
        }
      });
    }
  }

  test(`${kind}: killed after any call and started again hours later, it makes nothing twice and leaves nothing running`, async (t) => {
    const calls = await callsOf(kind);
    for (let n = 0; n < calls.length; n++) {
      const rig = new Rig(kind);
      const night = new ContractNight(rig);
      const { aws, killed } = mortal(rig.door, n, 'after');
      await Promise.race([killed, night.run(rig.engine(aws))]);
      rig.notes.clear();
      await rig.clock.sleepUntil(rig.clock.now() + (kind === 'export' ? 9 : 3) * HOUR);
      const engine = rig.engine();
      night.adopt(engine);
      await night.run(engine);
      const at = `call ${n}, ${calls[n]}`;
      const { clusters, steps, pipelines, activations, exports } = rig.made();
      t.true(clusters <= 1 && steps <= 2 && pipelines <= 1 && activations <= 1 && exports <= 2, `${at}: ${JSON.stringify(rig.made())}`);
      // A cluster that waited for its second table has ended by then; what was copied in it counts.
      if (kind !== 'emr') t.deepEqual(night.copies, ['copyDone', 'copyDone'], at);
      t.is(await rig.running(), 0, at);
    }
  });

  test(`${kind}: killed again and again, with a lost answer in between, it makes nothing twice`, async (t) => {
    const calls = (await callsOf(kind)).length;
    const schedule = fc.record({
      kills: fc.array(fc.record({ n: fc.nat(calls), when: fc.constantFrom('before' as const, 'after' as const) }), { minLength: 1, maxLength: 3 }),
      lost: fc.nat(calls), loss: fc.constantFrom<Loss>('not done', 'done', 'done late', 'throttled', 'holes'), notes: fc.boolean(),
    });
    await t.notThrowsAsync(fc.assert(fc.asyncProperty(schedule, async ({ kills, lost, loss, notes }) => {
      const rig = new Rig(kind);
      const night = new ContractNight(rig);
      for (const { n, when } of kills) {
        const { aws, killed } = mortal(losing(rig.door, rig.clock, lost, loss), n, when);
        const engine = rig.engine(aws);
        night.adopt(engine);
        await Promise.race([killed, night.run(engine)]);
        if (!notes) rig.notes.clear();
        await rig.clock.sleepUntil(rig.clock.now() + 60);
      }
      const engine = rig.engine();
      night.adopt(engine);
      await night.run(engine);
      await isWhole(t, rig, night, JSON.stringify({ kills, lost, loss, notes }));
    }), { numRuns: Number(process.env.CONTRACT_RUNS ?? 60) }));
  });

  for (const loss of ['not done', 'done', 'done late', 'throttled', 'holes'] as const satisfies readonly Loss[]) {
    test(`${kind}: any one call, ${loss === 'holes' ? 'its answer full of holes' : loss === 'throttled' ? 'throttled' : `its answer lost and it ${loss}`}: nothing is made twice`, async (t) => {
      const calls = await callsOf(kind);
      for (let n = 0; n < calls.length; n++) {
        if (loss === 'done late' && !MUTATING.has(calls[n]) && !WRITING.has(calls[n])) continue;
        const rig = new Rig(kind);
        const night = new ContractNight(rig);
        await night.run(rig.engine(losing(rig.door, rig.clock, n, loss)));
        await isWhole(t, rig, night, `call ${n}, ${calls[n]}`);
      }
    });
  }

  test(`${kind}: a table that is gone is told as gone, and the others are copied`, async (t) => {
    const rig = new Rig(kind);
    const context = rig.context(rig.door);
    rig.account.dynamo.tables.delete('orders');
    const night = new ContractNight(rig);
    await night.run(rig.engine(rig.door, context));
    t.true(night.refused.includes('startCopy orders GONE') || (kind === 'scan' && night.copies[0] === 'copyFailed'), night.refused.join());
    t.is(night.copies[1], 'copyDone');
    t.deepEqual(await rig.backedUp(), ['-rf']);
  });
}

for (const kind of ['emr', 'data-pipeline', 'export'] as const) {
  test(`${kind}: a copy that fails is told with its reason and another attempt has another folder`, async (t) => {
    const rig = new Rig(kind);
    rig.account.copies.failing.set('orders', kind === 'data-pipeline' ? 3 : 1);
    rig.account.exports.failing = 1;
    const night = new ContractNight(rig);
    await night.run(rig.engine());
    // Data Pipeline tries twice more by itself, and then it is over.
    t.deepEqual([night.copies[0], night.attempts[0]], kind === 'data-pipeline' ? ['copyFailed', 1] : ['copyDone', 2]);
    t.deepEqual(await rig.backedUp(), kind === 'data-pipeline' ? ['-rf'] : [...NAMES]);
    t.regex(rig.said.join('\n'), /orders.*(Unknown Error|Task attempt failed|UNKNOWN Internal error)/);
  });

  test(`${kind}: a complete output that is damaged before it is read back is no backup`, async (t) => {
    const rig = new Rig(kind);
    const night = new ContractNight(rig);
    const engine = rig.engine({
      call: async (operation, input) => {
        // Whoever looks finds a file less.
        const bucket = rig.account.s3.buckets.get('backups');
        const file = bucket?.keys().find((key) => key.includes('table=orders') && (key.endsWith('.json.gz') || /[0-9a-f]{12}$/.test(key)));
        if (operation === 's3:ListObjectsV2' && file !== undefined) bucket?.delete(file);
        return rig.door.call(operation, input);
      },
    });
    await night.run(engine);
    t.deepEqual(night.copies, ['copyFailed', 'copyDone']);
    t.regex(rig.said.join('\n'), /not there|is missing/);
    t.deepEqual(await rig.backedUp(), ['-rf']);
  });
}

test('data-pipeline: AWS tries a failed activity again by itself, in the folder that the failed one left', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.account.copies.failing.set('orders', 2);
  const night = new ContractNight(rig);
  await night.run(rig.engine());
  await isWhole(t, rig, night, 'third try');
});

test('the engines that a plan names are made from the configuration, and no others', async (t) => {
  const rig = new Rig('emr');
  const context = { ...rig.context(rig.door), plan: planOf('export', 'emr', 'export', 'scan') };
  const engines = makeEngines(context, { live: withLive(LIVE_DEFAULTS, {}), settings: DEFAULTS, destination: rig.destination(rig.door), toolVersion: '1.2.3' });
  t.deepEqual([...engines.keys()], ['export', 'emr', 'scan']);
  t.is(await engines.get('emr')?.startLane(1, 1), OUTCOME.UNAVAILABLE);
  t.regex(rig.said.join(), /live\.emr\.toolsJar is not set/);
  for (const engine of engines.values()) await engine.close();
});

/** An EMR night that has begun to copy. */
async function copying(): Promise<{ rig: Rig; night: ContractNight; engine: ReturnType<Rig['engine']> }> {
  const rig = new Rig('emr');
  const night = new ContractNight(rig);
  const engine = rig.engine();
  await night.run(engine, () => night.copies.includes('copying'));
  return { rig, night, engine };
}

test('emr: copies that are stopped end with their cluster, and only then', async (t) => {
  const { rig, night, engine } = await copying();
  t.is(await engine.stopCopy(0), OUTCOME.OK);
  night.copies[1] = 'late';
  await night.run(engine);
  t.deepEqual(night.seen.slice(-2), ['copyStopped orders', 'laneEnded OK']);
  t.is(await rig.running(), 0);
});

test('emr: a cluster that ends by itself has failed, one that somebody ended has not', async (t) => {
  for (const [reason, outcome] of [['INSTANCE_FAILURE', 'FAILED'], ['USER_REQUEST', 'OK']]) {
    const { rig, night, engine } = await copying();
    for (const { cluster } of rig.account.emr.clusters.values()) cluster.terminate(reason, 'because', true);
    await night.run(engine);
    t.deepEqual(night.seen.slice(-2), ['copyStopped orders', `laneEnded ${outcome}`]);
  }
});

test('emr: a cluster that has ended takes no copy, and that is no attempt: the copy waits for the next launch', async (t) => {
  const { rig, engine } = await copying();
  const said = rig.said.length;
  for (const { cluster } of rig.account.emr.clusters.values()) cluster.terminate('INSTANCE_FAILURE', 'because', true);
  t.is(await engine.startCopy(1, 1, 50), OUTCOME.UNREACHABLE);
  t.is(rig.said.length, said, 'nothing is said of a refusal that means nothing');
});

test('emr: a cluster that does not boot is told as failed', async (t) => {
  const rig = new Rig('emr');
  rig.account.emr.bootsFailing = 1;
  const night = new ContractNight(rig);
  await night.run(rig.engine());
  t.is(night.seen.at(-1), 'laneEnded FAILED');
  t.regex(rig.said.join('\n'), /ended by itself: BOOTSTRAP_FAILURE/);
});

test('emr: a cluster that outlives its time is ended and told as timed out', async (t) => {
  const rig = new Rig('emr');
  rig.account.copies.seconds = () => 1e6;
  const night = new ContractNight(rig);
  const engine = rig.engine();
  await night.run(engine, () => night.copies.includes('copying'));
  await rig.clock.sleepUntil(OPENS_AT + 7 * 3600 + LIVE_DEFAULTS.graceSeconds);
  await night.run(engine);
  t.is(night.seen.at(-1), 'laneEnded TIMED_OUT');
  t.is(await rig.running(), 0);
});

test('emr: a twin that a late answer made is ended, the first one goes on', async (t) => {
  const { rig, night, engine } = await copying();
  const [{ request }] = rig.account.emr.clusters.values();
  await rig.door.call('elasticmapreduce:RunJobFlow', request as never);
  await night.run(engine);
  t.deepEqual(night.copies, ['copyDone', 'copyDone']);
  t.is(await rig.running(), 0);
  t.regex(rig.said.join('\n'), /is a twin of/);
});

test('data-pipeline: long-lived pipelines take the definition of each night', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.live = { dataPipeline: { pool: 3 } };
  await new ContractNight(rig).run(rig.engine());
  t.deepEqual(rig.pipelineNames(), ['hippolyte-eu-west-1-pool-0']);
  const night = new ContractNight(rig);
  await night.run(rig.engine(rig.door, { ...rig.context(rig.door), runId: '2026-06-11T0000Z-zzzzzz', night: '2026-06-11' }));
  t.deepEqual(night.copies, ['copyDone', 'copyDone']);
  t.deepEqual(rig.pipelineNames(), ['hippolyte-eu-west-1-pool-0']);
  t.is(rig.made().activations, 2);
});

test('data-pipeline: a long-lived pipeline that works, or takes no definition, is left alone', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.live = { dataPipeline: { pool: 1 } };
  rig.account.copies.seconds = () => 1e5;
  await new ContractNight(rig).run(rig.engine(), () => rig.made().activations === 1);
  const night = new ContractNight(rig);
  await night.run(rig.engine(rig.door, { ...rig.context(rig.door), runId: 'another' }), () => night.lane === 'up');
  const names = ['hippolyte-eu-west-1-pool-0', 'hippolyte-another-lane-0-launch-1'];
  t.deepEqual(rig.pipelineNames(), names);
  t.regex(rig.said.join('\n'), /cannot take tonight's definition/);
});

test('data-pipeline: an account, or a region, without it is told so', async (t) => {
  const rig = new Rig('data-pipeline');
  rig.account.pipelines.open = false;
  const night = new ContractNight(rig);
  await night.run(rig.engine());
  t.deepEqual(night.refused, ['startLane UNAVAILABLE']);
  t.regex(rig.said.join('\n'), /closed to new customers since July 2024/);
  const elsewhere = new Rig('data-pipeline');
  elsewhere.region = 'eu-central-1';
  const calls: Operation[] = [];
  const other = new ContractNight(elsewhere);
  await other.run(elsewhere.engine(recorded(elsewhere.door, calls)));
  t.deepEqual([other.refused, calls], [['startLane UNAVAILABLE'], []]);
  t.regex(elsewhere.said.join('\n'), /is not in eu-central-1, only in us-east-1, /);
});

test('data-pipeline: pipelines of nights long past are deleted, those of the last week and of others are not', async (t) => {
  const rig = new Rig('data-pipeline');
  const kept = ['hippolyte-2026-06-03T0000Z-aaaaaa-lane-0-launch-1', 'hippolyte-eu-west-1-pool-3', 'somebody-2025-01-01T0000Z-lane-0-launch-1'];
  for (const name of ['hippolyte-2026-06-02T0000Z-bbbbbb-lane-7-launch-1', ...kept]) await rig.door.call('datapipeline:CreatePipeline', { name, uniqueId: name });
  await new ContractNight(rig).run(rig.engine());
  t.deepEqual(rig.pipelineNames(), [...kept, 'hippolyte-2026-06-10T0000Z-k3f9qa-lane-0-launch-1']);
});

test('export: a table without continuous backups is told so, and they are not switched on', async (t) => {
  const rig = new Rig('export');
  const orders = rig.account.dynamo.tables.get('orders');
  if (orders !== undefined) orders.pitr = false;
  const night = new ContractNight(rig);
  await night.run(rig.engine());
  t.true(night.refused.includes('startCopy orders UNAVAILABLE'));
  t.is(night.copies[1], 'copyDone');
  t.regex(rig.said.join('\n'), /orders has no continuous backups/);
  t.false(orders?.pitr);
});
