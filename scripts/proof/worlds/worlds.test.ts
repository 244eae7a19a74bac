// Two worlds, one story: a plan in the simulated world and the same plan through the live adapters against the loopback AWS
// make the same ledger, table by table. docs/proof.md says what may differ, and why.

import test from 'ava';
import fc from 'fast-check';
import { livePolicies } from '../../../core/config/live-policy.js';
import type { TableSketch } from './estate.js';
import { differences, type Difference } from './story.js';
import { bothWorlds, type WorldsAsked } from './worlds.js';

const MIXED: readonly TableSketch[] = [
  { name: 'idle-enough', items: 300, rcu: 20 }, { name: 'raised', items: 3000, rcu: 2 }, { name: 'scaled', items: 2500, rcu: 2, scaling: { minRcu: 2, maxRcu: 60 } },
  { name: 'empty', items: 0, rcu: 1 }, { name: 'on-demand', items: 400, rcu: 0 }, { name: '__proto__', items: 1, rcu: 5 },
];
const SLOW: readonly TableSketch[] = [{ name: 'slow-raise', items: 4000, rcu: 2, warmRcu: 2 }, { name: 'other', items: 2000, rcu: 2 }];
const LATE: readonly TableSketch[] = [{ name: 'too-large', items: 6000, rcu: 2, warmRcu: 2 }, { name: 'small', items: 100, rcu: 5 }, { name: 'large', items: 3000, rcu: 2, scaling: { minRcu: 2, maxRcu: 5 } }];
const MANY: readonly TableSketch[] = Array.from({ length: 40 }, (_, i) => ({ name: `t-${i}`, items: (i * 37) % 200, rcu: i % 4 === 0 ? 0 : 2 + (i % 3) }));

interface Told extends WorldsAsked {
  /** Whether a table is late, and whether something is raised: what the case is for. */
  readonly verdict?: 'missed';
  readonly raises: boolean;
}

const NIGHTS: Readonly<Record<string, Told>> = {
  'scan, what is idle, raises for whole hours': { tables: MIXED, policy: 'headroom-first', closes: '00:30', raises: true },
  'scan, raised just before': { tables: MIXED, policy: 'scan-just-in-time', closes: '00:30', raises: true },
  'scan, raised for the whole night': { tables: MIXED, policy: 'scan-least-boost-at-open', closes: '00:30', raises: true },
  'scan, nothing raised': { tables: MIXED, policy: 'as-is-scan', closes: '03:00', raises: false },
  'scan, a raise that is slow': { tables: SLOW, policy: 'headroom-first', closes: '00:40', raises: true },
  'scan, late at the end of the window': { tables: LATE, policy: 'as-is-scan', closes: '00:30', raises: false, verdict: 'missed' },
  'scan, a short window': { tables: LATE, policy: 'scan-just-in-time', closes: '00:12', raises: true },
  'scan, forty tables': { tables: MANY, policy: 'headroom-first', closes: '00:20', raises: false },
  'EMR, lanes': { tables: MIXED, policy: 'emr-first-fit', closes: '02:00', raises: true },
  'EMR, just in time': { tables: MIXED, policy: 'emr-lpt-just-in-time', closes: '02:00', raises: true },
  'EMR, late': { tables: LATE, policy: 'emr-as-is', closes: '00:40', raises: false, verdict: 'missed' },
  'Data Pipeline, lanes': { tables: MANY, policy: 'hippolyte-corrected', closes: '03:00', raises: true },
  'Data Pipeline, one lane': { tables: MIXED, policy: 'pipeline-98-objects', closes: '03:00', raises: true },
  'Data Pipeline, a short window': { tables: LATE, policy: 'hippolyte-corrected', closes: '00:30', raises: true },
  'native export': { tables: MIXED, policy: 'native-export', closes: '01:00', raises: false },
  'native export, past the end of the window': { tables: MIXED, policy: 'native-export', closes: '00:10', raises: false },
  'the cheapest engine for each': { tables: MIXED, policy: 'cheapest', closes: '01:00', raises: false },
};

for (const [what, { verdict = 'success', raises, ...asked }] of Object.entries(NIGHTS)) {
  test(`one story in both worlds: ${what}`, async (t) => {
    const { live, simulated, lived, result } = await bothWorlds(asked);
    t.deepEqual(differences(live, simulated, lived), []);
    t.deepEqual([result.verdict, result.openLeases], [verdict, []]);
    t.is(live.plan.columns.toRcu.some((rcu, i) => rcu > live.plan.columns.fromRcu[i]), raises);
  });
}

const ESTATES = fc.record({
  // Two units at least: the application reads half of them, and a copy reads one a second whatever is left.
  tables: fc.uniqueArray(fc.record({
    name: fc.stringMatching(/^[a-z_.-]{3,8}$/), items: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 700 })), rcu: fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 40 })),
    warmRcu: fc.constantFrom(12_000, 2), scales: fc.boolean(),
  }), { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
  policy: fc.constantFrom(...livePolicies()),
  closes: fc.constantFrom('00:09', '00:20', '01:10', '03:00'),
});

test('one story in both worlds: any small estate, policy and window', async (t) => {
  await fc.assert(fc.asyncProperty(ESTATES, async ({ tables, ...asked }) => {
    const sketches = tables.map(({ scales, ...table }): TableSketch => (scales && table.rcu > 0 ? { ...table, scaling: { minRcu: table.rcu, maxRcu: 5 * table.rcu } } : table));
    const { live, simulated, lived, result } = await bothWorlds({ ...asked, tables: sketches });
    const found = differences(live, simulated, lived);
    if (found.length > 0 || result.openLeases.length > 0) throw new Error(JSON.stringify({ verdict: result.verdict, found }));
  }), { numRuns: 30, seed: 20261125 });
  t.pass();
});

/** Worlds that are not the same, each with the first difference that must be found. */
const MUTANTS: Readonly<Record<string, Pick<WorldsAsked, 'upset' | 'otherwise'> & { readonly finds: Pick<Difference, 'subject' | 'kind'> }>> = {
  'one decides not to wait for what it raises': { otherwise: (plan) => ({ ...plan, conduct: { ...plan.conduct, awaitsCapacity: false } }), finds: { subject: 'slow-raise', kind: 'order' } },
  'one hands back only when the night is over': { otherwise: (plan) => ({ ...plan, conduct: { ...plan.conduct, reverts: 'checks', checksAt: [plan.closesAt] } }), finds: { subject: 'slow-raise', kind: 'time' } },
  'one raises by a unit more': { otherwise: (plan) => ({ ...plan, columns: { ...plan.columns, toRcu: plan.columns.toRcu.map((rcu) => rcu + 1) } }), finds: { subject: 'slow-raise', kind: 'value' } },
  'a change of capacity takes a minute more in one': { upset: ({ dynamo: { updates } }) => {
    const { seconds } = updates;
    updates.seconds = (change) => seconds(change) + 60;
  }, finds: { subject: 'slow-raise', kind: 'time' } },
  'one refuses to raise': { upset: ({ aws }) => void aws.fail('dynamodb:UpdateTable', 'denied', 1), finds: { subject: 'slow-raise', kind: 'outcome' } },
  'one has items that nobody told of': { upset: ({ dynamo }) => {
    const kept = dynamo.data.itemsOf(dynamo.tables.get('other')!);
    for (let i = 0; i < 300; i++) kept.put({ id: { S: `more-${i}` }, text: { S: 'x'.repeat(4000) } });
  }, finds: { subject: 'other', kind: 'value' } },
};

for (const [what, { finds, ...mutant }] of Object.entries(MUTANTS)) {
  test(`worlds that differ are told apart: ${what}`, async (t) => {
    const { live, simulated, lived } = await bothWorlds({ tables: SLOW, policy: 'headroom-first', closes: '00:40', ...mutant });
    const found = differences(live, simulated, lived);
    t.true(found.some(({ subject, kind }) => subject === finds.subject && kind === finds.kind), JSON.stringify(found));
  });
}
