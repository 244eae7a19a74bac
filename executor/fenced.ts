// No call that changes anything without the lock.

import { MUTATING, WRITING, type Aws } from './aws.js';

/** Asks `check` before each call that changes or writes something; what it throws is thrown in the call's place. */
export function fenced(aws: Aws, check: () => void): Aws {
  return {
    call: async (operation, input) => {
      if (MUTATING.has(operation) || WRITING.has(operation)) check();
      return aws.call(operation, input);
    },
  };
}
