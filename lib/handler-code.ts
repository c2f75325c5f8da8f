import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { bundleHandler } from './bundle-handler.ts';
import { writeConfig } from './write-config.ts';

/** The modules in `lambda/handlers` that export `handler`: each is the code of one function. */
export const handlerNames = ['cloudtrail', 'entra', 'entra-poll', 'sweep', 'canary'] as const;
export type HandlerName = (typeof handlerNames)[number];

/**
 * A handler's code, with the configuration beside it as JSON, so that no function carries a YAML parser. Its hash is that
 * of these files, and nothing else of the machine that synthesises goes into it.
 */
export function handlerCode(handler: HandlerName, config: DetectionConfig): Code {
  const tryBundle = (folder: string): boolean => {
    writeBundle(handler, folder);
    writeConfig(config, folder);
    return true;
  };
  return Code.fromAsset(import.meta.dirname, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      local: { tryBundle },
      image: DockerImage.fromRegistry('none'), // never asked for, as the local way always succeeds or throws
      outputType: BundlingOutput.NOT_ARCHIVED,
      command: [handler, JSON.stringify(config)], // never run: CDK takes assets for the same whose options are, and passes over functions
    },
  });
}

/** In the package each handler is bundled already; in the repository it is bundled from its sources. */
function writeBundle(handler: HandlerName, folder: string): void {
  const packed = join(import.meta.dirname, '..', 'handlers', handler);
  if (existsSync(packed)) cpSync(packed, folder, { recursive: true });
  else bundleHandler(handler, folder);
}
