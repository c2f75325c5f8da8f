import { digestOfText } from '../core/identity.ts';
import type { DetectionConfig } from './schema.ts';

/** A configuration as it lies beside a function's code. */
export interface Sealed {
  /** JSON. */
  readonly config: string;
  /** Tells that this very text is what was validated, so that no function has to do it at each start. No secret. */
  readonly seal: string;
}

/** A valid configuration, to be written beside a function's code. */
export function sealed(config: DetectionConfig): Sealed {
  const json = JSON.stringify(config);
  return { config: json, seal: digestOfText(json) };
}

/** What was sealed; undefined where the text is another. */
export function unsealed({ config, seal }: Sealed): DetectionConfig | undefined {
  return digestOfText(config) === seal ? (JSON.parse(config) as DetectionConfig) : undefined;
}
