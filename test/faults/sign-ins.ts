import { days, hours, type Instant, minutes, periodStart, seconds } from '../../lambda/core/time.ts';
import { createLoginProfile, type Json } from '../records.ts';
import { canaries } from './canaries.ts';
import { failure, failures, login, type Place, signIns, timeAt } from './place-records.ts';
import type { Random } from './random.ts';

/** Records of a history: what CloudTrail writes, and what Entra ID does. */
export interface SignIns {
  readonly trail: readonly Json[];
  readonly entra: readonly Json[];
}

type Episode = (random: Random, place: Place) => Partial<SignIns>;

const day = Date.UTC(2026, 10, 20);
const addresses = ['203.0.113.7', '198.51.100.9', '2001:db8::7'];
const accounts = ['111122223333', '111122223333', '444455556666'];
const [root, sso] = [
  { type: 'Root', principalId: '111122223333', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' },
  {
    type: 'AssumedRole',
    principalId: 'EXAMPLEPRINCIPAL:session',
    arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/session',
    accountId: '111122223333',
  },
];

const episodes: readonly Episode[] = [
  logins,
  logins,
  fewFailures,
  failuresOfUser,
  failedChallenges,
  spray,
  profile,
  failuresNearLogin,
  failuresNearLogin,
];

/** How much there is: little, where each step costs much; or more in one place than is written. */
export type Size = 'small' | 'usual' | 'large';

/** A few episodes, of which each rule has its material in some histories. */
export function someSignIns(random: Random, size: Size): SignIns {
  const count = size === 'small' ? random.between(1, 2) : random.between(2, 3);
  const all = Array.from({ length: count }, (_, n) => {
    const own = random.fork(`episode ${n}`);
    const place: Place = {
      name: `e${n}`,
      start: day + minutes(own.pick([480, 485, 505, 540, 590, 600])) - days(own.pick([0, 0, 0, 1])),
      address: own.pick(addresses),
      user: own.pick(canaries.users),
      account: own.pick(accounts),
    };
    const kinds = size === 'large' && n === 0 ? [largeFailures, largeSpray] : episodes;
    return own.pick(kinds)(own, place);
  });
  return { trail: all.flatMap(({ trail = [] }) => trail), entra: all.flatMap(({ entra = [] }) => entra) };
}

function logins(random: Random, place: Place): SignIns {
  const identity = random.pick([undefined, undefined, root, sso]);
  const trail = Array.from({ length: random.between(1, 12) }, (_, n) =>
    login(place, n, seconds(random.below(3_600)), {
      ...(identity !== undefined && { userIdentity: { ...identity, ...canaries.secrets } }),
      additionalEventData: random.pick([{ MFAUsed: 'Yes' }, { MFAUsed: 'No' }, null, '{"MFAUsed":"YES"}']),
      userAgent: random.pick(['Mozilla/5.0', 'Mozilla/5.0', 'curl/8.9']),
    }),
  );
  return { trail, entra: [] };
}

function fewFailures(random: Random, place: Place): Partial<SignIns> {
  return { trail: failures(random.between(1, 6), place, () => seconds(random.below(1_800))) };
}

/** About as many as the rule wants, in about its window. */
function failuresOfUser(random: Random, place: Place): Partial<SignIns> {
  const apart = random.pick([10, 28, 30]);
  return { trail: failures(random.between(20, 23), place, (n) => seconds(n * apart)) };
}

function failedChallenges(random: Random, place: Place): Partial<SignIns> {
  const apart = random.pick([5, 29, 30]);
  return { trail: failures(random.between(10, 13), place, (n) => seconds(n * apart), { MFAUsed: 'Yes' }) };
}

function spray(random: Random, place: Place): Partial<SignIns> {
  const count = random.between(20, 36);
  const trail = Array.from({ length: count }, (_, n) =>
    failure({ ...place, account: random.pick(accounts), user: `${place.user}-${n}` }, n, seconds(n * 15)),
  );
  return { trail };
}

function profile(random: Random, place: Place): Partial<SignIns> {
  const { name, address, user, account } = place;
  const made = createLoginProfile({
    eventID: `${name}-profile`,
    eventTime: timeAt(place, minutes(random.pick([-60, -59, -1, 0, 59, 60]))),
    sourceIPAddress: address,
    recipientAccountId: account,
    requestParameters: { userName: user, ...canaries.secrets },
    responseElements: null,
  });
  return { trail: [made, login(place, 0, seconds(0), {})] };
}

/** About as many failures in one table as the rule wants, and logins at the edges of its window. */
function failuresNearLogin(random: Random, place: Place): SignIns {
  const count = random.between(4, 9);
  const entra = signIns(count, random, place, (n) => minutes(n));
  const trail = Array.from({ length: random.between(1, 3) }, (_, n) =>
    login(place, n, random.pick([days(1), days(-1), minutes(30), seconds(0)]) + seconds(random.between(-1, 1)), {}),
  );
  return { trail, entra };
}

/**
 * More in an hour than a batch writes of it. Now and then most are such as an exclusion may drop, and stand around the
 * others: were they dropped only after what is written was chosen, nothing would be left.
 */
function largeFailures(random: Random, place: Place): SignIns {
  const hour = { ...place, start: periodStart(place.start as Instant, hours(1)) };
  const around = { ...hour, name: `${place.name}b` };
  const entra = random.chance(0.5)
    ? signIns(random.between(20, 50), random, hour, (n) => seconds(n * 60))
    : [
        ...signIns(random.between(6, 9), random, hour, (n) => minutes(25) + seconds(n * 20)),
        ...signIns(40, random, around, (n) => minutes(n < 20 ? n : n + 15), canaries.backupUpn),
      ];
  return { trail: [login(place, 0, minutes(random.pick([-20, 5, 90])), {})], entra };
}

/** The same with logins to the console. */
function largeSpray(random: Random, place: Place): Partial<SignIns> {
  const slot = { ...place, start: periodStart(place.start as Instant, minutes(10)) };
  const around = { ...slot, name: `${place.name}b`, user: canaries.users[2] as string };
  const data = { MFAUsed: random.pick(['Yes', 'No']) };
  if (random.chance(0.5)) return { trail: failures(random.between(44, 60), slot, (n) => seconds(n * 9), data) };
  return {
    trail: [
      ...failures(random.between(21, 24), slot, (n) => minutes(3) + seconds(n * 5), data),
      ...failures(60, around, (n) => seconds(n < 30 ? n * 5 : n * 5 + 270), data),
    ],
  };
}
