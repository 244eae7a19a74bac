// Where a backup of tonight lies, and what it holds, by its own sidecar.

import { attemptRun, backupPath } from '../../core/archive/backup-path.js';
import { EXIT, UserError } from '../../core/errors.js';
import type { Destination } from '../../executor/archive/destination.js';
import { sidecarOf } from '../../executor/archive/verify.js';
import type { NightRequest } from '../../executor/night-request.js';

/** Looks through the attempts of a run, the first of which is the likeliest; null: none has left a backup. */
export function receiptOf(destination: Destination, attemptsMax: number): NonNullable<NightRequest['receipt']> {
  return async (night, table, runId) => {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const path = backupPath(night, table, attemptRun(runId, attempt));
      try {
        const { items, bytes } = await sidecarOf(destination, path);
        return { url: destination.url(path), items: items ?? 0, bytes };
      } catch (error) {
        // Not there, or no sidecar: another attempt may be the one.
        if (!(error instanceof UserError) || error.exitCode !== EXIT.data) throw error;
      }
    }
    return null;
  };
}
