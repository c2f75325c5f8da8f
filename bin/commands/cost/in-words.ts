import { assumptions } from './assumptions.ts';
import type { Attack } from './attack.ts';
import { measured } from './measured.ts';
import { quantityText } from './numbers.ts';
import type { EntraWay, Organisation, Trail } from './organisation.ts';
import { priceList } from './prices.ts';

const trailWords: Readonly<Record<Trail, string>> = {
  existing: 'a trail that exists',
  first: "the stack's own trail, the account's first",
  second: "the stack's own trail, the account's second",
};

/** The organisation in a line. */
export function organisationInWords(organisation: Organisation): string {
  const { accounts, regions, logins, failedLogins, alerts, trail, trailEncryption } = organisation;
  const { fastPath, canaryEveryMinutes } = organisation;
  return [
    `${counted(accounts, 'account')}, ${counted(regions, 'active Region')} in each`,
    `${trailWords[trail]}, ${trailEncryption === 'kms' ? 'encrypted by KMS' : 'not encrypted by KMS'}`,
    `a day: ${counted(logins, 'console login')}, ${quantityText(failedLogins)} failed, ${counted(alerts, 'alert')}`,
    entraInWords(organisation),
    ...(fastPath ? ['a fast path'] : []),
    ...(canaryEveryMinutes === undefined ? [] : [`a canary every ${counted(canaryEveryMinutes, 'minute')}`]),
  ].join('; ');
}

/** The attack in a line. */
export function attackInWords({ target, origin, failures, entra }: Attack): string {
  const way = entra === 'graph' ? 'read from Microsoft Graph' : 'as files in the landing bucket';
  const what = target === 'console' ? 'failed console logins' : `failed sign-ins to Entra ID, ${way}`;
  const from = origin === 'one-address' ? 'all from one address' : 'each from another address';
  return `${quantityText(failures)} ${what}, ${from}, in one day: what they add, once`;
}

/** What an estimate takes for granted, in sentences. */
export function assumedInWords({ eventsPerFile }: Pick<Organisation, 'eventsPerFile'>): readonly string[] {
  const { filesPerHour, memoryMegabytes, millisecondsPerFile, filesPerInvocation, storedMonths } = assumptions;
  const { milliseconds, logBytes } = measured;
  const perFile = millisecondsPerFile + eventsPerFile * milliseconds.event;
  return [
    `Prices of ${priceList.region}, ${priceList.asOf}, in US dollars, without free tiers, discounts and taxes (--prices).`,
    `${filesPerHour} log files an hour for each account and active Region, of ${quantityText(eventsPerFile)} events each.`,
    `${quantityText(perFile)} ms at ${quantityText(memoryMegabytes)} MB for a file: ${millisecondsPerFile} until S3 answers, ${milliseconds.event} for each event.`,
    `${filesPerInvocation} file in an invocation, though up to 10 could be: as many requests as there can be.`,
    `${quantityText(logBytes.file)} bytes of log for a file; logs are kept for ${assumptions.loggedMonths} months, buckets of the stack's own have grown for ${storedMonths}.`,
    'What the table reads, writes and keeps is measured (docs/cost.md).',
  ];
}

function entraInWords({ entra, signIns, failedSignIns }: Organisation): string {
  const ways: Readonly<Record<EntraWay, string>> = {
    none: 'no Entra ID',
    landing: `Entra ID as files, ${quantityText(signIns)} sign-ins a day, ${quantityText(failedSignIns)} failed`,
    graph: `Entra ID by Microsoft Graph, ${quantityText(signIns)} sign-ins a day, ${quantityText(failedSignIns)} failed`,
  };
  return ways[entra];
}

function counted(count: number, noun: string): string {
  return `${quantityText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
