// Which policies may run a live night: those that remember what they owe and hand it back.

import { POLICIES } from '../policies/index.js';
import type { Policy } from '../policy.js';
import { DEFAULTS } from '../settings.js';
import { didYouMean } from './suggest.js';
import type { Survey } from '../table.js';

const NO_TABLES: Survey = { window: { night: '1970-01-01', opensAt: 0, closesAt: 3600 }, tables: [], forecastRcu: new Float32Array(0), slots: 1 };

/** Whether its conduct keeps leases and waits for what it asked: the system of 2017 did neither. */
export function mayRunLive({ classicFaults, timing }: Policy): boolean {
  const { keepsLeases, awaitsCapacity } = timing.conduct(NO_TABLES, DEFAULTS);
  return !classicFaults && keepsLeases && awaitsCapacity;
}

/** Names of the policies that may run a live night. */
export function livePolicies(): string[] {
  return POLICIES.filter(mayRunLive).map(({ name }) => name);
}

/** What is wrong with the name of a policy for a live night, as a sentence, or null. */
export function livePolicyFault(name: string): string | null {
  const policy = POLICIES.find((candidate) => candidate.name === name);
  if (policy === undefined) return `must be a policy, got "${name}"${didYouMean(name, livePolicies())}`;
  if (mayRunLive(policy)) return null;
  return `must be a policy that hands back what it took: ${name} forgets the original capacity of a table when a night goes wrong, and is kept for comparison only; choose one of ${livePolicies().join(', ')}`;
}
