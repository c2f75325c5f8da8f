/** What `gatewarden doctor --help` says below the options. */
export const helpAfterOptions = `
Reads, and changes nothing. In the way of the data, it looks whether
  stack            the last deployment went well
  version          it is of this version
  trail            a trail of all Regions writes to the bucket, and lately did
  bucket-policies  the buckets let trails write
  notification     the bucket, a topic or EventBridge tells the queue of files
  event-rules      the rules of EventBridge are on
  topic-policies   the topics let alarms, CloudTrail and S3 publish
  queue-policies   the queues let those in who tell of files
  key-policies     the keys let those in who encrypt and read
  keys             the keys are enabled, and not about to be deleted
  mappings         Lambda takes from the queues
  queues           nothing waits for long, no dead letters, no undelivered alerts
  functions        the functions can run, without errors, as they were deployed
  table            the table is there, protected, and can be restored
  feeds            log files and sign-ins still come
  subscriptions    somebody hears of alerts, and whoever is named has confirmed
  alarms           no alarm goes off, and each tells somebody
What is not right is said with the way to mend it. Policies are judged by their
text: another one may still say no. Secrets are never read.

Without --outputs, CloudFormation is asked for the stack. What these credentials
may not look at is "unknown", with the action that they lack, and stops nothing
else; docs/doctor.md has the policy that lets all of it be looked at.
AWS_ENDPOINT_URL, or AWS_ENDPOINT_URL_S3 and so on, name other endpoints.

Exit status:
  0  all is right, perhaps with warnings, or with what others have to look at
  1  there is a fault
  2  something could not be looked at, or the command line is wrong

Examples:
  gatewarden doctor --outputs outputs.json --profile security
  gatewarden doctor --stack Gatewarden --region eu-central-1
  gatewarden doctor --check trail --check notification
  gatewarden doctor --format json | jq 'select(.verdict != "ok")'`;
