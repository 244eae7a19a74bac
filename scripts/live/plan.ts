// What `plan` does: opens the account, reads, plans, closes it again.

import type { Args } from '../args.js';
import { openAws } from '../../executor/clients.js';
import { pricesOf } from '../simulate-request.js';
import { liveConfigOf } from './live-config.js';
import { makeTonight, type TonightMade } from './tonight.js';

/** @throws UserError as makeTonight, and for flags and configuration */
export async function makePlanNow(args: Args, progress: (doing: string, done: number, total: number) => void): Promise<TonightMade> {
  const config = await liveConfigOf(args);
  const prices = await pricesOf(args);
  const aws = await openAws({ region: config.region, endpointsAllowed: config.live.endpointsAllowed });
  try {
    return await makeTonight(aws, { config, nowAt: Date.now() / 1000, prices, allowEmpty: args.on('allow-empty'), done: () => Promise.resolve(new Map()) }, progress);
  } finally {
    aws.close();
  }
}
