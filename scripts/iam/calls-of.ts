// Which calls of AWS a part of the program can make: read from its sources, by following imports from where it begins.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { iamActionOf, type Operation } from '../../executor/aws.js';
import { OPERATIONS } from '../../executor/operations.js';

/** Files that list calls without making them. */
const LISTS = /executor\/(aws|operations|pace-rates|paced|faults|fenced)\.ts$/;
/** Asked for by a call beside its own action (Service Authorization Reference), and no action of a call: needs no permission. */
const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  ['elasticmapreduce:RunJobFlow', ['elasticmapreduce:AddTags', 'iam:PassRole']],
  ['datapipeline:CreatePipeline', ['datapipeline:AddTags']],
  ['datapipeline:PutPipelineDefinition', ['iam:PassRole']],
  ['dynamodb:ExportTableToPointInTime', ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl']],
  ['sts:GetCallerIdentity', []],
]);
const FREE = ['sts:GetCallerIdentity'];

/** Actions that IAM must allow, sorted. @param entries files from the root, with forward slashes */
export function actionsOf(root: string, entries: readonly string[]): string[] {
  const actions = new Set<string>();
  for (const operation of callsOf(root, entries)) {
    if (!FREE.includes(operation)) actions.add(iamActionOf(operation));
    for (const implied of IMPLIED.get(operation) ?? []) actions.add(implied);
  }
  return [...actions].sort();
}

function callsOf(root: string, entries: readonly string[]): Set<Operation> {
  const calls = new Set<Operation>();
  const seen = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path) || LISTS.test(path)) continue;
    seen.add(path);
    const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
    // What is pure only speaks of calls.
    const calling = !path.startsWith('core/');
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.importClause?.isTypeOnly !== true) {
        const target = join(dirname(path), node.moduleSpecifier.text).replace(/\.js$/, '.ts');
        if (node.moduleSpecifier.text.startsWith('.') && existsSync(join(root, target))) open.push(target);
      } else if (calling && ts.isStringLiteral(node) && Object.hasOwn(OPERATIONS, node.text)) calls.add(node.text as Operation);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return calls;
}
