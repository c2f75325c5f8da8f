import type { Attack, attackOrigins, attackTargets } from './attack.ts';
import type { Known } from './from-config.ts';
import type { EntraWay, Organisation, Trail, TrailEncryption } from './organisation.ts';

export type AttackName = `${(typeof attackTargets)[number]}-${(typeof attackOrigins)[number]}`;

/** What the command line says; what it leaves out, the configuration or the usual says. */
export interface Asked {
  readonly accounts?: number;
  readonly regions?: number;
  readonly eventsPerFile?: number;
  readonly trail?: Trail;
  readonly trailEncryption?: TrailEncryption;
  readonly signIns?: number;
  readonly failedSignIns?: number;
  readonly alerts?: number;
  readonly entra?: EntraWay;
  readonly entraSignIns?: number;
  readonly entraFailures?: number;
  readonly attack?: AttackName;
  readonly attackFailures?: number;
}

const usualRegions = 4;
const usualEventsPerFile = 100;
const usualLoginsPerAccount = 10;
const usualEntraSignIns = 10_000;
const usualAttack = 1_000_000;

/** One in so many logins fails, or alerts somebody; one in so many sign-ins to Entra ID fails. */
const usualShare = 10;

/** The organisation that is asked for, or, as a sentence, why there is none. */
export function askedOrganisation(asked: Asked, known: Known): Organisation | string {
  const { accounts = 1, regions = usualRegions, eventsPerFile = usualEventsPerFile } = asked;
  const { trail = known.trail, entra = known.entra } = asked;
  const logins = asked.signIns ?? accounts * usualLoginsPerAccount;
  const signIns = entra === 'none' ? 0 : (asked.entraSignIns ?? usualEntraSignIns);
  const organisation = {
    ...known,
    accounts,
    regions,
    eventsPerFile,
    trail,
    trailEncryption: asked.trailEncryption ?? (trail === 'existing' ? known.trailEncryption : 'kms'),
    logins,
    failedLogins: asked.failedSignIns ?? Math.ceil(logins / usualShare),
    alerts: asked.alerts ?? Math.ceil(logins / usualShare),
    entra,
    signIns,
    failedSignIns: entra === 'none' ? 0 : (asked.entraFailures ?? Math.ceil(signIns / usualShare)),
  };
  return contradiction(organisation, asked) ?? organisation;
}

/** The attack that is asked for. Where nothing reads Entra ID's sign-ins, as if they came as files. */
export function askedAttack(name: AttackName, { attackFailures }: Asked, { entra }: Organisation): Attack {
  const target = name.startsWith('entra') ? 'entra' : 'console';
  const origin = name.endsWith('one-address') ? 'one-address' : 'many-addresses';
  return { target, origin, failures: attackFailures ?? usualAttack, entra: entra === 'graph' ? 'graph' : 'landing' };
}

function contradiction(organisation: Organisation, asked: Asked): string | undefined {
  const { accounts, trail, trailEncryption, entra, signIns, failedSignIns } = organisation;
  if (trail !== 'existing' && accounts > 1) {
    return `a trail of the stack's own is of one account: for ${accounts}, an organisation's trail has to exist (--trail existing)`;
  }
  if (trail !== 'existing' && trailEncryption === 'none') {
    return "a trail of the stack's own is always encrypted: leave out --trail-encryption";
  }
  if (entra === 'none' && (asked.entraSignIns !== undefined || asked.entraFailures !== undefined)) {
    return 'there are sign-ins to Entra ID, but nothing reads them: choose --entra landing or --entra graph';
  }
  if (failedSignIns > signIns) {
    return `of ${signIns} sign-ins to Entra ID, ${failedSignIns} cannot fail: --entra-sign-ins counts all of them`;
  }
  if (asked.attack === undefined && asked.attackFailures !== undefined) {
    return '--attack-failures goes with --attack, which says what is attacked';
  }
  return undefined;
}
