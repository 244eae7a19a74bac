// A night of each engine through the real SDK, its signatures, its serialisers and its retries.

import test from 'ava';
import type { EngineName } from '../../core/plan.js';
import { stayOnThisMachine } from '../../fixtures/aws/guard.js';
import { FAKE_CREDENTIALS } from '../../fixtures/aws/server.js';
import { ContractNight, MADE } from '../../scripts/engines/contract-night.js';
import { NAMES, Rig } from '../../scripts/engines/contract-rig.js';
import type { Aws } from '../aws.js';
import { openAws } from '../clients.js';

const tried = stayOnThisMachine();
test.after.always((t) => {
  t.deepEqual(tried, []);
});

for (const kind of ['scan', 'emr', 'data-pipeline', 'export'] as const satisfies readonly EngineName[]) {
  test.serial(`${kind}: the same night over sockets`, async (t) => {
    const rig = new Rig(kind);
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, FAKE_CREDENTIALS, {
      AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: await rig.account.aws.listen(), AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    const client = await openAws({ region: null });
    // Requests take real time, and the clock must not jump meanwhile.
    const door: Aws = { call: (operation, input) => rig.clock.busy(client.call(operation, input)) };
    const night = new ContractNight(rig);
    await night.run(rig.engine(door));
    t.deepEqual([night.copies, night.refused, rig.said], [['copyDone', 'copyDone'], [], []]);
    t.deepEqual(rig.made(), MADE[kind]);
    t.deepEqual(await rig.backedUp(), [...NAMES]);
    client.close();
    await rig.account.aws.close();
  });
}
