/** What a module exports whose functions take and give numbers. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

/** Of https://webassembly.github.io/spec/js-api/ what is used here: Node has it, its types do not. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
}

/** Compiles a module, of which each call makes an instance with a memory of its own. */
export function compile(bytes: Uint8Array): () => Exports {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
  const module = new Module(bytes);
  return () => new Instance(module).exports;
}
