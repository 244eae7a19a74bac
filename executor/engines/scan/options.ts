// What the embedded scan is told of the machine and of the settings.

import type { Bytes } from '../../../core/units.js';
import type { Destination } from '../../archive/destination.js';

export interface ScanOptions {
  readonly destination: Destination;
  readonly toolVersion: string;
  readonly gzip: boolean;
  /** Most segments of one table that are read at once. */
  readonly segmentsMax: number;
  /** What the open files of all copies together may hold in memory; only S3 needs it. */
  readonly memoryBytes: Bytes;
}
