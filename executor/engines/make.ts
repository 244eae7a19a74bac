// The engines that a plan names, from the configuration.

import type { LiveSettings } from '../../core/config/live-settings.js';
import type { EngineName } from '../../core/plan.js';
import type { Settings } from '../../core/settings.js';
import { GIB, MIB, type Bytes } from '../../core/units.js';
import type { Destination } from '../archive/destination.js';
import { dataPipelineEngine } from './data-pipeline/engine.js';
import { emrEngine } from './emr/engine.js';
import type { Engine, NightContext } from './engine.js';
import { exportEngine } from './export/engine.js';
import { connectorPlace, connectorProof } from './prove/connector.js';
import { exportPlace, exportProof } from './prove/export.js';
import { patiently } from './prove/patient.js';
import { scanEngine } from './scan/engine.js';

/** Copies that AWS made are read back to the last byte up to this; a table's capacity is held meanwhile. */
const READ_BACK_BYTES: Bytes = 256 * MIB;
/** What the open files of the embedded scan may hold in memory. */
const SCAN_MEMORY_BYTES: Bytes = GIB / 2;

export interface EngineParts {
  readonly live: LiveSettings;
  readonly settings: Settings;
  readonly destination: Destination;
  /** Version of this tool, for the sidecars. */
  readonly toolVersion: string;
  /** Instead of 256 MiB. */
  readonly readBackBytes?: Bytes;
}

/** One of each engine that a lane of the plan names. */
export function makeEngines(context: NightContext, parts: EngineParts): ReadonlyMap<EngineName, Engine> {
  const names = new Set(context.plan.lanes.map(({ engine }) => engine));
  return new Map([...names].map((name) => [name, make(name, context, parts)]));
}

function make(name: EngineName, context: NightContext, { live, settings, destination, toolVersion, readBackBytes = READ_BACK_BYTES }: EngineParts): Engine {
  const { graceSeconds } = live;
  const proof = { context, destination, toolVersion, readBackBytes };
  const place = (table: number, attempt: number) => connectorPlace(proof, table, attempt);
  switch (name) {
    case 'scan': return scanEngine(context, { destination, toolVersion, gzip: live.scan.gzip, segmentsMax: live.scan.segmentsMax, memoryBytes: SCAN_MEMORY_BYTES });
    case 'emr': return emrEngine(context, { ...live.emr, graceSeconds, place, prove: patiently(connectorProof(proof, name), context.clock) });
    case 'data-pipeline': {
      const { retries, retryDelaySeconds } = settings.dataPipeline;
      return dataPipelineEngine(context, { ...live.dataPipeline, retries, retryDelaySeconds, graceSeconds, place, prove: patiently(connectorProof(proof, name), context.clock) });
    }
    case 'export': return exportEngine(context, { ...live.export, place: (table, attempt) => exportPlace(proof, table, attempt), prove: patiently(exportProof(proof), context.clock) });
  }
}
