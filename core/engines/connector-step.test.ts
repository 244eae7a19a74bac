import fc from 'fast-check';
import test from 'ava';
import { connectorRate } from '../planning/connector.js';
import { connectorRatio, EXPORT_CLASS, exportCommand } from './connector-step.js';

test('the ratio makes the connector read what the plan says', (t) => {
  t.is(connectorRatio(500, 1000), '0.50000000');
  t.is(connectorRatio(1000, 3000), '0.33333334'); // floor(3000 x 0.33333334) = 1000; with 0.33333333 it would be 999
  t.is(connectorRatio(5469, 0), '0.13672500'); // on demand: 5469 / 40,000
  t.is(connectorRatio(2000, 1000), '1.00000000'); // never more than the table has
  t.is(connectorRatio(0.3, 100), '0.01000000'); // the connector reads one unit at least
});

test('for every capacity and pace, the rate is the pace', (t) => {
  t.notThrows(() => fc.assert(fc.property(fc.integer({ min: 1, max: 40_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (rcu, share, onDemand) => {
    const wanted = Math.max(1, rcu * share);
    const ratio = connectorRatio(wanted, onDemand ? 0 : rcu);
    return /^[01]\.\d{8}$/.test(ratio) && connectorRate(onDemand ? 40_000 : rcu, Number(ratio)) === Math.floor(wanted);
  }), { numRuns: 2000 }));
});

const step = { url: 's3://b/p,q', table: '-rf', ratio: '0.50000000', mapTasksMax: 4 };

test('a jar in S3 is fetched by EMR, one on the cluster is started by hadoop; arguments stay apart', (t) => {
  const args = [EXPORT_CLASS, '-Ddynamodb.max.map.tasks=4', 's3://b/p,q', '-rf', '0.50000000'];
  t.deepEqual(exportCommand({ ...step, toolsJar: 's3://b/tools.jar' }), { jar: 's3://b/tools.jar', args });
  t.deepEqual(exportCommand({ ...step, toolsJar: '/usr/tools.jar', segments: 7 }, { a: 'b' }), {
    jar: 'command-runner.jar', args: ['hadoop', 'jar', '/usr/tools.jar', EXPORT_CLASS, '-Da=b', ...args.slice(1), '7'],
  });
});
