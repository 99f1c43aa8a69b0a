/** jest for the tooling's own plain JavaScript. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.test.mjs'],
  transform: {},
  testTimeout: 60_000,
};
