// One contract for the engines that run in AWS: whatever call is lost, late or never answered, and wherever the program is
// killed, there is one cluster, pipeline, step, activation or export for each token, and every copy is told of once.

import test from 'ava';
import { emrLane, exportLane, pipelineLane, scanLane } from '../../core/lanes.js';
import type { LiveTable } from '../../core/live-table.js';
import { LIVE_DEFAULTS, withLive } from '../../core/live-settings.js';
import { ENGINE, type EngineName, type Lane, type Plan } from '../../core/plan.js';
import { DEFAULTS } from '../../core/settings.js';
import { OUTCOME, OUTCOMES, Records, SIGHTS } from '../../core/world.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';
import { MUTATING, type Aws, type Operation } from '../aws.js';
import { openDestination } from '../archive/destination.js';
import { dataPipelineEngine } from './data-pipeline/engine.js';
import { emrEngine } from './emr/engine.js';
import type { Engine, NightContext } from './engine.js';
import { exportEngine } from './export/engine.js';
import { makeEngines } from './make.js';
import { patiently } from './prove/patient.js';
import type { Verdict } from './prove/proof.js';
import { SmallAws } from '../../fixtures/aws/small/aws.js';

const OPENS_AT = Date.UTC(2026, 5, 10) / 1000;
const NAMES = ['orders', '-rf'];
type Kind = Exclude<EngineName, 'scan'>;
const KINDS: readonly Kind[] = ['emr', 'data-pipeline', 'export'];

const LANES: Readonly<Record<Kind, Lane>> = {
  emr: emrLane([0, 1], OPENS_AT, DEFAULTS), 'data-pipeline': pipelineLane([0, 1], 32, 50, OPENS_AT, DEFAULTS), export: exportLane([0, 1], OPENS_AT, DEFAULTS),
};

function planOf(kind: Kind): Plan {
  const each = (value: number): Float64Array => new Float64Array(NAMES.length).fill(value);
  return {
    policy: 'test', night: '2026-06-10', opensAt: OPENS_AT, closesAt: OPENS_AT + 7 * 3600, lanes: [LANES[kind]], forecastUsd: 0, crashed: null,
    conduct: { awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: 2, resumes: 'after-revert', keepsLeases: true },
    columns: {
      engine: new Uint8Array(NAMES.length).fill(ENGINE[kind]), skip: new Uint8Array(NAMES.length), lane: new Int32Array(NAMES.length), suspends: new Uint8Array(NAMES.length),
      fromRcu: each(100), toRcu: each(100), readRcu: each(kind === 'export' ? 0 : 50), boostAt: each(NaN), startAt: each(OPENS_AT), forecastSeconds: each(60), forecastEndAt: each(OPENS_AT + 60), forecastUsd: each(0),
    },
  };
}

const TABLES = NAMES.map((name, index) => ({ index, name, tableId: `id-of-${name}`, arn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`, sizeBytes: 8192 * 1000, itemCount: 10 })) as unknown as LiveTable[];

interface Rig {
  readonly kind: Kind;
  readonly clock: VirtualClock;
  readonly world: SmallAws;
  readonly notes: Map<string, string>;
  readonly said: string[];
  /** Verdicts on outputs, in turn; proved when there are no more. */
  readonly verdicts: Verdict[];
  pool: number;
  region: string;
}

function rigOf(kind: Kind): Rig {
  const clock = new VirtualClock(OPENS_AT, { promisesOnly: true });
  return { kind, clock, world: new SmallAws(clock, NAMES), notes: new Map(), said: [], verdicts: [], pool: 0, region: 'eu-west-1' };
}

/** What the process of the night would give the engine, over any door to AWS. */
function contextOf({ kind, clock, notes, said, region }: Rig, aws: Aws): NightContext {
  return {
    runId: '2026-06-10T0000Z-k3f9qa', night: '2026-06-10', region, account: '111122223333', plan: planOf(kind), tables: TABLES, aws, clock, signal: new AbortController().signal,
    note: (key, value) => notes.set(key, value), noted: (key) => notes.get(key), say: (line) => said.push(line),
  };
}

function engineOf(rig: Rig, aws: Aws): Engine {
  const { kind, clock, verdicts, pool } = rig;
  const context = contextOf(rig, aws);
  const prove = patiently((): Promise<Verdict> => Promise.resolve(verdicts.shift() ?? { verdict: 'proved' }), clock);
  const place = (table: number, attempt: number) => ({ url: `s3://b/${table}/${attempt}`, bucket: 'b', prefix: `${table}/${attempt}` });
  if (kind === 'emr') return emrEngine(context, { ...LIVE_DEFAULTS.emr, toolsJar: 's3://b/tools.jar', graceSeconds: 1800, place, prove });
  if (kind === 'export') return exportEngine(context, { kmsKeyId: null, place, prove });
  return dataPipelineEngine(context, { ...LIVE_DEFAULTS.dataPipeline, pool, retries: 2, retryDelaySeconds: 120, graceSeconds: 1800, place, prove });
}

/** What a journal would hold: moves answered OK, and what was seen. */
class Night {
  launches = 0;
  lane: 'idle' | 'up' | 'ready' | 'ended' = 'idle';
  stops = 0;
  readonly attempts = NAMES.map(() => 0);
  readonly copies: string[] = NAMES.map(() => 'waiting');
  readonly seen: string[] = [];
  readonly refused: string[] = [];
  readonly #rig: Rig;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** Tells a new process what an old one left. */
  adopt(engine: Engine): void {
    if (this.lane === 'up' || this.lane === 'ready') engine.adopt('startLane', 0, this.launches, 0);
    this.copies.forEach((copy, table) => {
      if (copy === 'copying') engine.adopt('startCopy', table, this.attempts[table], 50);
    });
  }

  /** Runs until the lane has ended, or `until` says so. */
  async run(engine: Engine, until: () => boolean = () => false): Promise<void> {
    const lane = LANES[this.#rig.kind];
    for (let looks = 0; this.lane !== 'ended' && !until(); looks++) {
      if (looks > 300) throw new Error(`no end: ${this.lane}, ${this.copies.join()}, ${this.#rig.said.slice(-3).join(' | ')}`);
      if (this.lane === 'idle' && (await this.#act('startLane', () => engine.startLane(0, this.launches + 1)))) {
        this.launches++;
        this.lane = 'up';
      }
      for (let table = 0; table < NAMES.length && (this.lane === 'ready' || (lane.selfOrdered && this.lane === 'up')); table++) {
        const running = this.copies.filter((copy) => copy === 'copying').length;
        if (this.copies[table] !== 'waiting' || (!lane.selfOrdered && running >= lane.concurrency)) continue;
        if (await this.#act(`startCopy ${NAMES[table]}`, () => engine.startCopy(table, this.attempts[table] + 1, 50))) {
          this.attempts[table]++;
          this.copies[table] = 'copying';
        } else if (this.lane === 'ready') this.copies[table] = 'refused';
      }
      const over = this.copies.every((copy) => copy !== 'waiting' && copy !== 'copying');
      if (over && !lane.selfOrdered && this.lane === 'ready' && this.stops === 0) this.stops += Number(await this.#act('stopLane', () => engine.stopLane(0)));
      if (this.lane !== 'idle') await this.look(engine);
    }
  }

  async look(engine: Engine): Promise<void> {
    const { clock } = this.#rig;
    await clock.sleepUntil(clock.now() + 60);
    const sights = new Records();
    await engine.look(clock.now(), sights);
    for (let i = 0; i < sights.length; i++) this.#see(SIGHTS[sights.kind[i]], sights.subject[i], sights.value[i]);
  }

  #see(sight: string, subject: number, value: number): void {
    this.seen.push(sight.startsWith('lane') ? `${sight} ${sight === 'laneEnded' ? OUTCOMES[value] : ''}`.trim() : `${sight} ${NAMES[subject]}`);
    if (sight === 'laneReady') this.lane = 'ready';
    else if (sight === 'laneEnded') this.lane = 'ended';
    else if (sight !== 'copyStarted') this.copies[subject] = sight === 'copyFailed' && !LANES[this.#rig.kind].selfOrdered && this.attempts[subject] < 2 ? 'waiting' : sight;
  }

  /** As the brain does: what passes is asked again after longer and longer pauses. */
  async #act(move: string, ask: () => Promise<number>): Promise<boolean> {
    const { clock } = this.#rig;
    for (let pause = 15; ; pause *= 2) {
      const outcome = await ask();
      if (outcome === OUTCOME.OK) return true;
      this.refused.push(`${move} ${OUTCOMES[outcome]}`);
      if (outcome !== OUTCOME.THROTTLED && outcome !== OUTCOME.UNREACHABLE) {
        if (move === 'startLane') this.lane = 'ended';
        return false;
      }
      if (pause > 4000) throw new Error(`${move} is never taken`);
      await clock.sleepUntil(clock.now() + pause);
    }
  }
}

/** What one undisturbed night makes in AWS. */
const MADE: Readonly<Record<Kind, object>> = {
  emr: { clusters: 1, steps: 2, pipelines: 0, activations: 0, exports: 0 },
  'data-pipeline': { clusters: 0, steps: 0, pipelines: 1, activations: 1, exports: 0 },
  export: { clusters: 0, steps: 0, pipelines: 0, activations: 0, exports: 2 },
};

async function undisturbed(kind: Kind, pool = 0): Promise<{ rig: Rig; night: Night; calls: readonly Operation[] }> {
  const rig = rigOf(kind);
  rig.pool = pool;
  const night = new Night(rig);
  await night.run(engineOf(rig, rig.world));
  return { rig, night, calls: [...rig.world.calls] };
}

for (const kind of KINDS) {
  test(`${kind}: a lane starts, copies its tables, and ends with nothing left in AWS`, async (t) => {
    const { rig, night } = await undisturbed(kind);
    t.deepEqual(rig.world.made(), MADE[kind]);
    t.deepEqual(night.copies, ['copyDone', 'copyDone']);
    t.deepEqual(night.seen.filter((line) => !line.startsWith('copy')), ['laneReady', 'laneEnded OK']);
    for (const name of NAMES) t.true(night.seen.indexOf(`copyStarted ${name}`) < night.seen.indexOf(`copyDone ${name}`));
    t.is(rig.world.running(), 0);
    t.deepEqual(rig.said, []);
    t.deepEqual(night.refused, []);
  });

  test(`${kind}: asked twice is asked once`, async (t) => {
    const rig = rigOf(kind);
    const engine = engineOf(rig, rig.world);
    t.deepEqual(await Promise.all([engine.startLane(0, 1), engine.startLane(0, 1)]), [OUTCOME.OK, OUTCOME.OK]);
    const night = new Night(rig);
    night.lane = 'up';
    night.launches = 1;
    await night.run(engine, () => night.copies.includes('copying'));
    const table = night.copies.indexOf('copying');
    t.is(await engine.startCopy(table, night.attempts[table], 50), OUTCOME.OK);
    t.deepEqual(await Promise.all([engine.stopLane(0), engine.stopLane(0)]), [OUTCOME.OK, OUTCOME.OK]);
    night.stops = 1;
    await night.run(engine);
    t.true(night.seen.includes('laneEnded OK'));
    t.is(night.seen.filter((line) => line.startsWith('laneEnded')).length, 1);
    t.true(night.copies.every((copy) => copy === 'copyStopped' || copy === 'waiting'), night.copies.join());
    const made = rig.world.made();
    t.true(made.clusters + made.activations <= 1 && made.steps <= 1);
    t.is(await engine.stopLane(0), OUTCOME.OK);
  });

  for (const when of ['before', 'after'] as const) {
    for (const notes of ['kept', 'lost'] as const) {
      test(`${kind}: killed ${when} any call, with its notes ${notes}, the next process goes on with what is there`, async (t) => {
        const { calls } = await undisturbed(kind);
        for (let n = 0; n < calls.length; n++) {
          const rig = rigOf(kind);
          const night = new Night(rig);
          await dies(rig, night, n, when);
          if (notes === 'lost') rig.notes.clear();
          // A lock is taken over 60 s after its last sign of life.
          await rig.clock.sleepUntil(rig.clock.now() + 60);
          const engine = engineOf(rig, rig.world);
          night.adopt(engine);
          await night.run(engine);
          const at = `${when} call ${n}, ${calls[n]}`;
          t.deepEqual(rig.world.made(), MADE[kind], at);
          t.deepEqual(night.copies, ['copyDone', 'copyDone'], at);
          t.is(rig.world.running(), 0, at);
        }
      });
    }
  }

  test(`${kind}: an answer that is lost, whether the call was carried out at once, late or not at all, makes nothing twice`, async (t) => {
    const { calls } = await undisturbed(kind);
    for (const effect of ['none', 'at once', 'late'] as const) {
      for (let n = 0; n < calls.length; n++) {
        if (effect === 'late' && !MUTATING.has(calls[n])) continue;
        const rig = rigOf(kind);
        const night = new Night(rig);
        rig.world.lose(n, effect);
        await night.run(engineOf(rig, rig.world));
        const at = `call ${n}, ${calls[n]}, effect ${effect}`;
        t.deepEqual(rig.world.made(), MADE[kind], at);
        t.deepEqual(night.copies, ['copyDone', 'copyDone'], at);
        t.is(rig.world.running(), 0, at);
      }
    }
  });

  test(`${kind}: a throttled call is asked again, an answer with holes is none`, async (t) => {
    const { calls } = await undisturbed(kind);
    for (const fault of ['throttled', 'holes'] as const) {
      for (let n = 0; n < calls.length; n++) {
        const rig = rigOf(kind);
        const night = new Night(rig);
        rig.world.lose(n, fault);
        await night.run(engineOf(rig, rig.world));
        t.deepEqual(night.copies, ['copyDone', 'copyDone'], `call ${n}, ${calls[n]}, ${fault}`);
        t.deepEqual(rig.world.made(), MADE[kind], `call ${n}, ${calls[n]}, ${fault}`);
      }
    }
  });

  test(`${kind}: a copy that fails is told as failed, with the reason; another attempt has another token`, async (t) => {
    const rig = rigOf(kind);
    rig.world.failing.add('orders');
    const night = new Night(rig);
    await night.run(engineOf(rig, rig.world));
    t.is(night.copies[0], 'copyFailed');
    t.is(night.copies[1], 'copyDone');
    t.is(night.attempts[0], kind === 'data-pipeline' ? 1 : 2);
    t.regex(rig.said.join('\n'), /orders.*(Unknown Error|out of luck)/);
  });

  test(`${kind}: what AWS calls complete and cannot be proved is not done; what cannot be read now is read later`, async (t) => {
    const rig = rigOf(kind);
    const faulty = { verdict: 'faulty', what: 'a file is missing' } as const;
    rig.verdicts.push(...(kind === 'data-pipeline' ? [faulty] : [faulty, faulty]), { verdict: 'unknown' }, { verdict: 'unknown' });
    const night = new Night(rig);
    const engine = engineOf(rig, rig.world);
    await night.run(engine);
    t.is(night.copies.filter((copy) => copy === 'copyDone').length, kind === 'export' ? 2 : 1);
    t.regex(rig.said.join('\n'), /a file is missing/);
  });

  test(`${kind}: what was never readable is no backup`, async (t) => {
    const rig = rigOf(kind);
    rig.verdicts.push(...Array.from({ length: 100 }, () => ({ verdict: 'unknown' }) as const));
    const night = new Night(rig);
    await night.run(engineOf(rig, rig.world));
    t.deepEqual(night.copies, ['copyFailed', 'copyFailed']);
  });

  test(`${kind}: a table that is gone is told as gone, and the others are copied`, async (t) => {
    const rig = rigOf(kind);
    rig.world.tables.delete('orders');
    const night = new Night(rig);
    await night.run(engineOf(rig, rig.world));
    t.true(night.refused.includes('startCopy orders GONE'), night.refused.join());
    t.is(night.copies[1], 'copyDone');
  });
}

/** Runs a night whose process dies before or after its n-th call. */
async function dies(rig: Rig, night: Night, n: number, when: 'before' | 'after'): Promise<void> {
  let number = 0;
  let kill!: () => void;
  const killed = new Promise<void>((resolve) => (kill = resolve));
  const never = (): Promise<never> => {
    kill();
    return new Promise(() => undefined);
  };
  const mortal: Aws = {
    call: async (operation, input) => {
      if (number > n) return never();
      const mine = number++;
      if (mine === n && when === 'before') return never();
      const answer = await rig.world.call(operation, input);
      return mine === n ? never() : answer;
    },
  };
  await Promise.race([killed, night.run(engineOf(rig, mortal))]);
}

test('the engines that a plan names are made from the configuration, and no others', async (t) => {
  const rig = rigOf('emr');
  const context = contextOf(rig, rig.world);
  const lanes = [LANES.export, LANES.emr, LANES.export, scanLane([], 1, OPENS_AT, DEFAULTS)];
  const parts = { live: withLive(LIVE_DEFAULTS, { emr: { toolsJar: '/tools.jar' } }), settings: DEFAULTS, destination: openDestination('s3://some-bucket/backups', { aws: rig.world, clock: rig.clock, account: null }), toolVersion: '1.2.3' };
  const engines = makeEngines({ ...context, plan: { ...context.plan, lanes } }, parts);
  t.deepEqual([...engines.keys()], ['export', 'emr', 'scan']);
  t.is(await engines.get('emr')?.startLane(1, 1), OUTCOME.OK);
  t.is(await engines.get('export')?.startCopy(0, 1, 0), OUTCOME.OK);
  t.deepEqual(rig.world.made(), { ...MADE.emr, steps: 0, exports: 1 });
  for (const engine of engines.values()) await engine.close();
});

test('emr: copies that are stopped end with their cluster, and only then', async (t) => {
  const rig = rigOf('emr');
  const night = new Night(rig);
  const engine = engineOf(rig, rig.world);
  await night.run(engine, () => night.copies.includes('copying'));
  t.is(await engine.stopCopy(0), OUTCOME.OK);
  night.copies[1] = 'late';
  await night.run(engine);
  t.deepEqual(night.seen.slice(-2), ['copyStopped orders', 'laneEnded OK']);
  t.is(rig.world.running(), 0);
});

test('emr: a cluster that ends by itself has failed, one that somebody ended has not', async (t) => {
  for (const [reason, outcome] of [['INSTANCE_FAILURE', 'FAILED'], ['USER_REQUEST', 'OK']]) {
    const rig = rigOf('emr');
    const night = new Night(rig);
    const engine = engineOf(rig, rig.world);
    await night.run(engine, () => night.copies.includes('copying'));
    rig.world.endClusters(reason);
    await night.run(engine);
    t.deepEqual(night.seen.slice(-2), ['copyStopped orders', `laneEnded ${outcome}`]);
  }
});

test('emr: a cluster that outlives its time is ended and told as timed out', async (t) => {
  const rig = rigOf('emr');
  rig.world.stepSeconds = 1e6;
  const night = new Night(rig);
  const engine = engineOf(rig, rig.world);
  await night.run(engine, () => night.copies.includes('copying'));
  await rig.clock.sleepUntil(OPENS_AT + 7 * 3600 + 1800);
  await night.run(engine);
  t.is(night.seen.at(-1), 'laneEnded TIMED_OUT');
  t.is(rig.world.running(), 0);
});

test('emr: a twin that a late answer made is ended, the first one goes on', async (t) => {
  const rig = rigOf('emr');
  const night = new Night(rig);
  const engine = engineOf(rig, rig.world);
  await night.run(engine, () => night.copies.includes('copying'));
  rig.world.twin();
  await night.run(engine);
  t.deepEqual(night.copies, ['copyDone', 'copyDone']);
  t.is(rig.world.running(), 0);
  t.regex(rig.said.join('\n'), /is a twin of/);
});

test('data-pipeline: long-lived pipelines take the definition of each night, unless they are busy', async (t) => {
  const first = await undisturbed('data-pipeline', 3);
  t.deepEqual(first.rig.world.made(), MADE['data-pipeline']);
  t.deepEqual(first.rig.world.pipelineNames(), ['hippolyte-eu-west-1-pool-0']);
  // The next night, in the same account.
  const again = { ...first.rig, notes: new Map<string, string>(), said: [] };
  const night = new Night(again);
  first.rig.world.forgetRun();
  await night.run(engineOf(again, first.rig.world));
  t.deepEqual(night.copies, ['copyDone', 'copyDone']);
  t.deepEqual(first.rig.world.pipelineNames(), ['hippolyte-eu-west-1-pool-0']);
  const busy = rigOf('data-pipeline');
  busy.pool = 1;
  busy.world.occupy('hippolyte-eu-west-1-pool-0');
  const other = new Night(busy);
  await other.run(engineOf(busy, busy.world));
  t.deepEqual(other.copies, ['copyDone', 'copyDone']);
  t.deepEqual(busy.world.pipelineNames(), ['hippolyte-eu-west-1-pool-0', 'hippolyte-2026-06-10T0000Z-k3f9qa-lane-0-launch-1']);
});

test('data-pipeline: a definition with errors is not activated, though the answer says 200', async (t) => {
  const rig = rigOf('data-pipeline');
  rig.world.errored = true;
  const night = new Night(rig);
  await night.run(engineOf(rig, rig.world));
  t.deepEqual(night.refused, ['startLane UNAVAILABLE']);
  t.is(rig.world.made().activations, 0);
  t.regex(rig.said.join('\n'), /was not launched: Copy_.*no such role/);
});

test('data-pipeline: an account without it is told so', async (t) => {
  const rig = rigOf('data-pipeline');
  rig.world.closed = true;
  const night = new Night(rig);
  await night.run(engineOf(rig, rig.world));
  t.deepEqual(night.refused, ['startLane UNAVAILABLE']);
  t.regex(rig.said.join('\n'), /closed to new customers since July 2024/);
  const elsewhere = rigOf('data-pipeline');
  elsewhere.region = 'eu-central-1';
  const other = new Night(elsewhere);
  await other.run(engineOf(elsewhere, elsewhere.world));
  t.deepEqual(other.refused, ['startLane UNAVAILABLE']);
  t.regex(elsewhere.said.join('\n'), /is not in eu-central-1, only in us-east-1, /);
  t.is(elsewhere.world.calls.length, 0);
});

test('data-pipeline: pipelines of nights long past are deleted, those of the last week and of others are not', async (t) => {
  const rig = rigOf('data-pipeline');
  const kept = ['hippolyte-2026-06-03T0000Z-aaaaaa-lane-0-launch-1', 'hippolyte-eu-west-1-pool-3', 'somebody-2025-01-01T0000Z-lane-0-launch-1'];
  for (const name of ['hippolyte-2026-06-02T0000Z-bbbbbb-lane-7-launch-1', ...kept]) rig.world.addPipeline(name);
  await new Night(rig).run(engineOf(rig, rig.world));
  t.deepEqual(rig.world.pipelineNames(), [...kept, 'hippolyte-2026-06-10T0000Z-k3f9qa-lane-0-launch-1']);
});

test('export: a table without continuous backups is told so, and they are not switched on', async (t) => {
  const rig = rigOf('export');
  rig.world.withoutPitr.add('orders');
  const night = new Night(rig);
  await night.run(engineOf(rig, rig.world));
  t.true(night.refused.includes('startCopy orders UNAVAILABLE'));
  t.is(night.copies[1], 'copyDone');
  t.regex(rig.said.join('\n'), /orders has no continuous backups/);
});
