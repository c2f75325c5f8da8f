import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../bin/commands/replay/find-files.ts';
import { replay } from '../../bin/commands/replay/replay.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { cloudTrailFields } from '../../lambda/core/event.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { inChat } from '../../lambda/render/chat/in-chat.ts';
import { inList } from '../../lambda/render/chat/in-list.ts';
import { type ChatNotification, chatMessage, chatNotification } from '../../lambda/render/chat.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { repository } from '../cli/run-cli.ts';
import { at } from '../core/events.ts';
import { chatFaults, held } from './chat-faults.ts';
import { clickable, hostileText } from './hostile.ts';

/** The faults of an alert's message, as it goes to the topic. */
function faults(alert: Alert, rule: Rule): unknown {
  return chatFaults(chatMessage(alert, rule).body);
}

function notificationOf(alert: Alert, rule: Rule): ChatNotification {
  return held(chatNotification(alert, rule));
}

const allFields = (value: string) => Object.fromEntries(Object.keys(cloudTrailFields).map((name) => [name, value]));

describe('the published schema of a chat message', () => {
  it('holds for every alert and signal of the samples', async () => {
    const { files } = await findFiles([`${repository}/samples`]);

    const { alerts } = await replay({ files, rules });

    expect(alerts.length).toBeGreaterThan(10);
    for (const alert of alerts) {
      const rule = rules.find(({ id }) => id === alert.rule.id) as Rule;
      expect(faults(alert, rule)).toBeNull();
    }
  });

  it.each(rules)('holds for an alert of $id of which nothing is known', (rule) => {
    expect(faults(alertOf(rule, allFields('')), rule)).toBeNull();
  });

  it('holds whatever the log says', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...rules), (text, rule) => {
        const top = Array.from({ length: 5 }, () => ({ value: text, count: 1 }));
        const counts = { distinct: 9, top };
        const values = { UserPrincipalName: counts, ResultType: counts, User: counts, Other: counts };
        const sides = [{ name: 'SigninLogs', count: 8, atLeast: true }];
        const context = { sides, first: at(0), last: at(60_000), values };

        const names = { distinct: 9, values: [text, text] };
        const news = { user: names, account: names, region: names, address: names };
        const alert = alertOf(rule, allFields(text), { context, revision: 2 });

        expect(faults({ ...alert, news }, rule)).toBeNull();
        expect(faults({ ...alert, context: { values: { ...values, SourceIpAddress: counts } } }, rule)).toBeNull();
      }),
    );
  });

  it('does not hold for a text with markup', () => {
    const { content, ...rest } = notificationOf(alertOf(withoutMfa), withoutMfa);

    expect(chatFaults(JSON.stringify({ ...rest, content: { ...content, title: '<!channel>' } }))).not.toBeNull();
  });

  it.each<[string, { readonly eventType?: string; readonly additionalContext?: object }]>([
    ['another event type', { eventType: 'gatewarden-news' }],
    ["an alert's variables under a bulletin's event type", { eventType: 'gatewarden-bulletin' }],
    ['a variable that it does not know', { additionalContext: { user: 'alice' } }],
  ])('does not hold for %s', (_, changes) => {
    const { metadata, ...rest } = notificationOf(alertOf(withoutMfa), withoutMfa);
    const additionalContext = { ...metadata.additionalContext, ...changes.additionalContext };

    const found = chatFaults(JSON.stringify({ ...rest, metadata: { ...metadata, ...changes, additionalContext } }));

    expect(found).not.toBeNull();
  });
});

describe('a chat message', () => {
  it('says who, from where, when and where, and what makes it worse, in a list', () => {
    const { content } = notificationOf(alertOf(withoutMfa), withoutMfa);

    expect(content.title).toBe('[Low] Login to AWS Management Console without MFA');
    expect(content.description.split('\n')).toEqual([
      '- Who: alice',
      '- From: 203.0.113.7',
      '- When: 2026-11-20 00:00:00 UTC, 1 event',
      '- Where: account 111122223333, us-east-1',
      '- MFA: No',
      '- Worse: AWS saw no second factor (MFA).',
    ]);
    expect(content.nextSteps).toEqual(withoutMfa.triage);
  });

  it('comes into the thread of its alert, as an update too', () => {
    const [first, update] = [1, 2].map((revision) => notificationOf(alertOf(withoutMfa, {}, { revision }), withoutMfa));

    expect(update?.metadata.threadId).toBe(first?.metadata.threadId);
    expect(update?.id).not.toBe(first?.id);
    expect(update?.content.title).toMatch(/^Update \[Low\] /);
  });

  it('says first what is new in an update', () => {
    const update = alertOf(withoutMfa, {}, { revision: 2 });
    const news = { address: { distinct: 2, values: ['198.51.100.9', '<!channel>'] }, eventCount: { from: 2, to: 20 } };

    const { content } = notificationOf({ ...update, news }, withoutMfa);

    expect(content.description.split('\n').slice(0, 3)).toEqual([
      '- Update: Now also from the addresses 198.51.100.9 and \u2039!channel\u203A',
      '- Update: Now 20 events, 2 were told',
      '- Who: alice',
    ]);
  });

  it('reads well of root, of whom nothing has to be said twice', () => {
    const { content } = notificationOf(
      alertOf(withoutMfa, { AccountName: rootArn, UserIdentityType: 'Root' }),
      withoutMfa,
    );

    expect(content.title).toBe('[High] Login to AWS Management Console without MFA');
    expect(content.description.split('\n')).toEqual([
      '- Who: root',
      '- From: 203.0.113.7',
      '- When: 2026-11-20 00:00:00 UTC, 1 event',
      '- Where: account 111122223333, us-east-1',
      '- MFA: No',
      "- Worse: High instead of the rule's own Low: the root user signed in, whom no IAM policy of the account limits.",
      '- Worse: AWS saw no second factor (MFA).',
    ]);
  });

  it('has no link in its summary, where that ends inside a mail address', () => {
    for (let length = 1; length < 60; length++) {
      const { metadata } = notificationOf(
        alertOf({ ...withoutMfa, title: 'x'.repeat(110 + length) }, { AccountName: 'evil.example.not@example.com' }),
        withoutMfa,
      );

      expect(metadata.summary).not.toMatch(/evil\.example(?!\.not@example\.[a-z]{2})/);
    }
  });

  it('has a thread of its own for each alert', () => {
    const [alice, bob] = ['alice', 'bob'].map((AccountName) =>
      notificationOf(alertOf(withoutMfa, { AccountName }), withoutMfa),
    );

    expect(alice?.metadata.threadId).not.toBe(bob?.metadata.threadId);
  });

  it('gives custom actions no name that a person chose', () => {
    const { metadata } = notificationOf(alertOf(withoutMfa, { AccountName: '$(id)', AWSRegion: '$(id)' }), withoutMfa);

    expect(metadata.additionalContext).toEqual({
      alertId: metadata.threadId,
      revision: '1',
      rule: withoutMfa.id,
      severity: 'Low',
      startTime: '2026-11-20T00:00:00Z',
      endTime: '2026-11-20T00:00:00Z',
      account: '111122223333',
      address: '203.0.113.7',
    });
  });

  it('calls root by its name', () => {
    const { content, metadata } = notificationOf(alertOf(withoutMfa, { AccountName: rootArn }), withoutMfa);

    expect(content.keywords).toContain('Root');
    expect(metadata.summary).toContain(': root from 203.0.113.7');
  });

  it('leaves whole lines out where they are too long, and says so', () => {
    const top = Array.from({ length: 200 }, (_, index) => ({ value: `user-${index}@example.com`, count: 1 }));
    const values = Object.fromEntries(['A', 'B', 'C'].map((name) => [name, { distinct: 200, top }]));
    const sides = [{ name: 'SigninLogs', count: 8, atLeast: false }];

    const { content } = notificationOf(alertOf(entraFailures, {}, { context: { sides, values } }), entraFailures);

    expect(content.description.length).toBeLessThanOrEqual(2_900);
    expect(content.description).toMatch(/\n- and \d+ more lines?, left out for the length$/);
  });
});

describe('a list in a chat', () => {
  it('leaves out whole lines, the last ones first, and says how many', () => {
    expect(inList(['one', 'x'.repeat(2_800), 'y'.repeat(100)])).toBe(
      `- one\n- ${'x'.repeat(2_800)}\n- and 1 more line, left out for the length`,
    );
    expect(inList(['x'.repeat(2_900), 'two'])).toBe('- 2 lines, left out for the length');
  });
});

describe('a text from outside, in a chat', () => {
  it.each([
    ['<!channel>', '\u2039!channel\u203A'],
    ['<@U012ABC>', '\u2039\uFF20U012ABC\u203A'],
    ['@here', '\uFF20here'],
    ["'@evil.example", "'\uFF20evil[.]example"],
    ['<https://evil.example|bank>', '\u2039hxxps[:]//evil[.]example|bank\u203A'],
    ['[bank](https://evil.example)', '[bank] (hxxps[:]//evil[.]example)'],
    ['*bold* ~gone~ `code`', '\u2217bold\u2217 \u223Cgone\u223C \u02CBcode\u02CB'],
    ['_slanted_', '\uFF3Fslanted\uFF3F'],
    ['a&lt;b', 'a\uFF06lt;b'],
    ['{{DATE(2026-11-20T00:00:00Z)}}', '{ {DATE(2026-11-20T00:00:00Z)}}'],
    ['svc_backup_1', 'svc_backup_1'],
    ['carol@example.com', 'carol@example.com'],
    ['one\ntwo', 'one\u{FFFD}two'],
  ])('shows %j without any effect', (text, shown) => {
    expect(inChat(text)).toBe(shown);
  });

  it('has no markup of either platform, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = inChat(text);

        expect(shown).not.toMatch(/[<>&*~`\n\r]|\]\(|\{\{|(?:^|\s)@|(?:^|\s)_/);
        expect(shown).not.toMatch(clickable);
      }),
    );
  });
});
