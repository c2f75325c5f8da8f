/** What `gatewarden entra backfill --help` says below the options. */
export const helpAfterOptions = `
Reads as the deployed poller does: interactive and non-interactive users, each
for itself, page by page, in slices of up to a day, earliest first. Graph's pace
is 5 requests in 10 seconds, of up to 1,000 sign-ins each.

As whom: the app of entra.graph in the configuration, with its secret or its
federation and the credentials of the AWS tools; or an app that the options
name, with a file; or an access token. Without an AWS account, the last two.
A secret is never an option's value. The federation shows Entra ID the AWS
identity of this shell: the app needs a federated credential for it.
An app needs AuditLog.Read.All. Behind az login is a person: without a role
such as Reports Reader or Security Reader, Graph lists this person's own
sign-ins alone. A token ends after about an hour.

The folder, for one tenant:
  <feed>/<from>_<to>.jsonl.gz       one sign-in a line, as Graph gave it
  <feed>/<from>_<to>.open.jsonl.gz  the same, of a time that may get late ones
  <feed>/<from>_<to>.empty          there was nothing
  tenant.txt                        whose they are
Files are for you alone (mode 0600): they hold personal data. What breaks off
leaves the slices before; the same command goes on there, and asks for no slice
again but the open ones, which it replaces. Delete a file to read it anew.
One run at a time for a folder.

Exit status:
  0  everything was read
  2  something is missing or refused, or broke off (what was written stays)

Examples:
  gatewarden entra backfill --out signins
  gatewarden entra backfill --out signins --since 30d --profile security
  gatewarden entra backfill --out signins --tenant example.onmicrosoft.com \\
    --client-id 00000000-0000-0000-0000-000000000000 --secret-file secret.txt
  az account get-access-token --resource-type ms-graph --query accessToken \\
    -o tsv | gatewarden entra backfill --out signins --token-file -
  gatewarden replay signins AWSLogs`;
