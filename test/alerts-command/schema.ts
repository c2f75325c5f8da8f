import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { repository } from '../cli/run-cli.ts';

const schema = JSON.parse(readFileSync(`${repository}/docs/schema/alert.schema.json`, 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What the published schema finds wrong with an alert, after its way through JSON; null where it is nothing. */
export function alertFaults(alert: unknown): unknown {
  validate(JSON.parse(JSON.stringify(alert)));
  return validate.errors;
}
