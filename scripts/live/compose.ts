// A live night put together: clients, state, engines, clock and whoever is told, from the configuration and the machine.

import { priceBook, bundledRegions } from '../../core/money/price-books.js';
import { meterUsd } from '../../core/planning/estimate.js';
import type { PriceBook } from '../../core/money/prices.js';
import type { Redactor } from '../../core/telling/redact.js';
import { runIdOf } from '../../core/journal/run-id.js';
import type { Seconds, Usd } from '../../core/units.js';
import { openDestination, type Destination } from '../../executor/archive/destination.js';
import { makeEngines } from '../../executor/engines/make.js';
import { explained } from '../../executor/explained.js';
import type { Heard, NightDeps, NightTimes } from '../../executor/night-deps.js';
import { paced } from '../../executor/paced.js';
import { openState } from '../../executor/state/open-state.js';
import type { StateStore } from '../../executor/state/store.js';
import { processFacts, type LiveDoors } from './doors.js';
import type { LiveConfig } from './live-config.js';
import { holderOf } from './policy-files.js';
import type { RegionalAws } from './tonight.js';

/** A lock that is given up by its holder that long before it expires: a quarter of its life, as in LOCK_TIMES. */
const MARGIN_SHARE = 1 / 4;
/** A copy that was asked to stop is taken as stopped after that long. */
const STOP_SECONDS: Seconds = 120;

export interface Composing {
  readonly doors: LiveDoors;
  /** The command as typed. */
  readonly command: string;
  readonly redactor: Redactor;
  readonly say: (line: string) => void;
  /** Hears what happens in a night; nobody, where it is left out. */
  readonly heard?: Heard | undefined;
  readonly stop: AbortSignal;
  readonly hurry: AbortSignal;
}

export interface Composed {
  readonly aws: RegionalAws;
  readonly state: StateStore;
  readonly destination: Destination;
  readonly deps: NightDeps;
  readonly times: NightTimes;
  /** How far this machine's clock is ahead of AWS's; null: not known yet. */
  readonly skewSeconds: () => Seconds | null;
  /** The name that was made last for a run. */
  readonly runId: () => string;
  /** Closes the sockets. */
  close(): void;
}

/** @throws UserError (78) for a region that is missing, or places that are none */
export async function compose({ live, settings, region }: LiveConfig, { doors, command, redactor, say, heard, stop, hurry }: Composing): Promise<Composed> {
  const { clock } = doors;
  if (live.alerts.healthcheckUrl !== null) redactor.learn(live.alerts.healthcheckUrl);
  let skewSeconds: Seconds | null = null;
  const open = await doors.openAws({
    region, endpointsAllowed: live.endpointsAllowed, learn: (secret) => redactor.learn(secret),
    dated: (serverAt) => {
      skewSeconds = Date.now() / 1000 - serverAt;
    },
  });
  const told = explained(open, holderOf(command, live, open.region), (line) => say(redactor.clean(line)));
  const aws: RegionalAws = { ...paced(told, clock), region: open.region };
  const owner = live.account === null ? null : { account: live.account, region: open.region };
  const { heartbeatSeconds, expirySeconds } = live.lock;
  const state = openState(live.state, aws, {
    clock, wall: doors.wall, owner, clean: (text) => redactor.clean(text), lockTimes: { heartbeatSeconds, expirySeconds, marginSeconds: expirySeconds * MARGIN_SHARE },
  });
  // Without a destination nothing is copied; settling needs the place of none.
  const destination = openDestination(live.destination ?? live.state, { aws, clock, account: live.account });
  const facts = await processFacts(command);
  let runId = '';
  const deps: NightDeps = {
    aws: told, clock, state, signal: stop, hurry, say: (line) => say(redactor.clean(line)), heard, process: facts,
    engines: (context) => makeEngines(context, { live, settings, destination, toolVersion: facts.version }),
    newRunId: (at) => (runId = runIdOf(at, doors.chance(4))),
  };
  return {
    aws, state, destination, deps, times: { graceSeconds: live.graceSeconds, stopSeconds: STOP_SECONDS }, skewSeconds: () => skewSeconds, runId: () => runId, close: () => open.close(),
  };
}

/** Price of a raised unit for an hour: what an open lease costs; 0 where the region has none. */
export function usdPerRcuHour(region: string, prices: PriceBook | null): Usd {
  if (prices?.region === region) return meterUsd(prices, 'dynamodb.rcu-hour');
  return bundledRegions().includes(region) ? meterUsd(priceBook(region), 'dynamodb.rcu-hour') : 0;
}
