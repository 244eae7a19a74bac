import { allAt, soberConduct } from '../../planning/lane-times.js';
import { level } from '../../planning/levelling.js';
import type { Timing } from '../../policy.js';
import { fitRaises } from '../../planning/raises.js';
import { scanJustInTime } from '../../planning/scan-times.js';

/**
 * Each raise just before its copy's turn and back right after it. Lanes that AWS orders itself are raised as a whole.
 * Source: AWS price list (capacity is billed while it is provisioned); hippolyte's cost of raising all at the start.
 */
export const justInTimeTiming: Timing = {
  name: 'just-in-time',
  summary: 'each raise just before its copy, back right after it',
  source: 'AWS docs, ProvisionedThroughput (billed while provisioned)',
  time(draft) {
    const ours = draft.lanes.filter((lane) => lane.engine === 'emr');
    const selfOrdered = draft.lanes.filter((lane) => lane.selfOrdered);
    const { lanes, roomRcu } = level(draft, ours, fitRaises(draft, selfOrdered, draft.raiseRoomRcu), false);
    const rest = draft.lanes.filter((lane) => lane.engine !== 'emr').map((lane) => {
      if (lane.engine === 'scan') return scanJustInTime(draft, lane, roomRcu);
      allAt(draft, lane.tables, draft.opensAt);
      return lane;
    });
    return [...lanes, ...rest];
  },
  conduct: (_, settings) => soberConduct(settings),
};
