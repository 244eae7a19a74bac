import { CONNECTOR_PAGE_UNITS } from '../../core/planning/connector.js';
import { connectorPaceRcu } from './emr.js';
import type { Engine } from './engine.js';

/** An activity of AWS Data Pipeline: an EMR step that AWS orders and retries by itself. */
export const dataPipeline: Engine = {
  bootSeconds: (settings) => settings.dataPipeline.bootSeconds,
  overheadSeconds: (settings) => settings.dataPipeline.activityOverheadSeconds,
  pageBytes: (settings) => CONNECTOR_PAGE_UNITS * settings.reading.bytesPerUnit,
  resumes: false,
  bootVaries: true,
  bootFails: true,
  paceRcu: connectorPaceRcu,
};
