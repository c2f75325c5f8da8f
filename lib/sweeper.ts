import type { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface SweeperProps {
  /** Lies beside its code. */
  readonly config: DetectionConfig;
}

/**
 * Tells what is due and nobody came to tell: digests and summaries, updates that had to wait, and alerts whose function
 * died with them. Runs may meet, as a claim keeps them from telling the same alert.
 */
export class Sweeper extends ScheduledFunction {
  constructor(scope: Construct, id: string, { config }: SweeperProps) {
    const { everyMinutes, functionTimeoutSeconds } = limits.sweep;
    super(scope, id, {
      handler: 'sweep',
      description:
        'Gatewarden: tells digests, summaries and updates at their time, and alerts that nobody came to tell',
      config,
      timeoutSeconds: functionTimeoutSeconds,
      everyMinutes,
      purpose: 'Gatewarden: when alerts that are due are looked for',
    });
  }
}
