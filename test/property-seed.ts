import fc from 'fast-check';

/**
 * Where properties begin to choose their cases. The same on every run, so that nothing fails but by a change; a search for
 * what nobody has thought of asks for another one: `npm run test:nightly`. A failure prints the seed that it had.
 */
const asked = process.env['GATEWARDEN_PROPERTY_SEED'];
if (asked !== undefined && asked !== 'fresh' && !/^-?\d{1,9}$/.test(asked))
  throw new Error(`GATEWARDEN_PROPERTY_SEED must be fresh or a number, not ${JSON.stringify(asked)}`);

if (asked !== 'fresh') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 1) });
