// Lists that come in pages: read to the end, or not at all.

import { garbage } from './faults.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty or undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * All items, page after page; pages may be empty.
 * @throws UserError (76) when a token comes twice: the list would never end
 */
export async function* everyPage<T>(action: string, page: (token: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    yield* items;
    token = next === '' ? undefined : next;
    if (token !== undefined && seen.has(token)) throw garbage(action, `gave the page token ${JSON.stringify(token.slice(0, 80))} twice`);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}
