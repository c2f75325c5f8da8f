/** What `gatewarden replay --help` says below the options. */
export const helpAfterOptions = `
Of a folder and all below it, files named .json, .jsonl, .ndjson or .log are
read, and their .gz; the others are counted. A path that is named is always
read. What a file holds is told by its content, never by its name: CloudTrail
files as S3 holds them, and Entra ID sign-ins from Microsoft Graph, Azure
Monitor or Log Analytics, plain or gzip.

Alerts go to stdout; progress and a summary go to stderr. With --format ocsf
each alert and signal is an OCSF 1.8.0 Detection Finding (class_uid 2004);
a signal has is_alert false.

--report writes a page beside whatever is printed: summary, charts, and every
alert with its evidence and triage, to filter and search. It needs no network.

Exit status:
  0  everything was read
  1  with --exit-code: there is an alert that is no signal
  2  a path could not be read or a rule failed (the others were judged), the
     report could not be written, or the command line or the configuration is
     wrong

Examples:
  gatewarden replay samples
  gatewarden replay AWSLogs entra/PT1H.json
  gatewarden replay --format json logs | jq .columns
  gatewarden replay --format ocsf logs > findings.jsonl
  gatewarden replay --report report.html logs`;
