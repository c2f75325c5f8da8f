import { cpus, loadavg, release, totalmem, type } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };

/** What a run was measured on, and with. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  /** How many processes ran or waited when the run began, over the last minute: with more than a few it is not quiet. */
  readonly load: number;
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
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    system: `${type()} ${release()}`,
    node: process.versions.node,
    zlib: process.versions.zlib,
    gatewarden: packageJson.version,
  };
}

/** The same for people to read. */
export function machineLine(of: Machine): string {
  const { processor, cores, memoryGigabytes, load, system, node, zlib, gatewarden } = of;
  const machine = `${processor}, ${cores} cores, ${memoryGigabytes} GB, load ${load}, ${system}`;
  return `${machine}, Node ${node}, zlib ${zlib}, Gatewarden ${gatewarden}`;
}
