import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { repository } from '../../cli/run-cli.ts';

function schema(name: string) {
  return JSON.parse(readFileSync(`${repository}/docs/schema/${name}.schema.json`, 'utf8'));
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const validate = ajv.addSchema(schema('alert')).compile(schema('bulletin'));

/** The faults of a bulletin after its way through JSON; null where there are none. */
export function bulletinFaults(bulletin: unknown): unknown {
  validate(JSON.parse(JSON.stringify(bulletin)));
  return validate.errors;
}
