import test from 'ava';
import { packageRoot } from './package.js';
import { faultsOf, readTree, type SourceFile } from './tidy.js';

test('the tree keeps its rules', (t) => {
  t.deepEqual(faultsOf(readTree(packageRoot())), []);
});

const faults = (...files: SourceFile[]): string[] => faultsOf(files).filter((fault) => !fault.includes('nobody imports'));

test('arrows point to the left only', (t) => {
  t.deepEqual(faults({ path: 'core/a.ts', text: "import { b } from '../sim/b.js';" }), ['core/a.ts:1: core may not import sim; only core']);
  t.deepEqual(faults({ path: 'sim/a.ts', text: "import { b } from '../reports/b.js';" }), ['sim/a.ts:1: sim may not import reports; only core, sim']);
  t.deepEqual(faults({ path: 'core/a.ts', text: "\nconst a = () => import('../scripts/b.js');" }), ['core/a.ts:2: core may not import scripts; only core']);
  t.deepEqual(faults({ path: 'scripts/a.ts', text: "import { b } from '../sim/b.js';" }), []);
});

test('clock, chance, network, environment and console are banned where code is pure, and only there', (t) => {
  const impure = [
    'Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'performance.now()', 'process.env.HOME', 'console.log(1)', "fetch('x')",
  ];
  for (const code of impure) {
    t.regex(faults({ path: 'core/a.ts', text: `export const f = () => ${code};` }).join(), /^core\/a\.ts:1: .*(banned|reads the clock)/, code);
    t.deepEqual(faults({ path: 'scripts/a.ts', text: `export const f = () => ${code};` }), [], code);
  }
  t.regex(faults({ path: 'reports/a.ts', text: "import { readFileSync } from 'node:fs';" }).join(), /node:fs reaches outside/);
  t.deepEqual(faults({ path: 'core/a.ts', text: 'export const f = (x: { process: number }) => [new Date(0), x.process];' }), []);
});

test('long files, long functions, work on import and unused files are found', (t) => {
  t.regex(faults({ path: 'core/a.ts', text: 'export const a = 1;\n'.repeat(221) }).join(), /has 221 lines, more than 220/);
  t.regex(faults({ path: 'core/a.ts', text: `export function f() {\n${'  g();\n'.repeat(59)}}` }).join(), /function has 61 lines, more than 60/);
  t.deepEqual(faults({ path: 'core/a.ts', text: `export function f() {\n${'  g();\n'.repeat(58)}}` }), []);
  t.regex(faults({ path: 'core/a.ts', text: "import { g } from './g.js';\ng();" }).join(), /core\/a\.ts:2: does work when it is imported/);
  t.regex(faults({ path: 'core/a.ts', text: '// TO' + 'DO: later' }).join(), /note to do something later/);
  t.deepEqual(faultsOf([{ path: 'core/a.ts', text: '' }, { path: 'core/b.ts', text: '' }, { path: 'core/b.test.ts', text: "import './b.js';" }]), ['core/a.ts:1: nobody imports it; use it or delete it']);
});

test('AWS is spoken to in one folder, through clients that one file makes', (t) => {
  const client = "import { XClient } from '@aws-sdk/client-x';\nexport const f = () => new XClient({});";
  t.deepEqual(faults({ path: 'executor/clients.ts', text: client }), []);
  t.deepEqual(faults({ path: 'executor/a.ts', text: client }), ['executor/a.ts:2: AWS clients are made in executor/clients.ts only; take one as an argument']);
  t.regex(faults({ path: 'scripts/a.ts', text: "const a = () => import('@aws-sdk/client-x');" }).join(), /scripts\/a\.ts:1: @aws-sdk\/client-x belongs to executor\/;/);
  t.deepEqual(faults({ path: 'fixtures/aws/a.ts', text: "import { b } from '../../executor/b.js';" }), ['fixtures/aws/a.ts:1: fixtures may not import executor; only core, fixtures']);
});
