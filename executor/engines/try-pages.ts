// Lists that come in pages, where a refusal is an answer of the world: all of the list, or why there is none.

import { OUTCOME } from '../../core/world.js';
import type { Refusal, Reply } from '../faults.js';
import type { Operation, OutputOf } from '../aws.js';

export interface PageOf<T> {
  /** undefined: the answer lacks the list, so it is none. An empty list would make what runs look as if it were gone. */
  readonly items: readonly T[] | undefined;
  /** Empty or undefined on the last page. */
  readonly next: string | undefined;
}

export type Listed<T> = { readonly items: readonly T[]; readonly refusal: null } | { readonly items: null; readonly refusal: Refusal };

/** Reads a list to its end. A missing list, or a token that comes twice, is no answer of AWS: UNREACHABLE. */
export async function tryPages<O extends Operation, T>(ask: (token: string | undefined) => Promise<Reply<O>>, read: (output: OutputOf<O>) => PageOf<T>): Promise<Listed<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ;) {
    const { output, refusal } = await ask(token);
    if (refusal !== null) return { items: null, refusal };
    const page = read(output);
    if (page.items === undefined) return { items: null, refusal: garbled('a page without its list') };
    items.push(...page.items);
    if (page.next === undefined || page.next === '') return { items, refusal: null };
    if (seen.has(page.next)) return { items: null, refusal: garbled('the same page twice') };
    seen.add((token = page.next));
  }
}

/** An answer of the right form that cannot be true: nobody knows what AWS did. */
export function garbled(what: string): Refusal {
  return { outcome: OUTCOME.UNREACHABLE, name: '', what: `this is no answer of AWS (${what})`, maybeDone: true };
}
