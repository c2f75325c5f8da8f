import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { configFileName } from '../lambda/config/environment.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';

export const projectRoot = join(import.meta.dirname, '..');

/**
 * One ES module with everything in it, the SDK as well: half the import time of CommonJS, and the version that was
 * tested instead of the one that Lambda happens to have. The configuration lies beside it as JSON, so that no function
 * carries a YAML parser.
 */
export function bundling(config: DetectionConfig): BundlingOptions {
  const json = Buffer.from(JSON.stringify(config)).toString('base64'); // needs no quoting in any shell
  const write = "require('fs').writeFileSync(process.argv[1],Buffer.from(process.argv[2],'base64'))";
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    externalModules: [],
    minify: true,
    keepNames: true, // so that a stack trace still names functions; a source map is larger than the bundle
    logLevel: LogLevel.WARNING,
    commandHooks: {
      beforeInstall: () => [],
      beforeBundling: () => [],
      afterBundling: (_, outputDir) => [`node -e "${write}" "${join(outputDir, configFileName)}" ${json}`],
    },
  };
}
