import { awsReason } from '../../deployed/aws-reason.ts';
import type { AwsOptions } from '../../deployed/table.ts';
import { type Ask, CannotLook, type InputOf, NotThere, type OutputOf, type ReadName } from '../ask.ts';
import { reads } from './reads.ts';

export interface AskOptions extends AwsOptions {
  /** How long one question may take, its repetition included, in milliseconds. */
  readonly patience?: number;
}

/** As every client of the SDK has it, whatever it asks. */
interface Client {
  send(command: unknown, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

const usualPatience = 10_000;

/**
 * AWS, with the credentials of the AWS tools and their endpoints (AWS_ENDPOINT_URL and those of each service); `region`
 * and `profile` stand above these. It sends nothing but `reads`.
 */
export function askAws({ region, profile, patience = usualPatience }: AskOptions): Ask {
  const clients = new Map<string, Client>();
  const clientOf = (read: ReadName, place: string | undefined): Client => {
    const { client: Service } = reads[read];
    const key = `${Service.name} ${place}`;
    const client = clients.get(key) ?? newClient(Service, { region: place, profile, patience });
    clients.set(key, client);
    return client;
  };
  const send = (read: ReadName, input: object, place: string | undefined): Promise<unknown> => {
    const { command: Command } = reads[read];
    const request = new (Command as new (input: object) => unknown)(input);
    return clientOf(read, place)
      .send(request, { abortSignal: AbortSignal.timeout(patience) })
      .catch((error: unknown) => {
        throw asToldOf(error, read, patience);
      });
  };
  return <Name extends ReadName>(
    read: Name,
    input: InputOf<Name>,
    { region: place = region }: { readonly region?: string | undefined } = {},
  ): Promise<OutputOf<Name>> => {
    return send(read, input, place) as Promise<OutputOf<Name>>;
  };
}

function newClient(
  Service: (typeof reads)[ReadName]['client'],
  { region, profile, patience }: AwsOptions & { readonly patience: number },
): Client {
  const options = {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: patience / 2 }, // the signal ends what takes too long
    useQueueUrlAsEndpoint: false, // of SQS: else AWS_ENDPOINT_URL_SQS would not count
    followRegionRedirects: true, // of S3: a bucket may be in another Region
    forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined || process.env['AWS_ENDPOINT_URL'] !== undefined,
  };
  return new (Service as new (options: object) => Client)(options);
}

/** Each service says it in its own way. */
const notThere = /NotFound|NoSuchBucket$|NoSuchEntity|QueueDoesNotExist|NonExistentQueue|NoSuchBucketPolicy|NoSuchKey/;
const nobody =
  /CredentialsProvider|TokenProvider|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|InvalidAccessKeyId/;
const refused = /AccessDenied|AuthorizationError|Unauthorized|Forbidden|NotAuthorized|MethodNotAllowed/;

function asToldOf(error: unknown, read: ReadName, patience: number): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  if (name === 'AbortError' || name === 'TimeoutError')
    return new CannotLook(`${service(read)} did not answer within ${patience / 1_000} seconds`, { cause: error });
  if (nobody.test(name) || message === 'Region is missing')
    return new CannotLook(inWords(message), { nobody: true, cause: error });
  if (notThere.test(name) || isNoStack(error)) return new NotThere(message, { cause: error });
  if (refused.test(name) || statusOf(error) === 403)
    return new CannotLook(`you may not do ${read}`, { lacks: read, cause: error });
  const reason = awsReason(error);
  return reason === undefined ? error : new CannotLook(`${service(read)} says: ${reason}`, { cause: error });
}

function inWords(message: string): string {
  if (message === 'Region is missing') return 'no Region is named: --region or AWS_REGION does';
  return `the credentials cannot be used: ${message}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
function isNoStack({ name, message }: Error): boolean {
  return name === 'ValidationError' && message.includes('does not exist');
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

function service(read: ReadName): string {
  return read.slice(0, read.indexOf(':'));
}
