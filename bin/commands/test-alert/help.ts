/** What `gatewarden test-alert --help` says below the options. */
export const helpAfterOptions = `
The test alert looks like a real one of its rule, but it cannot be mistaken:
  people    the subject begins with [TEST], the mail says so in its first line
  chat      the title begins with [TEST], and so does the text
  machines  the rule's title begins with [TEST]; nobody signed in to account
            000000000000, and the evidence is "gatewarden test-alert"
All three carry one message attribute more, test = true: a filter policy with
{"test": [{"exists": false}]} keeps tests away. It is stored nowhere.

Then the subscriptions are read: which are confirmed, and whether their filter
lets this alert through. A filter by account needs --account, one by rule or
severity needs --rule or --severity. Of mail addresses and URLs only a part is
shown. That SNS has accepted a message does not say that it arrives: look.

Needs sns:Publish, sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes
on the topics, and kms:GenerateDataKey and kms:Decrypt on their key. The region
is in a topic's ARN; AWS_ENDPOINT_URL_SNS names another endpoint.

Exit status:
  0  every topic took it, and at least one confirmed subscriber gets it
  1  a topic did not take it, or nobody gets it as far as can be told
  2  the command line or the configuration is wrong

Examples:
  gatewarden test-alert --outputs outputs.json --profile security
  gatewarden test-alert --topic people=arn:aws:sns:us-east-1:111122223333:alerts
  gatewarden test-alert --outputs outputs.json --severity Low`;
