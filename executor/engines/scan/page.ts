// One answer of Scan as what is kept of it: lines, how many, where it ended, what it cost.

import { itemLine, itemLines } from '../../../core/archive/item-line.js';
import type { Units } from '../../../core/units.js';
import type { OutputOf } from '../../aws.js';
import { garbage } from '../../faults.js';
import { linesOf } from '../../raw-scan.js';

export interface Page {
  readonly lines: Uint8Array;
  readonly items: number;
  /** LastEvaluatedKey as a line; null at the end of the segment. */
  readonly position: string | null;
  readonly units: Units;
}

/** @throws UserError (76) for an answer that Scan does not give; nothing is guessed */
export function pageOf(output: OutputOf<'dynamodb:Scan'>): Page {
  const { Count, LastEvaluatedKey, ConsumedCapacity } = output;
  const units = ConsumedCapacity?.CapacityUnits;
  const { lines, items } = linesOf(output) ?? linesOfItems(output.Items);
  if (Count !== undefined && Count !== items) throw garbage('dynamodb:Scan', 'gave other items than it counted');
  if (units === undefined || !(units >= 0 && Number.isFinite(units))) throw garbage('dynamodb:Scan', 'did not say what it consumed');
  const position = LastEvaluatedKey === undefined ? null : itemLine(LastEvaluatedKey);
  if (position === '{}') throw garbage('dynamodb:Scan', 'gave an empty key to go on from');
  return { lines, items, position, units };
}

function linesOfItems(items: OutputOf<'dynamodb:Scan'>['Items']): { lines: Uint8Array; items: number } {
  if (!Array.isArray(items)) throw garbage('dynamodb:Scan', 'gave no items, not even none');
  return { lines: Buffer.from(itemLines(items)), items: items.length };
}
