import type { CataloguePage } from './page.ts';
import { severityInWords } from './words.ts';

/** A layer of the ATT&CK Navigator, format 4.5. Source: layers/spec/v4.5/layerformat.md of mitre-attack/attack-navigator. */
export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly attack: string; readonly navigator: string; readonly layer: string };
  readonly domain: 'enterprise-attack';
  readonly description: string;
  readonly sorting: 0 | 1 | 2 | 3;
  readonly layout: { readonly layout: 'side'; readonly showID: boolean; readonly expandedSubtechniques: 'annotated' };
  readonly techniques: readonly LayerTechnique[];
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: number; readonly maxValue: number };
  readonly legendItems: readonly { readonly label: string; readonly color: string }[];
  readonly selectTechniquesAcrossTactics: boolean;
  readonly selectSubtechniquesWithParent: boolean;
}

interface LayerTechnique {
  readonly techniqueID: string;
  /** The tactic's short name; without it the score would stand under every tactic of the technique. */
  readonly tactic: string;
  /** How many rules of the catalogue cover the technique under this tactic. */
  readonly score: number;
  readonly comment: string;
  readonly enabled: true;
}

const fewest = '#9ecae1';
const most = '#08519c';

/** The rules' coverage as a layer for the ATT&CK Navigator: the score of a technique is the number of its rules. */
export function navigatorLayer(pages: readonly CataloguePage[]): NavigatorLayer {
  const techniques = techniquesOf(pages);
  const highest = Math.max(2, ...techniques.map(({ score }) => score)); // the gradient's ends must differ
  return {
    name: 'Gatewarden',
    versions: { attack: '19', navigator: '5.2.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Techniques that the rules of Gatewarden detect. The score is the number of rules.',
    sorting: 0,
    layout: { layout: 'side', showID: true, expandedSubtechniques: 'annotated' },
    techniques,
    gradient: { colors: [fewest, most], minValue: 1, maxValue: highest },
    legendItems: [
      { label: '1 rule', color: fewest },
      { label: `${highest} rules`, color: most },
    ],
    selectTechniquesAcrossTactics: false,
    selectSubtechniquesWithParent: false,
  };
}

function techniquesOf(pages: readonly CataloguePage[]): readonly LayerTechnique[] {
  const covered = pages.flatMap((page) =>
    page.attack.flatMap(({ tactic, techniques }) =>
      techniques.map(({ id }) => ({ id, tactic: shortName(tactic), page })),
    ),
  );
  return [...Map.groupBy(covered, ({ id, tactic }) => `${id} ${tactic}`).values()].map((group) => {
    const [{ id, tactic }] = group as [(typeof group)[number], ...typeof group];
    const comment = group.map(({ page }) => `${page.id} (${severityInWords(page)}): ${page.title}`).join('\n');
    return { techniqueID: id, tactic, score: group.length, comment, enabled: true };
  });
}

/**
 * ATT&CK's `x_mitre_shortname`: the name in lower case with hyphens, also for those that version 19 made of Defense
 * Evasion (`stealth`, which keeps its id TA0005, and `defense-impairment`). An older Navigator does not know these two
 * and shows the technique unscored there.
 */
function shortName(tactic: string): string {
  return tactic.toLowerCase().replaceAll(' ', '-');
}
