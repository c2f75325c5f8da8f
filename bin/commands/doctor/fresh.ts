import { type Instant, minutes } from '../../../lambda/core/time.ts';
import { type Finding, warning } from './finding.ts';
import { lengthInWords } from './in-words.ts';

/** Within which nothing has to have come yet: the first log files take a quarter of an hour, and alarms two periods. */
const startUp = minutes(30);

/** Whether something was deployed so short a time ago that it cannot be judged by what came of it. */
export function isFresh(deployed: Instant | undefined, now: Instant): boolean {
  return deployed !== undefined && now - deployed < startUp;
}

/** What would be a fault of something that has run for longer. */
export function notYet(about: string, what: string, { deployed, now }: { deployed: Instant; now: Instant }): Finding {
  return warning(
    about,
    `not yet: ${what}; it was deployed ${lengthInWords(now - deployed)} ago`,
    'Run this again half an hour after the deployment.',
  );
}
