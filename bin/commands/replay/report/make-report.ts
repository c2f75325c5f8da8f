import type { DetectorEvent } from '../../../../lambda/core/event.ts';
import type { Rule } from '../../../../lambda/core/rule.ts';
import { newActivity, note } from '../../../../lambda/render/report/activity.ts';
import { reportPage } from '../../../../lambda/render/report/html/page.ts';
import { reportOf } from '../../../../lambda/render/report/report.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { Replayed } from '../summary.ts';
import { pageAssets } from './page-assets.ts';
import { readingFacts } from './reading-facts.ts';
import { reportFile } from './report-file.ts';

/** A report in the making. */
export interface ReportInMaking {
  /** To be shown every event while files are read. */
  see(event: DetectorEvent): void;
  /** Writes it, and says so in a line for a person. Throws UnwritableReport. */
  write(replayed: Replayed): Promise<string>;
}

export interface ReportRules {
  /** Those that judge. */
  readonly rules: readonly Rule[];
  /** Also those that do not, as they say none the less what a failed sign-in is. */
  readonly all: readonly Rule[];
}

/** Makes a report of a replay into the file at `path`. Throws UnwritableReport now, if it can be known now. */
export async function makeReport(path: string, { rules, all }: ReportRules): Promise<ReportInMaking> {
  const [file, assets] = await Promise.all([reportFile(path), pageAssets()]);
  const activity = newActivity(all);
  return {
    see: (event) => note(activity, event),
    async write(replayed) {
      const { alerts } = replayed;
      const reading = readingFacts(replayed);
      const page = reportPage(reportOf({ alerts, rules, activity, reading, version: packageJson.version }), assets);
      await file.write(page);
      return `Wrote the report ${path} (${sizeInWords(Buffer.byteLength(page))}).`;
    },
  };
}

function sizeInWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
