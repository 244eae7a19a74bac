import { CONNECTOR_ON_DEMAND_RCU, CONNECTOR_PAGE_UNITS, connectorSeconds, onDemandRatio } from '../../core/planning/connector.js';
import type { Lane } from '../../core/plan.js';
import type { Rcu } from '../../core/units.js';
import type { CopyStart, Engine } from './engine.js';

/**
 * Pace of emr-dynamodb-connector: fixed when its map tasks start, from the capacity in force at that moment and the
 * ratio of the plan; raising capacity later does not speed it up. Source: awslabs/emr-dynamodb-connector, ReadIopsCalculator.
 */
export function connectorPaceRcu(copy: CopyStart, lane: Lane): Rcu {
  const mappersMax = Math.max(1, Math.floor(lane.mappersMax / lane.concurrency));
  const rcu = copy.onDemand ? CONNECTOR_ON_DEMAND_RCU : copy.rcu;
  const ratio = copy.onDemand ? onDemandRatio(copy.readRcu) : copy.readRcu / Math.max(copy.toRcu, 1);
  return copy.units / connectorSeconds(copy.units, copy.sizeBytes, rcu, ratio, mappersMax);
}

/** A step on an EMR cluster: the cluster boots, each step has its overhead, a failed step reads all again. */
export const emr: Engine = {
  bootSeconds: (settings) => settings.emr.bootSeconds,
  overheadSeconds: (settings) => settings.emr.stepOverheadSeconds,
  pageBytes: (settings) => CONNECTOR_PAGE_UNITS * settings.reading.bytesPerUnit,
  resumes: false,
  bootVaries: true,
  bootFails: true,
  paceRcu: connectorPaceRcu,
};
