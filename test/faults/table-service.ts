import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { type Answer, type Request, type Service, textOf } from './http-answers.ts';

/** What stands in the place of a signature: dynalite wants one, and looks into none. */
const signature = 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none';

/** Dynalite, asked without a socket in between, which would take longer than all that it does. */
export function tableService(): Service {
  const server = dynalite({ createTableMs: 0 });
  return (request) =>
    new Promise((resolve) => {
      const asked = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers: headersOf(request) });
      server.emit('request', asked, answering(resolve));
      asked.emit('data', Buffer.from(textOf(request)));
      asked.emit('end');
    });
}

/** Node gives a server all of them in lower case. */
function headersOf({ headers }: Request): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...Object.fromEntries(own), authorization: signature, 'x-amz-date': '20261120T120000Z' };
}

/** What dynalite takes for the response of a server. */
function answering(resolve: (answer: Answer) => void) {
  const headers: Record<string, string> = {};
  return {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      headers[name.toLowerCase()] = String(value);
    },
    end(body: string) {
      resolve({ statusCode: this.statusCode, headers, body: Readable.from([Buffer.from(body)]) });
    },
  };
}
