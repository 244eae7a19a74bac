// Where a backup lies: a path for each night, table and run that no other has, also where upper and lower case are the
// same, and from which all three can be read back.
//
// A name is escaped with a dot and two hexadecimal digits, and not with a percent sign: emr-dynamodb-connector writes a
// path into its manifest as a URI, where % becomes %25, and reads it back without undoing that. A dot is safe in S3 keys,
// URIs and file systems, and `table=` in front of it leaves no hidden, reserved or relative name.

import { assert } from '../errors.js';
import { TABLE_NAME } from '../history/history-text.js';

/** A piece of a path has room to spare in the 255 bytes of file systems; longer names go on in the folder below. */
const PIECE_MAX = 200;
/** Ends a piece and begins the next one; an escaped name has no such sign. */
const GOES_ON = '=/=';
const RUN_ID = /^[A-Za-z0-9_-]{1,64}$/;
const NIGHT = /^\d{4}-\d{2}-\d{2}$/;
const PATH = /^v1\/night=(\d{4}-\d{2}-\d{2})\/table=(.+)\/run=([A-Za-z0-9_-]{1,64})$/;

export interface BackupPlace {
  /** YYYY-MM-DD. */
  readonly night: string;
  readonly table: string;
  readonly runId: string;
}

/** The path of a backup below its destination, without slashes at its ends. */
export function backupPath(night: string, table: string, runId: string): string {
  assert(NIGHT.test(night) && RUN_ID.test(runId) && TABLE_NAME.test(table), 'a backup has a night, a table and a run with names of their own');
  return `v1/night=${night}/table=${escapeName(table)}/run=${runId}`;
}

/**
 * The run that a path is given for an attempt whose folder must not be there yet: emr-dynamodb-connector refuses one, and a
 * failed attempt leaves one behind. The first attempt has the run's own.
 */
export function attemptRun(runId: string, attempt: number): string {
  return attempt === 1 ? runId : `${runId}-attempt-${attempt}`;
}

/** What a path is of; null for one that `backupPath` does not give. */
export function placeOf(path: string): BackupPlace | null {
  const [, night, escaped, runId] = PATH.exec(path) ?? [];
  if (escaped === undefined) return null;
  const table = escaped.replaceAll(GOES_ON, '').replace(/\.([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return TABLE_NAME.test(table) && backupPath(night, table, runId) === path ? { night, table, runId } : null;
}

function escapeName(name: string): string {
  const pieces: string[] = [];
  let piece = '';
  for (const letter of name) {
    const part = /[a-z0-9_-]/.test(letter) ? letter : `.${letter.charCodeAt(0).toString(16)}`;
    if (piece.length + part.length > PIECE_MAX) {
      pieces.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...pieces, piece].join(GOES_ON);
}
