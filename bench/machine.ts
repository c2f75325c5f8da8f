import { cpus, release, totalmem, type } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };

/** What a run was measured on, and with. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  readonly zlib: string;
  readonly gatewarden: string;
}

export function machine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    zlib: process.versions.zlib,
    gatewarden: packageJson.version,
  };
}
