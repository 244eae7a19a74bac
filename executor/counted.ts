// Counts the calls of a start by operation and by how they ended; and tells when credentials are not valid any more.

import type { NightResult } from '../core/telling/night-result.js';
import type { Aws, Operation } from './aws.js';
import { errorNameOf, isCredentialFault } from './faults.js';

export interface Counted extends Aws {
  /** By operation, then by result. */
  counts(): NightResult['calls'];
}

/** @param onNoCredentials told once, with the name of the error: no later call can succeed with them */
export function counted(aws: Aws, onNoCredentials: (name: string) => void = () => undefined): Counted {
  const counts = new Map<string, { operation: Operation; result: string; count: number }>();
  let told = false;
  const note = (operation: Operation, result: string): void => {
    const key = `${operation} ${result}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { operation, result, count: 1 });
    else known.count++;
  };
  return {
    call: async (operation, input) => {
      try {
        const output = await aws.call(operation, input);
        note(operation, 'ok');
        return output;
      } catch (error) {
        note(operation, errorNameOf(error));
        if (!told && isCredentialFault(error)) {
          told = true;
          onNoCredentials(errorNameOf(error));
        }
        throw error;
      }
    },
    counts: () => [...counts.values()].sort((a, b) => (a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : a.result < b.result ? -1 : 1)),
  };
}
