import { GraphRefused, GraphUnavailable } from './errors.ts';

const noCredentials =
  'AWS credentials are missing or have expired. On a laptop, sign in again (aws sso login, or aws login).';

const common: Readonly<Record<string, string>> = {
  CredentialsProviderError: noCredentials,
  ExpiredToken: noCredentials,
  ExpiredTokenException: noCredentials,
  UnrecognizedClientException: noCredentials,
  InvalidClientTokenId: noCredentials,
};

/**
 * What an AWS client's failure means for the caller: GraphRefused with the sentence for its name, or a general one where
 * AWS says that the fault is ours; GraphUnavailable for everything else, which the client itself tried several times.
 */
export function awsFailure(
  error: unknown,
  { doing, sentences }: { readonly doing: string; readonly sentences: Readonly<Record<string, string>> },
): GraphRefused | GraphUnavailable {
  const name = error instanceof Error ? error.name : typeof error;
  const known = { ...common, ...sentences };
  const sentence = Object.hasOwn(known, name) ? known[name] : undefined;
  const options = { cause: spoken(error) };
  if (sentence !== undefined) return new GraphRefused(name, sentence, options);
  if (isOurFault(error))
    return new GraphRefused(name, `AWS refuses ${doing}. Its reason is the cause of this error.`, options);
  return new GraphUnavailable(`${doing} failed: ${name}`, options);
}

/** What AWS or the system said. Other errors, of a parser for instance, can quote what they were given: not kept. */
function spoken(error: unknown): unknown {
  const isOfAws = error instanceof Error && '$fault' in error;
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return isOfAws || isOfSystem ? error : undefined;
}

function isOurFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('$fault' in error) || error.$fault !== 'client') return false;
  return (
    !('$retryable' in error && error.$retryable !== undefined) && !/Throttl|TooMany|LimitExceeded/.test(error.name)
  );
}
