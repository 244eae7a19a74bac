export default {
  files: ['dist/**/*.test.js'],
  nodeArguments: ['--enable-source-maps'],
  timeout: '300s',
};
