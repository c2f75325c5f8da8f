/** The part of dynalite (plain JavaScript) that is used. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An unstarted server that keeps its tables in memory; a table takes `createTableMs` to become active. */
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
