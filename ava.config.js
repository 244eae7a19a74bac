// The inner loop: runs the TypeScript directly. `npm test` runs the compiled files (ava.dist.config.js).
export default {
  files: ['{core,sim,executor,reports,scripts,fixtures/aws}/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=./scripts/ts-register.mjs', '--import=./scripts/test-seed.mjs'],
  timeout: '120s',
};
