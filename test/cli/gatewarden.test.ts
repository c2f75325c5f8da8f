import { realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { gatewarden } from './gatewarden.ts';
import { nothingToFind, oneLogin } from './logs.ts';
import { gatewardenProcess } from './run-cli.ts';
import { tempFolder } from './temp-folder.ts';

/** All of the process that a run within it changes, or that a command may change. */
function ofTheProcess() {
  return {
    streams: (['stdin', 'stdout', 'stderr'] as const).map((name) => Object.getOwnPropertyDescriptor(process, name)),
    console: globalThis.console,
    exitCode: process.exitCode,
    environment: { ...process.env },
    folder: process.cwd(),
    listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    errorListeners: [process.stdout, process.stderr].map((stream) => stream.listenerCount('error')),
  };
}

describe('the command line within this process', () => {
  it.each([
    ['that succeeds', ['replay', 'good.json'], 0],
    ['that finds something', ['replay', '--exit-code', 'good.json'], 1],
    ['that fails', ['replay', 'nosuch.json'], 2],
    ['that listens for signals', ['entra', 'backfill', '--out', 'good.json', '--token-file', '-'], 2],
  ])('leaves nothing behind of a run %s', async (_, args, status) => {
    using folder = tempFolder({ 'good.json': oneLogin });
    const before = ofTheProcess();

    const ended = await gatewarden(args, { cwd: folder.path, env: { ONLY: 'this' }, stdin: Readable.from(['token']) });

    expect(ended.status).toBe(status);
    expect(ofTheProcess()).toEqual(before);
  });

  it('leaves nothing behind where the run itself is broken', async () => {
    const before = ofTheProcess();

    await expect(gatewarden(['rules'], { env: { ONLY: 'this' }, cwd: '/nosuch' })).rejects.toThrow('ENOENT');

    expect(ofTheProcess()).toEqual(before);
    expect(await gatewarden(['rules', 'console-login'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('gives each of several runs at once its own answer', async () => {
    using folder = tempFolder({ 'good.json': oneLogin, 'quiet.json': nothingToFind });
    const judging = (...paths: readonly string[]) => gatewarden(['replay', ...paths], { cwd: folder.path });

    const [good, quiet, none] = await Promise.all([judging('good.json'), judging('quiet.json'), judging()]);

    expect([good.status, quiet.status, none.status]).toEqual([0, 0, 2]);
    expect([good.stdout === '', quiet.stdout, none.stdout]).toEqual([false, '', '']);
    expect(none.stderr).toBe('gatewarden: name at least one file or folder to read\n');
  });

  it('has the environment that it is given: `npm start` means paths from where the person is', async () => {
    using folder = tempFolder({ 'good.json': oneLogin });
    const env = { npm_lifecycle_event: 'start', INIT_CWD: folder.path };

    const [there, here] = [
      await gatewarden(['replay', 'good.json'], { env }),
      await gatewarden(['replay', 'good.json']),
    ];

    expect([there.status, here.status]).toEqual([0, 2]);
  });

  it('answers as a process of its own does', async () => {
    using folder = tempFolder({ 'good.json': oneLogin, 'empty.json': '' });
    const cwd = realpathSync(folder.path);

    const here = await gatewarden(['replay', '.'], { cwd });
    const there = await gatewardenProcess(['replay', '.'], { cwd });

    const timeless = (text: string): string => text.replaceAll(/\d+(?:\.\d+)? m?s\b/g, 'some time');
    expect(here).toEqual({ ...there, stderr: expect.any(String) });
    expect(timeless(here.stderr)).toBe(timeless(there.stderr));
  });
});
