/** What `gatewarden address --help` says below the options. */
export const helpAfterOptions = `
From files: the failed Entra ID sign-ins by table and by day, the accounts that
were tried, the result codes, the console logins, the alerts, and the exclusions
that touch the address. From the table: what of that the deployed functions
keep; what they cannot know is said below it.

The table is read with the credentials and the region of the AWS tools
(AWS_PROFILE, AWS_REGION and their files), and needs dynamodb:Query alone.
AWS_ENDPOINT_URL_DYNAMODB names another endpoint.

Exit status:
  0  everything was read
  2  a path or the table could not be read, or the command line or the
     configuration is wrong

Examples:
  gatewarden address 203.0.113.7 samples
  gatewarden address 2001:DB8::1 --table gatewarden-state --region us-east-1
  gatewarden address --format json 203.0.113.7 logs | jq .accounts`;
