/** What `gatewarden redrive --help` says below the options. */
export const helpAfterOptions = `
A message that tells of a new log file, and that failed five times, lies in a
dead-letter queue until 14 days after it arrived; why it failed is in the table.
This lists both together, with what to do. Three things are told apart:
  a dead letter              with its reason, or without one: then the function
                             died with it, or could not write to the table
  tried again within minutes it failed lately, and comes again or becomes one
  no dead letter any more    it was sent again or deleted by other means, or has
                             expired; its reason goes by itself after 15 days

Looking hides dead letters from others for a moment, as SQS has no other way,
and gives them back at once; when it is broken off, they are back after a minute,
or after ten with --send. SQS counts how often a message was received. In a
dead-letter queue nothing follows from that.

--send sends dead letters to the queue that they came from: the same text and
attributes, and one that says so, under a new id, and only then deletes the old message and its reason.
It asks first at a terminal; elsewhere it takes --yes. To judge a log twice, or
to run this twice or at the same time as somebody else, does no harm: no alert
is told a second time. What fails again is here again, under its new id.

Needs, with the credentials of the AWS tools:
  sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on
  the dead-letter queues, dynamodb:Query on the table, and kms:Decrypt on
  both keys; for --send, sqs:DeleteMessage and
  dynamodb:DeleteItem there, sqs:SendMessage on the queues, and
  kms:GenerateDataKey on the key of the queues
AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_DYNAMODB name other endpoints.

Exit status:
  0  everything was listed, or sent again
  1  something could not be sent again, was not found, or you said no
  2  a queue, the table or a reason in it could not be read, or the command line
     is wrong

Examples:
  gatewarden redrive --outputs outputs.json --profile security
  gatewarden redrive --outputs outputs.json --queue cloudtrail --send
  gatewarden redrive --outputs outputs.json --send --yes --message <id>
  gatewarden redrive --outputs outputs.json --format json | jq .objects[]`;
