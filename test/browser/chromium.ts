import { existsSync } from 'node:fs';

/** Where Debian, Ubuntu and Google put it. GATEWARDEN_CHROMIUM names another place, and then no other is looked at. */
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, if there is one. Throws where there is none and GATEWARDEN_REQUIRE_CHROMIUM=1 demands it. */
export function chromiumPath(): string | undefined {
  const named = process.env['GATEWARDEN_CHROMIUM'];
  const places = named === undefined ? usual : [named];
  const path = places.find((place) => existsSync(place));
  if (path === undefined && process.env['GATEWARDEN_REQUIRE_CHROMIUM'] === '1') {
    throw new Error(`no Chromium at ${places.join(', ')}: install it, or name it in GATEWARDEN_CHROMIUM`);
  }
  return path;
}

/** A test needs no sandbox for pages of its own, and no connection to anywhere. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
