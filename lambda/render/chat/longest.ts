/**
 * AWS publishes no limits that we found; these are the tightest of the platforms behind it: Slack takes 150 characters in
 * a header and 3,000 in a section. https://docs.slack.dev/reference/block-kit/blocks
 */
export const longest = { title: 150, description: 2_900, nextStep: 300, summary: 200 } as const;
