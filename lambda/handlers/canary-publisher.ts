import { canaryMarks } from '../config/canary.ts';
import type { Publisher } from '../core/ports.ts';

/**
 * The canary as an audience, told by its own topic alone. Loaded with the first message, as the others are: hardly any
 * invocation has one.
 */
export function canaryPublisher(topicArn: string): Publisher {
  let loaded: Promise<Publisher> | undefined;
  const load = async (): Promise<Publisher> => (await import('./late.ts')).canaryTopic(topicArn);
  return {
    audience: canaryMarks.user,
    async publish(message) {
      loaded ??= load();
      await (await loaded).publish(message);
    },
  };
}
