import { abridgeCode } from './abridge-code.ts';
import { lineFeedsCode } from './line-feeds-code.ts';
import { skimCode } from './skim-code.ts';
import { layout } from './skim-layout.ts';
import { squeezeCode } from './squeeze-code.ts';
import { assemble } from './wasm.ts';

const pageSize = 64 * 1024; // bytes, of WebAssembly's memory

/** The skimmer's WebAssembly module. In a function's bundle it is there as bytes (lib/made-module.ts). */
export function skimmerModule(): Uint8Array<ArrayBuffer> {
  const codes = { skim: skimCode(), abridge: abridgeCode(), squeeze: squeezeCode(), lineFeeds: lineFeedsCode() };
  return assemble(codes, layout.end / pageSize);
}
