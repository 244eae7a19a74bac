// What each role is for, played in full in a loopback account: whole nights, nights that are stopped or killed, and the rare ways in
// which a part of the program asks for what it seldom needs.

import { EXIT } from '../../core/errors.js';
import { withSettings } from '../../core/settings.js';
import { GIB, HOUR } from '../../core/units.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import type { DoorOptions } from '../../fixtures/aws/in-process.js';
import { OPENS_AT, type Stage } from '../live/night-testing.js';
import { collect, killedAfter, manyStarts, night, plan, settleAfterKill, stageOf, status, type Played } from './plays.js';

export interface Scene {
  /** The published policies of the role, together. */
  readonly policies: readonly string[];
  /** How it ends where nothing is refused. */
  readonly ends: number;
  readonly stage: () => Stage;
  readonly play: (one: Stage) => Promise<Played>;
}

/** A table whose copy takes minutes: long enough that somebody looks whether its application is throttled. */
function slow({ account: { dynamo } }: Stage): void {
  const table = loopbackTable(100 * 4000, 100, 5, {}, true);
  dynamo.tables.set('orders-staging', table);
  for (let i = 0; i < 100; i++) dynamo.data.itemsOf(table).put({ id: { S: `slow-${i}` }, text: { S: 'x'.repeat(4000) } });
}

/** AWS lists the parts of a pipeline some time after it was activated. */
function partsUntold({ account: { pipelines } }: Stage): void {
  const answer = pipelines.answer.bind(pipelines);
  pipelines.answer = (operation, input) => (operation === 'QueryObjects' ? { ids: [], hasMoreResults: false } : answer(operation, input));
}

/** Each copy finds the part of a file that a killed process left where it begins. */
function littered({ account: { s3 } }: Stage): DoorOptions {
  return { before: (action, { Bucket, Prefix }) => {
    if (action === 's3:ListMultipartUploads') s3.answer('CreateMultipartUpload', { Bucket, Key: `${String(Prefix)}left-behind` });
    return undefined;
  } };
}

/** A big table that a cluster copies in minutes: the hours of a night cost time here, too. */
function quick({ account: { dynamo } }: Stage): void {
  const table = loopbackTable(GIB, 40, 100, {}, true);
  dynamo.tables.set('orders', table);
  for (let i = 0; i < 40; i++) dynamo.data.itemsOf(table).put({ id: { S: `orders-${i}` } });
}

/** Lists of clusters are behind all night: a cluster is known by its id alone. */
function slowLists(one: Stage): void {
  quick(one);
  one.account.emr.listLagSeconds = 8 * HOUR;
}

/** A pipeline of a night long past, which may go. */
function withOldPipeline(one: Stage): void {
  quick(one);
  one.account.pipelines.answer('CreatePipeline', { name: 'hippolyte-2026-01-01T0000Z-aaaaaa-lane-0-launch-1', uniqueId: 'old', tags: [{ key: 'dynamodbdatapipeline', value: 'true' }] });
}

const NIGHT = ['run', 'state', 'notify', 'kms'];
const HEALER = ['settle', 'state', 'kms'];
/** A window that is longer than AWS remembers the token of an export. */
const HALF_A_DAY = { window: { opens: '00:00', closes: '12:00', zone: 'UTC' } };

/** By what happens. The first of a policy is its ordinary use. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'a plan': { ends: EXIT.ok, policies: ['plan', 'state', 'kms'], stage: () => stageOf({ policy: 'native-export' }), play: plan },
  'the record of a history': { ends: EXIT.ok, policies: ['collect'], stage: () => stageOf({}), play: collect },
  'the status of a night': {
    ends: EXIT.ok, policies: ['state', 'kms'], stage: () => stageOf({}),
    play: status,
  },
  'a night of the embedded scan': { ends: EXIT.ok, policies: [...NIGHT, 'engine-scan'], stage: () => stageOf({}, slow), play: (one) => night(one, littered(one)) },
  'many starts': { ends: EXIT.ok, policies: [...NIGHT, 'engine-scan'], stage: () => stageOf({}), play: manyStarts },
  'a night of clusters that lists are slow to show': {
    ends: EXIT.ok, policies: [...NIGHT, 'engine-emr'], stage: () => stageOf({ policy: 'emr-first-fit' }, slowLists), play: (one) => night(one),
  },
  'a night of clusters that is stopped': {
    ends: EXIT.terminated, policies: [...NIGHT, 'engine-emr'], stage: () => stageOf({ policy: 'emr-first-fit' }), play: (one) => night(one, {}, 'elasticmapreduce:AddJobFlowSteps'),
  },
  'a night of pipelines': {
    ends: EXIT.ok, policies: [...NIGHT, 'engine-data-pipeline'], play: (one) => night(one),
    stage: () => stageOf({ policy: 'hippolyte-corrected' }, withOldPipeline),
  },
  'a night of pipelines that is stopped': {
    ends: EXIT.terminated, policies: [...NIGHT, 'engine-data-pipeline'], stage: () => stageOf({ policy: 'hippolyte-corrected' }, partsUntold), play: (one) => night(one, {}, 'datapipeline:ActivatePipeline'),
  },
  'a night of exports': { ends: EXIT.ok, policies: [...NIGHT, 'engine-export'], stage: () => stageOf({ policy: 'native-export' }), play: (one) => night(one) },
  'a night of exports that was killed, gone on with when their tokens are forgotten': {
    ends: EXIT.ok, policies: [...NIGHT, 'engine-export'],
    stage: () => {
      const one = stageOf({ policy: 'native-export' });
      return { ...one, config: { ...one.config, settings: withSettings(one.config.settings, HALF_A_DAY) } };
    },
    play: async (one) => {
      await killedAfter(one, 'dynamodb:ExportTableToPointInTime');
      await one.clock.sleepUntil(OPENS_AT + 8 * HOUR);
      return night(one);
    },
  },
  'a night that was killed, settled': {
    ends: EXIT.ok, policies: HEALER, stage: () => stageOf({}),
    play: (one) => settleAfterKill(one, 'dynamodb:UpdateTable'),
  },
  'a night of clusters that was killed, settled': {
    ends: EXIT.ok, policies: [...HEALER, 'engine-emr'], stage: () => stageOf({ policy: 'emr-first-fit' }),
    play: (one) => settleAfterKill(one, 'elasticmapreduce:AddJobFlowSteps'),
  },
  'a night of pipelines that was killed, settled': {
    ends: EXIT.ok, policies: [...HEALER, 'engine-data-pipeline'], stage: () => stageOf({ policy: 'hippolyte-corrected' }),
    play: (one) => settleAfterKill(one, 'datapipeline:PutPipelineDefinition'),
  },
};
