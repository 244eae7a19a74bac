// One record of the lock, and whether it still holds. Records are written by other machines, whose clocks differ.

import type { At, Seconds } from '../../core/units.js';
import type { Applicant, LockRecord, LockSeen, LockTimes } from './lock-terms.js';

/** A longer text is no record. */
const TEXT_LENGTH_MAX = 16_384;
/** No holder may live longer than that without renewing: what says more was damaged. */
const LIFE_SECONDS_MAX: Seconds = 3600;

const TEXTS = ['id', 'night', 'runId', 'host', 'bootId', 'who', 'version', 'command'] as const;
const NUMBERS = ['fence', 'pid', 'createdAt', 'heartbeatAt', 'expiresAt'] as const;

/** A record's text and when it was written, as the place where it lies tells it. */
export interface Kept {
  readonly text: string;
  readonly modifiedAt: At;
}

export function newRecord(applicant: Applicant, id: string, fence: number, now: At, { expirySeconds }: LockTimes): LockRecord {
  const { night, runId, host, pid, bootId, who, version, command } = applicant;
  return { id, fence, night, runId, host, pid, bootId, who, version, command, createdAt: now, heartbeatAt: now, expiresAt: now + expirySeconds, releasedAt: null };
}

export function recordText(record: LockRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** null: it is none. */
export function parseRecord(text: string, fence: number): LockRecord | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // judged by its age
  }
  if (typeof value !== 'object' || value === null) return null;
  const record = value as LockRecord;
  const fits = TEXTS.every((key) => typeof record[key] === 'string') && NUMBERS.every((key) => Number.isFinite(record[key]))
    && record.fence === fence && (record.releasedAt === null || Number.isFinite(record.releasedAt));
  return fits ? record : null;
}

/**
 * The lock as it is seen at `now`. Where the record cannot be read, or tells times that cannot be, it is held until it is
 * older than the expiry by the clock of the place where it lies; a record of the future is held.
 */
export function seen(fence: number, kept: Kept, now: At, { expirySeconds }: LockTimes): LockSeen {
  const record = parseRecord(kept.text, fence);
  const id = record?.id ?? `fence-${fence}`;
  if (record !== null && record.releasedAt !== null) return { id, fence, record, held: false };
  const believed = record !== null && record.heartbeatAt <= now + expirySeconds
    && record.expiresAt >= record.heartbeatAt && record.expiresAt <= record.heartbeatAt + LIFE_SECONDS_MAX;
  return { id, fence, record, held: believed ? now <= record.expiresAt : now <= kept.modifiedAt + expirySeconds };
}
