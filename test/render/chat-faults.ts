import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { ChatNotification } from '../../lambda/render/chat.ts';
import { repository } from '../cli/run-cli.ts';

const schema = JSON.parse(readFileSync(`${repository}/docs/schema/chat.schema.json`, 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

/** The faults of a chat message, as it goes to the topic; null where there are none. */
export function chatFaults(body: string): unknown {
  validate(JSON.parse(body));
  return validate.errors;
}

/** The message itself, after a look whether the published schema holds for it. */
export function held(message: ChatNotification): ChatNotification {
  expect(chatFaults(JSON.stringify(message))).toBeNull();
  return message;
}
