import { stringify } from 'yaml';
import type { CloudTrailMode } from '../../../lambda/config/cloudtrail.ts';
import type { Draft } from './draft.ts';
import type { EntraWay } from './entra-fields.ts';
import { trailModes } from './trail-modes.ts';

/** The file: the answers, each section with a word on it. What was not answered is left to its default. */
export function configText({ cloudtrail = [], entra, withoutGraph = 'none', subscribers }: Draft): string {
  const [trail, ...others] = cloudtrail;
  const sections = [
    section(trailComment(cloudtrail.map(({ mode }) => mode as CloudTrailMode)), {
      cloudtrail: others.length === 0 ? trail : cloudtrail,
    }),
    section(entra?.graph === undefined ? ways[withoutGraph] : ways.graph, { entra: entra ?? {} }),
    section(told, { subscribers: subscribers ?? {} }),
  ];
  return [head, ...sections].join('\n');
}

const head = `# Gatewarden's configuration, as \`gatewarden init\` wrote it. What does not stand here holds its default:
# gatewarden.config.example.yaml shows all there is. \`npm run synth\` checks it. It is deployed with the code.
`;

const ways: Readonly<Record<EntraWay, string>> = {
  graph: `# Entra ID's sign-ins are polled from Microsoft Graph. The app registration, as commands: README.md, "Entra ID's
# sign-ins". Files that are dropped into the bucket of the output EntraBucketName are read as well.`,
  landing: `# Entra ID's sign-ins are read from files that are dropped into the bucket of the output EntraBucketName
# (docs/entra-azure-monitor.md). With entra.graph they are polled from Microsoft Graph.`,
  none: `# No sign-ins of Entra ID come in, so no login is matched with them. With entra.graph they are polled from Microsoft
# Graph; or drop them as files into the bucket of the output EntraBucketName (docs/entra-azure-monitor.md).`,
};

const told = `# Who is told: people, chat and machines of alerts, operators of trouble with Gatewarden itself (docs/deploy.md, "Who is
# told"). Each mail address has to confirm a mail from AWS once.`;

function trailComment(modes: readonly CloudTrailMode[]): string {
  const pages = [...new Set(modes.map((mode) => trailModes[mode].page))];
  return `# Where CloudTrail's files come from. The commands that go with it, and how to see that it works:
# ${pages.join(', ')}`;
}

function section(comment: string, content: object): string {
  return `${comment}\n${stringify(content, { lineWidth: 0 })}`;
}
