// From names to policies: the named ones, and the same with parts replaced.

import { EXIT, refuse } from '../core/errors.js';
import { ENGINE_CHOICES, PACKS, POLICIES, SCALES, TIMINGS } from '../core/policies/index.js';
import type { Policy } from '../core/policy.js';
import { didYouMean } from '../core/config/suggest.js';
import type { PolicyRecipe } from './request.js';
import { loadPack } from './user-pack.js';

/** A named policy as it is. */
export function plainRecipe(policy: string): PolicyRecipe {
  return { policy, engine: null, pack: null, scale: null, timing: null };
}

/**
 * The policy of a recipe. Its name tells the replaced parts: `emr-lpt+worst-fit`.
 * @param exitCode of the mistake where a name is unknown
 * @throws UserError for an unknown name, or a module that exports no sound rule
 */
export async function policyOf(recipe: PolicyRecipe, exitCode: number = EXIT.usage): Promise<Policy> {
  const base = find(recipe.policy, POLICIES, 'policy', exitCode);
  const engine = recipe.engine === null ? null : find(recipe.engine, ENGINE_CHOICES, 'engine', exitCode);
  const scale = recipe.scale === null ? null : find(recipe.scale, SCALES, 'scale', exitCode);
  const timing = recipe.timing === null ? null : find(recipe.timing, TIMINGS, 'timing', exitCode);
  const pack = typeof recipe.pack === 'string' ? find(recipe.pack, PACKS, 'pack', exitCode) : recipe.pack === null ? null : await loadPack(recipe.pack.module);
  const parts = [engine, pack, scale, timing].filter((part) => part !== null);
  if (parts.length === 0) return base;
  return {
    ...base,
    name: [base.name, ...parts.map(({ name }) => name)].join('+'),
    summary: `${base.name} with ${parts.map(({ name }) => name).join(', ')}: ${parts.map(({ summary }) => summary).join('; ')}`,
    engine: engine ?? base.engine, pack: pack ?? base.pack, scale: scale ?? base.scale, timing: timing ?? base.timing,
  };
}

function find<T extends { readonly name: string }>(name: string, list: readonly T[], what: string, exitCode: number): T {
  const found = list.find((item) => item.name === name);
  return found ?? refuse(exitCode, `--${what}`, `unknown ${what} "${name}"${didYouMean(name, list.map((item) => item.name))}`);
}
