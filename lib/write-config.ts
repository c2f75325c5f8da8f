import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFileName, sealFileName } from '../lambda/config/environment.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { sealed } from '../lambda/config/sealed.ts';

/** Writes a valid configuration beside a function's code, with the seal that the function looks for. */
export function writeConfig(config: DetectionConfig, folder: string): void {
  const written = sealed(config);
  writeFileSync(join(folder, configFileName), written.config);
  writeFileSync(join(folder, sealFileName), written.seal);
}
