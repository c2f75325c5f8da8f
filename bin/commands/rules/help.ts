/** What `gatewarden rules --help` says below the options. */
export const helpAfterOptions = `
The html pages need no network and no server: open index.html. Files of the same
names in the folder are replaced; others stay.

Exit status:
  0  the catalogue was shown or written
  2  there is no such rule, the folder could not be written, or the command line
     is wrong

Examples:
  gatewarden rules
  gatewarden rules many-failed-logins-from-ip
  gatewarden rules --format html --out catalogue
  gatewarden rules --format navigator > layer.json`;
