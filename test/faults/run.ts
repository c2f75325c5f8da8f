import { withoutArguments } from '../without-arguments.ts';
import { groundOf, levels, parseName } from './check.ts';
import { playMany } from './many.ts';
import { signsWanted } from './signs.ts';

const help = `The long run of the fault schedules: npm run test:faults. In the environment, what to play:

  GATEWARDEN_FAULT_SCHEDULES  how many, one in twenty of them over the wire (10000)
  GATEWARDEN_FAULT_FROM       the first seed (some number that nobody had before)
  GATEWARDEN_FAULT_SEED       one schedule by its name, such as memory-17, in place of all these
  GATEWARDEN_FAULT_LOG        with 1, what the functions of that one log as well

Ends with status 1 where a promise is broken, or not enough was tried; with 2 where one of these says nothing to play.`;

const { env } = process;
const begun = performance.now();
const oneUnluckyIn = 1_000; // schedules
const enough = 500; // schedules of a level that have everything in them
const progressEvery = 10_000; // milliseconds

process.exitCode = await withoutArguments(process.argv.slice(2), help, () =>
  env['GATEWARDEN_FAULT_SEED'] === undefined ? playAll() : playOne(env['GATEWARDEN_FAULT_SEED']),
);

async function playAll(): Promise<number> {
  const all = numberIn('GATEWARDEN_FAULT_SCHEDULES', 10_000);
  const from = numberIn('GATEWARDEN_FAULT_FROM', Math.floor(Date.now() / 1_000));
  const overTheWire = Math.ceil(all / 20);
  const counts = { memory: all - overTheWire, wire: overTheWire };
  console.log(`${all} schedules, of seeds from ${from}: ${counts.memory} in memory, ${counts.wire} over the wire`);
  const failures: string[] = [];
  const unlucky: string[] = [];
  let missing = 0;
  for (const level of levels) {
    let next = performance.now() + progressEvery;
    const count = counts[level];
    const progress = (played: number): void => {
      if (performance.now() < next && played < count) return;
      next = performance.now() + progressEvery;
      console.log(`${level}: ${played} of ${count}, after ${elapsed()}`);
    };
    const many = await playMany({ level, from, count, mostFailures: 10, progress });
    for (const failure of many.failures) console.log(`\n${failure}\n`);
    failures.push(...many.failures);
    unlucky.push(...many.unlucky);
    const wanted = signsWanted(level);
    console.log(`${level}: what the schedules had, and how often`);
    for (const sign of wanted) console.log(`  ${String(many.signs.get(sign) ?? 0).padStart(9)}  ${sign}`);
    if (count >= enough) missing += wanted.filter((sign) => !many.signs.get(sign)).length;
  }
  if (missing > 0) console.log('What no schedule had is not proved by them.');
  console.log(`${unlucky.length} messages are dead by bad luck: each time they met a claim that was left behind`);
  for (const each of unlucky) console.log(`  ${each}`);
  const isTooMany = unlucky.length > 1 + all / oneUnluckyIn;
  if (isTooMany) console.log('That is more than there may be.');
  console.log(`${failures.length} of ${all} schedules failed, in ${elapsed()}`);
  return failures.length + missing > 0 || isTooMany ? 1 : 0;
}

async function playOne(name: string): Promise<number> {
  const parsed = parseName(name);
  if (parsed === undefined) {
    console.error(`expected a name such as memory-17 in GATEWARDEN_FAULT_SEED, found ${JSON.stringify(name)}`);
    return 2;
  }
  const { faults, steps, quiet } = await groundOf(parsed.level).check(parsed.seed, parsed.without);
  if (env['GATEWARDEN_FAULT_LOG'] === '1') for (const line of quiet?.lines ?? []) process.stdout.write(line);
  for (const fault of faults) console.log(fault);
  console.log(`${name}: ${faults.length} promises broken, in ${steps} steps`);
  return faults.length > 0 ? 1 : 0;
}

function numberIn(name: string, usual: number): number {
  const text = env[name];
  if (text === undefined) return usual;
  if (!/^\d+$/.test(text)) throw new Error(`expected a whole number in ${name}, found ${JSON.stringify(text)}`);
  return Number(text);
}

function elapsed(): string {
  return `${Math.round((performance.now() - begun) / 1_000)} s`;
}
