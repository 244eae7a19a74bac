// What is asked of Data Pipeline, with its refusals as answers. A pipeline's own state says next to nothing (SCHEDULED is
// one that works and one that is done), so what runs is told by its INSTANCE objects.

import type { PipelineObject } from '@aws-sdk/client-data-pipeline';
import type { At } from '../../../core/units.js';
import type { Aws } from '../../aws.js';
import { tryCall, type Refusal } from '../../faults.js';
import { garbled, tryPages, type Listed } from '../try-pages.js';

/** Ids a call of DescribeObjects takes (AWS API reference). */
const DESCRIBED_MAX = 25;
/** Instances are scheduled for the moment of their activation: after the night has opened (clocks may differ), within the two days that a run lasts at most. */
const AROUND_SECONDS = { before: 3600, after: 2 * 86_400 } as const;

export interface InstanceSeen {
  readonly id: string;
  /** Id of the object in the definition. */
  readonly component: string;
  readonly status: string;
  /** Why it failed, as far as AWS says. */
  readonly message: string;
  readonly startedAt: At | null;
  readonly endedAt: At | null;
}

/** Statuses in which an instance stays (AWS Data Pipeline docs, Interpreting status details). */
export const FINAL = ['FINISHED', 'FAILED', 'CASCADE_FAILED', 'CANCELED', 'CANCELLED', 'TIMEDOUT', 'SKIPPED'] as const;
const BEGUN = ['RUNNING', 'ACTIVATING', 'CREATING', 'SHUTTING_DOWN'] as const;

/**
 * Ids of the instances that belong to a launch of a night that opened at `opensAt`: all, or those that began or are over.
 * A component's id is part of its instances' ids.
 */
export async function instanceIds(aws: Aws, pipelineId: string, token: string, opensAt: At, which: 'all' | 'begun'): Promise<Listed<string>> {
  const selectors = [{ fieldName: '@scheduledStartTime', operator: { type: 'BETWEEN' as const, values: [timeText(opensAt - AROUND_SECONDS.before), timeText(opensAt + AROUND_SECONDS.after)] } }];
  const begun = { fieldName: '@status', operator: { type: 'EQ' as const, values: [...BEGUN, ...FINAL] } };
  const listed = await queryInstances(aws, pipelineId, which === 'all' ? selectors : [...selectors, begun]);
  return listed.refusal === null ? { items: listed.items.filter((id) => id.includes(token)), refusal: null } : listed;
}

/** Ids of all instances of a pipeline, of whatever launch, that are not over. */
export function unfinishedIds(aws: Aws, pipelineId: string): Promise<Listed<string>> {
  const statuses = [...BEGUN, 'PENDING', 'PAUSED', 'VALIDATING', 'WAITING_FOR_RUNNER', 'WAITING_ON_DEPENDENCIES', 'SCHEDULED'];
  return queryInstances(aws, pipelineId, [{ fieldName: '@status', operator: { type: 'EQ', values: statuses } }]);
}

interface Selector {
  readonly fieldName: string;
  readonly operator: { readonly type: 'EQ' | 'BETWEEN'; readonly values: string[] };
}

function queryInstances(aws: Aws, pipelineId: string, selectors: Selector[]): Promise<Listed<string>> {
  return tryPages(
    (marker) => tryCall(aws, 'datapipeline:QueryObjects', { pipelineId, sphere: 'INSTANCE', query: { selectors }, marker }),
    // AWS leaves the list out where it is empty.
    ({ ids, marker, hasMoreResults }) => ({ items: ids ?? (hasMoreResults === undefined ? undefined : []), next: hasMoreResults === true ? marker : undefined }),
  );
}

/** What instances are now. */
export async function describeInstances(aws: Aws, pipelineId: string, ids: readonly string[]): Promise<Listed<InstanceSeen>> {
  const found: InstanceSeen[] = [];
  for (let from = 0; from < ids.length; from += DESCRIBED_MAX) {
    const { items, refusal } = await tryPages(
      (marker) => tryCall(aws, 'datapipeline:DescribeObjects', { pipelineId, objectIds: ids.slice(from, from + DESCRIBED_MAX), marker }),
      ({ pipelineObjects, marker, hasMoreResults }) => ({ items: pipelineObjects, next: hasMoreResults === true ? marker : undefined }),
    );
    if (refusal !== null) return { items: null, refusal };
    found.push(...items.map(instanceSeen));
  }
  return { items: found, refusal: null };
}

function instanceSeen({ id = '', fields = [] }: PipelineObject): InstanceSeen {
  const value = (key: string): string => {
    const field = fields.find((one) => one.key === key);
    return field?.stringValue ?? field?.refValue ?? '';
  };
  return {
    id, component: value('@componentParent') || (/^@?(.+)_\d{4}-\d{2}-\d{2}T/.exec(id)?.[1] ?? ''), status: value('@status'),
    message: value('errorMessage') || value('@failureReason') || value('cancellationReason'),
    startedAt: timeOf(value('@actualStartTime')), endedAt: timeOf(value('@actualEndTime')),
  };
}

/** State of a pipeline; `gone` when it was deleted. */
export async function pipelineState(aws: Aws, pipelineId: string): Promise<string | Refusal> {
  const { output, refusal } = await tryCall(aws, 'datapipeline:DescribePipelines', { pipelineIds: [pipelineId] });
  if (refusal !== null) return isGone(refusal) ? 'gone' : refusal;
  const state = output.pipelineDescriptionList?.[0]?.fields?.find(({ key }) => key === '@pipelineState')?.stringValue;
  return state ?? garbled('a pipeline without a state');
}

export function isGone({ name }: Refusal): boolean {
  return name === 'PipelineNotFoundException' || name === 'PipelineDeletedException';
}

/** All pipelines of the account. */
export function listPipelines(aws: Aws): Promise<Listed<{ readonly id: string; readonly name: string }>> {
  return tryPages(
    (marker) => tryCall(aws, 'datapipeline:ListPipelines', { marker }),
    ({ pipelineIdList, marker, hasMoreResults }) => ({ items: pipelineIdList?.map(({ id = '', name = '' }) => ({ id, name })), next: hasMoreResults === true ? marker : undefined }),
  );
}

/** As Data Pipeline writes times: UTC, without a zone. */
function timeText(at: At): string {
  return new Date(at * 1000).toISOString().slice(0, 19);
}

function timeOf(text: string): At | null {
  const ms = Date.parse(/Z$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms / 1000;
}
