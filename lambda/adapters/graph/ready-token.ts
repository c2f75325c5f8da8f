import { GraphRefused } from './errors.ts';
import type { Tokens } from './tokens.ts';

const ended =
  'Graph does not accept the access token, or no longer: such tokens live for about an hour. Get a new one, of the same tenant and cloud, and start again with it.';

/** A token that somebody has got already. Once Graph has refused it, there is no other. */
export function readyToken(token: string): Tokens {
  let refused = false;
  return {
    async get() {
      if (refused) throw new GraphRefused('TokenEnded', ended);
      return token;
    },
    discard(used) {
      refused ||= used === token;
    },
  };
}
