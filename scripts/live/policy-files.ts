// Which of the published policies holds what a command was denied for, for the line that says what is missing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isS3 } from '../../core/config/places.js';
import { livePolicyFault } from '../../core/config/live-policy.js';
import type { LiveSettings } from '../../core/config/live-settings.js';
import type { EngineName } from '../../core/plan.js';
import { findPolicy } from '../../core/policies/index.js';
import { filledPolicy, type PolicyPlaces } from '../../core/live/iam-policy.js';
import { policyThatHolds } from '../../core/live/policy-holders.js';
import type { Holder } from '../../executor/permission.js';
import { packageRoot } from '../package.js';

const ENGINES: readonly EngineName[] = ['scan', 'emr', 'data-pipeline', 'export'];
/** What a role that gives a command needs beside policies of engines, as docs/deploy.md says it. */
const OF_COMMAND: Readonly<Record<string, readonly string[]>> = {
  collect: ['collect'], plan: ['plan', 'state', 'kms'], settle: ['settle', 'state', 'kms'], status: ['state', 'kms'], unlock: ['state', 'kms'], doctor: ['doctor', 'state', 'kms'],
};
const OF_A_NIGHT = ['run', 'state', 'notify', 'kms'];

/** Engines that a policy of the tool may choose. */
export function enginesOf(policy: string): EngineName[] {
  const { engine } = findPolicy(policy);
  const names = [engine, ...(engine.alternatives ?? [])].map((one) => one.name);
  return ENGINES.filter((engineName) => names.some((one) => one === engineName || one.startsWith(`${engineName}-`)));
}

/** Names the file below docs/iam that holds what a call of a command was denied for. The files are read when it is asked. */
export function holderOf(command: string, live: LiveSettings, region: string): Holder {
  const places = policyPlacesOf(live, region);
  return ({ action, resource }) => {
    const texts = policiesOf(command, live.policy).map((name) => [`docs/iam/${name}.json`, filledPolicy(read(name), places)] as const);
    return policyThatHolds(new Map(texts.filter(([, text]) => text !== '')), action, resource);
  };
}

/** The likeliest first: of engines, those that the tool's policy chooses; an earlier night may have had others. */
function policiesOf(command: string, policy: string): string[] {
  const own = livePolicyFault(policy) === null ? enginesOf(policy) : [];
  const engines = [...own, ...ENGINES.filter((name) => !own.includes(name))].map((name) => `engine-${name}`);
  const others = Object.hasOwn(OF_COMMAND, command) ? OF_COMMAND[command] : OF_A_NIGHT;
  return ['run', 'settle'].includes(others[0]) ? [...others, ...engines] : [...others];
}

function policyPlacesOf(live: LiveSettings, region: string): PolicyPlaces {
  const bucketOf = (place: string | null): string | null => (place !== null && isS3(place) ? place.slice('s3://'.length).replace(/\/$/, '') : null);
  return {
    account: live.account, region, destination: bucketOf(live.destination), state: bucketOf(live.state), topicArn: live.alerts.snsTopicArn,
    emrServiceRole: live.emr.serviceRole, emrInstanceRole: live.emr.instanceProfile, pipelineRole: live.dataPipeline.role, pipelineResourceRole: live.dataPipeline.resourceRole,
  };
}

/** '' where the files are not there: a refusal is told without them, too. */
function read(name: string): string {
  try {
    return readFileSync(join(packageRoot(), 'docs', 'iam', `${name}.json`), 'utf8');
  } catch {
    return '';
  }
}
