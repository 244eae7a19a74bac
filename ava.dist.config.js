export default {
  files: ['dist/**/*.test.js'],
  nodeArguments: ['--enable-source-maps', '--import=./scripts/test-seed.mjs'],
  timeout: '300s',
};
