import { allAt, soberConduct } from '../../planning/lane-times.js';
import type { Timing } from '../../policy.js';
import { fitRaises } from '../../planning/raises.js';
import { scanAtOpen } from '../../planning/scan-times.js';

/**
 * Everything at once: all lanes are launched and all raises asked when the window opens. A raise is held from then to the
 * end of its copy, however late its turn comes. Raises that the account quota cannot hold together are lowered.
 * Source: what the design of 2017 did (hippolyte, dynamodb_booster.py), with waiting and handing back mended.
 */
export const atOpen: Timing = {
  name: 'at-open',
  summary: 'all raises when the window opens, held to the end of each copy',
  source: 'hippolyte (2017), dynamodb_booster.py, with waiting and handing back mended',
  holdsAll: true,
  time(draft) {
    const scan = draft.lanes.find((lane) => lane.engine === 'scan');
    const others = draft.lanes.filter((lane) => lane !== scan);
    const roomRcu = fitRaises(draft, others, draft.raiseRoomRcu);
    for (const lane of others) allAt(draft, lane.tables, draft.opensAt);
    return scan === undefined ? others : [...others, scanAtOpen(draft, scan, roomRcu)];
  },
  conduct: (_, settings) => soberConduct(settings),
};
