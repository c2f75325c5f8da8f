import type { CloudTrailMode } from '../../../lambda/config/cloudtrail.ts';
import { usualPath } from '../../config-file.ts';
import type { Draft } from './draft.ts';
import { trailModes } from './trail-modes.ts';

/** What to do with the file that was written, in three lines. */
export function nextSteps(file: string, { cloudtrail = [] }: Draft): string {
  const pages = [...new Set(cloudtrail.map(({ mode }) => trailModes[mode as CloudTrailMode].page))];
  const config = file === usualPath ? '' : ` -c config=${file}`;
  const steps = [
    [`npx cdk synth --quiet${config}`, 'checks it, and needs no account'],
    [`npx cdk deploy${config} --outputs-file outputs.json`, 'deploys it'],
    [pages.join(', '), 'what else there is to do, and how to see that it works'],
  ] as const;
  const width = Math.max(...steps.map(([what]) => what.length));
  const lines = steps.map(([what, why], index) => `  ${index + 1}  ${what.padEnd(width)}  ${why}\n`);
  return `${file} is written. Next:\n${lines.join('')}`;
}
