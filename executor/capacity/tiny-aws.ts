// The part of AWS that capacity is about, in memory, for tests: tables that are updated in no time or when told, targets,
// and refusals on demand.

import type { Aws, Operation } from '../aws.js';

export interface TinyTable {
  id: string;
  rcu: number;
  wcu: number;
  status: string;
  onDemand: boolean;
  decreasesToday: number;
  target: { min: number; max: number; suspended: [boolean, boolean, boolean] } | null;
}

/** What happens to a call: refused by a name (AWS answered), lost before or after it was carried out. */
export type Fate = { readonly name: string; readonly status?: number } | 'lost' | 'lost, done';

export class TinyAws implements Aws {
  readonly tables = new Map<string, TinyTable>();
  /** Calls with what they were asked, in order. */
  readonly calls: string[] = [];
  readonly #fates = new Map<Operation, Fate[]>();

  table(name: string, more: Partial<TinyTable> = {}): TinyTable {
    const table: TinyTable = { id: `id-${name}`, rcu: 100, wcu: 50, status: 'ACTIVE', onDemand: false, decreasesToday: 0, target: null, ...more };
    this.tables.set(name, table);
    return table;
  }

  /** The next calls of an operation end so, one after the other. */
  next(operation: Operation, ...fates: Fate[]): void {
    this.#fates.set(operation, fates);
  }

  count(operation: Operation): number {
    return this.calls.filter((call) => call.startsWith(operation)).length;
  }

  async call(operation: Operation, input: unknown): Promise<never> {
    await Promise.resolve();
    const fate = this.#fates.get(operation)?.shift();
    this.calls.push(`${operation} ${JSON.stringify(input)}`);
    if (typeof fate === 'object') throw refusal(fate.name, fate.status ?? 400);
    if (fate === 'lost') throw lost();
    const answer = this.#answer(operation, input as Record<string, unknown>);
    if (fate === 'lost, done') throw lost();
    return answer as never;
  }

  #answer(operation: Operation, input: Record<string, unknown>): object {
    if (operation === 'application-autoscaling:DescribeScalableTargets') {
      return { ScalableTargets: (input.ResourceIds as string[]).flatMap((id) => this.#targetOf(id)) };
    }
    const name = (input.TableName ?? (input.ResourceId as string | undefined)?.replace('table/', '')) as string;
    const table = this.tables.get(name);
    if (table === undefined) throw refusal('ResourceNotFoundException', 400);
    if (operation === 'application-autoscaling:RegisterScalableTarget') {
      if (table.target === null) throw refusal('ObjectNotFoundException', 400);
      const state = input.SuspendedState as { DynamicScalingInSuspended: boolean; DynamicScalingOutSuspended: boolean; ScheduledScalingSuspended: boolean };
      table.target.suspended = [state.DynamicScalingInSuspended, state.DynamicScalingOutSuspended, state.ScheduledScalingSuspended];
      table.rcu = Math.min(Math.max(table.rcu, table.target.min), table.target.max); // the trap
      return {};
    }
    if (operation === 'dynamodb:UpdateTable') {
      const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu } = input.ProvisionedThroughput as { ReadCapacityUnits: number; WriteCapacityUnits: number };
      if (table.status === 'UPDATING') throw refusal('ResourceInUseException', 400);
      if (rcu === table.rcu && wcu === table.wcu) throw refusal('ValidationException', 400);
      Object.assign(table, { rcu, wcu });
      return { TableDescription: {} };
    }
    return { Table: {
      TableName: name, TableId: table.id, TableStatus: table.status,
      ProvisionedThroughput: { ReadCapacityUnits: table.onDemand ? 0 : table.rcu, WriteCapacityUnits: table.onDemand ? 0 : table.wcu, NumberOfDecreasesToday: table.decreasesToday },
      ...(table.onDemand ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } : {}),
    } };
  }

  #targetOf(id: string): object[] {
    const target = this.tables.get(id.replace('table/', ''))?.target ?? null;
    if (target === null) return [];
    const [scaleIn, scaleOut, scheduled] = target.suspended;
    return [{ ResourceId: id, MinCapacity: target.min, MaxCapacity: target.max, SuspendedState: { DynamicScalingInSuspended: scaleIn, DynamicScalingOutSuspended: scaleOut, ScheduledScalingSuspended: scheduled } }];
  }
}

function refusal(name: string, status: number): Error {
  const error = Object.assign(new Error('words that nobody may decide by'), { $metadata: { httpStatusCode: status } });
  error.name = name;
  return error;
}

function lost(): Error {
  const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', $metadata: {} });
  error.name = 'TimeoutError';
  return error;
}
