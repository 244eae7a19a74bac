// Properties are tried with the same draws in each run of the tests: a change fails because of what it changes. TEST_SEED
// asks for others, `TEST_SEED=$RANDOM npm test`; a fault that is found so becomes a named test.

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.TEST_SEED ?? 20_260_610) });
