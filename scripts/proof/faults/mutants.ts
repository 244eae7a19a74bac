// Programs that are broken in one way, each a door to AWS that lies to the executor: the matrix must tell them from a right one.

import type { Operation } from '../../../executor/aws.js';
import type { Mutant, Planned } from './run-case.js';

interface Broken {
  readonly what: string;
  /** Where the fault strikes that shows it. */
  readonly operation: Operation;
  readonly part?: string;
  readonly planned: Planned;
  readonly mutant: Mutant;
}

/** What goes wrong with an operation is answered by something else. */
const instead = (of: Operation, answer: () => unknown): Mutant => async (call, operation) => {
  try {
    return await call();
  } catch (error) {
    if (operation !== of) throw error;
    return answer();
  }
};

const always = (kind: Planned['kind']): Planned => ({ kind, effect: 'none', times: Infinity });

export const MUTANTS: readonly Broken[] = [
  {
    what: 'takes a decrease that was not answered for done', operation: 'dynamodb:UpdateTable', part: 'lower', planned: always('reset'),
    mutant: instead('dynamodb:UpdateTable', () => ({ TableDescription: {} })),
  },
  {
    what: 'takes a resumption that was refused for done', operation: 'application-autoscaling:RegisterScalableTarget', part: 'resume', planned: always('throttle'),
    mutant: instead('application-autoscaling:RegisterScalableTarget', () => ({})),
  },
  {
    what: 'takes a page that was refused for the last one', operation: 'dynamodb:Scan', planned: { kind: 'denied', effect: 'none', times: 5 },
    mutant: instead('dynamodb:Scan', () => ({ Items: [], Count: 0, ScannedCount: 0, ConsumedCapacity: { TableName: 'orders', CapacityUnits: 0.5 } })),
  },
];
