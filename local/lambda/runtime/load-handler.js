import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.js';

const extensions = ['', '.js', '.mjs', '.cjs'];

/**
 * Imports the module and finds the handler in it. Throws the RuntimeErrors that AWS's runtime throws
 * (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client), and what the module itself throws.
 *
 * @param {string} root the folder of the asset
 * @param {string} name `index.handler`, or `folder/index.handler`
 */
export async function loadHandler(root, name) {
  const [, path, exported] = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(name) ?? [];
  if (path === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = await load(join(root, path));
  const handler = module[exported] ?? module.default?.[exported];
  if (handler === undefined) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  if (handler.length > 2) {
    throw new RuntimeError('CallbackHandlerDeprecated', 'since Node.js 24, Lambda takes no handlers with a callback');
  }
  return handler;
}

async function load(path) {
  const file = extensions.map((extension) => `${path}${extension}`).find((each) => existsSync(each));
  if (file === undefined) throw new RuntimeError('ImportModuleError', `Error: Cannot find module '${path}'`);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error), { cause: error });
    throw error;
  }
}
