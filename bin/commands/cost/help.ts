/** What `gatewarden cost --help` says below the options. */
export const helpAfterOptions = `
What drives the cost is how many log files CloudTrail writes, not what is in
them: about twelve an hour for each account and active Region. Beside that there
is what the stack costs while nothing happens, and what sign-ins leave in the
table, which is little.

It is a formula over a price list, and asks AWS nothing. Numbers that can vary are
high ones; free tiers, discounts, taxes and what subscribers do with alerts are
left out. docs/cost.md explains it, for three organisations and under attack.

--config takes from a configuration what it says: where the trail is, whether
Microsoft Graph is polled, whether there are a fast path, a canary and a
dashboard, who subscribes. An option wins over it. Without it: a trail that
exists, two topics, a dashboard, a mail address and a queue.

--attack shows what an attack adds to that, once: failures within a day, of
sign-ins to Entra ID or of console logins, from one address or each from another.

Exit status:
  0  it was estimated
  2  the command line or the configuration is wrong

Examples:
  gatewarden cost --accounts 50 --regions 4
  gatewarden cost --accounts 50 --entra graph --entra-sign-ins 100000
  gatewarden cost --config gatewarden.config.yaml --format json | jq .dollars
  gatewarden cost --attack entra-many-addresses --attack-failures 1000000
  gatewarden cost --prices`;
