/** What `gatewarden alerts --help` says below the options. */
export const helpAfterOptions = `
Lists what the deployed functions keep, for 400 days, whether or not somebody
was told of it: also what waits for a digest, a summary or an update, and, with
--signals, what is only kept. An alert is listed if some time between its first
and its last event lies between --since and --until: what counts is when it
happened, not when its log arrived. A date alone is its beginning, in UTC.

As for replay, the table has a block for each rule and severity; in it, and in
json, the newest comes first. TOLD says which audiences were told: "people ×2"
twice, "people (digest due ...)" together with others. In json, revision is the
last one that somebody was told, or 1. An alert of a rule that this version does
not have is listed, too, and says so in its title.

The table is read with the credentials and the region of the AWS tools
(AWS_PROFILE, AWS_REGION and their files). They need
  dynamodb:Query  on arn:aws:dynamodb:<region>:<account>:table/<name>
                  and on the same with /index/day
  kms:Decrypt     on the table's key
AWS_ENDPOINT_URL_DYNAMODB names another endpoint.

Exit status:
  0  everything was read
  2  the table or one of its alerts could not be read, or the command line or
     the configuration is wrong

Examples:
  gatewarden alerts --table gatewarden-state
  gatewarden alerts --table gatewarden-state --since 7d --severity Medium
  gatewarden alerts --table gatewarden-state --since 2026-11-19 \\
    --until 2026-11-20 --signals --profile security --region eu-central-1
  gatewarden alerts --table gatewarden-state --since 30d --limit 100000 \\
    --format json | jq -r .columns.SourceIpAddress | sort | uniq -c`;
