/** Sends a form with a file and tells how much of it is on its way, which `fetch` cannot. */
import { address, problemOf, type Answer } from './client';
import type { Problem } from './shapes';

export function upload<T>(
  path: string,
  form: FormData,
  onshare: (share: number | null) => void,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const failed = () =>
      resolve({
        ok: false,
        problem: problemOf(
          0,
          'unreachable',
          'The upload broke off',
          'Nothing of the file was kept. Check that the server is running, then try again.',
        ),
      });
    request.open('POST', address(path));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) =>
      onshare(event.lengthComputable ? event.loaded / event.total : null);
    request.onerror = failed;
    request.onabort = failed;
    request.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = null;
      }
      if (request.status >= 200 && request.status < 300 && body) {
        resolve({ ok: true, value: body as T });
      } else {
        const fallback = problemOf(
          request.status,
          `http_${request.status}`,
          request.statusText || `The server answered ${request.status}`,
        );
        resolve({
          ok: false,
          problem: { ...fallback, ...(body as Partial<Problem> | null), status: request.status },
        });
      }
    };
    request.send(form);
  });
}
