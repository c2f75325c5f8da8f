import { ascii } from './skim-variables.ts';
import { type Code, type Variable, v128 } from './wasm.ts';

/** Fills each variable with sixteen of its character: V8 makes a constant anew at each use, so they are kept. */
export function fillSixteens<Name extends string>(
  variables: Readonly<Record<NoInfer<Name>, Variable>>,
  characters: Readonly<Record<Name, string>>,
): Code {
  const names = Object.keys(characters) as Name[];
  return names.map((name) => variables[name].set(v128.splat(ascii(characters[name]))));
}

/** Which of the sixteen bytes at hand are the same as those in a variable. */
export function is({ bytes }: { readonly bytes: Variable }, sixteen: Variable): Code {
  return v128.equalBytes(bytes.get, sixteen.get);
}

/** Which of them are a brace, or the bracket that differs from it by one bit, that of a space. */
export function isEither(
  { bytes, space }: { readonly bytes: Variable; readonly space: Variable },
  brace: Variable,
): Code {
  return v128.equalBytes(v128.or(bytes.get, space.get), brace.get);
}
