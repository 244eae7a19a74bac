// Into how many segments a table is cut, and how many of them are read at once.

import { GIB, MIB, type Bytes, type Rcu } from '../../../core/units.js';

/** A segment a GiB, as emr-dynamodb-connector cuts: the last ones to end are then short. */
const SEGMENT_BYTES: Bytes = GIB;
/** Each segment costs at least one page: small tables are not cut finer than this. */
const SEGMENT_BYTES_MIN: Bytes = 8 * MIB;
/** One segment reads one page after the other: 128 units in about a quarter of a second, with half of that to spare. */
const RCU_PER_READER: Rcu = 250;
const SEGMENTS_MAX = 4096;
/** A table that DynamoDB has not measured yet may be of any size. */
const UNMEASURED_MAX = 4;

export interface Cut {
  readonly segments: number;
  /** Segments that are read at once. */
  readonly readers: number;
}

/** @param sizeBytes as DescribeTable tells it, up to six hours old: 0 for a young table */
export function cutTable(sizeBytes: Bytes, readRcu: Rcu, readersMax: number): Cut {
  const room = sizeBytes === 0 ? UNMEASURED_MAX : Math.max(1, Math.ceil(sizeBytes / SEGMENT_BYTES_MIN));
  const readers = Math.max(1, Math.min(readersMax, Math.ceil(readRcu / RCU_PER_READER), room));
  return { readers, segments: Math.min(SEGMENTS_MAX, Math.max(readers, Math.ceil(sizeBytes / SEGMENT_BYTES))) };
}
