// Plans for tonight from tables of plain data, for tests of the commands that meet an account.

import { LIVE_DEFAULTS, withLive, type LiveChange } from '../../core/config/live-settings.js';
import { DEFAULTS, withSettings, type SettingsChange } from '../../core/settings.js';
import { GIB, HOUR } from '../../core/units.js';
import type { OpenAws } from '../../executor/clients.js';
import { ACCOUNT, ControlPlane, type PlainTable } from '../../fixtures/aws/control-plane.js';
import type { LiveConfig } from './live-config.js';
import { makeTonight, type TonightMade, type TonightRequest } from './tonight.js';

/** The window of 2026-06-10 opens, in UTC; three hours before. */
export const OPENS_AT = Date.UTC(2026, 5, 10) / 1000;
export const EVENING_AT = OPENS_AT - 3 * HOUR;

/** One table that must be raised and is autoscaled, one on demand, one that is told as empty, one small. */
export const ESTATE: readonly PlainTable[] = [
  { name: 'orders', rcu: 100, sizeBytes: 200 * GIB, target: { min: 5, max: 400, percent: 70 } },
  { name: 'users', rcu: 0, sizeBytes: 2 * GIB },
  { name: 'fresh', sizeBytes: 0 },
  { name: 'orders-staging' },
];

export interface Asked extends Partial<Omit<TonightRequest, 'config'>> {
  readonly live?: LiveChange;
  readonly settings?: SettingsChange;
  readonly tables?: readonly PlainTable[];
  readonly plane?: ControlPlane;
}

export function configOf({ live = {}, settings = {} }: Asked): LiveConfig {
  return { settings: withSettings(DEFAULTS, settings), live: withLive(LIVE_DEFAULTS, { account: ACCOUNT, ...live }), region: null, path: 'hippolyte.yaml' };
}

/** The plan of tonight for an account of these tables, in eu-west-1. */
export function tonight(asked: Asked = {}): Promise<TonightMade> {
  const { tables = ESTATE, plane = new ControlPlane(tables) } = asked;
  const aws = Object.assign(plane, { region: 'eu-west-1', close: () => undefined }) as unknown as OpenAws;
  const whole: TonightRequest = { nowAt: EVENING_AT, prices: null, allowEmpty: false, done: new Map(), owed: [], ...asked, config: configOf(asked) };
  return makeTonight(aws, whole, () => undefined);
}
