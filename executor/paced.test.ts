import test from 'ava';
import type { Aws, Operation } from './aws.js';
import { MUTATING } from './aws.js';
import type { Clock } from './clock.js';
import { PACE_RATES } from './pace-rates.js';
import { paced } from './paced.js';

/** A clock that stands still until `advance`; calls are noted with their time. */
function still(): { clock: Clock; aws: Aws; sentAt: (operation: Operation) => number[]; advance: (seconds: number) => Promise<void> } {
  let now = 1000;
  const sleepers: { at: number; wake: () => void }[] = [];
  const sent: [Operation, number][] = [];
  return {
    clock: {
      now: () => now,
      sleepUntil: (at) => (at <= now ? Promise.resolve() : new Promise((wake) => sleepers.push({ at, wake }))),
      busy: (work) => work,
    },
    aws: {
      call: (operation) => {
        sent.push([operation, now - 1000]);
        return Promise.resolve({} as never);
      },
    },
    sentAt: (operation) => sent.filter(([one]) => one === operation).map(([, at]) => at),
    advance: async (seconds) => {
      const until = now + seconds;
      for (;;) {
        await new Promise(setImmediate);
        sleepers.sort((a, b) => a.at - b.at);
        if (sleepers.length === 0 || sleepers[0].at > until) break;
        now = sleepers[0].at;
        sleepers.shift()?.wake();
      }
      now = until;
    },
  };
}

test('a burst goes at once, the rest evenly, in its order; operations do not wait for each other', async (t) => {
  const { clock, aws, sentAt, advance } = still();
  const slow = paced(aws, clock, { 'dynamodb:ListExports': { perSecond: 2, burst: 3 }, 'dynamodb:DescribeExport': { perSecond: 1, burst: 1 } });
  for (let i = 0; i < 6; i++) void slow.call('dynamodb:ListExports', {});
  void slow.call('dynamodb:DescribeExport', { ExportArn: 'x' });
  void slow.call('dynamodb:ListTables', {});
  await advance(10);
  t.deepEqual(sentAt('dynamodb:ListExports'), [0, 0, 0, 0.5, 1, 1.5]);
  t.deepEqual(sentAt('dynamodb:DescribeExport'), [0]);
  t.deepEqual(sentAt('dynamodb:ListTables'), [0]);
  // After a rest of 8.5 s the bucket is full again, and not fuller.
  for (let i = 0; i < 4; i++) void slow.call('dynamodb:ListExports', {});
  await advance(1);
  t.deepEqual(sentAt('dynamodb:ListExports').slice(6), [10, 10, 10, 10.5]);
});

test('the published rates of Data Pipeline are kept: 100 at once, then one a second; two a second for objects', async (t) => {
  const { clock, aws, sentAt, advance } = still();
  const slow = paced(aws, clock);
  for (let i = 0; i < 103; i++) void slow.call('datapipeline:DescribePipelines', { pipelineIds: [] });
  for (let i = 0; i < 6; i++) void slow.call('datapipeline:QueryObjects', { pipelineId: 'x', sphere: 'INSTANCE' });
  await advance(10);
  t.deepEqual(sentAt('datapipeline:DescribePipelines').slice(99), [0, 1, 2, 3]);
  t.deepEqual(sentAt('datapipeline:QueryObjects'), [0, 0, 0.5, 1, 1.5, 2]);
});

test('everything that changes AWS has a pace, but for what is asked once', (t) => {
  t.deepEqual([...MUTATING].filter((operation) => PACE_RATES[operation] === undefined), ['datapipeline:AddTags']);
});
