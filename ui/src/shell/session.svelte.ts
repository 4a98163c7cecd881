/** Who is signed in, and to which shop. */
import { del, get, post, type Answer, type Fetch } from '$api/client';
import type { Session } from '$api/shapes';
import { setZone } from './format';

class CurrentSession {
  current = $state<Session | null>(null);

  private keep(answer: Answer<Session>): Answer<Session> {
    this.current = answer.ok ? answer.value : null;
    setZone(answer.ok ? answer.value.shop.timezone : undefined);
    return answer;
  }

  /** Asks the server once; later navigations use what is known. */
  async find(fetch?: Fetch): Promise<Answer<Session>> {
    if (this.current) return { ok: true, value: this.current };
    return this.keep(await get<Session>('/session', { fetch }));
  }

  /** Lets the next navigation ask again, after the shop's settings changed. */
  forget(): void {
    this.current = null;
  }

  async signIn(email: string, password: string): Promise<Answer<Session>> {
    return this.keep(await post<Session>('/session', { email, password }));
  }

  async setUp(body: Record<string, string>): Promise<Answer<Session>> {
    return this.keep(await post<Session>('/setup', body));
  }

  /** Sets a new password with a token from the command line, and signs in. */
  async reset(token: string, password: string): Promise<Answer<Session>> {
    return this.keep(await post<Session>('/session/reset', { token, password }));
  }

  async signOut(): Promise<void> {
    await del('/session');
    this.current = null;
  }
}

export const session = new CurrentSession();
