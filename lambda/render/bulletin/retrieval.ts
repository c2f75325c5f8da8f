import type { Bulletin } from '../../core/bulletin.ts';
import { severities } from '../../core/rule.ts';
import { mailWidth, wrapped } from '../mail/wrap.ts';

export interface RetrievalOptions {
  /** The deployed table, for commands to paste; where it is not given, a word stands for it. */
  readonly tableName?: string;
}

/** The mail's reader looks into many accounts. */
const whose = 'Run it with credentials for the account that Gatewarden is in, and in its Region.';

/** How to see all alerts of a bulletin: a command to paste, and what it lists, in the lines of a section. */
export function retrieval(bulletin: Bulletin, { tableName }: RetrievalOptions): readonly string[] {
  const table = tableName === undefined ? 'TABLE is the name of the deployed table. ' : '';
  return [
    ...command(bulletin, tableName ?? 'TABLE').map((line) => `    ${line}`),
    '',
    ...wrapped(
      `${table}${whose} It lists alerts that were sent by themselves, too, and says who was told of each.`,
      '  ',
    ),
  ];
}

/** The command in one line. */
export function retrievalCommand(bulletin: Bulletin, { tableName = 'TABLE' }: RetrievalOptions): string {
  return parts(bulletin, tableName).join(' ');
}

function command(bulletin: Bulletin, table: string): readonly string[] {
  const lines: string[] = [];
  for (const part of parts(bulletin, table)) {
    const last = lines.at(-1);
    if (last === undefined || `    ${last} ${part} \\`.length > mailWidth)
      lines.push(last === undefined ? part : `  ${part}`);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines.map((line, index) => (index === lines.length - 1 ? line : `${line} \\`));
}

/** The periods of the alerts lie in that of the bulletin, and so do their events. */
function parts({ rule, period, alerts }: Bulletin, table: string): readonly string[] {
  const lowest = severities.find((severity) => alerts.some((alert) => alert.severity === severity));
  return [
    'gatewarden alerts',
    `--table ${table}`,
    `--since ${shortTime(period.start)}`,
    `--until ${shortTime(period.end)}`,
    ...(rule === undefined ? [] : [`--rule ${rule.id}`]),
    ...(rule !== undefined || lowest === undefined || lowest === severities[0] ? [] : [`--severity ${lowest}`]),
  ];
}

/** Midnight may be left out. */
function shortTime(iso: string): string {
  return iso.endsWith('T00:00:00Z') ? iso.slice(0, 10) : iso;
}
