// Tags of tables, and the rules that decide by them.

import type { TableRules } from '../core/config/live-settings.js';
import { globMatches } from '../core/config/selection.js';
import type { Aws } from './aws.js';
import { ask } from './faults.js';
import { everyPage } from './pages.js';

const ACTION = 'dynamodb:ListTagsOfResource';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** All tags of a table, page after page; empty where the table is gone. @throws UserError as `ask` */
export async function tagsOf(aws: Aws, arn: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  const pages = everyPage(ACTION, async (token) => {
    const page = await ask(aws, ACTION, { ResourceArn: arn, ...(token === undefined ? {} : { NextToken: token }) }, ['ResourceNotFoundException']);
    return { items: page?.Tags ?? [], next: page?.NextToken };
  });
  for await (const { Key: key = '', Value: value = '' } of pages) tags.push({ key, value });
  return tags;
}

/** Whether tags must be read at all: each table costs a call, and AWS takes ten a second (AWS API reference, ListTagsOfResource). */
export function asksForTags({ tags, excludeTags }: TableRules): boolean {
  return tags.length > 0 || excludeTags.length > 0;
}

/** Why a table with these tags is left out, or null where it is meant. */
export function leftOutByTags(tags: readonly Tag[], rules: TableRules): string | null {
  const against = rules.excludeTags.find((rule) => tags.some((tag) => carries(tag, rule)));
  if (against !== undefined) return `has the tag of live.tables.excludeTags ${against}`;
  return rules.tags.length === 0 || rules.tags.some((rule) => tags.some((tag) => carries(tag, rule))) ? null : 'has no tag of live.tables.tags';
}

/** `key` takes any value, `key=value` a fitting one; both may hold wildcards. */
function carries({ key, value }: Tag, rule: string): boolean {
  const at = rule.indexOf('=');
  return at < 0 ? globMatches(rule, key) : globMatches(rule.slice(0, at), key) && globMatches(rule.slice(at + 1), value);
}
