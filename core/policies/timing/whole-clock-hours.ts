import { allAt, soberConduct } from '../../planning/lane-times.js';
import { level } from '../../planning/levelling.js';
import type { Timing } from '../../policy.js';
import { fitRaises } from '../../planning/raises.js';
import { scanWholeHours } from '../../planning/scan-times.js';

/**
 * Raises cover whole clock hours and are stretched to fill them: asked at a full hour, handed back before one, as low as
 * that allows. Cheapest when capacity is billed by its maximum in the clock hour, and no dearer when it is prorated. For
 * the scan engine the hour at which the pool is done is chosen by price; copies in clusters wait for the full hour where
 * that saves more than the waiting machines cost.
 * Source: billed quantities of DynamoDB are whole numbers a clock hour (awslabs/amazon-dynamodb-tools, reco, test data of 2019).
 */
export const wholeClockHours: Timing = {
  name: 'whole-clock-hours',
  summary: 'raises cover whole clock hours and are stretched to fill them',
  source: 'awslabs/amazon-dynamodb-tools, reco: hourly billed quantities',
  time(draft) {
    const ours = draft.lanes.filter((lane) => lane.engine === 'emr');
    const selfOrdered = draft.lanes.filter((lane) => lane.selfOrdered);
    const { lanes, roomRcu } = level(draft, ours, fitRaises(draft, selfOrdered, draft.raiseRoomRcu), true);
    const rest = draft.lanes.filter((lane) => lane.engine !== 'emr').map((lane) => {
      if (lane.engine === 'scan') return scanWholeHours(draft, lane, roomRcu);
      allAt(draft, lane.tables, draft.opensAt);
      return lane;
    });
    return [...lanes, ...rest];
  },
  conduct: (_, settings) => soberConduct(settings),
};
