// A layer around the door to AWS: a call that is denied is told, once an action, with the permission that is missing and the published
// policy that holds it; whoever asked may go on without the answer, and whoever runs the night must still hear of it.

import type { Aws } from './aws.js';
import { isDenied } from './faults.js';
import { noteHolder, permissionOf, permissionText, type Holder } from './permission.js';

/** Errors come through as they are, with a note that faults.ts tells. @param say told one line; null: the error alone is told */
export function explained(aws: Aws, holder: Holder, say: ((line: string) => void) | null): Aws {
  const told = new Set<string>();
  return {
    call: async (operation, input) => {
      try {
        return await aws.call(operation, input);
      } catch (error) {
        if (!(error instanceof Error) || !isDenied(error)) throw error;
        const permission = permissionOf(operation, input, error.message);
        noteHolder(error, holder(permission));
        if (!told.has(permission.action)) say?.(`denied: ${permissionText(permission, error)}`);
        told.add(permission.action);
        throw error;
      }
    },
  };
}
