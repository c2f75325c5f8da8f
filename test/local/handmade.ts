import { type Config, defaultConfig } from '../../lambda/config/schema.ts';
import type { Assembly } from '../../local/assembly.ts';

/** An assembly of a template that no app synthesised, without functions. */
export function handmade(template: object, config: Config = defaultConfig): Assembly {
  return {
    config,
    stackName: 'Example',
    template,
    forwarders: [],
    codeFolder() {
      throw new Error('there are no functions');
    },
    remove() {},
  };
}
