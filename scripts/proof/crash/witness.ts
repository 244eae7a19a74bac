// What must hold in every schedule: watched at each call that changes something, and at the end of the world.

import { MUTATING, WRITING, type Operation } from '../../../executor/aws.js';
import type { EngineName } from '../../../core/plan.js';
import { foldJournal } from '../../../core/journal/journal-fold.js';
import { readJournal } from '../../../core/journal/journal-read.js';
import type { JournalRecord } from '../../../core/journal/journal.js';
import { attemptRun, backupPath } from '../../../core/archive/backup-path.js';
import { verifyBackup } from '../../../executor/archive/verify.js';
import { describe, ITEMS, NIGHT, REGION, WCU } from './estate.js';
import type { CrashWorld } from './world.js';

type Input = Readonly<Record<string, unknown>>;

/** Calls that change something, of each engine. */
const WORKS: Readonly<Record<EngineName, RegExp>> = { scan: /^$/, emr: /^elasticmapreduce:/, 'data-pipeline': /^datapipeline:/, export: /^dynamodb:ExportTableToPointInTime$/ };

export class Witness {
  /** Rules that were broken, each with what broke it. */
  readonly faults: string[] = [];
  /** Calls that changed something, since the count was last taken. */
  mutating = 0;
  readonly #world: CrashWorld;

  constructor(world: CrashWorld) {
    this.#world = world;
  }

  /** Before a call has its effect. */
  sent(action: string, input: Input): void {
    if (!MUTATING.has(action as Operation) && !WRITING.has(action as Operation)) return;
    const service = action.slice(0, action.indexOf(':'));
    if (service === 's3') return; // copies, and what proves them
    this.mutating++;
    if (action === 'dynamodb:UpdateTable') this.#update(input);
    else if (action === 'application-autoscaling:RegisterScalableTarget') this.#register(input);
    else if (!WORKS[this.#world.estate.engine].test(action)) this.faults.push(`INV-12 ${action}: nothing of it is asked in this world`);
  }

  /** INV-03, 04: never below what its owner set, never above what the plan says; write capacity and all else untouched. */
  #update({ TableName: name, ProvisionedThroughput: to, ...rest }: Input): void {
    const table = this.#world.estate.tables.find((one) => one.name === name);
    const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu } = to as { ReadCapacityUnits: number; WriteCapacityUnits: number };
    if (table === undefined || Object.keys(rest).length > 0) return void this.faults.push(`INV-04 UpdateTable of ${String(name)} with ${Object.keys(rest).join()}`);
    if (wcu !== WCU) this.faults.push(`INV-04 ${table.name}: write capacity ${wcu}`);
    if (rcu !== table.rcu && rcu !== table.toRcu) this.faults.push(`INV-03 ${table.name}: set to ${rcu}`);
    if (table.toRcu === table.rcu) this.faults.push(`INV-07 ${table.name} needs no raise`);
    this.#writtenAhead(rcu === table.rcu ? 'revert' : 'boost', table.name);
  }

  /** INV-06: of a scalable target only what is suspended, and only as a whole or as it was. */
  #register({ ResourceId: resource, SuspendedState: state, ServiceNamespace: space, ScalableDimension: dimension, ...rest }: Input): void {
    const name = String(resource).replace(/^table\//, '');
    const flags = Object.values(state as Record<string, boolean>);
    const isAll = flags.length === 3 && flags.every((flag) => flag === flags[0]);
    if (Object.keys(rest).length > 0 || space !== 'dynamodb' || dimension !== 'dynamodb:table:ReadCapacityUnits' || !isAll) {
      this.faults.push(`INV-06 RegisterScalableTarget of ${name}: ${JSON.stringify({ ...rest, state })}`);
    }
    this.#writtenAhead(flags[0] ? 'suspendScaling' : 'resumeScaling', name);
  }

  /** INV-01: what is durable says that this was asked, and has not been answered since. */
  #writtenAhead(move: string, table: string): void {
    const about = `"move":"${move}","table":"${table}"`;
    for (const [, durable] of this.#world.kept.journals()) {
      const at = durable.lastIndexOf(about);
      if (at < 0) continue;
      const line = durable.toString('latin1', durable.lastIndexOf(10, at) + 1, at);
      if (line.includes('"kind":"asked"') || !durable.toString('latin1', at, durable.indexOf(10, at)).includes('"outcome":"OK"')) return;
    }
    this.faults.push(`INV-01 ${move} ${table} is sent and does not stand in the journal as asked`);
  }

  /** Records of each journal, the oldest first. */
  #journals(): Map<string, JournalRecord[]> {
    const { kept, account } = this.#world;
    return new Map(kept.journals().map(([path, bytes]) => [path, [...readJournal(bytes, path, { account: account.sts.account, region: REGION }).records]]));
  }

  /** When a process has left by itself: INV-06, 30, 31. */
  async restored(): Promise<void> {
    const { account, estate } = this.#world;
    for (const { name, rcu, scaled } of estate.tables) {
      const told = (await describe(account, name)) as unknown as { TableStatus: string; ProvisionedThroughput: { ReadCapacityUnits: number } };
      if (told.ProvisionedThroughput.ReadCapacityUnits !== rcu) this.faults.push(`INV-30 ${name} has ${told.ProvisionedThroughput.ReadCapacityUnits} RCU instead of ${rcu}`);
      if (told.TableStatus !== 'ACTIVE') this.faults.push(`INV-30 ${name} is ${told.TableStatus}`);
      const target = [...account.scaling.targets].find(([key]) => key.includes(`table/${name}`))?.[1];
      if ((target !== undefined) !== scaled) this.faults.push(`INV-06 ${name}: its scalable target is ${target === undefined ? 'gone' : 'new'}`);
      if (target !== undefined && (Object.values(target.SuspendedState ?? {}).some(Boolean) || target.MinCapacity !== 100 || target.MaxCapacity !== 300)) this.faults.push(`INV-31 ${name}: ${JSON.stringify(target)}`);
    }
  }

  /** Clusters that nobody has asked to end, and pipelines that work. */
  #noneWorks(): void {
    const { emr, pipelines } = this.#world.account;
    for (const [id, { cluster }] of emr.clusters) if (!cluster.ending) this.faults.push(`INV-32 the cluster ${id} runs on`);
    for (const [id, { runs }] of pipelines.pipelines) if (runs.at(-1)?.over === false) this.faults.push(`INV-32 the pipeline ${id} works on`);
  }

  /** When a start has gone through: journals closed, nothing owed, every copy there (INV-02, 10, 11, 15), the lock free. */
  async complete(): Promise<void> {
    const copied = new Set<string>();
    for (const [path, records] of this.#journals()) {
      const { head, leases, closed, verdicts } = foldJournal(records);
      const id = head?.runId ?? path;
      if (leases.size > 0 || closed === null) this.faults.push(`INV-30 ${id}: ${leases.size} leases, ${closed === null ? 'open' : 'closed'}`);
      for (const { table, verdict, url } of verdicts.values()) {
        // Without an address: an earlier run has copied it.
        if (verdict !== 'ok' || (url === undefined && copied.has(table))) continue;
        copied.add(table);
        if (!(await this.#verifies(table, id, url))) this.faults.push(`INV-10 ${table} is told as ok and has no backup that verifies`);
      }
    }
    for (const { name } of this.#world.estate.tables) if (!copied.has(name)) this.faults.push(`INV-11 ${name} has no backup at the end of the night`);
    this.#lockFree();
    this.#noneWorks();
  }

  /** A backup of that table lies there, verifies to the last byte, and holds every item. A settled run tells no address. */
  async #verifies(table: string, runId: string, url: string | undefined): Promise<boolean> {
    const { destination } = this.#world;
    const root = destination.url('');
    const paths = url === undefined ? [runId, attemptRun(runId, 2)].map((run) => backupPath(NIGHT, table, run)) : [url.slice(root.length)];
    for (const path of paths) {
      const verified = await verifyBackup(destination, path);
      if (verified.ok && verified.sidecar.table.name === table && verified.sidecar.items === ITEMS) return true;
    }
    return false;
  }

  #lockFree(): void {
    const lock = this.#world.kept.lock();
    if (lock !== null && (JSON.parse(lock) as { releasedAt: unknown }).releasedAt === null) this.faults.push('the lock is still held');
  }
}
