// What a published policy allows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Actions of the statements that allow, sorted. @param root of the package */
export function allowedOf(root: string, mode: string): string[] {
  const { Statement } = JSON.parse(readFileSync(join(root, 'docs', 'iam', `${mode}.json`), 'utf8')) as { Statement: { Effect: string; Action: string[] }[] };
  return [...new Set(Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))].sort();
}
