/** What `gatewarden init --help` says below the options. */
export const helpAfterOptions = `
Where the log files of CloudTrail are, each mode with a page in docs/deploy:
  create       nowhere yet: the stack makes a trail and a bucket
  bucket       in a bucket that can notify a queue; its owner adds one entry
  topic        in a bucket whose new files an SNS topic announces
  eventbridge  in a bucket that sends to EventBridge
  replica      where we cannot read or be told: replicated into a bucket of ours

How Entra ID's sign-ins come:
  none     not at all
  landing  as files that something drops into a bucket of the stack
  graph    polled from Microsoft Graph; any --graph- flag says so, too

At a terminal it asks for what no flag says, and checks each answer at once.
Elsewhere it says all that is missing, with the flag that gives it. Everything
else has a default; gatewarden.config.example.yaml shows it. No secret is asked
for, only the ARN of what holds it. It asks AWS nothing.

With several trails each --mode begins one, and what follows belongs to it.

Exit status:
  0    the file is written
  1    it was there already, and you said no
  2    something is missing or wrong, or the file cannot be written
  130  broken off by Ctrl-C or Escape; nothing was written

Examples:
  gatewarden init
  gatewarden init --mode create --people security@example.com \\
    --operators operations@example.com
  gatewarden init --mode topic --account 111122223333 \\
    --topic-arn arn:aws:sns:us-east-1:111122223333:example-cloudtrail-topic \\
    --bucket example-cloudtrail-logs
  gatewarden init --mode bucket --bucket example-logs --account 111122223333 \\
    --mode eventbridge --bucket other-logs --account 111122223333
  gatewarden init --mode create --graph-tenant example.onmicrosoft.com \\
    --graph-client-id 00000000-0000-4000-8000-000000000002 \\
    --graph-auth federated`;
