import type { Target } from './target.ts';
import { envelopes, messages } from './targets/messages.ts';
import { jsonText, objects } from './targets/objects.ts';
import { pages } from './targets/pages.ts';
import { records } from './targets/records.ts';
import { secrets } from './targets/secrets.ts';
import { settings, yaml } from './targets/settings.ts';
import { table } from './targets/table.ts';

/** Every decoder of what comes from outside, and of what was kept. */
export const targets: readonly Target[] = [
  objects,
  jsonText,
  records,
  envelopes,
  messages,
  pages,
  settings,
  yaml,
  table,
  secrets,
];
