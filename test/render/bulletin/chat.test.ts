import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../lambda/core/alert.ts';
import type { Bulletin } from '../../../lambda/core/bulletin.ts';
import { bulletinChat, bulletinNotification } from '../../../lambda/render/bulletin/bulletin-chat.ts';
import type { RetrievalOptions } from '../../../lambda/render/bulletin/retrieval.ts';
import { type ChatNotification, chatNotification } from '../../../lambda/render/chat.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { alertOf, entraFailures, withoutMfa } from '../../adapters/alerts.ts';
import { chatFaults, held } from '../chat-faults.ts';
import { clickable, hostileText } from '../hostile.ts';
import { bulletinOf, many, threeLogins } from './bulletins.ts';

/** A bulletin's message, after a look whether the published schema holds for it. */
function notificationOf(bulletin: Bulletin, options?: RetrievalOptions): ChatNotification {
  return held(bulletinNotification(bulletin, rules, options));
}

const [alice, bob, root] = threeLogins as readonly [Alert, Alert, Alert];

describe('a chat message of a bulletin', () => {
  it('of a group says what happened, then a row for each, and what makes it worse', () => {
    const { content, metadata } = notificationOf(bulletinOf('group', [root, alice, bob]));

    expect(content.title).toBe(`[High] ${entraFailures.title}`);
    expect(content.description.split('\n').slice(0, 5)).toEqual([
      '- 4 logins to the AWS console from 203.0.113.7, after 23 failed Entra ID sign-ins',
      '- 2026-11-20 03:31:00 UTC: root, account 444455556666, eu-north-1, MFA No, 1 login',
      '- 2026-11-20 03:14:00 – 03:15:00 UTC: alice, account 111122223333, us-east-1, MFA Yes, 2 logins',
      '- 2026-11-20 03:20:00 UTC: bob@example.com, account 111122223333, us-east-1, MFA No, 1 login',
      expect.stringMatching(/^- Worse: /),
    ]);
    expect(content.nextSteps).toEqual(entraFailures.triage);
    expect(metadata.summary).toContain('4 logins to the AWS console from 203.0.113.7');
  });

  it('of an update says first what is new, and marks it', () => {
    const grown = { ...alice, kind: 'update' as const, revision: 2 };
    const { content } = notificationOf(bulletinOf('group', [root, grown, bob], { revision: 2, freshCount: 2 }));

    expect(content.title).toMatch(/^Update \[High\] /);
    expect(content.description).toMatch(/^- 1 new login .*\n- Now also of the user root\n/);
    expect(content.description).toMatch(/root, .* \(new\)\n.*alice, .* \(grown\)\n.*1 login\n/);
  });

  it('of a group of one alert is that of the alert, in the thread of the group', () => {
    const bulletin = bulletinOf('group', [alice]);

    const { content, metadata, id } = notificationOf(bulletin);

    const own = chatNotification(alice, entraFailures);
    expect(content).toEqual(own.content);
    expect(metadata).toEqual({ ...own.metadata, threadId: bulletin.bulletinId });
    expect(id).toBe(`${bulletin.bulletinId}-1`);
  });

  it('of a digest counts by rule, and says how to see all', () => {
    const { content } = notificationOf(bulletinOf('digest', many(12)));

    expect(content.title).toBe('[Low] 12 alerts of 2026-11-20');
    expect(content.description.split('\n')).toEqual([
      '- 12 alerts of 2026-11-20 that could wait: none is more severe than Low.',
      `- 12 × [Low] ${withoutMfa.title}`,
      '- All of them: gatewarden alerts --table TABLE --since 2026-11-20 --until 2026-11-21 --severity Low',
    ]);
  });

  it('names the deployed table, where it is known, so that the command can be pasted', () => {
    for (const about of ['digest', 'storm'] as const) {
      const { content } = notificationOf(bulletinOf(about, many(2)), { tableName: 'Gatewarden-State1A2B3C4D-5E6F' });

      expect(content.description).toContain(
        '\n- All of them: gatewarden alerts --table Gatewarden-State1A2B3C4D-5E6F ',
      );
    }
  });

  it('of a storm says how many, who is concerned, and what is never held back', () => {
    const bulletin = bulletinOf('storm', many(50), { alertCount: 412, revision: 2, freshCount: 37 });

    const { content, metadata } = notificationOf(bulletin);

    expect(content.title).toBe('Update [Low] 412 alerts of one rule');
    expect(content.description).toContain('- How many: 412 alerts, 37 of them since the last summary\n');
    expect(content.description).toContain('- Accounts: 111122223333 ×50\n');
    expect(content.description).toContain("- Root's logins and alerts of High severity are always sent at once");
    expect(content.nextSteps).toEqual(withoutMfa.triage.slice(0, 3));
    expect(metadata.additionalContext).toEqual({
      bulletinId: bulletin.bulletinId,
      about: 'storm',
      revision: '2',
      severity: 'Low',
      alertCount: '412',
      startTime: '2026-11-20T00:00:00Z',
      endTime: '2026-11-21T00:00:00Z',
      rule: withoutMfa.id,
      account: '111122223333',
    });
  });

  it('comes into one thread, each telling as a message of its own', () => {
    const [first, second] = [1, 2].map((revision) => notificationOf(bulletinOf('storm', many(3), { revision })));

    expect(second?.metadata.threadId).toBe(first?.metadata.threadId);
    expect(second?.id).not.toBe(first?.id);
  });

  it('is one where the rule is gone, too', () => {
    for (const about of ['digest', 'group', 'storm'] as const) {
      const { rule: _, ...rest } = bulletinOf(about, many(2), { alerts: [], alertCount: 2 });

      const { body } = bulletinChat(rest, []);

      expect(chatFaults(body)).toBeNull();
      expect(JSON.parse(body).content.description).toMatch(/2 alerts/);
    }
  });

  it("has the shape of an alert's message, and nothing that a chat acts on, whatever the log says", () => {
    const name = fc.tuple(hostileText, hostileText);
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 2, maxLength: 8 }),
        fc.constantFrom(...rules),
        fc.constantFrom('digest', 'group', 'storm'),
        fc.integer({ min: 1, max: 2 }),
        (names, rule, about, revision) => {
          const alerts = names.map(([one, other]) =>
            alertOf(rule, {
              AccountName: one,
              User: one,
              SourceIpAddress: other,
              RecipientAccountId: other,
              AWSRegion: one,
            }),
          );
          const bulletin = bulletinOf(about, alerts, { revision, freshCount: 1 });

          const { body } = bulletinChat(bulletin, rules);

          expect(chatFaults(body)).toBeNull();
          expect(JSON.stringify(JSON.parse(body))).not.toMatch(/[<>&*~`]|\]\(|\{\{/);
          expect(Object.values(JSON.parse(body).content).join('\n')).not.toMatch(clickable);
        },
      ),
    );
  });
});
