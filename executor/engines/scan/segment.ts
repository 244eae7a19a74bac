// One segment, page after page, as fast as the table's pace allows and for as long as DynamoDB gives pages.

import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { CopyState } from '../../../core/archive/checkpoint.js';
import { readItem } from '../../../core/archive/read-line.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall, type Refusal } from '../../faults.js';
import { backOffSeconds } from '../../insist.js';
import type { TableCopy } from './copy.js';
import { CopyFailure } from './failure.js';
import type { CopyFiles } from './files.js';
import { pageOf, type Page } from './page.js';
import type { PageSize } from './page-size.js';

/** A table of which no page came for so long is given up. */
const NO_PROGRESS_SECONDS = 600;

type Key = NonNullable<ScanCommandInput['ExclusiveStartKey']>;

/** Reads a segment from where the state has it; returns early when the signal aborts. @throws CopyFailure, UserError */
export async function readSegment(copy: TableCopy, segment: number, state: CopyState, size: PageSize, files: CopyFiles, signal: AbortSignal): Promise<void> {
  let position = state.positions.get(segment) ?? null;
  for (;;) {
    const page = await nextPage(copy, { Segment: segment, TotalSegments: state.segments, ...(position === null ? {} : { ExclusiveStartKey: readItem(position, 'a position') as Key }) }, size, signal);
    if (page === null) return;
    await copy.moving(files.add(segment, page));
    if (page.position === null) return;
    if (page.position === position) throw new CopyFailure(OUTCOME.FAILED, 'Scan gave the same key to go on from twice');
    position = page.position;
  }
}

/** null: stopped. */
async function nextPage(copy: TableCopy, where: Partial<ScanCommandInput>, size: PageSize, signal: AbortSignal): Promise<Page | null> {
  const { pace, parts: { table, gate, context: { aws, clock } } } = copy;
  const failingAt = clock.now();
  for (let again = 0; ; again++) {
    const { limit, units } = size.next(pace.rcu);
    await pace.turn(units, signal);
    if (signal.aborted) return null;
    const { output, refusal } = await copy.moving(gate.pass(() => tryCall(aws, 'dynamodb:Scan', { TableName: table.name, Limit: limit, ReturnConsumedCapacity: 'TOTAL', ...where })));
    if (refusal === null) {
      const page = pageOf(output);
      pace.settle(units, page.units);
      copy.units += page.units;
      copy.answeredAt = clock.now();
      size.saw(page.items, page.units);
      return page;
    }
    if (refusal.outcome === OUTCOME.THROTTLED) {
      // It cost nothing, but its turn is not given back: the next one would be throttled as well.
      pace.slowDown();
      copy.throttles.ours(clock.now());
    }
    refuseForGood(refusal, clock.now() - Math.max(failingAt, copy.answeredAt));
    await clock.sleepUntil(clock.now() + backOffSeconds(again), signal);
  }
}

/** @throws CopyFailure for what will not be better later, or was not for too long; holds a name of AWS's, never its words: they may quote a key */
function refuseForGood({ outcome, name, what }: Refusal, failingSeconds: number): void {
  if (name === 'ResourceNotFoundException') throw new CopyFailure(OUTCOME.GONE, 'the table is gone');
  if (outcome === OUTCOME.DENIED) throw new CopyFailure(outcome, what);
  if (outcome === OUTCOME.FAILED) throw new CopyFailure(outcome, `Scan was refused (${name})`);
  if (failingSeconds >= NO_PROGRESS_SECONDS) throw new CopyFailure(outcome, `no page for ${NO_PROGRESS_SECONDS} s: ${what}`);
}
